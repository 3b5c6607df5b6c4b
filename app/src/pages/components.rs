//! Every piece that pages are made of, in every state, in both themes beside each other.
//!
//! For who draws and reviews them; the server shows it in development only. It stands here, with the
//! pages, so that a component that changes is changed here as well, but the browser's program does
//! not hold it: nothing calls it there. Its example texts are nobody's to read and in one language.

mod asked;
mod basics;
mod lists;
mod talk;

use leptos::prelude::*;

use crate::components::{Any, Icon, brand, icon, language_switch, pindo, theme_switch};
use crate::text::{code, use_locale};
use crate::theme::{Theme, current_theme};

#[cfg(not(feature = "ssr"))]
const _: fn(String) -> AnyView = document;

/// One of the two copies of every piece. Ids must differ between them, and are texts of the program.
#[derive(Clone, Copy)]
struct Half {
    theme: Theme,
}

impl Half {
    /// The one of two that belongs to this copy.
    fn pick(self, light: &'static str, dark: &'static str) -> &'static str {
        match self.theme {
            Theme::Light => light,
            Theme::Dark => dark,
        }
    }
}

/// An id that is unique in the page.
macro_rules! id {
    ($half:expr, $name:literal) => {
        $half.pick(concat!("light-", $name), concat!("dark-", $name))
    };
}
use id;

/// The page as a whole document; `sheet` is the path of the style sheet.
pub(crate) fn document(sheet: String) -> AnyView {
    let halves = [Theme::Light, Theme::Dark].map(|theme| half(Half { theme }));
    view! {
        <html lang=code(use_locale()) data-theme=current_theme().map(Theme::name)>
            <head>
                <meta charset="utf-8"/>
                <title>"Components · Flow HQ"</title>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="robots" content="noindex"/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="stylesheet" href=sheet/>
            </head>
            <body data-hydrated="never">
                <div class="frame frame-visitor">
                    {pindo("pindo-frame")}
                    <header class="topbar">
                        {brand("/")}
                        <div class="topbar-end">{language_switch()}</div>
                    </header>
                    <main class="gallery" id="main">
                        <header class="page-head">
                            <div>
                                <h1>"Components"</h1>
                                <p class="lead">"Every piece in every state. The switch below changes what is outside of the two halves."</p>
                                {theme_switch()}
                            </div>
                        </header>
                        <div class="gallery-halves">{halves.into_iter().collect_view()}</div>
                        {section("Icons", icons())}
                    </main>
                </div>
            </body>
        </html>
    }
    .any()
}

fn half(half: Half) -> AnyView {
    let parts = [
        basics::colours(),
        basics::type_scale(half),
        basics::buttons(half),
        basics::badges(half),
        basics::notices(half),
        asked::fields(half),
        asked::choices(half),
        asked::dialogs(half),
        lists::tabs_and_filters(half),
        lists::table(half),
        lists::figures(half),
        lists::steps_and_time(half),
        lists::nothing(half),
        talk::linking(half),
        talk::chat(half),
    ];
    view! { <div class="gallery-half" data-theme=half.theme.name()>{parts.into_iter().collect_view()}</div> }.any()
}

fn section(title: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="gallery-part">
            <h2>{title}</h2>
            {body}
        </section>
    }
    .any()
}

fn icons() -> AnyView {
    let all = Icon::ALL.iter().map(|(name, sign)| {
        view! { <li class="gallery-icon">{icon(*sign)} <span>{*name}</span></li> }.any()
    });
    view! { <ul class="gallery-icons">{all.collect_view()}</ul> }.any()
}
