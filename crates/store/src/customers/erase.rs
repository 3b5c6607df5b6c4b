//! A customer is forgotten: what was said and written down of them is blanked, and that there was something stays.

use domain::consent::Consent;
use domain::message::{ConversationMode, ConversationStatus, MessageStatus};
use domain::{ContactId, RecordId};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set, Unchanged,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::change::{locked, set_tags};
use super::hashes::remember;
use super::imports::forget_import;
use super::lists::addresses;
use crate::actor::Actor;
use crate::entity::{
    appointments, contact_addresses, contacts, conversation_notes, conversations, erasures,
    media_files, message_logs, orders, scheduled_messages, unanswered_questions,
};
use crate::error::{Result, StoreError};
use crate::mint::mint_at;
use crate::tenant::{TenantStore, Writing};
use crate::views::read_json;
use crate::worker::drop_waiting;

/// In the place of a name or an address that was blanked.
pub(crate) const ERASED: &str = "(erased)";

impl TenantStore {
    /// Blanks all that was said and written down of a customer, in one transaction; false when there is none such. Ids,
    /// times and how messages fared stay, and so does that and by whom the customer was erased. Who writes again from
    /// the same address is a new customer, who gets no messages where the erased one wanted none.
    ///
    /// What the sender handles at this moment still goes out.
    pub async fn erase_customer(&self, by: &Actor, id: ContactId) -> Result<bool> {
        let (by_name, ring) = (by.name.clone(), self.store().key().clone());
        self.change_alone(by, move |writing| {
            Box::pin(async move {
                let Some(row) = locked(&writing, id.uuid()).await? else { return Ok(false) };
                hold_conversations(&writing, row.id).await?;
                let addresses = addresses(writing.tx, row.id).await?;
                drop_waiting(writing.tx, writing.now, writing.tenant.uuid(), row.id).await?;
                blank_messages(&writing, row.id).await?;
                blank_deals(&writing, row.id).await?;
                forget(&writing, row.id).await?;
                forget_import(&writing, row.id).await?;
                let opted_out = row.opted_out_at.is_some();
                blank_contact(&writing, row).await?;
                let proof = erasures::Model {
                    id: mint_at(writing.now),
                    tenant_id: writing.tenant.uuid(),
                    contact_id: id.uuid(),
                    by_name,
                    erased_at: writing.now,
                    opted_out,
                    created_at: writing.now,
                    updated_at: writing.now,
                };
                let erasure = proof.id;
                erasures::Entity::insert(proof.into_active_model())
                    .exec_without_returning(writing.tx)
                    .await?;
                remember(&writing, &ring, erasure, &addresses).await?;
                writing.log("customer.erased", json!({ "contact_id": id })).await?;
                Ok(true)
            })
        })
        .await
    }
}

/// Has people who say or note something at this moment be done with it first, and those who begin now wait.
async fn hold_conversations(writing: &Writing<'_>, contact: Uuid) -> Result<()> {
    use conversations::Column as C;
    conversations::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::TenantId.eq(writing.tenant.uuid()))
        .filter(C::ContactId.eq(contact))
        .order_by_asc(C::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple::<Uuid>()
        .all(writing.tx)
        .await?;
    Ok(())
}

