//! Charts as they are drawn: everything is placed and worded here, so that the browser carries none of it.

use chrono::NaiveTime;
use domain::insight::{DayFigures, Totals};
use domain::{LocalTime, TenantStatus, Zone};

use super::Cx;
use crate::AppError;
use crate::api::insights::{Bar, Chart, FigureTable, Insights};
use crate::text::{self, Locale, current_locale, say};

/// Days that are shown unless more are asked for.
const WEEK: u32 = 7;
const MONTH: u32 = 30;
/// How high a chart is. A bar for a figure that is not nothing is never lower than the second.
const HEIGHT: u64 = 100;
const SEEN: u64 = 2;

/// The last days of the caller's own business.
pub(crate) async fn insights(cx: &Cx, days: &str) -> Result<Option<Insights>, AppError> {
    let (engine, by, tenant) = (&cx.engine, &cx.principal, cx.own_tenant()?);
    let l = current_locale();
    let detail = engine.tenant_detail(by, tenant).await?;
    let days = if days == "30" { MONTH } else { WEEK };
    let found = engine.insights(by, &detail, days).await?;
    let quiet = found.days.iter().all(DayFigures::is_quiet);
    if quiet && matches!(detail.tenant.status, TenantStatus::New | TenantStatus::Pending) {
        return Ok(None);
    }
    let drawing = Drawing { l, days: &found.days };
    Ok(Some(Insights {
        days,
        quiet,
        totals: Totals::of(&found.days),
        questions: found.questions,
        charts: drawing.charts(),
        table: drawing.table(),
    }))
}

/// A figure of a day, and its name.
type Part = (&'static str, fn(&DayFigures) -> u32);

struct Drawing<'a> {
    l: Locale,
    days: &'a [DayFigures],
}

