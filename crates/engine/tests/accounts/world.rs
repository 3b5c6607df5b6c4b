//! A small world: one database, one engine, one mail server.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use domain::forms::{SignInForm, SignUpForm};
use domain::{Clock, Instant, Principal, Problem};
use engine::{
    ClientInfo, Engine, EngineConfig, EngineError, Entry, Mail, MailError, Mailer, SignedIn,
};
use store::{SecretKey, Store, StoreConfig};
use tempfile::TempDir;

/// Far longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

pub const PASSWORD: &str = "nenosiri refu sana";

pub struct TestClock(Mutex<Instant>);

impl Clock for TestClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

/// A mail server that remembers, and refuses when it is told to.
#[derive(Default)]
pub struct PostOffice {
    pub sent: Mutex<Vec<Mail>>,
    /// What the next tries are answered, the last one first.
    pub refusals: Mutex<Vec<MailError>>,
}

#[async_trait::async_trait]
impl Mailer for PostOffice {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        if let Some(refusal) = self.refusals.lock().unwrap().pop() {
            return Err(refusal);
        }
        self.sent.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

pub struct World {
    pub engine: Engine,
    pub store: Store,
    pub office: Arc<PostOffice>,
    pub clock: Arc<TestClock>,
    pub config: EngineConfig,
    pub folder: TempDir,
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut EngineConfig)) -> Self {
        let office = Arc::new(PostOffice::default());
        let mut config = EngineConfig {
            mailer: office.clone(),
            public_url: "https://flow.example".to_owned(),
            // Everybody here comes from one address; the tests about that say their own number.
            sign_in_tries_per_address: 20,
            ..EngineConfig::default()
        };
        change(&mut config);
        let folder = tempfile::tempdir().unwrap();
        let start = Instant::from(SystemTime::now());
        let start = Instant::from_timestamp_micros(start.timestamp_micros()).unwrap();
        let clock = Arc::new(TestClock(Mutex::new(start)));
        let url = format!("sqlite://{}", folder.path().join("flowhq.db").display());
        let key = SecretKey::generate();
        let store = Store::connect(&StoreConfig::new(url), key, clock.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let engine = Engine::open(config.clone(), store.clone(), clock.clone()).await.unwrap();
        engine.run();
        Self { engine, store, office, clock, config, folder }
    }

    /// Another process on the same database.
    pub async fn another(&self) -> Engine {
        Engine::open(self.config.clone(), self.store.clone(), self.clock.clone()).await.unwrap()
    }

    pub fn advance(&self, by: Duration) {
        *self.clock.0.lock().unwrap() += by;
    }

    pub async fn owner(&self, name: &str) -> SignedIn {
        let form = SignUpForm {
            name: "Asha Mrema".into(),
            business_name: format!("{name} Biashara"),
            email: address(name),
            password: PASSWORD.into(),
        };
        self.engine.sign_up(&form, &from("10.0.0.1")).await.unwrap()
    }

    pub async fn sign_in(&self, name: &str, password: &str) -> Result<Entry, EngineError> {
        self.sign_in_from("10.0.0.1", name, password).await
    }

    pub async fn sign_in_from(
        &self,
        ip: &str,
        name: &str,
        password: &str,
    ) -> Result<Entry, EngineError> {
        let form = SignInForm { email: address(name), password: password.into() };
        self.engine.sign_in(&form, &from(ip)).await
    }

    /// Whether a token still lets somebody in.
    pub async fn is_in(&self, token: &str) -> bool {
        self.engine.principal_of(token).await.unwrap().is_some()
    }

    /// Waits for the mails to an address whose subject has this in it, and gives the last one.
    pub async fn mail(&self, to: &str, subject: &str, count: usize) -> Mail {
        let look = async {
            loop {
                let found: Vec<Mail> = {
                    let sent = self.office.sent.lock().unwrap();
                    let matches = |mail: &&Mail| mail.to == to && mail.subject.contains(subject);
                    sent.iter().filter(matches).cloned().collect()
                };
                if found.len() >= count {
                    return found.last().unwrap().clone();
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        match tokio::time::timeout(PATIENCE, look).await {
            Ok(mail) => mail,
            Err(elapsed) => panic!("no mail to {to} about {subject}: {elapsed}"),
        }
    }

    pub fn mails_to(&self, to: &str) -> usize {
        self.office.sent.lock().unwrap().iter().filter(|mail| mail.to == to).count()
    }

    pub async fn events(&self, principal: &Principal) -> Vec<String> {
        let tenant = principal.tenant_id.unwrap();
        let page = self
            .store
            .tenant(tenant)
            .events(store::EventFilter { limit: 50, ..Default::default() }, None)
            .await
            .unwrap();
        page.items.into_iter().map(|event| event.event_type).collect()
    }
}

pub fn address(name: &str) -> String {
    format!("{}@example.co.tz", name.to_lowercase())
}

pub fn from(ip: &str) -> ClientInfo {
    ClientInfo {
        ip: Some(ip.to_owned()),
        user_agent: Some("Mozilla/5.0 (Linux; Android 10) Chrome/130.0 Safari/537.36".to_owned()),
        language: Some(domain::Language::En),
    }
}

/// The token in a mail's link.
pub fn token(mail: &Mail) -> String {
    let link = mail.link.as_deref().unwrap();
    assert!(link.starts_with("https://flow.example/"), "{link}");
    assert!(mail.text.contains(link) && mail.html.contains(link));
    link.split_once("token=").unwrap().1.to_owned()
}

/// What is wrong with the only field that is wrong.
pub fn problem<T>(answer: Result<T, EngineError>) -> (String, Problem) {
    match answer {
        Err(EngineError::Invalid(mut problems)) if problems.len() == 1 => {
            let found = problems.remove(0);
            (found.field, found.problem)
        }
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("it went well"),
    }
}

pub fn is_throttled<T>(answer: &Result<T, EngineError>) -> bool {
    matches!(answer, Err(EngineError::TooManyTries { .. }))
}
