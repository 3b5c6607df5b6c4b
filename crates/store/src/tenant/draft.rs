//! The setup form while it is being filled in.

use domain::draft::{SetupDraft, SetupStep};
use domain::forms::SetupForm;
use domain::{Conflict, Instant, TenantId, TenantStatus};
use sea_orm::sea_query::OnConflict;
use sea_orm::{DatabaseTransaction, EntityTrait, Insert, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::entity::setup_drafts;
use crate::error::Result;
use crate::mint::mint_at;
use crate::tenant::TenantStore;
use crate::{lock, views};

impl TenantStore {
    /// What has been typed so far; nothing when nobody has begun, or it was sent.
    pub async fn draft(&self) -> Result<Option<SetupDraft>> {
        let query =
            setup_drafts::Entity::find().filter(setup_drafts::COLUMN.tenant_id.eq(self.uuid()));
        let row = self
            .store
            .read(self.scope(), move |tx| Box::pin(async move { Ok(query.one(tx).await?) }))
            .await?;
        row.map(|row| {
            Ok(SetupDraft {
                step: views::read("setup_drafts.step", &row.step)?,
                form: views::read_json("setup_drafts.form", row.form)?,
                saved_at: row.updated_at,
            })
        })
        .transpose()
    }

    /// Keeps what has been typed, right or wrong, in place of what was kept before.
    ///
    /// # Errors
    /// When the tenant is past setting up, or its request waits for a decision.
    pub async fn save_draft(&self, step: SetupStep, form: SetupForm) -> Result<()> {
        let (id, uuid, store) = (self.id, self.uuid(), self.store.clone());
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move { save(tx, store.now(), id, uuid, step, &form).await })
            })
            .await
    }
}

async fn save(
    tx: &DatabaseTransaction,
    now: Instant,
    id: TenantId,
    tenant_id: Uuid,
    step: SetupStep,
    form: &SetupForm,
) -> Result<()> {
    let tenant = lock::living_tenant(tx, id).await?;
    match views::tenant_status(&tenant)? {
        TenantStatus::New => {}
        TenantStatus::Pending => return Err(Conflict::RequestOpen.into()),
        _ => return Err(Conflict::AlreadySetUp.into()),
    }
    let row = setup_drafts::Model {
        id: mint_at(now),
        tenant_id,
        step: step.as_str().to_owned(),
        form: json!(form),
        created_at: now,
        updated_at: now,
    };
    let over = OnConflict::column(setup_drafts::Column::TenantId)
        .update_columns([
            setup_drafts::Column::Step,
            setup_drafts::Column::Form,
            setup_drafts::Column::UpdatedAt,
        ])
        .to_owned();
    Insert::one(row).on_conflict(over).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets what has been typed: it was sent.
pub(super) async fn forget(tx: &DatabaseTransaction, tenant: Uuid) -> Result<()> {
    setup_drafts::Entity::delete_many()
        .filter(setup_drafts::COLUMN.tenant_id.eq(tenant))
        .exec(tx)
        .await?;
    Ok(())
}
