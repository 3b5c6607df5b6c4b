//! Moving every sealed value to the current key.
//!
//! Each value says which key sealed it, so the work needs no notes of its own: whatever is not under the
//! current key yet is still to be done, after a crash as well.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, Statement};
use uuid::Uuid;

use crate::db::Scope;
use crate::error::Result;
use crate::keys::ring::{HEADER_BYTES, header, key_id};
use crate::keys::{KeyRing, SEALED_COLUMNS, SealedColumn};
use crate::secret::KeyId;
use crate::store::Store;

/// How many values are looked at in one piece of work.
const LOOKED_AT: u32 = 500;

/// The door to every sealed value, across tenants: for turning keys and for nothing else.
#[derive(Debug, Clone)]
pub struct KeyStore {
    store: Store,
}

/// How many values of a column one key seals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// The column.
    pub column: &'static SealedColumn,
    /// The key; nothing when the values do not look sealed.
    pub key: Option<KeyId>,
    /// How many values.
    pub values: u64,
}

/// How far the work has come; [`KeyStore::turn`] goes on from here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turn {
    column: usize,
    after: Option<Uuid>,
    /// Values that are under the current key now and were not.
    pub moved: u64,
    /// Values that no key at hand opens; they stay as they are.
    pub unreadable: u64,
}

#[derive(FromQueryResult)]
struct Used {
    header: Vec<u8>,
    amount: i64,
}

#[derive(FromQueryResult)]
struct SealedRow {
    id: Uuid,
    sealed: Vec<u8>,
}

impl KeyStore {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Which keys are in use, column by column.
    pub async fn in_use(&self) -> Result<Vec<KeyUse>> {
        self.store
            .read(Scope::Upkeep, move |tx| {
                Box::pin(async move {
                    let mut found = Vec::new();
                    for column in SEALED_COLUMNS {
                        let mut of_column: BTreeMap<Option<KeyId>, u64> = BTreeMap::new();
                        for used in used(tx, column).await? {
                            let amount = u64::try_from(used.amount).unwrap_or_default();
                            *of_column.entry(key_id(&used.header)).or_default() += amount;
                        }
                        found.extend(of_column.into_iter().map(|(key, values)| KeyUse {
                            column,
                            key,
                            values,
                        }));
                    }
                    Ok(found)
                })
            })
            .await
    }

    /// How many values no key at hand opens. Reads and opens every one of them.
    pub async fn unreadable(&self) -> Result<u64> {
        let mut unreadable = 0;
        for column in SEALED_COLUMNS {
            let mut after = Uuid::nil();
            loop {
                let rows = self
                    .store
                    .read(Scope::Upkeep, move |tx| {
                        Box::pin(async move {
                            rows(tx, column, after, None, column.at_once(LOOKED_AT)).await
                        })
                    })
                    .await?;
                let Some(last) = rows.last() else { break };
                after = last.id;
                let ring = self.store.key();
                unreadable += rows
                    .iter()
                    .filter(|row| ring.open(column.of(row.id), &row.sealed).is_none())
                    .count() as u64;
            }
        }
        Ok(unreadable)
    }

    /// Seals up to `batch` values anew with the current key, in one transaction; true while there may be
    /// more. A value that somebody changes meanwhile is left to them: they seal with the current key.
    ///
    /// Cancel-safe: what was not committed is found again by a new [`Turn`].
    pub async fn turn(&self, turn: &mut Turn, batch: u32) -> Result<bool> {
        let Some(column) = SEALED_COLUMNS.get(turn.column).copied() else { return Ok(false) };
        let (ring, after) = (self.store.key().clone(), turn.after.unwrap_or_default());
        let (last, moved, unreadable) = self
            .store
            .write(Scope::Upkeep, move |tx| {
                Box::pin(async move {
                    let current = header(ring.current().id());
                    let rows =
                        rows(tx, column, after, Some(&current), column.at_once(batch)).await?;
                    let (mut moved, mut unreadable) = (0, 0);
                    for row in &rows {
                        match ring.open(column.of(row.id), &row.sealed) {
                            Some(plain) => moved += replace(tx, &ring, column, row, &plain).await?,
                            None => unreadable += 1,
                        }
                    }
                    Ok((rows.last().map(|row| row.id), moved, unreadable))
                })
            })
            .await?;
        turn.moved += moved;
        turn.unreadable += unreadable;
        turn.after = last;
        if last.is_none() {
            turn.column += 1;
        }
        Ok(turn.column < SEALED_COLUMNS.len())
    }
}

async fn used(tx: &DatabaseTransaction, column: &SealedColumn) -> Result<Vec<Used>> {
    let SealedColumn { table, column } = column;
    let sql = format!(
        "SELECT substr({column}, 1, {HEADER_BYTES}) AS header, count(*) AS amount FROM {table} \
         WHERE {column} IS NOT NULL GROUP BY 1"
    );
    let statement = Statement::from_string(tx.get_database_backend(), sql);
    Ok(Used::find_by_statement(statement).all(tx).await?)
}

/// Rows after one id with their values; those that do not begin with `header` when that is given.
async fn rows(
    tx: &DatabaseTransaction,
    column: &SealedColumn,
    after: Uuid,
    header: Option<&[u8]>,
    limit: u32,
) -> Result<Vec<SealedRow>> {
    let SealedColumn { table, column } = column;
    let other = match header {
        Some(_) => format!("AND substr({column}, 1, {HEADER_BYTES}) <> $2"),
        None => String::new(),
    };
    let sql = format!(
        "SELECT id, {column} AS sealed FROM {table} \
         WHERE {column} IS NOT NULL AND id > $1 {other} ORDER BY id LIMIT {limit}"
    );
    let mut values = vec![after.into()];
    values.extend(header.map(|header| header.to_vec().into()));
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(SealedRow::find_by_statement(statement).all(tx).await?)
}

/// Puts the newly sealed value in the place of the one that was read; one when it did.
async fn replace(
    tx: &DatabaseTransaction,
    ring: &KeyRing,
    column: &'static SealedColumn,
    row: &SealedRow,
    plain: &[u8],
) -> Result<u64> {
    let sealed = ring.seal(column.of(row.id), plain);
    let SealedColumn { table, column } = column;
    let sql = format!("UPDATE {table} SET {column} = $1 WHERE id = $2 AND {column} = $3");
    let values = [sealed.into(), row.id.into(), row.sealed.clone().into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}
