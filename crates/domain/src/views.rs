//! What pages, the JSON API and live frames show: plain values, filled by the engine.

use serde::{Deserialize, Serialize};

use crate::consent::ConsentRecord;
use crate::content::{FileView, Place, Quoted};
use crate::hours::{AfterHours, WeekHours};
use crate::late::LateAnswers;
use crate::message::{ConversationMode, Direction, MessageStatus, PhoneMessageKind};
use crate::money::Currency;
use crate::session::{DisconnectReason, HoldReason, LinkTrouble, SessionStateName, TypedCode};
use crate::{
    ContactId, ConversationId, Decision, Desired, EventId, Instant, Language, MessageId, NodeId,
    ProductId, Role, SetupRequestId, SetupStatus, TemplateType, TenantId, TenantStatus, UserId,
    WorkerStatus,
};

/// A person who signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// The person's id.
    pub id: UserId,
    /// Nothing for admins.
    pub tenant_id: Option<TenantId>,
    /// The person's name.
    pub name: String,
    /// The person's e-mail address.
    pub email: String,
    /// The person's phone number.
    pub phone: Option<String>,
    /// The person's part.
    pub role: Role,
    /// When the person signed up.
    pub created_at: Instant,
    /// When the person last signed in.
    pub last_login_at: Option<Instant>,
}

/// A business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantView {
    /// The tenant's id.
    pub id: TenantId,
    /// The tenant's name.
    pub name: String,
    /// Made from the name, unique among the living.
    pub slug: String,
    /// E.164; nothing until the first setup request.
    pub phone_number: Option<String>,
    /// Where it stands.
    pub status: TenantStatus,
    /// When it was created.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it was deleted.
    pub deleted_at: Option<Instant>,
}

/// What a tenant told us about the business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigView {
    /// The built-in flow it starts from.
    pub template: TemplateType,
    /// The name that customers read.
    pub business_name: String,
    /// Salon, clinic, shop ..
    pub business_type: Option<String>,
    /// What customers are greeted in.
    pub language: Language,
    /// Opening hours.
    pub hours: WeekHours,
    /// An IANA name such as `Africa/Dar_es_Salaam`.
    pub timezone: String,
    /// How old a message that came while there was no connection may be to be answered.
    #[serde(default)]
    pub late: LateAnswers,
    /// The money that it asks for.
    #[serde(default)]
    pub currency: Currency,
    /// What becomes of messages while it is closed.
    #[serde(default)]
    pub after_hours: AfterHours,
}

/// A QR code, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrView {
    /// What it says; whoever scans it speaks for the business.
    pub code: String,
    /// An SVG path that draws the dark modules in a square of `modules` units a side.
    pub path: String,
    /// Modules a side, without the quiet zone (four modules all around, ISO/IEC 18004).
    pub modules: u32,
    /// When it is drawn anew.
    pub expires_at: Instant,
}

/// A tenant's WhatsApp session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// The connector's name, such as `sandbox`.
    pub connector: String,
    /// Its state.
    pub state: SessionStateName,
    /// The code to scan; only in `QR_READY`, and only for who may link the phone.
    pub qr: Option<QrView>,
    /// The linked phone's number.
    pub phone: Option<String>,
    /// Since when it is connected.
    pub connected_at: Option<Instant>,
    /// When the channel was last heard.
    pub last_seen_at: Option<Instant>,
    /// Why it is disconnected.
    pub reason: Option<DisconnectReason>,
    /// Since when it has had no connection; nothing while it is connected, or never was.
    #[serde(default)]
    pub disconnected_at: Option<Instant>,
    /// When it is tried again by itself, where that is known.
    #[serde(default)]
    pub again_at: Option<Instant>,
    /// A code to type instead of scanning; like `qr`, only for who may link the phone.
    #[serde(default)]
    pub typed: Option<TypedCode>,
    /// What came in the way of linking.
    #[serde(default)]
    pub trouble: Option<LinkTrouble>,
    /// Why and until when messages wait although there is a connection.
    #[serde(default)]
    pub hold: Option<HoldView>,
    /// Messages that could not be opened, since the phone was linked.
    #[serde(default)]
    pub unreadable: u32,
}

impl SessionView {
    /// A session of which only this much is known.
    pub fn plain(connector: &str, state: SessionStateName) -> Self {
        Self {
            connector: connector.to_owned(),
            state,
            qr: None,
            phone: None,
            connected_at: None,
            last_seen_at: None,
            reason: None,
            disconnected_at: None,
            again_at: None,
            typed: None,
            trouble: None,
            hold: None,
            unreadable: 0,
        }
    }

    /// The same without what links a phone.
    #[must_use]
    pub fn without_codes(self) -> Self {
        Self { qr: None, typed: None, ..self }
    }
}

/// Why and until when messages wait although there is a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldView {
    /// Why.
    pub reason: HoldReason,
    /// When they go out by themselves.
    pub until: Instant,
}

/// A tenant's worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerView {
    /// Unique name, such as `flowhq-mama-salon`.
    pub process_name: String,
    /// What is wanted.
    pub desired: Desired,
    /// What was last seen.
    pub status: WorkerStatus,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// Its last sign of life.
    pub heartbeat_at: Option<Instant>,
    /// Whether it should run and was silent for too long.
    pub stale: bool,
    /// How often it was started anew after a failure.
    pub restarts: i32,
    /// The node that holds its lease.
    pub node: Option<NodeId>,
}

