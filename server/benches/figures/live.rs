//! From the connector's event to the browser's frame.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message as Frame, WebSocketUpgrade};
use axum::routing::get;
use domain::TenantId;
use domain::forms::{SetupForm, SignUpForm};
use engine::ClientInfo;
use futures::StreamExt;
use server::lifecycle;
use server::sockets::SocketCaps;
use server::state::AppState;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tokio_util::sync::CancellationToken;

use crate::conversations::resident;
use crate::load::Times;
use crate::pages::configuration;
use crate::raw::serve;
use crate::report::{Figure, Report, number};
use crate::world::{PATIENCE, World, platform};

const SOCKETS: usize = 1000;
const CODES: usize = 200;
const ROUNDS: usize = 20;
/// People of one business who look at the same inbox, and customers who write to it one after the other.
const AGENTS: usize = 50;
const WRITTEN: usize = 200;

type Line = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub async fn measure(report: &mut Report, url: &str) {
    report.group(
        "live",
        "A QR code from the connector's event, through the database, to the frame in a client's hands; a customer's message \
         to everybody who looks at the inbox; and one event to many browsers. The clients run in the same process, and \
         what their ends take counts as memory, too.",
    );
    let world = World::open(url).await;
    world.engine.run();
    let (tenant, token) = owner(&world).await;
    let mut state = AppState::new(configuration(None), world.engine.clone()).unwrap();
    state.socket_caps = SocketCaps { per_person: SOCKETS * 2, per_address: SOCKETS * 2 };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    let mut serving = JoinSet::new();
    serving.spawn(lifecycle::serve(state, listener, shutdown.clone()));

    report.add(memory(address, &token).await);
    let mut agents = to_agents(&world, tenant, address, &token).await;
    report.add(
        Figure::new(
            format!("a customer's message to the frame of each of {AGENTS} agents"),
            agents.shown(),
        )
        .at_most("p99", agents.percentile(99), 250.0, " ms"),
    );

    let mut line = connect(address, &token).await;
    world.wire.log_out(tenant).await;
    let mut times = Times::default();
    for n in 0..CODES {
        let code = format!("figure-code-{n}");
        let shown = Instant::now();
        world.wire.show(tenant, code.clone()).await;
        until(&mut line, &code).await;
        times.add(shown.elapsed());
    }
    let (_, mut bare_one) = bare_fan_out(1, CODES).await;
    report.add(
        Figure::new("connector's QR event to the browser's frame", times.shown())
            .of(
                "bare axum, from the text to the frame, p50",
                times.percentile(50),
                bare_one.percentile(50),
                "ms",
            )
            .at_most("p50", times.percentile(50), 100.0, " ms"),
    );

    let (ours, mut ours_times) = fan_out(&world, tenant, address, &token).await;
    let (bare, mut bare_times) = bare_fan_out(SOCKETS, ROUNDS).await;
    report.add(
        Figure::new(
            format!("one event to {SOCKETS} sockets, {ROUNDS} times"),
            format!("{} deliveries/s, all of them after {}", number(ours), ours_times.shown()),
        )
        .of(&format!("bare axum, {}", bare_times.shown()), ours, bare, "deliveries/s"),
    );
    shutdown.cancel();
    serving.join_all().await;
    world.close().await;
}

/// What sockets take that have nothing to do.
async fn memory(address: SocketAddr, token: &str) -> Figure {
    // What every process needs that had a socket at all is not theirs.
    let mut lines = vec![connect(address, token).await];
    let mut grown = Vec::new();
    let before = resident();
    for count in [AGENTS, AGENTS * 10] {
        while lines.len() <= count {
            lines.push(connect(address, token).await);
        }
        let more = (resident() - before).max(0.0);
        grown.push(format!(
            "{:.1} MiB for {count}, {:.1} KiB each",
            more / 1024.0,
            more / count as f64
        ));
    }
    Figure::new("memory of sockets", grown.join("; "))
}

/// How long a customer's message takes to each of the browsers that show the inbox.
async fn to_agents(world: &World, tenant: TenantId, address: SocketAddr, token: &str) -> Times {
    let customer = |n: usize| format!("+25573{n:07}");
    let (heard, mut hearing) = mpsc::channel(AGENTS);
    let mut browsers = JoinSet::new();
    for _ in 0..AGENTS {
        let mut line = connect(address, token).await;
        let heard = heard.clone();
        browsers.spawn(async move {
            for n in 0..WRITTEN {
                // The first frame with the number is the message; the answer to it comes later.
                until(&mut line, &customer(n)).await;
                heard.send(Instant::now()).await.unwrap();
            }
        });
    }
    let mut times = Times::default();
    for n in 0..WRITTEN {
        let written = Instant::now();
        let id = format!("agents-{n}");
        assert!(world.wire.deliver(tenant, &customer(n), id).await, "it was not acknowledged");
        for _ in 0..AGENTS {
            times.add(hearing.recv().await.unwrap() - written);
        }
    }
    browsers.join_all().await;
    times
}

