//! What a business has written down, and the passages that are made of it.

use std::collections::HashMap;

use domain::knowledge::{
    DOCUMENTS_MAX, DocumentDetail, DocumentKind, DocumentView, PASSAGES_MAX, QuestionState,
};
use domain::{Conflict, DocumentId, Instant, QuestionId, RecordId};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Set, Statement, Value,
};
use serde_json::json;
use uuid::Uuid;

use super::TenantStore;
use super::passages::{passage, tsvector};
use super::questions::settle_question;
use crate::actor::Actor;
use crate::entity::{knowledge_documents as documents, knowledge_passages as passages};
use crate::error::Result;
use crate::mint::mint_at;
use crate::{events, lock, views};

/// Passages that are written with one statement, so that no database runs out of places for values.
const TOGETHER: usize = 100;

/// A document that is to be kept; judged and cut before it comes here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentInput {
    /// What it is.
    pub kind: DocumentKind,
    /// What it is called.
    pub title: String,
    /// The file's name, where it came as one.
    pub file_name: Option<String>,
    /// The size of what was handed in, in bytes.
    pub size_bytes: u32,
    /// Its text.
    pub source: String,
    /// By which rules its passages were made.
    pub rules: u32,
    /// What the assistant can answer from, in its order.
    pub passages: Vec<PassageInput>,
}

/// A passage that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageInput {
    /// What it is about.
    pub title: Option<String>,
    /// What it says.
    pub text: String,
    /// The reduced words of both, by which it is found.
    pub words: Vec<String>,
}

