//! Looking into the database: what is there, as rows of words that a script can name.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::booking::AppointmentView;
use domain::consent::{Consent, ConsentEvent};
use domain::message::Direction;
use domain::shop::{OrderFilter, OrderView};
use domain::{ContactId, Decision, RecordId};
use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use crate::business::{Business, instant, local, number_of};
use crate::reading::{Kind, Stored};

/// Orders and questions of one script, at most.
const MOST: u32 = 100;

impl Business {
    /// Whether so many rows begin with these words as must be there.
    ///
    /// # Errors
    /// Tells what is there.
    pub async fn compare(&self, stored: &Stored) -> Result<(), String> {
        let rows = self.rows(stored.kind).await;
        let found = rows.iter().filter(|row| row.starts_with(&stored.parts)).count();
        if found == stored.count {
            return Ok(());
        }
        let word = stored.kind.word();
        let line = |row: &[String]| {
            let words = format!("{word} {}", row.join(" | "));
            words.trim_end_matches([' ', '|']).to_owned()
        };
        let there: Vec<_> = rows.iter().map(|row| line(row)).collect();
        let there: String = there.iter().flat_map(|row| ["\n    ", row]).collect();
        let there = if there.is_empty() { "\n    nothing" } else { &there };
        let (wanted, count) = (line(&stored.parts), stored.count);
        Err(format!(
            "'{wanted}' must be stored {count} times, and is {found} times; what is there:{there}"
        ))
    }

    async fn rows(&self, kind: Kind) -> Vec<Vec<String>> {
        match kind {
            Kind::Booking => self.booking_rows().await,
            Kind::Order => self.orders().await.iter().map(|it| self.order_row(it)).collect(),
            Kind::Stock => self.stock_rows().await,
            Kind::Consent => self.consent_rows().await,
            Kind::Unanswered => self.unanswered_rows().await,
            Kind::Language => self.language_rows().await,
            Kind::Mode => self.mode_rows().await,
            Kind::Messages => self.message_counts().await,
            Kind::Log => self.log_rows().await,
            Kind::Planned => self.planned_rows().await,
        }
    }

    /// `Neema | Kusuka | 2026-03-03 10:00 | CONFIRMED | Asha | Neema Ally | note`.
    async fn booking_rows(&self) -> Vec<Vec<String>> {
        let contacts = self.contacts().await;
        let bookings = self.bookings().await.into_iter();
        bookings
            .map(|booking| {
                let contact = booking.contact_id.and_then(|id| contacts.get(&id).cloned());
                vec![
                    contact.unwrap_or_default(),
                    booking.service,
                    minute(booking.starts_at),
                    booking.status.to_string(),
                    booking.resource,
                    booking.customer.unwrap_or_default(),
                    booking.note.unwrap_or_default(),
                ]
            })
            .collect()
    }

    /// `Juma | 2 x Sukari, 1 x Mkate | 6000 | NEW | DELIVERY | Ilemela | Juma Ali`.
    fn order_row(&self, order: &OrderView) -> Vec<String> {
        let lines = order.lines.iter().map(|line| format!("{} x {}", line.quantity, line.name));
        vec![
            order.phone.as_deref().map(|number| self.label(number)).unwrap_or_default(),
            lines.collect::<Vec<_>>().join(", "),
            (order.total_minor / 100).to_string(),
            order.status.to_string(),
            order.fulfilment.to_string(),
            order.address.clone().unwrap_or_default(),
            order.customer.clone().unwrap_or_default(),
        ]
    }

    /// `Sukari | 8`.
    async fn stock_rows(&self) -> Vec<Vec<String>> {
        let products = self.store.tenant(self.tenant).products().await.unwrap().into_iter();
        let row = |name, stock: Option<u32>| {
            vec![name, stock.map_or_else(|| "not counted".to_owned(), |stock| stock.to_string())]
        };
        products.map(|product| row(product.name_sw, product.stock)).collect()
    }

    /// `Neema | OUT | acha kutuma`, every time that somebody said so.
    async fn consent_rows(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for row in self.customers("CAST(c.consent AS TEXT)").await {
            let said: Consent = serde_json::from_str(&row.1).unwrap();
            rows.extend(said.history.into_iter().map(|record| {
                let event = match record.event {
                    ConsentEvent::OptedOut => "OUT",
                    ConsentEvent::OptedIn => "IN",
                };
                vec![row.0.clone(), event.to_owned(), record.text]
            }));
        }
        rows
    }

    /// `do you sell pumps | 1`, with how often it was asked.
    async fn unanswered_rows(&self) -> Vec<Vec<String>> {
        let open = self.store.tenant(self.tenant).open_questions(MOST).await.unwrap().into_iter();
        open.map(|question| vec![question.text, question.times.to_string()]).collect()
    }

    /// `Neema | EN | chosen`, or `heard`.
    async fn language_rows(&self) -> Vec<Vec<String>> {
        let how = "CASE WHEN c.language_chosen THEN ' chosen' ELSE ' heard' END";
        let known = self.customers(&format!("COALESCE(c.language || {how}, '')")).await.into_iter();
        known
            .filter(|(_, language)| !language.is_empty())
            .map(|(label, language)| {
                let words = language.split(' ').map(str::to_owned);
                std::iter::once(label).chain(words).collect()
            })
            .collect()
    }

