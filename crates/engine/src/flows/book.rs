//! Which version of a flow answers a turn, and the versions that were read before.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use domain::{FlowVersionId, Instant, TemplateType};
use flow::{FlowDefinition, UnderWay};
use store::{StoreError, TenantStore};

/// Versions that are kept in memory, of all tenants.
const KEPT_MAX: usize = 256;
/// How long a conversation finishes on a version that was replaced, from its last answer on.
const FLOW_KEPT: TimeDelta = TimeDelta::hours(6);

/// A flow that can be run.
#[derive(Debug, Clone)]
pub(crate) enum Running {
    /// A template's.
    BuiltIn(&'static FlowDefinition),
    /// A business's own.
    Own(Arc<FlowDefinition>),
}

impl Running {
    /// A template's built-in flow.
    pub(crate) fn built_in(template: TemplateType) -> Self {
        Self::BuiltIn(flow::builtin(template))
    }
}

impl Deref for Running {
    type Target = FlowDefinition;

    fn deref(&self) -> &FlowDefinition {
        match self {
            Self::BuiltIn(flow) => flow,
            Self::Own(flow) => flow,
        }
    }
}

/// A version as it was read.
#[derive(Debug, Clone)]
enum Read {
    /// It can be run.
    Flow(Arc<FlowDefinition>),
    /// This program cannot read it.
    Unreadable,
}

impl Read {
    fn flow(self) -> Option<Arc<FlowDefinition>> {
        match self {
            Self::Flow(flow) => Some(flow),
            Self::Unreadable => None,
        }
    }
}

/// Versions as they were read. They never change, so what is kept is never out of date.
#[derive(Debug, Default)]
pub(crate) struct FlowBook {
    read: Mutex<HashMap<FlowVersionId, Read>>,
}

impl FlowBook {
    /// The flow that answers in a business, `version` where it is its own.
    ///
    /// A version that this program cannot read is as good as none: the built-in flow answers.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn running(
        &self,
        store: &TenantStore,
        template: TemplateType,
        version: Option<FlowVersionId>,
    ) -> Result<Running, StoreError> {
        let Some(version) = version else { return Ok(Running::built_in(template)) };
        let own = self.own(store, version).await?;
        Ok(own.map_or_else(|| Running::built_in(template), Running::Own))
    }

    /// The version that a conversation is in the middle of, where it is another one than what answers in the business
    /// now and was left only lately; else what answers now.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn for_turn(
        &self,
        store: &TenantStore,
        active: &Running,
        template: TemplateType,
        under_way: Option<UnderWay>,
        now: Instant,
    ) -> Result<Running, StoreError> {
        match under_way {
            Some(begun) if begun.of != active.id() && now - begun.answered_at <= FLOW_KEPT => {
                self.running(store, template, begun.of).await
            }
            _ => Ok(active.clone()),
        }
    }

    /// A version as it can be run; nothing where this program cannot.
    pub(crate) async fn own(
        &self,
        store: &TenantStore,
        version: FlowVersionId,
    ) -> Result<Option<Arc<FlowDefinition>>, StoreError> {
        if let Some(known) = self.known(version) {
            return Ok(known.flow());
        }
        let read = store.flow_of(version).await?.and_then(|stored| {
            let read = FlowDefinition::parse(&stored.definition);
            let told = |error: &flow::FlowError| {
                tracing::error!(
                    tenant.id = %store.id(),
                    flow.number = stored.version.number,
                    %error,
                    "a published flow cannot be read any more; the built-in one answers"
                );
            };
            read.inspect_err(told).ok().map(|flow| Arc::new(flow.with_id(version)))
        });
        self.keep(version, read.clone().map_or(Read::Unreadable, Read::Flow));
        Ok(read)
    }

    fn known(&self, version: FlowVersionId) -> Option<Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).get(&version).cloned()
    }

    fn keep(&self, version: FlowVersionId, flow: Read) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.len() >= KEPT_MAX {
            // Those that are still in use come back with their next message.
            read.clear();
        }
        read.insert(version, flow);
    }
}