impl TenantStore {
    /// Keeps a document with its passages: the one with this id, or a new one, which comes last. The question that it
    /// answers, where one is named, waits no more. Gives its id, or nothing where there is no such document.
    ///
    /// # Errors
    /// A conflict when there are too many documents, or passages in all of them.
    pub async fn save_document(
        &self,
        by: &Actor,
        id: Option<DocumentId>,
        input: DocumentInput,
        answers: Option<QuestionId>,
    ) -> Result<Option<DocumentId>> {
        let (tenant, by, store) = (self.id(), by.clone(), self.store().clone());
        self.store()
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    // Two who add at once are counted one after the other.
                    lock::living_tenant(tx, tenant).await?;
                    let papers = Papers { tx, now: store.now(), tenant: tenant.uuid() };
                    let (id, what) = match id {
                        Some(id) if papers.change(id, &input).await? => (id, "knowledge.changed"),
                        Some(_) => return Ok(None),
                        None => (papers.add(&input).await?, "knowledge.added"),
                    };
                    papers.put_passages(id, input.passages).await?;
                    if let Some(question) = answers {
                        let state = QuestionState::Answered;
                        settle_question(tx, tenant.uuid(), question, state, store.now()).await?;
                    }
                    let payload = json!({ "document": id, "title": input.title });
                    events::append(tx, store.now(), Some(tenant), &by, what, payload).await?;
                    Ok(Some(id))
                })
            })
            .await
    }

    /// The documents whose passages were made by other rules than these.
    pub async fn stale_documents(&self, rules: u32) -> Result<Vec<DocumentId>> {
        let tenant = self.uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let ids: Vec<Uuid> = documents::Entity::find()
                        .select_only()
                        .column(documents::Column::Id)
                        .filter(documents::COLUMN.tenant_id.eq(tenant))
                        .filter(documents::COLUMN.rules.ne(number(rules)))
                        .order_by_asc(documents::Column::Id)
                        .into_tuple()
                        .all(tx)
                        .await?;
                    Ok(ids.into_iter().map(DocumentId::from_uuid).collect())
                })
            })
            .await
    }

    /// Puts a document's passages anew, made by these rules of what it said when it was last changed at `seen`. It
    /// says what it said, so it is no change that anybody is told of. False when it was changed since, or is gone.
    ///
    /// # Errors
    /// A conflict when there are too many passages in all documents.
    pub async fn renew_document(
        &self,
        id: DocumentId,
        seen: Instant,
        rules: u32,
        passages: Vec<PassageInput>,
    ) -> Result<bool> {
        let (tenant, store) = (self.id(), self.store().clone());
        self.store()
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    lock::living_tenant(tx, tenant).await?;
                    let papers = Papers { tx, now: store.now(), tenant: tenant.uuid() };
                    let row = documents::ActiveModel {
                        words: Set(words_of(&passages)),
                        rules: Set(number(rules)),
                        ..Default::default()
                    };
                    let renewed = documents::Entity::update_many()
                        .set(row)
                        .filter(documents::COLUMN.id.eq(id.uuid()))
                        .filter(documents::COLUMN.tenant_id.eq(tenant.uuid()))
                        .filter(documents::COLUMN.updated_at.eq(seen))
                        .exec(tx)
                        .await?;
                    if renewed.rows_affected == 0 {
                        return Ok(false);
                    }
                    papers.put_passages(id, passages).await?;
                    Ok(true)
                })
            })
            .await
    }

    /// Forgets a document and its passages. False when it is not there.
    pub async fn remove_document(&self, by: &Actor, id: DocumentId) -> Result<bool> {
        let (tenant, by, store) = (self.id(), by.clone(), self.store().clone());
        self.store()
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    lock::living_tenant(tx, tenant).await?;
                    let row = documents::Entity::find_by_id(id.uuid())
                        .filter(documents::COLUMN.tenant_id.eq(tenant.uuid()))
                        .one(tx)
                        .await?;
                    let Some(row) = row else { return Ok(false) };
                    documents::Entity::delete_many()
                        .filter(documents::COLUMN.id.eq(id.uuid()))
                        .filter(documents::COLUMN.tenant_id.eq(tenant.uuid()))
                        .exec(tx)
                        .await?;
                    let payload = json!({ "document": id, "title": row.title });
                    let what = "knowledge.removed";
                    events::append(tx, store.now(), Some(tenant), &by, what, payload).await?;
                    Ok(true)
                })
            })
            .await
    }

    /// All that the business has written down, in the order in which it came.
    pub async fn documents(&self) -> Result<Vec<DocumentView>> {
        let tenant = self.uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let counts: HashMap<Uuid, i64> = passages::Entity::find()
                        .select_only()
                        .column(passages::Column::DocumentId)
                        .column_as(passages::COLUMN.id.count(), "passages")
                        .filter(passages::COLUMN.tenant_id.eq(tenant))
                        .group_by(passages::Column::DocumentId)
                        .into_tuple::<(Uuid, i64)>()
                        .all(tx)
                        .await?
                        .into_iter()
                        .collect();
                    // Without the texts, which may be long.
                    let rows = documents::Entity::find()
                        .select_only()
                        .columns([
                            documents::Column::Id,
                            documents::Column::Kind,
                            documents::Column::Title,
                            documents::Column::FileName,
                            documents::Column::SizeBytes,
                            documents::Column::UpdatedAt,
                        ])
                        .filter(documents::COLUMN.tenant_id.eq(tenant))
                        .order_by_asc(documents::Column::Position)
                        .order_by_asc(documents::Column::Id)
                        .into_tuple::<Listed>()
                        .all(tx)
                        .await?;
                    rows.into_iter()
                        .map(|row| {
                            let count = counts.get(&row.0).copied().unwrap_or_default();
                            listed(row, count)
                        })
                        .collect()
                })
            })
            .await
    }

    /// A document with its text and passages.
    pub async fn document(&self, id: DocumentId) -> Result<Option<DocumentDetail>> {
        let tenant = self.uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let row = documents::Entity::find_by_id(id.uuid())
                        .filter(documents::COLUMN.tenant_id.eq(tenant))
                        .one(tx)
                        .await?;
                    let Some(row) = row else { return Ok(None) };
                    let kind = views::read("knowledge_documents.kind", &row.kind)?;
                    let rows = passages::Entity::find()
                        .filter(passages::COLUMN.tenant_id.eq(tenant))
                        .filter(passages::COLUMN.document_id.eq(id.uuid()))
                        .order_by_asc(passages::Column::Position)
                        .all(tx)
                        .await?;
                    let passages: Vec<_> = rows.into_iter().map(|row| passage(row, kind)).collect();
                    let count = i64::try_from(passages.len()).unwrap_or(i64::MAX);
                    let of = (
                        row.id,
                        row.kind,
                        row.title,
                        row.file_name,
                        row.size_bytes,
                        row.updated_at,
                    );
                    let document = listed(of, count)?;
                    Ok(Some(DocumentDetail { document, source: row.source, passages }))
                })
            })
            .await
    }
}

/// What a list needs of a row: id, kind, title, file name, size, last change.
type Listed = (Uuid, String, String, Option<String>, i32, Instant);

fn listed(row: Listed, passages: i64) -> Result<DocumentView> {
    let (id, kind, title, file_name, size, updated_at) = row;
    Ok(DocumentView {
        id: DocumentId::from_uuid(id),
        kind: views::read("knowledge_documents.kind", &kind)?,
        title,
        file_name,
        size_bytes: size.unsigned_abs(),
        passages: u32::try_from(passages).unwrap_or_default(),
        updated_at,
    })
}

