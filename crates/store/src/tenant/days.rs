//! The figures of a tenant's days. Those of days that are long over are counted once and kept.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use domain::insight::DayFigures;
use domain::message::{Direction, MessageStatus};
use domain::{Gate, Instant};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryResult, Statement,
};
use uuid::Uuid;

use super::TenantStore;
use super::today::median_seconds;
use crate::entity::tenant_days;
use crate::error::Result;
use crate::mint::mint_at;
use crate::worker::Values;

/// A day that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySpan {
    /// The day, where the business is.
    pub day: NaiveDate,
    /// Its first moment.
    pub begin: Instant,
    /// The first moment of the day after it.
    pub end: Instant,
}

impl DaySpan {
    /// Until when an answer counts: a day's figures stand from then on.
    fn settled(&self) -> Instant {
        self.end + TimeDelta::days(1)
    }
}

impl TenantStore {
    /// The figures of these days of a time zone, by its IANA name.
    ///
    /// Those whose figures stand are kept when they were counted; those of another zone are forgotten then.
    pub async fn days(&self, timezone: &str, spans: Vec<DaySpan>) -> Result<Vec<DayFigures>> {
        let (tenant, zone, asked) = (self.uuid(), timezone.to_owned(), spans.clone());
        let (kept, counted) = self
            .store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let kept = kept(tx, tenant, &zone, &asked).await?;
                    let missing: Vec<_> =
                        asked.into_iter().filter(|span| !kept.contains_key(&span.day)).collect();
                    let counted = count(tx, tenant, &missing).await?;
                    Ok((kept, counted))
                })
            })
            .await?;
        let now = self.store().now();
        let standing: Vec<DayFigures> = spans
            .iter()
            .filter(|span| span.settled() <= now)
            .filter_map(|span| counted.get(&span.day).copied())
            .collect();
        if !standing.is_empty() {
            self.keep_days(timezone.to_owned(), standing).await?;
        }
        let figures = |span: &DaySpan| {
            let known = kept.get(&span.day).or_else(|| counted.get(&span.day));
            known.copied().unwrap_or_else(|| DayFigures::of(span.day))
        };
        Ok(spans.iter().map(figures).collect())
    }

    async fn keep_days(&self, timezone: String, days: Vec<DayFigures>) -> Result<()> {
        let (tenant, now) = (self.uuid(), self.store().now());
        self.store()
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    tenant_days::Entity::delete_many()
                        .filter(tenant_days::COLUMN.tenant_id.eq(tenant))
                        .filter(tenant_days::COLUMN.timezone.ne(timezone.clone()))
                        .exec(tx)
                        .await?;
                    let rows = days.into_iter().map(|day| row(tenant, &timezone, now, day));
                    let rows = rows.map(tenant_days::ActiveModel::from);
                    // Somebody else may look at the same days at this moment.
                    let mut known = OnConflict::columns([
                        tenant_days::Column::TenantId,
                        tenant_days::Column::Day,
                    ]);
                    tenant_days::Entity::insert_many(rows)
                        .on_conflict(known.do_nothing().to_owned())
                        .exec_without_returning(tx)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}

fn row(tenant: Uuid, timezone: &str, now: Instant, day: DayFigures) -> tenant_days::Model {
    let number = |figure: u32| i32::try_from(figure).unwrap_or(i32::MAX);
    tenant_days::Model {
        id: mint_at(now),
        tenant_id: tenant,
        day: day.day.to_string(),
        timezone: timezone.to_owned(),
        incoming: number(day.incoming),
        by_bot: number(day.by_bot),
        by_person: number(day.by_person),
        unanswered: number(day.unanswered),
        median_seconds: day.median_seconds.map(number),
        bookings: number(day.bookings),
        orders: number(day.orders),
        created_at: now,
        updated_at: now,
    }
}

/// What was kept of these days.
async fn kept(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    timezone: &str,
    spans: &[DaySpan],
) -> Result<HashMap<NaiveDate, DayFigures>> {
    let rows = tenant_days::Entity::find()
        .filter(tenant_days::COLUMN.tenant_id.eq(tenant))
        .filter(tenant_days::COLUMN.timezone.eq(timezone))
        .filter(tenant_days::COLUMN.day.is_in(spans.iter().map(|span| span.day.to_string())))
        .all(tx)
        .await?;
    let view = |row: tenant_days::Model| {
        let day = row.day.parse().ok()?;
        let figures = DayFigures {
            day,
            incoming: row.incoming.unsigned_abs(),
            by_bot: row.by_bot.unsigned_abs(),
            by_person: row.by_person.unsigned_abs(),
            unanswered: row.unanswered.unsigned_abs(),
            median_seconds: row.median_seconds.map(i32::unsigned_abs),
            bookings: row.bookings.unsigned_abs(),
            orders: row.orders.unsigned_abs(),
        };
        Some((day, figures))
    };
    Ok(rows.into_iter().filter_map(view).collect())
}

/// Counts what happened on these days. Erased messages count as well: they were written.
async fn count(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    spans: &[DaySpan],
) -> Result<HashMap<NaiveDate, DayFigures>> {
    let mut days: Vec<DayFigures> = spans.iter().map(|span| DayFigures::of(span.day)).collect();
    if days.is_empty() {
        return Ok(HashMap::new());
    }
    for row in ask(tx, tenant, spans, messages).await? {
        add_messages(&mut days, &row)?;
    }
    for row in ask(tx, tenant, spans, unanswered).await? {
        let (day, count) = (place(&mut days, &row)?, number(&row)?);
        if let Some(day) = day {
            day.unanswered = count;
        }
    }
    for row in ask(tx, tenant, spans, |_, days| made("appointments", days)).await? {
        let (day, count) = (place(&mut days, &row)?, number(&row)?);
        if let Some(day) = day {
            day.bookings = count;
        }
    }
    for row in ask(tx, tenant, spans, |_, days| made("orders", days)).await? {
        let (day, count) = (place(&mut days, &row)?, number(&row)?);
        if let Some(day) = day {
            day.orders = count;
        }
    }
    for (day, span) in days.iter_mut().zip(spans).filter(|(day, _)| day.by_bot + day.by_person > 0)
    {
        day.median_seconds = median_seconds(tx, tenant, span.begin, Some(span.end)).await?;
    }
    Ok(days.into_iter().map(|day| (day.day, day)).collect())
}

