//! Pages that begin with data.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::server::codee::string::FromToStringCodec;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_location;
use serde::de::DeserializeOwned;

use super::erased::Any;
use super::icon::Icon;
use super::notice::{Tone, notice};
use super::page::skeleton;
use crate::api::node::{self, Node};
use crate::api::{Doc, Json};
use crate::error::AppError;
use crate::pages::nowhere;
use crate::text::{say, use_locale};

/// What came of fetching: an answer, or why there is none.
#[derive(Debug, Clone)]
enum Answer {
    Json(Json),
    Refused(AppError),
}

impl Answer {
    fn read<T: DeserializeOwned>(self) -> Result<T, AppError> {
        match self {
            Self::Json(json) => json.read(),
            Self::Refused(error) => Err(error),
        }
    }
}

/// Stands before a refusal on the way from the server into the page; no JSON begins with it.
const REFUSED: char = '!';

/// As the page carries it, which is text: a codec of leptos would read refusals in a second way.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = match self {
            Self::Json(json) => serde_json::to_string(json),
            Self::Refused(error) => {
                write!(f, "{REFUSED}")?;
                serde_json::to_string(error)
            }
        };
        f.write_str(&json.map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Answer {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let answer = match text.strip_prefix(REFUSED) {
            Some(json) => node::read(json).map(Self::Refused),
            None => Node::parse(text).map(|node| Self::Json(Json::Parsed(node))),
        };
        Ok(answer.unwrap_or(Self::Refused(AppError::Unreachable)))
    }
}

type Fetched = Resource<Answer, FromToStringCodec>;

/// Data of type `T` that is fetched by the server while it renders, or by the browser later.
pub(crate) struct Data<T> {
    answer: Fetched,
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
            Box::pin(async move {
                answer.await.map_or_else(Answer::Refused, |doc| Answer::Json(doc.into_json()))
            })
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
        let view = move |answer: Answer| view(answer.read().ok());
        awaited(self.answer, Arc::new(view), || ().into_any())
    }

    /// Shows a page once its data is there, or why it is not.
    ///
    /// The routes are rendered in `SsrMode::Async`, so without JavaScript the page is complete, too.
    pub(crate) fn page(self, page: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
        awaited(
            self.answer,
            Arc::new(move |answer| match answer.read() {
                Ok(data) => page(data),
                Err(error) => refused(&error),
            }),
            || skeleton(4),
        )
    }
}

type Key = Box<dyn Fn() -> String + Send + Sync>;
type Fetch = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Answer> + Send>> + Send + Sync>;

fn resource(key: Key, fetch: Fetch) -> Fetched {
    Resource::new_str(key, move |_| fetch())
}

fn awaited(
    answer: Fetched,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn there(answer: &Answer) -> Result<Vec<String>, AppError> {
        let Ok(answer) = answer.to_string().parse::<Answer>();
        answer.read()
    }

    #[test]
    fn an_answer_reaches_the_page_as_it_left_the_server() {
        let texts = vec!["!".to_owned(), "\"".to_owned()];
        let json = serde_json::value::to_raw_value(&texts).unwrap();
        assert_eq!(there(&Answer::Json(Json::Written(json))), Ok(texts));
        for error in [AppError::NotFound, AppError::TooManyTries(3)] {
            assert_eq!(there(&Answer::Refused(error.clone())), Err(error));
        }
    }

    #[test]
    fn what_is_no_answer_is_as_good_as_no_server() {
        for text in ["!?", "?", ""] {
            let Ok(answer) = text.parse::<Answer>();
            assert_eq!(answer.read::<u32>(), Err(AppError::Unreachable), "{text}");
        }
    }
}
