//! Customers who tell a person of the business that they want no messages.

use domain::consent::{Consent, ConsentEvent, ConsentRecord};
use domain::{ContactId, RecordId};
use sea_orm::{ActiveModelTrait, Set, Unchanged};
use serde_json::json;

use super::change::locked;
use crate::actor::Actor;
use crate::entity::contacts;
use crate::error::{Result, StoreError};
use crate::tenant::TenantStore;
use crate::views::read_json;
use crate::worker::drop_waiting;

impl TenantStore {
    /// Notes that a customer wants no messages, as they told a person of the business; what waits for them is not sent.
    /// Gives whether that is new, and nothing when there is no such customer.
    pub async fn opt_out_customer(&self, by: &Actor, id: ContactId) -> Result<Option<bool>> {
        let who = by.name.clone();
        self.change(by, move |writing| {
            Box::pin(async move {
                let (tx, now) = (writing.tx, writing.now);
                let Some(row) = locked(&writing, id.uuid()).await? else { return Ok(None) };
                if row.opted_out_at.is_some() {
                    return Ok(Some(false));
                }
                let mut consent: Consent = read_json("contacts.consent", row.consent)?;
                // Not the customer's own words, so it says whose they are.
                let text = format!("({who})");
                let record = ConsentRecord { at: now, event: ConsentEvent::OptedOut, text };
                consent.take_in(Consent { history: vec![record] });
                let consent = serde_json::to_value(&consent).map_err(|error| {
                    StoreError::Corrupt { what: "contacts.consent", detail: error.to_string() }
                })?;
                let known = contacts::ActiveModel {
                    id: Unchanged(row.id),
                    consent: Set(consent),
                    opted_out_at: Set(Some(now)),
                    updated_at: Set(now),
                    ..Default::default()
                };
                known.update_without_returning(tx).await?;
                drop_waiting(tx, now, writing.tenant.uuid(), row.id).await?;
                writing.log("customer.opted_out", json!({ "contact_id": id })).await?;
                Ok(Some(true))
            })
        })
        .await
    }
}
