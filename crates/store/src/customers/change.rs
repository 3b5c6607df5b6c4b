//! What the business's people write down of a customer.

use domain::customer::{ContactStatus, CustomerView};
use domain::{ContactId, RecordId};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, EntityTrait, IntoActiveModel, NotSet, QueryFilter, QuerySelect, Set,
    Unchanged,
};
use serde_json::json;
use uuid::Uuid;

use super::lists::{living, view};
use crate::actor::Actor;
use crate::entity::{contact_tags, contacts};
use crate::error::Result;
use crate::mint::mint_at;
use crate::tenant::{TenantStore, Writing};

/// What is written down of a customer, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerInput {
    /// The name, at most 100 characters.
    pub name: Option<String>,
    /// How far the customer is; nothing where that stays as it is.
    pub status: Option<ContactStatus>,
    /// Tags, each once, at most 40 characters each.
    pub tags: Vec<String>,
    /// A note, at most 1,000 characters.
    pub note: Option<String>,
}

impl TenantStore {
    /// Keeps what is written down of a customer; nothing when there is none such, or they were erased.
    pub async fn change_customer(
        &self,
        by: &Actor,
        id: ContactId,
        input: CustomerInput,
    ) -> Result<Option<CustomerView>> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let Some(row) = locked(&writing, id.uuid()).await? else { return Ok(None) };
                let known = contacts::ActiveModel {
                    id: Unchanged(row.id),
                    name: Set(input.name),
                    status: input.status.map_or(NotSet, |status| Set(status.as_str().to_owned())),
                    note: Set(input.note),
                    updated_at: Set(writing.now),
                    ..Default::default()
                };
                known.update_without_returning(writing.tx).await?;
                set_tags(&writing, row.id, input.tags).await?;
                writing.log("customer.changed", json!({ "contact_id": id })).await?;
                let Some(row) = locked(&writing, id.uuid()).await? else { return Ok(None) };
                view(writing.tx, row).await.map(Some)
            })
        })
        .await
    }
}

/// A customer who was not erased, whom nobody else changes until the transaction ends.
pub(super) async fn locked(writing: &Writing<'_>, id: Uuid) -> Result<Option<contacts::Model>> {
    Ok(living((writing.tenant.uuid(), writing.sees))
        .filter(contacts::COLUMN.id.eq(id))
        .lock(LockType::NoKeyUpdate)
        .one(writing.tx)
        .await?)
}

pub(super) async fn set_tags(
    writing: &Writing<'_>,
    contact: Uuid,
    tags: Vec<String>,
) -> Result<()> {
    contact_tags::Entity::delete_many()
        .filter(contact_tags::COLUMN.tenant_id.eq(writing.tenant.uuid()))
        .filter(contact_tags::COLUMN.contact_id.eq(contact))
        .exec(writing.tx)
        .await?;
    if tags.is_empty() {
        return Ok(());
    }
    let rows = tag_rows(writing, contact, &tags);
    contact_tags::Entity::insert_many(rows).exec_without_returning(writing.tx).await?;
    Ok(())
}

/// Tags of a customer as they are kept.
pub(super) fn tag_rows(
    writing: &Writing<'_>,
    contact: Uuid,
    tags: &[String],
) -> Vec<contact_tags::ActiveModel> {
    let row = |tag: &String| contact_tags::Model {
        id: mint_at(writing.now),
        tenant_id: writing.tenant.uuid(),
        contact_id: contact,
        tag: tag.clone(),
        created_at: writing.now,
        updated_at: writing.now,
    };
    tags.iter().map(|tag| row(tag).into_active_model()).collect()
}
