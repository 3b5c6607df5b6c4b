//! Training plans that a studio's assistant wrote for a person.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{json_binary, uuid_null};

use crate::columns::{table, tenant_id};
use crate::keys::{foreign_key, index, index_of_present, tenant_key};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "workout_plans";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, workout_plans(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn workout_plans() -> TableCreateStatement {
    table(TABLE, [tenant_id(), uuid_null("user_id"), uuid_null("contact_id"), json_binary("plan")])
        .foreign_key(&mut tenant_key(TABLE))
        .foreign_key(&mut foreign_key(TABLE, "user_id", "users", ForeignKeyAction::SetNull))
        .foreign_key(&mut foreign_key(TABLE, "contact_id", "contacts", ForeignKeyAction::SetNull))
        .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index(TABLE, &["tenant_id"]),
        index_of_present(TABLE, "user_id"),
        index_of_present(TABLE, "contact_id"),
    ]
}
