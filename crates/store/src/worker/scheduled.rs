//! What the assistant says by itself when its time has come.

use domain::appointment::ReminderKind;
use domain::booking::AppointmentView;
use domain::message::{ConversationMode, ConversationStatus, Direction, MessageStatus};
use domain::order::{OrderStatus, Unfinished};
use domain::shop::OrderView;
use domain::{ContactId, Instant, Language, RecordId};
use sea_orm::{
    DatabaseTransaction, EntityTrait, ModelTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use uuid::Uuid;

use super::fence::Held;
use super::settle::{Reply, Settled};
use super::several::Script;
use super::{Logged, WorkerStore};
use crate::entity::{
    appointments, contacts, conversations, message_logs, orders, scheduled_messages,
};
use crate::error::Result;
use crate::mint::mint_at;
use crate::{bookings, shop, views};

/// What is said by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueKind {
    /// A word about a booking.
    Reminder(ReminderKind),
    /// A question about what a customer left unfinished: what it was, and how often it was asked before.
    FollowUp(Unfinished, u8),
    /// Where an order stands now.
    News(OrderStatus),
}

impl DueKind {
    /// The kind as it is stored.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Reminder(kind) => kind.as_str().to_owned(),
            Self::FollowUp(unfinished, times) => format!("{unfinished}_{times}"),
            Self::News(status) => format!("ORDER_{status}"),
        }
    }

    fn read(text: &str) -> Result<Self> {
        const COLUMN: &str = "scheduled_messages.kind";
        if let Some(status) = text.strip_prefix("ORDER_") {
            return Ok(Self::News(views::read(COLUMN, status)?));
        }
        let asked = text.rsplit_once('_').and_then(|(unfinished, times)| {
            Some(Self::FollowUp(unfinished.parse().ok()?, times.parse().ok()?))
        });
        asked.map_or_else(|| Ok(Self::Reminder(views::read(COLUMN, text)?)), Ok)
    }
}

/// What is asked when nothing more is heard from a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUps {
    /// What the customer leaves unfinished.
    pub unfinished: Unfinished,
    /// When it is asked, soonest first.
    pub at: Vec<Instant>,
}

/// A message whose time has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueMessage {
    id: Uuid,
    /// The customer.
    pub contact_id: ContactId,
    /// What the customer is answered in, where it was heard or chosen.
    pub language: Option<Language>,
    /// What it is.
    pub kind: DueKind,
    /// When it should have been said.
    pub run_at: Instant,
    /// What it is about.
    pub about: DueAbout,
}

/// What a message is about whose time has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueAbout {
    /// Something that is gone, or a conversation that waits for the customer no more.
    Nothing,
    /// A booking.
    Booking(AppointmentView),
    /// An order.
    Order(OrderView),
    /// A conversation that waits for the customer.
    Conversation,
}

impl WorkerStore {
    /// The messages whose time has come, the oldest first, at most `most`.
    pub async fn due_messages(&self, most: u64) -> Result<Vec<DueMessage>> {
        let (tenant, now) = (self.tenant_id().uuid(), self.store.now());
        self.read(move |tx| {
            Box::pin(async move {
                let rows = scheduled_messages::Entity::find()
                    .filter(scheduled_messages::COLUMN.tenant_id.eq(tenant))
                    .filter(scheduled_messages::COLUMN.run_at.lte(now))
                    .order_by_asc(scheduled_messages::Column::RunAt)
                    .order_by_asc(scheduled_messages::Column::Id)
                    .limit(most)
                    .all(tx)
                    .await?;
                let mut due = Vec::with_capacity(rows.len());
                for row in rows {
                    due.push(due_message(tx, tenant, row).await?);
                }
                Ok(due)
            })
        })
        .await
    }

