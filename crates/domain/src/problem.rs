//! What can be wrong with what a person or a system sent, in codes that every language can word.

use serde::{Deserialize, Serialize};

use crate::appointment::{AppointmentRefused, AppointmentStatus};
use crate::order::{OrderRefused, OrderStatus};
use crate::{SetupStatus, TenantStatus};

/// One field of a form and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct FieldProblem {
    /// The field's name, as the form and the JSON API know it.
    pub field: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with one value. `Display` is the English sentence of the JSON API; pages take the
/// sentence from the message catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Problem {
    /// Nothing was entered.
    #[error("is required")]
    Required,
    /// More characters than the limit.
    #[error("is longer than {max} characters")]
    TooLong {
        /// The limit in characters.
        max: u32,
    },
    /// Fewer characters than the limit.
    #[error("is shorter than {min} characters")]
    TooShort {
        /// The limit in characters.
        min: u32,
    },
    /// No e-mail address.
    #[error("is no e-mail address such as asha@example.co.tz")]
    Email,
    /// A password that whoever guesses tries early.
    #[error("is easy to guess; take some words that do not belong together")]
    CommonPassword,
    /// A password that is the name of the person, the business or the address.
    #[error("must not be your name, your business or your e-mail address")]
    PersonalPassword,
    /// Not the account's password.
    #[error("is not the account's password")]
    WrongPassword,
    /// No code that is good at present.
    #[error("is wrong or was used before")]
    WrongCode,
    /// The e-mail address belongs to somebody already.
    #[error("is registered already")]
    EmailTaken,
    /// Somebody with this e-mail address works for the business already.
    #[error("is in the team already")]
    InTeam,
    /// The e-mail address cannot be invited; whose it is stays untold.
    #[error("cannot be invited")]
    NotInvitable,
    /// A phone number without a country code.
    #[error("needs the country code, for example +255 712 345 678")]
    PhoneCountryCode,
    /// A phone number that no country gives out.
    #[error("is no number that can exist; check the country code and the digits")]
    PhoneImpossible,
    /// Not one of the choices.
    #[error("must be one of {allowed}")]
    Choice {
        /// The choices, separated by commas.
        allowed: String,
    },
    /// No time of day.
    #[error("is no time such as 08:30")]
    Time,
    /// A day that ends before it begins.
    #[error("closes before it opens")]
    ClosesFirst,
    /// No time of day where one is wanted.
    #[error("is no time of day such as 08:30")]
    Clock,
    /// An end that is the beginning.
    #[error("is the time at which it begins")]
    SameTime,
    /// No day of the calendar, or one that is years away.
    #[error("is no day such as 2026-11-23")]
    Date,
    /// A moment that has passed, or is more than a year away.
    #[error("must be a time to come, within a year")]
    Past,
    /// It is over before it begins.
    #[error("ends before it begins")]
    EndsFirst,
    /// No amount of money.
    #[error("is no amount such as 15,000")]
    Amount,
    /// No number in the range and its steps.
    #[error("must be a number from {min} to {max} in steps of {step}")]
    Step {
        /// The smallest that is taken.
        min: u32,
        /// The largest that is taken.
        max: u32,
        /// How far apart the numbers are that are taken.
        step: u32,
    },
    /// No number in the range.
    #[error("must be a number from {min} to {max}")]
    Range {
        /// The smallest that is taken.
        min: i64,
        /// The largest that is taken.
        max: i64,
    },
    /// Another product has it.
    #[error("is another product's already")]
    Taken,
    /// A file with more rows than are taken.
    #[error("has more than {max} rows")]
    Rows {
        /// The limit in rows.
        max: u32,
    },
    /// A file that is larger than is taken.
    #[error("is larger than {max} MB")]
    Megabytes {
        /// The limit in megabytes.
        max: u32,
    },
    /// No picture of a kind that is taken.
    #[error("is no picture of the kinds PNG, JPEG and WebP")]
    Picture,
    /// Not of the form that is wanted.
    #[error("is not of the form {wanted}")]
    Form {
        /// The form, with an example.
        wanted: String,
    },
}

