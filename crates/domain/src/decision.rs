//! Why a customer's message was or was not answered.

use serde::{Deserialize, Serialize};

use crate::appointment::ReminderKind;
use crate::order::{OrderStatus, Unfinished};
use crate::text_enum::text_enum;
use crate::{Instant, UserId};

text_enum! {
    /// A check between a customer's message and the flow; the one that stopped it is kept.
    Gate {
        /// The business's own message.
        OwnMessage => "own_message",
        /// A group's message; the assistant speaks to single customers only.
        Group => "group",
        /// A status update ("story").
        StatusBroadcast => "status_broadcast",
        /// Written long before the session came up.
        History => "history",
        /// The tenant is paused.
        Paused => "paused",
        /// A person has taken the conversation over.
        HumanMode => "human_mode",
        /// Too many replies in a short time; the answer comes later.
        RateLimit => "rate_limit",
        /// More messages wait in this chat than are kept for answering.
        QueueFull => "queue_full",
        /// The business is closed; the answer comes when it opens.
        Closed => "closed",
        /// A program seems to write, and would never stop.
        Loop => "loop",
        /// The customer wants no messages.
        OptedOut => "opted_out",
        /// The customer wants messages again.
        OptedIn => "opted_in",
        /// There is nothing in it that could be answered.
        Empty => "empty",
        /// An emoji under another message; nobody expects an answer to it.
        Reaction => "reaction",
        /// It came while there was no connection.
        Offline => "offline",
        /// It came while there was no connection, and so did a later one of the same customer, which stands for
        /// both.
        Superseded => "superseded",
    }
}

/// What was decided about one message; kept with it and shown in the owner's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Decision {
    /// Inbound: a step of the flow answered it.
    Answered {
        /// The flow's name, such as `BOOKING`.
        flow: String,
        /// The step's id in the flow, such as `menu`.
        step: String,
        /// The gate that made the customer wait first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delayed_by: Option<Gate>,
    },
    /// Inbound: a step of the flow answered it and asked a person to take over.
    HandedOver {
        /// The flow's name.
        flow: String,
        /// The step's id in the flow.
        step: String,
    },
    /// Inbound: it was answered together with the one after it, as one turn.
    Joined {},
    /// Inbound: it will be answered later.
    Waiting {
        /// What holds it back.
        gate: Gate,
        /// Until when, at least.
        until: Instant,
    },
    /// Inbound: it will not be answered.
    NotAnswered {
        /// What stopped it.
        gate: Gate,
    },
    /// Outbound: the flow's answer.
    Reply {
        /// The flow's name.
        flow: String,
        /// The step's id in the flow.
        step: String,
    },
    /// Outbound: said by itself, because its time had come.
    Reminder {
        /// What it reminds of.
        reminder: ReminderKind,
    },
    /// Outbound: asked by itself, because the customer left something unfinished.
    FollowUp {
        /// What was left.
        unfinished: Unfinished,
    },
    /// Outbound: said by itself, because an order stands elsewhere now.
    OrderNews {
        /// Where it stands.
        status: OrderStatus,
    },
    /// Outbound: a person of the business wrote it.
    Person {
        /// Who.
        by: UserId,
        /// The name, as it was then.
        name: String,
    },
    /// Outbound: nobody of the business has answered, and the customer may go on with the assistant.
    Offer {},
    /// Outbound: a notice that a gate sends, such as "please slow down".
    Notice {
        /// The gate.
        gate: Gate,
    },
}
