//! The door: what Flow HQ is, in a few honest sentences.

use domain::Permission;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::account::{Who, whoami};
use crate::components::{Any, Data, pindo, visitor_frame};
use crate::text::{say, use_locale};

/// The landing page.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let locale = use_locale();
    let person = Data::once(whoami);
    visitor_frame(
        view! {
            <Title text=say!(locale, brand.tagline)/>
            <section class="hero">
                <div class="hero-words">
                    <h1>{say!(locale, home.title)}</h1>
                    <p class="lead">{say!(locale, home.lead)}</p>
                    <div class="flex flex-wrap items-start gap-2">
                        {person.shown(doors)}
                    </div>
                </div>
                {sample()}
            </section>
            <section class="how">
                <h2>{say!(locale, home.how)}</h2>
                <ol class="steps-drawn">
                    <li>{say!(locale, home.step1)}</li>
                    <li>{say!(locale, home.step2)}</li>
                    <li>{say!(locale, home.step3)}</li>
                </ol>
                <p class="aside">{say!(locale, home.promise)}</p>
            </section>
        }
        .any(),
    )
}

/// Where to go from here: in, for who is signed in already.
fn doors(person: Option<Who>) -> AnyView {
    let locale = use_locale();
    match person {
        Some(who) => {
            let home = if who.role.may(Permission::RunPlatform) { "/admin" } else { "/app" };
            view! { <a class="btn btn-primary" href=home>{say!(locale, home.open)}</a> }.any()
        }
        None => view! {
            <a class="btn btn-primary" href="/signup">{say!(locale, home.start)}</a>
            <a class="btn btn-quiet" href="/signin">{say!(locale, account.sign_in)}</a>
        }
        .any(),
    }
}

/// What a customer and the assistant say to each other.
fn sample() -> AnyView {
    let locale = use_locale();
    let bubble = |from: &'static str, text: &'static str| {
        view! { <li class="bubble" data-from=from><p class="bubble-text">{text}</p></li> }.any()
    };
    view! {
        <figure class="sample">
            {pindo("pindo-sample")}
            <ol class="bubbles" aria-label=say!(locale, home.sample)>
                {bubble("customer", say!(locale, home.sample_ask))}
                {bubble("business", say!(locale, home.sample_menu))}
                {bubble("customer", "1")}
                {bubble("business", say!(locale, home.sample_book))}
            </ol>
        </figure>
    }
    .any()
}
