//! Rows that follow what happens: they change in place, and new ones announce themselves.

use std::pin::Pin;
use std::sync::Arc;

use domain::Instant;
use domain::lists::ListPage;
use domain::live::LiveEvent;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::GATHER;
use crate::AppError;
use crate::api::Doc;
use crate::api::platform::{Listed, Seen};
use crate::live::{News, Soon, refetch, use_live};
use crate::time::ticking_in;

/// Lets the time of a page pass, by the clocks of its zone.
pub(in crate::pages::dashboard) fn begin<T>(
    (now, zone, value): Seen<T>,
) -> (ReadSignal<Instant>, T) {
    (ticking_in(zone, now), value)
}

pub(in crate::pages::dashboard) type Answer<T> =
    Pin<Box<dyn Future<Output = Result<Doc<Seen<Listed<T>>>, AppError>> + Send>>;

/// One kind of list: how its rows are known, what changes them, and how it is asked for again.
pub(in crate::pages::dashboard) struct Kind<T: 'static> {
    /// What tells one row from another.
    pub(in crate::pages::dashboard) id: fn(&T) -> String,
    /// Takes an event into a row; false when the event is not about it.
    pub(in crate::pages::dashboard) take: fn(&mut T, &LiveEvent) -> bool,
    /// Whether other rows may stand in the list after an event.
    pub(in crate::pages::dashboard) moves: fn(&LiveEvent) -> bool,
    /// Asks for the list.
    pub(in crate::pages::dashboard) read: fn(String) -> Answer<T>,
}

impl<T: 'static> Clone for Kind<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Kind<T> {}

/// The rows of a page. Those that are shown change in place; what else the list holds by now waits
/// until it is asked for, so that nothing jumps under anybody's finger.
pub(in crate::pages::dashboard) struct Rows<T: Send + Sync + 'static> {
    shown: RwSignal<Vec<RwSignal<T>>>,
    around: RwSignal<Around>,
    waiting: StoredValue<Option<ListPage<T>>>,
    news: RwSignal<Option<u32>>,
    soon: Soon,
    id: fn(&T) -> String,
}

/// The pages beside this one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::pages::dashboard) struct Around {
    /// The next page.
    pub(super) next: Option<String>,
    /// The page before.
    pub(super) previous: Option<String>,
    /// Rows on all pages.
    pub(super) total: u32,
}

impl<T: Send + Sync + 'static> Clone for Rows<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Rows<T> {}

impl<T: Clone + PartialEq + DeserializeOwned + Send + Sync + 'static> Rows<T> {
    /// The rows of a page, which from here on follow the live connection.
    pub(in crate::pages::dashboard) fn follow(
        page: ListPage<T>,
        wish: String,
        kind: Kind<T>,
    ) -> Self {
        let rows = Self {
            shown: RwSignal::new(Vec::new()),
            around: RwSignal::new(Around::default()),
            waiting: StoredValue::new(None),
            news: RwSignal::new(None),
            soon: Soon::after(GATHER),
            id: kind.id,
        };
        rows.show(page);
        let wish = Arc::new(wish);
        use_live().listen(move |news| match news {
            News::Event(event) => {
                if !rows.take(event, kind.take) && (kind.moves)(event) {
                    let wish = Arc::clone(&wish);
                    rows.soon.run(move || rows.ask(&wish, kind.read));
                }
            }
            News::Fresh { .. } => rows.ask(&wish, kind.read),
        });
        rows
    }

    /// Each row under its name.
    pub(super) fn shown(self) -> Vec<(String, RwSignal<T>)> {
        let rows = self.shown.get();
        rows.into_iter().map(|row| (row.with_untracked(self.id), row)).collect()
    }

    /// The names of the rows that are shown.
    pub(super) fn ids(self) -> Vec<String> {
        self.shown.with(|rows| rows.iter().map(|row| row.with_untracked(self.id)).collect())
    }

    pub(super) fn around(self) -> RwSignal<Around> {
        self.around
    }

    /// How many new rows wait; nothing while the list is as it is shown.
    pub(super) fn news(self) -> RwSignal<Option<u32>> {
        self.news
    }

    /// Shows what waits.
    pub(super) fn show_news(self) {
        if let Some(page) = self.waiting.try_update_value(Option::take).flatten() {
            self.show(page);
        }
    }

    fn show(self, page: ListPage<T>) {
        let ListPage { items, next, previous, total } = page;
        self.around.set(Around { next, previous, total });
        self.news.set(None);
        let known = self.shown.get_untracked();
        let rows = items.into_iter().map(|item| {
            let id = (self.id)(&item);
            let row = known.iter().find(|row| row.with_untracked(self.id) == id);
            row.copied().inspect(|row| row.set(item.clone())).unwrap_or_else(|| RwSignal::new(item))
        });
        self.shown.set(rows.collect());
    }

    /// Whether the event was about a row that is shown.
    fn take(self, event: &LiveEvent, take: fn(&mut T, &LiveEvent) -> bool) -> bool {
        let rows = self.shown.get_untracked();
        rows.into_iter().fold(false, |taken, row| {
            let about = row.try_maybe_update(|item| {
                let about = take(item, event);
                (about, about)
            });
            about.unwrap_or(false) || taken
        })
    }

    fn ask(self, wish: &Arc<String>, read: fn(String) -> Answer<T>) {
        let wish = Arc::clone(wish);
        refetch(
            move || read((*wish).clone()),
            move |(_, _, fresh): Seen<Listed<T>>| self.compare(fresh.page),
        );
    }

    fn compare(self, page: ListPage<T>) {
        let Some(shown) = self.shown.try_get_untracked() else { return };
        let mut new = 0_u32;
        for item in &page.items {
            let id = (self.id)(item);
            match shown.iter().find(|row| row.with_untracked(self.id) == id) {
                Some(row) if row.with_untracked(|known| known != item) => row.set(item.clone()),
                Some(_) => {}
                None => new += 1,
            }
        }
        if shown.is_empty() || (new == 0 && shown.len() == page.items.len()) {
            self.show(page);
        } else {
            self.waiting.set_value(Some(page));
            self.news.set(Some(new));
        }
    }
}