    /// `Neema | HUMAN`.
    async fn mode_rows(&self) -> Vec<Vec<String>> {
        let mode = "(SELECT v.mode FROM conversations v \
            WHERE v.contact_id = c.id AND v.status <> 'CLOSED')";
        let modes = self.customers(&format!("COALESCE({mode}, '')")).await.into_iter();
        modes.map(|(label, mode)| vec![label, mode]).collect()
    }

    /// `Neema | 4 in, 5 out`.
    async fn message_counts(&self) -> Vec<Vec<String>> {
        let log = self.log().await;
        let count = |number: &str, direction| {
            let of = |from: &str, to: &str| match direction {
                Direction::In => from == number,
                Direction::Out => to == number,
            };
            let all = log.iter().filter(|message| message.direction == direction);
            all.filter(|message| of(&message.from, &message.to)).count()
        };
        let customers = (0..self.head.customers.len()).map(number_of);
        customers
            .map(|number| {
                let (heard, told) = (count(&number, Direction::In), count(&number, Direction::Out));
                vec![self.label(&number), format!("{heard} in, {told} out")]
            })
            .collect()
    }

    /// `Neema | reminder DAY_BEFORE`: what was decided about each message, oldest first.
    async fn log_rows(&self) -> Vec<Vec<String>> {
        let log = self.log().await;
        log.iter()
            .map(|message| {
                let customer = match message.direction {
                    Direction::In => &message.from,
                    Direction::Out => &message.to,
                };
                let decision = message.decision.as_ref().map(in_words).unwrap_or_default();
                vec![self.label(customer), decision, message.text.replace('\n', "\\n")]
            })
            .collect()
    }

    /// `Neema | HOURS_BEFORE | 2026-03-03 08:00`: what will be said by itself.
    async fn planned_rows(&self) -> Vec<Vec<String>> {
        let contacts = self.contacts().await;
        let sql = "SELECT contact_id, kind, run_at FROM scheduled_messages ORDER BY run_at, id";
        let rows = self.query(sql).await;
        rows.iter()
            .map(|row| {
                let contact = ContactId::from_uuid(row.try_get::<Uuid>("", "contact_id").unwrap());
                let at: DateTime<Utc> = row.try_get("", "run_at").unwrap();
                vec![contacts[&contact].clone(), row.try_get("", "kind").unwrap(), minute(at)]
            })
            .collect()
    }

    /// All bookings, soonest first.
    pub async fn bookings(&self) -> Vec<AppointmentView> {
        let (from, to) = (TimeDelta::days(60), TimeDelta::days(365));
        let now = instant(self.now());
        self.store.tenant(self.tenant).bookings(now - from, now + to).await.unwrap()
    }

    /// All orders, the newest first.
    pub async fn orders(&self) -> Vec<OrderView> {
        let store = self.store.tenant(self.tenant);
        store.orders(OrderFilter::All, MOST, None).await.unwrap().items
    }

    /// What the script calls its customers, by their ids.
    pub async fn contacts(&self) -> HashMap<ContactId, String> {
        let rows = self.query("SELECT contact_id, value FROM contact_addresses").await;
        rows.iter()
            .map(|row| {
                let id = row.try_get::<Uuid>("", "contact_id").unwrap();
                let number: String = row.try_get("", "value").unwrap();
                (ContactId::from_uuid(id), self.label(&number))
            })
            .collect()
    }

    /// Something about every customer `c`, as a text.
    async fn customers(&self, what: &str) -> Vec<(String, String)> {
        let sql = format!(
            "SELECT a.value AS number, {what} AS what FROM contacts c \
             JOIN contact_addresses a ON a.contact_id = c.id ORDER BY a.value"
        );
        let rows = self.query(&sql).await;
        rows.iter()
            .map(|row| {
                let number: String = row.try_get("", "number").unwrap();
                (self.label(&number), row.try_get("", "what").unwrap())
            })
            .collect()
    }

    async fn query(&self, sql: &str) -> Vec<QueryResult> {
        let backend = self.connection.get_database_backend();
        let rows = self.connection.query_all_raw(Statement::from_string(backend, sql)).await;
        rows.unwrap()
    }
}

/// A moment to the minute, in local time.
fn minute(at: DateTime<Utc>) -> String {
    local(at).format("%Y-%m-%d %H:%M").to_string()
}

fn in_words(decision: &Decision) -> String {
    match decision {
        Decision::Answered { step, delayed_by: None, .. } => format!("answered {step}"),
        Decision::Answered { step, delayed_by: Some(gate), .. } => {
            format!("answered {step} after {gate}")
        }
        Decision::HandedOver { step, .. } => format!("handed_over {step}"),
        Decision::Joined {} => "joined".to_owned(),
        Decision::Waiting { gate, until } => format!("waiting {gate} until {}", minute(*until)),
        Decision::NotAnswered { gate } => format!("not_answered {gate}"),
        Decision::Reply { step, .. } => format!("reply {step}"),
        Decision::Reminder { reminder } => format!("reminder {reminder}"),
        Decision::FollowUp { unfinished } => format!("follow_up {unfinished}"),
        Decision::OrderNews { status } => format!("order_news {status}"),
        Decision::Person { name, .. } => format!("person {name}"),
        Decision::Offer {} => "offer".to_owned(),
        Decision::Notice { gate } => format!("notice {gate}"),
    }
}
