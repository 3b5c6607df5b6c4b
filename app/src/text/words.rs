//! Words for the domain's enums, problems and decisions.

use domain::appointment::{AppointmentStatus, ReminderKind};
use domain::hours::AfterHours;
use domain::late::LateAnswers;
use domain::message::MessageStatus;
use domain::session::{DisconnectReason, SessionStateName};
use domain::{
    Conflict, Decision, Gate, Language, Problem, Role, SetupStatus, TemplateType, TenantStatus,
    WorkerStatus,
};

use super::{Locale, fill, say, steps};

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

/// A session's state.
pub(crate) fn session_state(l: Locale, state: SessionStateName) -> &'static str {
    match state {
        SessionStateName::Disconnected => say!(l, session_state.disconnected),
        SessionStateName::Connecting => say!(l, session_state.connecting),
        SessionStateName::QrReady => say!(l, session_state.qr_ready),
        SessionStateName::Connected => say!(l, session_state.connected),
    }
}

/// Why a session is not connected, in a few words.
pub(crate) fn disconnect_reason(l: Locale, reason: DisconnectReason) -> &'static str {
    match reason {
        DisconnectReason::Network => say!(l, disconnect.network),
        DisconnectReason::LoggedOut => say!(l, disconnect.logged_out),
        DisconnectReason::Unlinked => say!(l, disconnect.unlinked),
        DisconnectReason::QrExhausted => say!(l, disconnect.qr_exhausted),
        DisconnectReason::Stopped => say!(l, disconnect.stopped),
        DisconnectReason::Failed => say!(l, disconnect.failed),
        DisconnectReason::Replaced => say!(l, disconnect.replaced),
        DisconnectReason::Banned => say!(l, disconnect.banned),
        DisconnectReason::Outdated => say!(l, disconnect.outdated),
    }
}

/// Why a session is not connected, as a sentence for the owner; `when` stands before its full stop,
/// such as ` at 14:05`, and may be empty.
pub(crate) fn disconnected(l: Locale, reason: DisconnectReason, when: &str) -> String {
    let text = match reason {
        DisconnectReason::Network => say!(l, lost_link.network),
        DisconnectReason::LoggedOut => say!(l, lost_link.logged_out),
        DisconnectReason::Unlinked => say!(l, lost_link.unlinked),
        DisconnectReason::QrExhausted => say!(l, lost_link.qr_exhausted),
        DisconnectReason::Stopped => say!(l, lost_link.stopped),
        DisconnectReason::Failed => say!(l, lost_link.failed),
        DisconnectReason::Replaced => say!(l, lost_link.replaced),
        DisconnectReason::Banned => say!(l, lost_link.banned),
        DisconnectReason::Outdated => say!(l, lost_link.outdated),
    };
    fill(text, &[("when", when)])
}

