//! A tenant's worker: what is wanted of it, what was seen of it, and who holds it.
//!
//! `lease_epoch` grows with every claim and fences the writes of a holder that has lost its lease.
//! `desired_at` is when `desired` last changed or a restart was asked for; `generation` grows with every
//! restart that an admin asks for, so that the holder sees that it is meant to begin anew.
//! `lease_owner` is a node's id without a foreign key: a lease may outlive its node's row.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, integer, string_len, string_len_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid_null,
};

use crate::columns::{ENUM, LAST_ERROR, table, tenant_id};
use crate::keys::{index, tenant_key, unique};
use crate::step::{create, drop_table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLE: &str = "worker_processes";

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, worker_processes(), indexes()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, TABLE).await
    }
}

fn worker_processes() -> TableCreateStatement {
    table(
        TABLE,
        [
            tenant_id(),
            string_len("process_name", 150),
            string_len("desired", ENUM),
            timestamp_with_time_zone("desired_at"),
            string_len("status", ENUM),
            string_len_null("last_error", LAST_ERROR),
            timestamp_with_time_zone_null("heartbeat_at"),
            uuid_null("lease_owner"),
            timestamp_with_time_zone_null("lease_until"),
            big_integer("lease_epoch").default(0).take(),
            big_integer("generation").default(0).take(),
            integer("restarts").default(0).take(),
        ],
    )
    .foreign_key(&mut tenant_key(TABLE))
    .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique(TABLE, &["tenant_id"]),
        unique(TABLE, &["process_name"]),
        index(TABLE, &["desired", "lease_until"]),
    ]
}
