//! Two customers whom a person of the business knows to be one.

use domain::{ContactId, RecordId};
use sea_orm::{ActiveModelTrait, Set, Unchanged};
use serde_json::json;

use super::change::locked;
use super::imports::forget_import;
use crate::actor::Actor;
use crate::entity::contacts;
use crate::error::Result;
use crate::tenant::TenantStore;
use crate::worker::{drop_waiting, merge};

impl TenantStore {
    /// Makes one customer of two: all that belongs to the second becomes the first one's, who is called so from then on
    /// where a name is given. Who of the two wanted no messages gets none. False, and nothing changes, when either is
    /// not there, or both are the same. It is never undone.
    pub async fn merge_customers(
        &self,
        by: &Actor,
        (stays, gone): (ContactId, ContactId),
        name: Option<String>,
    ) -> Result<bool> {
        self.change_alone(by, move |writing| {
            Box::pin(async move {
                let (tx, now, tenant) = (writing.tx, writing.now, writing.tenant);
                if stays == gone {
                    return Ok(false);
                }
                // Always in this order, so that of two people who merge the same two one waits for the other.
                let mut opted_out = false;
                for id in [stays.min(gone), stays.max(gone)] {
                    let Some(row) = locked(&writing, id.uuid()).await? else { return Ok(false) };
                    opted_out |= row.opted_out_at.is_some();
                }
                merge(tx, now, tenant, (stays.uuid(), gone.uuid())).await?;
                // Where the one who stays is erased, nobody would look for what a file said of the other.
                forget_import(&writing, gone.uuid()).await?;
                if let Some(name) = name {
                    let named = contacts::ActiveModel {
                        id: Unchanged(stays.uuid()),
                        name: Set(Some(name)),
                        ..Default::default()
                    };
                    named.update_without_returning(tx).await?;
                }
                if opted_out {
                    drop_waiting(tx, now, tenant.uuid(), stays.uuid()).await?;
                }
                let payload = json!({ "contact_id": stays, "gone": gone });
                writing.log("customer.merged", payload).await?;
                Ok(true)
            })
        })
        .await
    }
}
