//! What the people of a business should see to: raised and resolved in the transactions of what it is about, and told by
//! mail when its time has come, and by the browser.

mod prefs;
mod tell;

use chrono::TimeDelta;
use domain::alert::AlertKind;
use domain::{Instant, RecordId, TenantId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::entity::alerts;
use crate::error::Result;
use crate::mint::mint_at;

pub use tell::{AlertMail, AlertPerson, AlertRound, DueAlert, Verdict};
pub(crate) use tell::{OPEN, UNTOLD};

/// Something is to be seen to, once, until it is resolved; whoever knows already is not told again.
pub(crate) async fn raise(
    tx: &DatabaseTransaction,
    now: Instant,
    tenant: TenantId,
    kind: AlertKind,
    subject: Uuid,
) -> Result<()> {
    let row = alerts::Model {
        id: mint_at(now),
        tenant_id: tenant.uuid(),
        kind: kind.as_str().to_owned(),
        subject_id: subject,
        due_at: now + TimeDelta::minutes(kind.delay_minutes()),
        told_at: None,
        resolved_at: None,
        created_at: now,
        updated_at: now,
    };
    alerts::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Somebody has seen to it, or it has mended itself: nobody is told any more.
pub(crate) async fn resolve(
    tx: &DatabaseTransaction,
    now: Instant,
    tenant: TenantId,
    kinds: &[AlertKind],
    subject: Uuid,
) -> Result<()> {
    alerts::Entity::update_many()
        .col_expr(alerts::Column::ResolvedAt, Expr::value(now))
        .col_expr(alerts::Column::UpdatedAt, Expr::value(now))
        .filter(alerts::COLUMN.tenant_id.eq(tenant.uuid()))
        .filter(alerts::COLUMN.subject_id.eq(subject))
        .filter(alerts::COLUMN.kind.is_in(kinds.iter().map(|kind| kind.as_str())))
        .filter(alerts::COLUMN.resolved_at.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
