//! Where in a calendar there is room for a service.

use chrono::{Days, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use domain::hours::{OpenHours, WeekHours};
use domain::{AppointmentId, ResourceId};
use serde::{Deserialize, Serialize};

use crate::facts::{Calendar, Period, Resource, Service};

/// How long before its beginning a time is not offered any more.
const NOTICE: Duration = Duration::minutes(30);
/// A short service may begin at each quarter of an hour, a longer one at each half.
const SHORT: u32 = 15;

/// A time at which somebody has room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// When it begins, in local time.
    pub at: NaiveDateTime,
    /// Who or what has room.
    pub resource: ResourceId,
}

/// Finds room for one service.
pub(crate) struct Room<'a> {
    calendar: &'a Calendar,
    service: &'a Service,
    /// The only resource that is wanted.
    with: Option<ResourceId>,
    /// The booking that is to be moved, which does not stand in its own way.
    moves: Option<AppointmentId>,
    now: NaiveDateTime,
}

impl<'a> Room<'a> {
    pub fn new(calendar: &'a Calendar, service: &'a Service, now: NaiveDateTime) -> Self {
        Self { calendar, service, with: None, moves: None, now }
    }

    /// Of this one only.
    pub fn with(self, with: Option<ResourceId>) -> Self {
        Self { with, ..self }
    }

    /// To move this booking into.
    pub fn moving(self, moves: Option<AppointmentId>) -> Self {
        Self { moves, ..self }
    }

    /// Every time of a day that is free, each once.
    pub fn on(&self, day: NaiveDate) -> Vec<Slot> {
        let step = if self.service.minutes <= SHORT { 15 } else { 30 };
        let Some(open) = open_on(&self.calendar.hours, day) else { return Vec::new() };
        // From the first full step on, so that 08:10 opens 08:30.
        let first = u32::from(open.from).div_ceil(step) * step;
        let starts = (first..u32::from(open.to)).step_by(step as usize);
        starts.filter_map(|minute| self.at(moment(day, minute))).collect()
    }

    /// The slot that begins at this moment, when there is room.
    pub fn at(&self, at: NaiveDateTime) -> Option<Slot> {
        if at < self.now + NOTICE {
            return None;
        }
        let done = Period { from: at, to: at + Duration::minutes(self.service.minutes.into()) };
        if !is_open(&self.calendar.hours, done)
            || self.calendar.closures.iter().any(|closed| closed.overlaps(done))
        {
            return None;
        }
        let taken = Period { to: done.to + Duration::minutes(self.service.buffer.into()), ..done };
        let has_room = |resource: &&Resource| {
            self.fits(resource)
                && resource.hours.as_ref().is_none_or(|hours| is_open(hours, done))
                && self.taken_at_most(resource.id, taken) < resource.capacity
        };
        let resource = self.calendar.resources.iter().find(has_room)?;
        Some(Slot { at, resource: resource.id })
    }

    /// The next free times from a moment on, at most `most`, of which at most `a_day` are of one day.
    pub fn next(&self, from: NaiveDateTime, most: usize, a_day: usize) -> Vec<Slot> {
        let mut found = Vec::new();
        let mut day = from.date();
        while day <= self.calendar.until && found.len() < most {
            let free = self.on(day).into_iter().filter(|slot| slot.at >= from);
            found.extend(free.take(a_day.min(most - found.len())));
            let Some(next) = day.checked_add_days(Days::new(1)) else { break };
            day = next;
        }
        found
    }

    /// Whether a resource does what is wanted.
    fn fits(&self, resource: &Resource) -> bool {
        (resource.services.is_empty() || resource.services.contains(&self.service.id))
            && self.with.is_none_or(|with| with == resource.id)
    }

