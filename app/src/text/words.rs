//! Words for the domain's enums.

use domain::alert::AlertKind;
use domain::appointment::AppointmentStatus;
use domain::customer::ContactStatus;
use domain::hours::AfterHours;
use domain::late::LateAnswers;
use domain::message::MessageStatus;
use domain::{Language, Permission, Role, SetupStatus, TemplateType, TenantStatus, WorkerStatus};

use super::{Locale, fill, say};

/// A tenant's status in a word or two.
pub(crate) fn tenant_status(l: Locale, status: TenantStatus) -> &'static str {
    match status {
        TenantStatus::New => say!(l, tenant_status.fresh),
        TenantStatus::Pending => say!(l, tenant_status.pending),
        TenantStatus::Approved => say!(l, tenant_status.approved),
        TenantStatus::QrPending => say!(l, tenant_status.qr_pending),
        TenantStatus::Active => say!(l, tenant_status.active),
        TenantStatus::Paused => say!(l, tenant_status.paused),
        TenantStatus::Error => say!(l, tenant_status.error),
    }
}

/// A setup request's status.
pub(crate) fn setup_status(l: Locale, status: SetupStatus) -> &'static str {
    match status {
        SetupStatus::Submitted => say!(l, setup_status.submitted),
        SetupStatus::Reviewing => say!(l, setup_status.reviewing),
        SetupStatus::Approved => say!(l, setup_status.approved),
        SetupStatus::Active => say!(l, setup_status.active),
        SetupStatus::Rejected => say!(l, setup_status.rejected),
    }
}

/// A worker's status.
pub(crate) fn worker_status(l: Locale, status: WorkerStatus) -> &'static str {
    match status {
        WorkerStatus::Running => say!(l, worker_status.running),
        WorkerStatus::Stopped => say!(l, worker_status.stopped),
        WorkerStatus::Error => say!(l, worker_status.error),
    }
}

/// Where a message stands.
pub(crate) fn message_status(l: Locale, status: MessageStatus) -> &'static str {
    match status {
        MessageStatus::Pending => say!(l, message_status.pending),
        MessageStatus::Handled => say!(l, message_status.handled),
        MessageStatus::Queued => say!(l, message_status.queued),
        MessageStatus::Sending => say!(l, message_status.sending),
        MessageStatus::Sent => say!(l, message_status.sent),
        MessageStatus::Delivered => say!(l, message_status.delivered),
        MessageStatus::Read => say!(l, message_status.read),
        MessageStatus::Failed => say!(l, message_status.failed),
        MessageStatus::Unknown => say!(l, message_status.unknown),
    }
}

/// What the browser tells of, in one line.
pub(crate) fn alert(l: Locale, kind: AlertKind, customer: Option<&str>) -> String {
    let text = match kind {
        AlertKind::Handoff => say!(l, alerts.says_handoff),
        AlertKind::Emergency => say!(l, alerts.says_emergency),
        AlertKind::Disconnected => say!(l, alerts.disconnected),
        AlertKind::LoggedOut => say!(l, alerts.says_logged_out),
        AlertKind::Failed if customer.is_none() => say!(l, alerts.failed),
        AlertKind::Failed => say!(l, alerts.says_failed),
        AlertKind::Assigned => say!(l, alerts.says_assigned),
        AlertKind::Woken => say!(l, alerts.says_woken),
    };
    fill(text, &[("who", customer.unwrap_or(say!(l, alerts.somebody)))])
}

/// A template's name.
pub(crate) fn template(l: Locale, template: TemplateType) -> &'static str {
    match template {
        TemplateType::Booking => say!(l, template.booking),
        TemplateType::Ecommerce => say!(l, template.ecommerce),
        TemplateType::Support => say!(l, template.support),
        TemplateType::Restaurant => say!(l, template.restaurant),
        TemplateType::Salon => say!(l, template.salon),
        TemplateType::Healthcare => say!(l, template.healthcare),
        TemplateType::Hotel => say!(l, template.hotel),
        TemplateType::RealEstate => say!(l, template.real_estate),
        TemplateType::Studio => say!(l, template.studio),
    }
}

/// What a template's assistant does, in a few words.
pub(crate) fn about_template(l: Locale, template: TemplateType) -> &'static str {
    match template {
        TemplateType::Booking => say!(l, setup.about_booking),
        TemplateType::Ecommerce => say!(l, setup.about_ecommerce),
        TemplateType::Support => say!(l, setup.about_support),
        TemplateType::Restaurant => say!(l, setup.about_restaurant),
        TemplateType::Salon => say!(l, setup.about_salon),
        TemplateType::Healthcare => say!(l, setup.about_healthcare),
        TemplateType::Hotel => say!(l, setup.about_hotel),
        TemplateType::RealEstate => say!(l, setup.about_real_estate),
        TemplateType::Studio => say!(l, setup.about_studio),
    }
}

/// A language's own name.
pub(crate) fn language(language: Language) -> &'static str {
    match language {
        Language::Sw => "Kiswahili",
        Language::En => "English",
    }
}

/// How far a customer is.
pub(crate) fn contact_status(l: Locale, status: ContactStatus) -> &'static str {
    match status {
        ContactStatus::New => say!(l, customers.status_new),
        ContactStatus::Pending => say!(l, customers.status_pending),
        ContactStatus::Confirmed => say!(l, customers.status_confirmed),
        ContactStatus::Completed => say!(l, customers.status_completed),
        ContactStatus::Cancelled => say!(l, customers.status_cancelled),
    }
}

