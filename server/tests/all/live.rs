//! Live connections over a real socket.

use std::net::SocketAddr;
use std::time::Duration;

use domain::live::{
    CLOSE_GARBAGE, CLOSE_RESTART, CLOSE_SIGNED_OUT, LiveEvent, PROTOCOL_VERSION, ServerFrame,
};
use futures::{SinkExt, StreamExt};
use server::{lifecycle, services};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tokio_util::sync::CancellationToken;

use crate::world::{Person, World, platform};

const PATIENCE: Duration = Duration::from_secs(10);

/// A world that listens.
struct Listening {
    world: World,
    address: SocketAddr,
    shutdown: CancellationToken,
    serving: JoinSet<anyhow::Result<()>>,
}

impl Listening {
    async fn new(world: World) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let mut serving = JoinSet::new();
        serving.spawn(lifecycle::serve(world.state.clone(), listener, shutdown.clone()));
        Self { world, address, shutdown, serving }
    }

    async fn connect(&self, person: &Person) -> Browser {
        let origin = format!("http://{}", self.address);
        let cookie = format!("flowhq={}", person.token);
        let stream = self.try_connect(&[("origin", &origin), ("cookie", &cookie)]).await;
        Browser { stream: stream.unwrap(), seq: 0 }
    }

    /// The connection, or the status that refused it.
    async fn try_connect(
        &self,
        headers: &[(&'static str, &str)],
    ) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, u16> {
        let mut request = format!("ws://{}/ws", self.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(stream),
            Err(Error::Http(refused)) => Err(refused.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }
}

/// The browser's end; checks that numbers have no gap.
struct Browser {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    seq: u64,
}

impl Browser {
    async fn message(&mut self) -> Message {
        let message = tokio::time::timeout(PATIENCE, self.stream.next()).await;
        message.expect("a message in time").expect("an open connection").unwrap()
    }

    async fn frame(&mut self) -> (ServerFrame, String) {
        loop {
            match self.message().await {
                Message::Text(text) => {
                    let frame = serde_json::from_str(&text).unwrap();
                    match &frame {
                        ServerFrame::Hello { .. } => {}
                        ServerFrame::Snapshot { seq, .. } => self.seq = *seq,
                        ServerFrame::Event { seq, .. } => {
                            assert_eq!(*seq, self.seq + 1, "a gap");
                            self.seq = *seq;
                        }
                    }
                    return (frame, text.to_string());
                }
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Past `Hello` and the first snapshot.
    async fn greeted(mut self) -> Self {
        assert_eq!(self.frame().await.0, ServerFrame::Hello { version: PROTOCOL_VERSION });
        assert!(matches!(self.frame().await.0, ServerFrame::Snapshot { .. }));
        self
    }

    async fn close_code(&mut self) -> u16 {
        loop {
            if let Message::Close(frame) = self.message().await {
                return frame.expect("a code").code.into();
            }
        }
    }
}

#[tokio::test]
async fn an_owner_gets_a_greeting_a_snapshot_and_what_changes() {
    let on = Listening::new(World::new().await).await;
    let owner = on.world.owner("Mama Salon").await;
    let mut browser = on.connect(&owner).await;
    assert_eq!(browser.frame().await.0, ServerFrame::Hello { version: PROTOCOL_VERSION });
    let (ServerFrame::Snapshot { tenant: Some(detail), overview: None, .. }, _) =
        browser.frame().await
    else {
        panic!("no snapshot of the tenant");
    };
    assert_eq!(detail.tenant.id, owner.tenant());
    on.world.submit(&owner).await;
    let mut kinds = Vec::new();
    while kinds.len() < 3 {
        let (ServerFrame::Event { event, .. }, _) = browser.frame().await else {
            panic!("no event")
        };
        kinds.push(match event {
            LiveEvent::Tenant { tenant } => tenant.status.to_string(),
            LiveEvent::Worker { worker, .. } => worker.status.to_string(),
            LiveEvent::Request { request } => request.status.to_string(),
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(kinds, ["PENDING", "STOPPED", "SUBMITTED"]);
}

#[tokio::test]
async fn an_admin_gets_the_figures_of_the_platform() {
    let on = Listening::new(World::new().await).await;
    let admin = on.world.admin().await;
    on.world.owner("Mama Salon").await;
    let mut browser = on.connect(&admin).await;
    browser.frame().await;
    let (ServerFrame::Snapshot { tenant: None, overview: Some(figures), .. }, _) =
        browser.frame().await
    else {
        panic!("no snapshot of the platform");
    };
    assert_eq!(figures.tenants, 1);
}

/// Both tenants run, link their phones and are written to; all that one's browser gets is its own.
#[tokio::test]
async fn a_tenants_connection_never_carries_another_tenants_frame() {
    let on = Listening::new(World::new().await).await;
    on.world.engine.run();
    let salon = on.world.owner("Mama Salon").await;
    let shop = on.world.owner("Kariakoo Phones").await;
    let mut at_salon = on.connect(&salon).await.greeted().await;
    let mut at_shop = on.connect(&shop).await.greeted().await;
    for (owner, text) in [(&salon, "hello salon"), (&shop, "hello shop")] {
        on.world.connect_phone(owner).await;
        on.world.say(owner, "+255754111222", text).await;
    }
    for (browser, own, foreign, text) in
        [(&mut at_salon, &salon, &shop, "hello salon"), (&mut at_shop, &shop, &salon, "hello shop")]
    {
        let mut seen = 0;
        // Until the answer to the customer has been read, so that every kind of event went by.
        loop {
            let (frame, json) = browser.frame().await;
            assert!(!json.contains(&foreign.tenant().to_string()), "{json}");
            let ServerFrame::Event { event, .. } = frame else { continue };
            assert_eq!(event.tenant_id(), Some(own.tenant()));
            if let LiveEvent::Message { message } = event {
                assert!(
                    message.direction == domain::message::Direction::Out || message.text == text
                );
                seen += 1;
                if message.status == domain::message::MessageStatus::Read {
                    break;
                }
            }
        }
        assert!(seen >= 3, "{seen} messages");
    }
    on.world.engine.shut_down(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_browser_that_missed_something_gets_a_new_snapshot() {
    let mut world = World::new().await;
    world.state.live.snapshot_pause = Duration::from_millis(10);
    let on = Listening::new(world).await;
    let owner = on.world.owner("Mama Salon").await;
    let mut browser = on.connect(&owner).await.greeted().await;
    for _ in 0..3 {
        browser.stream.send(Message::text(r#"{"type":"resync"}"#)).await.unwrap();
    }
    assert!(matches!(browser.frame().await.0, ServerFrame::Snapshot { .. }));
}

#[tokio::test]
async fn garbage_is_answered_with_1008() {
    let on = Listening::new(World::new().await).await;
    let owner = on.world.owner("Mama Salon").await;
    for garbage in
        [Message::text("subscribe everything"), Message::text("{}"), Message::binary(vec![1, 2, 3])]
    {
        let mut browser = on.connect(&owner).await.greeted().await;
        browser.stream.send(garbage.clone()).await.unwrap();
        assert_eq!(browser.close_code().await, CLOSE_GARBAGE, "{garbage:?}");
    }
}

#[tokio::test]
async fn a_message_that_is_too_large_is_answered_with_1009() {
    let on = Listening::new(World::new().await).await;
    let owner = on.world.owner("Mama Salon").await;
    let mut browser = on.connect(&owner).await.greeted().await;
    browser.stream.send(Message::text("x".repeat(4097))).await.unwrap();
    assert_eq!(browser.close_code().await, 1009);
}

#[tokio::test]
async fn signing_out_closes_that_sign_ins_connections_with_4401() {
    let on = Listening::new(World::new().await).await;
    let owner = on.world.owner("Mama Salon").await;
    let mut browser = on.connect(&owner).await.greeted().await;
    on.world.engine.sign_out(&owner.token).await.unwrap();
    assert_eq!(browser.close_code().await, CLOSE_SIGNED_OUT);
}

/// A deletion ends the sign-ins of a tenant without telling its browsers one by one.
#[tokio::test]
async fn a_sign_in_that_ended_elsewhere_is_noticed() {
    let mut world = World::new().await;
    world.state.live.recheck_every = Duration::from_millis(20);
    let on = Listening::new(world).await;
    let owner = on.world.owner("Mama Salon").await;
    let mut browser = on.connect(&owner).await.greeted().await;
    on.world.engine.delete_tenant(&platform(), owner.tenant()).await.unwrap();
    assert_eq!(browser.close_code().await, CLOSE_SIGNED_OUT);
}

#[tokio::test]
async fn whoever_is_kept_out_is_cut_off_at_once() {
    let on = Listening::new(World::new().await).await;
    let owner = on.world.owner("Mama Salon").await;
    let agent = on.world.agent(&owner).await;
    let mut browser = on.connect(&agent).await.greeted().await;
    let user = agent.principal.user_id.unwrap();
    on.world.engine.deactivate(&owner.principal, owner.tenant(), user).await.unwrap();
    assert_eq!(browser.close_code().await, CLOSE_SIGNED_OUT);
}

/// Another node tells nobody here: it is noticed when it is looked for.
#[tokio::test]
async fn whoever_is_kept_out_or_gets_another_role_by_another_node_is_cut_off_here() {
    let mut world = World::new().await;
    world.state.live.recheck_every = Duration::from_millis(20);
    let on = Listening::new(world).await;
    let settings = services::engine_config(&on.world.state.config);
    let other = services::open_engine(settings, &on.world.store).await.unwrap();
    let owner = on.world.owner("Mama Salon").await;
    let (by, tenant) = (&owner.principal, owner.tenant());
    let (first, second) = (on.world.agent(&owner).await, on.world.agent(&owner).await);
    let mut browser = on.connect(&first).await.greeted().await;
    other.deactivate(by, tenant, first.principal.user_id.unwrap()).await.unwrap();
    assert_eq!(browser.close_code().await, CLOSE_SIGNED_OUT);
    let mut browser = on.connect(&second).await.greeted().await;
    let user = second.principal.user_id.unwrap();
    other.set_role(by, tenant, user, "AUDITOR").await.unwrap();
    assert_eq!(browser.close_code().await, CLOSE_SIGNED_OUT);
}

#[tokio::test]
async fn shutting_down_closes_with_1012_and_waits_for_it() {
    let mut on = Listening::new(World::new().await).await;
    let owner = on.world.owner("Mama Salon").await;
    let mut browser = on.connect(&owner).await.greeted().await;
    on.shutdown.cancel();
    assert_eq!(browser.close_code().await, CLOSE_RESTART);
    drop(browser);
    on.serving.join_next().await.unwrap().unwrap().unwrap();
    assert!(on.world.state.sockets.is_empty());
    assert!(TcpStream::connect(on.address).await.is_err(), "it still listens");
}

#[tokio::test]
async fn a_browser_that_answers_no_ping_is_let_go() {
    let mut world = World::new().await;
    world.state.live.ping_every = Duration::from_millis(20);
    let on = Listening::new(world).await;
    let owner = on.world.owner("Mama Salon").await;
    // It is never read from, so it never answers.
    let silent = on.connect(&owner).await;
    let gone = async {
        while on.world.state.sockets.is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        while !on.world.state.sockets.is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("the silent browser is let go");
    drop(silent);
}

#[tokio::test]
async fn a_browser_that_answers_pings_stays() {
    let mut world = World::new().await;
    world.state.live.ping_every = Duration::from_millis(20);
    let on = Listening::new(world).await;
    let owner = on.world.owner("Mama Salon").await;
    let mut browser = on.connect(&owner).await.greeted().await;
    for _ in 0..10 {
        assert!(matches!(browser.message().await, Message::Ping(_)));
    }
}

#[tokio::test]
async fn strangers_and_foreign_pages_are_refused() {
    let on = Listening::new(World::new().await).await;
    let owner = on.world.owner("Mama Salon").await;
    let cookie = format!("flowhq={}", owner.token);
    let own = format!("http://{}", on.address);
    let status = async |headers: &[(&'static str, &str)]| on.try_connect(headers).await.err();
    assert_eq!(status(&[("cookie", &cookie), ("origin", "http://evil.example")]).await, Some(403));
    assert_eq!(status(&[("cookie", &cookie)]).await, Some(403));
    assert_eq!(status(&[("origin", &own)]).await, Some(401));
    assert_eq!(status(&[("origin", &own), ("cookie", "flowhq=guess")]).await, Some(401));
    let basic = "Basic YW55OnRoZSBwbGF0Zm9ybSdzIG93bg==";
    assert_eq!(status(&[("origin", &own), ("authorization", basic)]).await, Some(401));
}
