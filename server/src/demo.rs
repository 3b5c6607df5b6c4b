//! Demo data: an admin, a salon whose customers book, a grocer whose customers order, and a shop that waits for
//! approval.
//!
//! Nothing is written past the product: people sign up, the admin approves, phones are linked, owners fill in
//! what they offer and customers write, each through the same use case as a person's click. The passwords are fixed and
//! known to everybody, so demo data is refused in production.

mod salon;
mod shop;
mod steps;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use domain::hours::WeekHours;
use domain::{Clock, Instant, Principal, Role, UserId};
use engine::{Engine, EngineConfig, SystemClock};

use crate::config::{Channel, Config};
use crate::services;
use steps::Profile;

const ADMIN: &str = "admin@flowhq.local";
const SALON: &str = "asha@flowhq.local";
const SHOP: &str = "juma@flowhq.local";
const GROCER: &str = "salma@flowhq.local";
/// For all of them; demo data only.
const PASSWORD: &str = "flowhq-demo";
/// Who waits for approval.
const WAITING: Profile = Profile {
    owner: "Juma Otieno",
    email: SHOP,
    name: "Kariakoo Phones",
    kind: "Shop",
    template: "ECOMMERCE",
    number: "+255765432109",
    language: "EN",
    hours: WeekHours::USUAL,
};
const WORKER_GRACE: Duration = Duration::from_secs(10);
/// How far the demo's clock is behind. A business may send so many replies a minute; with the demo's own a minute
/// ago, whoever writes next is answered at once.
const BEHIND: Duration = Duration::from_secs(75);

/// A clock that is a little behind the machine's.
struct Earlier;

impl Clock for Earlier {
    fn now(&self) -> Instant {
        SystemClock.now() - BEHIND
    }
}

/// Fills the database unless somebody uses it already, and prints who can sign in.
///
/// # Errors
/// In production, without the sandbox, or when a step does not come about.
pub async fn seed_if_empty(config: &Config) -> anyhow::Result<()> {
    if config.is_production() {
        bail!("demo data has passwords that everybody knows; it is not for production");
    }
    // The demo's customers live on the phone in the browser, whatever others are connected over.
    let store = services::connect_for(config, Channel::Sandbox, Arc::new(Earlier)).await?;
    services::prepare_schema(config, &store).await?;
    let settings = EngineConfig {
        sandbox: true,
        typing: Duration::ZERO,
        // What customers are told of their orders goes out with a sign of life.
        heartbeat: Duration::from_millis(100),
        // Nobody waits for the demo's customers to finish, and all of them write in one minute.
        fragments: Duration::ZERO,
        replies_per_minute: u32::MAX,
        replies_per_contact: u32::MAX,
        model: None,
        mailer: Arc::new(engine::NoMail),
        ..services::engine_config(config)
    };
    let engine = Engine::open(settings, store.clone(), Arc::new(Earlier)).await;
    let engine = engine.context("cannot set the engine up")?;
    let platform = admin(None, "system", "");
    let tenants =
        engine.overview(&platform).await.context("cannot look into the database")?.tenants;
    let has_admin = store.accounts().has_admin().await.context("cannot look into the database")?;
    if tenants == 0 && !has_admin {
        if !config.addr.ip().is_loopback() {
            tracing::warn!(
                "demo passwords are known to everybody, and this server listens beyond this machine"
            );
        }
        engine.run();
        let seeded = seed(&engine, Earlier.now()).await;
        engine.shut_down(WORKER_GRACE).await;
        seeded.context("cannot make the demo data")?;
        for email in [ADMIN, SALON, GROCER, SHOP] {
            // Nobody reads mail there.
            store.accounts().vouch_for_email(email).await.context("cannot make the demo data")?;
        }
    }
    let seeded =
        store.accounts().user_by_email(ADMIN).await.context("cannot look for the demo's admin")?;
    store.close().await.context("cannot close the database")?;
    match seeded {
        Some(_) => print_sign_ins(),
        None => println!("The database is in use already; no demo data was added."),
    }
    Ok(())
}

fn print_sign_ins() {
    println!("Demo sign-ins (the password of all of them is {PASSWORD}, fixed for the demo):");
    println!("  admin          {ADMIN}");
    println!("  salon's owner  {SALON}");
    println!("  grocer         {GROCER}");
    println!("  shop's owner   {SHOP}");
}

async fn seed(engine: &Engine, now: Instant) -> anyhow::Result<()> {
    let user = engine.create_admin("Admin", ADMIN, PASSWORD).await?;
    let admin = admin(Some(user.id), &user.name, &user.email);
    let salon = steps::begin(engine, &admin, &salon::PROFILE, "Karibu Flow HQ!").await?;
    salon::fill(&salon, now).await?;
    steps::ask_to_begin(engine, &WAITING).await?;
    let shop = steps::begin(engine, &admin, &shop::PROFILE, "Karibu Flow HQ!").await?;
    shop::fill(&shop).await
}

fn admin(user_id: Option<UserId>, name: &str, email: &str) -> Principal {
    Principal {
        user_id,
        role: Role::Admin,
        tenant_id: None,
        name: name.to_owned(),
        email: email.to_owned(),
        viewing: false,
    }
}
