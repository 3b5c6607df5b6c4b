//! Bookings: where they stand, and when their customers are reminded.

use chrono::Duration;

use crate::Instant;
use crate::text_enum::text_enum;

text_enum! {
    /// Where a booking stands.
    AppointmentStatus {
        /// It is made.
        Booked => "BOOKED",
        /// The customer said that they will come.
        Confirmed => "CONFIRMED",
        /// The customer came.
        Completed => "COMPLETED",
        /// The customer did not come.
        Missed => "MISSED",
        /// It is called off, and its time is free again.
        Cancelled => "CANCELLED",
    }
}

/// What becomes of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppointmentEvent {
    /// The customer says that they will come.
    Confirmed,
    /// It gets another time, for which the customer has not said yet that they will come.
    Moved,
    /// The customer came.
    Completed,
    /// The customer did not come.
    Missed,
    /// It is called off.
    Cancelled,
}

/// A booking stands where this cannot become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not possible while the booking is {status}")]
pub struct AppointmentRefused {
    /// Where it stands.
    pub status: AppointmentStatus,
}

impl AppointmentStatus {
    /// Where the booking stands after this. Whether somebody came may be corrected; what is called off stays so.
    ///
    /// # Errors
    /// When this cannot become of it any more.
    pub const fn apply(self, event: AppointmentEvent) -> Result<Self, AppointmentRefused> {
        use AppointmentEvent as E;
        match (self, event) {
            (Self::Booked | Self::Confirmed, E::Confirmed) => Ok(Self::Confirmed),
            (Self::Booked | Self::Confirmed, E::Moved) => Ok(Self::Booked),
            (Self::Booked | Self::Confirmed, E::Cancelled) => Ok(Self::Cancelled),
            (Self::Booked | Self::Confirmed | Self::Missed, E::Completed) => Ok(Self::Completed),
            (Self::Booked | Self::Confirmed | Self::Completed, E::Missed) => Ok(Self::Missed),
            (status, _) => Err(AppointmentRefused { status }),
        }
    }

    /// Whether it is still to come, as far as anybody said.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Booked | Self::Confirmed)
    }
}

text_enum! {
    /// A message that the assistant sends by itself about a booking.
    ReminderKind {
        /// A day before.
        DayBefore => "DAY_BEFORE",
        /// Two hours before.
        HoursBefore => "HOURS_BEFORE",
        /// An hour before, for what was booked on the same day.
        HourBefore => "HOUR_BEFORE",
        /// After the customer did not come.
        Missed => "MISSED",
        /// The business gave it another time, or somebody else to do it.
        Moved => "MOVED",
        /// The business called it off.
        Cancelled => "CANCELLED",
    }
}

/// Made so long before at least, a booking counts as made on an earlier day.
const SAME_DAY: Duration = Duration::hours(12);

/// When a customer is reminded of a booking that is made or moved now: a day and two hours before, or an hour
/// before where it is on the same day. What would be over already is left out.
pub fn reminders(now: Instant, starts_at: Instant) -> Vec<(ReminderKind, Instant)> {
    let before: &[(ReminderKind, Duration)] = if starts_at - now < SAME_DAY {
        &[(ReminderKind::HourBefore, Duration::hours(1))]
    } else {
        &[
            (ReminderKind::DayBefore, Duration::hours(24)),
            (ReminderKind::HoursBefore, Duration::hours(2)),
        ]
    };
    let at = before.iter().map(|(kind, before)| (*kind, starts_at - *before));
    at.filter(|(_, at)| *at > now).collect()
}

/// So long after it began, a customer who did not come is not written to any more: somebody puts the calendar in
/// order.
const LONG_MISSED: Duration = Duration::hours(24);

/// When a customer who did not come is written to: an hour after it began, or now where that is over.
pub fn missed_at(now: Instant, starts_at: Instant) -> Option<Instant> {
    (now - starts_at < LONG_MISSED).then(|| now.max(starts_at + Duration::hours(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use AppointmentEvent as E;
    use AppointmentStatus as S;

    #[test]
    fn every_edge_is_as_it_should_be() {
        // Columns: confirmed, moved, completed, missed, cancelled.
        let events = [E::Confirmed, E::Moved, E::Completed, E::Missed, E::Cancelled];
        let open = [
            Some(S::Confirmed),
            Some(S::Booked),
            Some(S::Completed),
            Some(S::Missed),
            Some(S::Cancelled),
        ];
        let table = [
            (S::Booked, open),
            (S::Confirmed, open),
            (S::Completed, [None, None, None, Some(S::Missed), None]),
            (S::Missed, [None, None, Some(S::Completed), None, None]),
            (S::Cancelled, [None; 5]),
        ];
        assert_eq!(table.len(), S::ALL.len());
        for (status, wanted) in table {
            for (event, wanted) in events.into_iter().zip(wanted) {
                assert_eq!(status.apply(event).ok(), wanted, "{status} {event:?}");
            }
        }
    }

    #[test]
    fn who_books_early_is_reminded_twice_and_who_books_late_once() {
        let now = Instant::from_timestamp(1_800_000_000, 0).unwrap();
        let kinds = |ahead: Duration| {
            let reminders = reminders(now, now + ahead);
            reminders
                .into_iter()
                .map(|(kind, at)| (kind, (at - now).num_minutes()))
                .collect::<Vec<_>>()
        };
        let (day, hours) = (ReminderKind::DayBefore, ReminderKind::HoursBefore);
        assert_eq!(kinds(Duration::hours(48)), [(day, 24 * 60), (hours, 46 * 60)]);
        assert_eq!(kinds(Duration::hours(20)), [(hours, 18 * 60)]);
        assert_eq!(kinds(Duration::hours(5)), [(ReminderKind::HourBefore, 4 * 60)]);
        assert_eq!(kinds(Duration::minutes(40)), []);
    }

    #[test]
    fn who_did_not_come_is_asked_an_hour_later() {
        let began = Instant::from_timestamp(1_800_000_000, 0).unwrap();
        let later = |hours| missed_at(began + Duration::hours(hours), began);
        assert_eq!(later(0), Some(began + Duration::hours(1)));
        assert_eq!(later(3), Some(began + Duration::hours(3)));
        assert_eq!(later(24), None);
    }
}
