//! The first door: everything of one tenant, and nothing of any other.
//!
//! A foreign id gives nothing, just as one that does not exist. A deleted tenant can be read but refuses
//! every change.

mod business;
mod conversations;
mod detail;
mod documents;
mod draft;
mod events;
mod messages;
mod names;
mod passages;
mod pause;
mod phone;
mod questions;
mod setup;
mod today;
mod writing;

pub use business::BusinessInput;
pub use detail::StoredSession;
pub use documents::{DocumentInput, PassageInput};
pub use messages::{KeptFile, MessageFilter};
pub use passages::{Wanted, WordCounts};
pub use setup::SetupInput;

pub(crate) use conversations::{contact_addresses_of, waiting};
pub(crate) use detail::config_row;
pub(crate) use messages::contact_names;
pub(crate) use setup::request_views;
pub(crate) use writing::Writing;

use domain::{RecordId, TenantId};
use uuid::Uuid;

use crate::db::Scope;
use crate::store::Store;

/// One tenant's rows.
#[derive(Debug, Clone)]
pub struct TenantStore {
    store: Store,
    id: TenantId,
}

impl TenantStore {
    pub(crate) fn new(store: Store, id: TenantId) -> Self {
        Self { store, id }
    }

    /// Whose rows they are.
    pub fn id(&self) -> TenantId {
        self.id
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn scope(&self) -> Scope {
        Scope::Tenant(self.id)
    }

    fn uuid(&self) -> Uuid {
        self.id.uuid()
    }
}
