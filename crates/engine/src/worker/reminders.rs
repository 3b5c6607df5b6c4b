//! What is said to customers when its time has come: reminders of bookings, and the word after a missed one.

use chrono::TimeDelta;
use domain::Decision;
use domain::appointment::{AppointmentStatus, ReminderKind};
use domain::{Instant, TenantStatus};
use flow::Reminder;
use store::{DueMessage, Reply};

use super::WorkerError;
use super::answer::Answering;
use crate::zone;

/// Reminders that are looked at with one heartbeat, at most.
const AT_ONCE: u64 = 20;
/// So late, what should have been said is not said any more: the worker stood still.
const TOO_LATE: TimeDelta = TimeDelta::hours(3);

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
            let reply = match is_wanted(&due, now) {
                Some(booking) => {
                    if self.limits.wait_until(due.contact_id, now).is_some() {
                        break;
                    }
                    let reminder = Reminder {
                        kind: due.kind,
                        business: &config.business_name,
                        service: &booking.service,
                        at: zone::local(zone, booking.starts_at),
                        now: zone::local(zone, now),
                    };
                    let text = reminder.text(due.language.unwrap_or(config.language));
                    self.limits.note(due.contact_id, now);
                    Some(Reply { text, decision: Decision::Reminder { reminder: due.kind } })
                }
                None => None,
            };
            let said = self.shared.store.say_due(&due, reply);
            self.shared.steps.settle(async { said.await.map(|settled| vec![settled]) }).await?;
            self.shared.outbox.notify_one();
        }
        Ok(())
    }
}

/// The booking that a message is about, where it is still to be said.
fn is_wanted(due: &DueMessage, now: Instant) -> Option<&domain::booking::AppointmentView> {
    let booking = due.booking.as_ref()?;
    let holds = match due.kind {
        ReminderKind::Missed => booking.status == AppointmentStatus::Missed,
        _ => booking.status.is_open() && booking.starts_at > now,
    };
    (holds && now - due.run_at < TOO_LATE).then_some(booking)
}
