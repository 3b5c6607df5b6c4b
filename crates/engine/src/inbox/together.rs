//! Who of a business's people has a conversation open, and who writes in it.

use channel::Address;
use domain::inbox::InboxRow;
use domain::live::LiveEvent;
use domain::presence::{PresentIn, PresentView};
use domain::{ConversationId, Permission, Principal, TenantId, UserId};
use store::TenantStore;

use super::{found, person};
use crate::courtesy::Courtesy;
use crate::news::Word;
use crate::{Engine, EngineError, access};

/// What a customer is shown of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Writing,
    /// The last message was read.
    Reading,
}

impl Engine {
    /// Notes that the person has a conversation open, and that they write where they do; gives who is there, the person
    /// too. Who answers nobody is not noted.
    ///
    /// # Errors
    /// When there is no such conversation.
    pub async fn attend(
        &self,
        principal: &Principal,
        conversation: ConversationId,
        writes: bool,
    ) -> Result<Vec<PresentView>, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        let door = self.door(principal, tenant).await?;
        if let Ok((_, user)) = person(principal) {
            if door.attend(user, conversation, writes).await.map_err(found)? {
                self.publish_presence(tenant, conversation).await;
            }
            if writes && self.courtesies().is_due(tenant, conversation) {
                self.show_customer(&door, user, conversation, Shown::Writing).await?;
            }
        }
        let there = door.who_is_there(vec![conversation]).await?.pop();
        Ok(there.map(|there| there.people).unwrap_or_default())
    }

    /// Shows a customer what a person who answers them does, if their worker is here.
    pub(super) async fn show_customer(
        &self,
        door: &TenantStore,
        user: UserId,
        conversation: ConversationId,
        shown: Shown,
    ) -> Result<(), EngineError> {
        let Some(heard) = door.heard_by(user, conversation).await? else { return Ok(()) };
        let to = Address { kind: heard.address.kind, value: heard.address.value };
        let read = match shown {
            Shown::Writing => None,
            Shown::Reading if heard.wa_message_id.is_some() => heard.wa_message_id,
            Shown::Reading => return Ok(()),
        };
        self.courtesies().show(door.id(), Courtesy { to, read });
        Ok(())
    }

    /// Notes that the person has left a conversation.
    pub async fn leave(
        &self,
        principal: &Principal,
        conversation: ConversationId,
    ) -> Result<(), EngineError> {
        let (tenant, user) = person(principal)?;
        if self.door(principal, tenant).await?.leave(user, conversation).await? {
            self.publish_presence(tenant, conversation).await;
        }
        Ok(())
    }

    /// Who has these conversations open.
    pub async fn who_is_there(
        &self,
        principal: &Principal,
        rows: &[InboxRow],
    ) -> Result<Vec<PresentIn>, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        let talks = rows.iter().map(|row| row.id).collect();
        Ok(self.door(principal, tenant).await?.who_is_there(talks).await?)
    }

    /// Publishes who has a conversation open now.
    pub(crate) async fn publish_presence(&self, tenant: TenantId, conversation: ConversationId) {
        self.bus().announce(Word::Presence(tenant, conversation));
        self.tell_presence(tenant, conversation).await;
    }

    /// The same to the browsers of this node.
    pub(crate) async fn tell_presence(&self, tenant: TenantId, conversation: ConversationId) {
        if !self.bus().is_watched() {
            return;
        }
        let _turn = self.turns().of(tenant).await;
        match self.store().tenant(tenant).who_is_there(vec![conversation]).await {
            Ok(mut found) => {
                let people = found.pop().map(|there| there.people).unwrap_or_default();
                let there = PresentIn { conversation_id: conversation, people };
                self.bus().tell(LiveEvent::Presence { tenant_id: tenant, there });
            }
            Err(error) => tracing::warn!(%error, tenant.id = %tenant, "a change was not published"),
        }
    }
}
