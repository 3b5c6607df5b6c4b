//! Where a page of a list ended.
//!
//! Lists are read newest first by `(created_at, id)`, so a row that arrives meanwhile shifts nothing and
//! the tenth page costs as much as the first.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Instant;
use domain::views::Page;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use crate::error::{Result, StoreError};

/// Most items of one page, whatever was asked for.
const LIMIT_MAX: u32 = 200;

/// The last row of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    created_at: Instant,
    id: Uuid,
}

impl Cursor {
    fn text(self) -> String {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.created_at.timestamp_micros().to_be_bytes());
        bytes[8..].copy_from_slice(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (micros, id) = bytes.split_first_chunk::<8>()?;
        Some(Self {
            created_at: Instant::from_timestamp_micros(i64::from_be_bytes(*micros))?,
            id: Uuid::from_slice(id).ok()?,
        })
    }
}

/// The cursor of what follows a row.
pub(crate) fn after(created_at: Instant, id: Uuid) -> String {
    Cursor { created_at, id }.text()
}

/// The cursor of what is as old as that, or older.
pub(crate) fn up_to(created_at: Instant) -> String {
    Cursor { created_at, id: Uuid::max() }.text()
}

/// What is asked of a list: how many, and after which row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    limit: u32,
    before: Option<Cursor>,
}

impl Window {
    /// Takes the limit into its range and reads the cursor.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub(crate) fn new(limit: u32, before: Option<&str>) -> Result<Self> {
        let before =
            before.map(|text| Cursor::parse(text).ok_or(StoreError::Cursor)).transpose()?;
        Ok(Self { limit: limit.clamp(1, LIMIT_MAX), before })
    }

    /// Narrows a query to this window: newest first, and one row more than the page to see whether
    /// another follows.
    pub(crate) fn of<E: EntityTrait>(
        &self,
        query: Select<E>,
        created_at: E::Column,
        id: E::Column,
    ) -> Select<E> {
        let at = Expr::col((E::default(), created_at));
        self.by(query, at, id)
    }

    /// The same for a list in the order of an expression.
    pub(crate) fn by<E: EntityTrait>(
        &self,
        query: Select<E>,
        at: Expr,
        id: E::Column,
    ) -> Select<E> {
        self.begun(query, at, id).limit(u64::from(self.limit) + 1)
    }

    /// Narrows a query to what this window begins with and all that follows it, newest first.
    pub(crate) fn all_of<E: EntityTrait>(
        &self,
        query: Select<E>,
        created_at: E::Column,
        id: E::Column,
    ) -> Select<E> {
        self.begun(query, Expr::col((E::default(), created_at)), id)
    }

    fn begun<E: EntityTrait>(&self, query: Select<E>, at: Expr, id: E::Column) -> Select<E> {
        let query = match self.before {
            Some(last) => query.filter(
                at.clone()
                    .lt(last.created_at)
                    .or(at.clone().eq(last.created_at).and(id.lt(last.id))),
            ),
            None => query,
        };
        query.order_by_desc(at).order_by_desc(id)
    }

    /// Makes a page of the rows that the narrowed query gave.
    pub(crate) fn page<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> (Instant, Uuid)) -> Page<T> {
        let limit = self.limit as usize;
        if rows.len() <= limit {
            return Page { items: rows, next: None };
        }
        rows.truncate(limit);
        let next = rows.last().map(|row| {
            let (created_at, id) = key(row);
            Cursor { created_at, id }.text()
        });
        Page { items: rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back() {
        let cursor = Cursor {
            created_at: Instant::from_timestamp_micros(1_795_000_000_123_456).unwrap(),
            id: Uuid::from_u128(7),
        };
        assert_eq!(Cursor::parse(&cursor.text()), Some(cursor));
    }

    #[test]
    fn a_made_up_cursor_is_refused() {
        for text in ["", "x", "AAAA", &"A".repeat(33), "../../etc"] {
            assert!(matches!(Window::new(10, Some(text)), Err(StoreError::Cursor)), "{text}");
        }
    }
}