async fn fan_out(
    world: &World,
    tenant: TenantId,
    address: SocketAddr,
    token: &str,
) -> (f64, Times) {
    let (heard, mut hearing) = mpsc::channel(SOCKETS);
    let mut browsers = JoinSet::new();
    for _ in 0..SOCKETS {
        let mut line = connect(address, token).await;
        let heard = heard.clone();
        browsers.spawn(async move {
            for round in 0..ROUNDS {
                until(&mut line, &format!("figure-round-{round}\"")).await;
                heard.send(()).await.unwrap();
            }
        });
    }
    let mut times = Times::default();
    let began = Instant::now();
    for round in 0..ROUNDS {
        let shown = Instant::now();
        world.wire.show(tenant, format!("figure-round-{round}")).await;
        for _ in 0..SOCKETS {
            hearing.recv().await.unwrap();
        }
        times.add(shown.elapsed());
    }
    ((ROUNDS * SOCKETS) as f64 / began.elapsed().as_secs_f64(), times)
}

/// The same over a server that does nothing but hand a text on.
async fn bare_fan_out(sockets: usize, rounds: usize) -> (f64, Times) {
    let (say, _) = broadcast::channel::<String>(64);
    let upgrade = |State(say): State<broadcast::Sender<String>>, upgrade: WebSocketUpgrade| async move {
        let mut told = say.subscribe();
        upgrade.on_upgrade(|mut socket| async move {
            while let Ok(text) = told.recv().await {
                if socket.send(Frame::Text(text.into())).await.is_err() {
                    return;
                }
            }
        })
    };
    let (address, _serving) =
        serve(Router::new().route("/ws", get(upgrade)).with_state(say.clone())).await;
    let (heard, mut hearing) = mpsc::channel(sockets);
    let mut browsers = JoinSet::new();
    for _ in 0..sockets {
        let mut line = connect(address, "").await;
        let heard = heard.clone();
        browsers.spawn(async move {
            for round in 0..rounds {
                until(&mut line, &format!("figure-round-{round}\"")).await;
                heard.send(()).await.unwrap();
            }
        });
    }
    while say.receiver_count() < sockets {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let filler = "x".repeat(180);
    let mut times = Times::default();
    let began = Instant::now();
    for round in 0..rounds {
        let told = Instant::now();
        say.send(format!("{{\"code\":\"figure-round-{round}\",\"{filler}\"}}")).unwrap();
        for _ in 0..sockets {
            hearing.recv().await.unwrap();
        }
        times.add(told.elapsed());
    }
    ((rounds * sockets) as f64 / began.elapsed().as_secs_f64(), times)
}

/// Somebody who signed up, with a worker that runs.
async fn owner(world: &World) -> (TenantId, String) {
    let form = SignUpForm {
        name: "Asha".to_owned(),
        business_name: "Salon Asha".to_owned(),
        email: "asha@example.com".to_owned(),
        password: "figures of a quiet evening".to_owned(),
    };
    let signed_in = world.engine.sign_up(&form, &ClientInfo::default()).await.unwrap();
    let tenant = signed_in.principal.tenant_id.unwrap();
    let setup = SetupForm {
        business_name: "Salon Asha".to_owned(),
        template: "BOOKING".to_owned(),
        whatsapp_number: "+255712345678".to_owned(),
        language: "SW".to_owned(),
        ..SetupForm::default()
    };
    let request = world.engine.submit_setup(&signed_in.principal, &setup).await.unwrap();
    world.engine.approve_request(&platform(), request.id, None).await.unwrap();
    while !world.wire.listens(tenant) {
        tokio::time::sleep(crate::wire::LOOK_EVERY).await;
    }
    (tenant, signed_in.token)
}

async fn connect(address: SocketAddr, token: &str) -> Line {
    let mut request = format!("ws://{address}/ws").into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("origin", format!("http://{address}").parse().unwrap());
    headers.insert("cookie", format!("flowhq={token}").parse().unwrap());
    connect_async(request).await.unwrap().0
}

/// Waits for a frame that holds `part`.
async fn until(line: &mut Line, part: &str) {
    let coming = async {
        while let Some(frame) = line.next().await {
            if frame.unwrap().to_text().is_ok_and(|text| text.contains(part)) {
                return true;
            }
        }
        false
    };
    let came = tokio::time::timeout(PATIENCE, coming).await;
    assert_eq!(came, Ok(true), "{part} did not come");
}
