//! What a script's business offers and has booked: the facts that the engine would fetch.

use chrono::{Duration, NaiveDate, NaiveDateTime};
use domain::hours::WeekHours;
use domain::money::{Currency, Money, amount};
use domain::{AppointmentId, RecordId, ResourceId, ServiceId};
use flow::{Act, Appointment, Busy, Calendar, Facts, Period, Resource, Service, Text};
use uuid::Uuid;

use crate::orders::Orders;

#[derive(Default)]
pub struct Shop {
    services: Vec<Service>,
    resources: Vec<Resource>,
    closures: Vec<Period>,
    busy: Vec<Busy>,
    appointments: Vec<Appointment>,
    pub orders: Orders,
    ids: u128,
}

/// Reads `2026-02-23 09:00`.
pub fn moment(text: &str) -> NaiveDateTime {
    format!("{}:00", text.trim().replace(' ', "T")).parse().expect("a moment like 2026-02-23 09:00")
}

/// Reads `2026-02-23 09:00 to 2026-02-23 10:00`.
fn period(text: &str) -> Period {
    let (from, to) = text.split_once(" to ").expect("a period like .. to ..");
    Period { from: moment(from), to: moment(to) }
}

impl Shop {
    pub fn facts(&self) -> Facts {
        Facts {
            services: Some(self.services.clone()),
            calendar: Some(Calendar {
                until: NaiveDate::MAX,
                hours: WeekHours::USUAL,
                closures: self.closures.clone(),
                resources: self.resources.clone(),
                busy: self.busy.clone(),
            }),
            appointments: Some(self.appointments.clone()),
            shop: Some(self.orders.shop()),
            orders: Some(self.orders.open()),
            customer: Some(self.orders.customer()),
            ..Facts::of_nobody()
        }
    }

    /// `Kusuka | Braiding | 90 | 15000`, the price in shillings or left out.
    pub fn add_service(&mut self, text: &str) {
        let mut parts = text.split('|').map(str::trim);
        let mut part = || parts.next().unwrap_or_default();
        let (sw, en, minutes, price) = (part(), part(), part(), part());
        let id = ServiceId::from_uuid(self.mint());
        self.services.push(Service {
            id,
            name: Text { sw: sw.to_owned(), en: en.to_owned() },
            minutes: minutes.parse().expect("minutes"),
            buffer: 0,
            price: amount(price).map(|minor| Money { minor, currency: Currency::Tzs }),
        });
    }

    /// `Asha`, or `Hall | 12` for one that takes twelve bookings at once.
    pub fn add_resource(&mut self, text: &str) {
        let id = ResourceId::from_uuid(self.mint());
        let (name, capacity) = text.split_once(" | ").unwrap_or((text, "1"));
        let capacity = capacity.parse().expect("how many it takes");
        let (name, services) = (name.to_owned(), Vec::new());
        self.resources.push(Resource { id, name, capacity, hours: None, services });
    }

    /// `Asha 2026-02-24 09:00 to 2026-02-24 10:00`.
    pub fn take(&mut self, text: &str) {
        let (name, rest) = text.split_once(' ').expect("a name and a period");
        let resource = self.resource(name);
        self.busy.push(Busy { resource, period: period(rest), by: None });
    }

    /// `2026-02-24 00:00 to 2026-02-25 00:00`.
    pub fn close(&mut self, text: &str) {
        self.closures.push(period(text));
    }

    /// Does what the flow wants done, and says it in words.
    pub fn done(&mut self, act: &Act) -> String {
        match act {
            Act::Book { service, service_name, resource, at, name, note } => {
                let id = AppointmentId::from_uuid(self.mint());
                let service = self.services.iter().find(|it| it.id == *service).expect("known");
                let period =
                    Period { from: *at, to: *at + Duration::minutes(service.minutes.into()) };
                self.busy.push(Busy { resource: *resource, period, by: Some(id) });
                self.appointments.push(Appointment {
                    id,
                    service: Some(service.id),
                    name: service_name.sw.clone(),
                    at: *at,
                });
                self.orders.told(name.as_ref());
                let with = self.name(*resource);
                let named = name.as_ref().map(|name| format!(" for {name}")).unwrap_or_default();
                let noted = note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
                format!("book {} {with}: {}{named}{noted}", said(*at), service_name.en)
            }
            Act::Move { appointment, resource, at } => {
                let booking = self.appointments.iter_mut().find(|it| it.id == *appointment);
                let booking = booking.expect("a booking of the customer");
                let before = std::mem::replace(&mut booking.at, *at);
                for busy in self.busy.iter_mut().filter(|busy| busy.by == Some(*appointment)) {
                    let lasts = busy.period.to - busy.period.from;
                    busy.period = Period { from: *at, to: *at + lasts };
                    busy.resource = *resource;
                }
                format!("move {} to {} {}", said(before), said(*at), self.name(*resource))
            }
            Act::Cancel { appointment } => {
                self.busy.retain(|busy| busy.by != Some(*appointment));
                let at = self.appointments.iter().position(|it| it.id == *appointment);
                let gone = self.appointments.remove(at.expect("a booking of the customer"));
                format!("cancel {}", said(gone.at))
            }
            Act::Order { .. } => self.orders.place(act),
            Act::CancelOrder { order } => self.orders.cancel(*order),
            Act::Unanswered { question } => format!("asked {question}"),
            Act::Confirm { appointment } => {
                let found = self.appointments.iter().find(|it| it.id == *appointment);
                format!("confirm {}", said(found.expect("a booking of the customer").at))
            }
        }
    }

    fn resource(&self, name: &str) -> ResourceId {
        self.resources.iter().find(|it| it.name == name).expect("a known resource").id
    }

    fn name(&self, id: ResourceId) -> &str {
        &self.resources.iter().find(|it| it.id == id).expect("a known resource").name
    }

    fn mint(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }
}

fn said(at: NaiveDateTime) -> String {
    let text = at.to_string();
    text.strip_suffix(":00").unwrap_or(&text).to_owned()
}
