//! Finding the passages that have some of a question's words.
//!
//! Both databases only tell which passages have which words, and both in the same way: how well a passage answers is
//! judged above the store. Words come here reduced, and are compared as they are.

use std::collections::{BTreeSet, HashMap};

use domain::knowledge::{DocumentKind, PassageView};
use domain::{DocumentId, PassageId, RecordId};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter, QuerySelect,
    Statement, Value,
};
use uuid::Uuid;

use super::TenantStore;
use crate::entity::{knowledge_documents as documents, knowledge_passages as passages};
use crate::error::{Result, StoreError};
use crate::views;

/// More words than this are not looked for at once.
const WORDS_MAX: usize = 32;

/// In how many passages words are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordCounts {
    /// All passages of the business.
    pub passages: u64,
    /// Those that have each of the words, in the order of the words; at most 32 are counted.
    pub containing: Vec<u64>,
}

/// A word that is looked for, and what a passage that has it is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The reduced word.
    pub word: String,
    /// Its weight beside the other words'; a whole number, so that both databases add up alike.
    pub weight: u32,
}

impl TenantStore {
    /// Counts the passages that there are and that have each of these words.
    pub async fn word_counts(&self, words: Vec<String>) -> Result<WordCounts> {
        let tenant = self.uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move { word_counts(tx, tenant, &words).await })
            })
            .await
    }

    /// Every word that the business uses, reduced; each once for every document that has it.
    pub async fn vocabulary(&self) -> Result<Vec<String>> {
        let tenant = self.uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let words = documents::Entity::find()
                        .select_only()
                        .column(documents::Column::Words)
                        .filter(documents::COLUMN.tenant_id.eq(tenant))
                        .into_tuple::<String>()
                        .all(tx)
                        .await?;
                    let words = words.iter().flat_map(|words| words.split_ascii_whitespace());
                    let distinct: BTreeSet<_> = words.collect();
                    Ok(distinct.into_iter().map(str::to_owned).collect())
                })
            })
            .await
    }

    /// The passages whose words weigh most, the heaviest first and those that are older before those that came later.
    pub async fn find_passages(&self, wanted: Vec<Wanted>, most: u32) -> Result<Vec<PassageView>> {
        let tenant = self.uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let ids = heaviest(tx, tenant, &wanted, most).await?;
                    views_of(tx, tenant, &ids).await
                })
            })
            .await
    }
}

async fn word_counts(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    words: &[String],
) -> Result<WordCounts> {
    let backend = tx.get_database_backend();
    let words = &words[..words.len().min(WORDS_MAX)];
    let mut values: Vec<Value> = vec![tenant.into()];
    let sql = match backend {
        DbBackend::Postgres => {
            let counts = words.iter().map(|word| {
                values.push(tsquery(word).into());
                format!(", count(*) FILTER (WHERE search @@ ${}::text::tsquery)", values.len())
            });
            let counts: Vec<_> = counts.zip(0..).map(|(sql, n)| format!("{sql} AS n{n}")).collect();
            let counts = counts.concat();
            format!("SELECT count(*) AS n{counts} FROM knowledge_passages WHERE tenant_id = $1")
        }
        _ => {
            let counts = words.iter().map(|word| {
                values.push(fts(tenant, word).into());
                format!(
                    ", (SELECT count(*) FROM knowledge_fts WHERE knowledge_fts MATCH ${})",
                    values.len()
                )
            });
            let counts: Vec<_> = counts.zip(0..).map(|(sql, n)| format!("{sql} AS n{n}")).collect();
            let counts = counts.concat();
            format!(
                "SELECT (SELECT count(*) FROM knowledge_passages WHERE tenant_id = $1) AS n{counts}"
            )
        }
    };
    let row = tx.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let row = row.ok_or(StoreError::Missing("count"))?;
    let count = |name: &str| -> Result<u64> {
        Ok(u64::try_from(row.try_get::<i64>("", name)?).unwrap_or_default())
    };
    let containing = (0..words.len()).map(|n| count(&format!("n{n}"))).collect::<Result<_>>()?;
    Ok(WordCounts { passages: count("n")?, containing })
}

