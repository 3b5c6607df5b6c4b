//! A tenant asks to be set up.

use std::collections::{HashMap, HashSet};

use domain::hours::WeekHours;
use domain::tenant::TenantEvent;
use domain::views::SetupRequestView;
use domain::{
    Conflict, E164, Instant, Language, RecordId, SetupStatus, TemplateType, TenantId, TenantStatus,
};
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, EntityTrait, Insert, QueryFilter, QuerySelect, Set,
    Unchanged,
};
use serde_json::json;
use uuid::Uuid;

use crate::actor::Actor;
use crate::entity::{setup_requests, tenant_configs, tenants, users};
use crate::error::{Result, StoreError, duplicate_as};
use crate::mint::mint_at;
use crate::tenant::{TenantStore, config_row, draft};
use crate::{events, lock, transition, views};

/// What an owner tells us about the business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupInput {
    /// The name that customers read.
    pub business_name: String,
    /// Salon, clinic, shop ..
    pub business_type: Option<String>,
    /// The flow to start from.
    pub template: TemplateType,
    /// The business's number.
    pub whatsapp_number: E164,
    /// What customers are greeted in.
    pub language: Language,
    /// Opening hours.
    pub hours: WeekHours,
}

impl TenantStore {
    /// Sends a setup request and keeps what it says about the business.
    ///
    /// # Errors
    /// When a request is open already, the tenant is past setting up, or nobody signed in asks.
    pub async fn submit_setup(&self, by: &Actor, input: SetupInput) -> Result<SetupRequestView> {
        let (id, by, store) = (self.id, by.clone(), self.store.clone());
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    submit(tx, now, id, &by, input).await
                })
            })
            .await
    }
}

async fn submit(
    tx: &DatabaseTransaction,
    now: Instant,
    id: TenantId,
    by: &Actor,
    input: SetupInput,
) -> Result<SetupRequestView> {
    let tenant = lock::living_tenant(tx, id).await?;
    let user = by.user_id.ok_or(StoreError::Missing("person who asks"))?;
    let user = users::Entity::find_by_id(user.uuid())
        .one(tx)
        .await?
        .ok_or(StoreError::Missing("person who asks"))?;
    let status = views::tenant_status(&tenant)?;
    let tenant = transition::tenant_if_possible(tx, now, tenant, TenantEvent::RequestSubmitted)
        .await?
        .ok_or(match status {
            TenantStatus::Pending => Conflict::RequestOpen,
            _ => Conflict::AlreadySetUp,
        })?;
    let number = tenants::ActiveModel {
        id: Unchanged(tenant.id),
        phone_number: Set(Some(input.whatsapp_number.as_str().to_owned())),
        ..Default::default()
    };
    number.update_without_returning(tx).await?;
    let row = setup_requests::Model {
        id: mint_at(now),
        tenant_id: tenant.id,
        user_id: user.id,
        template_type: input.template.as_str().to_owned(),
        whatsapp_number: input.whatsapp_number.as_str().to_owned(),
        status: SetupStatus::Submitted.as_str().to_owned(),
        notes: None,
        created_at: now,
        updated_at: now,
    };
    save_config(tx, now, id, input).await?;
    draft::forget(tx, tenant.id).await?;
    let view = views::request(row.clone(), tenant.name, &user)?;
    Insert::one(row)
        .exec_without_returning(tx)
        .await
        .map_err(duplicate_as(Conflict::RequestOpen.into()))?;
    let payload = json!({ "request_id": view.id, "template": view.template });
    events::append(tx, now, Some(id), by, "setup_request.submitted", payload).await?;
    Ok(view)
}

async fn save_config(
    tx: &DatabaseTransaction,
    now: Instant,
    id: TenantId,
    input: SetupInput,
) -> Result<()> {
    let config = config_row(tx, id).await?.ok_or(StoreError::Missing("configuration"))?;
    let change = tenant_configs::ActiveModel {
        id: Unchanged(config.id),
        template_type: Set(input.template.as_str().to_owned()),
        business_name: Set(input.business_name),
        business_type: Set(input.business_type),
        language: Set(input.language.as_str().to_owned()),
        hours_json: Set(Some(json!(input.hours))),
        updated_at: Set(now),
        ..Default::default()
    };
    change.update_without_returning(tx).await?;
    Ok(())
}

/// Requests with their tenants' names and their senders: two queries, however many there are.
pub(crate) async fn request_views(
    tx: &DatabaseTransaction,
    rows: Vec<setup_requests::Model>,
) -> Result<Vec<SetupRequestView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = |of: fn(&setup_requests::Model) -> Uuid| rows.iter().map(of).collect::<HashSet<_>>();
    let names: HashMap<Uuid, String> = tenants::Entity::find()
        .select_only()
        .column(tenants::Column::Id)
        .column(tenants::Column::Name)
        .filter(tenants::COLUMN.id.is_in(ids(|row| row.tenant_id)))
        .into_tuple()
        .all(tx)
        .await?
        .into_iter()
        .collect();
    let people: HashMap<Uuid, users::Model> = users::Entity::find()
        .filter(users::COLUMN.id.is_in(ids(|row| row.user_id)))
        .all(tx)
        .await?
        .into_iter()
        .map(|user| (user.id, user))
        .collect();
    rows.into_iter()
        .map(|row| {
            let name = names.get(&row.tenant_id).ok_or(StoreError::Missing("tenant"))?.clone();
            let user = people.get(&row.user_id).ok_or(StoreError::Missing("person who asks"))?;
            views::request(row, name, user)
        })
        .collect()
}
