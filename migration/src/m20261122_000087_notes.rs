//! What people of a business note about a conversation, for each other alone. Notes are no messages and never stand
//! where messages do: nothing that sends looks here.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, text, uuid, uuid_null};

use crate::columns::{table, tenant_id};
use crate::keys::{foreign_key, index, index_of_present, tenant_key};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "conversation_notes";

const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = vec![
            index(TABLE, &["tenant_id", "conversation_id", "created_at"]),
            index(TABLE, &["conversation_id"]),
            index(TABLE, &["contact_id"]),
            index_of_present(TABLE, "author_id"),
        ];
        create(manager, notes(), keys).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

fn notes() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        uuid("conversation_id"),
        uuid("contact_id"),
        uuid_null("author_id"),
        // As it was then: whoever wrote it may be gone when somebody reads it.
        string_len("author_name", 100),
        text("note"),
    ];
    let cascade = ForeignKeyAction::Cascade;
    table(TABLE, columns)
        .foreign_key(&mut tenant_key(TABLE))
        .foreign_key(&mut foreign_key(TABLE, "conversation_id", "conversations", cascade))
        .foreign_key(&mut foreign_key(TABLE, "contact_id", "contacts", cascade))
        .foreign_key(&mut foreign_key(TABLE, "author_id", "users", ForeignKeyAction::SetNull))
        .take()
}