/// The ids of the passages whose words weigh most. Ids sort by the time at which they were made, and so do the rows of
/// the full-text table.
async fn heaviest(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    wanted: &[Wanted],
    most: u32,
) -> Result<Vec<Uuid>> {
    let backend = tx.get_database_backend();
    let wanted = &wanted[..wanted.len().min(WORDS_MAX)];
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value> = vec![i64::from(most).into()];
    let sql = match backend {
        DbBackend::Postgres => {
            let mut weights = Vec::with_capacity(wanted.len());
            for Wanted { word, weight } in wanted {
                values.push(tsquery(word).into());
                let has = format!("search @@ ${}::text::tsquery", values.len());
                weights.push(format!("CASE WHEN {has} THEN {weight} ELSE 0 END"));
            }
            values.push(tenant.into());
            let owner = values.len();
            let any: Vec<_> = wanted.iter().map(|wanted| tsquery(&wanted.word)).collect();
            values.push(any.join(" | ").into());
            format!(
                "SELECT id FROM knowledge_passages \
                 WHERE tenant_id = ${owner} AND search @@ ${}::text::tsquery \
                 ORDER BY {} DESC, id LIMIT $1",
                values.len(),
                weights.join(" + ")
            )
        }
        _ => {
            let mut found = Vec::with_capacity(wanted.len());
            for Wanted { word, weight } in wanted {
                values.push(fts(tenant, word).into());
                found.push(format!(
                    "SELECT rowid AS found, {weight} AS weight FROM knowledge_fts \
                     WHERE knowledge_fts MATCH ${}",
                    values.len()
                ));
            }
            format!(
                "SELECT f.passage AS id FROM ( \
                     SELECT found, sum(weight) AS weight FROM ({}) GROUP BY found \
                     ORDER BY weight DESC, found LIMIT $1 \
                 ) best JOIN knowledge_fts f ON f.rowid = best.found \
                 ORDER BY best.weight DESC, best.found",
                found.join(" UNION ALL ")
            )
        }
    };
    let rows = tx.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let id = |row: &sea_orm::QueryResult| -> Result<Uuid> {
        if backend == DbBackend::Postgres {
            return Ok(row.try_get("", "id")?);
        }
        let hex: String = row.try_get("", "id")?;
        Uuid::try_parse(&hex).map_err(|_| StoreError::Corrupt {
            what: "knowledge_fts.passage",
            detail: "no id".to_owned(),
        })
    };
    rows.iter().map(id).collect()
}

/// The passages with these ids, in their order.
async fn views_of(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    ids: &[Uuid],
) -> Result<Vec<PassageView>> {
    let rows = passages::Entity::find()
        .filter(passages::COLUMN.tenant_id.eq(tenant))
        .filter(passages::COLUMN.id.is_in(ids.iter().copied()))
        .all(tx)
        .await?;
    let kinds = documents::Entity::find()
        .select_only()
        .columns([documents::Column::Id, documents::Column::Kind])
        .filter(documents::COLUMN.tenant_id.eq(tenant))
        .filter(documents::COLUMN.id.is_in(rows.iter().map(|row| row.document_id)))
        .into_tuple::<(Uuid, String)>()
        .all(tx)
        .await?;
    let kinds: HashMap<Uuid, String> = kinds.into_iter().collect();
    let mut found: HashMap<Uuid, passages::Model> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    let rows = ids.iter().filter_map(|id| found.remove(id));
    rows.map(|row| {
        let kind = kinds.get(&row.document_id).ok_or(StoreError::Missing("document"))?;
        let kind = views::read("knowledge_documents.kind", kind)?;
        Ok(passage(row, kind))
    })
    .collect()
}

pub(super) fn passage(row: passages::Model, kind: DocumentKind) -> PassageView {
    PassageView {
        id: PassageId::from_uuid(row.id),
        document_id: DocumentId::from_uuid(row.document_id),
        kind,
        title: row.title,
        text: row.text,
    }
}

/// What SQLite is asked for one word: whose passages is a word of the same index, so that nobody else's are met.
fn fts(tenant: Uuid, word: &str) -> String {
    // A word without a letter or digit is none to SQLite, which then asks for the tenant alone.
    if !word.chars().any(char::is_alphanumeric) {
        return "owner:\"nobody\"".to_owned();
    }
    format!("owner:\"{}\" AND words:\"{}\"", tenant.simple(), word.replace('"', " "))
}

/// Words as PostgreSQL writes a `tsvector`, with nothing reduced again (PostgreSQL's manual, "Text Search Types").
pub(super) fn tsvector(words: &[String]) -> String {
    words.iter().map(|word| tsquery(word)).collect::<Vec<_>>().join(" ")
}

fn tsquery(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_ends_its_quotes() {
        assert_eq!(tsquery("ng'ombe\\"), "'ng''ombe\\\\'");
        assert_eq!(
            fts(Uuid::nil(), "a\" OR b"),
            format!("owner:\"{}\" AND words:\"a  OR b\"", "0".repeat(32))
        );
    }
}
