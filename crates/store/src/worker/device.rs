//! What the tenant's linked WhatsApp device keeps: itself, and items under a kind and a key.
//!
//! An item's id is made from whose it is, its kind and its key. So it is known before it is known whether
//! the item is there, and a value can be sealed for its row and put there in one statement.

use std::collections::HashSet;
use std::fmt;

use domain::{Instant, RecordId};
use sea_orm::sea_query::{Expr, Func, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, Insert, QueryFilter, QueryOrder, QuerySelect,
    Set,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::WorkerStore;
use super::fence::Held;
use crate::entity::{device_items, whatsapp_sessions};
use crate::error::{Result, StoreError};
use crate::keys::{DEVICE_ITEM, KeyRing, WHATSAPP_DEVICE};

/// Rows that one statement inserts, at most: eight values each, and both databases take tens of
/// thousands.
const ROWS_AT_ONCE: usize = 1000;

/// One thing that a device keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceItem {
    /// Its name among its kind; at most 300 characters. Not sealed.
    pub key: String,
    /// What is kept.
    pub value: Vec<u8>,
    /// A time in seconds since 1970 by which [`WorkerStore::forget_device_items`] finds it; zero for what
    /// stays.
    pub stamp: i64,
}

/// Masked: keys and customers' numbers never reach a log by accident.
impl fmt::Debug for DeviceItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceItem").finish_non_exhaustive()
    }
}