    /// How many bookings a resource has at the busiest moment of a period.
    fn taken_at_most(&self, resource: ResourceId, period: Period) -> u32 {
        let busy: Vec<Period> = self
            .calendar
            .busy
            .iter()
            .filter(|busy| busy.resource == resource && busy.period.overlaps(period))
            .filter(|busy| busy.by.is_none() || busy.by != self.moves)
            .map(|busy| busy.period)
            .collect();
        // It is busiest where one begins, or at the period's own beginning.
        let moments = busy.iter().map(|busy| busy.from.max(period.from));
        let at = |moment: NaiveDateTime| {
            busy.iter().filter(|it| it.from <= moment && moment < it.to).count()
        };
        moments.map(at).max().unwrap_or(0).try_into().unwrap_or(u32::MAX)
    }
}

/// When a business that is closed at `now` opens; nothing while it is open, and nothing for one that told no hours.
/// All in local time.
pub fn opens_at(hours: &WeekHours, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let today = now.date();
    let days = today.iter_days().take(8);
    let spans = days.filter_map(|day| {
        let open = open_on(hours, day)?;
        Some((moment(day, open.from.into()), moment(day, open.to.into())))
    });
    spans.into_iter().find(|(_, to)| *to > now).map(|(from, _)| from).filter(|from| *from > now)
}

/// The hours of a day's week-day.
pub(crate) fn open_on(hours: &WeekHours, day: NaiveDate) -> Option<OpenHours> {
    use chrono::Datelike;
    hours.0[day.weekday().num_days_from_monday() as usize]
}

/// Whether a moment lies within its day's opening hours.
pub(crate) fn is_open_at(hours: &WeekHours, now: NaiveDateTime) -> bool {
    open_on(hours, now.date()).is_some_and(|open| {
        let day = now.date();
        moment(day, open.from.into()) <= now && now < moment(day, open.to.into())
    })
}

/// Whether all of a period lies within one day's opening hours.
fn is_open(hours: &WeekHours, period: Period) -> bool {
    let day = period.from.date();
    open_on(hours, day).is_some_and(|open| {
        moment(day, open.from.into()) <= period.from && period.to <= moment(day, open.to.into())
    })
}

