//! What a person does about the own account: address, password, second factor, signed-in browsers.

use domain::account::{AccountView, FactorSetup, LinkView};
use domain::alert::AlertForm;
use domain::{Instant, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::account::Secret;
use crate::AppError;
use crate::api::Doc;

/// What the account's page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profile {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone for its people; the platform's for who runs it.
    pub(crate) zone: Zone,
    /// The account.
    pub(crate) account: AccountView,
    /// How the person wants to be alerted; nothing for who never is.
    pub(crate) alerts: Option<AlertForm>,
}

/// The person's own account.
#[server(endpoint = "read_account")]
pub(crate) async fn read_account() -> Result<Doc<Profile>, AppError> {
    use crate::ssr::{self, Door};
    ssr::serve_own(Door::SignedIn, |own| async move {
        let account = own.engine.account(&own.principal, Some(&own.token)).await?;
        let zone = match own.principal.tenant_id {
            Some(tenant) => {
                let detail = own.engine.tenant_detail(&own.principal, tenant).await?;
                own.engine.zone(&detail.config.timezone)
            }
            None => own.engine.platform_zone(),
        };
        let alerts = own.engine.alert_prefs(&own.principal).await?;
        let alerts = alerts.map(|prefs| ssr::take_draft("alerts").unwrap_or_else(|| prefs.into()));
        ssr::doc(&Profile { now: ssr::now(), zone, account, alerts })
    })
    .await
}

/// What a mailed link is good for; reading does not use it up.
#[server(endpoint = "read_link")]
pub(crate) async fn read_link(token: Secret) -> Result<Doc<LinkView>, AppError> {
    use crate::ssr;
    let link =
        ssr::serve_visitor(|engine, _| async move { engine.mailed_link(token.reveal()).await })
            .await?;
    ssr::doc(&link)
}

/// Uses a mailed link to confirm an address.
#[server(endpoint = "confirm_email")]
pub(crate) async fn confirm_email(token: Secret) -> Result<(), AppError> {
    use crate::ssr;
    ssr::serve_visitor(|engine, client| async move {
        engine.confirm_email(token.reveal(), &client).await
    })
    .await?;
    leptos_axum::redirect("/verify?done=email");
    Ok(())
}

/// Asks for a link to a new password; the answer is the same whoever has the address.
#[server(endpoint = "ask_reset")]
pub(crate) async fn ask_reset(email: String) -> Result<(), AppError> {
    use crate::ssr;
    ssr::serve_visitor(|engine, client| async move { engine.ask_reset(&email, &client).await })
        .await?;
    leptos_axum::redirect("/reset?done=asked");
    Ok(())
}

/// Uses a mailed link to choose a new password.
#[server(endpoint = "reset_password")]
pub(crate) async fn reset_password(token: Secret, password: Secret) -> Result<(), AppError> {
    use crate::ssr;
    ssr::serve_visitor(|engine, client| async move {
        engine.reset_password(token.reveal(), password.reveal(), &client).await
    })
    .await?;
    ssr::forget_sign_in();
    leptos_axum::redirect("/signin?done=password");
    Ok(())
}

/// Sends the mail that confirms the present address once more.
#[server(endpoint = "verify_again")]
pub(crate) async fn verify_again() -> Result<(), AppError> {
    use crate::ssr::{self, Door};
    let home = ssr::serve_own(Door::SignedIn, |own| async move {
        own.engine.verify_again(&own.principal, &own.client).await?;
        Ok::<_, AppError>(own.home())
    })
    .await?;
    leptos_axum::redirect(&format!("{home}?done=sent"));
    Ok(())
}

/// Asks to move the account to another address.
#[server(endpoint = "change_email")]
pub(crate) async fn change_email(email: String, password: Secret) -> Result<(), AppError> {
    use crate::ssr::{self, Door};
    let home = ssr::serve_own(Door::SignedIn, |own| async move {
        own.engine.change_email(&own.principal, &email, password.reveal(), &own.client).await?;
        Ok::<_, AppError>(own.home())
    })
    .await?;
    leptos_axum::redirect(&format!("{home}?done=moving"));
    Ok(())
}

/// Replaces the password.
#[server(endpoint = "change_password")]
pub(crate) async fn change_password(
    password: Secret,
    new_password: Secret,
) -> Result<(), AppError> {
    use crate::ssr::{self, Door};
    let (home, signed_in) = ssr::serve_own(Door::SignedIn, |own| async move {
        let (old, new) = (password.reveal(), new_password.reveal());
        let signed_in =
            own.engine.change_password(&own.principal, &own.token, old, new, &own.client).await?;
        Ok::<_, AppError>((own.home(), signed_in))
    })
    .await?;
    ssr::keep_signed_in(&signed_in);
    leptos_axum::redirect(&format!("{home}?done=password"));
    Ok(())
}

