//! What the business's own people do in the portal beyond what an admin does for them.

use domain::draft::{BusinessForm, SetupDraft, SetupStep, StepForm, fill_step, known};
use domain::forms::SetupForm;
use domain::message::MessageShow;
use domain::views::{ConfigView, MessageView, Page, TenantDetail, Today};
use domain::{Permission, Principal, TenantId, Zone};
use store::{Actor, MessageFilter};

use crate::tenants::PAGE_MAX;
use crate::{Engine, EngineError, access, setup, zone};

/// Where a step of setting up leads when its form is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward {
    /// To the step before; whatever was typed is kept unjudged.
    Back,
    /// To the next step, if nothing is wrong with this one.
    Next,
    /// To the same step, to see what was chosen at work; kept unjudged as well.
    Stay,
}

impl Engine {
    /// What has been typed of the setup form so far.
    pub async fn setup_draft(
        &self,
        principal: &Principal,
    ) -> Result<Option<SetupDraft>, EngineError> {
        let tenant = access::own_tenant(principal, Permission::SubmitSetup)?;
        Ok(self.store().tenant(tenant).draft().await?)
    }

    /// Keeps one step of the setup form and tells which step comes now.
    ///
    /// Who had reached the review before comes back to it. What is wrong is kept as well, so that
    /// nothing that was typed is lost.
    ///
    /// # Errors
    /// When the step has wrong fields and leads on, and when there is nothing to set up any more.
    pub async fn save_setup_step(
        &self,
        principal: &Principal,
        step: SetupStep,
        sent: StepForm,
        onward: Onward,
    ) -> Result<SetupStep, EngineError> {
        let tenant = access::own_tenant(principal, Permission::SubmitSetup)?;
        let door = self.store().tenant(tenant);
        let (reached, mut form) = match door.draft().await? {
            Some(draft) => (draft.step, draft.form),
            None => (SetupStep::Business, self.known_setup(tenant).await?),
        };
        fill_step(&mut form, step, sent);
        let judged = match onward {
            Onward::Back => Ok(step.back().unwrap_or(step)),
            Onward::Stay => Ok(step),
            Onward::Next => setup::check_step(&form, step).map(|()| match reached {
                SetupStep::Review => SetupStep::Review,
                _ => step.next(),
            }),
        };
        let keep = match (&judged, onward) {
            (Ok(next), Onward::Next) => *next,
            (Ok(_), Onward::Back | Onward::Stay) => reached,
            (Err(_), _) => step,
        };
        door.save_draft(keep, form).await?;
        judged
    }

    /// The setup form as it would be sent to say what is known already.
    async fn known_setup(&self, tenant: TenantId) -> Result<SetupForm, EngineError> {
        let detail = self.detail(tenant).await?;
        Ok(known(&detail.config, detail.tenant.phone_number))
    }

    /// Changes what the business says about itself; the change is logged by the names of the facts.
    ///
    /// # Errors
    /// Names every wrong field at once.
    pub async fn change_business(
        &self,
        principal: &Principal,
        tenant: TenantId,
        form: &BusinessForm,
    ) -> Result<ConfigView, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        self.detail(tenant).await?;
        let input = setup::check_business(form)?;
        let door = self.store().tenant(tenant);
        let config = door.change_business(&Actor::from(principal), input).await?;
        self.publish_deed(tenant).await;
        Ok(config)
    }

    /// The figures of the day that is under way in a zone.
    pub async fn today(
        &self,
        principal: &Principal,
        detail: &TenantDetail,
        zone: &Zone,
    ) -> Result<Today, EngineError> {
        let tenant = detail.tenant.id;
        access::tenant(principal, tenant, Permission::ReadMessages)?;
        Ok(self.door(principal, tenant).await?.today(zone::midnight(zone, self.now())).await?)
    }

    /// A page of those messages of the log that are asked for, newest first.
    pub async fn messages_shown(
        &self,
        principal: &Principal,
        tenant: TenantId,
        show: MessageShow,
        limit: u32,
        before: Option<String>,
    ) -> Result<Page<MessageView>, EngineError> {
        access::tenant(principal, tenant, Permission::ReadMessages)?;
        let limit = limit.clamp(1, PAGE_MAX);
        let filter = MessageFilter { show, limit, before, ..MessageFilter::default() };
        Ok(self.door(principal, tenant).await?.messages(filter).await?)
    }
}
