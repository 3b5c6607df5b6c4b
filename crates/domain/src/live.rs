//! The protocol between the server and the browser: one websocket, typed frames, JSON texts.
//!
//! On connect the server sends `Hello` and `Snapshot`, then one `Event` after the other, numbered
//! without gaps within the connection. After a lag the server sends a new snapshot; a browser that
//! sees a gap asks for one. Pages are right without any of this: frames only make them quicker.
//!
//! A frame's kind is its only key (`{"event":{..}}`) and no `type` field inside: reading the latter
//! makes serde buffer the whole frame, with a second copy of every view's reader in the browser.

use serde::{Deserialize, Serialize};

use crate::alert::AlertKind;
use crate::inbox::InboxRow;
use crate::presence::PresentIn;
use crate::views::{
    EventView, MessageView, Overview, SessionView, SetupRequestView, TenantDetail, TenantView,
    WorkerView,
};
use crate::{ConversationId, Permission, Principal, TenantId};

/// Raised when a frame changes in a way that an older browser would misread.
pub const PROTOCOL_VERSION: u32 = 1;

/// Close code: the server shuts down; connect again (RFC 6455 registry, "service restart").
pub const CLOSE_RESTART: u16 = 1012;
/// Close code: the browser sent what the protocol does not know (RFC 6455 §7.4.1, policy violation).
pub const CLOSE_GARBAGE: u16 = 1008;
/// Close code: the person signed out or the sign-in ran out; do not connect again.
pub const CLOSE_SIGNED_OUT: u16 = 4401;

/// What the server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerFrame {
    /// The first frame.
    Hello {
        /// [`PROTOCOL_VERSION`] of the server.
        version: u32,
    },
    /// All that this person's pages show live; every event after it carries a higher number.
    Snapshot {
        /// The number that the next event follows.
        seq: u64,
        /// The person's tenant; nothing for admins.
        tenant: Option<Box<TenantDetail>>,
        /// The platform's state; nothing for others than admins.
        overview: Option<Overview>,
    },
    /// Something changed.
    Event {
        /// One more than the frame before.
        seq: u64,
        /// What changed.
        event: LiveEvent,
    },
}

/// What the browser says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// It missed an event and wants a snapshot.
    Resync {},
}

/// Something that changed, with its whole new value; a hand-off and a phone only say whose, because
/// what they show is a list that the page asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveEvent {
    /// A WhatsApp session, its QR code included.
    Session {
        /// Whose it is.
        tenant_id: TenantId,
        /// Its new value.
        session: SessionView,
    },
    /// A worker.
    Worker {
        /// Whose it is.
        tenant_id: TenantId,
        /// Its new value.
        worker: WorkerView,
    },
    /// A tenant.
    Tenant {
        /// Its new value.
        tenant: TenantView,
    },
    /// A setup request.
    Request {
        /// Its new value.
        request: SetupRequestView,
    },
    /// A message, new or changed.
    Message {
        /// Its new value.
        message: MessageView,
    },
    /// A conversation changed hands between the assistant and a person.
    Handoff {
        /// Whose it is.
        tenant_id: TenantId,
    },
    /// A conversation of the inbox came into other hands, or was seen.
    Conversation {
        /// As the inbox lists it now.
        row: Box<InboxRow>,
    },
    /// A conversation is not this person's any more, who sees only such.
    Gone {
        /// Whose it is.
        tenant_id: TenantId,
        /// The conversation.
        conversation_id: ConversationId,
    },
    /// Somebody opened or left a conversation, or writes in it.
    Presence {
        /// Whose it is.
        tenant_id: TenantId,
        /// Who is there now.
        there: PresentIn,
    },
    /// A booking was made or changed.
    Bookings {
        /// Whose it is.
        tenant_id: TenantId,
    },
    /// What is sold or ordered changed.
    Orders {
        /// Whose it is.
        tenant_id: TenantId,
    },
    /// A question waits for an answer of the business, or waits no more.
    Questions {
        /// Whose it is.
        tenant_id: TenantId,
    },
    /// Something is to be seen to, told to those alone who want to hear of it now.
    Alert {
        /// Where.
        tenant_id: TenantId,
        /// What it is about.
        kind: AlertKind,
        /// In which conversation; nothing where it is about the business's phone.
        conversation_id: Option<ConversationId>,
        /// The customer's name, where it is known.
        customer: Option<String>,
    },
    /// The draft of the flow changed, or another version answers.
    Flow {
        /// Whose it is.
        tenant_id: TenantId,
    },
    /// A customer said whether messages are wanted.
    Consent {
        /// Whose customer.
        tenant_id: TenantId,
    },
    /// The sandbox phone changed.
    Phone {
        /// Whose phone it is.
        tenant_id: TenantId,
    },
    /// An entry of a tenant's event log.
    Log {
        /// The entry.
        event: EventView,
    },
    /// The platform's figures, for admins.
    Overview {
        /// The new figures.
        overview: Overview,
    },
}

