//! The tenants' rows go behind PostgreSQL's row-level security; SQLite stays as it is.
//!
//! Each door is given what the code behind it does and no more: `sign_in` is `Store::accounts`, `claims`
//! is `Store::leases`, `admin` is `Store::platform`, and `upkeep` is the command line over the whole
//! database (turning keys, checking the log, dumping).

use async_trait::async_trait;
use sea_orm_migration::prelude::*;

use crate::wall::{ADD, ALL, APPEND, CHANGE, KEEP, Owner, READ, REMOVE, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            table.raise(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            table.lower(manager).await?;
        }
        Ok(())
    }
}

const SIGN_IN: &str = "sign_in";
const CLAIMS: &str = "claims";
const ADMIN: &str = "admin";
const UPKEEP: &str = "upkeep";

/// A table by whose `tenant_id` a row is known.
const fn of_tenant(
    table: &'static str,
    doors: &'static [(&'static str, &'static [crate::wall::Can])],
) -> Walled {
    Walled { table, owner: Owner::Column("tenant_id"), tenant: ALL, doors }
}

const TABLES: [Walled; 22] = [
    Walled {
        table: "tenants",
        owner: Owner::Column("id"),
        tenant: CHANGE,
        doors: &[(SIGN_IN, APPEND), (CLAIMS, CHANGE), (ADMIN, KEEP), (UPKEEP, READ)],
    },
    of_tenant("users", &[(SIGN_IN, KEEP), (ADMIN, CHANGE), (UPKEEP, CHANGE)]),
    Walled {
        table: "auth_sessions",
        owner: Owner::Person("user_id"),
        tenant: REMOVE,
        doors: &[(SIGN_IN, ALL), (ADMIN, REMOVE), (UPKEEP, READ)],
    },
    // Neither what a mailed link is checked against nor what replaces a second factor is ever read for a
    // tenant.
    Walled {
        table: "account_tokens",
        owner: Owner::Person("user_id"),
        tenant: &[],
        doors: &[(SIGN_IN, ALL), (UPKEEP, READ)],
    },
    Walled {
        table: "recovery_codes",
        owner: Owner::Person("user_id"),
        tenant: &[],
        doors: &[(SIGN_IN, ALL), (UPKEEP, READ)],
    },
    of_tenant("tenant_configs", &[(SIGN_IN, ADD), (ADMIN, APPEND), (UPKEEP, READ)]),
    of_tenant(
        "whatsapp_sessions",
        &[(SIGN_IN, ADD), (CLAIMS, CHANGE), (ADMIN, KEEP), (UPKEEP, CHANGE)],
    ),
    of_tenant("waha_sessions", &[(UPKEEP, CHANGE)]),
    of_tenant("whatsapp_channels", &[(UPKEEP, CHANGE)]),
    of_tenant("phone_numbers", &[(UPKEEP, CHANGE)]),
    of_tenant("sandbox_phones", &[(UPKEEP, READ)]),
    of_tenant(
        "worker_processes",
        &[(SIGN_IN, ADD), (CLAIMS, CHANGE), (ADMIN, KEEP), (UPKEEP, READ)],
    ),
    of_tenant("contacts", &[(UPKEEP, READ)]),
    of_tenant("contact_addresses", &[(UPKEEP, READ)]),
    of_tenant("conversations", &[(UPKEEP, READ)]),
    of_tenant("message_logs", &[(ADMIN, READ), (UPKEEP, READ)]),
    of_tenant("outbox", &[(UPKEEP, READ)]),
    of_tenant("setup_requests", &[(ADMIN, CHANGE), (UPKEEP, READ)]),
    // What stands in the log is never changed and never taken out, whoever asks.
    Walled {
        table: "portal_event_logs",
        owner: Owner::Column("tenant_id"),
        tenant: APPEND,
        doors: &[(SIGN_IN, ADD), (ADMIN, APPEND), (UPKEEP, READ)],
    },
    // A chain's head is locked while the chain is appended to, or checked.
    Walled {
        table: "audit_heads",
        owner: Owner::Column("tenant_id"),
        tenant: KEEP,
        doors: &[(SIGN_IN, KEEP), (ADMIN, KEEP), (UPKEEP, CHANGE)],
    },
    of_tenant("tenant_integrations", &[(UPKEEP, CHANGE)]),
    of_tenant("workout_plans", &[(UPKEEP, READ)]),
];
