//! What keeps a message from the flow: each gate is a reason that the owner reads.

use channel::{ChatKind, Incoming};
use chrono::TimeDelta;
use domain::booking::ClosureView;
use domain::hours::AfterHours;
use domain::message::ConversationMode;
use domain::views::ConfigView;
use domain::{Decision, Gate, Instant, MessageId, TenantStatus};
use store::{InboundMessage, Settlement, Standing};

use crate::talk::period;
use crate::zone;

/// Older than this, a message is history: answering it would surprise.
pub(super) const HISTORY: TimeDelta = TimeDelta::hours(24);
/// What a channel calls a message of words.
const TEXT: &str = "text";
/// What a channel calls an emoji under another message.
const REACTION: &str = "reaction";

/// The gates that can be judged before the message is committed.
pub(super) fn gate_before(incoming: &Incoming, now: Instant) -> Option<Gate> {
    if incoming.from_me {
        return Some(Gate::OwnMessage);
    }
    if incoming.message_type == REACTION {
        return Some(Gate::Reaction);
    }
    match incoming.chat {
        ChatKind::Group => Some(Gate::Group),
        ChatKind::StatusBroadcast => Some(Gate::StatusBroadcast),
        ChatKind::Single if now - incoming.sent_at > HISTORY => Some(Gate::History),
        ChatKind::Single => None,
    }
}

/// The gates that are judged when a message's turn has come.
pub(super) fn gate_after(
    message: &InboundMessage,
    standing: &Standing,
    mode: ConversationMode,
    now: Instant,
) -> Option<Gate> {
    if standing.tenant_status == TenantStatus::Paused {
        Some(Gate::Paused)
    } else if mode == ConversationMode::Human {
        Some(Gate::HumanMode)
    } else if message.sent_at.max(message.not_before).is_some_and(|at| now - at > HISTORY) {
        // It lay here, after its time had come, while no worker ran.
        Some(Gate::History)
    } else if is_too_late(message, standing, now) {
        Some(Gate::Offline)
    } else if message.text.trim().is_empty() && attachment(message).is_none() {
        Some(Gate::Empty)
    } else {
        None
    }
}

/// Whether a message came too late for the owner's taste.
pub(super) fn is_too_late(message: &InboundMessage, standing: &Standing, now: Instant) -> bool {
    let age = message.sent_at.map(|at| now - at);
    // What was put off was young enough when its turn came.
    message.late
        && delayed_by(message).is_none()
        && age.is_some_and(|age| !standing.config.late.allows(age))
}

/// What held a message back before, where it was put off.
pub(super) fn delayed_by(message: &InboundMessage) -> Option<Gate> {
    match message.decision {
        Some(Decision::Waiting { gate, .. }) => Some(gate),
        _ => None,
    }
}

/// The channel's name for what came without words; nothing for a text.
pub(super) fn attachment(message: &InboundMessage) -> Option<&str> {
    let kind = message.message_type.as_str();
    (kind != TEXT && message.text.trim().is_empty()).then_some(kind)
}

/// Until when a business is closed that answers nobody then, by its hours and its holidays.
pub(super) fn closed_until(
    config: &ConfigView,
    closures: &[ClosureView],
    now: Instant,
) -> Option<Instant> {
    if config.after_hours == AfterHours::Answer {
        return None;
    }
    let zone = zone::of(&config.timezone);
    let closures: Vec<_> =
        closures.iter().map(|closure| period(zone, closure.starts_at, closure.ends_at)).collect();
    let opens_at = flow::opens_at(&config.hours, &closures, zone::local(zone, now))?;
    Some(zone::instant(zone, opens_at))
}

pub(super) fn not_answered(id: MessageId, gate: Gate) -> Settlement {
    Settlement::of(id, Decision::NotAnswered { gate })
}

pub(super) fn unanswered(message: &InboundMessage, gate: Gate) -> Settlement {
    Settlement::of(message.id, Decision::NotAnswered { gate })
}
