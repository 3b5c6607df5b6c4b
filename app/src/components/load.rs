//! Pages that begin with data.

use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_location;

use super::icon::Icon;
use super::notice::{Tone, notice};
use crate::error::AppError;
use crate::pages::nowhere;
use crate::text::{say, use_locale};

/// Shows a page once its data is there, or why it is not.
///
/// The routes are rendered in `SsrMode::Async`, so without JavaScript the page is complete, too.
pub(crate) fn loaded<T>(
    data: Resource<Result<T, AppError>>,
    page: impl Fn(T) -> AnyView + Clone + Send + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <Transition>
            {move || {
                let page = page.clone();
                Suspend::new(async move {
                    match data.await {
                        Ok(data) => page(data),
                        Err(error) => refused(&error),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

fn refused(error: &AppError) -> AnyView {
    let locale = use_locale();
    match error {
        AppError::Unauthenticated => {
            let location = use_location();
            let path = location.pathname.get_untracked();
            let query = location.search.get_untracked();
            let next = if query.is_empty() { path } else { format!("{path}%3F{}", query.replace('&', "%26")) };
            view! { <Redirect path=format!("/signin?next={next}")/> }.into_any()
        }
        AppError::NotFound => nowhere(say!(locale, lost.title), say!(locale, lost.lead)),
        AppError::Forbidden => nowhere(say!(locale, lost.forbidden_title), say!(locale, lost.forbidden_lead)),
        other => notice(Tone::Bad, Icon::Alert, other.sentence(locale)),
    }
}