/// Runs a query over the days, which are rows of their place, begin, end, and until when an answer counts.
async fn ask(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    spans: &[DaySpan],
    query: impl FnOnce(&mut Values, &str) -> String,
) -> Result<Vec<QueryResult>> {
    let mut values = Values::from(1);
    values.put(tenant);
    let days: Vec<_> = (0_i32..)
        .zip(spans)
        .map(|(place, span)| {
            let row = [place.into(), span.begin.into(), span.end.into(), span.settled().into()];
            values.row(row)
        })
        .collect();
    let sql = query(&mut values, &format!("(VALUES {}) d", days.join(", ")));
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.query_all_raw(statement).await?)
}

/// Messages by what was decided about them; what could not be sent is no answer.
fn messages(values: &mut Values, days: &str) -> String {
    let failed = values.put(MessageStatus::Failed.as_str());
    // The days come first, so that each is one range of the index over tenant and time.
    format!(
        "SELECT d.column1 AS place, m.direction AS direction, m.decision ->> 'kind' AS kind, \
             m.decision ->> 'gate' AS gate, COUNT(*) AS figure \
         FROM {days} CROSS JOIN message_logs m WHERE m.tenant_id = $1 \
             AND m.created_at >= d.column2 AND m.created_at < d.column3 AND m.status <> {failed} \
         GROUP BY 1, 2, 3, 4"
    )
}

/// Customers' messages that nobody answered although they wanted an answer: none came after them in their conversation,
/// in time to count for their day. Each conversation's last answer is looked for once, not for each of its messages.
fn unanswered(values: &mut Values, days: &str) -> String {
    let wanting = [Gate::HumanMode, Gate::Offline, Gate::History, Gate::QueueFull];
    let wanting = values.list(wanting.map(Gate::as_str));
    let incoming = values.put(Direction::In.as_str());
    let (outgoing, failed, own) = (
        values.put(Direction::Out.as_str()),
        values.put(MessageStatus::Failed.as_str()),
        values.put(Gate::OwnMessage.as_str()),
    );
    format!(
        "WITH days AS (SELECT * FROM {days}), \
         answers AS (SELECT d.column1 AS place, r.conversation_id AS talk, MAX(r.created_at) AS last \
             FROM days d CROSS JOIN message_logs r WHERE r.tenant_id = $1 \
                 AND r.created_at >= d.column2 AND r.created_at < d.column4 \
                 AND ((r.direction = {outgoing} AND r.status <> {failed} \
                     AND r.decision ->> 'kind' IN ('reply', 'person')) \
                     OR r.decision ->> 'gate' = {own}) \
             GROUP BY 1, 2) \
         SELECT d.column1 AS place, COUNT(*) AS figure \
         FROM days d CROSS JOIN message_logs m \
             LEFT JOIN answers a ON a.place = d.column1 AND a.talk = m.conversation_id \
         WHERE m.tenant_id = $1 \
             AND m.created_at >= d.column2 AND m.created_at < d.column3 \
             AND m.direction = {incoming} AND m.decision ->> 'kind' = 'not_answered' \
             AND m.decision ->> 'gate' IN ({wanting}) \
             AND (a.last IS NULL OR a.last < m.created_at) \
         GROUP BY 1"
    )
}

/// What customers made of their conversations.
fn made(table: &str, days: &str) -> String {
    format!(
        "SELECT d.column1 AS place, COUNT(*) AS figure \
         FROM {days} CROSS JOIN {table} m WHERE m.tenant_id = $1 \
             AND m.created_at >= d.column2 AND m.created_at < d.column3 \
             AND m.conversation_id IS NOT NULL \
         GROUP BY 1"
    )
}

fn add_messages(days: &mut [DayFigures], row: &QueryResult) -> Result<()> {
    let direction: String = row.try_get("", "direction")?;
    let kind: Option<String> = row.try_get("", "kind")?;
    let gate: Option<String> = row.try_get("", "gate")?;
    let count = number(row)?;
    let Some(day) = place(days, row)? else { return Ok(()) };
    if direction == Direction::Out.as_str() {
        match kind.as_deref() {
            Some("reply") => day.by_bot += count,
            Some("person") => day.by_person += count,
            _ => {}
        }
        return Ok(());
    }
    match gate.and_then(|gate| gate.parse().ok()) {
        Some(Gate::OwnMessage) => day.by_person += count,
        Some(Gate::Group | Gate::StatusBroadcast) => {}
        _ => day.incoming += count,
    }
    Ok(())
}

fn place<'d>(days: &'d mut [DayFigures], row: &QueryResult) -> Result<Option<&'d mut DayFigures>> {
    let place: i32 = row.try_get("", "place")?;
    Ok(usize::try_from(place).ok().and_then(|place| days.get_mut(place)))
}

fn number(row: &QueryResult) -> Result<u32> {
    let figure: i64 = row.try_get("", "figure")?;
    Ok(u32::try_from(figure).unwrap_or(u32::MAX))
}