impl LiveEvent {
    /// The tenant that it is about; nothing for the platform's own.
    pub fn tenant_id(&self) -> Option<TenantId> {
        match self {
            Self::Session { tenant_id, .. }
            | Self::Worker { tenant_id, .. }
            | Self::Handoff { tenant_id }
            | Self::Gone { tenant_id, .. }
            | Self::Presence { tenant_id, .. }
            | Self::Bookings { tenant_id }
            | Self::Orders { tenant_id }
            | Self::Questions { tenant_id }
            | Self::Alert { tenant_id, .. }
            | Self::Flow { tenant_id }
            | Self::Consent { tenant_id }
            | Self::Phone { tenant_id } => Some(*tenant_id),
            Self::Tenant { tenant } => Some(tenant.id),
            Self::Request { request } => Some(request.tenant_id),
            Self::Message { message } => Some(message.tenant_id),
            Self::Conversation { row } => Some(row.tenant_id),
            Self::Log { event } => event.tenant_id,
            Self::Overview { .. } => None,
        }
    }

    /// The event as this person may see it; nothing when it is none of the person's business.
    pub fn seen_by(&self, principal: &Principal) -> Option<Self> {
        let permission = match self {
            Self::Session { .. }
            | Self::Worker { .. }
            | Self::Tenant { .. }
            | Self::Request { .. } => Permission::ViewTenant,
            Self::Message { .. }
            | Self::Conversation { .. }
            | Self::Handoff { .. }
            | Self::Gone { .. }
            | Self::Presence { .. }
            | Self::Questions { .. }
            | Self::Consent { .. } => Permission::ReadMessages,
            Self::Alert { .. } => Permission::Converse,
            Self::Bookings { .. } => Permission::ReadBookings,
            Self::Orders { .. } => Permission::ReadOrders,
            Self::Flow { .. } => Permission::ReadFlow,
            Self::Phone { .. } => Permission::UseSandbox,
            Self::Log { .. } => Permission::ReadEvents,
            Self::Overview { .. } => Permission::RunPlatform,
        };
        let allowed = match self.tenant_id() {
            Some(tenant) => principal.may_in(tenant, permission),
            None => principal.is_admin(),
        };
        if !allowed {
            return None;
        }
        let mut event = self.clone();
        if let Self::Session { session, .. } = &mut event
            && !principal.role.may(Permission::LinkPhone)
        {
            *session = session.clone().without_codes();
        }
        Some(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{SessionStateName, TypedCode};
    use crate::views::QrView;
    use crate::{Instant, RecordId, Role};

    fn principal(role: Role, tenant: Option<TenantId>) -> Principal {
        Principal {
            user_id: None,
            role,
            tenant_id: tenant,
            name: String::new(),
            email: String::new(),
            viewing: false,
        }
    }

    fn qr_event(tenant_id: TenantId) -> LiveEvent {
        let qr = QrView {
            code: "secret".into(),
            path: "M0 0h1v1z".into(),
            modules: 21,
            expires_at: Instant::UNIX_EPOCH,
        };
        let typed = TypedCode { code: "secret".into(), expires_at: Instant::UNIX_EPOCH };
        let session = SessionView {
            qr: Some(qr),
            typed: Some(typed),
            ..SessionView::plain("sandbox", SessionStateName::QrReady)
        };
        LiveEvent::Session { tenant_id, session }
    }

    #[test]
    fn an_event_is_seen_by_its_tenant_and_admins_only() {
        let [own, foreign] = [1, 2].map(|n| TenantId::from_uuid(uuid::Uuid::from_u128(n)));
        let event = qr_event(own);
        assert!(event.seen_by(&principal(Role::Owner, Some(own))).is_some());
        assert!(event.seen_by(&principal(Role::Owner, Some(foreign))).is_none());
        assert!(event.seen_by(&principal(Role::Admin, None)).is_some());
        let figures = LiveEvent::Overview { overview: Overview::default() };
        assert!(figures.seen_by(&principal(Role::Owner, Some(own))).is_none());
    }

    #[test]
    fn the_code_is_blanked_for_who_may_not_link() {
        let own = TenantId::from_uuid(uuid::Uuid::from_u128(1));
        let seen = qr_event(own).seen_by(&principal(Role::Agent, Some(own)));
        let Some(LiveEvent::Session { session, .. }) = seen else { panic!("{seen:?}") };
        assert_eq!((session.qr, session.typed), (None, None));
    }

    #[test]
    fn garbage_is_no_frame() {
        for text in ["", "{}", r#"{"type":"subscribe"}"#, r#"{"type":"resync","tenant":1}"#, "null"]
        {
            assert!(serde_json::from_str::<ClientFrame>(text).is_err(), "{text}");
        }
    }
}
