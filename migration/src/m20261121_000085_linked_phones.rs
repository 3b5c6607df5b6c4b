//! Which phone a tenant's session is linked to, connected or not: no number speaks for two tenants.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::string_len_null;

use crate::columns::PHONE;
use crate::keys::unique;
use crate::step::{add_columns, drop_columns};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "whatsapp_sessions";

/// The sandbox's phones are nobody's: any business may have any number there.
fn one_each() -> IndexCreateStatement {
    unique(TABLE, &["linked_phone"]).cond_where(Expr::cust("connector <> 'sandbox'")).take()
}

fn columns() -> Vec<ColumnDef> {
    vec![string_len_null("linked_phone", PHONE)]
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, TABLE, columns()).await?;
        manager.create_index(one_each()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop().name("uq_whatsapp_sessions_linked_phone").table(TABLE).to_owned();
        manager.drop_index(index).await?;
        drop_columns(manager, TABLE, columns()).await
    }
}
