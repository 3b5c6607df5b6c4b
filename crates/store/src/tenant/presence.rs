//! Who of the tenant's people has a conversation open, and who writes in it.

use std::collections::HashMap;

use chrono::TimeDelta;
use domain::message::{ConversationMode, ConversationStatus};
use domain::presence::{PRESENT_SECONDS, PresentIn, PresentView, WRITING_SECONDS};
use domain::{ConversationId, Instant, RecordId, Sees, UserId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryTrait,
};
use uuid::Uuid;

use super::hands::{customer, last_heard};
use super::inbox::names_of;
use super::seen::{seen, seen_in};
use crate::entity::{conversations, presences};
use crate::error::{Result, StoreError};
use crate::mint::mint_at;
use crate::tenant::TenantStore;
use crate::worker::{InboundMessage, Logged};

impl TenantStore {
    /// Who has these conversations open; those that nobody has open are left out.
    pub async fn who_is_there(&self, conversations: Vec<ConversationId>) -> Result<Vec<PresentIn>> {
        let (tenant, now) = ((self.uuid(), self.sees), self.store.now());
        let ids: Vec<Uuid> = conversations.into_iter().map(RecordId::uuid).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move { there(tx, tenant, ids, now).await })
            })
            .await
    }

    /// Notes that a person has a conversation open, and that they write where they do. True when that is news: the person
    /// was not there, or writes.
    ///
    /// # Errors
    /// When there is no such conversation.
    pub async fn attend(
        &self,
        user: UserId,
        conversation: ConversationId,
        writes: bool,
    ) -> Result<bool> {
        let (tenant, store) = (self.uuid(), self.store.clone());
        let known = conversations::Entity::find_by_id(conversation.uuid())
            .filter(conversations::COLUMN.tenant_id.eq(tenant))
            .apply_if(seen(self.sees), QueryFilter::filter);
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    if known.count(tx).await? == 0 {
                        return Err(StoreError::Missing("conversation"));
                    }
                    let now = store.now();
                    let before = presences::Entity::find()
                        .filter(presences::COLUMN.conversation_id.eq(conversation.uuid()))
                        .filter(presences::COLUMN.user_id.eq(user.uuid()))
                        .filter(presences::COLUMN.seen_at.gt(now - span(PRESENT_SECONDS)))
                        .count(tx)
                        .await?;
                    note(tx, now, (tenant, conversation.uuid(), user.uuid()), writes).await?;
                    Ok(before == 0 || writes)
                })
            })
            .await
    }

    /// What the customer said last to a person who answers them; nothing where the person does not, or the customer wants
    /// no messages.
    pub async fn heard_by(
        &self,
        user: UserId,
        conversation: ConversationId,
    ) -> Result<Option<InboundMessage>> {
        let tenant = self.uuid();
        let taken = conversations::Entity::find_by_id(conversation.uuid())
            .filter(conversations::COLUMN.tenant_id.eq(tenant))
            .filter(conversations::COLUMN.status.ne(ConversationStatus::Closed.as_str()))
            .filter(conversations::COLUMN.mode.eq(ConversationMode::Human.as_str()))
            .filter(conversations::COLUMN.taken_at.is_not_null())
            .filter(conversations::COLUMN.assigned_user_id.eq(user.uuid()));
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let Some(talk) = taken.one(tx).await? else { return Ok(None) };
                    let contact = customer(tx, tenant, talk.contact_id).await?;
                    if contact.opted_out_at.is_some() || contact.deleted_at.is_some() {
                        return Ok(None);
                    }
                    let heard = last_heard(tx, tenant, talk.id).await?;
                    let logged = heard.map(|row| Logged { row, contact_name: contact.name });
                    logged.map(Logged::inbound).transpose()
                })
            })
            .await
    }

    /// Notes that a person has left a conversation; false when they were not there.
    pub async fn leave(&self, user: UserId, conversation: ConversationId) -> Result<bool> {
        let gone = presences::Entity::delete_many()
            .filter(presences::COLUMN.tenant_id.eq(self.uuid()))
            .filter(presences::COLUMN.conversation_id.eq(conversation.uuid()))
            .filter(presences::COLUMN.user_id.eq(user.uuid()));
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move { Ok(gone.exec(tx).await?.rows_affected > 0) })
            })
            .await
    }
}

/// So many seconds.
pub(crate) fn span(seconds: u32) -> TimeDelta {
    TimeDelta::seconds(i64::from(seconds))
}

async fn note(
    tx: &DatabaseTransaction,
    now: Instant,
    (tenant_id, conversation_id, user_id): (Uuid, Uuid, Uuid),
    writes: bool,
) -> Result<()> {
    use presences::Column as C;
    let row = presences::Model {
        id: mint_at(now),
        tenant_id,
        conversation_id,
        user_id,
        seen_at: now,
        typing_at: writes.then_some(now),
        created_at: now,
        updated_at: now,
    };
    // Another tab of the person may say that it is open, and not that nothing is written in this one.
    let mut renewed = vec![C::SeenAt, C::UpdatedAt];
    if writes {
        renewed.push(C::TypingAt);
    }
    let again =
        OnConflict::columns([C::ConversationId, C::UserId]).update_columns(renewed).to_owned();
    presences::Entity::insert(row.into_active_model())
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Notes that a person writes no more, because it was sent.
pub(super) async fn wrote(
    tx: &DatabaseTransaction,
    conversation: Uuid,
    user: UserId,
) -> Result<()> {
    presences::Entity::update_many()
        .col_expr(presences::Column::TypingAt, Expr::value(None::<Instant>))
        .filter(presences::COLUMN.conversation_id.eq(conversation))
        .filter(presences::COLUMN.user_id.eq(user.uuid()))
        .exec(tx)
        .await?;
    Ok(())
}

async fn there(
    tx: &DatabaseTransaction,
    (tenant, sees): (Uuid, Sees),
    conversations: Vec<Uuid>,
    now: Instant,
) -> Result<Vec<PresentIn>> {
    let of = Expr::col((presences::Entity, presences::Column::ConversationId));
    let rows = presences::Entity::find()
        .filter(presences::COLUMN.tenant_id.eq(tenant))
        .apply_if(seen_in(tenant, sees, of), QueryFilter::filter)
        .filter(presences::COLUMN.conversation_id.is_in(conversations.iter().copied()))
        .filter(presences::COLUMN.seen_at.gt(now - span(PRESENT_SECONDS)))
        .all(tx)
        .await?;
    let names = names_of(tx, rows.iter().map(|row| row.user_id)).await?;
    let mut people: HashMap<Uuid, Vec<PresentView>> = HashMap::new();
    for row in rows {
        let writing_since = now - span(WRITING_SECONDS);
        let Some(name) = names.get(&row.user_id) else { continue };
        people.entry(row.conversation_id).or_default().push(PresentView {
            user_id: UserId::from_uuid(row.user_id),
            name: name.clone(),
            writes: row.typing_at.is_some_and(|at| at > writing_since),
        });
    }
    let found = conversations.into_iter().filter_map(|id| {
        let mut people = people.remove(&id)?;
        people.sort_by(|a, b| (&a.name, a.user_id).cmp(&(&b.name, b.user_id)));
        Some(PresentIn { conversation_id: ConversationId::from_uuid(id), people })
    });
    Ok(found.collect())
}
