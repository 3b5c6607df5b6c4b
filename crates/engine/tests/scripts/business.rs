//! The business of a script: one database, one engine with its worker, and a clock that stands until it is moved.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use channel::sandbox::SandboxTiming;
use chrono::{Datelike, Days, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Africa::Dar_es_Salaam;
use domain::draft::{BusinessForm, hours_form};
use domain::forms::{SandboxSayForm, SetupForm, SignUpForm};
use domain::message::{Direction, MessageStatus};
use domain::session::SessionStateName;
use domain::views::{MessageView, TenantDetail};
use domain::{Clock, Decision, Instant, Principal, TenantId};
use engine::{ClientInfo, Engine, EngineConfig};
use sea_orm::{Database, DatabaseConnection};
use store::{SecretKey, Store};

use crate::database::TestDatabase;
use crate::head::Head;
use crate::reading::Moment;

/// Monday, nine in the morning; every script begins then.
const BEGINNING: &str = "2026-02-23T09:00:00";
/// So long a customer takes to write; who answers at once is a program.
const WRITING: TimeDelta = TimeDelta::seconds(5);
/// Far longer than anything here takes; what is waited for so long does not come.
const PATIENCE: Duration = Duration::from_secs(20);
/// As many messages as a log shows at once.
const LOG_MAX: u32 = 200;

/// A clock that moves when it is told to.
struct ScriptClock(Mutex<Instant>);

impl Clock for ScriptClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

/// The business that a script's customers write to.
pub struct Business {
    pub engine: Engine,
    pub store: Store,
    pub owner: Principal,
    pub tenant: TenantId,
    pub head: Head,
    /// The database, past the store.
    pub connection: DatabaseConnection,
    clock: Arc<ScriptClock>,
    /// How many messages customers wrote.
    said: usize,
    // Last, so that the connections go before the database.
    _database: TestDatabase,
}

impl Business {
    /// Signs a business up as the head says, has it approved and links its phone.
    pub async fn open(head: Head) -> Self {
        let database = match TestDatabase::postgres().await {
            Some(database) => database,
            None => TestDatabase::sqlite(),
        };
        let clock = Arc::new(ScriptClock(Mutex::new(instant(BEGINNING.parse().unwrap()))));
        let key = SecretKey::generate();
        let store = Store::connect(&database.config(), key, clock.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let connection = Database::connect(database.url()).await.unwrap();
        let engine = Engine::open(config(&head), store.clone(), clock.clone()).await.unwrap();
        let email = "admin@example.com";
        engine.create_admin("Admin", email, "siri ya admin").await.unwrap();
        let admin = engine.principal_by_email(email).await.unwrap().unwrap();
        engine.run();
        let sign_up = SignUpForm {
            name: "Asha Mrema".into(),
            business_name: head.name.clone(),
            email: "asha@example.co.tz".into(),
            password: "nenosiri refu sana".into(),
        };
        let signed_in = engine.sign_up(&sign_up, &ClientInfo::default()).await.unwrap();
        let owner = signed_in.principal;
        let tenant = owner.tenant_id.unwrap();
        let business = Self {
            engine,
            store,
            owner,
            tenant,
            head,
            connection,
            clock,
            said: 0,
            _database: database,
        };
        business.fill().await;
        business.link(&admin).await;
        business
    }

    /// Writes down what the business offers and knows.
    async fn fill(&self) {
        let (engine, owner, tenant, head) = (&self.engine, &self.owner, self.tenant, &self.head);
        // First those, or the first service would get somebody to do it.
        for form in &head.resources {
            engine.save_resource(owner, tenant, None, form).await.unwrap();
        }
        for form in &head.services {
            engine.save_service(owner, tenant, None, form).await.unwrap();
        }
        for form in &head.products {
            engine.save_product(owner, tenant, None, form).await.unwrap();
        }
        engine.save_delivery(owner, tenant, &head.delivery).await.unwrap();
        for form in &head.answers {
            engine.save_answer(owner, form).await.unwrap();
        }
    }

    async fn link(&self, admin: &Principal) {
        let (engine, owner, tenant, head) = (&self.engine, &self.owner, self.tenant, &self.head);
        let hours = hours_form(&head.hours);
        let form = SetupForm {
            business_name: head.name.clone(),
            business_type: String::new(),
            template: head.template.unwrap().to_string(),
            whatsapp_number: "+255712345678".into(),
            language: head.language.to_string(),
            hours: hours.clone(),
        };
        let request = engine.submit_setup(owner, &form).await.unwrap();
        engine.approve_request(admin, request.id, None).await.unwrap();
        let form = BusinessForm {
            business_name: head.name.clone(),
            language: head.language.to_string(),
            timezone: Dar_es_Salaam.name().to_owned(),
            late: "15".to_owned(),
            currency: "TZS".to_owned(),
            after_hours: head.after_hours.to_string(),
            hours,
            ..BusinessForm::default()
        };
        engine.change_business(owner, tenant, &form).await.unwrap();
        let code = wait_for("a code to scan", async || self.detail().await.session.qr).await;
        engine.phone_scan(owner, tenant, &code.unwrap().code).await.unwrap();
        let connected = async || {
            let state = self.detail().await.session.state;
            (state == SessionStateName::Connected).then_some(())
        };
        wait_for("a connection", connected).await.unwrap();
    }

    /// Has a customer write, without waiting for an answer.
    pub async fn say(&mut self, who: usize, text: &str) {
        self.move_clock(WRITING);
        self.said += 1;
        let form = SandboxSayForm {
            from: number_of(who),
            name: self.head.customers[who].name.clone().unwrap_or_default(),
            text: text.to_owned(),
            ..SandboxSayForm::default()
        };
        self.engine.phone_say(&self.owner, self.tenant, &form).await.unwrap();
    }

    /// What the script calls whoever has this number.
    pub fn label(&self, number: &str) -> String {
        let known = (0..self.head.customers.len()).find(|who| number_of(*who) == number);
        known.map_or_else(|| number.to_owned(), |who| self.head.customers[who].label.clone())
    }

    /// Our messages as a customer's phone shows them, oldest first.
    pub async fn heard(&self, who: usize) -> Vec<String> {
        let (phone, number) =
            (self.engine.phone(&self.owner, self.tenant).await.unwrap(), number_of(who));
        let ours = phone.messages.into_iter().filter(|message| !message.from_customer);
        ours.filter(|message| message.customer == number).map(|message| message.text).collect()
    }

    /// The whole message log, oldest first.
    pub async fn log(&self) -> Vec<MessageView> {
        let page = self.engine.messages(&self.owner, self.tenant, None, LOG_MAX, None).await;
        let page = page.unwrap();
        assert_eq!(page.next, None, "the script is too long for one page of the log");
        page.items.into_iter().rev().collect()
    }

    /// Waits until everything that was written is decided about, and what is said to it has gone out.
    ///
    /// # Errors
    /// When that does not happen.
    pub async fn settle(&self) -> Result<(), String> {
        let quiet = wait_for("an end of the turn", async || {
            let log = self.log().await;
            let heard = log.iter().filter(|message| message.direction == Direction::In).count();
            let done = log.iter().all(|message| self.is_done(message));
            (heard == self.said && done).then_some(())
        });
        quiet.await
    }

    fn is_done(&self, message: &MessageView) -> bool {
        match message.direction {
            Direction::In => match &message.decision {
                None => false,
                Some(Decision::Waiting { until, .. }) => *until > self.clock.now(),
                Some(_) => true,
            },
            Direction::Out => {
                !matches!(message.status, MessageStatus::Queued | MessageStatus::Sending)
            }
        }
    }

    /// Moves the clock on, and lets everything happen whose time has come.
    ///
    /// # Errors
    /// When that time is over, or something does not happen.
    pub async fn wait_until(&self, moment: Moment) -> Result<(), String> {
        let now = self.now();
        let at = match moment {
            Moment::On(at) => at,
            Moment::Next(day, time) => {
                let days =
                    (0..=7).filter_map(|ahead| now.date().checked_add_days(Days::new(ahead)));
                let mut times =
                    days.filter(|date| date.weekday() == day).map(|it| it.and_time(time));
                times.find(|at| *at > now).ok_or("there is no such day")?
            }
        };
        if at < now {
            return Err(format!("it is {now} already"));
        }
        self.move_clock(at - now);
        self.pass().await
    }

    /// Lets everything happen whose time has come: the worker looks with each of its heartbeats.
    ///
    /// # Errors
    /// When something does not happen.
    pub async fn pass(&self) -> Result<(), String> {
        // The first one looks, the second one tells that the first is done.
        for _ in 0..2 {
            self.move_clock(TimeDelta::seconds(1));
            let now = self.clock.now();
            let beat = wait_for("a heartbeat", async || {
                self.detail().await.worker.heartbeat_at.filter(|at| *at >= now)
            });
            beat.await?;
        }
        self.settle().await
    }

    /// The local time.
    pub fn now(&self) -> NaiveDateTime {
        local(self.clock.now())
    }

    /// Ends the worker and closes the database.
    pub async fn close(self) {
        self.engine.shut_down(Duration::ZERO).await;
        self.connection.close().await.unwrap();
        self.store.close().await.unwrap();
    }

    fn move_clock(&self, by: TimeDelta) {
        *self.clock.0.lock().unwrap() += by;
    }

    async fn detail(&self) -> TenantDetail {
        self.engine.tenant_detail(&self.owner, self.tenant).await.unwrap()
    }
}

/// Nothing waits that need not, and no lease ends because the clock leaps.
fn config(head: &Head) -> EngineConfig {
    EngineConfig {
        fragments: head.pause,
        typing: Duration::ZERO,
        heartbeat: Duration::from_millis(50),
        reconcile_every: Duration::from_millis(100),
        lease_term: Duration::from_hours(24 * 365),
        stale_after: Duration::from_hours(24 * 365),
        replies_per_minute: 1000,
        replies_per_contact: 1000,
        sandbox_timing: SandboxTiming {
            first_code: Duration::from_mins(1),
            next_code: Duration::from_secs(20),
            receipts: Duration::ZERO,
        },
        ..EngineConfig::default()
    }
}

/// The number that a customer writes from.
pub fn number_of(who: usize) -> String {
    format!("+2557540{:05}", who + 1)
}

/// A moment as it is in Dar es Salaam.
pub fn local(at: Instant) -> NaiveDateTime {
    at.with_timezone(&Dar_es_Salaam).naive_local()
}

/// A time of Dar es Salaam as a moment.
pub fn instant(local: NaiveDateTime) -> Instant {
    Dar_es_Salaam.from_local_datetime(&local).unwrap().to_utc()
}

/// Waits until `look` finds something.
async fn wait_for<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> Result<T, String> {
    let search = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, search).await;
    found.map_err(|_| format!("waited in vain for {what}"))
}
