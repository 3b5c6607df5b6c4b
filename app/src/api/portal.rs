//! What owners, managers and agents do in their portal.

use domain::draft::{BusinessForm, SetupDraft, StepForm};
use domain::forms::SetupForm;
use domain::views::{ConversationView, EventView, MessageView, Page, TenantDetail, Today};
use domain::{Instant, Role, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// What the portal's pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Portal {
    /// When this was so.
    pub(crate) now: Instant,
    /// The tenant's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The person's tenant.
    pub(crate) detail: TenantDetail,
    /// The newest messages of those that were asked for.
    pub(crate) messages: Page<MessageView>,
    /// The day's figures.
    pub(crate) today: Today,
    /// Whether a setup form was begun and is not sent.
    pub(crate) begun: bool,
    /// Whether there is a sandbox phone here.
    pub(crate) sandbox: bool,
    /// Customers who want no messages.
    pub(crate) unwanted: Vec<ConversationView>,
}

/// The person's own tenant with its newest messages; `show` is a [`domain::message::MessageShow`].
#[server(endpoint = "read_portal")]
pub(crate) async fn read_portal(
    show: String,
    before: Option<String>,
    limit: u32,
) -> Result<Doc<Portal>, AppError> {
    use domain::Permission;
    use domain::message::MessageShow;
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let detail = engine.tenant_detail(by, tenant).await?;
        let zone = engine.zone(&detail.config.timezone);
        let show = MessageShow::from_name(&show);
        let messages = engine.messages_shown(by, tenant, show, limit, before).await?;
        let today = engine.today(by, &detail, &zone).await?;
        let may_set_up = by.role.may(Permission::SubmitSetup);
        let begun = may_set_up && engine.setup_draft(by).await?.is_some();
        let sandbox = engine.has_sandbox(&detail);
        let (now, role) = (crate::ssr::now(), by.role);
        let unwanted = engine.unwanted(by, tenant).await?;
        crate::ssr::doc(&Portal {
            now,
            zone,
            role,
            detail,
            messages,
            today,
            begun,
            sandbox,
            unwanted,
        })
    })
    .await
}

/// The day's figures, for a page that was told of a message.
#[server(endpoint = "read_today")]
pub(crate) async fn read_today() -> Result<Doc<Today>, AppError> {
    crate::ssr::serve(|cx| async move {
        let detail = cx.engine.tenant_detail(&cx.principal, cx.own_tenant()?).await?;
        let zone = cx.engine.zone(&detail.config.timezone);
        crate::ssr::doc(&cx.engine.today(&cx.principal, &detail, &zone).await?)
    })
    .await
}

/// What the setup page begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Setup {
    /// When this was so.
    pub(crate) now: Instant,
    /// The tenant's time zone.
    pub(crate) zone: Zone,
    /// The tenant as it is known.
    pub(crate) detail: TenantDetail,
    /// What has been typed so far.
    pub(crate) draft: Option<SetupDraft>,
    /// Whether this person may send the form.
    pub(crate) allowed: bool,
}

/// The setup form's beginnings.
#[server(endpoint = "read_setup")]
pub(crate) async fn read_setup() -> Result<Doc<Setup>, AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let detail = cx.engine.tenant_detail(&cx.principal, tenant).await?;
        let zone = cx.engine.zone(&detail.config.timezone);
        let allowed = cx.principal.role.may(domain::Permission::SubmitSetup);
        let draft = match allowed {
            true => cx.engine.setup_draft(&cx.principal).await?,
            false => None,
        };
        crate::ssr::doc(&Setup { now: crate::ssr::now(), zone, detail, draft, allowed })
    })
    .await
}

/// Keeps one step of the setup form and leads to the next one, to the one before (`go` is `back`), or
/// to itself (`stay`).
#[server(endpoint = "save_setup")]
pub(crate) async fn save_setup(
    step: String,
    #[server(default)] go: String,
    #[server(default)] form: StepForm,
) -> Result<(), AppError> {
    use domain::draft::SetupStep;
    use engine::Onward;
    let step: SetupStep = step.parse().map_err(|_| crate::ssr::refuse(AppError::Malformed))?;
    let onward = match go.as_str() {
        "back" => Onward::Back,
        "stay" => Onward::Stay,
        _ => Onward::Next,
    };
    let next = crate::ssr::serve(|cx| async move {
        cx.engine.save_setup_step(&cx.principal, step, form, onward).await
    })
    .await?;
    leptos_axum::redirect(&format!("/app/onboarding?step={next}"));
    Ok(())
}

/// Sends a setup request and leads to its progress.
#[server(endpoint = "submit_setup")]
pub(crate) async fn submit_setup(form: SetupForm) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.submit_setup(&cx.principal, &form).await })
        .await?;
    leptos_axum::redirect("/app");
    Ok(())
}

/// What the settings show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// When this was so.
    pub(crate) now: Instant,
    /// The tenant's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The person's tenant.
    pub(crate) detail: TenantDetail,
    /// The event log; nothing for who may not read it.
    pub(crate) log: Option<Page<EventView>>,
    /// What was typed of the business and refused, in a browser without JavaScript.
    pub(crate) typed: Option<BusinessForm>,
}

/// What the event log is narrowed to, as the address has it; empty texts narrow nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct LogFilter {
    /// What was done, such as `tenant.paused`.
    pub(crate) kind: String,
    /// The first day, `2026-11-03`, in the tenant's zone.
    pub(crate) since: String,
    /// The last day.
    pub(crate) until: String,
    /// The cursor of the page before.
    pub(crate) before: String,
}

/// The person's own tenant with its event log.
#[server(endpoint = "read_settings")]
pub(crate) async fn read_settings(filter: LogFilter) -> Result<Doc<Settings>, AppError> {
    use domain::Permission;
    use engine::{EventFilter, EventWish};
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let detail = engine.tenant_detail(by, cx.own_tenant()?).await?;
        let zone = engine.zone(&detail.config.timezone);
        let log = match by.role.may(Permission::ReadEvents) {
            true => {
                let before = Some(filter.before).filter(|before| !before.is_empty());
                let wish = EventWish {
                    kind: &filter.kind,
                    since: &filter.since,
                    until: &filter.until,
                    ..EventWish::default()
                };
                let wanted = engine.event_filter(by, wish).await?;
                Some(engine.events(by, EventFilter { limit: 30, ..wanted }, before).await?)
            }
            false => None,
        };
        let (now, role) = (crate::ssr::now(), by.role);
        let typed = crate::ssr::take_draft("business");
        crate::ssr::doc(&Settings { now, zone, role, detail, log, typed })
    })
    .await
}

/// Changes what the business says about itself.
#[server(endpoint = "change_business")]
pub(crate) async fn change_business(form: BusinessForm) -> Result<(), AppError> {
    let kept = form.clone();
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine
            .change_business(&cx.principal, tenant, &form)
            .await
            .map(drop)
            .map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("business", &kept))?;
    leptos_axum::redirect("/app/settings?saved=business");
    Ok(())
}
