//! Demo data: an admin, a salon whose customers are answered, and a shop that waits for approval.
//!
//! Nothing is written past the product: people sign up, the admin approves, the phone is linked and
//! customers write, each through the same use case as a person's click. The passwords are fixed and
//! known to everybody, so demo data is refused in production.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use domain::forms::{DayForm, HoursForm, SandboxSayForm, SetupForm, SignUpForm};
use domain::hours::WeekHours;
use domain::message::Direction;
use domain::session::SessionStateName;
use domain::views::{MessageView, TenantDetail};
use domain::{Principal, Role, TenantId, UserId};
use engine::{ClientInfo, Engine, EngineConfig};

use crate::config::{Channel, Config};
use crate::services;

const ADMIN: &str = "admin@flowhq.local";
const SALON: &str = "asha@flowhq.local";
const SHOP: &str = "juma@flowhq.local";
/// For all three; demo data only.
const PASSWORD: &str = "flowhq-demo";
/// How long the salon's worker may take for one step.
const STEP_TIME: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(50);
const WORKER_GRACE: Duration = Duration::from_secs(10);

/// What the salon's customers wrote: number, name, texts.
const CUSTOMERS: [(&str, &str, &[&str]); 2] = [
    ("+255754111222", "Neema", &["Habari", "3", "2"]),
    ("+255784333444", "Baraka", &["Mambo", "4"]),
];

/// Fills the database unless somebody uses it already, and prints who can sign in.
///
/// # Errors
/// In production, without the sandbox, or when a step does not come about.
pub async fn seed_if_empty(config: &Config) -> anyhow::Result<()> {
    if config.is_production() {
        bail!("demo data has passwords that everybody knows; it is not for production");
    }
    // The demo's customers live on the phone in the browser, whatever others are connected over.
    let store = services::connect_for(config, Channel::Sandbox).await?;
    services::prepare_schema(config, &store).await?;
    let settings = EngineConfig {
        sandbox: true,
        typing: Duration::ZERO,
        mailer: Arc::new(engine::NoMail),
        ..services::engine_config(config)
    };
    let engine = services::open_engine(settings, &store).await?;
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
        let seeded = seed(&engine).await;
        engine.shut_down(WORKER_GRACE).await;
        seeded.context("cannot make the demo data")?;
        for email in [ADMIN, SALON, SHOP] {
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
    println!("Demo sign-ins (the password of all three is {PASSWORD}, fixed for the demo):");
    println!("  admin          {ADMIN}");
    println!("  salon's owner  {SALON}");
    println!("  shop's owner   {SHOP}");
}

async fn seed(engine: &Engine) -> anyhow::Result<()> {
    let user = engine.create_admin("Admin", ADMIN, PASSWORD).await?;
    let admin = admin(Some(user.id), &user.name, &user.email);
    let salon = sign_up(engine, "Asha Mrema", "Mama Salon", SALON).await?;
    let form = setup("Mama Salon", "Salon", "BOOKING", "+255712345678", "SW");
    let request = engine.submit_setup(&salon, &form).await?;
    engine.approve_request(&admin, request.id, Some("Karibu Flow HQ!")).await?;
    let tenant = salon.tenant_id.context("an owner has a tenant")?;
    link_phone(engine, &salon, tenant).await?;
    for (number, name, texts) in CUSTOMERS {
        for text in texts {
            converse(engine, &salon, tenant, (number, name, text)).await?;
        }
    }
    let shop = sign_up(engine, "Juma Otieno", "Kariakoo Phones", SHOP).await?;
    let form = setup("Kariakoo Phones", "Shop", "ECOMMERCE", "+255765432109", "EN");
    engine.submit_setup(&shop, &form).await?;
    Ok(())
}

fn admin(user_id: Option<UserId>, name: &str, email: &str) -> Principal {
    Principal {
        user_id,
        role: Role::Admin,
        tenant_id: None,
        name: name.to_owned(),
        email: email.to_owned(),
    }
}

async fn sign_up(
    engine: &Engine,
    name: &str,
    business: &str,
    email: &str,
) -> anyhow::Result<Principal> {
    let form = SignUpForm {
        name: name.to_owned(),
        business_name: business.to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
    };
    let signed_in = engine.sign_up(&form, &ClientInfo::default()).await?;
    engine.sign_out(&signed_in.token).await?;
    Ok(signed_in.principal)
}

fn setup(name: &str, kind: &str, template: &str, number: &str, language: &str) -> SetupForm {
    let day = |index: usize| {
        WeekHours::USUAL.0[index].map_or_else(DayForm::default, |open| DayForm {
            from: open.from_text(),
            to: open.to_text(),
        })
    };
    SetupForm {
        business_name: name.to_owned(),
        business_type: kind.to_owned(),
        template: template.to_owned(),
        whatsapp_number: number.to_owned(),
        language: language.to_owned(),
        hours: HoursForm {
            mon: day(0),
            tue: day(1),
            wed: day(2),
            thu: day(3),
            fri: day(4),
            sat: day(5),
            sun: day(6),
        },
    }
}

/// Waits for the code, scans it, and waits until the session is connected.
async fn link_phone(engine: &Engine, owner: &Principal, tenant: TenantId) -> anyhow::Result<()> {
    let code = until("the QR code to appear", async || {
        let detail = engine.tenant_detail(owner, tenant).await?;
        Ok(detail.session.qr.map(|qr| qr.code))
    })
    .await?;
    engine.phone_scan(owner, tenant, &code).await?;
    until("the phone to be linked", async || {
        let detail: TenantDetail = engine.tenant_detail(owner, tenant).await?;
        Ok((detail.session.state == SessionStateName::Connected).then_some(()))
    })
    .await
}

/// Writes as a customer and waits for the answer.
async fn converse(
    engine: &Engine,
    owner: &Principal,
    tenant: TenantId,
    (number, name, text): (&str, &str, &str),
) -> anyhow::Result<()> {
    let answers = async || -> anyhow::Result<usize> {
        let page = engine.messages(owner, tenant, None, 200, None).await?;
        let sent = |message: &&MessageView| message.direction == Direction::Out;
        Ok(page.items.iter().filter(sent).count())
    };
    let before = answers().await?;
    let say = SandboxSayForm {
        from: number.to_owned(),
        name: name.to_owned(),
        text: text.to_owned(),
        ..SandboxSayForm::default()
    };
    engine.phone_say(owner, tenant, &say).await?;
    until("a customer to be answered", async || Ok((answers().await? > before).then_some(()))).await
}

/// Looks again and again until there is something, for [`STEP_TIME`] at most.
async fn until<T>(
    what: &str,
    mut look: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let seen = async {
        loop {
            if let Some(seen) = look().await? {
                return Ok(seen);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    tokio::time::timeout(STEP_TIME, seen)
        .await
        .with_context(|| format!("waited too long for {what}"))?
}
