//! The secret link under which calendar programs read the bookings: made, found, ended. Only its hash is kept.

use domain::{Instant, RecordId};
use sea_orm::{DatabaseTransaction, EntityTrait, Insert, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::actor::Actor;
use crate::entity::calendar_feeds as feeds;
use crate::error::Result;
use crate::mint::mint_at;
use crate::tenant::TenantStore;
use crate::{events, lock};

impl TenantStore {
    /// Since when there is a link; nothing where there is none.
    pub async fn feed_since(&self) -> Result<Option<Instant>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let row = feeds::Entity::find()
                        .filter(feeds::COLUMN.tenant_id.eq(tenant))
                        .one(tx)
                        .await?;
                    Ok(row.map(|row| row.created_at))
                })
            })
            .await
    }

    /// Makes a link by the hash of its token; the one before is good no more.
    pub async fn renew_feed(&self, by: &Actor, token_hash: String) -> Result<()> {
        let (tenant, by, store) = (self.id(), by.clone(), self.store().clone());
        self.store()
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    lock::living_tenant(tx, tenant).await?;
                    end(tx, tenant.uuid()).await?;
                    let now = store.now();
                    let row = feeds::Model {
                        id: mint_at(now),
                        tenant_id: tenant.uuid(),
                        token_hash,
                        created_at: now,
                        updated_at: now,
                    };
                    Insert::one(row).exec_without_returning(tx).await?;
                    let what = "calendar.feed_made";
                    events::append(tx, now, Some(tenant), &by, what, json!({})).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Ends the link. False when there is none.
    pub async fn end_feed(&self, by: &Actor) -> Result<bool> {
        let (tenant, by, store) = (self.id(), by.clone(), self.store().clone());
        self.store()
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    lock::living_tenant(tx, tenant).await?;
                    if !end(tx, tenant.uuid()).await? {
                        return Ok(false);
                    }
                    let what = "calendar.feed_ended";
                    events::append(tx, store.now(), Some(tenant), &by, what, json!({})).await?;
                    Ok(true)
                })
            })
            .await
    }
}

async fn end(tx: &DatabaseTransaction, tenant: Uuid) -> Result<bool> {
    let ended =
        feeds::Entity::delete_many().filter(feeds::COLUMN.tenant_id.eq(tenant)).exec(tx).await?;
    Ok(ended.rows_affected > 0)
}
