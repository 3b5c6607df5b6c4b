//! What every demo business goes through: signing up, linking its phone, and customers who write.

use std::time::Duration;

use anyhow::Context;
use domain::forms::{DayForm, HoursForm, SandboxSayForm, SetupForm, SignUpForm};
use domain::hours::WeekHours;
use domain::message::Direction;
use domain::session::SessionStateName;
use domain::views::{MessageView, TenantDetail};
use domain::{Instant, Principal, TenantId};
use engine::{ClientInfo, Engine};

use super::PASSWORD;

/// How long a business's worker may take for one step.
const STEP_TIME: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(20);
const DAY: Duration = Duration::from_hours(24);

/// A business with its owner.
pub(super) struct Business<'e> {
    pub engine: &'e Engine,
    pub owner: Principal,
    pub tenant: TenantId,
}

/// What an owner types while setting up.
pub(super) struct Profile {
    pub owner: &'static str,
    pub email: &'static str,
    pub name: &'static str,
    pub kind: &'static str,
    pub template: &'static str,
    pub number: &'static str,
    pub language: &'static str,
    pub hours: WeekHours,
}

/// Somebody who writes to a business: number and name.
pub(super) type Customer = (&'static str, &'static str);

/// Signs an owner up and sends the request.
pub(super) async fn ask_to_begin<'e>(
    engine: &'e Engine,
    profile: &Profile,
) -> anyhow::Result<(Business<'e>, domain::SetupRequestId)> {
    let form = SignUpForm {
        name: profile.owner.to_owned(),
        business_name: profile.name.to_owned(),
        email: profile.email.to_owned(),
        password: PASSWORD.to_owned(),
    };
    let signed_in = engine.sign_up(&form, &ClientInfo::default()).await?;
    engine.sign_out(&signed_in.token).await?;
    let owner = signed_in.principal;
    let request = engine.submit_setup(&owner, &setup(profile)).await?;
    let tenant = owner.tenant_id.context("an owner has a tenant")?;
    Ok((Business { engine, owner, tenant }, request.id))
}

/// The same, approved by the admin and with its phone linked.
pub(super) async fn begin<'e>(
    engine: &'e Engine,
    admin: &Principal,
    profile: &Profile,
    note: &str,
) -> anyhow::Result<Business<'e>> {
    let (business, request) = ask_to_begin(engine, profile).await?;
    engine.approve_request(admin, request, Some(note)).await?;
    business.link_phone().await?;
    Ok(business)
}

fn setup(profile: &Profile) -> SetupForm {
    let day = |index: usize| {
        profile.hours.0[index].map_or_else(DayForm::default, |open| DayForm {
            from: open.from_text(),
            to: open.to_text(),
        })
    };
    SetupForm {
        business_name: profile.name.to_owned(),
        business_type: profile.kind.to_owned(),
        template: profile.template.to_owned(),
        whatsapp_number: profile.number.to_owned(),
        language: profile.language.to_owned(),
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

impl Business<'_> {
    /// Waits for the code, scans it, and waits until the session is connected.
    async fn link_phone(&self) -> anyhow::Result<()> {
        let Self { engine, owner, tenant } = self;
        let code = until("the QR code to appear", async || {
            let detail = engine.tenant_detail(owner, *tenant).await?;
            Ok(detail.session.qr.map(|qr| qr.code))
        })
        .await?;
        engine.phone_scan(owner, *tenant, &code).await?;
        until("the phone to be linked", async || {
            let detail: TenantDetail = engine.tenant_detail(owner, *tenant).await?;
            Ok((detail.session.state == SessionStateName::Connected).then_some(()))
        })
        .await
    }

    /// Writes as a customer and waits for the answer to each text.
    pub(super) async fn converse(&self, by: Customer, texts: &[&str]) -> anyhow::Result<()> {
        let Self { engine, owner, tenant } = self;
        let (from, name) = (by.0.to_owned(), by.1.to_owned());
        for text in texts {
            let before = self.sent().await?;
            let (from, name, text) = (from.clone(), name.clone(), (*text).to_owned());
            let say = SandboxSayForm { from, name, text, ..SandboxSayForm::default() };
            engine.phone_say(owner, *tenant, &say).await?;
            self.until_sent_after(before).await?;
        }
        Ok(())
    }

    /// How many messages customers got.
    pub(super) async fn sent(&self) -> anyhow::Result<usize> {
        let page = self.engine.messages(&self.owner, self.tenant, None, 200, None).await?;
        let sent = |message: &&MessageView| message.direction == Direction::Out;
        Ok(page.items.iter().filter(sent).count())
    }

    /// Waits until customers got more messages than that.
    pub(super) async fn until_sent_after(&self, before: usize) -> anyhow::Result<()> {
        let look = async || Ok((self.sent().await? > before).then_some(()));
        until("a customer to be answered", look).await
    }

    /// The local day so many days from a moment, as it is typed.
    pub(super) async fn day(&self, now: Instant, ahead: i32) -> anyhow::Result<String> {
        let detail = self.engine.tenant_detail(&self.owner, self.tenant).await?;
        let away = DAY * ahead.unsigned_abs();
        let at = if ahead < 0 { now - away } else { now + away };
        let day = self.engine.zone(&detail.config.timezone).local(at);
        Ok(format!("{}-{:02}-{:02}", day.year, day.month, day.day))
    }
}

/// Looks again and again until there is something, for [`STEP_TIME`] at most.
pub(super) async fn until<T>(
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
