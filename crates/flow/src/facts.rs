//! What a flow must know beside the customer's words: the business's services, its calendar, the customer's
//! bookings, what the business has written down.
//!
//! The interpreter is pure and cannot ask a database. Where it lacks something it says so with a [`Need`], and
//! is asked again with more [`Facts`]. Most turns need nothing.

use chrono::{NaiveDate, NaiveDateTime};
use domain::hours::WeekHours;
use domain::money::{Currency, Money};
use domain::order::{Fulfilment, OrderStatus};
use domain::{AppointmentId, OrderId, ProductId, ResourceId, ServiceId};

use crate::definition::Text;

/// What is known; nothing of a kind that was not asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// What customers can book, in the owner's order.
    pub services: Option<Vec<Service>>,
    /// When there is room.
    pub calendar: Option<Calendar>,
    /// The customer's bookings that are to come, soonest first.
    pub appointments: Option<Vec<Appointment>>,
    /// What customers can order, and how it reaches them.
    pub shop: Option<Shop>,
    /// The customer's orders for which something is still to be done, the newest first.
    pub orders: Option<Vec<Order>>,
    /// Who the customer is, from what they booked or ordered before.
    pub customer: Option<Customer>,
    /// What the business has written about what the customer asks.
    pub knowledge: Option<Knowledge>,
}

/// What the business has written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Knowledge {
    /// Nothing at all, so that nothing is looked up.
    Nothing,
    /// A question was looked up in it.
    Looked {
        /// The question, as it was asked.
        question: String,
        /// What was found.
        found: Lookup,
    },
}

/// What was found for a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// It has no word that could be looked up.
    NoWords,
    /// Nothing that answers it.
    Unknown,
    /// The answer, as customers may read it.
    Found(String),
}

impl Facts {
    /// Of a business that told nothing: for trying a flow before there is one.
    pub fn of_nobody() -> Self {
        Self {
            services: Some(Vec::new()),
            calendar: Some(Calendar { until: NaiveDate::MAX, ..Calendar::default() }),
            appointments: Some(Vec::new()),
            shop: Some(Shop::default()),
            orders: Some(Vec::new()),
            customer: Some(Customer::default()),
            knowledge: Some(Knowledge::Nothing),
        }
    }
}

/// What a turn cannot be answered without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// [`Facts::services`].
    Services,
    /// [`Facts::calendar`] for all days up to this one.
    Calendar {
        /// The last day.
        until: NaiveDate,
    },
    /// [`Facts::appointments`].
    Appointments,
    /// [`Facts::shop`].
    Shop,
    /// [`Facts::orders`].
    Orders,
    /// [`Facts::customer`].
    Customer,
    /// [`Facts::knowledge`] about this question.
    Passages {
        /// The question, as it was asked.
        question: String,
    },
}

/// Something that customers can book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Its name in both languages.
    pub name: Text,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// How long nothing else can be done after it, in minutes: for cleaning, or the way.
    pub buffer: u32,
    /// What it costs, where the owner says so.
    pub price: Option<Money>,
}

/// Somebody or something that a booking takes up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its id.
    pub id: ResourceId,
    /// Its name, which customers may ask for.
    pub name: String,
    /// How many bookings it takes at once: 1 for a person, more for a class.
    pub capacity: u32,
    /// Its own hours, within the business's; nothing is all of them.
    pub hours: Option<WeekHours>,
    /// What it is there for; empty is everything.
    pub services: Vec<ServiceId>,
}

/// When there is room, in the business's local time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The last day that is known.
    pub until: NaiveDate,
    /// The business's hours; when it told none, they are [`WeekHours::USUAL`].
    pub hours: WeekHours,
    /// When it is closed all the same: holidays, a day off.
    pub closures: Vec<Period>,
    /// What bookings take up.
    pub resources: Vec<Resource>,
    /// What is taken, buffers included.
    pub busy: Vec<Busy>,
}

/// From a moment up to another, which is no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first moment.
    pub from: NaiveDateTime,
    /// The first moment after it.
    pub to: NaiveDateTime,
}

impl Period {
    /// Whether they have a moment in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// A resource that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy {
    /// Which.
    pub resource: ResourceId,
    /// When.
    pub period: Period,
    /// By which booking, where it is one.
    pub by: Option<AppointmentId>,
}

/// A booking of the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Its id.
    pub id: AppointmentId,
    /// What was booked; nothing when it is not offered any more.
    pub service: Option<ServiceId>,
    /// The service's name as it was booked.
    pub name: String,
    /// When it begins, in local time.
    pub at: NaiveDateTime,
}

/// What customers can order, and how it reaches them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shop {
    /// What can be ordered now, in the owner's order; what is out of stock is among it.
    pub products: Vec<Product>,
    /// What bringing an order costs; nothing where the business does not bring any.
    pub delivery: Option<Money>,
    /// Whether customers can fetch it.
    pub pickup: bool,
    /// What prices are in.
    pub currency: Currency,
}

/// Something that customers can order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Its name in both languages.
    pub name: Text,
    /// What one costs.
    pub price: Money,
    /// How many there are; nothing where that is not counted.
    pub stock: Option<u32>,
    /// What there is to say about it.
    pub description: Option<String>,
    /// Whether there is a picture of it.
    pub has_picture: bool,
}

/// An order of the customer for which something is still to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// What people call it.
    pub number: u32,
    /// Where it stands.
    pub status: OrderStatus,
    /// How it reaches the customer.
    pub fulfilment: Fulfilment,
    /// What all of it costs.
    pub total: Money,
}

/// Who a customer is, from what they booked or ordered before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Customer {
    /// The name that was told for it last; what a channel tells is not meant.
    pub name: Option<String>,
}

/// Some of one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// Which.
    pub product: ProductId,
    /// Its name in the customer's language, as it is kept with the order.
    pub name: String,
    /// How many; never 0.
    pub quantity: u32,
    /// What one costs; the order is refused where it costs something else by now.
    pub price: Money,
}

/// What a turn does beside answering; done with the answer or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A booking is made.
    Book {
        /// What.
        service: ServiceId,
        /// Its name.
        service_name: Text,
        /// Of whom or what.
        resource: ResourceId,
        /// When it begins, in local time.
        at: NaiveDateTime,
        /// The customer's name, where it was asked.
        name: Option<String>,
        /// What the owner should know about it, where the flow has asked more.
        note: Option<String>,
    },
    /// A booking is moved.
    Move {
        /// Which.
        appointment: AppointmentId,
        /// Of whom or what from now on.
        resource: ResourceId,
        /// When it begins from now on, in local time.
        at: NaiveDateTime,
    },
    /// A booking is cancelled by the customer.
    Cancel {
        /// Which.
        appointment: AppointmentId,
    },
    /// The customer says that they will come.
    Confirm {
        /// To which.
        appointment: AppointmentId,
    },
    /// An order is placed.
    Order {
        /// What is ordered; never empty, each product once.
        lines: Vec<OrderLine>,
        /// How it reaches the customer.
        fulfilment: Fulfilment,
        /// What bringing it costs.
        fee: Option<Money>,
        /// Where it is brought to.
        address: Option<String>,
        /// The customer's name, where it was asked.
        name: Option<String>,
    },
    /// An order is called off by the customer.
    CancelOrder {
        /// Which.
        order: OrderId,
    },
    /// A question is noted for the owner that could not be answered.
    Unanswered {
        /// The question, as it was asked.
        question: String,
    },
}
