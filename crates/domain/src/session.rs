//! A WhatsApp session's life as a pure reducer: state and event in, state and effects out.

mod linking;

pub use linking::{LinkTrouble, SessionWish, TypedCode, WishName};

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;
use crate::{E164, Instant};

text_enum! {
    /// The name of a session's state, as it is stored and emitted.
    SessionStateName {
        /// No connection.
        Disconnected => "DISCONNECTED",
        /// A connection is being made.
        Connecting => "CONNECTING",
        /// A QR code waits to be scanned.
        QrReady => "QR_READY",
        /// The phone is linked and reachable.
        Connected => "CONNECTED",
    }
}

text_enum! {
    /// Why a session is not connected.
    DisconnectReason {
        /// The connection to the channel broke; it is tried again.
        Network => "network",
        /// The person unlinked Flow HQ on the phone.
        LoggedOut => "logged_out",
        /// The person unlinked the phone here.
        Unlinked => "unlinked",
        /// The number is linked to another business, for which it speaks already.
        NumberTaken => "number_taken",
        /// Nobody scanned the code in time, often enough that the channel gave up.
        QrExhausted => "qr_exhausted",
        /// The worker was stopped.
        Stopped => "stopped",
        /// The connector failed.
        Failed => "failed",
        /// Another program took the session over: a channel keeps one connection per linked device.
        Replaced => "replaced",
        /// The channel has blocked the number.
        Banned => "banned",
        /// The channel asks for a newer version of Flow HQ.
        Outdated => "outdated",
    }
}

impl DisconnectReason {
    /// Whether the phone is not linked any more, and its code must be scanned again.
    pub const fn wants_a_scan(self) -> bool {
        matches!(self, Self::LoggedOut | Self::Unlinked | Self::NumberTaken)
    }

    /// Whether this happened to a phone that should be linked.
    pub const fn is_unwanted(self) -> bool {
        !matches!(self, Self::Unlinked | Self::QrExhausted | Self::Stopped)
    }

    /// Whether the session stays as it is until a person says that it may connect again.
    pub const fn waits_for_a_person(self) -> bool {
        matches!(self, Self::QrExhausted | Self::Replaced)
    }
}

text_enum! {
    /// Why messages wait although there is a connection.
    HoldReason {
        /// The channel does not let the number write to new people at present.
        Strangers => "strangers",
        /// The channel asks for fewer messages.
        TooMany => "too_many",
    }
}

/// A session's state with the data that belongs to it; a QR code cannot exist in a connected one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state")]
pub enum SessionState {
    /// No connection.
    #[serde(rename = "DISCONNECTED")]
    Disconnected {
        /// Why; nothing for a session that never connected.
        reason: Option<DisconnectReason>,
        /// When it is tried again by itself, where that is known.
        again_at: Option<Instant>,
    },
    /// A connection is being made.
    #[serde(rename = "CONNECTING")]
    Connecting,
    /// A QR code waits to be scanned.
    #[serde(rename = "QR_READY")]
    QrReady {
        /// What the QR code says.
        code: String,
        /// When the channel stops accepting it.
        expires_at: Instant,
        /// Why a phone that was linked must be linked again; nothing for the first time.
        reason: Option<DisconnectReason>,
        /// A code to type instead, where one was asked for.
        typed: Option<TypedCode>,
        /// What came in the way of linking.
        trouble: Option<LinkTrouble>,
    },
    /// The phone is linked and reachable.
    #[serde(rename = "CONNECTED")]
    Connected {
        /// The linked phone's number, where the channel tells it.
        phone: Option<E164>,
        /// Since when.
        since: Instant,
    },
}

/// What a connector reports, or the worker decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionEvent {
    /// The worker starts the connector.
    Started,
    /// The channel offers a QR code, or a fresh one.
    Qr {
        /// What the QR code says.
        code: String,
        /// How long the channel accepts it.
        valid_for: Duration,
    },
    /// The channel gave a code to type.
    TypedCode {
        /// What is typed.
        code: String,
        /// How long the channel accepts it.
        valid_for: Duration,
    },
    /// Linking did not go as it was tried.
    Trouble(LinkTrouble),
    /// The phone has scanned the code, and the link is being made.
    Linking,
    /// The phone linked, or the connection came back.
    Connected {
        /// The linked phone's number, where the channel tells it.
        phone: Option<E164>,
    },
    /// The connection broke.
    Dropped {
        /// Why.
        reason: DisconnectReason,
        /// How long until it is tried again by itself, where that is known.
        again: Option<Duration>,
    },
    /// The phone unlinked us.
    LoggedOut,
    /// A person unlinked the phone here.
    Unlinked,
    /// The phone that linked speaks for another business already; it is unlinked.
    NumberTaken,
    /// The worker stopped the connector.
    Stopped,
}

