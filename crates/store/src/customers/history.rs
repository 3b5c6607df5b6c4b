//! What customer and business had to do with each other.

use domain::customer::CustomerHistory;
use domain::{ContactId, RecordId};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::bookings::shown as shown_bookings;
use crate::entity::{appointments, conversations, orders};
use crate::error::Result;
use crate::shop::shown as shown_orders;
use crate::tenant::{TenantStore, inbox_rows, seen};

/// So many of each kind are shown.
const SHOWN: u64 = 20;

impl TenantStore {
    /// What a customer booked, ordered and said, the newest of each first.
    pub async fn customer_history(&self, id: ContactId) -> Result<CustomerHistory> {
        let (tenant, contact) = (self.id(), id.uuid());
        let (now, sees) = (self.store().now(), self.sees());
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let bookings = appointments::Entity::find()
                        .filter(appointments::COLUMN.tenant_id.eq(tenant.uuid()))
                        .filter(appointments::COLUMN.contact_id.eq(contact))
                        .order_by_desc(appointments::Column::StartsAt)
                        .limit(SHOWN)
                        .all(tx)
                        .await?;
                    let orders = orders::Entity::find()
                        .filter(orders::COLUMN.tenant_id.eq(tenant.uuid()))
                        .filter(orders::COLUMN.contact_id.eq(contact))
                        .order_by_desc(orders::Column::Number)
                        .limit(SHOWN)
                        .all(tx)
                        .await?;
                    let conversations = conversations::Entity::find()
                        .filter(conversations::COLUMN.tenant_id.eq(tenant.uuid()))
                        .filter(conversations::COLUMN.contact_id.eq(contact))
                        .apply_if(seen(sees), QueryFilter::filter)
                        .order_by_desc(conversations::Column::LastMessageAt)
                        .limit(SHOWN)
                        .all(tx)
                        .await?;
                    Ok(CustomerHistory {
                        bookings: shown_bookings(tx, bookings).await?,
                        orders: shown_orders(tx, orders).await?,
                        conversations: inbox_rows(tx, tenant, now, conversations).await?,
                    })
                })
            })
            .await
    }
}
