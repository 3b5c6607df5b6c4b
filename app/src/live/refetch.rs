//! Asking anew for what a page shows, when it may have missed something.

use leptos::task::spawn_local;
use serde::de::DeserializeOwned;

use super::socket;
use crate::AppError;
use crate::api::Doc;

/// How often an answer that was overtaken is asked for again.
const TRIES: u32 = 4;

/// Fetches and hands over what came; what cannot be fetched stays as it is shown.
///
/// An event that arrives meanwhile may be newer than the answer, which would take the page back to
/// what was: then it is asked for again.
pub(crate) fn refetch<T, F>(read: impl Fn() -> F + 'static, take: impl FnOnce(T) + 'static)
where
    T: DeserializeOwned + 'static,
    F: Future<Output = Result<Doc<T>, AppError>> + 'static,
{
    spawn_local(async move {
        for attempt in 1..=TRIES {
            let heard = socket::heard();
            let Ok(fresh) = read().await.and_then(Doc::read) else { return };
            if socket::heard() == heard || attempt == TRIES {
                take(fresh);
                return;
            }
        }
    });
}