/// Why a well-formed wish is refused in the present state of things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Conflict {
    /// The tenant has a request that waits for a decision.
    #[error("A setup request is open already")]
    RequestOpen,
    /// The tenant is past setting up.
    #[error("The tenant is set up already")]
    AlreadySetUp,
    /// The request was decided before.
    #[error("The setup request is {status} already")]
    RequestDecided {
        /// Where it stands.
        status: SetupStatus,
    },
    /// The worker runs.
    #[error("Worker already running")]
    WorkerRunning,
    /// The worker does not run.
    #[error("Worker not running")]
    WorkerStopped,
    /// The tenant's status does not allow it.
    #[error("Not possible while the tenant is {status}")]
    TenantState {
        /// Where it stands.
        status: TenantStatus,
    },
    /// Somebody else has that time.
    #[error("That time is taken")]
    SlotTaken,
    /// What became of a booking does not allow it.
    #[error("Not possible while the booking is {status}")]
    AppointmentState {
        /// Where it stands.
        status: AppointmentStatus,
    },
    /// There are not so many of something that was ordered, or it costs something else by now.
    #[error("What was ordered is not there any more as it was offered")]
    OutOfStock,
    /// What became of an order does not allow it.
    #[error("Not possible while the order is {status}")]
    OrderState {
        /// Where it stands.
        status: OrderStatus,
    },
    /// There is no room for another document.
    #[error("There are {max} documents already")]
    DocumentsFull {
        /// The most that there may be.
        max: u32,
    },
    /// There is no room for so many passages.
    #[error("All documents together would have more than {max} passages")]
    PassagesFull {
        /// The most that there may be.
        max: u32,
    },
    /// The customer wants no messages.
    #[error("The customer wants no messages")]
    OptedOut,
    /// Somebody else answers the conversation.
    #[error("{name} answers this conversation")]
    TakenBy {
        /// Who; empty where it is done on the business's phone.
        name: String,
    },
    /// Somebody else answered meanwhile.
    #[error("{name} answered meanwhile: {text}")]
    AnsweredBy {
        /// Who.
        name: String,
        /// The beginning of what was answered.
        text: String,
    },
    /// The conversation is over.
    #[error("The conversation is over")]
    ConversationClosed,
    /// The customer has begun another conversation since this one ended.
    #[error("The customer has begun another conversation")]
    AnotherOpen,
    /// There is no room for another canned reply.
    #[error("There are {max} canned replies already")]
    CannedFull {
        /// The most that there may be.
        max: u32,
    },
    /// The conversation came into other hands meanwhile.
    #[error("The conversation changed hands meanwhile")]
    ChangedHands,
    /// There is no room for another invitation.
    #[error("There are {max} open invitations already")]
    InvitationsFull {
        /// The most that there may be.
        max: u32,
    },
    /// Somebody else changed, began or ended the draft of the flow meanwhile.
    #[error("{} changed the draft meanwhile", if name.is_empty() { "somebody" } else { name })]
    DraftChanged {
        /// Who; empty where the draft is gone.
        name: String,
    },
    /// Somebody else gave the text another wording meanwhile.
    #[error("The text reads otherwise meanwhile: {now}")]
    TextChanged {
        /// Who changed the draft last.
        name: String,
        /// How it reads.
        now: String,
    },
    /// What the change is about is not in the flow.
    #[error("That is not in the flow any more")]
    NotInFlow,
    /// A change of the flow that is not possible.
    #[error("The flow does not take that change")]
    FlowRefused,
    /// The flow cannot be published as it is.
    #[error("The flow has {problems} problem(s)")]
    FlowUnfinished {
        /// How many things are to be mended.
        problems: u32,
    },
    /// Nothing was changed, so there is nothing to publish.
    #[error("Nothing is different from what answers customers now")]
    NothingToPublish,
    /// The tenant is deleted.
    #[error("The tenant is deleted")]
    TenantDeleted,
    /// The tenant is not deleted.
    #[error("The tenant is not deleted")]
    TenantAlive,
    /// The sandbox phone shows no code, or another one.
    #[error("The QR code is not valid any more; scan the newest one")]
    QrInvalid,
    /// The sandbox phone is not linked.
    #[error("The phone is not linked")]
    PhoneNotLinked,
    /// The phone is linked already.
    #[error("The phone is linked already")]
    PhoneLinked,
    /// A mailed link was used, replaced by a newer one, or ran out.
    #[error("The link is not valid any more")]
    LinkSpent,
    /// An invitation was used or withdrawn, or ran out.
    #[error("The invitation is not valid any more")]
    InvitationSpent,
    /// The password was typed too long ago for what it guards.
    #[error("Type your password again first")]
    PasswordNeeded,
    /// A second factor counts already.
    #[error("The second factor is on already")]
    SecondFactorOn,
    /// There is no second factor.
    #[error("The second factor is off")]
    SecondFactorOff,
}

impl FieldProblem {
    /// Names the field and what is wrong with it.
    pub fn new(field: &str, problem: Problem) -> Self {
        Self { field: field.to_owned(), problem }
    }
}
impl From<OrderRefused> for Conflict {
    fn from(OrderRefused { status }: OrderRefused) -> Self {
        Self::OrderState { status }
    }
}
impl From<AppointmentRefused> for Conflict {
    fn from(AppointmentRefused { status }: AppointmentRefused) -> Self {
        Self::AppointmentState { status }
    }
}
