//! Versions of a business's own flow, and which of them answers.

use domain::editor::{FlowVersionView, NOTE_MAX, Onward};
use domain::message::{ConversationMode, ConversationStatus};
use domain::views::Page;
use domain::{Conflict, FlowVersionId, RecordId, TemplateType};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, Insert,
    QueryFilter, QueryOrder, QuerySelect, Set, Statement, Unchanged,
};
use serde_json::json;
use uuid::Uuid;

use super::{AUTHOR_MAX, drafts};
use crate::actor::Actor;
use crate::clip::clip;
use crate::entity::{flow_versions as versions, tenant_configs};
use crate::error::{Result, StoreError};
use crate::mint::mint_at;
use crate::tenant::{TenantStore, Writing, config_row};
use crate::views;

/// Versions of one page of their list.
const PAGE: u8 = 20;

/// Which flow answers a business's customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowStanding {
    /// The template that the business chose.
    pub template: TemplateType,
    /// The version of its own; nothing where the template's built-in flow answers.
    pub active: Option<FlowVersionView>,
}

/// A version with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFlow {
    /// The version.
    pub version: FlowVersionView,
    /// The template whose flow it is.
    pub template: TemplateType,
    /// The flow as text.
    pub definition: String,
}

/// A flow that is to answer from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The flow as text.
    pub definition: String,
    /// What is noted with it.
    pub note: Option<String>,
    /// The version that is used again; nothing for the draft, which ends with this.
    pub again: Option<i32>,
    /// The revision of the draft that is published.
    pub revision: Option<i64>,
    /// What becomes of conversations that are under way.
    pub onward: Onward,
}

impl TenantStore {
    /// Which flow answers.
    ///
    /// # Errors
    /// When there is no such tenant.
    pub async fn flow_standing(&self) -> Result<FlowStanding> {
        let tenant = self.id();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let config = config_row(tx, tenant).await?;
                    let config = config.ok_or(StoreError::Missing("configuration"))?;
                    let active = match config.flow_version_id {
                        Some(id) => of(tenant.uuid()).filter(versions::COLUMN.id.eq(id)).one(tx),
                        None => return standing(&config, None),
                    };
                    standing(&config, active.await?)
                })
            })
            .await
    }

    /// The versions before a number, the newest first, twenty at most.
    ///
    /// # Errors
    /// When `before` is no number of a page's `next`.
    pub async fn flow_versions(&self, before: Option<&str>) -> Result<Page<FlowVersionView>> {
        let before = before.map(|it| it.parse::<i32>().map_err(|_| StoreError::Cursor));
        let (tenant, before) = (self.id(), before.transpose()?);
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let active = active(tx, tenant).await?;
                    let mut query = of(tenant.uuid()).order_by_desc(versions::COLUMN.number);
                    if let Some(before) = before {
                        query = query.filter(versions::COLUMN.number.lt(before));
                    }
                    let mut rows = query.limit(u64::from(PAGE) + 1).all(tx).await?;
                    let more = rows.len() > PAGE.into();
                    rows.truncate(PAGE.into());
                    let last = rows.last().filter(|_| more);
                    let next = last.map(|row| row.number.to_string());
                    let items = rows.into_iter().map(|row| view(row, active)).collect();
                    Ok(Page { items, next })
                })
            })
            .await
    }

    /// A version by its number.
    pub async fn flow_version(&self, number: i32) -> Result<Option<StoredFlow>> {
        self.stored_flow(move |row| row.filter(versions::COLUMN.number.eq(number))).await
    }

    /// A version by its id, which never says anything else.
    pub async fn flow_of(&self, id: FlowVersionId) -> Result<Option<StoredFlow>> {
        self.stored_flow(move |row| row.filter(versions::COLUMN.id.eq(id.uuid()))).await
    }

    async fn stored_flow<F>(&self, narrow: F) -> Result<Option<StoredFlow>>
    where
        F: FnOnce(sea_orm::Select<versions::Entity>) -> sea_orm::Select<versions::Entity>
            + Send
            + 'static,
    {
        let tenant = self.id();
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let active = active(tx, tenant).await?;
                    let Some(row) = narrow(of(tenant.uuid())).one(tx).await? else {
                        return Ok(None);
                    };
                    let definition = row.definition.clone();
                    let template = views::read("flow_versions.template", &row.template)?;
                    Ok(Some(StoredFlow { version: view(row, active), template, definition }))
                })
            })
            .await
    }

    /// Makes a version that answers from now on: of the draft, or of an older version again.
    ///
    /// # Errors
    /// A conflict where the draft is gone or somebody else changed it meanwhile.
    pub async fn publish_flow(&self, by: &Actor, new: Publication) -> Result<FlowVersionView> {
        let author = clip(&by.name, AUTHOR_MAX);
        self.change(by, move |writing| {
            Box::pin(async move { publish(&writing, author, new).await })
        })
        .await
    }

    /// Lets the template's built-in flow answer again. False when it does.
    pub async fn use_built_in_flow(&self, by: &Actor, onward: Onward) -> Result<bool> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let config = config_row(writing.tx, writing.tenant).await?;
                let config = config.ok_or(StoreError::Missing("configuration"))?;
                if config.flow_version_id.is_none() {
                    return Ok(false);
                }
                answer_with(&writing, config.id, None, onward).await?;
                writing.log("flow.built_in", json!({})).await?;
                Ok(true)
            })
        })
        .await
    }
}

