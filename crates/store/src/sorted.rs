//! Lists in an order of one's choice, read page by page in both directions.
//!
//! A page is found by the sort key and the id of the row beside it, not by counting: a row that arrives
//! meanwhile is shown where it belongs or not at all, nothing is shown twice, and the hundredth page
//! costs as much as the first. Only ids and keys are read here; whoever shows the rows reads them next.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Instant;
use domain::lists::{ListPage, Order};
use sea_orm::sea_query::{CaseStatement, Expr, Func, SelectStatement, SubQueryStatement};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select, Value,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Result, StoreError};

/// Most items of one page, whatever was asked for.
const LIMIT_MAX: u32 = 200;

/// A list's order and page, as they were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging<S> {
    /// What it is sorted by.
    pub sort: S,
    /// Which way.
    pub order: Order,
    /// How many items at most, 1 to 200.
    pub limit: u32,
    /// `next` or `previous` of another page of the same list in the same order.
    pub page: Option<String>,
}

/// What a list is sorted by: an expression that gives every row a value of one kind, never null.
pub(crate) struct SortKey {
    name: &'static str,
    kind: Kind,
    value: Expr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Time,
    Number,
}

impl SortKey {
    /// A text, capitals or not (as far as the database knows them: SQLite knows those of ASCII).
    pub(crate) fn text(name: &'static str, value: Expr) -> Self {
        Self { name, kind: Kind::Text, value: Func::lower(value).into() }
    }

    /// A time that every row has.
    pub(crate) fn time(name: &'static str, value: Expr) -> Self {
        Self { name, kind: Kind::Time, value }
    }

    /// A time; rows without one count as older than any.
    pub(crate) fn time_or_never(name: &'static str, value: Expr) -> Self {
        let value = Func::coalesce([value, Expr::val(Instant::UNIX_EPOCH)]).into();
        Self { name, kind: Kind::Time, value }
    }

    /// A number.
    pub(crate) fn number(name: &'static str, value: Expr) -> Self {
        Self { name, kind: Kind::Number, value: value.cast_as("bigint") }
    }

    /// The place of a text in a list of texts, for statuses that have an order of their own.
    pub(crate) fn rank(name: &'static str, value: &Expr, texts: &[&'static str]) -> Self {
        let places = (0_i32..).zip(texts);
        let rank = places.fold(CaseStatement::new(), |case, (place, text)| {
            case.case(value.clone().eq(*text), place)
        });
        Self::number(name, rank.finally(i32::MAX).into())
    }
}

/// The one value that a query gives for each row of another.
pub(crate) fn lookup(query: SelectStatement) -> Expr {
    Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(query)))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Way {
    #[serde(rename = "a")]
    After,
    #[serde(rename = "b")]
    Before,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Key {
    #[serde(rename = "s")]
    Text(String),
    /// Microseconds since 1970.
    #[serde(rename = "t")]
    Time(i64),
    #[serde(rename = "n")]
    Number(i64),
}

impl Key {
    /// The value for a query, if it is one that the database can hold.
    fn value(&self, kind: Kind) -> Option<Value> {
        /// The year 9999: later ones have no text of the same form.
        const LATEST: i64 = 253_402_300_799_999_999;
        match (self, kind) {
            (Self::Text(text), Kind::Text) if !text.contains('\0') => Some(text.clone().into()),
            (Self::Time(micros @ 0..=LATEST), Kind::Time) => {
                Instant::from_timestamp_micros(*micros).map(Value::from)
            }
            (Self::Number(number), Kind::Number) => Some((*number).into()),
            _ => None,
        }
    }
}

/// Beside which row a page lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    #[serde(rename = "s")]
    sort: String,
    #[serde(rename = "o")]
    order: Order,
    #[serde(rename = "w")]
    way: Way,
    #[serde(rename = "k")]
    key: Key,
    #[serde(rename = "i")]
    id: Uuid,
}

