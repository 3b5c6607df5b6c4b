//! The flow that a business is changing.

use domain::{Conflict, Instant, RecordId, TemplateType};
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, EntityTrait, Insert, QueryFilter, Set, Unchanged,
};
use serde_json::json;
use uuid::Uuid;

use super::AUTHOR_MAX;
use crate::actor::Actor;
use crate::clip::clip;
use crate::entity::flow_drafts as drafts;
use crate::error::Result;
use crate::mint::mint_at;
use crate::tenant::TenantStore;
use crate::views;

/// The flow that a business is changing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowDraftRow {
    /// The version that it began from; nothing for the built-in flow.
    pub base_number: Option<i32>,
    /// The template whose flow it is.
    pub template: TemplateType,
    /// The flow as text.
    pub definition: String,
    /// Grows with every change.
    pub revision: i64,
    /// Who changed it last.
    pub author: String,
    /// When it was changed last.
    pub updated_at: Instant,
}

/// A draft as it is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftInput {
    /// The version that it begins from; counts only where a draft begins.
    pub base_number: Option<i32>,
    /// The template whose flow it is; counts only where a draft begins.
    pub template: TemplateType,
    /// The flow as text.
    pub definition: String,
    /// The revision that was changed; nothing where there was no draft.
    pub over: Option<i64>,
}

impl TenantStore {
    /// The draft; nothing where there is none.
    pub async fn flow_draft(&self) -> Result<Option<FlowDraftRow>> {
        let tenant = self.id().uuid();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move { draft(tx, tenant).await?.map(row).transpose() })
            })
            .await
    }

    /// Keeps a draft and tells its revision.
    ///
    /// # Errors
    /// A conflict that names who else changed, began or ended it meanwhile.
    pub async fn save_flow_draft(&self, by: &Actor, input: DraftInput) -> Result<i64> {
        let author = clip(&by.name, AUTHOR_MAX);
        self.change(by, move |writing| {
            Box::pin(async move {
                let (tx, now, tenant) = (writing.tx, writing.now, writing.tenant.uuid());
                let kept = draft(tx, tenant).await?;
                if kept.as_ref().map(|kept| kept.revision) != input.over {
                    let name = kept.map(|kept| kept.author_name).unwrap_or_default();
                    return Err(Conflict::DraftChanged { name }.into());
                }
                let Some(kept) = kept else {
                    let new = drafts::Model {
                        id: mint_at(now),
                        tenant_id: tenant,
                        base_number: input.base_number,
                        template: input.template.as_str().to_owned(),
                        definition: input.definition,
                        revision: 1,
                        author_name: author,
                        created_at: now,
                        updated_at: now,
                    };
                    Insert::one(new).exec_without_returning(tx).await?;
                    return Ok(1);
                };
                let change = drafts::ActiveModel {
                    id: Unchanged(kept.id),
                    definition: Set(input.definition),
                    revision: Set(kept.revision + 1),
                    author_name: Set(author),
                    updated_at: Set(now),
                    ..Default::default()
                };
                change.update_without_returning(tx).await?;
                Ok(kept.revision + 1)
            })
        })
        .await
    }

    /// Throws the draft away. False when there is none.
    pub async fn drop_flow_draft(&self, by: &Actor) -> Result<bool> {
        self.change(by, move |writing| {
            Box::pin(async move {
                if !end(writing.tx, writing.tenant.uuid()).await? {
                    return Ok(false);
                }
                writing.log("flow.draft_dropped", json!({})).await?;
                Ok(true)
            })
        })
        .await
    }
}

pub(super) async fn draft(tx: &DatabaseTransaction, tenant: Uuid) -> Result<Option<drafts::Model>> {
    Ok(drafts::Entity::find().filter(drafts::COLUMN.tenant_id.eq(tenant)).one(tx).await?)
}

pub(super) async fn end(tx: &DatabaseTransaction, tenant: Uuid) -> Result<bool> {
    let ended =
        drafts::Entity::delete_many().filter(drafts::COLUMN.tenant_id.eq(tenant)).exec(tx).await?;
    Ok(ended.rows_affected > 0)
}

fn row(row: drafts::Model) -> Result<FlowDraftRow> {
    Ok(FlowDraftRow {
        base_number: row.base_number,
        template: views::read("flow_drafts.template", &row.template)?,
        definition: row.definition,
        revision: row.revision,
        author: row.author_name,
        updated_at: row.updated_at,
    })
}
