//! Conversations change hands between the assistant and the people of a business.

use domain::alert::AlertKind;
use domain::message::{ConversationMode, ConversationStatus, Direction, MessageStatus};
use domain::standing::{Course, Hand, Hands, Standing};
use domain::views::MessageView;
use domain::{Conflict, ContactId, ConversationId, Instant, RecordId, UserId};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set, Statement,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::inbox::standing_of;
use super::messages::message_views;
use super::seen::seen;
use super::writing::Writing;
use crate::actor::Actor;
use crate::alerts;
use crate::by_id::of_tenant;
use crate::entity::{
    contacts, conversations, message_logs, outbox, scheduled_messages, tenants, users,
};
use crate::error::{Result, StoreError};
use crate::tenant::TenantStore;
use crate::views;
use crate::worker::{ConversationRow, Logged, OutboxState, Reply, answer_row, outbox_row};

/// What a message becomes that the assistant had ready when a person took over.
const WITHDRAWN: &str = "withdrawn: a person took over";
/// A conversation as somebody takes it up.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationTalk {
    /// The customer.
    pub contact_id: ContactId,
    /// The customer's name, where it is known.
    pub contact_name: Option<String>,
    /// Who has it, and whether it goes on.
    pub standing: Standing,
    /// Where it stands in its flow.
    pub row: ConversationRow,
    /// The business's number.
    pub phone_number: Option<String>,
}

/// A conversation goes back to the assistant.
#[derive(Debug, Clone, PartialEq)]
pub struct HandBack {
    /// The conversation's turn when it was decided what comes of it.
    pub turn: i64,
    /// Where it goes on in its flow; nothing begins anew.
    pub flow_state: Option<Value>,
    /// What the customer is told; nobody is who wants no messages.
    pub replies: Vec<Reply>,
}

impl TenantStore {
    /// A conversation as somebody takes it up; nothing when there is none.
    pub async fn conversation_talk(&self, id: ConversationId) -> Result<Option<ConversationTalk>> {
        let (tenant, now, sees) = (self.uuid(), self.store.now(), self.sees);
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let found = conversations::Entity::find_by_id(id.uuid())
                        .filter(conversations::COLUMN.tenant_id.eq(tenant))
                        .apply_if(seen(sees), QueryFilter::filter)
                        .one(tx)
                        .await?;
                    let Some(row) = found else { return Ok(None) };
                    let contact = customer(tx, tenant, row.contact_id).await?;
                    let business = tenants::Entity::find_by_id(tenant).one(tx).await?;
                    let phone_number = business.and_then(|business| business.phone_number);
                    talk(row, contact, phone_number, now).map(Some)
                })
            })
            .await
    }

    /// Gives a conversation to a person: the assistant is silent in it from now on, and says no more what it had ready.
    /// Gives what it does not say, and nothing when the conversation is the person's already.
    ///
    /// # Errors
    /// When there is no such conversation; a conflict when it is over, or when somebody else has it and it is not to
    /// be taken `anyway`.
    pub async fn take_over(
        &self,
        by: &Actor,
        user: UserId,
        id: ConversationId,
        anyway: bool,
    ) -> Result<Option<Vec<MessageView>>> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let row = locked(&writing, id).await?;
                if !anyway {
                    refuse_taken(&writing, &row, user).await?;
                }
                take(&writing, row, user).await
            })
        })
        .await
    }

    /// Gives a conversation back to the assistant; gives what the customer is told, and nothing when no person had it.
    ///
    /// # Errors
    /// [`Conflict::ChangedHands`] when it came into other hands meanwhile.
    pub async fn hand_back(
        &self,
        by: &Actor,
        id: ConversationId,
        back: HandBack,
    ) -> Result<Option<Vec<MessageView>>> {
        self.change(by, move |writing| Box::pin(async move { hand_back(&writing, id, back).await }))
            .await
    }
}

fn talk(
    row: conversations::Model,
    contact: contacts::Model,
    phone_number: Option<String>,
    now: Instant,
) -> Result<ConversationTalk> {
    let standing = standing_of(&row, now)?;
    let language = contact.language.as_deref();
    let flow_state = row.flow_state.filter(|state| !state.is_null());
    Ok(ConversationTalk {
        contact_id: ContactId::from_uuid(contact.id),
        contact_name: contact.name,
        standing,
        phone_number,
        row: ConversationRow {
            mode: views::read("conversations.mode", &row.mode)?,
            flow_state,
            language: language.map(|it| views::read("contacts.language", it)).transpose()?,
            language_chosen: contact.language_chosen,
            opted_out: contact.opted_out_at.is_some(),
            turn: row.turn,
            offered: row.offered_at.is_some(),
        },
    })
}

pub(super) async fn customer(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    id: Uuid,
) -> Result<contacts::Model> {
    contacts::Entity::find_by_id(id)
        .filter(contacts::COLUMN.tenant_id.eq(tenant))
        .one(tx)
        .await?
        .ok_or(StoreError::Missing("contact"))
}