/// A setup request with what an admin needs to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupRequestView {
    /// The request's id.
    pub id: SetupRequestId,
    /// Whose it is.
    pub tenant_id: TenantId,
    /// The tenant's name.
    pub tenant_name: String,
    /// Who sent it.
    pub user_id: UserId,
    /// The sender's name.
    pub user_name: String,
    /// The sender's e-mail address.
    pub user_email: String,
    /// The template that was asked for.
    pub template: TemplateType,
    /// The number that was given, E.164.
    pub whatsapp_number: String,
    /// Where it stands.
    pub status: SetupStatus,
    /// The admin's note or reason.
    pub notes: Option<String>,
    /// When it was sent.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// One message of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// The message's id.
    pub id: MessageId,
    /// Whose it is.
    pub tenant_id: TenantId,
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// The customer.
    pub contact_id: Option<ContactId>,
    /// The customer's name, where known.
    pub contact_name: Option<String>,
    /// Which way it went.
    pub direction: Direction,
    /// The sender's number or address.
    pub from: String,
    /// The receiver's number or address.
    pub to: String,
    /// The text; empty for a message that has none.
    pub text: String,
    /// Such as `text` or `image`.
    pub message_type: String,
    /// Where it stands.
    pub status: MessageStatus,
    /// Why it was or was not answered.
    pub decision: Option<Decision>,
    /// What the channel said when it failed.
    pub error: Option<String>,
    /// What it carries beside the text.
    #[serde(default)]
    pub extras: Extras,
    /// When it was logged.
    pub created_at: Instant,
}

/// What a message carries beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extras {
    /// A place that it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The message that it answers or reacts to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quoted: Option<Quoted>,
    /// A file that came or went with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileView>,
    /// The product whose picture that is, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture_of: Option<ProductId>,
}

/// One conversation in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationView {
    /// The conversation's id.
    pub id: ConversationId,
    /// Whose it is.
    pub tenant_id: TenantId,
    /// The customer's name, where known.
    pub contact_name: Option<String>,
    /// The customer's number or address.
    pub contact_address: String,
    /// Who answers.
    pub mode: ConversationMode,
    /// When the last message came or went.
    pub last_message_at: Option<Instant>,
    /// The language that the customer chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// What the customer last said about messages, and in which words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentRecord>,
}

/// One entry of the event log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// The entry's id.
    pub id: EventId,
    /// Whose it is; nothing for the platform's own.
    pub tenant_id: Option<TenantId>,
    /// The tenant's name, where the list spans tenants.
    pub tenant_name: Option<String>,
    /// Who did it.
    pub actor: String,
    /// What was done, such as `setup_request.approved`.
    pub event_type: String,
    /// Details, as JSON text.
    pub payload: String,
    /// When.
    pub created_at: Instant,
}

/// Everything about one tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantDetail {
    /// The tenant.
    pub tenant: TenantView,
    /// The business.
    pub config: ConfigView,
    /// The WhatsApp session.
    pub session: SessionView,
    /// The worker.
    pub worker: WorkerView,
    /// The newest setup request.
    pub request: Option<SetupRequestView>,
    /// The owner.
    pub owner: Option<UserView>,
    /// Conversations that wait for a person.
    pub waiting: Vec<ConversationView>,
}

/// The figures of a tenant's day so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Today {
    /// Messages that came in.
    pub incoming: u32,
    /// Those of them that got an answer.
    pub answered: u32,
    /// How long the median answer took to reach the customer, in seconds; nothing before the first.
    pub median_seconds: Option<u32>,
}

/// One line of the admin's list of tenants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantRow {
    /// The tenant.
    pub tenant: TenantView,
    /// Its template.
    pub template: TemplateType,
    /// Its session's state.
    pub session: SessionStateName,
    /// Its worker.
    pub worker: WorkerView,
    /// Messages of the last 24 hours.
    pub messages_today: u32,
}

/// What an admin sees first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Living tenants.
    pub tenants: u32,
    /// Tenants whose customers are answered.
    pub active: u32,
    /// Requests that wait for a decision.
    pub pending_requests: u32,
    /// Tenants whose QR code waits to be scanned.
    pub qr_waiting: u32,
    /// Tenants in error.
    pub errors: u32,
    /// Workers that were silent for too long.
    pub stale: u32,
    /// Workers that run.
    pub running: u32,
    /// Messages of the last 24 hours.
    pub messages_today: u32,
}

/// One process of Flow HQ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeView {
    /// Unique per boot.
    pub id: NodeId,
    /// The machine's name.
    pub name: String,
    /// The program's version.
    pub version: String,
    /// Its last sign of life.
    pub heartbeat_at: Instant,
    /// Whether it is shutting down.
    pub draining: bool,
    /// Workers under its leases.
    pub workers: u32,
}

/// One page of a list; `next` asks for the following one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The page's items, newest first unless the list says otherwise.
    pub items: Vec<T>,
    /// An opaque cursor; nothing on the last page.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The same page with every item changed.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

/// One message as the sandbox phone shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneMessageView {
    /// The channel's id of it.
    pub id: String,
    /// The customer's number.
    pub customer: String,
    /// Whether it comes from the customer.
    pub from_customer: bool,
    /// What it is.
    pub kind: PhoneMessageKind,
    /// The text; empty for a call.
    pub text: String,
    /// When it was written.
    pub at: Instant,
    /// Customer's message: whether Flow HQ took it over. Ours: whether the customer read it.
    pub done: bool,
}

/// The sandbox phone of one tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneView {
    /// Whose phone it is.
    pub tenant_id: TenantId,
    /// The tenant's name.
    pub tenant_name: String,
    /// Whether it is linked.
    pub linked: bool,
    /// Whether the network is on.
    pub online: bool,
    /// Whether the tenant's worker is running here, so that the phone has somebody to speak to.
    pub served: bool,
    /// Customers by number and name, the one that wrote last first.
    pub customers: Vec<(String, String)>,
    /// Messages, oldest first.
    pub messages: Vec<PhoneMessageView>,
}
