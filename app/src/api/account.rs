//! Signing up, in and out, and the language of the interface.

use std::fmt;

use domain::Role;
use domain::views::Overview;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// A password on its way; it never shows itself.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Secret(String);

impl Secret {
    /// Takes what somebody typed, or what a link carries.
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }
}

#[cfg(feature = "ssr")]
impl Secret {
    /// The text itself, for the use case.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// What was typed at a door and refused, in a browser without JavaScript; never the password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AtDoor {
    /// The person's name.
    pub(crate) name: String,
    /// The business's.
    pub(crate) business_name: String,
    /// The e-mail address.
    pub(crate) email: String,
}

/// Under which name it is kept.
#[cfg(feature = "ssr")]
const DOOR: &str = "door";

/// What was typed, where this is drawn by the server after a refusal.
pub(crate) fn at_door() -> AtDoor {
    #[cfg(feature = "ssr")]
    return crate::ssr::take_draft(DOOR).unwrap_or_default();
    // In the browser the fields stay as the server drew them.
    #[cfg(not(feature = "ssr"))]
    AtDoor::default()
}

/// Creates an owner with a business and lets the person in.
#[server(endpoint = "sign_up")]
pub(crate) async fn sign_up(
    name: String,
    business_name: String,
    email: String,
    password: Secret,
) -> Result<(), AppError> {
    use crate::ssr;
    let kept = AtDoor { name, business_name, email };
    let AtDoor { name, business_name, email } = kept.clone();
    let form = domain::forms::SignUpForm { name, business_name, email, password: password.0 };
    let signed_in =
        ssr::serve_visitor(|engine, client| async move { engine.sign_up(&form, &client).await })
            .await
            .inspect_err(|_| ssr::keep_draft(DOOR, &kept))?;
    ssr::end_former_sign_in().await?;
    ssr::keep_signed_in(&signed_in);
    leptos_axum::redirect("/app/onboarding");
    Ok(())
}

/// Lets a person in and leads to where the person wanted to go.
#[server(endpoint = "sign_in")]
pub(crate) async fn sign_in(
    email: String,
    password: Secret,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::ssr;
    let kept = AtDoor { email: email.clone(), ..AtDoor::default() };
    let form = domain::forms::SignInForm { email, password: password.0 };
    let entry =
        ssr::serve_visitor(|engine, client| async move { engine.sign_in(&form, &client).await })
            .await
            .inspect_err(|_| ssr::keep_draft(DOOR, &kept))?;
    match entry {
        engine::Entry::In(signed_in) => ssr::enter(&signed_in, &next).await?,
        engine::Entry::SecondStep { token, expires_at } => {
            ssr::keep_step(&token, expires_at);
            let next = safe_next(&next).map(|next| next.replace('%', "%25").replace('&', "%26"));
            let next = next.map(|next| format!("?next={}", next.replace('?', "%3F")));
            leptos_axum::redirect(&format!("/signin/code{}", next.unwrap_or_default()));
        }
    }
    Ok(())
}

/// Finishes a sign-in with a code of the second factor, or a recovery code.
#[server(endpoint = "sign_in_code")]
pub(crate) async fn sign_in_code(
    code: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::ssr;
    let step = ssr::step().unwrap_or_default();
    let signed_in = ssr::serve_visitor(|engine, client| async move {
        engine.finish_sign_in(&step, &code, &client).await
    })
    .await?;
    ssr::forget_step();
    ssr::enter(&signed_in, &next).await
}

/// What the frame around every page shows of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Who {
    /// The person's name.
    pub(crate) name: String,
    /// The person's part.
    pub(crate) role: Role,
    /// The platform's figures, for admins.
    pub(crate) overview: Option<Overview>,
    /// How many orders are open in the person's business.
    pub(crate) open_orders: u64,
    /// How many conversations ask for the person: customers who wait, and the own ones with something unread.
    pub(crate) inbox: u32,
    /// What is seen in place of the person's own.
    pub(crate) viewing: Option<Viewing>,
}

/// What somebody of Flow HQ sees at present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Viewing {
    /// The business.
    pub(crate) business: String,
    /// Until when, by the platform's clock: `14:30`.
    pub(crate) until: String,
}

/// Who is signed in.
#[server(endpoint = "whoami")]
pub(crate) async fn whoami() -> Result<Doc<Who>, AppError> {
    use domain::Permission;
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let overview = if by.is_admin() { Some(engine.overview(by).await?) } else { None };
        let open_orders = match by.tenant_id {
            Some(tenant) if by.role.may(Permission::ReadOrders) => {
                engine.open_orders(by, tenant).await?
            }
            _ => 0,
        };
        let inbox = match by.tenant_id {
            Some(_) if by.role.may(Permission::ReadMessages) => {
                let counts = engine.inbox_counts(by).await?;
                counts.waiting.saturating_add(counts.mine_unread)
            }
            _ => 0,
        };
        let token = crate::ssr::session_token().unwrap_or_default();
        let viewing = engine.viewing(by, &token).await?.map(|seen| {
            let until = crate::text::clock(engine.platform_zone().local(seen.until));
            Viewing { business: seen.business, until }
        });
        let (name, role) = (by.name.clone(), by.role);
        crate::ssr::doc(&Who { name, role, overview, open_orders, inbox, viewing })
    })
    .await
}

/// Ends the sign-in of this browser.
#[server(endpoint = "sign_out")]
pub(crate) async fn sign_out() -> Result<(), AppError> {
    use crate::ssr;
    ssr::end_former_sign_in().await?;
    ssr::forget_sign_in();
    leptos_axum::redirect("/signin");
    Ok(())
}

/// Remembers the language of the interface; a plain form leads back to the page it was sent from.
#[server(endpoint = "set_language")]
pub(crate) async fn set_language(language: String) -> Result<(), AppError> {
    use crate::ssr;
    let named = crate::text::language::locale_named(&language).ok_or(AppError::Malformed);
    let locale = ssr::serve_visitor(|_, _| async { named }).await?;
    ssr::keep_language(crate::text::code(locale));
    ssr::lead_back();
    Ok(())
}

/// A place of ours to go to next; nothing for an address of somebody else.
///
/// Two slashes stand for a host in front, and could come to stand there once `/.` before them is
/// taken out (WHATWG URL, "path state"); no path of ours has them.
pub(crate) fn safe_next(next: &str) -> Option<&str> {
    let path = next.split(['?', '#']).next().unwrap_or_default();
    let ours = path.starts_with('/')
        && !path.contains("//")
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    ours.then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_places_are_gone_to() {
        assert_eq!(safe_next("/app/messages?x=1"), Some("/app/messages?x=1"));
        for foreign in
            ["", "app", "https://evil.example", "//evil.example", "/\\evil.example", "/a\nb", "/ä"]
        {
            assert_eq!(safe_next(foreign), None, "{foreign}");
        }
    }
}
