//! What customers are called.

use domain::{ContactId, Instant, RecordId};
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::TenantStore;
use crate::entity::{appointments, orders};
use crate::error::Result;

/// A name, and when it was told.
type Told = (Instant, String);

impl TenantStore {
    /// The name that was told last for a booking or an order of this customer, by them or at the desk; nothing where
    /// none was, whatever the channel calls them.
    pub async fn name_told_by(&self, contact: ContactId) -> Result<Option<String>> {
        let (tenant, contact) = (self.id().uuid(), contact.uuid());
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let ordered = name_of_last_order(tx, tenant, contact).await?;
                    let booked = name_of_last_booking(tx, tenant, contact).await?;
                    let last = [ordered, booked].into_iter().flatten().max_by_key(|(at, _)| *at);
                    Ok(last.map(|(_, name)| name))
                })
            })
            .await
    }
}

async fn name_of_last_order(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    contact: Uuid,
) -> Result<Option<Told>> {
    Ok(orders::Entity::find()
        .select_only()
        .column(orders::Column::CreatedAt)
        .column(orders::Column::CustomerName)
        .filter(orders::COLUMN.tenant_id.eq(tenant))
        .filter(orders::COLUMN.contact_id.eq(contact))
        .filter(orders::COLUMN.customer_name.is_not_null())
        .order_by_desc(orders::Column::CreatedAt)
        .into_tuple::<Told>()
        .one(tx)
        .await?)
}

async fn name_of_last_booking(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    contact: Uuid,
) -> Result<Option<Told>> {
    Ok(appointments::Entity::find()
        .select_only()
        .column(appointments::Column::CreatedAt)
        .column(appointments::Column::CustomerName)
        .filter(appointments::COLUMN.tenant_id.eq(tenant))
        .filter(appointments::COLUMN.contact_id.eq(contact))
        .filter(appointments::COLUMN.customer_name.is_not_null())
        .order_by_desc(appointments::Column::CreatedAt)
        .into_tuple::<Told>()
        .one(tx)
        .await?)
}
