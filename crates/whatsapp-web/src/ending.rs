//! Why a session came to its end, and what to make of it.
//!
//! The protocol library reconnects by itself after whatever passes. What it ends for is final for this
//! connection; what that means for the link is decided here, once.

use std::time::Duration;

use domain::session::DisconnectReason;
use whatsapp_rust::types::events::{ConnectFailureReason, Event};

use crate::settings::{BAN_AT_LEAST, OUTDATED_AGAIN};

/// Why the library ended a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The phone unlinked us: the keys are worth nothing any more.
    LoggedOut,
    /// Something to wait out or to be looked at by a person; the keys stay good.
    Paused {
        /// What the owner reads.
        reason: DisconnectReason,
        /// When to try again unasked; nothing when a person has to ask.
        again: Option<Duration>,
    },
    /// It did not say; the pool tries again.
    Broken(String),
}

impl Ending {
    /// Nobody linked the phone while there were codes.
    pub(crate) const fn codes_ran_out() -> Self {
        Self::Paused { reason: DisconnectReason::QrExhausted, again: None }
    }

    /// What an event says about the session's end; nothing when it goes on.
    pub(crate) fn of(event: &Event) -> Option<Self> {
        let paused = |reason, again| Some(Self::Paused { reason, again });
        match event {
            Event::LoggedOut(out) => match out.reason {
                // The account is locked, not the link taken back.
                ConnectFailureReason::AccountLocked => paused(DisconnectReason::Banned, None),
                _ => Some(Self::LoggedOut),
            },
            Event::StreamReplaced(_) => paused(DisconnectReason::Replaced, None),
            Event::TemporaryBan(ban) => {
                let over_in = ban.expire.to_std().unwrap_or_default().max(BAN_AT_LEAST);
                paused(DisconnectReason::Banned, Some(over_in))
            }
            Event::ClientOutdated(_) => paused(DisconnectReason::Outdated, Some(OUTDATED_AGAIN)),
            Event::PairingQrCodesExhausted(codes) if codes.disconnected => {
                Some(Self::codes_ran_out())
            }
            // The library goes on by itself after these.
            Event::ConnectFailure(failure) if failure.reason.should_reconnect() => None,
            Event::ConnectFailure(failure) => {
                Some(Self::Broken(format!("WhatsApp refused with code {}", failure.reason.code())))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use whatsapp_rust::types::events::{
        ClientOutdated, ConnectFailure, Connected, LoggedOut, PairingQrCodesExhausted,
        StreamReplaced, TempBanReason, TemporaryBan,
    };

    use super::*;

    fn out(reason: ConnectFailureReason) -> Event {
        Event::LoggedOut(LoggedOut::builder().on_connect(true).reason(reason).build())
    }

    fn failure(reason: ConnectFailureReason) -> Event {
        Event::ConnectFailure(ConnectFailure::builder().reason(reason).build())
    }

    fn codes(disconnected: bool) -> Event {
        let codes = PairingQrCodesExhausted::builder().disconnected(disconnected).build();
        Event::PairingQrCodesExhausted(codes)
    }

    #[test]
    fn each_end_is_told_apart() {
        use DisconnectReason::{Banned, Outdated, QrExhausted, Replaced};
        let paused = |reason, again| Some(Ending::Paused { reason, again });
        let hour = Duration::from_hours(1);
        let ban = TemporaryBan::builder()
            .code(TempBanReason::BlockedByUsers)
            .expire(chrono::Duration::hours(1))
            .build();
        let table = [
            (out(ConnectFailureReason::LoggedOut), Some(Ending::LoggedOut)),
            (out(ConnectFailureReason::UnknownLogout), Some(Ending::LoggedOut)),
            (out(ConnectFailureReason::AccountLocked), paused(Banned, None)),
            (Event::StreamReplaced(StreamReplaced::builder().build()), paused(Replaced, None)),
            (Event::TemporaryBan(ban), paused(Banned, Some(hour))),
            (
                Event::ClientOutdated(ClientOutdated::builder().build()),
                paused(Outdated, Some(hour)),
            ),
            (codes(true), paused(QrExhausted, None)),
            (codes(false), None),
            (failure(ConnectFailureReason::ServiceUnavailable), None),
            (
                failure(ConnectFailureReason::BadUserAgent),
                Some(Ending::Broken("WhatsApp refused with code 409".to_owned())),
            ),
            (Event::Connected(Connected::builder().build()), None),
        ];
        for (event, expected) in table {
            assert_eq!(Ending::of(&event), expected, "{event:?}");
        }
    }
}
