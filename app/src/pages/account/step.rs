//! The second step of signing in.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::form::Plain;
use crate::api::account::{SignInCode as Finish, safe_next};
use crate::components::{Any, Field, visitor_frame};
use crate::text::{say, use_locale};

/// Asks for a code of the second factor, or for a recovery code.
#[component]
pub(crate) fn SignInCode() -> impl IntoView {
    let l = use_locale();
    let plain = Plain::to::<Finish>();
    let error = plain.error;
    let next = use_query_map().with_untracked(|query| query.get("next"));
    let next = next.as_deref().and_then(safe_next).unwrap_or_default().to_owned();
    let fields = view! {
        <input type="hidden" name="next" value=next/>
        <Field id="code" name="code" label=say!(l, own.code) help=say!(l, account.code_lost) autocomplete="one-time-code" inputmode="text" maxlength=40 error/>
        <button class="btn btn-primary btn-wide" data-testid="btn-code">{say!(l, account.sign_in)}</button>
    };
    visitor_frame(
        view! {
            <Title text=say!(l, account.code_title)/>
            <section class="door">
                <h1>{say!(l, account.code_title)}</h1>
                <p class="lead">{say!(l, account.code_lead)}</p>
                {plain.form("code-form", fields.any())}
                <p class="aside"><a class="way" href="/signin">{say!(l, account.code_again)}</a></p>
            </section>
        }
        .any(),
    )
}
