//! The first door: everything of one tenant, and nothing of any other.
//!
//! A foreign id gives nothing, just as one that does not exist. A deleted tenant can be read but refuses
//! every change.

mod business;
mod canned;
mod conversations;
mod course;
mod days;
mod detail;
mod documents;
mod draft;
mod events;
mod find;
mod hands;
mod idle;
mod inbox;
mod messages;
mod names;
mod notes;
mod passages;
mod pause;
mod phone;
mod presence;
mod questions;
mod say;
mod seen;
mod setup;
mod today;
mod writing;

pub use business::BusinessInput;
pub use days::DaySpan;
pub use detail::StoredSession;
pub use documents::{DocumentInput, PassageInput};
pub use find::InboxSearch;
pub use hands::{ConversationTalk, HandBack};
pub use inbox::InboxQuery;
pub use messages::{KeptFile, MessageFilter};
pub use passages::{Wanted, WordCounts};
pub use say::{Said, Words};
pub use setup::SetupInput;

pub(crate) use conversations::{contact_addresses_of, waiting};
pub(crate) use detail::config_row;
pub(crate) use idle::Idle;
pub(crate) use inbox::{ASIDE, WITH_PEOPLE, inbox_rows};
pub(crate) use messages::contact_names;
pub(crate) use presence::span;
pub(crate) use seen::{seen, seen_customers};
pub(crate) use setup::request_views;
pub(crate) use writing::Writing;

use domain::{RecordId, Sees, TenantId};
use uuid::Uuid;

use crate::db::Scope;
use crate::store::Store;

/// One tenant's rows; of its conversations and customers those that are seen through this door.
#[derive(Debug, Clone)]
pub struct TenantStore {
    store: Store,
    id: TenantId,
    sees: Sees,
}

impl TenantStore {
    pub(crate) fn new(store: Store, id: TenantId) -> Self {
        Self { store, id, sees: Sees::All }
    }

    /// The same rows as somebody sees them: conversations that are not theirs, and what hangs on them, are not there.
    #[must_use]
    pub fn seen_by(self, sees: Sees) -> Self {
        Self { sees, ..self }
    }

    pub(crate) fn sees(&self) -> Sees {
        self.sees
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
