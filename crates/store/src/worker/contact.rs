//! The customer and the conversation that a message belongs to, found or made.
//!
//! Two transactions may make the same ones at the same time on PostgreSQL. The unique keys decide: who
//! comes second waits for the first, finds nothing inserted and takes what is there.

use domain::consent::{Consent, ConsentEvent, ConsentRecord};
use domain::customer::CustomerAddress;
use domain::message::{Channel, ConversationMode, ConversationStatus};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Set,
    Unchanged,
};
use serde_json::json;
use uuid::Uuid;

use super::fence::Held;
use super::message::{AddressRow, to_json};
use crate::customers::{ERASED, erased};
use crate::entity::{contact_addresses, contacts, conversations};
use crate::error::{Result, StoreError};
use crate::mint::mint_at;
use crate::views;

/// Where a new customer stands.
const STATUS_NEW: &str = "NEW";

impl Held<'_> {
    /// The customer behind an address.
    pub(super) async fn contact(&self, address: &AddressRow, name: Option<&str>) -> Result<Uuid> {
        if let Some(contact) = self.contact_at(address).await? {
            return Ok(contact);
        }
        let contact = contacts::Model {
            id: mint_at(self.now),
            tenant_id: self.tenant(),
            name: name.map(str::to_owned),
            language: None,
            status: STATUS_NEW.to_owned(),
            consent: json!({}),
            opted_out_at: None,
            language_chosen: false,
            note: None,
            erased_at: None,
            tags: json!([]),
            last_message_at: Some(self.now),
            deleted_at: None,
            created_at: self.now,
            updated_at: self.now,
        };
        let id = contact.id;
        contacts::Entity::insert(contact.into_active_model())
            .exec_without_returning(self.tx)
            .await?;
        if self.add_address(id, address).await? {
            self.keep_opted_out(id, address).await?;
            return Ok(id);
        }
        contacts::Entity::delete_by_id(id).exec(self.tx).await?;
        self.contact_at(address).await?.ok_or(StoreError::Missing("contact's address"))
    }

    /// Gives a customer one more address; whether nobody had it.
    pub(super) async fn add_address(&self, contact: Uuid, address: &AddressRow) -> Result<bool> {
        let row = contact_addresses::Model {
            id: mint_at(self.now),
            tenant_id: self.tenant(),
            contact_id: contact,
            kind: address.kind.as_str().to_owned(),
            value: address.value.clone(),
            created_at: self.now,
            updated_at: self.now,
        };
        self.insert_new(row).await
    }

    /// Leaves a customer in peace who had said that before they were erased, unless they said something else since.
    pub(super) async fn keep_opted_out(&self, contact: Uuid, address: &AddressRow) -> Result<()> {
        let address = CustomerAddress { kind: address.kind, value: address.value.clone() };
        let known = erased(self.tx, &self.ring, self.tenant(), &[address]).await?;
        if !known.values().any(|opted_out| *opted_out) {
            return Ok(());
        }
        let row = contacts::Entity::find_by_id(contact).one(self.tx).await?;
        let row = row.ok_or(StoreError::Missing("contact"))?;
        let mut consent: Consent = views::read_json("contacts.consent", row.consent)?;
        if !consent.history.is_empty() {
            return Ok(());
        }
        // In which words they had said it is forgotten.
        let (event, text) = (ConsentEvent::OptedOut, ERASED.to_owned());
        consent.take_in(Consent { history: vec![ConsentRecord { at: self.now, event, text }] });
        let known = contacts::ActiveModel {
            id: Unchanged(row.id),
            consent: Set(to_json("contacts.consent", &consent)?),
            opted_out_at: Set(Some(self.now)),
            updated_at: Set(self.now),
            ..Default::default()
        };
        known.update_without_returning(self.tx).await?;
        Ok(())
    }

    async fn contact_at(&self, address: &AddressRow) -> Result<Option<Uuid>> {
        use contact_addresses::Column as C;
        let found = contact_addresses::Entity::find()
            .select_only()
            .column(C::ContactId)
            .filter(C::TenantId.eq(self.tenant()))
            .filter(C::Kind.eq(address.kind.as_str()))
            .filter(C::Value.eq(address.value.as_str()))
            .into_tuple()
            .one(self.tx)
            .await?;
        Ok(found)
    }

    /// The customer's WhatsApp conversation that is not closed.
    pub(super) async fn open_conversation(&self, contact: Uuid) -> Result<Uuid> {
        if let Some(conversation) = self.conversation_with(contact).await? {
            return Ok(conversation);
        }
        let row = conversations::Model {
            id: mint_at(self.now),
            tenant_id: self.tenant(),
            channel: Channel::Whatsapp.as_str().to_owned(),
            contact_id: contact,
            status: ConversationStatus::Open.as_str().to_owned(),
            mode: ConversationMode::Bot.as_str().to_owned(),
            assigned_user_id: None,
            flow_version_id: None,
            flow_state: None,
            metadata: json!({}),
            snoozed_until: None,
            closed_at: None,
            last_message_at: Some(self.now),
            taken_at: None,
            person_at: None,
            customer_at: None,
            offered_at: None,
            unread: 0,
            turn: 0,
            created_at: self.now,
            updated_at: self.now,
        };
        let id = row.id;
        if self.insert_new(row).await? {
            return Ok(id);
        }
        self.conversation_with(contact).await?.ok_or(StoreError::Missing("open conversation"))
    }

    async fn conversation_with(&self, contact: Uuid) -> Result<Option<Uuid>> {
        use conversations::Column as C;
        let found = conversations::Entity::find()
            .select_only()
            .column(C::Id)
            .filter(C::TenantId.eq(self.tenant()))
            .filter(C::ContactId.eq(contact))
            .filter(C::Channel.eq(Channel::Whatsapp.as_str()))
            .filter(C::Status.ne(ConversationStatus::Closed.as_str()))
            .into_tuple()
            .one(self.tx)
            .await?;
        Ok(found)
    }

    /// Inserts a row unless a unique key has one already; whether it did.
    ///
    /// Not by catching the refusal: that would end the whole transaction on PostgreSQL.
    pub(super) async fn insert_new<M, A>(&self, row: M) -> Result<bool>
    where
        M: IntoActiveModel<A>,
        A: ActiveModelTrait,
    {
        let unless_there = OnConflict::new().do_nothing().to_owned();
        let inserted = <A::Entity as EntityTrait>::insert(row.into_active_model())
            .on_conflict(unless_there)
            .exec_without_returning(self.tx)
            .await?;
        Ok(inserted > 0)
    }
}
