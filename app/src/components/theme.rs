//! The switch between light, dark, and what the system says.

use leptos::prelude::*;

use super::erased::Any;
use super::icon::{Icon, icon};
use crate::text::{say, use_locale};
use crate::theme::{Theme, current_theme};

/// A plain form: it loads the page anew in the other theme, with or without JavaScript.
pub(crate) fn theme_switch() -> AnyView {
    let l = use_locale();
    let now = current_theme();
    let one = |theme: Option<Theme>, sign: Icon, word: &'static str| {
        let name = theme.map_or("system", Theme::name);
        view! {
            <button class="theme" name="theme" value=name aria-pressed=(theme == now).to_string() data-testid=format!("theme-{name}")>
                {icon(sign)}
                <span>{word}</span>
            </button>
        }
        .any()
    };
    view! {
        <form method="post" action="/api/set_theme">
            <div class="themes" role="group" aria-label=say!(l, theme.label)>
                {one(None, Icon::System, say!(l, theme.system))}
                {one(Some(Theme::Light), Icon::Sun, say!(l, theme.light))}
                {one(Some(Theme::Dark), Icon::Moon, say!(l, theme.dark))}
            </div>
        </form>
    }
    .any()
}
