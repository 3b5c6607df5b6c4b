//! Where mailed links lead. Opening one uses nothing up: mail servers open links to look at them.

use domain::account::LinkView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::form::Plain;
use super::show::show_password;
use crate::AppError;
use crate::api::account::Secret;
use crate::api::profile::{AskReset, ConfirmEmail, ResetPassword, read_link};
use crate::components::{Any, Data, Field, Icon, Tone, notice, visitor_frame};
use crate::text::{fill, say, use_locale};

/// Confirms an address.
#[component]
pub(crate) fn Verify() -> impl IntoView {
    let l = use_locale();
    let title = say!(l, account.verify_title);
    if asked("done").is_some() {
        let body = view! {
            {notice(Tone::Good, Icon::Check, say!(l, account.verify_done).to_owned())}
            <a class="btn btn-primary btn-wide" href="/app" rel="external" data-testid="verify-go">{say!(l, account.verify_go)}</a>
        };
        return door(title, body.any());
    }
    let token = asked("token").unwrap_or_default();
    let plain = Plain::to::<ConfirmEmail>();
    let other = ("/signin", say!(l, account.sign_in));
    door(
        title,
        of_link(token, other, move |link, token| match link {
            LinkView::Email { email } => {
                let fields = view! {
                    <input type="hidden" name="token" value=token/>
                    <button class="btn btn-primary btn-wide" data-testid="btn-verify">{say!(l, account.verify_button)}</button>
                };
                view! {
                    <p class="lead">{fill(say!(l, account.verify_lead), &[("email", &email)])}</p>
                    {plain.form("verify-form", fields.any())}
                }
                .any()
            }
            LinkView::Password { .. } => spent(),
        }),
    )
}

/// Asks for a link to a new password, or takes the new password.
#[component]
pub(crate) fn Reset() -> impl IntoView {
    let l = use_locale();
    if asked("done").is_some() {
        let text = say!(l, account.reset_asked).to_owned();
        let body = view! {
            {notice(Tone::Calm, Icon::Mail, text)}
            <p class="aside"><a class="way" href="/signin">{say!(l, account.sign_in)}</a></p>
        };
        return door(say!(l, account.reset_sent), body.any());
    }
    let title = say!(l, account.reset_title);
    let Some(token) = asked("token") else { return door(title, ask_for_link()) };
    let plain = Plain::to::<ResetPassword>();
    let error = plain.error;
    let other = ("/reset", say!(l, account.reset_ask));
    door(
        title,
        of_link(token, other, move |link, token| match link {
            LinkView::Password { email } => {
                let lead = fill(say!(l, account.reset_for), &[("email", &email)]);
                let fields = view! {
                    <input type="hidden" name="token" value=token/>
                    <input type="text" name="username" value=email autocomplete="username" hidden/>
                    <Field id="password" name="password" kind="password" label=say!(l, own.new_password) help=say!(l, account.password_help) autocomplete="new-password" maxlength=200 error/>
                    {show_password("password")}
                    <button class="btn btn-primary btn-wide" data-testid="btn-reset">{say!(l, account.reset_button)}</button>
                };
                view! {
                    <p class="lead">{lead}</p>
                    {plain.form("reset-form", fields.any())}
                }
                .any()
            }
            LinkView::Email { .. } => spent(),
        }),
    )
}

fn ask_for_link() -> AnyView {
    let l = use_locale();
    let plain = Plain::to::<AskReset>();
    let error = plain.error;
    let fields = view! {
        <Field id="email" name="email" kind="email" label=say!(l, account.email) autocomplete="username" maxlength=255 error/>
        <button class="btn btn-primary btn-wide" data-testid="btn-ask-reset">{say!(l, account.reset_ask)}</button>
    };
    view! {
        <p class="lead">{say!(l, account.reset_lead)}</p>
        {plain.form("ask-reset-form", fields.any())}
        <p class="aside"><a class="way" href="/signin">{say!(l, account.sign_in)}</a></p>
    }
    .any()
}

/// What a link leads to, and below it where else to go: it may be good for nothing any more.
fn of_link(
    token: String,
    (href, word): (&'static str, &'static str),
    view: impl Fn(LinkView, String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let wanted = token.clone();
    let page = Data::once(move || read_link(Secret::new(wanted.clone())))
        .page(move |link| view(link, token.clone()));
    view! {
        {page}
        <p class="aside"><a class="way" href=href rel="external">{word}</a></p>
    }
    .any()
}

fn spent() -> AnyView {
    let error = AppError::Conflict(domain::Conflict::LinkSpent);
    notice(Tone::Bad, Icon::Alert, error.sentence(use_locale()))
}

fn asked(name: &'static str) -> Option<String> {
    use_query_map().with_untracked(|query| query.get(name))
}

fn door(title: &'static str, body: AnyView) -> AnyView {
    visitor_frame(
        view! {
            <Title text=title/>
            <section class="door">
                <h1>{title}</h1>
                {body}
            </section>
        }
        .any(),
    )
}
