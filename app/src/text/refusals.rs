//! What is wrong with what was typed, and why something cannot be done.

use domain::{Conflict, Problem};

use super::orders::order_status;
use super::{Locale, appointment_status, fill, say, setup_status, tenant_status};

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
        Problem::InTeam => say!(l, problem.in_team).to_owned(),
        Problem::NotInvitable => say!(l, problem.not_invitable).to_owned(),
        Problem::PhoneCountryCode => say!(l, problem.phone_country_code).to_owned(),
        Problem::PhoneImpossible => say!(l, problem.phone_impossible).to_owned(),
        Problem::Choice { allowed } => fill(say!(l, problem.choice), &[("allowed", allowed)]),
        Problem::Time => say!(l, problem.time).to_owned(),
        Problem::ClosesFirst => say!(l, problem.closes_first).to_owned(),
        Problem::Clock => say!(l, problem.clock).to_owned(),
        Problem::Past => say!(l, problem.past).to_owned(),
        Problem::Date => say!(l, problem.date).to_owned(),
        Problem::SameTime => say!(l, problem.same_time).to_owned(),
        Problem::EndsFirst => say!(l, problem.ends_first).to_owned(),
        Problem::Amount => say!(l, problem.amount).to_owned(),
        Problem::Step { min, max, step } => fill(
            say!(l, problem.step),
            &[("min", &min.to_string()), ("max", &max.to_string()), ("step", &step.to_string())],
        ),
        Problem::Range { min, max } => {
            fill(say!(l, problem.range), &[("min", &min.to_string()), ("max", &max.to_string())])
        }
        Problem::Taken => say!(l, problem.taken).to_owned(),
        Problem::Rows { max } => number(say!(l, problem.rows), "max", *max),
        Problem::Megabytes { max } => number(say!(l, problem.megabytes), "max", *max),
        Problem::Picture => say!(l, problem.picture).to_owned(),
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
        Conflict::OutOfStock => say!(l, conflict.out_of_stock).to_owned(),
        Conflict::OrderState { status } => {
            fill(say!(l, conflict.order_state), &[("status", order_status(l, *status))])
        }
        Conflict::InvitationsFull { max } => {
            fill(say!(l, conflict.invitations_full), &[("max", &max.to_string())])
        }
        Conflict::InvitationSpent => say!(l, conflict.invitation_spent).to_owned(),
        Conflict::OptedOut => say!(l, conflict.opted_out).to_owned(),
        Conflict::TakenBy { name } if name.is_empty() => say!(l, conflict.taken_phone).to_owned(),
        Conflict::TakenBy { name } => fill(say!(l, conflict.taken_by), &[("name", name)]),
        Conflict::AnsweredBy { name, text } => {
            fill(say!(l, conflict.answered_by), &[("name", name), ("text", text)])
        }
        Conflict::ConversationClosed => say!(l, conflict.conversation_closed).to_owned(),
        Conflict::AnotherOpen => say!(l, conflict.another_open).to_owned(),
        Conflict::CannedFull { max } => {
            fill(say!(l, conflict.canned_full), &[("max", &max.to_string())])
        }
        Conflict::ChangedHands => say!(l, conflict.changed_hands).to_owned(),
        Conflict::DraftChanged { name } if name.is_empty() => {
            say!(l, conflict.draft_gone).to_owned()
        }
        Conflict::DraftChanged { name } => fill(say!(l, conflict.draft_changed), &[("name", name)]),
        Conflict::TextChanged { now, .. } if now.is_empty() => {
            say!(l, conflict.text_changed_plain).to_owned()
        }
        Conflict::TextChanged { name, now } => {
            fill(say!(l, conflict.text_changed), &[("name", name), ("now", now)])
        }
        Conflict::NotInFlow => say!(l, conflict.not_in_flow).to_owned(),
        Conflict::FlowRefused => say!(l, conflict.flow_refused).to_owned(),
        Conflict::FlowUnfinished { problems } => {
            fill(say!(l, conflict.flow_unfinished), &[("problems", &problems.to_string())])
        }
        Conflict::NothingToPublish => say!(l, conflict.nothing_to_publish).to_owned(),
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
