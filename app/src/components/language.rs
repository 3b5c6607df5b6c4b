//! The switch between English and Swahili.

use leptos::prelude::*;

use super::erased::Any;
use super::icon::{Icon, icon};
use crate::text::{Locale, code, say, use_locale};

/// A plain form: it loads the page anew in the other language, with or without JavaScript.
pub(crate) fn language_switch() -> AnyView {
    let locale = use_locale();
    let other = match locale {
        Locale::en => Locale::sw,
        Locale::sw => Locale::en,
    };
    view! {
        <form class="lang" method="post" action="/api/set_language">
            <input type="hidden" name="language" value=code(other)/>
            <button class="btn btn-bare" data-testid="lang-switch" lang=code(other) title=say!(locale, lang.switch)>
                {icon(Icon::Globe)}
                <span>{say!(locale, lang.other)}</span>
            </button>
        </form>
    }
    .any()
}