/// Each word of some passages once.
fn words_of(passages: &[PassageInput]) -> String {
    let words = passages.iter().flat_map(|passage| &passage.words);
    let mut words: Vec<&str> = words.map(String::as_str).collect();
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

fn number(rules: u32) -> i32 {
    i32::try_from(rules).unwrap_or(i32::MAX)
}

/// The documents of one tenant, in a transaction that changes them.
struct Papers<'a> {
    tx: &'a DatabaseTransaction,
    now: Instant,
    tenant: Uuid,
}

impl Papers<'_> {
    async fn add(&self, input: &DocumentInput) -> Result<DocumentId> {
        let count = documents::Entity::find()
            .filter(documents::COLUMN.tenant_id.eq(self.tenant))
            .count(self.tx)
            .await?;
        if count >= u64::from(DOCUMENTS_MAX) {
            return Err(Conflict::DocumentsFull { max: DOCUMENTS_MAX }.into());
        }
        let last: Option<Option<i32>> = documents::Entity::find()
            .select_only()
            .column_as(documents::COLUMN.position.max(), "last")
            .filter(documents::COLUMN.tenant_id.eq(self.tenant))
            .into_tuple()
            .one(self.tx)
            .await?;
        let id = mint_at(self.now);
        let row = documents::ActiveModel {
            id: Set(id),
            tenant_id: Set(self.tenant),
            position: Set(last.flatten().map_or(0, |last| last.saturating_add(1))),
            created_at: Set(self.now),
            ..self.document(input)
        };
        row.insert(self.tx).await?;
        Ok(DocumentId::from_uuid(id))
    }

    /// False when there is no such document.
    async fn change(&self, id: DocumentId, input: &DocumentInput) -> Result<bool> {
        let changed = documents::Entity::update_many()
            .set(self.document(input))
            .filter(documents::COLUMN.id.eq(id.uuid()))
            .filter(documents::COLUMN.tenant_id.eq(self.tenant))
            .exec(self.tx)
            .await?;
        Ok(changed.rows_affected == 1)
    }

    fn document(&self, input: &DocumentInput) -> documents::ActiveModel {
        documents::ActiveModel {
            kind: Set(input.kind.as_str().to_owned()),
            title: Set(input.title.clone()),
            file_name: Set(input.file_name.clone()),
            size_bytes: Set(i32::try_from(input.size_bytes).unwrap_or(i32::MAX)),
            source: Set(input.source.clone()),
            words: Set(words_of(&input.passages)),
            rules: Set(number(input.rules)),
            updated_at: Set(self.now),
            ..Default::default()
        }
    }

    /// Puts a document's passages in the place of those that it had.
    async fn put_passages(&self, document: DocumentId, new: Vec<PassageInput>) -> Result<()> {
        passages::Entity::delete_many()
            .filter(passages::COLUMN.tenant_id.eq(self.tenant))
            .filter(passages::COLUMN.document_id.eq(document.uuid()))
            .exec(self.tx)
            .await?;
        let others = passages::Entity::find()
            .filter(passages::COLUMN.tenant_id.eq(self.tenant))
            .count(self.tx)
            .await?;
        if others + new.len() as u64 > u64::from(PASSAGES_MAX) {
            return Err(Conflict::PassagesFull { max: PASSAGES_MAX }.into());
        }
        let mut position = 0;
        for some in new.chunks(TOGETHER) {
            self.insert(document, some, position).await?;
            position += i32::try_from(some.len()).unwrap_or(i32::MAX);
        }
        Ok(())
    }

    async fn insert(&self, document: DocumentId, new: &[PassageInput], first: i32) -> Result<()> {
        const COLUMNS: usize = 9;
        let backend = self.tx.get_database_backend();
        let mut values: Vec<Value> = Vec::with_capacity(new.len() * COLUMNS);
        let mut rows = Vec::with_capacity(new.len());
        for (position, passage) in (first..).zip(new) {
            let places: Vec<_> = (1..=COLUMNS)
                .map(|place| match (place, backend) {
                    (6, DbBackend::Postgres) => {
                        format!("${}::text::tsvector", values.len() + place)
                    }
                    _ => format!("${}", values.len() + place),
                })
                .collect();
            rows.push(format!("({})", places.join(", ")));
            let search = match backend {
                DbBackend::Postgres => tsvector(&passage.words),
                _ => passage.words.join(" "),
            };
            values.extend::<[Value; COLUMNS]>([
                mint_at(self.now).into(),
                self.tenant.into(),
                document.uuid().into(),
                passage.title.clone().into(),
                passage.text.clone().into(),
                search.into(),
                position.into(),
                self.now.into(),
                self.now.into(),
            ]);
        }
        let sql = format!(
            "INSERT INTO knowledge_passages (id, tenant_id, document_id, title, text, search, \
             position, created_at, updated_at) VALUES {}",
            rows.join(", ")
        );
        self.tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(())
    }
}
