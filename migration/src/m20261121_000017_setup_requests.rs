//! Requests to set a tenant up: at most one per tenant waits for an admin.
//!
//! A tenant that ever asked cannot be deleted for good (`RESTRICT`), so that the trail stays.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{string_len, text_null, uuid};

use crate::columns::{ENUM, PHONE, table, tenant_id};
use crate::keys::{foreign_key, index, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "setup_requests";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, setup_requests(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn setup_requests() -> TableCreateStatement {
    table(
        TABLE,
        [
            tenant_id(),
            uuid("user_id"),
            string_len("template_type", 32),
            string_len("whatsapp_number", PHONE),
            string_len("status", ENUM),
            text_null("notes"),
        ],
    )
    .foreign_key(&mut foreign_key(TABLE, "tenant_id", "tenants", ForeignKeyAction::Restrict))
    .foreign_key(&mut foreign_key(TABLE, "user_id", "users", ForeignKeyAction::Cascade))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique(TABLE, &["tenant_id"])
            .cond_where(Expr::col("status").is_in(["SUBMITTED", "REVIEWING"]))
            .take(),
        index(TABLE, &["tenant_id", "created_at"]),
        index(TABLE, &["user_id"]),
        index(TABLE, &["status"]),
    ]
}
