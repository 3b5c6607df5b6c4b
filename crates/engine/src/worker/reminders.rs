//! What is said to customers when its time has come: reminders of bookings, questions about orders that were left
//! unfinished, and where orders stand.

use chrono::{TimeDelta, Timelike};
use chrono_tz::Tz;
use domain::appointment::{AppointmentStatus, ReminderKind};
use domain::booking::AppointmentView;
use domain::order::{Unfinished, follow_ups};
use domain::shop::OrderView;
use domain::views::ConfigView;
use domain::{Decision, Instant, TenantStatus};
use flow::{FollowUp, OrderNews, Reminder};
use store::{DueAbout, DueKind, DueMessage, FollowUps, Reply};

use super::WorkerError;
use super::answer::Answering;
use crate::zone;

/// What is looked at with one heartbeat, at most.
const AT_ONCE: u64 = 20;
/// So late, what should have been said is not said any more: the worker stood still.
const TOO_LATE: TimeDelta = TimeDelta::hours(3);
/// So late, where an order stands is no news any more.
const NO_NEWS: TimeDelta = TimeDelta::hours(24);
/// The local hours between which customers are asked about what they left unfinished, or told that nobody has time.
const AWAKE: std::ops::Range<u32> = 8..20;

impl Answering<'_> {
    /// Says what is due, as far as the limits allow; the rest waits for the next time.
    pub(super) async fn say_due(&mut self) -> Result<(), WorkerError> {
        if !*self.shared.connected.borrow() || self.shared.held_until().is_some() {
            // What cannot be sent now is judged again when it can.
            return Ok(());
        }
        let due = self.shared.store.due_messages(AT_ONCE).await?;
        if due.is_empty() {
            return Ok(());
        }
        let tenant = self.shared.store.tenant().await?;
        if tenant.status == TenantStatus::Paused {
            return Ok(());
        }
        let config = self.shared.store.config().await?;
        let zone = zone::of(&config.timezone);
        for due in due {
            let now = self.shared.engine.now();
            let reply = said(&due, &config, now);
            if reply.is_some() {
                let waking = daytime(zone, now);
                if matches!(due.kind, DueKind::FollowUp(..)) && waking > now {
                    self.shared.store.postpone_due(&due, waking).await?;
                    continue;
                }
                if self.limits.wait_until(due.contact_id, now).is_some() {
                    // It waits; others may have room.
                    continue;
                }
                self.limits.note(due.contact_id, now);
            }
            let said = self.shared.store.say_due(&due, reply);
            self.shared.steps.settle(async { said.await.map(|settled| vec![settled]) }).await?;
            self.shared.outbox.notify_one();
        }
        Ok(())
    }
}

/// When a customer who now goes silent is asked about what they leave unfinished: never at night, and never twice
/// at once.
pub(super) fn planned(unfinished: Unfinished, now: Instant, zone: Tz) -> FollowUps {
    let mut at: Vec<_> =
        follow_ups(unfinished).into_iter().map(|after| daytime(zone, now + after)).collect();
    at.dedup();
    FollowUps { unfinished, at }
}

/// Whether customers are awake.
pub(super) fn is_daytime(zone: Tz, at: Instant) -> bool {
    AWAKE.contains(&zone::local(zone, at).hour())
}

/// A moment, or the next morning where customers sleep then.
fn daytime(zone: Tz, at: Instant) -> Instant {
    if is_daytime(zone, at) {
        return at;
    }
    let local = zone::local(zone, at);
    let day = if local.hour() < AWAKE.start { Some(local.date()) } else { local.date().succ_opt() };
    let morning = day.and_then(|day| day.and_hms_opt(AWAKE.start, 0, 0));
    morning.map_or(at, |morning| zone::instant(zone, morning))
}

/// What is said, where it is still to be said.
fn said(due: &DueMessage, config: &ConfigView, now: Instant) -> Option<Reply> {
    let (language, business) = (due.language.unwrap_or(config.language), &config.business_name);
    let late = now - due.run_at;
    match (due.kind, &due.about) {
        (DueKind::Reminder(kind), DueAbout::Booking(booking)) if late < TOO_LATE => {
            let zone = zone::of(&config.timezone);
            let reminder = Reminder {
                kind,
                business,
                service: &booking.service,
                at: zone::local(zone, booking.starts_at),
                now: zone::local(zone, now),
            };
            let decision = Decision::Reminder { reminder: kind };
            holds(kind, booking, now).then(|| Reply { text: reminder.text(language), decision })
        }
        (DueKind::FollowUp(unfinished, count), DueAbout::Conversation) if late < TOO_LATE => {
            let text = FollowUp { unfinished, count, business }.text(language);
            Some(Reply { text, decision: Decision::FollowUp { unfinished } })
        }
        (DueKind::News(status), DueAbout::Order(order)) if late < NO_NEWS => {
            let OrderView { number, fulfilment, .. } = *order;
            let news = OrderNews { status, number, business, fulfilment };
            let decision = Decision::OrderNews { status };
            (order.status == status).then(|| Reply { text: news.text(language), decision })
        }
        _ => None,
    }
}

/// Whether a reminder of a booking still makes sense.
fn holds(kind: ReminderKind, booking: &AppointmentView, now: Instant) -> bool {
    match kind {
        ReminderKind::Missed => booking.status == AppointmentStatus::Missed,
        ReminderKind::Cancelled => {
            booking.status == AppointmentStatus::Cancelled && booking.starts_at > now
        }
        _ => booking.status.is_open() && booking.starts_at > now,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use chrono_tz::Africa::Dar_es_Salaam;

    use super::*;

    #[test]
    fn nobody_is_asked_at_night_or_twice_at_once() {
        let asked = |unfinished, from: &str| {
            let from: NaiveDateTime = from.parse().unwrap();
            let plan = planned(unfinished, zone::instant(Dar_es_Salaam, from), Dar_es_Salaam);
            let local =
                |at: &Instant| zone::local(Dar_es_Salaam, *at).format("%d %H:%M").to_string();
            plan.at.iter().map(local).collect::<Vec<_>>()
        };
        let confirmation = |from| asked(Unfinished::Confirmation, from);
        assert_eq!(confirmation("2026-11-23T10:00:00"), ["23 10:30", "23 13:00", "24 10:00"]);
        assert_eq!(confirmation("2026-11-23T18:00:00"), ["23 18:30", "24 08:00", "24 18:00"]);
        assert_eq!(confirmation("2026-11-23T21:00:00"), ["24 08:00", "25 08:00"]);
        assert_eq!(confirmation("2026-11-23T02:00:00"), ["23 08:00", "24 08:00"]);
        assert_eq!(asked(Unfinished::Basket, "2026-11-23T18:59:00"), ["23 19:59"]);
        assert_eq!(asked(Unfinished::Basket, "2026-11-23T19:00:00"), ["24 08:00"]);
    }
}
