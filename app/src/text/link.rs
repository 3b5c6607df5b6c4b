//! How a phone's link stands, why there is none, and what to do about it.

use domain::session::{DisconnectReason, SessionStateName};

use super::{Locale, fill, say};

/// A session's state.
pub(crate) fn session_state(l: Locale, state: SessionStateName) -> &'static str {
    match state {
        SessionStateName::Disconnected => say!(l, session_state.disconnected),
        SessionStateName::Connecting => say!(l, session_state.connecting),
        SessionStateName::QrReady => say!(l, session_state.qr_ready),
        SessionStateName::Connected => say!(l, session_state.connected),
    }
}

/// Why a session is not connected, in a few words.
pub(crate) fn disconnect_reason(l: Locale, reason: DisconnectReason) -> &'static str {
    match reason {
        DisconnectReason::Network => say!(l, disconnect.network),
        DisconnectReason::LoggedOut => say!(l, disconnect.logged_out),
        DisconnectReason::Unlinked => say!(l, disconnect.unlinked),
        DisconnectReason::NumberTaken => say!(l, disconnect.number_taken),
        DisconnectReason::QrExhausted => say!(l, disconnect.qr_exhausted),
        DisconnectReason::Stopped => say!(l, disconnect.stopped),
        DisconnectReason::Failed => say!(l, disconnect.failed),
        DisconnectReason::Replaced => say!(l, disconnect.replaced),
        DisconnectReason::Banned => say!(l, disconnect.banned),
        DisconnectReason::Outdated => say!(l, disconnect.outdated),
    }
}

/// Why a session is not connected, as a sentence for the owner; `when` stands before its full stop,
/// such as ` at 14:05`, and may be empty.
pub(crate) fn disconnected(l: Locale, reason: DisconnectReason, when: &str) -> String {
    let text = match reason {
        DisconnectReason::Network => say!(l, lost_link.network),
        DisconnectReason::LoggedOut => say!(l, lost_link.logged_out),
        DisconnectReason::Unlinked => say!(l, lost_link.unlinked),
        DisconnectReason::NumberTaken => say!(l, lost_link.number_taken),
        DisconnectReason::QrExhausted => say!(l, lost_link.qr_exhausted),
        DisconnectReason::Stopped => say!(l, lost_link.stopped),
        DisconnectReason::Failed => say!(l, lost_link.failed),
        DisconnectReason::Replaced => say!(l, lost_link.replaced),
        DisconnectReason::Banned => say!(l, lost_link.banned),
        DisconnectReason::Outdated => say!(l, lost_link.outdated),
    };
    fill(text, &[("when", when)])
}

/// What to do about a session that is not connected, for the owner.
pub(crate) fn remedy(l: Locale, reason: DisconnectReason) -> &'static str {
    match reason {
        DisconnectReason::Network => say!(l, remedy.network),
        DisconnectReason::LoggedOut => say!(l, remedy.logged_out),
        DisconnectReason::Unlinked => say!(l, remedy.unlinked),
        DisconnectReason::NumberTaken => say!(l, remedy.number_taken),
        DisconnectReason::QrExhausted => say!(l, remedy.qr_exhausted),
        DisconnectReason::Stopped => say!(l, remedy.stopped),
        DisconnectReason::Failed => say!(l, remedy.failed),
        DisconnectReason::Replaced => say!(l, remedy.replaced),
        DisconnectReason::Banned => say!(l, remedy.banned),
        DisconnectReason::Outdated => say!(l, remedy.outdated),
    }
}