impl Drawing<'_> {
    /// The charts; what did not happen at all needs no picture.
    fn charts(&self) -> Vec<Chart> {
        let l = self.l;
        let counted = |_: Locale, figure: u32| text::count(figure.into());
        let incoming: [Part; 1] = [(say!(l, insight.incoming), |day| day.incoming)];
        let answers: [Part; 2] = [
            (say!(l, insight.bot), |day| day.by_bot),
            (say!(l, insight.person), |day| day.by_person),
        ];
        let median: [Part; 1] =
            [(say!(l, insight.median), |day| day.median_seconds.unwrap_or_default())];
        let made: [Part; 2] = [
            (say!(l, insight.booking), |day| day.bookings),
            (say!(l, insight.order), |day| day.orders),
        ];
        [
            self.chart(say!(l, insight.chart_incoming), &incoming, counted),
            self.chart(say!(l, insight.chart_answers), &answers, counted),
            self.chart(say!(l, insight.chart_median), &median, took),
            self.chart(say!(l, insight.chart_made), &made, counted),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn chart(
        &self,
        title: &str,
        parts: &[Part],
        worded: fn(Locale, u32) -> String,
    ) -> Option<Chart> {
        let sum = |day: &DayFigures| -> u64 {
            parts.iter().map(|(_, figure)| u64::from(figure(day))).sum()
        };
        let highest = self.days.iter().max_by_key(|day| sum(day))?;
        let top = sum(highest);
        if top == 0 {
            return None;
        }
        let shown = worded(self.l, u32::try_from(top).unwrap_or(u32::MAX));
        let bars = self.days.iter().map(|day| {
            let figures = parts.iter().map(|(name, figure)| {
                let figure = worded(self.l, figure(day));
                if parts.len() == 1 { figure } else { format!("{name} {figure}") }
            });
            let words = format!("{}: {}", self.named(day), figures.collect::<Vec<_>>().join(", "));
            let heights = parts.iter().map(|(_, figure)| height(figure(day).into(), top)).collect();
            Bar { words, heights }
        });
        let several = parts.len() > 1;
        Some(Chart {
            title: title.to_owned(),
            spoken: text::fill(
                say!(self.l, insight.spoken),
                &[("title", title), ("top", &shown), ("day", &self.named(highest))],
            ),
            top: shown,
            first: self.days.first().map(|day| self.named(day)).unwrap_or_default(),
            last: self.days.last().map(|day| self.named(day)).unwrap_or_default(),
            parts: parts.iter().filter(|_| several).map(|(name, _)| (*name).to_owned()).collect(),
            bars: bars.collect(),
        })
    }

    fn table(&self) -> FigureTable {
        let l = self.l;
        let heads = [
            say!(l, insight.day),
            say!(l, insight.incoming),
            say!(l, insight.by_bot),
            say!(l, insight.by_person),
            say!(l, insight.unanswered),
            say!(l, insight.median),
            say!(l, insight.bookings),
            say!(l, insight.orders),
        ];
        let row = |day: &DayFigures| {
            let count = |figure: u32| text::count(figure.into());
            let median = day.median_seconds.map_or_else(|| "–".to_owned(), |time| took(l, time));
            vec![
                self.named(day),
                count(day.incoming),
                count(day.by_bot),
                count(day.by_person),
                count(day.unanswered),
                median,
                count(day.bookings),
                count(day.orders),
            ]
        };
        FigureTable {
            heads: heads.map(str::to_owned).into(),
            rows: self.days.iter().rev().map(row).collect(),
        }
    }

    /// `Mon 23 Nov`.
    fn named(&self, day: &DayFigures) -> String {
        let local = |day: &DayFigures| -> LocalTime {
            Zone::utc().local(day.day.and_time(NaiveTime::MIN).and_utc())
        };
        let today = self.days.last().unwrap_or(day);
        text::date(self.l, local(day), local(today))
    }
}

/// How long an answer took.
fn took(l: Locale, seconds: u32) -> String {
    match seconds {
        0 => say!(l, today.instant).to_owned(),
        seconds => text::span(l, seconds.into()),
    }
}

/// How high the bar of a figure is where `top` fills the chart.
fn height(figure: u64, top: u64) -> u32 {
    let share = (figure * HEIGHT + top / 2).checked_div(top).unwrap_or_default();
    let seen = if figure == 0 { 0 } else { share.clamp(SEEN, HEIGHT) };
    u32::try_from(seen).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days() -> Vec<DayFigures> {
        let day = |day, by_bot, by_person| {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
            DayFigures { by_bot, by_person, incoming: 1_200, ..DayFigures::of(day) }
        };
        vec![day(21, 300, 1), day(22, 60, 40)]
    }

    #[test]
    fn bars_are_as_high_as_their_share_and_what_is_there_is_seen() {
        let days = days();
        let charts = Drawing { l: Locale::en, days: &days }.charts();
        // No answer reached anybody, and nothing was booked or ordered.
        assert_eq!(charts.len(), 2);
        let answers = &charts[1];
        assert_eq!((answers.top.as_str(), answers.parts.len()), ("301", 2));
        assert_eq!(answers.bars[0].heights, [100, 2]);
        assert_eq!(answers.bars[1].heights, [20, 13]);
        assert_eq!(answers.bars[1].words, "Sun 22 Nov: Assistant 60, People 40");
        assert_eq!(charts[0].bars[0].words, "Sat 21 Nov: 1,200");
        assert!(answers.spoken.contains("301") && answers.spoken.contains("Sat 21 Nov"));
    }

    #[test]
    fn the_table_has_the_same_numbers_with_the_newest_day_on_top() {
        let days = days();
        let table = Drawing { l: Locale::sw, days: &days }.table();
        assert!(table.rows.iter().all(|row| row.len() == table.heads.len()));
        assert_eq!(table.rows[0][2..6], ["60", "40", "0", "–"]);
    }

    #[test]
    fn a_chart_of_nothing_is_none() {
        assert_eq!(Drawing { l: Locale::en, days: &[] }.charts(), []);
        assert_eq!((height(0, 0), height(1, 0), height(0, 9), height(9, 9)), (0, 2, 0, 100));
    }
}
