//! Bookings as calendar programs read them (RFC 5545).

use chrono::NaiveDate;
use domain::appointment::AppointmentStatus;
use domain::booking::AppointmentView;
use domain::{AppointmentId, Instant, Permission, Principal, TenantId};

use crate::{Engine, EngineError, access, zone};

/// Longest line in bytes, without its end (RFC 5545 §3.1).
const LINE_MAX: usize = 75;

impl Engine {
    /// Some days of the calendar as a file, from a day such as `2026-11-23` on; today where it is none.
    pub async fn calendar_file(
        &self,
        principal: &Principal,
        tenant: TenantId,
        first: &str,
        days: u32,
    ) -> Result<String, EngineError> {
        access::taking_out(principal)?;
        access::tenant(principal, tenant, Permission::ReadBookings)?;
        let config = self.detail(tenant).await?.config;
        let today = || zone::local(zone::of(&config.timezone), self.now()).date();
        let first = first.parse::<NaiveDate>().unwrap_or_else(|_| today());
        let booked = self.booked_days(principal, tenant, first, days).await?;
        let name = config.business_name;
        Ok(calendar(&name, &booked.bookings, self.now()))
    }

    /// One booking as a file.
    pub async fn booking_file(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: AppointmentId,
    ) -> Result<String, EngineError> {
        access::taking_out(principal)?;
        access::tenant(principal, tenant, Permission::ReadBookings)?;
        let booking = self.booking(principal, tenant, id).await?;
        let name = self.detail(tenant).await?.config.business_name;
        Ok(calendar(&name, &[booking], self.now()))
    }
}

/// A calendar of that name.
pub(super) fn calendar(name: &str, bookings: &[AppointmentView], now: Instant) -> String {
    let mut text = String::new();
    for (property, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Flow HQ//Bookings//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ] {
        line(&mut text, property, value);
    }
    line(&mut text, "X-WR-CALNAME", &escaped(name));
    for booking in bookings {
        event(&mut text, booking, now);
    }
    line(&mut text, "END", "VCALENDAR");
    text
}

fn event(text: &mut String, booking: &AppointmentView, now: Instant) {
    let summary = match &booking.customer {
        Some(customer) => format!("{customer} · {}", booking.service),
        None => booking.service.clone(),
    };
    let mut about = booking.resource.clone();
    if let Some(note) = &booking.note {
        about = about + "\n" + note;
    }
    let status = match booking.status {
        AppointmentStatus::Booked => "TENTATIVE",
        AppointmentStatus::Cancelled => "CANCELLED",
        AppointmentStatus::Confirmed | AppointmentStatus::Completed | AppointmentStatus::Missed => {
            "CONFIRMED"
        }
    };
    line(text, "BEGIN", "VEVENT");
    line(text, "UID", &format!("{}@flowhq", booking.id));
    line(text, "DTSTAMP", &utc(now));
    line(text, "DTSTART", &utc(booking.starts_at));
    line(text, "DTEND", &utc(booking.ends_at));
    line(text, "SUMMARY", &escaped(&summary));
    line(text, "DESCRIPTION", &escaped(&about));
    line(text, "STATUS", status);
    line(text, "END", "VEVENT");
}

/// A moment in UTC (RFC 5545 §3.3.5, form 2).
fn utc(at: Instant) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as a value (RFC 5545 §3.3.11).
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => value.extend(['\\', letter]),
            '\n' => value.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => value.push(letter),
        }
    }
    value
}

/// A line, folded between letters where it is too long (RFC 5545 §3.1).
fn line(text: &mut String, property: &str, value: &str) {
    let mut length = 0;
    for letter in property.chars().chain([':']).chain(value.chars()) {
        if length + letter.len_utf8() > LINE_MAX {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(letter);
        length += letter.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use domain::{RecordId, ResourceId};
    use uuid::Uuid;

    use super::*;

    fn booking() -> AppointmentView {
        AppointmentView {
            id: AppointmentId::from_uuid(Uuid::from_u128(7)),
            contact_id: None,
            customer: Some("Neema; wa \\Mwanza".to_owned()),
            service_id: None,
            service: "Kusuka, rasta".to_owned(),
            resource_id: ResourceId::from_uuid(Uuid::from_u128(1)),
            resource: "Asha".to_owned(),
            price_minor: None,
            starts_at: "2026-11-24T06:00:00Z".parse().unwrap(),
            ends_at: "2026-11-24T07:30:00Z".parse().unwrap(),
            status: AppointmentStatus::Cancelled,
            note: Some("Mstari\nwa pili".to_owned()),
            created_at: Instant::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_booking_is_an_event_in_utc_with_its_texts_escaped() {
        let now = "2026-11-23T07:00:00Z".parse().unwrap();
        let text = calendar("Mama Salon", &[booking()], now);
        let wanted = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Flow HQ//Bookings//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "X-WR-CALNAME:Mama Salon",
            "BEGIN:VEVENT",
            "UID:00000000-0000-0000-0000-000000000007@flowhq",
            "DTSTAMP:20261123T070000Z",
            "DTSTART:20261124T060000Z",
            "DTEND:20261124T073000Z",
            "SUMMARY:Neema\\; wa \\\\Mwanza · Kusuka\\, rasta",
            "DESCRIPTION:Asha\\nMstari\\nwa pili",
            "STATUS:CANCELLED",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        assert_eq!(text.split("\r\n").collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn long_lines_are_folded_between_letters() {
        let mut text = String::new();
        line(&mut text, "SUMMARY", &"ŵ".repeat(100));
        let lines: Vec<_> = text.trim_end().split("\r\n").collect();
        assert!(lines.len() > 1 && lines.iter().all(|line| line.len() <= LINE_MAX), "{lines:?}");
        assert!(lines[1..].iter().all(|line| line.starts_with(' ')), "{lines:?}");
        let unfolded = text.replace("\r\n ", "");
        assert_eq!(unfolded.trim_end(), format!("SUMMARY:{}", "ŵ".repeat(100)));
    }
}
