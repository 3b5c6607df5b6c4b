//! People who are asked to work for a business. The link that is mailed to them is kept as its hash.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    string_len, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid_null,
};

use crate::columns::{ENUM, SHA256_HEX, table, tenant_id};
use crate::keys::{foreign_key, index_of_present, tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, CHANGE, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "invitations";

/// A tenant's own; whoever comes with a link is looked for among those of all, before anybody knows whose it is.
const WALL: Walled = Walled {
    table: TABLE,
    owner: Owner::Column("tenant_id"),
    tenant: ALL,
    doors: &[("sign_in", CHANGE), ("upkeep", READ)],
};

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let open = Expr::col("accepted_at").is_null().and(Expr::col("revoked_at").is_null());
        let keys = vec![
            unique(TABLE, &["token_hash"]),
            unique(TABLE, &["tenant_id", "email"]).cond_where(open).take(),
            index_of_present(TABLE, "invited_by"),
        ];
        create(manager, invitations(), keys).await?;
        WALL.raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The wall's policies go with the table.
        drop_table(manager, TABLE).await
    }
}

fn invitations() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        string_len("email", 255),
        string_len("role", ENUM),
        string_len("token_hash", SHA256_HEX),
        uuid_null("invited_by"),
        // As it was then: whoever invited may be gone when somebody accepts.
        string_len("inviter_name", 100),
        string_len("language", ENUM),
        timestamp_with_time_zone("expires_at"),
        timestamp_with_time_zone_null("accepted_at"),
        timestamp_with_time_zone_null("revoked_at"),
    ];
    table(TABLE, columns)
        .foreign_key(&mut tenant_key(TABLE))
        .foreign_key(&mut foreign_key(TABLE, "invited_by", "users", ForeignKeyAction::SetNull))
        .take()
}
