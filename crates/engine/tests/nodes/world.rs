//! Two nodes, one of which runs the workers, and somebody who listens to what they tell each other.

use std::sync::Arc;
use std::time::Duration;

use domain::forms::SandboxSayForm;
use domain::live::LiveEvent;
use domain::session::SessionStateName;
use domain::views::{MessageView, TenantDetail};
use domain::{Principal, TenantId};
use engine::{Engine, EngineConfig, Feed, LiveFeed, SystemClock};
use serde_json::Value;
use store::{Listening, SecretKey, Store};
use tokio::time::timeout;

pub use crate::begin::wait_for;
use crate::begin::{self, PATIENCE};
use crate::database::TestDatabase;

/// News takes less than this, and workers and pools look by themselves far less often.
pub const SOON: Duration = Duration::from_secs(5);
/// After so long nothing more comes of what was done.
const SILENCE: Duration = Duration::from_millis(700);
/// More than anything here brings.
const ENDLESS: usize = 200;

pub struct Nodes {
    /// Where people are signed in.
    pub front: Engine,
    /// Where the workers run.
    pub back: Engine,
    pub admin: Principal,
    pub store: Store,
    pub wire: Wire,
    // Last, so that the connections go before the database.
    pub database: TestDatabase,
}

pub struct Shop {
    pub owner: Principal,
    pub tenant: TenantId,
    pub token: String,
}

/// What the nodes tell each other.
pub struct Wire {
    listening: Listening,
}

impl Wire {
    /// Who tells next, and which words.
    pub async fn next(&mut self) -> (String, Vec<Value>) {
        let text = timeout(PATIENCE, self.listening.hear()).await.unwrap().unwrap();
        let letter: Value = serde_json::from_str(&text).unwrap();
        let from = letter["from"].as_str().unwrap().to_owned();
        (from, letter["words"].as_array().unwrap().clone())
    }

    /// All that is told until it is quiet.
    pub async fn rest(&mut self) -> Vec<(String, Vec<Value>)> {
        let mut letters = Vec::new();
        while let Ok(letter) = timeout(SILENCE, self.next()).await {
            letters.push(letter);
            assert!(letters.len() < ENDLESS, "nodes never stop telling: {letters:?}");
        }
        letters
    }
}

impl Nodes {
    /// One node at work, and one that has not begun; nothing without a server.
    pub async fn one() -> Option<Self> {
        let database = TestDatabase::postgres().await?;
        let key = SecretKey::generate();
        let (back, store) = open(&database, &key).await;
        store.migrate().await.unwrap();
        let mut wire = Wire { listening: store.news().unwrap().listen().await.unwrap() };
        let admin = begin::admin(&back).await;
        back.run();
        assert_eq!(wire.next().await.1, [] as [Value; 0], "it says that it is there");
        let (front, _) = open(&database, &key).await;
        Some(Self { front, back, admin, store, wire, database })
    }

    /// A business whose phone is linked on one node, and a second node that has just come.
    pub async fn two() -> Option<(Self, Shop)> {
        let mut nodes = Self::one().await?;
        let shop = nodes.linked("Mama Salon").await;
        nodes.begin_front().await;
        Some((nodes, shop))
    }

    /// Starts the second node and waits until the two know each other.
    pub async fn begin_front(&mut self) {
        self.wire.rest().await;
        self.front.run();
        let (front, words) = self.wire.next().await;
        assert_eq!(words, [] as [Value; 0], "it says that it is there");
        let rest = self.wire.rest().await;
        assert!(rest.iter().any(|(from, words)| *from != front && !words.is_empty()), "{rest:?}");
    }

    /// A business that has just signed up.
    pub async fn shop(&self, name: &str) -> Shop {
        let signed_in = begin::owner(&self.back, name).await;
        let (owner, token) = (signed_in.principal, signed_in.token);
        Shop { tenant: owner.tenant_id.unwrap(), owner, token }
    }

    pub async fn linked(&self, name: &str) -> Shop {
        let shop = self.shop(name).await;
        let form = begin::setup_form(name);
        let request = self.back.submit_setup(&shop.owner, &form).await.unwrap();
        self.back.approve_request(&self.admin, request.id, None).await.unwrap();
        let detail = self.until(&shop, "a QR code", |detail| detail.session.qr.is_some()).await;
        let code = detail.session.qr.unwrap().code;
        self.back.phone_scan(&shop.owner, shop.tenant, &code).await.unwrap();
        let connected = |detail: &TenantDetail| detail.session.state == SessionStateName::Connected;
        self.until(&shop, "a connection", connected).await;
        shop
    }

    pub async fn until(
        &self,
        shop: &Shop,
        what: &str,
        good: impl Fn(&TenantDetail) -> bool,
    ) -> TenantDetail {
        wait_for(what, async || {
            let detail = self.back.tenant_detail(&shop.owner, shop.tenant).await.unwrap();
            good(&detail).then_some(detail)
        })
        .await
    }

    /// A customer writes to the business.
    pub async fn say(&self, shop: &Shop, from: &str, text: &str) {
        let form =
            SandboxSayForm { from: from.into(), text: text.into(), ..SandboxSayForm::default() };
        self.back.phone_say(&shop.owner, shop.tenant, &form).await.unwrap();
    }

    pub async fn log(&self, shop: &Shop) -> Vec<MessageView> {
        self.back.messages(&shop.owner, shop.tenant, None, 200, None).await.unwrap().items
    }

    pub async fn end(self) {
        self.front.shut_down(PATIENCE).await;
        self.back.shut_down(PATIENCE).await;
    }
}

async fn open(database: &TestDatabase, key: &SecretKey) -> (Engine, Store) {
    let config = EngineConfig {
        fragments: Duration::ZERO,
        typing: Duration::ZERO,
        heartbeat: Duration::from_mins(1),
        reconcile_every: Duration::from_mins(1),
        sandbox_timing: begin::sandbox_timing(),
        ..EngineConfig::default()
    };
    let clock = Arc::new(SystemClock);
    let store = Store::connect(&database.config(), key.clone(), clock.clone()).await.unwrap();
    let engine = Engine::open(config, store.clone(), clock).await.unwrap();
    (engine, store)
}

/// All that a browser is told until it is quiet.
pub async fn rest(feed: &mut LiveFeed) -> Vec<Feed> {
    let mut told = Vec::new();
    while let Ok(next) = timeout(SILENCE, feed.next()).await {
        told.push(next);
        assert!(told.len() < ENDLESS, "browsers are told for ever: {told:?}");
    }
    told
}

/// The first thing of its kind that a browser is told, soon enough to have come as news.
///
/// # Panics
/// When it does not come so soon.
pub async fn soon<T>(
    feed: &mut LiveFeed,
    what: &str,
    wanted: impl Fn(&LiveEvent) -> Option<T>,
) -> T {
    let search = async {
        loop {
            if let Feed::Event(event) = feed.next().await
                && let Some(found) = wanted(&event)
            {
                return found;
            }
        }
    };
    match timeout(SOON, search).await {
        Ok(found) => found,
        Err(elapsed) => panic!("{what} was not told in time: {elapsed}"),
    }
}
