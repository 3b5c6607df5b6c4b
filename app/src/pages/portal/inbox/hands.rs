//! Who has a conversation, as a sign and words.

use domain::UserId;
use domain::inbox::InboxRow;
use domain::standing::{Course, Hands};
use leptos::prelude::*;

use crate::components::{Any, Icon, Tone, icon};
use crate::text::{Locale, fill, say};

/// Whether the person answers the conversation.
pub(super) fn is_mine(row: &InboxRow, me: Option<UserId>) -> bool {
    matches!(row.standing.hands, Hands::Taken { .. })
        && row.standing.assigned.is_some()
        && row.standing.assigned == me
}

/// Whether the conversation is over.
pub(super) fn is_over(row: &InboxRow) -> bool {
    matches!(row.standing.course, Course::Closed { .. })
}

/// Where the conversation stands; tests read `data-status`.
pub(super) fn badge(l: Locale, row: &InboxRow, me: Option<UserId>) -> AnyView {
    let (tone, sign, words, status) = match (row.standing.course, row.standing.hands) {
        (Course::Closed { .. }, _) => (Tone::Calm, Icon::Check, say!(l, inbox.is_closed), "closed"),
        (Course::Snoozed { .. }, _) => {
            (Tone::Calm, Icon::Clock, say!(l, inbox.is_snoozed), "snoozed")
        }
        (Course::Open, Hands::Assistant) => {
            (Tone::Calm, Icon::Chat, say!(l, inbox.is_assistants), "assistant")
        }
        (Course::Open, Hands::Waiting) => {
            (Tone::Now, Icon::Alert, say!(l, inbox.is_waiting), "waiting")
        }
        (Course::Open, Hands::Taken { .. }) if is_mine(row, me) => {
            (Tone::Good, Icon::Person, say!(l, inbox.is_mine), "mine")
        }
        (Course::Open, Hands::Taken { .. }) => match row.assigned_name {
            Some(_) => (Tone::Wait, Icon::People, say!(l, inbox.taken_by), "taken"),
            None => (Tone::Wait, Icon::Phone, say!(l, inbox.taken_phone), "phone"),
        },
    };
    let who = row.assigned_name.as_deref().unwrap_or_default();
    let words = fill(words, &[("who", who)]);
    view! {
        <span class=format!("badge {}", tone.class()) data-testid="hands" data-status=status>
            {icon(sign)}
            <span>{words}</span>
        </span>
    }
    .any()
}
