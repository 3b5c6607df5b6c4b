//! What the business's people type about bookings, as flat texts; the engine parses and judges.

use serde::{Deserialize, Serialize};

use crate::appointment::AppointmentEvent;
use crate::booking::{ResourceView, ServiceView};
use crate::draft::hours_form;
use crate::forms::HoursForm;
use crate::text_enum::text_enum;

/// Longest name of a customer, a service or who does it, in characters (the columns' length).
pub const BOOKING_NAME_MAX: u32 = 100;
/// Longest note about a booking, in characters (the column's length): longer ones that are typed are refused, and
/// those that come of a conversation are cut.
pub const BOOKING_NOTE_MAX: u32 = 500;
/// The shortest and the longest service, in minutes.
pub const SERVICE_MINUTES: (u32, u32) = (5, 24 * 60);
/// The longest time that may be needed after a service, in minutes.
pub const BUFFER_MAX: u32 = 240;
/// Services and what is needed after them are so many minutes long, or a multiple of it.
pub const MINUTES_STEP: u32 = 5;
/// The most bookings that one room or person takes at once.
pub const CAPACITY_MAX: u32 = 500;

text_enum! {
    /// What a person does with a booking besides moving it.
    BookingAct {
        /// The customer has said that they will come.
        Confirm => "confirm",
        /// The customer came.
        Complete => "complete",
        /// The customer did not come.
        Miss => "miss",
        /// It is called off.
        Cancel => "cancel",
    }
}

impl BookingAct {
    /// What becomes of the booking by it.
    pub const fn event(self) -> AppointmentEvent {
        match self {
            Self::Confirm => AppointmentEvent::Confirmed,
            Self::Complete => AppointmentEvent::Completed,
            Self::Miss => AppointmentEvent::Missed,
            Self::Cancel => AppointmentEvent::Cancelled,
        }
    }
}

/// A booking that somebody of the business makes for a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BookingForm {
    /// The customer's name.
    pub customer: String,
    /// The id of a service.
    pub service: String,
    /// The id of who or what it takes up; empty is whoever has room.
    pub resource: String,
    /// The local day, `2026-11-23`.
    pub date: String,
    /// The local time, `09:30`.
    pub time: String,
    /// What the business notes about it.
    pub note: String,
}

/// Another time for a booking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    /// The id of who or what it takes up; empty is whoever has room.
    pub resource: String,
    /// The local day, `2026-11-23`.
    pub date: String,
    /// The local time, `09:30`.
    pub time: String,
}

/// Something that customers can book.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceForm {
    /// Its name in Swahili; may be empty where there is one in English.
    pub name_sw: String,
    /// Its name in English; may be empty where there is one in Swahili.
    pub name_en: String,
    /// How long it takes, in minutes.
    pub minutes: String,
    /// How long nothing else can be done after it, in minutes; empty is no time.
    pub buffer: String,
    /// What it costs, as people write amounts; may be empty.
    pub price: String,
    /// Anything where customers can book it.
    pub active: String,
}

/// Who or what a booking takes up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResourceForm {
    /// The name.
    pub name: String,
    /// How many bookings it takes at once.
    pub capacity: String,
    /// Its own hours; all empty is whenever the business is open.
    pub hours: HoursForm,
    /// The ids of the services that it is there for; none is all of them.
    pub services: Vec<String>,
}

/// When the business is closed although it is usually open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClosureForm {
    /// The first local day, `2026-12-24`.
    pub first: String,
    /// The last local day; empty is the first.
    pub last: String,
    /// From when on the first day; empty is its beginning.
    pub from: String,
    /// Until when on the last day; empty is its end.
    pub to: String,
    /// Why, as customers may read it; may be empty.
    pub reason: String,
}

/// A service as it would be typed.
pub fn service_form(service: &ServiceView) -> ServiceForm {
    ServiceForm {
        name_sw: service.name_sw.clone(),
        name_en: service.name_en.clone(),
        minutes: service.minutes.to_string(),
        buffer: service.buffer_minutes.to_string(),
        price: service.price_minor.map(typed_amount).unwrap_or_default(),
        active: if service.active { "on".to_owned() } else { String::new() },
    }
}

/// Who or what bookings take up, as it would be typed.
pub fn resource_form(resource: &ResourceView) -> ResourceForm {
    ResourceForm {
        name: resource.name.clone(),
        capacity: resource.capacity.to_string(),
        hours: resource.hours.as_ref().map(hours_form).unwrap_or_default(),
        services: resource.services.iter().map(ToString::to_string).collect(),
    }
}

/// An amount as it would be typed.
pub(crate) fn typed_amount(minor: i64) -> String {
    match minor % 100 {
        0 => (minor / 100).to_string(),
        cents => format!("{}.{cents:02}", minor / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::amount;

    #[test]
    fn an_amount_is_typed_as_it_is_read() {
        for minor in [0, 5, 1_250, 1_500_000, 123_456_789] {
            assert_eq!(amount(&typed_amount(minor)), Some(minor));
        }
    }
}
