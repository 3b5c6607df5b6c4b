//! How far a customer is follows what they book and order.

use domain::Instant;
use domain::appointment::AppointmentStatus;
use domain::customer::{ContactStatus, Dealing};
use domain::order::OrderStatus;
use sea_orm::sea_query::Expr;
use sea_orm::{DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::entity::{appointments, contacts, orders};
use crate::error::Result;
use crate::views::read;

/// Notes what came of a booking or an order of a customer, once that is written down. For nobody's does nothing.
pub(crate) async fn follow(
    tx: &DatabaseTransaction,
    now: Instant,
    tenant: Uuid,
    contact: Option<Uuid>,
    news: Dealing,
) -> Result<()> {
    let Some(contact) = contact else { return Ok(()) };
    let found = contacts::Entity::find_by_id(contact)
        .filter(contacts::COLUMN.tenant_id.eq(tenant))
        .filter(contacts::COLUMN.deleted_at.is_null())
        .one(tx)
        .await?;
    let Some(row) = found else { return Ok(()) };
    let before: ContactStatus = read("contacts.status", &row.status)?;
    let goes_on = news.ends_one() && has_open(tx, tenant, contact).await?;
    let after = before.after(news, goes_on);
    if after == before {
        return Ok(());
    }
    contacts::Entity::update_many()
        .col_expr(contacts::Column::Status, Expr::value(after.as_str()))
        .col_expr(contacts::Column::UpdatedAt, Expr::value(now))
        .filter(contacts::COLUMN.id.eq(contact))
        .filter(contacts::COLUMN.tenant_id.eq(tenant))
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether something that the customer booked or ordered is still to come.
async fn has_open(tx: &DatabaseTransaction, tenant: Uuid, contact: Uuid) -> Result<bool> {
    let open = AppointmentStatus::ALL.iter().filter(|status| status.is_open());
    let booked = appointments::Entity::find()
        .filter(appointments::COLUMN.tenant_id.eq(tenant))
        .filter(appointments::COLUMN.contact_id.eq(contact))
        .filter(appointments::COLUMN.status.is_in(open.map(|status| status.as_str())))
        .count(tx)
        .await?;
    if booked > 0 {
        return Ok(true);
    }
    let open = OrderStatus::ALL.iter().filter(|status| status.is_open());
    let ordered = orders::Entity::find()
        .filter(orders::COLUMN.tenant_id.eq(tenant))
        .filter(orders::COLUMN.contact_id.eq(contact))
        .filter(orders::COLUMN.status.is_in(open.map(|status| status.as_str())))
        .count(tx)
        .await?;
    Ok(ordered > 0)
}
