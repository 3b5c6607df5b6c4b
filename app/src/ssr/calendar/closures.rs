//! When the business is closed although it is usually open, in words.

use domain::booking::ClosureView;
use domain::{LocalTime, Zone};

use crate::api::bookings::ClosureLine;
use crate::ssr::now;
use crate::text::{self, Locale, current_locale};

/// When the business is closed, in words.
pub(crate) fn closure_lines(zone: &Zone, closures: Vec<ClosureView>) -> Vec<ClosureLine> {
    let (l, today) = (current_locale(), zone.local(now()));
    closures
        .into_iter()
        .map(|closure| ClosureLine {
            id: closure.id,
            when: closed_when(l, zone, today, &closure),
            reason: closure.reason.unwrap_or_default(),
        })
        .collect()
}

fn closed_when(l: Locale, zone: &Zone, today: LocalTime, closure: &ClosureView) -> String {
    let (from, to) = (zone.local(closure.starts_at), zone.local(closure.ends_at));
    let whole = |at: LocalTime| at.hour == 0 && at.minute == 0;
    let name = |at: LocalTime| text::date(l, at, today);
    if whole(from) && whole(to) {
        let last = zone.local(closure.ends_at - chrono::Duration::minutes(1));
        return match last.date == from.date {
            true => name(from),
            false => format!("{} – {}", name(from), name(last)),
        };
    }
    let (begin, end) = (text::clock(from), text::clock(to));
    match from.date == to.date {
        true => format!("{}, {begin} – {end}", name(from)),
        false => format!("{}, {begin} – {}, {end}", name(from), name(to)),
    }
}
