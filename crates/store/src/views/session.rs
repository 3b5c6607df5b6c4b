//! A session's state, spread over columns.

use domain::session::{DisconnectReason, SessionStateName};
use domain::views::SessionView;
use domain::{E164, Instant, SessionState};
use sea_orm::Set;
use sea_orm::sea_query::{Expr, Func};

use crate::entity::whatsapp_sessions;
use crate::error::{Result, StoreError};
use crate::views::read;

/// The state that a row holds.
pub(crate) fn session_state(row: &whatsapp_sessions::Model) -> Result<SessionState> {
    let lacks = |what| StoreError::Corrupt { what, detail: "empty in this state".to_owned() };
    let reason =
        row.reason.as_deref().map(|reason| read("whatsapp_sessions.reason", reason)).transpose()?;
    Ok(match read("whatsapp_sessions.state", &row.state)? {
        SessionStateName::Disconnected => SessionState::Disconnected { reason },
        SessionStateName::Connecting => SessionState::Connecting,
        SessionStateName::QrReady => SessionState::QrReady {
            code: row.last_qr.clone().ok_or_else(|| lacks("whatsapp_sessions.last_qr"))?,
            expires_at: row
                .qr_expires_at
                .ok_or_else(|| lacks("whatsapp_sessions.qr_expires_at"))?,
            reason,
        },
        SessionStateName::Connected => SessionState::Connected {
            phone: row
                .phone
                .as_deref()
                .map(|phone| read::<E164>("whatsapp_sessions.phone", phone))
                .transpose()?,
            since: row.connected_at.ok_or_else(|| lacks("whatsapp_sessions.connected_at"))?,
        },
    })
}

/// The columns that hold a state; the others are left alone.
pub(crate) fn session_columns(state: &SessionState) -> whatsapp_sessions::ActiveModel {
    let mut columns = whatsapp_sessions::ActiveModel {
        state: Set(state.name().as_str().to_owned()),
        reason: Set(None),
        last_qr: Set(None),
        qr_expires_at: Set(None),
        phone: Set(None),
        connected_at: Set(None),
        ..Default::default()
    };
    match state {
        SessionState::Disconnected { reason } => {
            columns.reason = Set(reason.map(|reason| reason.as_str().to_owned()));
        }
        SessionState::Connecting => {}
        SessionState::QrReady { code, expires_at, reason } => {
            columns.reason = Set(reason.map(|reason| reason.as_str().to_owned()));
            columns.last_qr = Set(Some(code.clone()));
            columns.qr_expires_at = Set(Some(*expires_at));
        }
        SessionState::Connected { phone, since } => {
            columns.phone = Set(phone.as_ref().map(|phone| phone.as_str().to_owned()));
            columns.connected_at = Set(Some(*since));
            columns.disconnected_at = Set(None);
        }
    }
    columns
}

/// Since when a session in this state has had no connection; nothing where the column stays as it is.
///
/// A network that comes and goes fails many times: then the first time counts.
pub(crate) fn disconnected_at(state: &SessionState, now: Instant) -> Option<Expr> {
    let SessionState::Disconnected { reason: Some(reason) } = state else { return None };
    Some(match reason {
        DisconnectReason::Network => {
            let known = Expr::col(whatsapp_sessions::Column::DisconnectedAt);
            Func::coalesce([known, Expr::value(now)]).into()
        }
        _ => Expr::value(now),
    })
}

/// The session without its QR code: drawing one is not the store's business.
pub(crate) fn session(row: whatsapp_sessions::Model) -> Result<SessionView> {
    let state = session_state(&row)?;
    let mut view = SessionView {
        connector: row.connector,
        state: state.name(),
        qr: None,
        phone: None,
        connected_at: None,
        last_seen_at: row.last_seen_at,
        reason: None,
        disconnected_at: row.disconnected_at,
    };
    match state {
        SessionState::Disconnected { reason } | SessionState::QrReady { reason, .. } => {
            view.reason = reason;
        }
        SessionState::Connected { phone, since } => {
            view.phone = phone.map(Into::into);
            view.connected_at = Some(since);
        }
        SessionState::Connecting => {}
    }
    Ok(view)
}