/// A person's part.
pub(crate) fn role(l: Locale, role: Role) -> &'static str {
    match role {
        Role::Admin => say!(l, role.admin),
        Role::Owner => say!(l, role.owner),
        Role::Manager => say!(l, role.manager),
        Role::Agent => say!(l, role.agent),
        Role::Auditor => say!(l, role.auditor),
    }
}

/// What a permission lets somebody do.
pub(crate) fn permission(l: Locale, permission: Permission) -> &'static str {
    match permission {
        Permission::ViewTenant => say!(l, permission.view_tenant),
        Permission::ReadMessages => say!(l, permission.read_messages),
        Permission::Converse => say!(l, permission.converse),
        Permission::ReadBookings => say!(l, permission.read_bookings),
        Permission::ChangeBookings => say!(l, permission.change_bookings),
        Permission::ReadOrders => say!(l, permission.read_orders),
        Permission::ChangeOrders => say!(l, permission.change_orders),
        Permission::SubmitSetup => say!(l, permission.submit_setup),
        Permission::LinkPhone => say!(l, permission.link_phone),
        Permission::PauseTenant => say!(l, permission.pause_tenant),
        Permission::ChangeBusiness => say!(l, permission.change_business),
        Permission::UseSandbox => say!(l, permission.use_sandbox),
        Permission::ReadEvents => say!(l, permission.read_events),
        Permission::ReadTeam => say!(l, permission.read_team),
        Permission::ManageTeam => say!(l, permission.manage_team),
        Permission::Assign => say!(l, permission.assign),
        Permission::ChangeCustomers => say!(l, permission.change_customers),
        Permission::ExportCustomers => say!(l, permission.export_customers),
        Permission::EraseCustomers => say!(l, permission.erase_customers),
        Permission::ReadFlow => say!(l, permission.read_flow),
        Permission::ChangeFlow => say!(l, permission.change_flow),
        Permission::RunPlatform => say!(l, permission.run_platform),
    }
}

/// A day's name, Monday is 0.
pub(crate) fn day(l: Locale, day: usize) -> &'static str {
    match day {
        0 => say!(l, day.mon),
        1 => say!(l, day.tue),
        2 => say!(l, day.wed),
        3 => say!(l, day.thu),
        4 => say!(l, day.fri),
        5 => say!(l, day.sat),
        _ => say!(l, day.sun),
    }
}

/// What sort of message it is, where we have a word for it.
pub(crate) fn message_type(l: Locale, kind: &str) -> &'static str {
    match kind {
        "text" => say!(l, message_type.text),
        "image" => say!(l, message_type.image),
        "video" => say!(l, message_type.video),
        "audio" => say!(l, message_type.audio),
        "document" => say!(l, message_type.document),
        "sticker" => say!(l, message_type.sticker),
        "location" => say!(l, message_type.location),
        "contact" => say!(l, message_type.contact),
        "reaction" => say!(l, message_type.reaction),
        "call" => say!(l, message_type.call),
        _ => say!(l, message_type.other),
    }
}

/// A customer's number as it is; another address of WhatsApp's is digits that say nothing to a person.
pub(crate) fn address(l: Locale, address: &str) -> String {
    let is_digits = !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits { say!(l, message.hidden_number).to_owned() } else { address.to_owned() }
}

/// How large a file is, in the unit that fits.
pub(crate) fn size(l: Locale, bytes: u64) -> String {
    match bytes {
        ..1000 => fill(say!(l, size.bytes), &[("n", &bytes.to_string())]),
        1000..1_000_000 => fill(say!(l, size.kilobytes), &[("n", &(bytes / 1000).to_string())]),
        _ => {
            let (whole, tenth) = (bytes / 1_000_000, bytes / 100_000 % 10);
            fill(say!(l, size.megabytes), &[("n", &format!("{whole}.{tenth}"))])
        }
    }
}

/// Up to which age messages are answered that came while there was no connection.
pub(crate) fn late_answers(l: Locale, late: LateAnswers) -> &'static str {
    match late {
        LateAnswers::Never => say!(l, settings.late_never),
        LateAnswers::Quarter => say!(l, settings.late_quarter),
        LateAnswers::Hour => say!(l, settings.late_hour),
        LateAnswers::FourHours => say!(l, settings.late_four_hours),
        LateAnswers::HalfDay => say!(l, settings.late_half_day),
    }
}

/// What becomes of messages while the business is closed.
pub(crate) fn after_hours(l: Locale, after: AfterHours) -> &'static str {
    match after {
        AfterHours::Answer => say!(l, settings.after_hours_answer),
        AfterHours::Wait => say!(l, settings.after_hours_wait),
    }
}

/// Where a booking stands.
pub(crate) fn appointment_status(l: Locale, status: AppointmentStatus) -> &'static str {
    match status {
        AppointmentStatus::Booked => say!(l, booking.booked),
        AppointmentStatus::Confirmed => say!(l, booking.confirmed),
        AppointmentStatus::Completed => say!(l, booking.completed),
        AppointmentStatus::Missed => say!(l, booking.missed),
        AppointmentStatus::Cancelled => say!(l, booking.cancelled),
    }
}

/// Where a booking stands, as its badge says it.
pub(crate) fn appointment_badge(l: Locale, status: AppointmentStatus) -> &'static str {
    match status {
        AppointmentStatus::Booked => say!(l, appointment.booked),
        AppointmentStatus::Confirmed => say!(l, appointment.confirmed),
        AppointmentStatus::Completed => say!(l, appointment.completed),
        AppointmentStatus::Missed => say!(l, appointment.missed),
        AppointmentStatus::Cancelled => say!(l, appointment.cancelled),
    }
}
