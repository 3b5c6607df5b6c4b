//! The door: what Flow HQ is, in a few honest sentences.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::visitor_frame;
use crate::text::{say, use_locale};

/// The landing page.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let locale = use_locale();
    visitor_frame(
        view! {
            <Title text=say!(locale, brand.tagline)/>
            <section class="hero">
                <h1>{say!(locale, home.title)}</h1>
                <p class="lead">{say!(locale, home.lead)}</p>
                <div class="actions">
                    <a class="btn btn-primary" href="/signup">{say!(locale, home.start)}</a>
                    <a class="btn btn-quiet" href="/signin">{say!(locale, account.sign_in)}</a>
                </div>
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
        .into_any(),
    )
}