/// What to do about a session that is not connected, for the owner.
pub(crate) fn remedy(l: Locale, reason: DisconnectReason) -> &'static str {
    match reason {
        DisconnectReason::Network => say!(l, remedy.network),
        DisconnectReason::LoggedOut => say!(l, remedy.logged_out),
        DisconnectReason::Unlinked => say!(l, remedy.unlinked),
        DisconnectReason::QrExhausted => say!(l, remedy.qr_exhausted),
        DisconnectReason::Stopped => say!(l, remedy.stopped),
        DisconnectReason::Failed => say!(l, remedy.failed),
        DisconnectReason::Replaced => say!(l, remedy.replaced),
        DisconnectReason::Banned => say!(l, remedy.banned),
        DisconnectReason::Outdated => say!(l, remedy.outdated),
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

/// What a gate found.
pub(crate) fn gate(l: Locale, gate: Gate) -> &'static str {
    match gate {
        Gate::OwnMessage => say!(l, gate.own_message),
        Gate::Group => say!(l, gate.group),
        Gate::StatusBroadcast => say!(l, gate.status_broadcast),
        Gate::History => say!(l, gate.history),
        Gate::Paused => say!(l, gate.paused),
        Gate::HumanMode => say!(l, gate.human_mode),
        Gate::RateLimit => say!(l, gate.rate_limit),
        Gate::QueueFull => say!(l, gate.queue_full),
        Gate::Closed => say!(l, gate.closed),
        Gate::Loop => say!(l, gate.looping),
        Gate::OptedOut => say!(l, gate.opted_out),
        Gate::OptedIn => say!(l, gate.opted_in),
        Gate::Empty => say!(l, gate.empty),
        Gate::Reaction => say!(l, gate.reaction),
        Gate::Offline => say!(l, gate.offline),
        Gate::Superseded => say!(l, gate.superseded),
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

/// Why a message was or was not answered.
pub(crate) fn decision(l: Locale, decision: &Decision) -> String {
    match decision {
        Decision::Answered { flow, step, delayed_by } => {
            let text = fill(
                say!(l, decision.answered),
                &[("flow", flow_name(l, flow)), ("step", steps::step(l, step))],
            );
            match delayed_by {
                Some(by) => format!(
                    "{text}; {}",
                    fill(say!(l, decision.delayed), &[("gate", gate(l, *by))])
                ),
                None => text,
            }
        }
        Decision::HandedOver { flow, step } => fill(
            say!(l, decision.handed_over),
            &[("flow", flow_name(l, flow)), ("step", steps::step(l, step))],
        ),
        Decision::Waiting { gate: by, .. } => {
            fill(say!(l, decision.waiting), &[("gate", gate(l, *by))])
        }
        Decision::NotAnswered { gate: by } => {
            fill(say!(l, decision.not_answered), &[("gate", gate(l, *by))])
        }
        Decision::Reply { flow, step } => fill(
            say!(l, decision.reply),
            &[("flow", flow_name(l, flow)), ("step", steps::step(l, step))],
        ),
        Decision::Joined {} => say!(l, decision.joined).to_owned(),
        Decision::Reminder { reminder: ReminderKind::Missed } => {
            say!(l, decision.missed).to_owned()
        }
        Decision::Reminder { .. } => say!(l, decision.reminder).to_owned(),
        Decision::Notice { gate: by } => fill(say!(l, decision.notice), &[("gate", gate(l, *by))]),
    }
}

/// A built-in flow as a word within a sentence; its own name where we have none.
fn flow_name(l: Locale, flow: &str) -> &str {
    match flow.parse() {
        Ok(TemplateType::Booking) => say!(l, flow.booking),
        Ok(TemplateType::Ecommerce) => say!(l, flow.ecommerce),
        Ok(TemplateType::Support) => say!(l, flow.support),
        Ok(TemplateType::Restaurant) => say!(l, flow.restaurant),
        Ok(TemplateType::Salon) => say!(l, flow.salon),
        Ok(TemplateType::Healthcare) => say!(l, flow.healthcare),
        Ok(TemplateType::Hotel) => say!(l, flow.hotel),
        Ok(TemplateType::RealEstate) => say!(l, flow.real_estate),
        Ok(TemplateType::Studio) => say!(l, flow.studio),
        Err(_) => flow,
    }
}

/// What is wrong with a value and what would be right.
pub(crate) fn problem(l: Locale, problem: &Problem) -> String {
    let number = |text: &str, name: &str, value: u32| fill(text, &[(name, &value.to_string())]);
    match problem {
        Problem::Required => say!(l, problem.required).to_owned(),
        Problem::TooLong { max } => number(say!(l, problem.too_long), "max", *max),
        Problem::TooShort { min } => number(say!(l, problem.too_short), "min", *min),
        Problem::Email => say!(l, problem.email).to_owned(),
        Problem::CommonPassword => say!(l, problem.common_password).to_owned(),
        Problem::PersonalPassword => say!(l, problem.personal_password).to_owned(),
        Problem::WrongPassword => say!(l, problem.wrong_password).to_owned(),
        Problem::WrongCode => say!(l, problem.wrong_code).to_owned(),
        Problem::EmailTaken => say!(l, problem.email_taken).to_owned(),
        Problem::PhoneCountryCode => say!(l, problem.phone_country_code).to_owned(),
        Problem::PhoneImpossible => say!(l, problem.phone_impossible).to_owned(),
        Problem::Choice { allowed } => fill(say!(l, problem.choice), &[("allowed", allowed)]),
        Problem::Time => say!(l, problem.time).to_owned(),
        Problem::ClosesFirst => say!(l, problem.closes_first).to_owned(),
        Problem::Clock => say!(l, problem.clock).to_owned(),
        Problem::Date => say!(l, problem.date).to_owned(),
        Problem::EndsFirst => say!(l, problem.ends_first).to_owned(),
        Problem::Amount => say!(l, problem.amount).to_owned(),
        Problem::Step { min, max, step } => fill(
            say!(l, problem.step),
            &[("min", &min.to_string()), ("max", &max.to_string()), ("step", &step.to_string())],
        ),
        Problem::Range { min, max } => {
            fill(say!(l, problem.range), &[("min", &min.to_string()), ("max", &max.to_string())])
        }
        Problem::Form { wanted } => fill(say!(l, problem.form), &[("wanted", wanted)]),
    }
}

/// Why a well-formed wish is refused at present.
pub(crate) fn conflict(l: Locale, conflict: &Conflict) -> String {
    match conflict {
        Conflict::RequestOpen => say!(l, conflict.request_open).to_owned(),
        Conflict::AlreadySetUp => say!(l, conflict.already_set_up).to_owned(),
        Conflict::RequestDecided { status } => {
            fill(say!(l, conflict.request_decided), &[("status", setup_status(l, *status))])
        }
        Conflict::WorkerRunning => say!(l, conflict.worker_running).to_owned(),
        Conflict::WorkerStopped => say!(l, conflict.worker_stopped).to_owned(),
        Conflict::TenantState { status } => {
            fill(say!(l, conflict.tenant_state), &[("status", tenant_status(l, *status))])
        }
        Conflict::DocumentsFull { max } => {
            fill(say!(l, conflict.documents_full), &[("max", &max.to_string())])
        }
        Conflict::PassagesFull { max } => {
            fill(say!(l, conflict.passages_full), &[("max", &max.to_string())])
        }
        Conflict::SlotTaken => say!(l, conflict.slot_taken).to_owned(),
        Conflict::AppointmentState { status } => {
            fill(say!(l, conflict.appointment_state), &[("status", appointment_status(l, *status))])
        }
        Conflict::TenantDeleted => say!(l, conflict.tenant_deleted).to_owned(),
        Conflict::TenantAlive => say!(l, conflict.tenant_alive).to_owned(),
        Conflict::QrInvalid => say!(l, conflict.qr_invalid).to_owned(),
        Conflict::PhoneNotLinked => say!(l, conflict.phone_not_linked).to_owned(),
        Conflict::PhoneLinked => say!(l, conflict.phone_linked).to_owned(),
        Conflict::LinkSpent => say!(l, conflict.link_spent).to_owned(),
        Conflict::PasswordNeeded => say!(l, conflict.password_needed).to_owned(),
        Conflict::SecondFactorOn => say!(l, conflict.second_factor_on).to_owned(),
        Conflict::SecondFactorOff => say!(l, conflict.second_factor_off).to_owned(),
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

/// What a group of entries of the event log is about.
pub(crate) fn event_group(l: Locale, group: &str) -> &'static str {
    match group {
        "tenant" | "business" => say!(l, event_group.tenant),
        "setup_request" => say!(l, event_group.setup_request),
        "worker" => say!(l, event_group.worker),
        "session" => say!(l, event_group.session),
        "account" => say!(l, event_group.account),
        "conversation" => say!(l, event_group.conversation),
        "booking" => say!(l, event_group.booking),
        "service" | "resource" | "closure" => say!(l, event_group.service),
        "knowledge" | "document" | "question" => say!(l, event_group.knowledge),
        "lead" => say!(l, event_group.lead),
        "events" => say!(l, event_group.events),
        _ => say!(l, event_group.platform),
    }
}

/// What an entry of the event log is about, where we have words for it.
pub(crate) fn event(l: Locale, event_type: &str) -> Option<&'static str> {
    Some(match event_type {
        "tenant.signed_up" => say!(l, event.signed_up),
        "tenant.created" => say!(l, event.created),
        "tenant.deleted" => say!(l, event.deleted),
        "tenant.restored" => say!(l, event.restored),
        "tenant.paused" => say!(l, event.paused),
        "tenant.resumed" => say!(l, event.resumed),
        "setup_request.submitted" => say!(l, event.submitted),
        "setup_request.opened" => say!(l, event.opened),
        "setup_request.approved" => say!(l, event.approved),
        "setup_request.rejected" => say!(l, event.rejected),
        "conversation.handed_back" => say!(l, event.handed_back),
        "conversation.handed_over" => say!(l, event.handed_over),
        "session.connected" => say!(l, event.connected),
        "session.logged_out" => say!(l, event.logged_out),
        "session.unlink" => say!(l, event.unlink),
        "session.code_to_type" => say!(l, event.code_to_type),
        "session.send_now" => say!(l, event.send_now),
        "worker.start" => say!(l, event.worker_start),
        "worker.stop" => say!(l, event.worker_stop),
        "worker.restart" => say!(l, event.worker_restart),
        "worker.force_restart" => say!(l, event.worker_force),
        "worker.failed" => say!(l, event.worker_failed),
        "worker.stale" => say!(l, event.worker_stale),
        "account.email_verified" => say!(l, event.email_verified),
        "account.email_change_asked" => say!(l, event.email_change_asked),
        "account.email_changed" => say!(l, event.email_changed),
        "account.password_changed" => say!(l, event.password_changed),
        "account.password_reset" => say!(l, event.password_reset),
        "account.browser_ended" => say!(l, event.browser_ended),
        "account.browsers_ended" => say!(l, event.browsers_ended),
        "account.second_factor_on" => say!(l, event.second_factor_on),
        "account.second_factor_off" => say!(l, event.second_factor_off),
        "account.second_factor_reset" => say!(l, event.second_factor_reset),
        "account.recovery_code_used" => say!(l, event.recovery_code_used),
        "account.recovery_codes_renewed" => say!(l, event.recovery_codes_renewed),
        "lead.handled" => say!(l, event.lead_handled),
        "lead.deleted" => say!(l, event.lead_deleted),
        "admin.created" => say!(l, event.admin_created),
        "business.changed" => say!(l, event.business_changed),
        "knowledge.added" => say!(l, event.knowledge_added),
        "knowledge.changed" => say!(l, event.knowledge_changed),
        "knowledge.removed" => say!(l, event.knowledge_removed),
        "question.dismissed" => say!(l, event.question_dismissed),
        "events.exported" => say!(l, event.exported),
        "platform.bulk" => say!(l, event.bulk),
        _ => return None,
    })
}