/// Blanks the customer's messages and closes their conversations.
async fn blank_messages(writing: &Writing<'_>, contact: Uuid) -> Result<()> {
    use conversations::Column as C;
    use message_logs::Column as M;
    let (tx, tenant, now) = (writing.tx, writing.tenant.uuid(), writing.now);
    let theirs: Vec<Uuid> = conversations::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::TenantId.eq(tenant))
        .filter(C::ContactId.eq(contact))
        .into_tuple()
        .all(tx)
        .await?;
    let of_them = || {
        message_logs::Entity::find()
            .select_only()
            .column(M::Id)
            .filter(M::TenantId.eq(tenant))
            .filter(M::ConversationId.is_in(theirs.iter().copied()))
    };
    media_files::Entity::delete_many()
        .filter(media_files::Column::TenantId.eq(tenant))
        .filter(media_files::Column::MessageId.in_subquery(of_them().into_query()))
        .exec(tx)
        .await?;
    conversation_notes::Entity::delete_many()
        .filter(conversation_notes::COLUMN.tenant_id.eq(tenant))
        .filter(conversation_notes::COLUMN.contact_id.eq(contact))
        .exec(tx)
        .await?;
    message_logs::Entity::update_many()
        // Nobody is answered any more; who is answered at this moment is found closed.
        .col_expr(
            M::Status,
            Expr::case(
                M::Status.eq(MessageStatus::Pending.as_str()),
                MessageStatus::Handled.as_str(),
            )
            .finally(Expr::col(M::Status))
            .into(),
        )
        .set(message_logs::ActiveModel {
            from_number: Set(ERASED.to_owned()),
            to_number: Set(ERASED.to_owned()),
            message_text: Set(String::new()),
            media_url: Set(None),
            error_message: Set(None),
            raw_payload: Set(None),
            metadata: Set(json!({})),
            deleted_at: Set(Some(now)),
            updated_at: Set(now),
            ..Default::default()
        })
        .filter(M::TenantId.eq(tenant))
        .filter(M::ConversationId.is_in(theirs.iter().copied()))
        .exec(tx)
        .await?;
    conversations::Entity::update_many()
        // What was decided before now finds it in other hands.
        .col_expr(C::Turn, Expr::cust("turn + 1"))
        .set(conversations::ActiveModel {
            status: Set(ConversationStatus::Closed.as_str().to_owned()),
            mode: Set(ConversationMode::Bot.as_str().to_owned()),
            assigned_user_id: Set(None),
            flow_state: Set(None),
            metadata: Set(json!({})),
            snoozed_until: Set(None),
            closed_at: Set(Some(now)),
            taken_at: Set(None),
            offered_at: Set(None),
            unread: Set(0),
            updated_at: Set(now),
            ..Default::default()
        })
        .filter(C::TenantId.eq(tenant))
        .filter(C::ContactId.eq(contact))
        .exec(tx)
        .await?;
    Ok(())
}

/// Blanks who booked and ordered; what was booked and ordered is the business's own.
async fn blank_deals(writing: &Writing<'_>, contact: Uuid) -> Result<()> {
    let (tx, tenant, now) = (writing.tx, writing.tenant.uuid(), writing.now);
    appointments::Entity::update_many()
        .set(appointments::ActiveModel {
            customer_name: Set(Some(ERASED.to_owned())),
            note: Set(None),
            updated_at: Set(now),
            ..Default::default()
        })
        .filter(appointments::COLUMN.tenant_id.eq(tenant))
        .filter(appointments::COLUMN.contact_id.eq(contact))
        .exec(tx)
        .await?;
    orders::Entity::update_many()
        .set(orders::ActiveModel {
            customer_name: Set(Some(ERASED.to_owned())),
            address: Set(None),
            note: Set(None),
            updated_at: Set(now),
            ..Default::default()
        })
        .filter(orders::COLUMN.tenant_id.eq(tenant))
        .filter(orders::COLUMN.contact_id.eq(contact))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes what is of no use without the customer: addresses, tags, what was planned and what they asked.
async fn forget(writing: &Writing<'_>, contact: Uuid) -> Result<()> {
    use contact_addresses::Column as A;
    use scheduled_messages::Column as S;
    use unanswered_questions::Column as Q;
    let (tx, tenant) = (writing.tx, writing.tenant.uuid());
    contact_addresses::Entity::delete_many()
        .filter(A::TenantId.eq(tenant))
        .filter(A::ContactId.eq(contact))
        .exec(tx)
        .await?;
    scheduled_messages::Entity::delete_many()
        .filter(S::TenantId.eq(tenant))
        .filter(S::ContactId.eq(contact))
        .exec(tx)
        .await?;
    unanswered_questions::Entity::delete_many()
        .filter(Q::TenantId.eq(tenant))
        .filter(Q::ContactId.eq(contact))
        .exec(tx)
        .await?;
    set_tags(writing, contact, Vec::new()).await
}

/// Blanks the customer; when they said whether they want messages stays, in which words does not.
async fn blank_contact(writing: &Writing<'_>, row: contacts::Model) -> Result<()> {
    let mut consent: Consent = read_json("contacts.consent", row.consent)?;
    for record in &mut consent.history {
        record.text.clear();
    }
    let consent: Value = serde_json::to_value(&consent).map_err(|error| StoreError::Corrupt {
        what: "contacts.consent",
        detail: error.to_string(),
    })?;
    let blank = contacts::ActiveModel {
        id: Unchanged(row.id),
        name: Set(None),
        language: Set(None),
        language_chosen: Set(false),
        consent: Set(consent),
        tags: Set(json!([])),
        note: Set(None),
        deleted_at: Set(Some(writing.now)),
        erased_at: Set(Some(writing.now)),
        updated_at: Set(writing.now),
        ..Default::default()
    };
    blank.update_without_returning(writing.tx).await?;
    Ok(())
}
