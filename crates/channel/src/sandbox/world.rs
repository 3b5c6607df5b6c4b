//! The sandbox's world as the phone page drives it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use chrono::Duration;
use domain::forms::SandboxDelivery;
use domain::message::PhoneMessageKind;
use domain::views::PhoneView;
use domain::{Clock, Conflict, E164, RecordId, TenantId};
use tokio_util::task::TaskTracker;

use super::connector::SandboxConnector;
use super::line::Line;
use super::phone::{Customer, Said};
use super::{PhoneStore, PhoneWatcher, SandboxError, SandboxTiming};
use crate::{Connector, ConnectorError};

/// How long ago a late message was written: well past the age up to which messages are answered.
const LATE: Duration = Duration::days(2);

/// All simulated phones; a cheap clone.
#[derive(Clone)]
pub struct Sandbox {
    world: Arc<World>,
}

/// What all lines share.
pub(super) struct World {
    pub(super) store: Arc<dyn PhoneStore>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) timing: SandboxTiming,
    pub(super) tracker: TaskTracker,
    pub(super) watcher: PhoneWatcher,
    /// A line lives as long as somebody uses it.
    lines: Mutex<HashMap<TenantId, Weak<Line>>>,
}

impl Sandbox {
    /// A world whose phones are kept in `store` and whose tasks run on `tracker`. A task ends when
    /// its connector is stopped or dropped; `watcher` is called after every change of a phone.
    pub fn new(
        store: Arc<dyn PhoneStore>,
        clock: Arc<dyn Clock>,
        timing: SandboxTiming,
        tracker: TaskTracker,
        watcher: PhoneWatcher,
    ) -> Self {
        let lines = Mutex::default();
        Self { world: Arc::new(World { store, clock, timing, tracker, watcher, lines }) }
    }

    /// A connector to the tenant's phone. Only one may run at a time: starting a second is refused.
    pub fn connector(&self, tenant: TenantId) -> Arc<dyn Connector> {
        Arc::new(SandboxConnector::new(self.line(tenant)))
    }

    /// The phone as a page shows it.
    ///
    /// # Errors
    /// When the phone cannot be read.
    pub async fn view(
        &self,
        tenant: TenantId,
        tenant_name: &str,
    ) -> Result<PhoneView, SandboxError> {
        let line = self.line(tenant);
        let phone = line.order(|phone| Ok(Arc::clone(phone))).await?;
        Ok(phone.view(tenant, tenant_name, line.is_served()))
    }

    /// The phone scans a code; linked when this returns.
    ///
    /// # Errors
    /// When the phone is linked already, or the code is not the newest one that a running connector
    /// offers.
    pub async fn scan(&self, tenant: TenantId, code: &str) -> Result<(), SandboxError> {
        let line = self.line(tenant);
        let is_valid = line.offers(code.trim());
        line.order(move |phone| {
            if phone.linked {
                return Err(Conflict::PhoneLinked.into());
            }
            if !is_valid || !phone.online {
                return Err(Conflict::QrInvalid.into());
            }
            let phone = Arc::make_mut(phone);
            phone.linked = true;
            phone.number = phone.number.take().or_else(|| number_of(tenant));
            Ok(())
        })
        .await
    }

    /// A customer writes to the business. The message is stored when this returns and is delivered
    /// as soon as a connector is connected, then again after every reconnect until it is
    /// acknowledged.
    ///
    /// # Errors
    /// When the phone is not linked, or too many messages wait for a worker.
    pub async fn say(
        &self,
        tenant: TenantId,
        from: &E164,
        name: Option<&str>,
        text: &str,
        delivery: SandboxDelivery,
    ) -> Result<(), SandboxError> {
        let said = self.said(PhoneMessageKind::Text, typed(text), delivery);
        self.hand_over(tenant, customer(from, name), said, delivery).await
    }

    /// A customer calls the business, and nobody takes the call. It waits for a connector as what is
    /// written does.
    ///
    /// # Errors
    /// When the phone is not linked, or too many messages wait for a worker.
    pub async fn call(
        &self,
        tenant: TenantId,
        from: &E164,
        name: Option<&str>,
        delivery: SandboxDelivery,
    ) -> Result<(), SandboxError> {
        let said = self.said(PhoneMessageKind::Call, String::new(), delivery);
        self.hand_over(tenant, customer(from, name), said, delivery).await
    }

    fn said(&self, kind: PhoneMessageKind, text: String, delivery: SandboxDelivery) -> Said {
        let now = self.world.clock.now();
        let at = if delivery == SandboxDelivery::Late { now - LATE } else { now };
        Said { id: format!("3A{:032X}", rand::random::<u128>()), kind, text, at }
    }

    async fn hand_over(
        &self,
        tenant: TenantId,
        from: Customer,
        said: Said,
        delivery: SandboxDelivery,
    ) -> Result<(), SandboxError> {
        self.line(tenant)
            .order(move |phone| {
                if !phone.linked {
                    return Err(Conflict::PhoneNotLinked.into());
                }
                let mut changed = phone.as_ref().clone();
                changed.receive(from, said, delivery).map_err(|_full| {
                    ConnectorError::Unavailable("too many messages wait for the worker".to_owned())
                })?;
                *phone = Arc::new(changed);
                Ok(())
            })
            .await
    }

    /// Turns the phone's network on or off.
    ///
    /// # Errors
    /// When the phone cannot be read or written.
    pub async fn set_online(&self, tenant: TenantId, online: bool) -> Result<(), SandboxError> {
        self.line(tenant)
            .order(move |phone| {
                if phone.online != online {
                    Arc::make_mut(phone).set_online(online);
                }
                Ok(())
            })
            .await
    }

    /// Unlinks Flow HQ on the phone. A connector learns of it as soon as the phone is online.
    ///
    /// # Errors
    /// When the phone is not linked.
    pub async fn log_out(&self, tenant: TenantId) -> Result<(), SandboxError> {
        self.line(tenant)
            .order(|phone| {
                if !phone.linked {
                    return Err(Conflict::PhoneNotLinked.into());
                }
                Arc::make_mut(phone).linked = false;
                Ok(())
            })
            .await
    }

    fn line(&self, tenant: TenantId) -> Arc<Line> {
        let mut lines = self.world.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get(&tenant).and_then(Weak::upgrade) {
            return line;
        }
        lines.retain(|_, line| line.strong_count() > 0);
        let line = Arc::new(Line::new(Arc::clone(&self.world), tenant));
        lines.insert(tenant, Arc::downgrade(&line));
        line
    }
}

fn customer(number: &E164, name: Option<&str>) -> Customer {
    let name = name.map(|name| typed(name.trim())).filter(|name| !name.is_empty());
    Customer { number: number.clone(), name }
}

/// A text as a phone can type it; PostgreSQL keeps no NUL.
fn typed(text: &str) -> String {
    text.replace('\0', "")
}

/// The simulated phone's own number: one of a Tanzanian range, the same for a tenant every time.
fn number_of(tenant: TenantId) -> Option<E164> {
    E164::parse(&format!("+255700{:06}", tenant.uuid().as_u128() % 1_000_000)).ok()
}
