//! The door for who is new.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::account::{SignUp as Register, at_door};
use crate::components::{Any, Field, Post, refusal, visitor_frame};
use crate::pages::account::show_password;
use crate::text::{say, use_locale};

/// The sign-up page.
#[component]
pub(crate) fn SignUp() -> impl IntoView {
    let locale = use_locale();
    let post = Post::to::<Register>();
    let error = post.error();
    let typed = at_door();
    let fields = view! {
            {refusal(error)}
            <Field id="name" name="name" label=say!(locale, account.name) autocomplete="name" filled=typed.name error/>
            <Field id="business_name" name="business_name" label=say!(locale, account.business_name) autocomplete="organization" filled=typed.business_name error/>
            <Field id="email" name="email" kind="email" label=say!(locale, account.email) autocomplete="username" maxlength=255 filled=typed.email error/>
            <Field id="password" name="password" kind="password" label=say!(locale, account.password) help=say!(locale, account.password_help) autocomplete="new-password" maxlength=200 error/>
            {show_password("password")}
            <button class="btn btn-primary btn-wide" disabled=post.pending()>
                {say!(locale, account.sign_up)}
            </button>
    };
    visitor_frame(
        view! {
            <Title text=say!(locale, account.sign_up)/>
            <section class="door">
                <h1>{say!(locale, account.sign_up_title)}</h1>
                <p class="lead">{say!(locale, account.sign_up_lead)}</p>
                {post.form("form", Some("signup-form"), fields.any())}
                <p class="aside">{say!(locale, account.have_account)} " " <a class="way" href="/signin">{say!(locale, account.sign_in)}</a></p>
            </section>
        }
        .any(),
    )
}