/// A conversation that nobody else changes until the transaction ends.
pub(super) async fn locked(
    writing: &Writing<'_>,
    id: ConversationId,
) -> Result<conversations::Model> {
    conversations::Entity::find_by_id(id.uuid())
        .filter(conversations::COLUMN.tenant_id.eq(writing.tenant.uuid()))
        .apply_if(seen(writing.sees), QueryFilter::filter)
        .lock(LockType::NoKeyUpdate)
        .one(writing.tx)
        .await?
        .ok_or(StoreError::Missing("conversation"))
}

/// # Errors
/// A conflict when somebody else answers the conversation.
pub(super) async fn refuse_taken(
    writing: &Writing<'_>,
    row: &conversations::Model,
    user: UserId,
) -> Result<()> {
    let standing = standing_of(row, writing.now)?;
    if !matches!(standing.hands, Hands::Taken { .. }) || standing.assigned == Some(user) {
        return Ok(());
    }
    let who = match standing.assigned {
        Some(who) => users::Entity::find_by_id(who.uuid()).one(writing.tx).await?,
        None => None,
    };
    let name = who.map(|who| who.name).unwrap_or_default();
    Err(Conflict::TakenBy { name }.into())
}

/// Takes a conversation over in any case.
pub(super) async fn take(
    writing: &Writing<'_>,
    row: conversations::Model,
    user: UserId,
) -> Result<Option<Vec<MessageView>>> {
    let before = standing_of(&row, writing.now)?;
    let after = before
        .apply(Hand::TakenOver(user), writing.now)
        .map_err(|_| Conflict::ConversationClosed)?;
    if before == after {
        return Ok(None);
    }
    let withdrawn = withdraw(writing, row.id).await?;
    let payload = json!({ "conversation_id": row.id });
    stand(writing, row, after, conversations::ActiveModel::default()).await?;
    writing.log("conversation.taken_over", payload).await?;
    Ok(Some(withdrawn))
}

/// Writes down where a conversation stands now, beside what else changes; it is in other hands by that.
pub(super) async fn stand(
    writing: &Writing<'_>,
    row: conversations::Model,
    standing: Standing,
    beside: conversations::ActiveModel,
) -> Result<()> {
    let (status, snoozed_until, closed_at) = match standing.course {
        Course::Open => (ConversationStatus::Open, None, None),
        Course::Snoozed { until } => (ConversationStatus::Snoozed, Some(until), None),
        Course::Closed { at } => (ConversationStatus::Closed, None, Some(at)),
    };
    let (mode, taken_at) = match standing.hands {
        Hands::Assistant => (ConversationMode::Bot, None),
        Hands::Waiting => (ConversationMode::Human, None),
        Hands::Taken { since } => (ConversationMode::Human, Some(since)),
    };
    let change = conversations::ActiveModel {
        status: Set(status.as_str().to_owned()),
        snoozed_until: Set(snoozed_until),
        closed_at: Set(closed_at),
        mode: Set(mode.as_str().to_owned()),
        taken_at: Set(taken_at),
        assigned_user_id: Set(standing.assigned.map(RecordId::uuid)),
        offered_at: Set(None),
        turn: Set(row.turn.saturating_add(1)),
        updated_at: Set(writing.now),
        ..beside
    };
    conversations::Entity::update_many()
        .set(change)
        .filter(conversations::COLUMN.id.eq(row.id))
        .filter(conversations::COLUMN.tenant_id.eq(row.tenant_id))
        .exec(writing.tx)
        .await?;
    let (tx, now, tenant) = (writing.tx, writing.now, writing.tenant);
    if (standing.hands, standing.course) == (Hands::Waiting, Course::Open) {
        // Whoever it is meant for, the customer waits.
        let seen_to = [AlertKind::Failed, AlertKind::Assigned, AlertKind::Woken];
        alerts::resolve(tx, now, tenant, &seen_to, row.id).await?;
        return alerts::raise(tx, now, tenant, AlertKind::Handoff, row.id).await;
    }
    // Whoever moves it has seen to it.
    let seen_to = [
        AlertKind::Handoff,
        AlertKind::Emergency,
        AlertKind::Failed,
        AlertKind::Assigned,
        AlertKind::Woken,
    ];
    alerts::resolve(tx, now, tenant, &seen_to, row.id).await
}

