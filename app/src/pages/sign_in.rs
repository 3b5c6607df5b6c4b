//! The door for who has a key.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::account::{SignIn as Enter, at_door, safe_next};
use crate::components::{Any, Field, Icon, Post, Tone, notice, refusal, visitor_frame};
use crate::text::{say, use_locale};

/// The sign-in page.
#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let locale = use_locale();
    let post = Post::to::<Enter>();
    let error = post.error();
    let next = use_query_map().with_untracked(|query| query.get("next"));
    let next = next.as_deref().and_then(safe_next).unwrap_or_default().to_owned();
    let reset = use_query_map().with_untracked(|query| query.get("done").is_some());
    let fields = view! {
            {refusal(error)}
            <input type="hidden" name="next" value=next/>
            <Field id="email" name="email" kind="email" label=say!(locale, account.email) autocomplete="username" maxlength=255 filled=at_door().email error/>
            <Field id="password" name="password" kind="password" label=say!(locale, account.password) autocomplete="current-password" maxlength=200 error/>
            <button class="btn btn-primary btn-wide" disabled=post.pending()>
                {say!(locale, account.sign_in)}
            </button>
    };
    visitor_frame(
        view! {
            <Title text=say!(locale, account.sign_in)/>
            <section class="door">
                <h1>{say!(locale, account.sign_in_title)}</h1>
                <p class="lead">{say!(locale, account.sign_in_lead)}</p>
                {reset.then(|| notice(Tone::Good, Icon::Check, say!(locale, account.reset_done).to_owned()))}
                {post.form("form", Some("signin-form"), fields.any())}
                <p class="aside"><a class="way" href="/reset" data-testid="link-forgot">{say!(locale, account.forgot)}</a></p>
                <p class="aside">{say!(locale, account.no_account)} " " <a class="way" href="/signup">{say!(locale, account.sign_up)}</a></p>
            </section>
        }
        .any(),
    )
}
