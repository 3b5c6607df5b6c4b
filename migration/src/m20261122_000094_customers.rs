//! What the people of a business write down of customers: a note, and tags to sort them by; and when a customer was
//! erased.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, text_null, timestamp_with_time_zone_null, uuid};

use crate::columns::{table, tenant_id};
use crate::keys::{foreign_key, index, tenant_key, unique};
use crate::step::{add_columns, create, drop_columns, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "contacts";
const TAGS: &str = "contact_tags";
const LISTED: &str = "idx_contacts_listed";

/// As text, so that the expression stands in it to the letter, as queries write it; both databases read it.
const LIST: &str = "CREATE INDEX idx_contacts_listed ON contacts \
    (tenant_id, (COALESCE(last_message_at, created_at)), id) WHERE deleted_at IS NULL";

const WALL: Walled = Walled {
    table: TAGS,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, TABLE, columns()).await?;
        manager.get_connection().execute_unprepared(LIST).await?;
        let keys = vec![unique(TAGS, &["contact_id", "tag"]), index(TAGS, &["tenant_id", "tag"])];
        create(manager, tags(), keys).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TAGS).await?;
        manager.drop_index(Index::drop().name(LISTED).table(TABLE).to_owned()).await?;
        drop_columns(manager, TABLE, columns()).await
    }
}

fn columns() -> Vec<ColumnDef> {
    vec![text_null("note"), timestamp_with_time_zone_null("erased_at")]
}

fn tags() -> TableCreateStatement {
    table(TAGS, [tenant_id(), uuid("contact_id"), string_len("tag", 40)])
        .foreign_key(&mut tenant_key(TAGS))
        .foreign_key(&mut foreign_key(TAGS, "contact_id", "contacts", ForeignKeyAction::Cascade))
        .take()
}
