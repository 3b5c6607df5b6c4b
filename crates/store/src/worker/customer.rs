//! What is learnt about a customer while they write: the language they speak, and whether they want messages.

use domain::consent::{Consent, ConsentEvent, ConsentRecord};
use domain::message::{DeliveryEvent, MessageStatus};
use domain::{Instant, Language};
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use super::delivery::statuses_before;
use super::fence::Held;
use super::message::to_json;
use super::outbox::OutboxState;
use crate::clip::clip;
use crate::entity::{contacts, message_logs, outbox};
use crate::error::{Result, StoreError};
use crate::views;

/// Of the customer's words that are kept as a proof, so many characters.
const PROOF_MAX: usize = 200;

/// The error of a message that its customer does not want.
const UNWANTED: &str = "the customer wants no messages";

/// What is learnt; nothing of it changes what it does not name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerChange {
    /// What the customer speaks, and whether they chose it.
    pub language: Option<(Language, bool)>,
    /// Whether the customer wants messages.
    pub consent: Option<ConsentEvent>,
}

impl Held<'_> {
    /// Keeps what was learnt from a message about who wrote it.
    pub(super) async fn change_customer(
        &self,
        inbound: &message_logs::Model,
        change: CustomerChange,
    ) -> Result<()> {
        let Some(contact) = inbound.contact_id else { return Ok(()) };
        if change == CustomerChange::default() {
            return Ok(());
        }
        let mut row = contacts::ActiveModel { updated_at: Set(self.now), ..Default::default() };
        if let Some((language, chosen)) = change.language {
            row.language = Set(Some(language.as_str().to_owned()));
            row.language_chosen = Set(chosen);
        }
        if let Some(event) = change.consent {
            let text = clip(&inbound.message_text, PROOF_MAX);
            row.consent = Set(self.consent(contact, event, text).await?);
            row.opted_out_at = Set((event == ConsentEvent::OptedOut).then_some(self.now));
        }
        contacts::Entity::update_many()
            .set(row)
            .filter(contacts::COLUMN.id.eq(contact))
            .filter(contacts::COLUMN.tenant_id.eq(self.tenant()))
            .exec(self.tx)
            .await?;
        if change.consent == Some(ConsentEvent::OptedOut) {
            drop_waiting(self.tx, self.now, self.tenant(), contact).await?;
        }
        Ok(())
    }

    /// All that the customer said about messages, this time included.
    async fn consent(
        &self,
        contact: Uuid,
        event: ConsentEvent,
        text: String,
    ) -> Result<serde_json::Value> {
        let row = contacts::Entity::find_by_id(contact)
            .filter(contacts::COLUMN.tenant_id.eq(self.tenant()))
            .one(self.tx)
            .await?
            .ok_or(StoreError::Missing("contact"))?;
        let mut consent: Consent = views::read_json("contacts.consent", row.consent)?;
        let record = ConsentRecord { at: self.now, event, text };
        consent.take_in(Consent { history: vec![record] });
        to_json("contacts.consent", &consent)
    }

    /// Marks messages as not sent because their customers do not want them, those that still wait.
    pub(super) async fn refuse_messages(&self, messages: &[Uuid]) -> Result<()> {
        refuse(self.tx, self.now, messages).await
    }
}

/// Takes what waits for a customer out of the outbox, but for what is on its way already.
pub(crate) async fn drop_waiting(
    tx: &DatabaseTransaction,
    now: Instant,
    tenant: Uuid,
    contact: Uuid,
) -> Result<()> {
    let waiting: Vec<Uuid> = message_logs::Entity::find()
        .select_only()
        .column(message_logs::Column::Id)
        .filter(message_logs::COLUMN.tenant_id.eq(tenant))
        .filter(message_logs::COLUMN.contact_id.eq(contact))
        .filter(message_logs::COLUMN.status.eq(MessageStatus::Queued.as_str()))
        .into_tuple()
        .all(tx)
        .await?;
    outbox::Entity::delete_many()
        .filter(outbox::COLUMN.tenant_id.eq(tenant))
        .filter(outbox::COLUMN.state.eq(OutboxState::Ready.as_str()))
        .filter(outbox::COLUMN.message_id.is_in(waiting.iter().copied()))
        .exec(tx)
        .await?;
    refuse(tx, now, &waiting).await
}

async fn refuse(tx: &DatabaseTransaction, now: Instant, messages: &[Uuid]) -> Result<()> {
    let refused = message_logs::ActiveModel {
        status: Set(MessageStatus::Failed.as_str().to_owned()),
        error_message: Set(Some(UNWANTED.to_owned())),
        updated_at: Set(now),
        ..Default::default()
    };
    message_logs::Entity::update_many()
        .set(refused)
        .filter(message_logs::COLUMN.id.is_in(messages.iter().copied()))
        .filter(message_logs::COLUMN.status.is_in(statuses_before(DeliveryEvent::Claimed)))
        .exec(tx)
        .await?;
    Ok(())
}
