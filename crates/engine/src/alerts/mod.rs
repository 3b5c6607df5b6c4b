//! Alerts: what people are told although they look elsewhere, and how they want it.

pub(crate) mod browser;
mod judge;

use std::time::Duration;

use domain::alert::{AlertForm, AlertPrefs};
use domain::hours::HoursRefused;
use domain::{FieldProblem, Permission, Principal, Problem};
use store::{Actor, StoreError};
use tokio::time::MissedTickBehavior;

use crate::{Engine, EngineError, access};

/// How often it is looked for what is due.
const LOOK_EVERY: Duration = Duration::from_secs(15);

impl Engine {
    /// How the person wants to be alerted; nothing for who is never alerted, because they only read or have no business.
    pub async fn alert_prefs(
        &self,
        principal: &Principal,
    ) -> Result<Option<AlertPrefs>, EngineError> {
        let (Some(tenant), Some(user)) = (principal.tenant_id, principal.user_id) else {
            return Ok(None);
        };
        if principal.viewing || !principal.role.may(Permission::Converse) {
            return Ok(None);
        }
        Ok(self.store().tenant(tenant).alert_prefs(user).await?)
    }

    /// Keeps how the person wants to be alerted.
    ///
    /// # Errors
    /// When quiet hours are wanted that are none.
    pub async fn change_alerts(
        &self,
        principal: &Principal,
        form: &AlertForm,
    ) -> Result<(), EngineError> {
        let tenant = access::own_tenant(principal, Permission::Converse)?;
        let user = principal.user_id.ok_or(EngineError::Forbidden)?;
        let prefs = form.prefs().map_err(|refused| {
            let problem = match refused {
                HoursRefused::Time => Problem::Clock,
                HoursRefused::ClosesFirst => Problem::SameTime,
            };
            EngineError::Invalid(vec![FieldProblem::new("quiet_to", problem)])
        })?;
        let by = Actor::from(principal);
        Ok(self.store().tenant(tenant).set_alert_prefs(&by, user, prefs).await?)
    }
}

/// Tells what is due until the engine drains.
pub(crate) async fn run(engine: Engine) {
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let draining = engine.draining();
    loop {
        tokio::select! {
            () = draining.cancelled() => return,
            _ = tick.tick() => {}
        }
        if let Err(error) = engine.tell_alerts().await {
            tracing::warn!(%error, "alerts could not be told; it is repeated");
        }
    }
}

impl Engine {
    /// Tells what is due now, in every business; gives how many mails wait to be sent by that.
    pub async fn tell_alerts(&self) -> Result<usize, StoreError> {
        let mut mails = 0;
        let mut done = None;
        loop {
            // Where it is quiet alerts wait till morning, and no other business waits for that.
            let due = self.store().upkeep().tenants_with_alerts(done).await?;
            for tenant in &due {
                match self.store().tenant(*tenant).tell_alerts(judge::judge).await {
                    Ok(sent) => mails += sent,
                    // What is wrong with one business keeps no other from hearing.
                    Err(error) => {
                        tracing::warn!(%error, tenant.id = %tenant, "alerts could not be told");
                    }
                }
            }
            match due.last() {
                Some(last) => done = Some(*last),
                None => break,
            }
        }
        if mails > 0 {
            self.wake_mail();
        }
        Ok(mails)
    }
}
