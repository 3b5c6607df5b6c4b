//! What a business has written down, its passages with the words they are found by, and what customers asked in vain.
//!
//! On SQLite the words are in an FTS5 table beside the passages, which triggers keep in step. Whose they are stands
//! in that index as a word of its own, so that a search of one tenant never meets the passages of another. On
//! PostgreSQL the words are a `tsvector` in the passage's own row. There is no GIN index on it: behind row-level
//! security PostgreSQL uses an index for leakproof operators only, and `@@` is none, so it would be kept for nobody.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    custom, integer, string_len, string_len_null, text, timestamp_with_time_zone, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::columns::{ENUM, table, tenant_id};
use crate::keys::{foreign_key, index, tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A tenant's own alone; copying the database reads all of it.
const WALLS: [Walled; 3] =
    [wall("knowledge_documents"), wall("knowledge_passages"), wall("unanswered_questions")];

const fn wall(table: &'static str) -> Walled {
    Walled { table, owner: Owner::Column("tenant_id"), tenant: ALL, doors: &[("upkeep", READ)] }
}

/// How long a title or the name of a file may be, in characters; headings above each other may make a longer title.
const TITLE: u32 = 200;
const HEADINGS: u32 = 600;
/// How long the words of a question may be that tell it from others.
const KEY: u32 = 300;

const FOUND: [&str; 3] = [
    "CREATE VIRTUAL TABLE knowledge_fts USING fts5(owner, passage, words, tokenize = 'unicode61')",
    "CREATE TRIGGER knowledge_passages_found AFTER INSERT ON knowledge_passages BEGIN \
        INSERT INTO knowledge_fts (owner, passage, words) \
        VALUES (lower(hex(new.tenant_id)), lower(hex(new.id)), new.search); \
     END",
    "CREATE TRIGGER knowledge_passages_lost AFTER DELETE ON knowledge_passages BEGIN \
        DELETE FROM knowledge_fts WHERE rowid IN (SELECT rowid FROM knowledge_fts \
            WHERE knowledge_fts MATCH 'passage:\"' || lower(hex(old.id)) || '\"'); \
     END",
];

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_sqlite = manager.get_database_backend() == DbBackend::Sqlite;
        let listed = index("knowledge_documents", &["tenant_id", "kind", "position"]);
        create(manager, documents(), vec![listed]).await?;
        let of_tenant = index("knowledge_passages", &["tenant_id", "document_id"]);
        let of_document = index("knowledge_passages", &["document_id", "position"]);
        let search =
            if is_sqlite { text("search") } else { custom("search", "tsvector").not_null().take() };
        create(manager, passages(search), vec![of_tenant, of_document]).await?;
        let open = unique("unanswered_questions", &["tenant_id", "question_key"])
            .cond_where(Expr::col("state").eq("OPEN"))
            .take();
        let newest = index("unanswered_questions", &["tenant_id", "state", "last_asked_at"]);
        let of_contact = index("unanswered_questions", &["contact_id"]);
        create(manager, questions(), vec![open, newest, of_contact]).await?;
        for wall in WALLS {
            wall.raise(manager).await?;
        }
        if is_sqlite {
            for statement in FOUND {
                manager.get_connection().execute_unprepared(statement).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The walls' policies and the triggers go with the tables.
        for table in ["unanswered_questions", "knowledge_passages", "knowledge_documents"] {
            drop_table(manager, table).await?;
        }
        if manager.get_database_backend() == DbBackend::Sqlite {
            manager.get_connection().execute_unprepared("DROP TABLE knowledge_fts").await?;
        }
        Ok(())
    }
}

/// `source` is the text as it was typed or read; `words` is each of its words once, reduced, for mending what is
/// mistyped.
fn documents() -> TableCreateStatement {
    const TABLE: &str = "knowledge_documents";
    let columns = [
        tenant_id(),
        string_len("kind", ENUM),
        string_len("title", TITLE),
        string_len_null("file_name", TITLE),
        integer("size_bytes"),
        text("source"),
        text("words"),
        integer("position"),
    ];
    table(TABLE, columns).foreign_key(&mut tenant_key(TABLE)).take()
}

/// `search` are the reduced words of title and text.
fn passages(search: ColumnDef) -> TableCreateStatement {
    const TABLE: &str = "knowledge_passages";
    let columns = [
        tenant_id(),
        uuid("document_id"),
        string_len_null("title", HEADINGS),
        text("text"),
        search,
        integer("position"),
    ];
    let document =
        &mut foreign_key(TABLE, "document_id", "knowledge_documents", ForeignKeyAction::Cascade);
    table(TABLE, columns).foreign_key(&mut tenant_key(TABLE)).foreign_key(document).take()
}

/// `question_key` are the reduced words of a question: who asks with the same ones asks the same.
fn questions() -> TableCreateStatement {
    const TABLE: &str = "unanswered_questions";
    let columns = [
        tenant_id(),
        uuid_null("contact_id"),
        text("text"),
        string_len("question_key", KEY),
        integer("times"),
        string_len("state", ENUM),
        timestamp_with_time_zone("last_asked_at"),
    ];
    let contact = &mut foreign_key(TABLE, "contact_id", "contacts", ForeignKeyAction::SetNull);
    table(TABLE, columns).foreign_key(&mut tenant_key(TABLE)).foreign_key(contact).take()
}
