//! The rules of Flow HQ without any input or output.
//!
//! Everything here is plain data and pure functions: typed ids, the enums as they are stored and
//! emitted, the state machines, permissions, the views that pages show and the live protocol that
//! the browser speaks. The browser carries this crate, so it stays small: no runtime, no database,
//! no randomness (ids are minted on the server) and no clock of its own.

pub mod account;
pub mod alert;
pub mod appointment;
pub mod booking;
pub mod booking_form;
pub mod clock;
pub mod consent;
pub mod content;
pub mod customer;
pub mod customer_import;
pub mod decision;
pub mod draft;
pub mod editor;
pub mod forms;
pub mod hours;
pub mod ids;
pub mod inbox;
pub mod insight;
pub mod knowledge;
pub mod late;
pub mod lead;
pub mod lists;
pub mod live;
pub mod message;
pub mod money;
pub mod order;
pub mod permission;
pub mod phone;
pub mod plans;
pub mod presence;
pub mod problem;
pub mod session;
pub mod setup;
pub mod shop;
pub mod simulation;
pub mod standing;
pub mod team;
pub mod tenant;
mod text_enum;
pub mod views;
pub mod worker;
pub mod zone;

pub use clock::{Clock, Instant};
pub use decision::{Decision, Gate};
pub use ids::{
    AlertId, AppointmentId, AuthSessionId, CannedReplyId, ClosureId, ContactId, ConversationId,
    DocumentId, EventId, FlowVersionId, ImportId, InvitationId, LeadId, MessageId, NodeId, NoteId,
    OrderId, OutboxId, PassageId, ProductId, QuestionId, RecordId, ResourceId, ServiceId,
    SetupRequestId, TenantId, UserId, WhatsappSessionId,
};
pub use permission::{Permission, Principal, Role, Sees};
pub use phone::E164;
pub use problem::{Conflict, FieldProblem, Problem};
pub use session::SessionState;
pub use setup::SetupStatus;
pub use tenant::{Language, TemplateType, TenantStatus};
pub use text_enum::UnknownText;
pub use worker::{Desired, WorkerStatus};
pub use zone::{LocalTime, Zone};
