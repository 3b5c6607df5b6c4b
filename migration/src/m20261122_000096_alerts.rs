//! What the people of a business should see to, and who was mailed about it.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    string_len, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use crate::columns::{ENUM, table, tenant_id};
use crate::keys::{foreign_key, index, tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const ALERTS: &str = "alerts";
const NOTICES: &str = "alert_notices";

/// As text, so that the condition stands in it to the letter, as queries write it; both databases read it.
const DUE: &str = "CREATE INDEX idx_alerts_due ON alerts (due_at) \
        WHERE resolved_at IS NULL AND told_at IS NULL";

/// A tenant's own alone; the whole database is only looked through for who has any.
const fn wall(table: &'static str) -> Walled {
    Walled { table, owner: Owner::Column("tenant_id"), tenant: ALL, doors: &[("upkeep", READ)] }
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let open = Expr::col("resolved_at").is_null();
        let once = unique(ALERTS, &["tenant_id", "kind", "subject_id"]).cond_where(open).take();
        create(manager, alerts(), vec![once]).await?;
        manager.get_connection().execute_unprepared(DUE).await?;
        let keys = vec![
            unique(NOTICES, &["alert_id", "user_id"]),
            index(NOTICES, &["user_id", "created_at"]),
            index(NOTICES, &["tenant_id"]),
        ];
        create(manager, notices(), keys).await?;
        wall(ALERTS).raise(manager).await?;
        wall(NOTICES).raise(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The walls' policies go with the tables.
        drop_table(manager, NOTICES).await?;
        drop_table(manager, ALERTS).await
    }
}

/// `subject_id` is what it is about: a conversation, or the tenant itself.
fn alerts() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        string_len("kind", ENUM),
        uuid("subject_id"),
        timestamp_with_time_zone("due_at"),
        // When nobody was left who is to be told.
        timestamp_with_time_zone_null("told_at"),
        timestamp_with_time_zone_null("resolved_at"),
    ];
    table(ALERTS, columns).foreign_key(&mut tenant_key(ALERTS)).take()
}

fn notices() -> TableCreateStatement {
    table(NOTICES, [tenant_id(), uuid("alert_id"), uuid("user_id")])
        .foreign_key(&mut tenant_key(NOTICES))
        .foreign_key(&mut foreign_key(NOTICES, "alert_id", ALERTS, ForeignKeyAction::Cascade))
        .foreign_key(&mut foreign_key(NOTICES, "user_id", "users", ForeignKeyAction::Cascade))
        .take()
}