impl Cursor {
    fn text(&self) -> String {
        // Texts and numbers have no reason to fail.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    fn parse(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

/// The ids of one page, and where its neighbours lie.
#[derive(Debug)]
pub(crate) struct Slice {
    pub(crate) ids: Vec<Uuid>,
    next: Option<String>,
    previous: Option<String>,
    total: u64,
}

impl Slice {
    /// The page, with the rows that were read for its ids; one that went meanwhile is left out.
    pub(crate) fn page<R, T>(
        self,
        rows: Vec<R>,
        id: impl Fn(&R) -> Uuid,
        item: impl FnMut(R) -> T,
    ) -> ListPage<T> {
        let mut rows: HashMap<Uuid, R> = rows.into_iter().map(|row| (id(&row), row)).collect();
        ListPage {
            items: self.ids.iter().filter_map(|id| rows.remove(id)).map(item).collect(),
            next: self.next,
            previous: self.previous,
            total: self.total.try_into().unwrap_or(u32::MAX),
        }
    }
}

/// Reads a page of `query`, which is filtered and not yet sorted: two queries.
///
/// # Errors
/// When the page's cursor is not one of ours, or one of another order.
pub(crate) async fn slice<E, S>(
    tx: &DatabaseTransaction,
    query: Select<E>,
    id: E::Column,
    key: &SortKey,
    paging: &Paging<S>,
) -> Result<Slice>
where
    E: EntityTrait<Model: Send + Sync>,
{
    let beside = match &paging.page {
        Some(text) => Some(beside(text, key, paging.order)?),
        None => None,
    };
    let total = query.clone().count(tx).await?;
    let limit = paging.limit.clamp(1, LIMIT_MAX) as usize;
    let list = List { tx, query, id, key, order: paging.order, take: limit + 1 };
    let mut rows = list.read(beside.as_ref()).await?;
    let mut way = beside.as_ref().map(|beside| beside.way);
    if way == Some(Way::Before) && rows.len() <= limit {
        // The beginning is reached: show all of the first page rather than what is left of it.
        rows = list.read(None).await?;
        way = None;
    }
    let further = rows.len() > limit;
    rows.truncate(limit);
    if way == Some(Way::Before) {
        rows.reverse();
    }
    let place = |way, row: Option<&(Uuid, Key)>| {
        row.map(|(id, key_value)| {
            let (sort, key) = (key.name.to_owned(), key_value.clone());
            Cursor { sort, order: paging.order, way, key, id: *id }.text()
        })
    };
    let next = if way == Some(Way::Before) || further { rows.last() } else { None };
    let previous = match way {
        Some(Way::Before) if !further => None,
        Some(_) => rows.first(),
        None => None,
    };
    Ok(Slice {
        next: place(Way::After, next),
        previous: place(Way::Before, previous),
        ids: rows.into_iter().map(|(id, _)| id).collect(),
        total,
    })
}

/// The row beside which a page lies, as values for a query.
struct Beside {
    way: Way,
    key: Value,
    id: Uuid,
}

fn beside(text: &str, key: &SortKey, order: Order) -> Result<Beside> {
    let cursor = Cursor::parse(text).ok_or(StoreError::Cursor)?;
    if cursor.sort != key.name || cursor.order != order {
        return Err(StoreError::Cursor);
    }
    let value = cursor.key.value(key.kind).ok_or(StoreError::Cursor)?;
    Ok(Beside { way: cursor.way, key: value, id: cursor.id })
}

struct List<'a, E: EntityTrait> {
    tx: &'a DatabaseTransaction,
    query: Select<E>,
    id: E::Column,
    key: &'a SortKey,
    order: Order,
    take: usize,
}

impl<E: EntityTrait> List<'_, E> {
    /// Reads onwards from a row, or backwards from it with the nearest row first.
    async fn read(&self, beside: Option<&Beside>) -> Result<Vec<(Uuid, Key)>> {
        let id = || self.id.into_expr();
        let key = || self.key.value.clone();
        let back = beside.is_some_and(|beside| beside.way == Way::Before);
        let upwards = (self.order == Order::Ascending) != back;
        let mut query = self.query.clone();
        if let Some(beside) = beside {
            let here = Expr::tuple([key(), id()]);
            let there = Expr::tuple([Expr::val(beside.key.clone()), Expr::val(beside.id)]);
            query = query.filter(if upwards { here.gt(there) } else { here.lt(there) });
        }
        let order = if upwards { sea_orm::Order::Asc } else { sea_orm::Order::Desc };
        let query = query
            .order_by(key(), order.clone())
            .order_by(id(), order)
            .limit(self.take as u64)
            .select_only()
            .expr_as(id(), "row_id")
            .expr_as(key(), "sort_key");
        let tx = self.tx;
        Ok(match self.key.kind {
            Kind::Text => {
                let rows = query.into_tuple::<(Uuid, String)>().all(tx).await?;
                rows.into_iter().map(|(id, key)| (id, Key::Text(key))).collect()
            }
            Kind::Time => {
                let rows = query.into_tuple::<(Uuid, Instant)>().all(tx).await?;
                rows.into_iter().map(|(id, key)| (id, Key::Time(key.timestamp_micros()))).collect()
            }
            Kind::Number => {
                let rows = query.into_tuple::<(Uuid, i64)>().all(tx).await?;
                rows.into_iter().map(|(id, key)| (id, Key::Number(key))).collect()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SortKey {
        SortKey::text("name", Expr::col("name"))
    }

    fn cursor(key: Key) -> Cursor {
        let (sort, id) = ("name".to_owned(), Uuid::from_u128(7));
        Cursor { sort, order: Order::Ascending, way: Way::After, key, id }
    }

    fn refused(text: &str) -> bool {
        matches!(beside(text, &key(), Order::Ascending), Err(StoreError::Cursor))
    }

    #[test]
    fn a_cursor_reads_back() {
        let cursor = cursor(Key::Text("mama".to_owned()));
        assert_eq!(Cursor::parse(&cursor.text()), Some(cursor.clone()));
        assert!(!refused(&cursor.text()));
    }

    #[test]
    fn a_cursor_of_another_order_is_refused() {
        let mine = cursor(Key::Text("mama".to_owned()));
        assert!(refused(&Cursor { sort: "created".to_owned(), ..mine.clone() }.text()));
        assert!(refused(&Cursor { order: Order::Descending, ..mine.clone() }.text()));
        assert!(refused(&Cursor { key: Key::Number(1), ..mine.clone() }.text()));
        assert!(refused(&Cursor { key: Key::Text("\0".to_owned()), ..mine }.text()));
    }

    #[test]
    fn a_made_up_cursor_is_refused() {
        for text in ["", "x", "AAAA", &"A".repeat(33), "e30", "../../etc"] {
            assert!(refused(text), "{text}");
        }
    }

    #[test]
    fn a_time_that_no_database_holds_is_refused() {
        for micros in [i64::MIN, -1, i64::MAX] {
            assert_eq!(Key::Time(micros).value(Kind::Time), None);
        }
    }
}
