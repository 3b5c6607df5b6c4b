//! What a flow asks to know beside the customer's words, fetched when it asks.

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use domain::booking::{AppointmentView, ClosureView, ResourceView, ServiceView};
use domain::money::Money;
use domain::shop::{OrderView, ProductView};
use domain::views::ConfigView;
use domain::{ContactId, Instant, Language, TenantId};
use flow::{
    Appointment, Busy, Calendar, Customer, Facts, FlowDefinition, FlowState, Knowledge, Lookup,
    Need, Order, Outcome, Period, Product, Resource, Service, Shop, Text, Turn,
};
use store::{CalendarRows, StoreError, TenantStore};

use crate::Engine;
use crate::knowledge::{Answered, Asking, Patience, answered};
use crate::zone;

/// A turn asks for each kind of fact once or twice; more often is a fault of the flow.
const ASKS_MAX: usize = 8;

/// What facts are about.
pub(crate) struct About<'a> {
    pub engine: &'a Engine,
    pub store: &'a TenantStore,
    pub tenant: TenantId,
    pub config: &'a ConfigView,
    pub contact: ContactId,
    pub language: Language,
    pub now: Instant,
    /// How long this round may wait for a language model.
    pub patience: &'a Patience,
}

impl About<'_> {
    /// Answers a turn, with what it needs to know.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn step(
        &self,
        flow: &FlowDefinition,
        state: Option<&FlowState>,
        turn: &Turn<'_>,
    ) -> Result<Outcome, StoreError> {
        self.knowing(|facts| flow::step(flow, state, &Turn { facts, ..*turn })).await
    }

    /// Goes on after a person has answered, with what that needs to know.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn resume(
        &self,
        flow: &FlowDefinition,
        state: Option<&FlowState>,
        turn: &Turn<'_>,
    ) -> Result<Outcome, StoreError> {
        self.knowing(|facts| flow::resume(flow, state, &Turn { facts, ..*turn })).await
    }

    async fn knowing(
        &self,
        answer: impl Fn(&Facts) -> Result<Outcome, Need>,
    ) -> Result<Outcome, StoreError> {
        let mut facts = Facts::default();
        for _ in 0..ASKS_MAX {
            match answer(&facts) {
                Ok(outcome) => return Ok(outcome),
                Err(need) => self.fetch(&mut facts, need).await?,
            }
        }
        Err(StoreError::Missing("fact that the flow asks for"))
    }

    async fn fetch(&self, facts: &mut Facts, need: Need) -> Result<(), StoreError> {
        match need {
            Need::Services => facts.services = Some(self.services().await?),
            Need::Calendar { until } => facts.calendar = Some(self.calendar(until).await?),
            Need::Shop => facts.shop = Some(self.shop().await?),
            Need::Orders => facts.orders = Some(self.orders().await?),
            Need::Customer => facts.customer = Some(self.customer().await?),
            Need::Appointments => facts.appointments = Some(self.appointments().await?),
            Need::Passages { question } => facts.knowledge = Some(self.knowledge(question).await?),
        }
        Ok(())
    }

    /// What customers can book now; nothing where nobody does it.
    async fn services(&self) -> Result<Vec<Service>, StoreError> {
        let services = self.store.services().await?;
        let resources = self.store.resources().await?;
        let is_done = |service: &ServiceView| {
            resources.iter().any(|it| it.services.is_empty() || it.services.contains(&service.id))
        };
        let offered = services.into_iter().filter(|service| service.active && is_done(service));
        Ok(offered.map(|service| self.service(&service)).collect())
    }

    fn service(&self, view: &ServiceView) -> Service {
        let name = |language| view.name(language).to_owned();
        Service {
            id: view.id,
            name: Text { sw: name(Language::Sw), en: name(Language::En) },
            minutes: view.minutes,
            buffer: view.buffer_minutes,
            price: view.price_minor.map(|minor| self.money(minor)),
        }
    }

    async fn calendar(&self, until: NaiveDate) -> Result<Calendar, StoreError> {
        let end = until.checked_add_days(Days::new(1)).unwrap_or(until).and_time(NaiveTime::MIN);
        let rows = self.store.calendar(self.now, zone::instant(self.zone(), end)).await?;
        Ok(calendar(&rows, self.config, self.zone(), until))
    }

    async fn appointments(&self) -> Result<Vec<Appointment>, StoreError> {
        let bookings = self.store.bookings_of(self.contact, self.now).await?;
        Ok(bookings.into_iter().map(|booking| self.appointment(booking)).collect())
    }

    /// What customers can order now, and how it reaches them.
    async fn shop(&self) -> Result<Shop, StoreError> {
        let products = self.store.products().await?;
        let delivery = self.store.delivery().await?;
        let sold = products.into_iter().filter(|product| product.active);
        Ok(Shop {
            products: sold.map(|product| self.product(product)).collect(),
            delivery: delivery.delivers.then(|| self.money(delivery.fee_minor)),
            pickup: delivery.pickup,
            currency: self.config.currency,
        })
    }

    fn product(&self, view: ProductView) -> Product {
        let name = |language| view.name(language).to_owned();
        Product {
            id: view.id,
            name: Text { sw: name(Language::Sw), en: name(Language::En) },
            price: self.money(view.price_minor),
            stock: view.stock,
            description: view.description,
            has_picture: view.has_picture,
        }
    }

    async fn orders(&self) -> Result<Vec<Order>, StoreError> {
        let orders = self.store.orders_of(self.contact).await?;
        Ok(orders.iter().map(order).collect())
    }

    async fn customer(&self) -> Result<Customer, StoreError> {
        Ok(Customer { name: self.store.name_told_by(self.contact).await? })
    }

    fn money(&self, minor: i64) -> Money {
        Money { minor, currency: self.config.currency }
    }

    /// What the business has written about a question.
    async fn knowledge(&self, question: String) -> Result<Knowledge, StoreError> {
        let found = match answered(self.store, &question).await? {
            Answered::Empty => return Ok(Knowledge::Nothing),
            Answered::NoWords => Lookup::NoWords,
            Answered::Unknown => Lookup::Unknown,
            Answered::Passages(passages) => Lookup::Found(self.worded(&question, passages).await),
        };
        Ok(Knowledge::Looked { question, found })
    }

    /// The answer, as it is worded for this customer.
    async fn worded(&self, question: &str, passages: Vec<String>) -> String {
        let Self { tenant, language, now, patience, .. } = *self;
        let asking = Asking { tenant, language, now, patience };
        self.engine.worded(asking, question, passages).await.text
    }

    fn appointment(&self, view: AppointmentView) -> Appointment {
        Appointment {
            id: view.id,
            service: view.service_id,
            at: zone::local(self.zone(), view.starts_at),
            name: view.service,
        }
    }

    fn zone(&self) -> Tz {
        zone::of(&self.config.timezone)
    }
}

