//! What owners, managers and agents do in their portal.

use domain::forms::SetupForm;
use domain::views::{MessageView, Page, TenantDetail};
use domain::{Instant, Role};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// What the portal's pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Portal {
    /// When this was so.
    pub(crate) now: Instant,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The person's tenant.
    pub(crate) detail: TenantDetail,
    /// The newest messages.
    pub(crate) messages: Page<MessageView>,
    /// Whether there is a sandbox phone here.
    pub(crate) sandbox: bool,
}

/// The person's own tenant with its newest messages.
#[server(endpoint = "read_portal")]
pub(crate) async fn read_portal(
    before: Option<String>,
    limit: u32,
) -> Result<Doc<Portal>, AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let detail = cx.engine.tenant_detail(&cx.principal, tenant).await?;
        let messages = cx.engine.messages(&cx.principal, tenant, None, limit, before).await?;
        let sandbox = cx.engine.sandbox_enabled();
        crate::ssr::doc(&Portal {
            now: crate::ssr::now(),
            role: cx.principal.role,
            detail,
            messages,
            sandbox,
        })
    })
    .await
}

/// What the setup page begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Setup {
    /// The tenant as it is known.
    pub(crate) detail: TenantDetail,
    /// What was typed and refused, in a browser without JavaScript.
    pub(crate) draft: Option<SetupForm>,
    /// Whether this person may send the form.
    pub(crate) allowed: bool,
}

/// The setup form's beginnings.
#[server(endpoint = "read_setup")]
pub(crate) async fn read_setup() -> Result<Doc<Setup>, AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let detail = cx.engine.tenant_detail(&cx.principal, tenant).await?;
        let allowed = cx.principal.role.may(domain::Permission::SubmitSetup);
        crate::ssr::doc(&Setup { detail, draft: crate::ssr::take_draft(), allowed })
    })
    .await
}

/// Sends a setup request and leads to its progress.
#[server(endpoint = "submit_setup")]
pub(crate) async fn submit_setup(form: SetupForm) -> Result<(), AppError> {
    let draft = form.clone();
    crate::ssr::serve(|cx| async move { cx.engine.submit_setup(&cx.principal, &form).await })
        .await
        .inspect_err(|_| crate::ssr::keep_draft(&draft))?;
    leptos_axum::redirect("/app");
    Ok(())
}
