//! What became of a business's messages in the last days.

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use domain::insight::DayFigures;
use domain::views::TenantDetail;
use domain::{Permission, Principal, Sees};
use store::DaySpan;

use crate::{Engine, EngineError, access, zone};

/// Days that are looked at together at most.
const DAYS_MAX: u32 = 31;
/// More questions that wait for an answer are not counted one by one.
const QUESTIONS_MAX: u32 = 100;

/// What became of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insights {
    /// Day by day, the oldest first; the last one is under way.
    pub days: Vec<DayFigures>,
    /// Questions that wait for an answer of the business now, at most 100.
    pub questions: u32,
}

impl Engine {
    /// The figures of the last days of a business, the day that is under way included.
    pub async fn insights(
        &self,
        principal: &Principal,
        detail: &TenantDetail,
        days: u32,
    ) -> Result<Insights, EngineError> {
        let tenant = detail.tenant.id;
        access::tenant(principal, tenant, Permission::ReadMessages)?;
        let clock = zone::of(&detail.config.timezone);
        let today = zone::local(clock, self.now()).date();
        let door = self.store().tenant(tenant);
        let days = door.days(clock.name(), spans(clock, today, days)).await?;
        let questions = match self.sees(principal, tenant).await? {
            Sees::All => door.open_questions(QUESTIONS_MAX).await?.len(),
            Sees::Only(_) => 0,
        };
        Ok(Insights { days, questions: u32::try_from(questions).unwrap_or(QUESTIONS_MAX) })
    }
}

/// The last days in a zone, each from midnight to midnight, the oldest first.
fn spans(clock: Tz, today: NaiveDate, days: u32) -> Vec<DaySpan> {
    let midnight = |day: NaiveDate| zone::instant(clock, day.and_time(NaiveTime::MIN));
    (0..u64::from(days.clamp(1, DAYS_MAX)))
        .rev()
        .filter_map(|back| today.checked_sub_days(Days::new(back)))
        .map(|day| DaySpan { day, begin: midnight(day), end: midnight(day + Days::new(1)) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_each_other_without_a_gap_also_where_clocks_change() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 30).unwrap();
        let spans = spans(chrono_tz::Europe::London, today, 3);
        assert_eq!(spans.len(), 3);
        assert_eq!(spans[2].day, today);
        assert!(spans.windows(2).all(|pair| pair[0].end == pair[1].begin));
        let hours: Vec<_> = spans.iter().map(|span| (span.end - span.begin).num_hours()).collect();
        assert_eq!(hours, [24, 23, 24]);
    }

    #[test]
    fn so_many_days_are_looked_at_and_no_more() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let count = |days| spans(chrono_tz::Africa::Dar_es_Salaam, today, days).len();
        assert_eq!((count(0), count(30), count(u32::MAX)), (1, 30, 31));
    }
}
