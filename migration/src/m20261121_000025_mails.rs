//! Mails that wait to be sent; encrypted, because they hold addresses and links that let people in.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, integer, timestamp_with_time_zone};

use crate::columns::table;
use crate::keys::index;
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "mails";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, mails(), vec![index(TABLE, &["run_at"])]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn mails() -> TableCreateStatement {
    table(TABLE, [blob("body"), integer("attempts"), timestamp_with_time_zone("run_at")])
}
