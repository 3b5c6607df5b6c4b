//! Whether the assistant works, in one sentence, and what follows from it.

use domain::session::{DisconnectReason, SessionStateName};
use domain::views::TenantDetail;
use domain::{Instant, SetupStatus, TenantStatus};

use crate::components::{Icon, Tone};
use crate::text::{self, Locale, say};
use crate::time::PageZone;

/// How a business stands; each has one sentence, one colour, one sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing was asked for yet; whether a form was begun.
    Fresh { begun: bool },
    /// The request was turned down.
    Rejected,
    /// The request waits for a decision.
    Pending,
    /// Approved, and not running.
    Approved,
    /// The phone was never linked.
    Link,
    /// A connection is being made.
    Connecting,
    /// Customers are answered.
    Active,
    /// Silenced by a person.
    Paused,
    /// There is no connection, and this is why.
    Lost(DisconnectReason),
    /// It stopped, and nobody knows more.
    Error,
}

impl Standing {
    /// How it stands; `begun` is whether a setup form was begun.
    pub(super) fn of(detail: &TenantDetail, begun: bool) -> Self {
        let (session, status) = (&detail.session, detail.tenant.status);
        let rejected = detail.request.as_ref().map(|request| request.status);
        match (status, session.state, session.reason) {
            (TenantStatus::New, ..) if rejected == Some(SetupStatus::Rejected) => Self::Rejected,
            (TenantStatus::New, ..) => Self::Fresh { begun },
            (TenantStatus::Pending, ..) => Self::Pending,
            (TenantStatus::Paused, ..) => Self::Paused,
            (TenantStatus::Active, SessionStateName::Connected, _) => Self::Active,
            (_, SessionStateName::Disconnected | SessionStateName::QrReady, Some(reason)) => {
                Self::Lost(reason)
            }
            (TenantStatus::Error, ..) => Self::Error,
            (TenantStatus::Approved, ..) => Self::Approved,
            (TenantStatus::QrPending, ..) => Self::Link,
            (TenantStatus::Active, ..) => Self::Connecting,
        }
    }

    /// Its colour and sign.
    pub(super) const fn look(self) -> (Tone, Icon) {
        use DisconnectReason as R;
        match self {
            Self::Active => (Tone::Good, Icon::Check),
            Self::Fresh { .. } => (Tone::Calm, Icon::Form),
            Self::Pending | Self::Approved => (Tone::Wait, Icon::Clock),
            Self::Connecting | Self::Lost(R::Network) => (Tone::Wait, Icon::Link),
            Self::Paused => (Tone::Wait, Icon::Pause),
            Self::Link => (Tone::Now, Icon::Qr),
            Self::Lost(
                R::LoggedOut | R::Unlinked | R::NumberTaken | R::QrExhausted | R::Replaced,
            ) => (Tone::Now, Icon::Unlink),
            Self::Rejected | Self::Lost(_) | Self::Error => (Tone::Bad, Icon::Alert),
        }
    }

    /// The one sentence; `when` is a part of it such as ` at 14:05`, or empty.
    pub(super) fn sentence(self, l: Locale, when: &str) -> String {
        match self {
            Self::Fresh { .. } => say!(l, standing.fresh).to_owned(),
            Self::Rejected => say!(l, standing.rejected).to_owned(),
            Self::Pending => say!(l, standing.pending).to_owned(),
            Self::Approved => say!(l, standing.approved).to_owned(),
            Self::Link => say!(l, standing.link).to_owned(),
            Self::Connecting => say!(l, standing.connecting).to_owned(),
            Self::Active => say!(l, standing.active).to_owned(),
            Self::Paused => say!(l, standing.paused).to_owned(),
            Self::Lost(reason) => text::disconnected(l, reason, when),
            Self::Error => say!(l, standing.error).to_owned(),
        }
    }

    /// What it means and what to do.
    pub(super) fn next(self, l: Locale) -> &'static str {
        match self {
            Self::Fresh { begun: false } => say!(l, standing.fresh_next),
            Self::Fresh { begun: true } => say!(l, standing.begun_next),
            Self::Rejected => say!(l, standing.rejected_next),
            Self::Pending => say!(l, standing.pending_next),
            Self::Approved => say!(l, standing.approved_next),
            Self::Link => say!(l, standing.link_next),
            Self::Connecting => say!(l, standing.connecting_next),
            Self::Active => say!(l, standing.active_next),
            Self::Paused => say!(l, standing.paused_next),
            Self::Lost(reason) => text::remedy(l, reason),
            Self::Error => say!(l, standing.error_next),
        }
    }
}

/// Since when there is no connection, as the end of a sentence: ` at 14:05`; empty where nobody knows.
pub(super) fn lost_when(l: Locale, detail: &TenantDetail, zone: PageZone, now: Instant) -> String {
    let at = detail.session.disconnected_at;
    at.map_or(String::new(), |at| " ".to_owned() + &zone.with(|zone| text::at(l, zone, at, now)))
}

#[cfg(test)]
mod tests {
    use domain::session::DisconnectReason;

    use super::*;

    #[test]
    fn every_reason_without_a_connection_has_a_sentence_with_its_time_and_a_remedy() {
        for reason in DisconnectReason::ALL {
            let standing = Standing::Lost(*reason);
            for l in [Locale::en, Locale::sw] {
                let sentence = standing.sentence(l, " XX");
                assert!(sentence.contains(" XX."), "{reason} {sentence}");
                let without = standing.sentence(l, "");
                assert!(!without.contains(['{', '}']) && !without.contains(" ."), "{without}");
                assert!(standing.next(l).ends_with('.'), "{reason}");
            }
        }
    }
}