fn moment(day: NaiveDate, minute: u32) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN) + Duration::minutes(minute.into())
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Timelike};
    use domain::{RecordId, ServiceId};
    use uuid::Uuid;

    use super::*;
    use crate::definition::Text;

    const MONDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 2, 23).unwrap();

    fn resource(n: u128, capacity: u32) -> Resource {
        let id = ResourceId::from_uuid(Uuid::from_u128(n));
        Resource { id, name: format!("r{n}"), capacity, hours: None, services: Vec::new() }
    }

    fn service(minutes: u32, buffer: u32) -> Service {
        let id = ServiceId::from_uuid(Uuid::from_u128(7));
        Service { id, name: Text::default(), minutes, buffer, price: None }
    }

    fn at(hour: u32, minute: u32) -> NaiveDateTime {
        moment(MONDAY, hour * 60 + minute)
    }

    /// Hour and minute.
    type Clock = (u32, u32);

    fn calendar(resources: Vec<Resource>, busy: &[(u128, Clock, Clock)]) -> Calendar {
        let busy = busy.iter().map(|(n, from, to)| crate::facts::Busy {
            resource: ResourceId::from_uuid(Uuid::from_u128(*n)),
            period: Period { from: at(from.0, from.1), to: at(to.0, to.1) },
            by: None,
        });
        Calendar {
            until: MONDAY + Days::new(14),
            hours: WeekHours::USUAL,
            closures: Vec::new(),
            resources,
            busy: busy.collect(),
        }
    }

    fn times(slots: &[Slot]) -> Vec<String> {
        let time =
            |at: NaiveDateTime| format!("{} {:02}:{:02}", at.weekday(), at.hour(), at.minute());
        slots.iter().map(|slot| time(slot.at)).collect()
    }

    #[test]
    fn a_booking_takes_its_time_and_its_buffer() {
        let calendar = calendar(vec![resource(1, 1)], &[(1, (10, 0), (11, 0))]);
        let service = service(60, 30);
        let room = Room::new(&calendar, &service, at(8, 0));
        // 08:30 ends at 09:30, and its buffer at 10:00 sharp.
        assert_eq!(times(&room.on(MONDAY)[..3]), ["Mon 08:30", "Mon 11:00", "Mon 11:30"]);
        // The last one must be done by closing time, its buffer need not.
        assert_eq!(times(&room.on(MONDAY)).last().unwrap(), "Mon 17:00");
    }

    #[test]
    fn who_has_room_is_named_and_may_be_asked_for() {
        let calendar = calendar(vec![resource(1, 1), resource(2, 1)], &[(1, (9, 0), (12, 0))]);
        let service = service(60, 0);
        let anyone = Room::new(&calendar, &service, at(7, 0));
        assert_eq!(anyone.at(at(9, 0)).unwrap().resource, calendar.resources[1].id);
        let first = Some(calendar.resources[0].id);
        let one = Room::new(&calendar, &service, at(7, 0)).with(first);
        assert_eq!(one.at(at(9, 0)), None);
        assert_eq!(one.at(at(12, 0)).unwrap().resource, calendar.resources[0].id);
    }

    #[test]
    fn a_class_takes_as_many_as_it_has_places_at_its_busiest() {
        let busy = [(1, (9, 0), (10, 0)), (1, (10, 0), (11, 0)), (1, (9, 30), (10, 30))];
        let calendar = calendar(vec![resource(1, 2)], &busy);
        let service = service(30, 0);
        let room = Room::new(&calendar, &service, at(7, 0));
        let free = times(&room.on(MONDAY));
        assert_eq!(free[..4], ["Mon 08:00", "Mon 08:30", "Mon 09:00", "Mon 10:30"]);
    }

    #[test]
    fn closed_days_holidays_and_the_past_have_no_room() {
        let mut calendar = calendar(vec![resource(1, 1)], &[]);
        calendar.closures.push(Period { from: at(0, 0), to: at(12, 0) });
        let service = service(60, 0);
        let room = Room::new(&calendar, &service, at(12, 45));
        assert_eq!(times(&room.on(MONDAY)[..1]), ["Mon 13:30"]);
        assert_eq!(room.on(MONDAY + Days::new(6)), [], "it is Sunday");
        let next = room.next(at(16, 0), 4, 2);
        assert_eq!(times(&next), ["Mon 16:00", "Mon 16:30", "Tue 08:00", "Tue 08:30"]);
    }

    #[test]
    fn a_short_service_may_begin_at_every_quarter() {
        let calendar = calendar(vec![resource(1, 1)], &[(1, (8, 0), (8, 15))]);
        let service = service(15, 0);
        let room = Room::new(&calendar, &service, at(7, 0));
        assert_eq!(times(&room.on(MONDAY)[..2]), ["Mon 08:15", "Mon 08:30"]);
    }

    #[test]
    fn a_closed_business_opens_at_its_next_hours() {
        let hours = WeekHours::USUAL;
        let opens = |day: u64, hour: u32| {
            let now = (MONDAY + Days::new(day)).and_hms_opt(hour, 0, 0).unwrap();
            opens_at(&hours, now).map(|at| (at - now).num_hours())
        };
        assert_eq!(opens(0, 9), None, "it is open");
        assert_eq!(opens(0, 6), Some(2));
        assert_eq!(opens(0, 18), Some(14));
        assert_eq!(opens(5, 15), Some(41), "over Sunday");
        assert_eq!(opens_at(&WeekHours::default(), at(3, 0)), None, "it told no hours");
    }

    #[test]
    fn who_does_something_else_has_no_room() {
        let mut other = resource(1, 1);
        other.services = vec![ServiceId::from_uuid(Uuid::from_u128(99))];
        let calendar = calendar(vec![other], &[]);
        let service = service(30, 0);
        assert_eq!(Room::new(&calendar, &service, at(7, 0)).on(MONDAY), []);
    }
}