async fn publish(
    writing: &Writing<'_>,
    author: String,
    new: Publication,
) -> Result<FlowVersionView> {
    let (tx, now, tenant) = (writing.tx, writing.now, writing.tenant.uuid());
    let config = config_row(tx, writing.tenant).await?;
    let config = config.ok_or(StoreError::Missing("configuration"))?;
    if new.again.is_none() {
        let kept = drafts::draft(tx, tenant).await?;
        if kept.as_ref().map(|kept| kept.revision) != new.revision {
            let name = kept.map(|kept| kept.author_name).unwrap_or_default();
            return Err(Conflict::DraftChanged { name }.into());
        }
        drafts::end(tx, tenant).await?;
    }
    let newest = of(tenant).order_by_desc(versions::COLUMN.number).one(tx).await?;
    let number = newest.map_or(0, |row| row.number) + 1;
    let row = versions::Model {
        id: mint_at(now),
        tenant_id: tenant,
        number,
        template: config.template_type.clone(),
        definition: new.definition,
        note: new.note.map(|note| clip(&note, NOTE_MAX as usize)),
        author_name: author,
        from_number: new.again,
        created_at: now,
        updated_at: now,
    };
    Insert::one(row.clone()).exec_without_returning(tx).await?;
    answer_with(writing, config.id, Some(row.id), new.onward).await?;
    let payload = json!({ "number": number, "note": row.note, "again": row.from_number });
    writing.log("flow.published", payload).await?;
    let active = Some(row.id);
    Ok(view(row, active))
}

/// Says which flow answers from now on.
async fn answer_with(
    writing: &Writing<'_>,
    config: Uuid,
    version: Option<Uuid>,
    onward: Onward,
) -> Result<()> {
    let change = tenant_configs::ActiveModel {
        id: Unchanged(config),
        flow_version_id: Set(version),
        updated_at: Set(writing.now),
        ..Default::default()
    };
    change.update_without_returning(writing.tx).await?;
    if onward == Onward::Renew {
        begin_anew(writing.tx, writing.tenant.uuid()).await?;
    }
    Ok(())
}

/// Lets the conversations that the assistant has begin anew; what customers have put together stays.
async fn begin_anew(tx: &DatabaseTransaction, tenant: Uuid) -> Result<()> {
    let backend = tx.get_database_backend();
    let state = match backend {
        DbBackend::Sqlite => "json_set(flow_state, '$.at', NULL)",
        _ => "jsonb_set(flow_state, '{at}', 'null')",
    };
    let sql = format!(
        "UPDATE conversations SET flow_state = {state} \
         WHERE tenant_id = $1 AND mode = $2 AND status <> $3 AND flow_state IS NOT NULL",
    );
    let (mode, closed) = (ConversationMode::Bot.as_str(), ConversationStatus::Closed.as_str());
    let values = [tenant.into(), mode.into(), closed.into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

fn of(tenant: Uuid) -> sea_orm::Select<versions::Entity> {
    versions::Entity::find().filter(versions::COLUMN.tenant_id.eq(tenant))
}

async fn active(tx: &DatabaseTransaction, tenant: domain::TenantId) -> Result<Option<Uuid>> {
    Ok(config_row(tx, tenant).await?.and_then(|config| config.flow_version_id))
}

fn standing(
    config: &tenant_configs::Model,
    active: Option<versions::Model>,
) -> Result<FlowStanding> {
    let template = views::read("tenant_configs.template_type", &config.template_type)?;
    Ok(FlowStanding { template, active: active.map(|row| view(row, config.flow_version_id)) })
}

fn view(row: versions::Model, active: Option<Uuid>) -> FlowVersionView {
    FlowVersionView {
        id: FlowVersionId::from_uuid(row.id),
        number: row.number,
        note: row.note,
        author: row.author_name,
        from_number: row.from_number,
        created_at: row.created_at,
        active: active == Some(row.id),
    }
}
