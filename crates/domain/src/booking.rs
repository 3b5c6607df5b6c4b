//! What pages show of services, of who does them, of holidays and of bookings.

use serde::{Deserialize, Serialize};

use crate::appointment::AppointmentStatus;
use crate::hours::WeekHours;
use crate::{AppointmentId, ClosureId, ContactId, Instant, Language, ResourceId, ServiceId};

/// Something that customers can book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceView {
    /// Its id.
    pub id: ServiceId,
    /// Its name in Swahili; empty where only the other is known.
    pub name_sw: String,
    /// Its name in English; empty where only the other is known.
    pub name_en: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// How long nothing else can be done after it, in minutes.
    pub buffer_minutes: u32,
    /// What it costs, in hundredths of the business's currency.
    pub price_minor: Option<i64>,
    /// Whether customers can book it now.
    pub active: bool,
}

impl ServiceView {
    /// Its name for who reads this language, or else the only one there is.
    pub fn name(&self, language: Language) -> &str {
        let (name, other) = match language {
            Language::Sw => (&self.name_sw, &self.name_en),
            Language::En => (&self.name_en, &self.name_sw),
        };
        if name.is_empty() { other } else { name }
    }
}

/// Somebody or something that a booking takes up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceView {
    /// Its id.
    pub id: ResourceId,
    /// Its name, which customers may ask for.
    pub name: String,
    /// How many bookings it takes at once.
    pub capacity: u32,
    /// Its own hours; nothing is all of the business's.
    pub hours: Option<WeekHours>,
    /// What it is there for; empty is everything.
    pub services: Vec<ServiceId>,
}

/// When the business is closed although it is usually open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosureView {
    /// Its id.
    pub id: ClosureId,
    /// The first moment.
    pub starts_at: Instant,
    /// The first moment after it.
    pub ends_at: Instant,
    /// Why, as customers may read it.
    pub reason: Option<String>,
}

/// A booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    /// Its id.
    pub id: AppointmentId,
    /// The customer, where one wrote.
    pub contact_id: Option<ContactId>,
    /// The customer's name, where it is known.
    pub customer: Option<String>,
    /// What was booked; nothing when it is not there any more.
    pub service_id: Option<ServiceId>,
    /// The service's name as it was booked.
    pub service: String,
    /// Who or what it takes up.
    pub resource_id: ResourceId,
    /// The name of who or what it takes up.
    pub resource: String,
    /// What it costs, in hundredths of the business's currency.
    pub price_minor: Option<i64>,
    /// When it begins.
    pub starts_at: Instant,
    /// When it is done.
    pub ends_at: Instant,
    /// Where it stands.
    pub status: AppointmentStatus,
    /// What the business noted about it.
    pub note: Option<String>,
    /// When it was made.
    pub created_at: Instant,
}