/// What the worker must do after a transition; persisting and publishing the state goes without saying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEffect {
    /// Tell the tenant's and the setup request's state machines that the phone is linked.
    TenantConnected,
    /// Tell the tenant's state machine that the phone is not linked, where it thinks so.
    TenantUnlinked,
    /// Send what waits in the outbox.
    FlushOutbox,
}

/// The event is not possible in this state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a session in {state} cannot take {event}")]
pub struct SessionRefused {
    /// The state that refused.
    pub state: SessionStateName,
    /// The event's name.
    pub event: &'static str,
}

impl SessionState {
    /// A session that never connected.
    pub const NEW: Self = Self::Disconnected { reason: None, again_at: None };

    /// A session without a connection that is not known to be tried again by itself.
    pub const fn lost(reason: DisconnectReason) -> Self {
        Self::Disconnected { reason: Some(reason), again_at: None }
    }

    /// A session with a fresh code to scan and nothing else.
    pub const fn offering(code: String, expires_at: Instant) -> Self {
        Self::QrReady { code, expires_at, reason: None, typed: None, trouble: None }
    }

    /// The state's name.
    pub const fn name(&self) -> SessionStateName {
        match self {
            Self::Disconnected { .. } => SessionStateName::Disconnected,
            Self::Connecting => SessionStateName::Connecting,
            Self::QrReady { .. } => SessionStateName::QrReady,
            Self::Connected { .. } => SessionStateName::Connected,
        }
    }

    /// Why a code that comes now is needed at all.
    fn unlinked_by(&self) -> Option<DisconnectReason> {
        let reason = match self {
            Self::Disconnected { reason, .. } | Self::QrReady { reason, .. } => *reason,
            Self::Connecting | Self::Connected { .. } => None,
        };
        reason.filter(|reason| reason.wants_a_scan())
    }

