//! Where something stands: a sign and a word, never a colour alone.

use domain::appointment::AppointmentStatus;
use domain::customer::ContactStatus;
use domain::message::MessageStatus;
use domain::order::OrderStatus;
use domain::session::SessionStateName;
use domain::{SetupStatus, TenantStatus, WorkerStatus};
use leptos::prelude::*;

use super::erased::Any;
use super::icon::{Icon, icon};
use super::notice::Tone;
use crate::text::{self, Locale};

/// What a badge says and how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Badge {
    tone: Tone,
    sign: Icon,
    word: &'static str,
    value: &'static str,
}

impl Badge {
    /// A badge of one's own.
    pub(crate) const fn new(
        tone: Tone,
        sign: Icon,
        word: &'static str,
        value: &'static str,
    ) -> Self {
        Self { tone, sign, word, value }
    }

    /// A tenant's status.
    pub(crate) fn tenant(l: Locale, status: TenantStatus) -> Self {
        let (tone, sign) = match status {
            TenantStatus::New => (Tone::Calm, Icon::Spark),
            TenantStatus::Pending => (Tone::Wait, Icon::Wait),
            TenantStatus::Approved => (Tone::Calm, Icon::Check),
            TenantStatus::QrPending => (Tone::Now, Icon::Qr),
            TenantStatus::Active => (Tone::Good, Icon::Chat),
            TenantStatus::Paused => (Tone::Wait, Icon::Pause),
            TenantStatus::Error => (Tone::Bad, Icon::Alert),
        };
        Self::new(tone, sign, text::tenant_status(l, status), status.as_str())
    }

    /// A setup request's status.
    pub(crate) fn request(l: Locale, status: SetupStatus) -> Self {
        let (tone, sign) = match status {
            SetupStatus::Submitted => (Tone::Now, Icon::Inbox),
            SetupStatus::Reviewing => (Tone::Wait, Icon::Eye),
            SetupStatus::Approved | SetupStatus::Active => (Tone::Good, Icon::Check),
            SetupStatus::Rejected => (Tone::Bad, Icon::Cross),
        };
        Self::new(tone, sign, text::setup_status(l, status), status.as_str())
    }

    /// How far a customer is.
    pub(crate) fn contact(l: Locale, status: ContactStatus) -> Self {
        let (tone, sign) = match status {
            ContactStatus::New => (Tone::Calm, Icon::Spark),
            ContactStatus::Pending => (Tone::Wait, Icon::Wait),
            ContactStatus::Confirmed => (Tone::Good, Icon::Check),
            ContactStatus::Completed => (Tone::Good, Icon::CheckCheck),
            ContactStatus::Cancelled => (Tone::Bad, Icon::Cross),
        };
        Self::new(tone, sign, text::contact_status(l, status), status.as_str())
    }

    /// A session's state.
    pub(crate) fn session(l: Locale, state: SessionStateName) -> Self {
        let (tone, sign) = match state {
            SessionStateName::Disconnected => (Tone::Bad, Icon::Unlink),
            SessionStateName::Connecting => (Tone::Wait, Icon::Wait),
            SessionStateName::QrReady => (Tone::Now, Icon::Qr),
            SessionStateName::Connected => (Tone::Good, Icon::Link),
        };
        Self::new(tone, sign, text::session_state(l, state), state.as_str())
    }

    /// A worker's status.
    pub(crate) fn worker(l: Locale, status: WorkerStatus) -> Self {
        let (tone, sign) = match status {
            WorkerStatus::Running => (Tone::Good, Icon::Play),
            WorkerStatus::Stopped => (Tone::Calm, Icon::Pause),
            WorkerStatus::Error => (Tone::Bad, Icon::Alert),
        };
        Self::new(tone, sign, text::worker_status(l, status), status.as_str())
    }

    /// Where a booking stands.
    pub(crate) fn appointment(l: Locale, status: AppointmentStatus) -> Self {
        let (tone, sign) = match status {
            AppointmentStatus::Booked => (Tone::Wait, Icon::Calendar),
            AppointmentStatus::Confirmed => (Tone::Good, Icon::Check),
            AppointmentStatus::Completed => (Tone::Good, Icon::CheckCheck),
            AppointmentStatus::Missed => (Tone::Bad, Icon::Alert),
            AppointmentStatus::Cancelled => (Tone::Calm, Icon::Cross),
        };
        Self::new(tone, sign, text::appointment_badge(l, status), status.as_str())
    }

    /// Where an order stands.
    pub(crate) fn order(l: Locale, status: OrderStatus) -> Self {
        let (tone, sign) = match status {
            OrderStatus::New => (Tone::Now, Icon::Bag),
            OrderStatus::Accepted => (Tone::Wait, Icon::Check),
            OrderStatus::Ready => (Tone::Good, Icon::Package),
            OrderStatus::OnTheWay => (Tone::Wait, Icon::Truck),
            OrderStatus::Completed => (Tone::Good, Icon::CheckCheck),
            OrderStatus::Cancelled => (Tone::Calm, Icon::Cross),
        };
        Self::new(tone, sign, text::order_badge(l, status), status.as_str())
    }

    /// A message's status.
    pub(crate) fn message(l: Locale, status: MessageStatus) -> Self {
        let (tone, sign) = match status {
            MessageStatus::Pending => (Tone::Wait, Icon::Wait),
            MessageStatus::Queued => (Tone::Wait, Icon::Clock),
            MessageStatus::Sending => (Tone::Wait, Icon::Send),
            MessageStatus::Handled | MessageStatus::Sent => (Tone::Calm, Icon::Check),
            MessageStatus::Delivered => (Tone::Good, Icon::CheckCheck),
            MessageStatus::Read => (Tone::Good, Icon::Eye),
            MessageStatus::Failed => (Tone::Bad, Icon::Cross),
            MessageStatus::Unknown => (Tone::Now, Icon::Help),
        };
        Self::new(tone, sign, text::message_status(l, status), status.as_str())
    }

    /// Draws it; tests find it by `testid` and read `data-status`.
    pub(crate) fn view(self, testid: &'static str) -> AnyView {
        view! {
            <span class=format!("badge {}", self.tone.class()) data-testid=testid data-status=self.value>
                {icon(self.sign)}
                <span>{self.word}</span>
            </span>
        }
        .any()
    }
}
