//! The event log: what happened, who did it, and a chain of hashes that shows tampering.
//!
//! Each tenant has a chain of its own, and what concerns no tenant goes to the platform's. What an admin
//! does to a tenant stands in the tenant's chain. An entry's hash covers the hash before it, so that an
//! entry cannot be changed or left out; the chain's head (`audit_heads`) counts the entries, so that the
//! end cannot be cut off either.
//!
//! `user_id` is not covered: it becomes null when the person is erased, and `actor` keeps the name.

mod filter;
pub(crate) mod verify;

use std::fmt::Write;

use domain::views::EventView;
use domain::{Instant, RecordId, TenantId};
use sea_orm::sea_query::{Expr, LockType, OnConflict};
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, EntityTrait, Insert, QueryFilter, QuerySelect, Set,
    Unchanged,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::actor::Actor;
use crate::entity::{audit_heads, portal_event_logs};
use crate::error::{Result, StoreError};
use crate::mint::mint_at;
use crate::views;

pub use filter::EventFilter;

/// What the first entry of a chain carries as the hash before it.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// How many characters of a name the log keeps.
const ACTOR_MAX: usize = 255;

/// Appends an entry in the transaction of what it tells about.
///
/// The head of the chain stays locked until the transaction ends: append last.
pub(crate) async fn append(
    tx: &DatabaseTransaction,
    now: Instant,
    tenant: Option<TenantId>,
    by: &Actor,
    event_type: &str,
    payload: Value,
) -> Result<EventView> {
    let head = locked_head(tx, now, tenant).await?;
    let actor: String = by.name.chars().take(ACTOR_MAX).collect();
    let mut row = portal_event_logs::Model {
        id: mint_at(now),
        tenant_id: tenant.map(RecordId::uuid),
        user_id: by.user_id.map(RecordId::uuid),
        actor,
        event_type: event_type.to_owned(),
        payload_json: payload,
        seq: head.count + 1,
        prev_hash: head.head_hash,
        hash: String::new(),
        created_at: now,
        updated_at: now,
    };
    row.hash = hash(&row);
    let change = audit_heads::ActiveModel {
        id: Unchanged(head.id),
        head_hash: Set(row.hash.clone()),
        count: Set(row.seq),
        updated_at: Set(now),
        ..Default::default()
    };
    change.update_without_returning(tx).await?;
    let view = views::event(&row, None);
    Insert::one(row).exec_without_returning(tx).await?;
    Ok(view)
}

async fn locked_head(
    tx: &DatabaseTransaction,
    now: Instant,
    tenant: Option<TenantId>,
) -> Result<audit_heads::Model> {
    if let Some(head) = head(tx, tenant).await? {
        return Ok(head);
    }
    // Two first entries may come at once; the second waits here for the first one's row.
    let first = audit_heads::Model {
        id: mint_at(now),
        tenant_id: tenant.map(RecordId::uuid),
        head_hash: GENESIS.to_owned(),
        count: 0,
        created_at: now,
        updated_at: now,
    };
    let nothing = OnConflict::new().do_nothing().to_owned();
    Insert::one(first).on_conflict(nothing).try_insert().exec_without_returning(tx).await?;
    head(tx, tenant).await?.ok_or(StoreError::Missing("head of the event log"))
}

async fn head(
    tx: &DatabaseTransaction,
    tenant: Option<TenantId>,
) -> Result<Option<audit_heads::Model>> {
    Ok(audit_heads::Entity::find()
        .filter(of_chain(audit_heads::COLUMN.tenant_id.is_null(), tenant, |id| {
            audit_heads::COLUMN.tenant_id.eq(id)
        }))
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?)
}

fn of_chain(platform: Expr, tenant: Option<TenantId>, of: impl FnOnce(uuid::Uuid) -> Expr) -> Expr {
    match tenant {
        Some(id) => of(id.uuid()),
        None => platform,
    }
}

/// SHA-256, as hexadecimal digits, over the hash before and the entry's fields as one JSON list.
fn hash(row: &portal_event_logs::Model) -> String {
    let fields = json!([
        row.prev_hash,
        row.id,
        row.tenant_id,
        row.seq,
        row.actor,
        row.event_type,
        sorted(&row.payload_json),
        row.created_at.timestamp_micros(),
    ]);
    let digest = Sha256::digest(fields.to_string());
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The same value with its keys in one order: PostgreSQL stores them in an order of its own.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(key, _)| key.as_str());
            // A list of pairs, for an object may sort its keys anew.
            Value::Array(
                fields.into_iter().map(|(key, value)| json!([key, sorted(value)])).collect(),
            )
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        plain => plain.clone(),
    }
}
