//! The people who sign in.
//!
//! One e-mail address is one person everywhere, and a tenant has one owner; both among the living, so
//! that a deleted person's address and post are free again. An admin belongs to no tenant and everyone
//! else to exactly one.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob_null, boolean, string_len, string_len_null, timestamp_with_time_zone_null, uuid_null,
};

use crate::columns::{ENUM, PHONE, json_object, table};
use crate::keys::{index, tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "users";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, users(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn users() -> TableCreateStatement {
    table(
        TABLE,
        [
            uuid_null("tenant_id"),
            string_len("name", 150),
            string_len_null("first_name", 50),
            string_len_null("last_name", 50),
            string_len("email", 255),
            string_len_null("phone", PHONE),
            string_len("password_hash", 255),
            string_len("role", ENUM),
            boolean("is_active"),
            timestamp_with_time_zone_null("last_login_at"),
            json_object("preferences"),
            blob_null("totp"),
            timestamp_with_time_zone_null("deleted_at"),
        ],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .check(("ck_users_only_admins_have_no_tenant", only_admins_have_no_tenant()))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique(TABLE, &["email"]).cond_where(living()).take(),
        // One owner per tenant.
        unique(TABLE, &["tenant_id"])
            .cond_where(living().and(Expr::col("role").eq("OWNER")))
            .take(),
        index(TABLE, &["tenant_id"]),
    ]
}

fn living() -> Expr {
    Expr::col("deleted_at").is_null()
}

fn only_admins_have_no_tenant() -> Expr {
    let admin = Expr::col("role").eq("ADMIN");
    let other = Expr::col("role").ne("ADMIN");
    let tenant = || Expr::col("tenant_id");
    (admin.and(tenant().is_null())).or(other.and(tenant().is_not_null()))
}