/// An order, in the money in which it was placed.
fn order(view: &OrderView) -> Order {
    Order {
        id: view.id,
        number: view.number,
        status: view.status,
        fulfilment: view.fulfilment,
        total: Money { minor: view.total_minor, currency: view.currency },
    }
}

/// A period in local time.
pub(crate) fn period(zone: Tz, from: Instant, to: Instant) -> Period {
    Period { from: zone::local(zone, from), to: zone::local(zone, to) }
}

/// The calendar as the flow sees it, in local time.
pub(crate) fn calendar(
    rows: &CalendarRows,
    config: &ConfigView,
    zone: Tz,
    until: NaiveDate,
) -> Calendar {
    let period = |from, to| period(zone, from, to);
    Calendar {
        until,
        hours: if config.hours.0.iter().all(Option::is_none) {
            domain::hours::WeekHours::USUAL
        } else {
            config.hours.clone()
        },
        closures: rows
            .closures
            .iter()
            .map(|ClosureView { starts_at, ends_at, .. }| period(*starts_at, *ends_at))
            .collect(),
        resources: rows.resources.iter().map(resource).collect(),
        busy: rows
            .taken
            .iter()
            .map(|taken| Busy {
                resource: taken.resource_id,
                period: period(taken.starts_at, taken.free_at),
                by: Some(taken.appointment_id),
            })
            .collect(),
    }
}

fn resource(view: &ResourceView) -> Resource {
    Resource {
        id: view.id,
        name: view.name.clone(),
        capacity: view.capacity,
        hours: view.hours.clone(),
        services: view.services.clone(),
    }
}
