//! Why a message was or was not answered.

use domain::appointment::ReminderKind;
use domain::order::Unfinished;
use domain::{Decision, Gate, TemplateType};

use super::{Locale, fill, say, steps};

/// Why a message was or was not answered.
pub(crate) fn decision(l: Locale, decision: &Decision) -> String {
    match decision {
        Decision::Answered { flow, step, delayed_by } => {
            let text = fill(
                say!(l, decision.answered),
                &[("flow", flow_name(l, flow)), ("step", steps::step(l, step))],
            );
            match delayed_by {
                Some(by) => format!(
                    "{text}; {}",
                    fill(say!(l, decision.delayed), &[("gate", gate(l, *by))])
                ),
                None => text,
            }
        }
        Decision::HandedOver { flow, step } => fill(
            say!(l, decision.handed_over),
            &[("flow", flow_name(l, flow)), ("step", steps::step(l, step))],
        ),
        Decision::Waiting { gate: by, .. } => {
            fill(say!(l, decision.waiting), &[("gate", gate(l, *by))])
        }
        Decision::NotAnswered { gate: by } => {
            fill(say!(l, decision.not_answered), &[("gate", gate(l, *by))])
        }
        Decision::Reply { flow, step } => fill(
            say!(l, decision.reply),
            &[("flow", flow_name(l, flow)), ("step", steps::step(l, step))],
        ),
        Decision::Joined {} => say!(l, decision.joined).to_owned(),
        Decision::Reminder { reminder: ReminderKind::Missed } => {
            say!(l, decision.missed).to_owned()
        }
        Decision::Reminder { reminder: ReminderKind::Moved | ReminderKind::Cancelled } => {
            say!(l, decision.booking_news).to_owned()
        }
        Decision::Reminder { .. } => say!(l, decision.reminder).to_owned(),
        Decision::FollowUp { unfinished: Unfinished::Basket } => {
            say!(l, decision.basket_left).to_owned()
        }
        Decision::FollowUp { unfinished: Unfinished::Confirmation } => {
            say!(l, decision.order_left).to_owned()
        }
        Decision::Person { name, .. } => fill(say!(l, decision.person), &[("name", name)]),
        Decision::OrderNews { .. } => say!(l, decision.order_news).to_owned(),
        Decision::Offer {} => say!(l, decision.offer).to_owned(),
        Decision::Notice { gate: by } => fill(say!(l, decision.notice), &[("gate", gate(l, *by))]),
    }
}

/// A built-in flow as a word within a sentence; its own name where we have none.
fn flow_name(l: Locale, flow: &str) -> &str {
    match flow.parse() {
        Ok(TemplateType::Booking) => say!(l, flow.booking),
        Ok(TemplateType::Ecommerce) => say!(l, flow.ecommerce),
        Ok(TemplateType::Support) => say!(l, flow.support),
        Ok(TemplateType::Restaurant) => say!(l, flow.restaurant),
        Ok(TemplateType::Salon) => say!(l, flow.salon),
        Ok(TemplateType::Healthcare) => say!(l, flow.healthcare),
        Ok(TemplateType::Hotel) => say!(l, flow.hotel),
        Ok(TemplateType::RealEstate) => say!(l, flow.real_estate),
        Ok(TemplateType::Studio) => say!(l, flow.studio),
        Err(_) => flow,
    }
}

/// What a gate found.
pub(crate) fn gate(l: Locale, gate: Gate) -> &'static str {
    match gate {
        Gate::OwnMessage => say!(l, gate.own_message),
        Gate::Group => say!(l, gate.group),
        Gate::StatusBroadcast => say!(l, gate.status_broadcast),
        Gate::History => say!(l, gate.history),
        Gate::Paused => say!(l, gate.paused),
        Gate::HumanMode => say!(l, gate.human_mode),
        Gate::RateLimit => say!(l, gate.rate_limit),
        Gate::QueueFull => say!(l, gate.queue_full),
        Gate::Closed => say!(l, gate.closed),
        Gate::Loop => say!(l, gate.looping),
        Gate::OptedOut => say!(l, gate.opted_out),
        Gate::OptedIn => say!(l, gate.opted_in),
        Gate::Empty => say!(l, gate.empty),
        Gate::Reaction => say!(l, gate.reaction),
        Gate::Offline => say!(l, gate.offline),
        Gate::Superseded => say!(l, gate.superseded),
    }
}