/// Keeps how the person wants to be alerted.
#[server(endpoint = "change_alerts")]
pub(crate) async fn change_alerts(form: AlertForm) -> Result<(), AppError> {
    use crate::ssr::{self, Door};
    let home = ssr::serve_own(Door::SignedIn, |own| async move {
        own.engine.change_alerts(&own.principal, &form).await.inspect_err(|_| {
            ssr::keep_draft("alerts", &form);
        })?;
        Ok::<_, AppError>(own.home())
    })
    .await?;
    leptos_axum::redirect(&format!("{home}?done=alerts"));
    Ok(())
}

/// Signs one of the person's browsers out.
#[server(endpoint = "end_browser")]
pub(crate) async fn end_browser(id: String) -> Result<(), AppError> {
    use crate::ssr::{self, Door};
    let home = ssr::serve_own(Door::SignedIn, |own| async move {
        let id = id.parse().map_err(|_| AppError::NotFound)?;
        own.engine.end_browser(&own.principal, id).await?;
        Ok::<_, AppError>(own.home())
    })
    .await?;
    leptos_axum::redirect(&format!("{home}?done=ended"));
    Ok(())
}

/// Signs all of the person's browsers out but this one.
#[server(endpoint = "end_other_browsers")]
pub(crate) async fn end_other_browsers() -> Result<(), AppError> {
    use crate::ssr::{self, Door};
    let home = ssr::serve_own(Door::SignedIn, |own| async move {
        own.engine.end_other_browsers(&own.principal, &own.token).await?;
        Ok::<_, AppError>(own.home())
    })
    .await?;
    leptos_axum::redirect(&format!("{home}?done=ended"));
    Ok(())
}

/// What an app on a phone needs for the second factor; nothing where the password has to be typed again
/// first.
#[server(endpoint = "read_factor_setup")]
pub(crate) async fn read_factor_setup() -> Result<Doc<Option<FactorSetup>>, AppError> {
    use crate::ssr::{self, Door};
    ssr::keep_no_copy();
    ssr::serve_own(Door::AlsoLimited, |own| async move {
        ssr::doc(&own.engine.begin_second_factor(&own.principal, &own.token).await?)
    })
    .await
}

/// Takes the password again, and leads to setting the second factor up.
#[server(endpoint = "confirm_password")]
pub(crate) async fn confirm_password(password: Secret) -> Result<(), AppError> {
    use crate::ssr::{self, Door};
    let (place, signed_in) = ssr::serve_own(Door::AlsoLimited, |own| async move {
        let password = password.reveal();
        let signed_in = own.engine.confirm_password(&own.principal, &own.token, password).await?;
        Ok::<_, AppError>((own.second_step(), signed_in))
    })
    .await?;
    ssr::keep_signed_in(&signed_in);
    leptos_axum::redirect(place);
    Ok(())
}

/// Lets the second factor count, with the first code from the phone.
#[server(endpoint = "confirm_second_factor")]
pub(crate) async fn confirm_second_factor(code: String) -> Result<(), AppError> {
    use crate::ssr::{self, Door};
    let (home, new) = ssr::serve_own(Door::AlsoLimited, |own| async move {
        let new = own
            .engine
            .confirm_second_factor(&own.principal, &own.token, &code, &own.client)
            .await?;
        Ok::<_, AppError>((own.home(), new))
    })
    .await?;
    if let Some(signed_in) = &new.signed_in {
        ssr::keep_signed_in(signed_in);
    }
    ssr::keep_codes(&new.codes);
    leptos_axum::redirect(&format!("{home}/codes"));
    Ok(())
}

/// New recovery codes in the place of the old ones.
#[server(endpoint = "renew_recovery_codes")]
pub(crate) async fn renew_recovery_codes(password: Secret) -> Result<(), AppError> {
    use crate::ssr::{self, Door};
    let (home, new) = ssr::serve_own(Door::SignedIn, |own| async move {
        let new = own.engine.renew_recovery_codes(&own.principal, password.reveal()).await?;
        Ok::<_, AppError>((own.home(), new))
    })
    .await?;
    ssr::keep_codes(&new.codes);
    leptos_axum::redirect(&format!("{home}/codes"));
    Ok(())
}

/// The recovery codes that were just made; shown once.
#[server(endpoint = "read_recovery_codes")]
pub(crate) async fn read_recovery_codes() -> Result<Doc<Vec<String>>, AppError> {
    use crate::ssr::{self, Door};
    ssr::keep_no_copy();
    ssr::serve_own(Door::SignedIn, |_| async move { ssr::doc(&ssr::take_codes()) }).await
}

/// Takes the second factor away.
#[server(endpoint = "end_second_factor")]
pub(crate) async fn end_second_factor(password: Secret, code: String) -> Result<(), AppError> {
    use crate::ssr::{self, Door};
    let (home, signed_in) = ssr::serve_own(Door::SignedIn, |own| async move {
        let password = password.reveal();
        let signed_in = own
            .engine
            .end_second_factor(&own.principal, &own.token, password, &code, &own.client)
            .await?;
        Ok::<_, AppError>((own.home(), signed_in))
    })
    .await?;
    ssr::keep_signed_in(&signed_in);
    leptos_axum::redirect(&format!("{home}?done=factor_off"));
    Ok(())
}
