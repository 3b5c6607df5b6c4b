//! When somebody of Flow HQ looked at a tenant as its auditor does, as the event log has it.

use std::collections::HashMap;

use domain::team::LookView;
use domain::{Instant, RecordId};
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Deserialize;
use uuid::Uuid;

use crate::entity::portal_event_logs as log;
use crate::error::Result;
use crate::tenant::TenantStore;
use crate::views::read_json;

/// What the event log calls the beginning of a look.
pub(crate) const VIEWED: &str = "tenant.viewed";
/// What it calls the end of one before its time is over.
pub(crate) const VIEW_ENDED: &str = "tenant.view_ended";

/// What an entry says of a look. Until when it may last tells one person's looks apart.
#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    reason: String,
    until: Instant,
}

impl TenantStore {
    /// The newest looks from outside, the last one first.
    pub async fn looks(&self, limit: u32) -> Result<Vec<LookView>> {
        let entries = log::Entity::find()
            .filter(log::COLUMN.tenant_id.eq(self.id().uuid()))
            // To the letter as in the index.
            .filter(Expr::cust("event_type IN ('tenant.viewed', 'tenant.view_ended')"))
            .order_by_desc(log::Column::CreatedAt)
            .order_by_desc(log::Column::Seq)
            // A look that ended early has two entries.
            .limit(u64::from(limit) * 2);
        let rows = self
            .store()
            .read(self.scope(), move |tx| Box::pin(async move { Ok(entries.all(tx).await?) }))
            .await?;
        let mut ends: HashMap<(Option<Uuid>, Instant), Instant> = HashMap::new();
        let mut looks = Vec::new();
        for row in rows {
            let told: Told = read_json("portal_event_logs.payload_json", row.payload_json)?;
            let which = (row.user_id, told.until);
            if row.event_type == VIEW_ENDED {
                ends.insert(which, row.created_at);
                continue;
            }
            looks.push(LookView {
                by: row.actor,
                reason: told.reason,
                began_at: row.created_at,
                ended_at: ends.get(&which).copied().unwrap_or(told.until),
            });
        }
        looks.truncate(limit as usize);
        Ok(looks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_condition_of_the_index_names_both_entries() {
        assert_eq!((VIEWED, VIEW_ENDED), ("tenant.viewed", "tenant.view_ended"));
    }
}
