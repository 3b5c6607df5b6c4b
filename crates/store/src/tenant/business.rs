//! What the business says about itself, changed after it was set up.

use domain::hours::{AfterHours, WeekHours};
use domain::late::LateAnswers;
use domain::money::Currency;
use domain::views::ConfigView;
use domain::{Instant, Language, TenantId};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, Set, Unchanged};
use serde_json::json;

use crate::actor::Actor;
use crate::entity::tenant_configs;
use crate::error::{Result, StoreError};
use crate::tenant::{TenantStore, config_row};
use crate::{events, lock, views};

/// The facts that the business itself may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessInput {
    /// The name that customers read.
    pub business_name: String,
    /// Salon, clinic, shop ..
    pub business_type: Option<String>,
    /// What customers are greeted in.
    pub language: Language,
    /// Opening hours.
    pub hours: WeekHours,
    /// An IANA name such as `Africa/Dar_es_Salaam`.
    pub timezone: String,
    /// How old a message that came while there was no connection may be to be answered.
    pub late: LateAnswers,
    /// The money that it asks for.
    pub currency: Currency,
    /// What becomes of messages while it is closed.
    pub after_hours: AfterHours,
}

impl TenantStore {
    /// Keeps the facts as they are now and logs which of them changed; nothing is logged when none
    /// did.
    pub async fn change_business(&self, by: &Actor, input: BusinessInput) -> Result<ConfigView> {
        let (id, by, store) = (self.id, by.clone(), self.store.clone());
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move { change(tx, store.now(), id, &by, input).await })
            })
            .await
    }
}

async fn change(
    tx: &DatabaseTransaction,
    now: Instant,
    id: TenantId,
    by: &Actor,
    input: BusinessInput,
) -> Result<ConfigView> {
    lock::living_tenant(tx, id).await?;
    let row = config_row(tx, id).await?.ok_or(StoreError::Missing("configuration"))?;
    let row_id = row.id;
    let before = views::config(row)?;
    let after = ConfigView {
        template: before.template,
        business_name: input.business_name,
        business_type: input.business_type,
        language: input.language,
        hours: input.hours,
        timezone: input.timezone,
        late: input.late,
        currency: input.currency,
        after_hours: input.after_hours,
    };
    let changed = changed(&before, &after);
    if changed.is_empty() {
        return Ok(after);
    }
    let change = tenant_configs::ActiveModel {
        id: Unchanged(row_id),
        business_name: Set(after.business_name.clone()),
        business_type: Set(after.business_type.clone()),
        language: Set(after.language.as_str().to_owned()),
        hours_json: Set(Some(json!(after.hours))),
        timezone: Set(after.timezone.clone()),
        late_minutes: Set(after.late.minutes().into()),
        currency: Set(after.currency.as_str().to_owned()),
        after_hours: Set(after.after_hours.as_str().to_owned()),
        updated_at: Set(now),
        ..Default::default()
    };
    change.update_without_returning(tx).await?;
    events::append(tx, now, Some(id), by, "business.changed", json!({ "changed": changed }))
        .await?;
    Ok(after)
}

/// The names of the facts that differ.
fn changed(before: &ConfigView, after: &ConfigView) -> Vec<&'static str> {
    let facts = [
        ("business_name", before.business_name != after.business_name),
        ("business_type", before.business_type != after.business_type),
        ("language", before.language != after.language),
        ("hours", before.hours != after.hours),
        ("timezone", before.timezone != after.timezone),
        ("late", before.late != after.late),
        ("currency", before.currency != after.currency),
        ("after_hours", before.after_hours != after.after_hours),
    ];
    facts.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
}