/// A change to what a device keeps; the text in front is the kind, at most 16 characters.
#[derive(Clone, PartialEq, Eq)]
pub enum DeviceChange {
    /// Keeps an item, in the place of one with the same key.
    Put(&'static str, DeviceItem),
    /// Drops an item, if it is there.
    Drop(&'static str, String),
    /// Drops every item whose key begins so.
    DropAll(&'static str, String),
}

/// Changes of one sort that follow each other: one statement.
enum Run {
    Put(Vec<device_items::Model>),
    Drop(Vec<Uuid>),
    DropAll(&'static str, String),
}

impl WorkerStore {
    /// The device as it was last saved; nothing for one that was never made.
    ///
    /// # Errors
    /// When it cannot be opened with the keys at hand.
    pub async fn device(&self) -> Result<Option<Vec<u8>>> {
        use whatsapp_sessions::Column as C;
        let query = whatsapp_sessions::Entity::find()
            .select_only()
            .columns([C::Id, C::Device])
            .filter(C::TenantId.eq(self.tenant_id().uuid()))
            .into_tuple::<(Uuid, Option<Vec<u8>>)>();
        let found = self.read(move |tx| Box::pin(async move { Ok(query.one(tx).await?) })).await?;
        let Some((id, Some(sealed))) = found else { return Ok(None) };
        let opened = self.store.key().open(WHATSAPP_DEVICE.of(id), &sealed);
        opened.map(Some).ok_or_else(|| no_key("whatsapp_sessions.device"))
    }

    /// Keeps the device.
    ///
    /// # Errors
    /// When the lease is lost or the tenant has no session.
    pub async fn save_device(&self, device: &[u8]) -> Result<()> {
        let (device, ring) = (device.to_vec(), self.store.key().clone());
        self.write(move |held| Box::pin(async move { held.save_device(&ring, &device).await }))
            .await
    }

    /// The items with these keys, in no order; what is not there is left out.
    ///
    /// # Errors
    /// When one cannot be opened with the keys at hand.
    pub async fn device_items(&self, kind: &str, keys: &[String]) -> Result<Vec<DeviceItem>> {
        use device_items::Column as C;
        let tenant = self.tenant_id().uuid();
        let ids = keys.iter().map(|key| item_id(tenant, kind, key));
        let query =
            device_items::Entity::find().filter(C::Id.is_in(ids)).filter(C::TenantId.eq(tenant));
        let rows = self.read(move |tx| Box::pin(async move { Ok(query.all(tx).await?) })).await?;
        opened(self.store.key(), rows)
    }

    /// All items whose keys begin so, by key.
    ///
    /// # Errors
    /// When one cannot be opened with the keys at hand.
    pub async fn device_items_like(&self, kind: &str, prefix: &str) -> Result<Vec<DeviceItem>> {
        let query = device_items::Entity::find()
            .filter(like(self.tenant_id().uuid(), kind, prefix))
            .order_by_asc(device_items::Column::ItemKey);
        let rows = self.read(move |tx| Box::pin(async move { Ok(query.all(tx).await?) })).await?;
        opened(self.store.key(), rows)
    }

    /// Makes changes in their order, all of them or none.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn change_device_items(&self, changes: Vec<DeviceChange>) -> Result<()> {
        let ring = self.store.key().clone();
        self.write(move |held| {
            Box::pin(async move {
                held.check().await?;
                for run in runs(&ring, held.tenant(), held.now, changes) {
                    held.change_items(run).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Drops items of a kind that are stamped with a time before this one; how many.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn forget_device_items(&self, kind: &str, before: i64) -> Result<u64> {
        use device_items::Column as C;
        let gone = device_items::Entity::delete_many()
            .filter(like(self.tenant_id().uuid(), kind, ""))
            .filter(C::Stamp.gt(0))
            .filter(C::Stamp.lt(before));
        self.write(move |held| {
            Box::pin(async move {
                held.check().await?;
                Ok(gone.exec(held.tx).await?.rows_affected)
            })
        })
        .await
    }

    /// Drops the device and all of its items.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn wipe_device(&self) -> Result<()> {
        self.write(move |held| {
            Box::pin(async move {
                held.check().await?;
                device_items::Entity::delete_many()
                    .filter(device_items::Column::TenantId.eq(held.tenant()))
                    .exec(held.tx)
                    .await?;
                held.set_device(None).await
            })
        })
        .await
    }
}

impl Held<'_> {
    async fn save_device(&self, ring: &KeyRing, device: &[u8]) -> Result<()> {
        use whatsapp_sessions::Column as C;
        self.check().await?;
        let session: Option<Uuid> = whatsapp_sessions::Entity::find()
            .select_only()
            .column(C::Id)
            .filter(C::TenantId.eq(self.tenant()))
            .into_tuple()
            .one(self.tx)
            .await?;
        let session = session.ok_or(StoreError::Missing("WhatsApp session"))?;
        self.set_device(Some(ring.seal(WHATSAPP_DEVICE.of(session), device))).await
    }

    async fn set_device(&self, sealed: Option<Vec<u8>>) -> Result<()> {
        let columns = whatsapp_sessions::ActiveModel {
            device: Set(sealed),
            updated_at: Set(self.now),
            ..Default::default()
        };
        whatsapp_sessions::Entity::update_many()
            .set(columns)
            .filter(whatsapp_sessions::Column::TenantId.eq(self.tenant()))
            .exec(self.tx)
            .await?;
        Ok(())
    }

    async fn change_items(&self, run: Run) -> Result<()> {
        use device_items::Column as C;
        match run {
            Run::Put(mut rows) => {
                // One statement must not touch a row twice: the last one counts.
                let mut seen = HashSet::new();
                rows.reverse();
                rows.retain(|row| seen.insert(row.id));
                let over = OnConflict::column(C::Id)
                    .update_columns([C::Value, C::Stamp, C::UpdatedAt])
                    .to_owned();
                for rows in rows.chunks(ROWS_AT_ONCE) {
                    let rows = rows.iter().cloned().map(device_items::ActiveModel::from);
                    let insert = Insert::many(rows).on_conflict(over.clone());
                    insert.exec_without_returning(self.tx).await?;
                }
            }
            Run::Drop(ids) => {
                device_items::Entity::delete_many()
                    .filter(C::Id.is_in(ids))
                    .filter(C::TenantId.eq(self.tenant()))
                    .exec(self.tx)
                    .await?;
            }
            Run::DropAll(kind, prefix) => {
                device_items::Entity::delete_many()
                    .filter(like(self.tenant(), kind, &prefix))
                    .exec(self.tx)
                    .await?;
            }
        }
        Ok(())
    }
}

/// Which items are of a kind and begin so. Not with `LIKE`, to which SQLite's capitals are small letters.
fn like(tenant: Uuid, kind: &str, prefix: &str) -> Condition {
    use device_items::Column as C;
    let of_kind = Condition::all().add(C::TenantId.eq(tenant)).add(C::Kind.eq(kind));
    let length = i32::try_from(prefix.chars().count()).unwrap_or(i32::MAX);
    if length == 0 {
        return of_kind;
    }
    let first = Func::cust("substr").args([Expr::col(C::ItemKey), 1.into(), length.into()]);
    of_kind.add(Expr::from(first).eq(prefix))
}

/// The id of an item (RFC 9562 §5.8): the first bytes of the SHA-256 of what names it.
fn item_id(tenant: Uuid, kind: &str, key: &str) -> Uuid {
    // No kind holds a zero byte, so no two names read alike.
    let name = [tenant.as_bytes(), kind.as_bytes(), &[0], key.as_bytes()].concat();
    let mut id = [0; 16];
    id.copy_from_slice(&Sha256::digest(name)[..16]);
    Uuid::new_v8(id)
}

/// Puts changes together that one statement makes, without changing what comes of their order.
fn runs(ring: &KeyRing, tenant: Uuid, now: Instant, changes: Vec<DeviceChange>) -> Vec<Run> {
    let mut runs = Vec::new();
    for change in changes {
        match (change, runs.last_mut()) {
            (DeviceChange::Put(kind, item), last) => {
                let row = sealed(ring, tenant, now, kind, item);
                match last {
                    Some(Run::Put(rows)) => rows.push(row),
                    _ => runs.push(Run::Put(vec![row])),
                }
            }
            (DeviceChange::Drop(kind, key), Some(Run::Drop(ids))) => {
                ids.push(item_id(tenant, kind, &key));
            }
            (DeviceChange::Drop(kind, key), _) => {
                runs.push(Run::Drop(vec![item_id(tenant, kind, &key)]));
            }
            (DeviceChange::DropAll(kind, prefix), _) => runs.push(Run::DropAll(kind, prefix)),
        }
    }
    runs
}

fn sealed(
    ring: &KeyRing,
    tenant: Uuid,
    now: Instant,
    kind: &str,
    item: DeviceItem,
) -> device_items::Model {
    let id = item_id(tenant, kind, &item.key);
    device_items::Model {
        id,
        tenant_id: tenant,
        kind: kind.to_owned(),
        item_key: item.key,
        value: ring.seal(DEVICE_ITEM.of(id), &item.value),
        stamp: item.stamp,
        created_at: now,
        updated_at: now,
    }
}

fn opened(ring: &KeyRing, rows: Vec<device_items::Model>) -> Result<Vec<DeviceItem>> {
    rows.into_iter()
        .map(|row| {
            let value = ring.open(DEVICE_ITEM.of(row.id), &row.value);
            let value = value.ok_or_else(|| no_key("device_items.value"))?;
            Ok(DeviceItem { key: row.item_key, value, stamp: row.stamp })
        })
        .collect()
}

fn no_key(what: &'static str) -> StoreError {
    StoreError::Corrupt { what, detail: "no key at hand opens it".to_owned() }
}
