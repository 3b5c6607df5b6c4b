//! A tenant's life as a state machine.

use crate::text_enum::text_enum;

text_enum! {
    /// Where a tenant stands.
    TenantStatus {
        /// Signed up or created; nothing is asked for yet.
        New => "NEW",
        /// A setup request waits for an admin.
        Pending => "PENDING",
        /// Approved; its worker does not run.
        Approved => "APPROVED",
        /// Its worker runs and waits for the phone.
        QrPending => "QR_PENDING",
        /// Its phone is linked; customers are answered.
        Active => "ACTIVE",
        /// Linked but silent by choice.
        Paused => "PAUSED",
        /// Its worker failed and needs a person.
        Error => "ERROR",
    }
}

text_enum! {
    /// The language that a tenant's customers are greeted in.
    Language {
        /// Swahili, the default.
        Sw => "SW",
        /// English.
        En => "EN",
    }
}

text_enum! {
    /// The built-in flow that a tenant starts from.
    TemplateType {
        /// Appointments.
        Booking => "BOOKING",
        /// Products and orders.
        Ecommerce => "ECOMMERCE",
        /// Problems and questions.
        Support => "SUPPORT",
        /// Tables and food.
        Restaurant => "RESTAURANT",
        /// Hair, nails and beauty.
        Salon => "SALON",
        /// A clinic's appointments; emergencies are heard first.
        Healthcare => "HEALTHCARE",
        /// Rooms for nights.
        Hotel => "HOTEL",
        /// Houses and plots, to buy and to rent.
        RealEstate => "REAL_ESTATE",
        /// Classes of a gym or a yoga studio.
        Studio => "STUDIO",
    }
}

/// What can happen to a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TenantEvent {
    /// Its owner submitted a setup request.
    RequestSubmitted,
    /// An admin rejected the request.
    RequestRejected,
    /// An admin approved the request, or starts a tenant that never asked.
    Approved,
    /// Its worker began.
    WorkerStarted,
    /// The worker was stopped on purpose.
    WorkerStopped,
    /// The phone linked, or came back.
    SessionConnected,
    /// The phone unlinked us.
    LoggedOut,
    /// An admin or the owner silences the assistant.
    Paused,
    /// An admin or the owner lets it speak again.
    Resumed,
    /// The worker is stale or gave up reconnecting.
    Failed,
    /// An admin tries again after an error.
    Retried,
}

impl TenantEvent {
    /// Every event, for tables and tests.
    pub const ALL: &'static [Self] = &[
        Self::RequestSubmitted,
        Self::RequestRejected,
        Self::Approved,
        Self::WorkerStarted,
        Self::WorkerStopped,
        Self::SessionConnected,
        Self::LoggedOut,
        Self::Paused,
        Self::Resumed,
        Self::Failed,
        Self::Retried,
    ];
}

/// The event is not possible in this status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tenant in {status} cannot take {event:?}")]
pub struct TenantRefused {
    /// The status that refused.
    pub status: TenantStatus,
    /// What was tried.
    pub event: TenantEvent,
}

impl TenantStatus {
    /// The status after `event`.
    ///
    /// # Errors
    /// Refuses every edge that the table does not name.
    pub fn apply(self, event: TenantEvent) -> Result<Self, TenantRefused> {
        use TenantEvent as E;
        match (self, event) {
            (Self::New, E::RequestSubmitted) => Ok(Self::Pending),
            (Self::Pending, E::RequestRejected) => Ok(Self::New),
            (Self::New | Self::Pending, E::Approved) | (Self::Error, E::Retried) => {
                Ok(Self::Approved)
            }
            (Self::QrPending | Self::Active, E::WorkerStopped) => Ok(Self::Approved),
            (Self::Approved, E::WorkerStarted) | (Self::Active, E::LoggedOut) => {
                Ok(Self::QrPending)
            }
            (Self::QrPending, E::SessionConnected) | (Self::Paused, E::Resumed) => Ok(Self::Active),
            (Self::Active | Self::Error, E::Paused) => Ok(Self::Paused),
            (Self::Approved | Self::QrPending | Self::Active, E::Failed) => Ok(Self::Error),
            (status, event) => Err(TenantRefused { status, event }),
        }
    }

    /// The events that [`Self::apply`] accepts here, for buttons that show only what is possible.
    pub fn possible(self) -> impl Iterator<Item = TenantEvent> {
        TenantEvent::ALL.iter().copied().filter(move |event| self.apply(*event).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TenantEvent as E;
    use TenantStatus as S;

    const EDGES: &[(S, E, S)] = &[
        (S::New, E::RequestSubmitted, S::Pending),
        (S::New, E::Approved, S::Approved),
        (S::Pending, E::Approved, S::Approved),
        (S::Pending, E::RequestRejected, S::New),
        (S::Approved, E::WorkerStarted, S::QrPending),
        (S::Approved, E::Failed, S::Error),
        (S::QrPending, E::SessionConnected, S::Active),
        (S::QrPending, E::WorkerStopped, S::Approved),
        (S::QrPending, E::Failed, S::Error),
        (S::Active, E::WorkerStopped, S::Approved),
        (S::Active, E::LoggedOut, S::QrPending),
        (S::Active, E::Paused, S::Paused),
        (S::Active, E::Failed, S::Error),
        (S::Paused, E::Resumed, S::Active),
        (S::Error, E::Retried, S::Approved),
        (S::Error, E::Paused, S::Paused),
    ];

    #[test]
    fn exactly_the_edges_of_the_table_are_possible() {
        for status in S::ALL {
            for event in E::ALL {
                let wanted = EDGES
                    .iter()
                    .find(|(from, by, _)| from == status && by == event)
                    .map(|(.., to)| *to)
                    .ok_or(TenantRefused { status: *status, event: *event });
                assert_eq!(status.apply(*event), wanted, "{status} + {event:?}");
            }
        }
    }
}