/// Takes out of the outbox what the assistant has ready in a conversation, and calls off what it planned; what is being
/// sent already goes out.
pub(super) async fn withdraw(
    writing: &Writing<'_>,
    conversation: Uuid,
) -> Result<Vec<MessageView>> {
    let (tx, tenant) = (writing.tx, writing.tenant.uuid());
    scheduled_messages::Entity::delete_many()
        .filter(scheduled_messages::COLUMN.tenant_id.eq(tenant))
        .filter(scheduled_messages::COLUMN.subject_id.eq(conversation))
        .exec(tx)
        .await?;
    let backend = tx.get_database_backend();
    let sql = "DELETE FROM outbox WHERE tenant_id = $1 AND state = $2 AND message_id IN \
            (SELECT m.id FROM message_logs m WHERE m.tenant_id = $1 AND m.conversation_id = $3 \
               AND m.direction = $4 AND m.status = $5 \
               AND m.decision ->> 'kind' IN ('reply', 'follow_up', 'offer')) \
        RETURNING message_id";
    let values = [
        tenant.into(),
        OutboxState::Ready.as_str().into(),
        conversation.into(),
        Direction::Out.as_str().into(),
        MessageStatus::Queued.as_str().into(),
    ];
    let gone = tx.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let ids: Vec<Uuid> = gone
        .iter()
        .map(|row| row.try_get("", "message_id"))
        .collect::<std::result::Result<_, _>>()?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    message_logs::Entity::update_many()
        .col_expr(message_logs::Column::Status, Expr::value(MessageStatus::Failed.as_str()))
        .col_expr(message_logs::Column::ErrorMessage, Expr::value(WITHDRAWN))
        .col_expr(message_logs::Column::UpdatedAt, Expr::value(writing.now))
        .filter(of_tenant(message_logs::Column::TenantId, tenant))
        .filter(message_logs::COLUMN.id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    let rows = message_logs::Entity::find()
        .filter(of_tenant(message_logs::Column::TenantId, tenant))
        .filter(message_logs::COLUMN.id.is_in(ids))
        .order_by_asc(message_logs::Column::Id)
        .all(tx)
        .await?;
    message_views(tx, rows).await
}

/// The last message of the customer in a conversation, or what the business's own phone wrote to them.
pub(super) async fn last_heard(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    conversation: Uuid,
) -> Result<Option<message_logs::Model>> {
    Ok(message_logs::Entity::find()
        .filter(message_logs::COLUMN.tenant_id.eq(tenant))
        .filter(message_logs::COLUMN.conversation_id.eq(conversation))
        .filter(message_logs::COLUMN.direction.eq(Direction::In.as_str()))
        .order_by_desc(message_logs::Column::CreatedAt)
        .order_by_desc(message_logs::Column::Id)
        .limit(1)
        .one(tx)
        .await?)
}

/// Puts messages to a customer into the log and the outbox, in their order, and notes it in the conversation.
pub(super) async fn put(
    writing: &Writing<'_>,
    conversation: Uuid,
    messages: Vec<message_logs::Model>,
    change: conversations::ActiveModel,
) -> Result<()> {
    let (tx, tenant) = (writing.tx, writing.tenant.uuid());
    for message in messages {
        let place = outbox_row(writing.now, &message);
        message_logs::Entity::insert(message.into_active_model())
            .exec_without_returning(tx)
            .await?;
        outbox::Entity::insert(place.into_active_model()).exec_without_returning(tx).await?;
    }
    conversations::Entity::update_many()
        .set(change)
        .filter(conversations::COLUMN.id.eq(conversation))
        .filter(conversations::COLUMN.tenant_id.eq(tenant))
        .exec(tx)
        .await?;
    Ok(())
}

async fn hand_back(
    writing: &Writing<'_>,
    id: ConversationId,
    back: HandBack,
) -> Result<Option<Vec<MessageView>>> {
    let (tx, tenant) = (writing.tx, writing.tenant.uuid());
    let row = locked(writing, id).await?;
    let Ok(after) = standing_of(&row, writing.now)?.apply(Hand::HandedBack, writing.now) else {
        return Ok(None);
    };
    if row.turn != back.turn {
        return Err(Conflict::ChangedHands.into());
    }
    let contact = customer(tx, tenant, row.contact_id).await?;
    let heard = last_heard(tx, tenant, row.id).await?;
    let conversation = row.id;
    let beside =
        conversations::ActiveModel { flow_state: Set(back.flow_state), ..Default::default() };
    stand(writing, row, after, beside).await?;
    let heard = heard.filter(|_| contact.opted_out_at.is_none() && contact.deleted_at.is_none());
    let mut told = Vec::new();
    if let Some(heard) = heard {
        let answers = back.replies.into_iter().map(|reply| {
            let row = answer_row(writing.now, &heard, reply)?;
            Ok(message_logs::Model { reply_to_id: None, ..row })
        });
        let answers = answers.collect::<Result<Vec<_>>>()?;
        if !answers.is_empty() {
            let spoken = conversations::ActiveModel {
                last_message_at: Set(Some(writing.now)),
                ..Default::default()
            };
            put(writing, conversation, answers.clone(), spoken).await?;
        }
        for row in answers {
            told.push(Logged { row, contact_name: contact.name.clone() }.view()?);
        }
    }
    writing.log("conversation.handed_back", json!({ "conversation_id": id })).await?;
    Ok(Some(told))
}
