//! Services, who does them, holidays and bookings.

use domain::appointment::AppointmentStatus;
use domain::booking::{AppointmentView, ClosureView, ResourceView, ServiceView};
use domain::{AppointmentId, ClosureId, ContactId, RecordId, ResourceId, ServiceId};

use crate::entity::{appointments, closures, resources, services};
use crate::error::Result;
use crate::views::{read, read_json};

pub(crate) fn service(row: services::Model) -> ServiceView {
    ServiceView {
        id: ServiceId::from_uuid(row.id),
        name_sw: row.name_sw,
        name_en: row.name_en,
        minutes: row.minutes.unsigned_abs(),
        buffer_minutes: row.buffer_minutes.unsigned_abs(),
        price_minor: row.price_minor,
        active: row.active,
    }
}

pub(crate) fn resource(row: resources::Model, services: Vec<ServiceId>) -> Result<ResourceView> {
    Ok(ResourceView {
        id: ResourceId::from_uuid(row.id),
        name: row.name,
        capacity: row.capacity.unsigned_abs(),
        hours: row.hours.map(|hours| read_json("resources.hours", hours)).transpose()?,
        services,
    })
}

pub(crate) fn closure(row: closures::Model) -> ClosureView {
    ClosureView {
        id: ClosureId::from_uuid(row.id),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        reason: row.reason,
    }
}

pub(crate) fn appointment_status(row: &appointments::Model) -> Result<AppointmentStatus> {
    read("appointments.status", &row.status)
}

/// A booking with the customer's name as it is known, and the name of who or what it takes up.
pub(crate) fn appointment(
    row: appointments::Model,
    known: Option<String>,
    resource: String,
) -> Result<AppointmentView> {
    Ok(AppointmentView {
        id: AppointmentId::from_uuid(row.id),
        contact_id: row.contact_id.map(ContactId::from_uuid),
        status: appointment_status(&row)?,
        // What was said for this booking goes before what the channel calls the customer.
        customer: row.customer_name.or(known),
        service_id: row.service_id.map(ServiceId::from_uuid),
        service: row.service_name,
        resource_id: ResourceId::from_uuid(row.resource_id),
        resource,
        price_minor: row.price_minor,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        note: row.note,
        created_at: row.created_at,
    })
}
