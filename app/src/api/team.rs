//! The people of a business, joining it, and seeing it as its auditor does.

use domain::team::{InviteForm, InvitedView, TeamSettings, TeamSettingsForm, TeamView};
use domain::{Instant, InvitationId, Role, TenantId, UserId, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::account::Secret;
use crate::AppError;
use crate::api::Doc;

/// The people of the person's own business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TeamPage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// Who asks.
    pub(crate) me: Option<UserId>,
    /// Who works there, is asked to, and looked at it.
    pub(crate) team: TeamView,
    /// How they work together.
    pub(crate) settings: TeamSettings,
    /// What was typed into an invitation that was refused.
    pub(crate) form: InviteForm,
}

/// Who works for the person's own business.
#[server(endpoint = "read_team")]
pub(crate) async fn read_team() -> Result<Doc<TeamPage>, AppError> {
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let team = engine.team(by, tenant).await.map_err(AppError::from)?;
        let settings = engine.team_settings(by, tenant).await?;
        let config = engine.tenant_config(by, tenant).await?;
        let zone = engine.zone(&config.timezone);
        let begun = || {
            let role = Role::Agent.as_str().to_owned();
            let language = config.language.as_str().to_owned();
            InviteForm { role, language, ..InviteForm::default() }
        };
        let form = crate::ssr::take_draft("invite").unwrap_or_else(begun);
        let (now, role, me) = (crate::ssr::now(), by.role, by.user_id);
        crate::ssr::doc(&TeamPage { now, zone, role, me, team, settings, form })
    })
    .await
}

/// Invites somebody by mail.
#[server(endpoint = "invite")]
pub(crate) async fn invite(form: InviteForm) -> Result<(), AppError> {
    let kept = form.clone();
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let made = cx.engine.invite(&cx.principal, tenant, &form).await;
        made.map(drop).map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("invite", &kept))?;
    leptos_axum::redirect("/app/team?done=invited");
    Ok(())
}

/// Keeps how the people of the person's own business work together.
#[server(endpoint = "save_team_settings")]
pub(crate) async fn save_team_settings(form: TeamSettingsForm) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let saved = cx.engine.save_team_settings(&cx.principal, tenant, &form).await;
        saved.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/team?done=settings");
    Ok(())
}

/// Withdraws an invitation.
#[server(endpoint = "revoke_invitation")]
pub(crate) async fn revoke_invitation(id: InvitationId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let revoked = cx.engine.revoke_invitation(&cx.principal, tenant, id).await;
        revoked.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/team?done=revoked");
    Ok(())
}

/// Gives somebody another part; `role` is a [`Role`].
#[server(endpoint = "set_role")]
pub(crate) async fn set_role(user: UserId, role: String) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.set_role(&cx.principal, tenant, user, &role).await.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/team?done=role");
    Ok(())
}

/// Keeps somebody out.
#[server(endpoint = "deactivate")]
pub(crate) async fn deactivate(user: UserId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.deactivate(&cx.principal, tenant, user).await.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/team?done=deactivated");
    Ok(())
}

/// Lets somebody in again.
#[server(endpoint = "activate")]
pub(crate) async fn activate(user: UserId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.activate(&cx.principal, tenant, user).await.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/team?done=activated");
    Ok(())
}

/// An invitation, for whoever comes with its link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InvitedPage {
    /// What it is for.
    pub(crate) invited: InvitedView,
    /// The name that was typed into a form that was refused.
    pub(crate) name: String,
}

/// What an invitation is for; reading does not use it up.
#[server(endpoint = "read_invitation")]
pub(crate) async fn read_invitation(token: Secret) -> Result<Doc<InvitedPage>, AppError> {
    use crate::ssr;
    let invited =
        ssr::serve_visitor(|engine, _| async move { engine.invitation(token.reveal()).await })
            .await?;
    let name = ssr::take_draft("accept").unwrap_or_default();
    ssr::doc(&InvitedPage { invited, name })
}

/// Accepts an invitation and lets the person in.
#[server(endpoint = "accept_invitation")]
pub(crate) async fn accept_invitation(
    token: Secret,
    name: String,
    password: Secret,
) -> Result<(), AppError> {
    use crate::ssr;
    let kept = name.clone();
    let form = domain::team::AcceptForm { name, password: password.reveal().to_owned() };
    let signed_in = ssr::serve_visitor(|engine, client| async move {
        engine.accept_invitation(token.reveal(), &form, &client).await
    })
    .await
    .inspect_err(|_| ssr::keep_draft("accept", &kept))?;
    ssr::end_former_sign_in().await?;
    ssr::keep_signed_in(&signed_in);
    leptos_axum::redirect("/app");
    Ok(())
}

/// Under which name a refused reason to look at a business is kept.
#[cfg(feature = "ssr")]
pub(crate) fn view_name(tenant: TenantId) -> String {
    format!("view {tenant}")
}

/// Lets this sign-in see a business as its auditor does.
#[server(endpoint = "begin_view")]
pub(crate) async fn begin_view(tenant: TenantId, reason: String) -> Result<(), AppError> {
    let kept = reason.clone();
    crate::ssr::serve(|cx| async move {
        let token = crate::ssr::session_token().unwrap_or_default();
        cx.engine.begin_view(&cx.principal, &token, tenant, &reason).await
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft(&view_name(tenant), &kept))?;
    leptos_axum::redirect("/app");
    Ok(())
}

/// Ends that, and leads back to the business's page.
#[server(endpoint = "end_view")]
pub(crate) async fn end_view() -> Result<(), AppError> {
    let next = crate::ssr::serve(|cx| async move {
        let token = crate::ssr::session_token().unwrap_or_default();
        let seen = cx.engine.end_view(&token).await.map_err(AppError::from)?;
        Ok::<_, AppError>(match seen {
            Some(tenant) => format!("/admin/tenants/{tenant}"),
            None if cx.principal.is_admin() => "/admin".to_owned(),
            None => "/app".to_owned(),
        })
    })
    .await?;
    leptos_axum::redirect(&next);
    Ok(())
}
