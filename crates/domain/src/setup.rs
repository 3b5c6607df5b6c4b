//! A setup request's life as a state machine.

use crate::text_enum::text_enum;

text_enum! {
    /// Where a setup request stands.
    SetupStatus {
        /// Sent by the owner; nobody looked yet.
        Submitted => "SUBMITTED",
        /// An admin opened it.
        Reviewing => "REVIEWING",
        /// Approved; the phone is not linked yet.
        Approved => "APPROVED",
        /// The phone is linked: the request is fulfilled.
        Active => "ACTIVE",
        /// Turned down, with a reason in its notes.
        Rejected => "REJECTED",
    }
}

/// What can happen to a setup request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetupEvent {
    /// An admin opened it.
    Opened,
    /// An admin approved it.
    Approved,
    /// An admin rejected it.
    Rejected,
    /// The tenant's phone linked.
    Connected,
}

impl SetupEvent {
    /// Every event, for tables and tests.
    pub const ALL: &'static [Self] =
        &[Self::Opened, Self::Approved, Self::Rejected, Self::Connected];
}

/// The event is not possible in this status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a setup request in {status} cannot take {event:?}")]
pub struct SetupRefused {
    /// The status that refused.
    pub status: SetupStatus,
    /// What was tried.
    pub event: SetupEvent,
}

impl SetupStatus {
    /// The status after `event`.
    ///
    /// # Errors
    /// Refuses every edge that the table does not name, such as approving a rejected request.
    pub fn apply(self, event: SetupEvent) -> Result<Self, SetupRefused> {
        use SetupEvent as E;
        match (self, event) {
            (Self::Submitted, E::Opened) => Ok(Self::Reviewing),
            (Self::Submitted | Self::Reviewing, E::Approved) => Ok(Self::Approved),
            (Self::Submitted | Self::Reviewing, E::Rejected) => Ok(Self::Rejected),
            (Self::Approved, E::Connected) => Ok(Self::Active),
            (status, event) => Err(SetupRefused { status, event }),
        }
    }

    /// Whether an admin still has to decide; a tenant has one such request at most.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Submitted | Self::Reviewing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SetupEvent as E;
    use SetupStatus as S;

    const EDGES: &[(S, E, S)] = &[
        (S::Submitted, E::Opened, S::Reviewing),
        (S::Submitted, E::Approved, S::Approved),
        (S::Submitted, E::Rejected, S::Rejected),
        (S::Reviewing, E::Approved, S::Approved),
        (S::Reviewing, E::Rejected, S::Rejected),
        (S::Approved, E::Connected, S::Active),
    ];

    #[test]
    fn exactly_the_edges_of_the_table_are_possible() {
        for status in S::ALL {
            for event in E::ALL {
                let wanted = EDGES
                    .iter()
                    .find(|(from, by, _)| from == status && by == event)
                    .map(|(.., to)| *to)
                    .ok_or(SetupRefused { status: *status, event: *event });
                assert_eq!(status.apply(*event), wanted, "{status} + {event:?}");
            }
        }
    }
}
