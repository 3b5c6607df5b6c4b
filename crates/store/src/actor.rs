//! Who did something, for the event log.

use domain::{Principal, UserId};

/// Who did it: a person, or Flow HQ itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person; nothing for Flow HQ itself.
    pub user_id: Option<UserId>,
    /// The name that is written to the event log.
    pub name: String,
}

impl Actor {
    /// Flow HQ itself.
    pub fn system() -> Self {
        Self { user_id: None, name: "system".to_owned() }
    }
}

impl From<&Principal> for Actor {
    fn from(principal: &Principal) -> Self {
        Self { user_id: principal.user_id, name: principal.name.clone() }
    }
}
