//! Pages that begin with data.

use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_location;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::erased::Any;
use super::icon::Icon;
use super::notice::{Tone, notice};
use super::page::skeleton;
use crate::api::{Doc, read};
use crate::error::AppError;
use crate::pages::nowhere;
use crate::text::{say, use_locale};

type Answer = Result<Box<RawValue>, AppError>;

/// Data of type `T` that is fetched by the server while it renders, or by the browser later.
pub(crate) struct Data<T> {
    answer: Resource<Answer>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Data<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Data<T> {}

impl<T: DeserializeOwned + 'static> Data<T> {
    /// Fetches now, and again when `key` changes.
    pub(crate) fn new<F>(
        key: impl Fn() -> String + Send + Sync + 'static,
        fetch: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Doc<T>, AppError>> + Send + 'static,
    {
        let fetch = move || -> Pin<Box<dyn Future<Output = Answer> + Send>> {
            let answer = fetch();
            Box::pin(async move { answer.await.map(Doc::into_json) })
        };
        Self { answer: resource(Box::new(key), Box::new(fetch)), of: PhantomData }
    }

    /// Fetches once.
    pub(crate) fn once<F>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Doc<T>, AppError>> + Send + 'static,
    {
        Self::new(String::new, fetch)
    }

    /// Shows what came, or nothing.
    pub(crate) fn shown(
        self,
        view: impl Fn(Option<T>) -> AnyView + Send + Sync + 'static,
    ) -> AnyView {
        let view = move |answer: Answer| view(answer.and_then(|json| read(&json)).ok());
        awaited(self.answer, Arc::new(view), || ().into_any())
    }

    /// Shows a page once its data is there, or why it is not.
    ///
    /// The routes are rendered in `SsrMode::Async`, so without JavaScript the page is complete, too.
    pub(crate) fn page(self, page: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
        awaited(
            self.answer,
            Arc::new(move |answer| match answer.and_then(|json| read(&json)) {
                Ok(data) => page(data),
                Err(error) => refused(&error),
            }),
            || skeleton(4),
        )
    }
}

type Key = Box<dyn Fn() -> String + Send + Sync>;
type Fetch = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Answer> + Send>> + Send + Sync>;

fn resource(key: Key, fetch: Fetch) -> Resource<Answer> {
    Resource::new(key, move |_| fetch())
}

fn awaited(
    answer: Resource<Answer>,
    view: Arc<dyn Fn(Answer) -> AnyView + Send + Sync>,
    meanwhile: fn() -> AnyView,
) -> AnyView {
    view! {
        <Transition fallback=meanwhile>
            {move || {
                let view = Arc::clone(&view);
                Suspend::new(async move { view(answer.await) })
            }}
        </Transition>
    }
    .any()
}

fn refused(error: &AppError) -> AnyView {
    let locale = use_locale();
    match error {
        AppError::Unauthenticated => {
            let location = use_location();
            let path = location.pathname.get_untracked();
            let query = location.search.get_untracked();
            let query = query.trim_start_matches('?').replace('%', "%25").replace('&', "%26");
            let next = if query.is_empty() { path } else { format!("{path}%3F{query}") };
            view! { <Redirect path=format!("/signin?next={next}")/> }.any()
        }
        // Of what an address asks for, only the place in a list can be wrong.
        AppError::NotFound | AppError::Invalid(_) => {
            nowhere(say!(locale, lost.title), say!(locale, lost.lead))
        }
        AppError::Forbidden => {
            nowhere(say!(locale, lost.forbidden_title), say!(locale, lost.forbidden_lead))
        }
        other => notice(Tone::Bad, Icon::Alert, other.sentence(locale)),
    }
}
