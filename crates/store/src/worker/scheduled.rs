//! What the assistant says by itself when its time has come.

use domain::appointment::ReminderKind;
use domain::booking::AppointmentView;
use domain::message::Direction;
use domain::{ContactId, Instant, Language, RecordId};
use sea_orm::{DatabaseTransaction, EntityTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::fence::Held;
use super::settle::{Reply, Settled};
use super::{Logged, WorkerStore};
use crate::bookings::shown;
use crate::entity::{appointments, contacts, message_logs, scheduled_messages};
use crate::error::Result;
use crate::views;

/// A message whose time has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueMessage {
    id: Uuid,
    /// The customer.
    pub contact_id: ContactId,
    /// What the customer is answered in, where it was heard or chosen.
    pub language: Option<Language>,
    /// What it is.
    pub kind: ReminderKind,
    /// When it should have been said.
    pub run_at: Instant,
    /// What it is about; nothing when that is gone.
    pub booking: Option<AppointmentView>,
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
    let booking = appointments::Entity::find_by_id(row.subject_id)
        .filter(appointments::COLUMN.tenant_id.eq(tenant))
        .all(tx)
        .await?;
    let language = contact.and_then(|contact| contact.language);
    Ok(DueMessage {
        id: row.id,
        contact_id: ContactId::from_uuid(row.contact_id),
        language: language.map(|it| views::read("contacts.language", &it)).transpose()?,
        kind: views::read("scheduled_messages.kind", &row.kind)?,
        run_at: row.run_at,
        booking: shown(tx, booking).await?.pop(),
    })
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
        if row.delete(self.tx).await?.rows_affected == 0 {
            return Ok(Settled::none());
        }
        let Some(reply) = reply else { return Ok(Settled::none()) };
        let Some(last) = self.last_heard(contact).await? else { return Ok(Settled::none()) };
        self.speak_first(last, reply).await
    }

    /// The last message of a customer who wants messages: where they wrote from is where they are told.
    async fn last_heard(&self, contact: Uuid) -> Result<Option<Logged>> {
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
}