    /// The state after `event` at `now`, and what to do about it.
    ///
    /// # Errors
    /// Refuses what cannot be: a QR code or a second start while connected, a log-out while a code
    /// waits. The state is unchanged then.
    pub fn apply(
        &self,
        event: SessionEvent,
        now: Instant,
    ) -> Result<(Self, Vec<SessionEffect>), SessionRefused> {
        use SessionEffect as F;
        use SessionEvent as E;
        let refused = |event| Err(SessionRefused { state: self.name(), event });
        match (self, event) {
            (Self::Disconnected { .. }, E::Started)
            | (Self::QrReady { .. } | Self::Connecting, E::Linking) => {
                Ok((Self::Connecting, vec![]))
            }
            (_, E::Started) => refused("Started"),
            (Self::Connected { .. }, E::Qr { .. }) => refused("Qr"),
            (_, E::Qr { code, valid_for }) => {
                let expires_at = now + valid_for;
                // The first code means that the phone is not linked, however it came to that.
                let (effects, typed, trouble) = match self {
                    Self::QrReady { typed, trouble, .. } => (vec![], typed.clone(), *trouble),
                    _ => (vec![F::TenantUnlinked], None, None),
                };
                let typed = typed.filter(|typed| typed.expires_at > now);
                let reason = self.unlinked_by();
                Ok((Self::QrReady { code, expires_at, reason, typed, trouble }, effects))
            }
            (
                Self::QrReady { code: qr, expires_at, reason, .. },
                E::TypedCode { code, valid_for },
            ) => {
                let typed = Some(TypedCode { code, expires_at: now + valid_for });
                Ok((
                    Self::QrReady {
                        code: qr.clone(),
                        expires_at: *expires_at,
                        reason: *reason,
                        typed,
                        trouble: None,
                    },
                    vec![],
                ))
            }
            (_, E::TypedCode { .. }) => refused("TypedCode"),
            (Self::QrReady { code, expires_at, reason, .. }, E::Trouble(trouble)) => Ok((
                Self::QrReady {
                    code: code.clone(),
                    expires_at: *expires_at,
                    reason: *reason,
                    // Whatever went wrong, that code is of no use any more.
                    typed: None,
                    trouble: Some(trouble),
                },
                vec![],
            )),
            (_, E::Trouble(_)) => refused("Trouble"),
            (_, E::Linking) => refused("Linking"),
            (Self::Connected { .. }, E::Connected { .. }) => refused("Connected"),
            (_, E::Connected { phone }) => Ok((
                Self::Connected { phone, since: now },
                vec![F::TenantConnected, F::FlushOutbox],
            )),
            // A reason that comes later says more: first the connection broke, then it turns out why.
            (_, E::Dropped { reason, again }) => {
                let again_at = again.map(|again| now + again);
                Ok((Self::Disconnected { reason: Some(reason), again_at }, vec![]))
            }
            // What was done here says more than what the channel makes of it.
            (
                Self::QrReady { .. }
                | Self::Disconnected {
                    reason: Some(DisconnectReason::Unlinked | DisconnectReason::NumberTaken),
                    ..
                },
                E::LoggedOut,
            ) => refused("LoggedOut"),
            (Self::QrReady { .. }, E::Unlinked) => refused("Unlinked"),
            (_, E::LoggedOut) => {
                Ok((Self::lost(DisconnectReason::LoggedOut), vec![F::TenantUnlinked]))
            }
            (_, E::Unlinked) => {
                Ok((Self::lost(DisconnectReason::Unlinked), vec![F::TenantUnlinked]))
            }
            (_, E::NumberTaken) => {
                Ok((Self::lost(DisconnectReason::NumberTaken), vec![F::TenantUnlinked]))
            }
            (_, E::Stopped) => Ok((Self::lost(DisconnectReason::Stopped), vec![])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn states() -> Vec<SessionState> {
        vec![
            SessionState::NEW,
            SessionState::Connecting,
            SessionState::offering("old".into(), at(9)),
            SessionState::Connected { phone: None, since: at(1) },
        ]
    }

    fn events() -> Vec<SessionEvent> {
        vec![
            SessionEvent::Started,
            SessionEvent::Qr { code: "new".into(), valid_for: Duration::seconds(20) },
            SessionEvent::Linking,
            SessionEvent::Connected { phone: None },
            dropped(None),
            SessionEvent::LoggedOut,
            SessionEvent::Stopped,
            SessionEvent::Unlinked,
            typed("ABCD1234"),
            SessionEvent::Trouble(LinkTrouble::NoCode),
            SessionEvent::NumberTaken,
        ]
    }

    fn dropped(again: Option<Duration>) -> SessionEvent {
        SessionEvent::Dropped { reason: DisconnectReason::Network, again }
    }

    fn typed(code: &str) -> SessionEvent {
        SessionEvent::TypedCode { code: code.into(), valid_for: Duration::seconds(180) }
    }

    /// Rows: the states above. Columns: the events above. `-` is refused.
    const TABLE: [[&str; 11]; 4] = [
        ["CONNECTING", CODE, "-", "CONNECTED", GONE, GONE, GONE, GONE, "-", "-", GONE],
        ["-", CODE, "CONNECTING", "CONNECTED", GONE, GONE, GONE, GONE, "-", "-", GONE],
        ["-", CODE, "CONNECTING", "CONNECTED", GONE, "-", GONE, "-", CODE, CODE, GONE],
        ["-", "-", "-", "-", GONE, GONE, GONE, GONE, "-", "-", GONE],
    ];
    const CODE: &str = "QR_READY";
    const GONE: &str = "DISCONNECTED";

    #[test]
    fn exactly_the_edges_of_the_table_are_possible() {
        for (state, row) in states().iter().zip(TABLE) {
            for (event, wanted) in events().into_iter().zip(row) {
                let got = state
                    .apply(event.clone(), at(0))
                    .map_or("-".to_owned(), |(to, _)| to.name().to_string());
                assert_eq!(got, wanted, "{} + {event:?}", state.name());
            }
        }
    }

    #[test]
    fn a_fresh_code_replaces_the_old_one_with_its_own_end() {
        let qr = &states()[2];
        let fresh = SessionEvent::Qr { code: "new".into(), valid_for: Duration::seconds(20) };
        let (state, _) = qr.apply(fresh, at(100)).unwrap();
        assert_eq!(state, SessionState::offering("new".into(), at(120)));
    }

    #[test]
    fn a_code_to_type_outlives_the_scanned_ones_until_its_own_end_or_trouble() {
        let fresh = || SessionEvent::Qr { code: "new".into(), valid_for: Duration::seconds(20) };
        let shown = |state: &SessionState| match state {
            SessionState::QrReady { typed, trouble, .. } => {
                (typed.as_ref().map(|typed| typed.expires_at), *trouble)
            }
            other => panic!("{other:?}"),
        };
        let (asked, _) = states()[2].apply(typed("ABCD1234"), at(0)).unwrap();
        let (still, _) = asked.apply(fresh(), at(179)).unwrap();
        assert_eq!(shown(&still), (Some(at(180)), None));
        let (over, _) = still.apply(fresh(), at(180)).unwrap();
        assert_eq!(shown(&over), (None, None));
        let trouble = SessionEvent::Trouble(LinkTrouble::TooSoon);
        let (refused, _) = asked.apply(trouble, at(1)).unwrap();
        assert_eq!(shown(&refused), (None, Some(LinkTrouble::TooSoon)));
        let (told_still, _) = refused.apply(fresh(), at(20)).unwrap();
        assert_eq!(shown(&told_still), (None, Some(LinkTrouble::TooSoon)));
        let (again, _) = told_still.apply(typed("WXYZ5678"), at(30)).unwrap();
        assert_eq!(shown(&again), (Some(at(210)), None));
    }

    #[test]
    fn what_the_channel_says_after_a_person_unlinked_changes_nothing() {
        let (unlinked, _) = states()[3].apply(SessionEvent::Unlinked, at(0)).unwrap();
        assert!(unlinked.apply(SessionEvent::LoggedOut, at(1)).is_err());
    }

    #[test]
    fn a_lost_connection_knows_when_it_is_tried_again() {
        let (lost, _) = states()[3].apply(dropped(Some(Duration::hours(1))), at(0)).unwrap();
        let SessionState::Disconnected { again_at, .. } = lost else { panic!("{lost:?}") };
        assert_eq!(again_at, Some(at(3600)));
    }

    #[test]
    fn a_code_after_a_log_out_keeps_the_reason_until_the_phone_is_linked() {
        let fresh = || SessionEvent::Qr { code: "new".into(), valid_for: Duration::seconds(20) };
        for (event, reason) in [
            (SessionEvent::LoggedOut, DisconnectReason::LoggedOut),
            (SessionEvent::Unlinked, DisconnectReason::Unlinked),
            (SessionEvent::NumberTaken, DisconnectReason::NumberTaken),
        ] {
            let (out, _) = states()[3].apply(event, at(0)).unwrap();
            let (first, _) = out.apply(fresh(), at(0)).unwrap();
            let (second, _) = first.apply(fresh(), at(20)).unwrap();
            for state in [first, second] {
                let SessionState::QrReady { reason: kept, .. } = state else { panic!("{state:?}") };
                assert_eq!(kept, Some(reason));
            }
        }
        // What the channel makes of it says less.
        let (taken, _) = SessionState::Connecting.apply(SessionEvent::NumberTaken, at(0)).unwrap();
        assert!(taken.apply(SessionEvent::LoggedOut, at(0)).is_err());
        let (broken, _) = SessionState::Connecting.apply(dropped(None), at(0)).unwrap();
        let (code, _) = broken.apply(fresh(), at(0)).unwrap();
        assert!(matches!(code, SessionState::QrReady { reason: None, .. }));
    }

    #[test]
    fn connecting_activates_the_tenant_and_logging_out_unlinks_it() {
        let (_, effects) =
            SessionState::Connecting.apply(SessionEvent::Connected { phone: None }, at(0)).unwrap();
        assert_eq!(effects, [SessionEffect::TenantConnected, SessionEffect::FlushOutbox]);
        let (_, effects) = states()[3].apply(SessionEvent::LoggedOut, at(0)).unwrap();
        assert_eq!(effects, [SessionEffect::TenantUnlinked]);
    }

    #[test]
    fn the_first_code_says_that_the_phone_is_not_linked_and_a_fresh_one_says_nothing() {
        let code = || SessionEvent::Qr { code: "new".into(), valid_for: Duration::seconds(20) };
        let (first, effects) = SessionState::Connecting.apply(code(), at(0)).unwrap();
        assert_eq!(effects, [SessionEffect::TenantUnlinked]);
        let (_, effects) = first.apply(code(), at(20)).unwrap();
        assert_eq!(effects, []);
    }

    proptest! {
        #[test]
        fn no_sequence_of_events_makes_an_impossible_state(
            picks in proptest::collection::vec(0usize..11, 0..60)
        ) {
            let mut state = SessionState::NEW;
            for (second, pick) in (0..).zip(picks) {
                let now = at(second);
                let event = events().swap_remove(pick);
                let Ok((next, effects)) = state.apply(event, now) else { continue };
                if let SessionState::QrReady { expires_at, .. } = &next {
                    prop_assert!(*expires_at > now);
                    prop_assert_ne!(state.name(), SessionStateName::Connected);
                }
                let linked = matches!(next, SessionState::Connected { .. });
                prop_assert_eq!(effects.contains(&SessionEffect::TenantConnected), linked);
                let stored = serde_json::to_string(&next).unwrap();
                prop_assert_eq!(&serde_json::from_str::<SessionState>(&stored).unwrap(), &next);
                state = next;
            }
        }
    }
}