    /// Says a message whose time has come, or nothing where it is not to be said any more; in both cases it is
    /// done with. Who wants no messages is told nothing. Tells what was written.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn say_due(&self, due: &DueMessage, reply: Option<Reply>) -> Result<Settled> {
        let (id, contact) = (due.id, due.contact_id);
        self.write(move |held| {
            Box::pin(async move { held.say_due(id, contact.uuid(), reply).await })
        })
        .await
    }

    /// Has a message wait for a better time.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn postpone_due(&self, due: &DueMessage, until: Instant) -> Result<()> {
        let id = due.id;
        self.write(move |held| {
            Box::pin(async move {
                held.check().await?;
                let later = scheduled_messages::ActiveModel {
                    run_at: Set(until),
                    updated_at: Set(held.now),
                    ..Default::default()
                };
                scheduled_messages::Entity::update_many()
                    .set(later)
                    .filter(scheduled_messages::COLUMN.id.eq(id))
                    .filter(scheduled_messages::COLUMN.tenant_id.eq(held.tenant()))
                    .exec(held.tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}

async fn due_message(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    row: scheduled_messages::Model,
) -> Result<DueMessage> {
    let contact = contacts::Entity::find_by_id(row.contact_id)
        .filter(contacts::COLUMN.tenant_id.eq(tenant))
        .one(tx)
        .await?;
    let kind = DueKind::read(&row.kind)?;
    let language = contact.and_then(|contact| contact.language);
    Ok(DueMessage {
        id: row.id,
        contact_id: ContactId::from_uuid(row.contact_id),
        language: language.map(|it| views::read("contacts.language", &it)).transpose()?,
        kind,
        run_at: row.run_at,
        about: about(tx, tenant, kind, row.subject_id).await?,
    })
}

async fn about(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    kind: DueKind,
    subject: Uuid,
) -> Result<DueAbout> {
    Ok(match kind {
        DueKind::Reminder(_) => {
            let booking = appointments::Entity::find_by_id(subject)
                .filter(appointments::COLUMN.tenant_id.eq(tenant))
                .all(tx)
                .await?;
            let booking = bookings::shown(tx, booking).await?.pop();
            booking.map_or(DueAbout::Nothing, DueAbout::Booking)
        }
        DueKind::News(_) => {
            let order = orders::Entity::find_by_id(subject)
                .filter(orders::COLUMN.tenant_id.eq(tenant))
                .all(tx)
                .await?;
            let order = shop::shown(tx, order).await?.pop();
            order.map_or(DueAbout::Nothing, DueAbout::Order)
        }
        DueKind::FollowUp(..) if waits(tx, tenant, subject).await? => DueAbout::Conversation,
        DueKind::FollowUp(..) => DueAbout::Nothing,
    })
}

/// Whether a conversation is in the middle of something, the assistant has it, and the customer's turn it is.
async fn waits(tx: &DatabaseTransaction, tenant: Uuid, conversation: Uuid) -> Result<bool> {
    let open = conversations::Entity::find_by_id(conversation)
        .filter(conversations::COLUMN.tenant_id.eq(tenant))
        .filter(conversations::COLUMN.mode.eq(ConversationMode::Bot.as_str()))
        .filter(conversations::COLUMN.status.ne(ConversationStatus::Closed.as_str()))
        .one(tx)
        .await?;
    // What is forgotten is stored as JSON's null by one database and as none by the other.
    let state = open.and_then(|open| open.flow_state).filter(|state| !state.is_null());
    if state.is_none() {
        return Ok(false);
    }
    let unheard = message_logs::Entity::find()
        .filter(message_logs::COLUMN.tenant_id.eq(tenant))
        .filter(message_logs::COLUMN.conversation_id.eq(conversation))
        .filter(message_logs::COLUMN.direction.eq(Direction::In.as_str()))
        .filter(message_logs::COLUMN.status.eq(MessageStatus::Pending.as_str()))
        .count(tx)
        .await?;
    Ok(unheard == 0)
}

impl Held<'_> {
    async fn say_due(&self, id: Uuid, contact: Uuid, reply: Option<Reply>) -> Result<Settled> {
        self.check().await?;
        let row = scheduled_messages::Entity::find_by_id(id)
            .filter(scheduled_messages::COLUMN.tenant_id.eq(self.tenant()))
            .one(self.tx)
            .await?;
        // It was said, or called off, in between.
        let Some(row) = row else { return Ok(Settled::none()) };
        let subject = row.subject_id;
        let is_follow_up = matches!(DueKind::read(&row.kind)?, DueKind::FollowUp(..));
        if row.delete(self.tx).await?.rows_affected == 0 {
            return Ok(Settled::none());
        }
        let Some(reply) = reply else { return Ok(Settled::none()) };
        if is_follow_up {
            // Of several whose time came while nothing could be said, one is enough.
            scheduled_messages::Entity::delete_many()
                .filter(scheduled_messages::COLUMN.tenant_id.eq(self.tenant()))
                .filter(scheduled_messages::COLUMN.subject_id.eq(subject))
                .filter(scheduled_messages::COLUMN.run_at.lte(self.now))
                .exec(self.tx)
                .await?;
        }
        let Some(last) = self.last_heard(contact).await? else { return Ok(Settled::none()) };
        self.speak_first(last, reply).await
    }

    /// The last message of a customer who wants messages: where they wrote from is where they are told.
    pub(super) async fn last_heard(&self, contact: Uuid) -> Result<Option<Logged>> {
        let found = contacts::Entity::find_by_id(contact)
            .filter(contacts::COLUMN.tenant_id.eq(self.tenant()))
            .filter(contacts::COLUMN.opted_out_at.is_null())
            .filter(contacts::COLUMN.deleted_at.is_null())
            .one(self.tx)
            .await?;
        let Some(contact) = found else { return Ok(None) };
        let row = message_logs::Entity::find()
            .filter(message_logs::COLUMN.tenant_id.eq(self.tenant()))
            .filter(message_logs::COLUMN.contact_id.eq(contact.id))
            .filter(message_logs::COLUMN.direction.eq(Direction::In.as_str()))
            .order_by_desc(message_logs::Column::CreatedAt)
            .order_by_desc(message_logs::Column::Id)
            .limit(1)
            .one(self.tx)
            .await?;
        Ok(row.map(|row| Logged { row, contact_name: contact.name }))
    }

    /// Plans what is asked in a conversation when nothing more is heard, instead of what was planned before.
    pub(super) async fn plan_follow_ups(
        &self,
        conversation: Uuid,
        contact: Uuid,
        FollowUps { unfinished, at }: FollowUps,
    ) -> Result<()> {
        scheduled_messages::Entity::delete_many()
            .filter(scheduled_messages::COLUMN.tenant_id.eq(self.tenant()))
            .filter(scheduled_messages::COLUMN.subject_id.eq(conversation))
            .exec(self.tx)
            .await?;
        if at.is_empty() {
            return Ok(());
        }
        let rows = (0..).zip(at).map(|(times, at)| scheduled_messages::ActiveModel {
            id: Set(mint_at(self.now)),
            tenant_id: Set(self.tenant()),
            contact_id: Set(contact),
            subject_id: Set(conversation),
            kind: Set(DueKind::FollowUp(unfinished, times).text()),
            run_at: Set(at),
            created_at: Set(self.now),
            updated_at: Set(self.now),
        });
        scheduled_messages::Entity::insert_many(rows).exec_without_returning(self.tx).await?;
        Ok(())
    }

    /// Calls off what was planned for when nothing more is heard in these conversations.
    pub(super) fn forget_follow_ups(&self, script: &mut Script, conversations: Vec<Uuid>) {
        if conversations.is_empty() {
            return;
        }
        script.add(|values| {
            let tenant = values.put(self.tenant());
            let conversations = values.list(conversations);
            format!(
                "DELETE FROM scheduled_messages \
                 WHERE tenant_id = {tenant} AND subject_id IN ({conversations})",
            )
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::StoreError;

    #[test]
    fn every_kind_reads_back_and_fits_its_column() {
        let reminders = ReminderKind::ALL.iter().map(|kind| DueKind::Reminder(*kind));
        let news = OrderStatus::ALL.iter().map(|status| DueKind::News(*status));
        let asked = Unfinished::ALL.iter().flat_map(|unfinished| {
            (0..domain::order::follow_ups(*unfinished).len())
                .map(|times| DueKind::FollowUp(*unfinished, u8::try_from(times).unwrap()))
        });
        for kind in reminders.chain(news).chain(asked) {
            let text = kind.text();
            assert!(text.len() <= 16, "{text}");
            assert_eq!(DueKind::read(&text).unwrap(), kind, "{text}");
        }
        assert!(matches!(DueKind::read("BASKET"), Err(StoreError::Corrupt { .. })));
    }
}
