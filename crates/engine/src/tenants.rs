//! What portal and dashboard both do with one tenant.

use domain::forms::SetupForm;
use domain::message::MessageShow;
use domain::session::{DisconnectReason, SessionStateName, SessionWish};
use domain::views::{
    ConfigView, ConversationView, EventView, MessageView, Page, SetupRequestView, TenantDetail,
    TenantView,
};
use domain::worker::WorkerCommand;
use domain::{ConversationId, MessageId, Permission, Principal, TenantId};
use store::{Actor, EventFilter, KeptFile, MessageFilter};

use crate::engine::may_link;
use crate::{Engine, EngineError, access, setup};

/// Most items that one page of a list may hold.
pub(crate) const PAGE_MAX: u32 = 200;

impl Engine {
    /// Everything about one tenant; the QR code only for who may link the phone.
    pub async fn tenant_detail(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<TenantDetail, EngineError> {
        access::tenant(principal, tenant, Permission::ViewTenant)?;
        let mut detail = self.detail_through(&self.door(principal, tenant).await?).await?;
        if !may_link(principal) {
            detail.session = detail.session.without_codes();
        }
        Ok(detail)
    }

    /// What a tenant is set to: a small part of [`Engine::tenant_detail`], which looks for who waits for a person besides.
    ///
    /// # Errors
    /// When there is no such tenant.
    pub async fn tenant_config(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<ConfigView, EngineError> {
        access::tenant(principal, tenant, Permission::ViewTenant)?;
        self.store().tenant(tenant).config().await?.ok_or(EngineError::NotFound)
    }

    /// Whether a tenant's WhatsApp is connected.
    ///
    /// # Errors
    /// When there is no such tenant.
    pub async fn is_connected(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<bool, EngineError> {
        access::tenant(principal, tenant, Permission::ViewTenant)?;
        let session = self.store().tenant(tenant).session_state().await?;
        let session = session.ok_or(EngineError::NotFound)?;
        Ok(session.view.state == SessionStateName::Connected)
    }

    /// Sends the setup request of the principal's own tenant.
    pub async fn submit_setup(
        &self,
        principal: &Principal,
        form: &SetupForm,
    ) -> Result<SetupRequestView, EngineError> {
        let tenant = access::own_tenant(principal, Permission::SubmitSetup)?;
        let input = setup::check(form)?;
        let request =
            self.store().tenant(tenant).submit_setup(&Actor::from(principal), input).await?;
        self.publish_deed(tenant).await;
        Ok(request)
    }

    /// Silences the assistant; messages are still logged.
    pub async fn pause(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<TenantView, EngineError> {
        access::tenant(principal, tenant, Permission::PauseTenant)?;
        self.detail(tenant).await?;
        let view = self.store().tenant(tenant).pause(&Actor::from(principal)).await?;
        self.publish_deed(tenant).await;
        Ok(view)
    }

    /// Lets the assistant speak again.
    pub async fn resume(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<TenantView, EngineError> {
        access::tenant(principal, tenant, Permission::PauseTenant)?;
        self.detail(tenant).await?;
        let view = self.store().tenant(tenant).resume(&Actor::from(principal)).await?;
        self.poke();
        self.publish_deed(tenant).await;
        Ok(view)
    }

    /// Connects a session again that waits for a person: nobody scanned its codes, or another program took
    /// it over. Does nothing to one that does not wait (any more), so that a second tab does no harm.
    pub async fn connect_again(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::LinkPhone)?;
        let reason = self.detail(tenant).await?.session.reason;
        if reason.is_some_and(DisconnectReason::waits_for_a_person) {
            self.command_worker(principal, tenant, WorkerCommand::Restart).await?;
        }
        Ok(())
    }

    /// Has a phone unlinked: on the channel's side where that can be reached, on ours in any case.
    pub async fn unlink(&self, principal: &Principal, tenant: TenantId) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::LinkPhone)?;
        if self.detail(tenant).await?.session.state == SessionStateName::QrReady {
            // There is no link.
            return Ok(());
        }
        self.wish(principal, tenant, SessionWish::Unlink).await
    }

    /// Asks for a code that is typed on the phone with this number, in the place of scanning.
    ///
    /// # Errors
    /// Names what is wrong with the number.
    pub async fn link_by_code(
        &self,
        principal: &Principal,
        tenant: TenantId,
        phone: &str,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::LinkPhone)?;
        let phone = setup::whatsapp_number(phone)
            .map_err(|problem| EngineError::field("phone", problem))?;
        if self.detail(tenant).await?.session.state == SessionStateName::Connected {
            // Another tab or another person was quicker.
            return Ok(());
        }
        self.wish(principal, tenant, SessionWish::TypedCode(phone)).await
    }

    async fn wish(
        &self,
        principal: &Principal,
        tenant: TenantId,
        wish: SessionWish,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::LinkPhone)?;
        let done = self.store().platform().wish(&Actor::from(principal), tenant, wish).await?;
        done.ok_or(EngineError::NotFound)?;
        self.poke();
        self.publish_deed(tenant).await;
        Ok(())
    }

    /// Lets messages go out at once that were held back after the channel had refused one.
    pub async fn send_now(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::LinkPhone)?;
        if self.detail(tenant).await?.session.hold.is_none() {
            return Ok(());
        }
        let done = self.store().platform().release_hold(&Actor::from(principal), tenant).await?;
        done.ok_or(EngineError::NotFound)?;
        self.poke();
        self.publish_session(tenant).await;
        self.publish_deed(tenant).await;
        Ok(())
    }

    /// A page of the message log, newest first; of one conversation when it is named.
    pub async fn messages(
        &self,
        principal: &Principal,
        tenant: TenantId,
        conversation: Option<ConversationId>,
        limit: u32,
        before: Option<String>,
    ) -> Result<Page<MessageView>, EngineError> {
        access::tenant(principal, tenant, Permission::ReadMessages)?;
        let show = MessageShow::All;
        let filter = MessageFilter { conversation, show, limit: limit.clamp(1, PAGE_MAX), before };
        Ok(self.door(principal, tenant).await?.messages(filter).await?)
    }

    /// The file that came with a message.
    ///
    /// # Errors
    /// When there is none, or it is not here, and for who may take nothing out.
    pub async fn file(
        &self,
        principal: &Principal,
        tenant: TenantId,
        message: MessageId,
    ) -> Result<KeptFile, EngineError> {
        access::taking_out(principal)?;
        access::tenant(principal, tenant, Permission::ReadMessages)?;
        self.door(principal, tenant).await?.file(message).await?.ok_or(EngineError::NotFound)
    }

    /// The conversations of customers who want no messages, with what they said.
    pub async fn unwanted(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<Vec<ConversationView>, EngineError> {
        access::tenant(principal, tenant, Permission::ReadMessages)?;
        Ok(self.door(principal, tenant).await?.unwanted_conversations().await?)
    }

    /// A page of the tenant's event log, newest first.
    pub async fn tenant_events(
        &self,
        principal: &Principal,
        tenant: TenantId,
        limit: u32,
        before: Option<String>,
    ) -> Result<Page<EventView>, EngineError> {
        access::tenant(principal, tenant, Permission::ReadEvents)?;
        let filter = EventFilter::newest(limit.clamp(1, PAGE_MAX));
        Ok(self.store().tenant(tenant).events(filter, before).await?)
    }
}
