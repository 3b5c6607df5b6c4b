//! A session's state, spread over columns.

use domain::session::{DisconnectReason, SessionStateName, SessionWish, TypedCode, WishName};
use domain::views::{HoldView, SessionView};
use domain::{E164, Instant, SessionState};
use sea_orm::Set;
use sea_orm::sea_query::{Expr, Func};

use crate::entity::whatsapp_sessions;
use crate::error::{Result, StoreError};
use crate::views::read;

/// The state that a row holds.
pub(crate) fn session_state(row: &whatsapp_sessions::Model) -> Result<SessionState> {
    let lacks = |what| StoreError::Corrupt { what, detail: "empty in this state".to_owned() };
    let reason = read_some("whatsapp_sessions.reason", row.reason.as_deref())?;
    Ok(match read("whatsapp_sessions.state", &row.state)? {
        SessionStateName::Disconnected => {
            SessionState::Disconnected { reason, again_at: row.again_at }
        }
        SessionStateName::Connecting => SessionState::Connecting,
        SessionStateName::QrReady => SessionState::QrReady {
            code: row.last_qr.clone().ok_or_else(|| lacks("whatsapp_sessions.last_qr"))?,
            expires_at: row
                .qr_expires_at
                .ok_or_else(|| lacks("whatsapp_sessions.qr_expires_at"))?,
            reason,
            typed: row
                .pairing_code
                .clone()
                .zip(row.pairing_expires_at)
                .map(|(code, expires_at)| TypedCode { code, expires_at }),
            trouble: read_some("whatsapp_sessions.link_trouble", row.link_trouble.as_deref())?,
        },
        SessionStateName::Connected => SessionState::Connected {
            phone: read_some::<E164>("whatsapp_sessions.phone", row.phone.as_deref())?,
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
        pairing_code: Set(None),
        pairing_expires_at: Set(None),
        link_trouble: Set(None),
        again_at: Set(None),
        ..Default::default()
    };
    match state {
        SessionState::Disconnected { reason, again_at } => {
            columns.reason = Set(reason.map(|reason| reason.as_str().to_owned()));
            columns.again_at = Set(*again_at);
        }
        SessionState::Connecting => {}
        SessionState::QrReady { code, expires_at, reason, typed, trouble } => {
            columns.reason = Set(reason.map(|reason| reason.as_str().to_owned()));
            columns.last_qr = Set(Some(code.clone()));
            columns.qr_expires_at = Set(Some(*expires_at));
            columns.pairing_code = Set(typed.as_ref().map(|typed| typed.code.clone()));
            columns.pairing_expires_at = Set(typed.as_ref().map(|typed| typed.expires_at));
            columns.link_trouble = Set(trouble.map(|trouble| trouble.as_str().to_owned()));
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
    let SessionState::Disconnected { reason: Some(reason), .. } = state else { return None };
    Some(match reason {
        DisconnectReason::Network => {
            let known = Expr::col(whatsapp_sessions::Column::DisconnectedAt);
            Func::coalesce([known, Expr::value(now)]).into()
        }
        _ => Expr::value(now),
    })
}

/// The session without its QR code: drawing one is not the store's business.
pub(crate) fn session(row: whatsapp_sessions::Model, now: Instant) -> Result<SessionView> {
    let state = session_state(&row)?;
    let hold = hold(&row)?.filter(|hold| hold.until > now);
    let mut view = SessionView {
        last_seen_at: row.last_seen_at,
        disconnected_at: row.disconnected_at,
        hold,
        unreadable: u32::try_from(row.unreadable).unwrap_or_default(),
        ..SessionView::plain(&row.connector, state.name())
    };
    match state {
        SessionState::Disconnected { reason, again_at } => {
            (view.reason, view.again_at) = (reason, again_at);
        }
        SessionState::QrReady { reason, typed, trouble, .. } => {
            (view.reason, view.typed, view.trouble) = (reason, typed, trouble);
        }
        SessionState::Connected { phone, since } => {
            view.phone = phone.map(Into::into);
            view.connected_at = Some(since);
        }
        SessionState::Connecting => {}
    }
    Ok(view)
}

/// Why and until when messages wait; it may be over.
fn hold(row: &whatsapp_sessions::Model) -> Result<Option<HoldView>> {
    let reason = read_some("whatsapp_sessions.held_reason", row.held_reason.as_deref())?;
    Ok(reason.zip(row.held_until).map(|(reason, until)| HoldView { reason, until }))
}

/// What a person wants of a session.
pub(crate) fn wish(row: &whatsapp_sessions::Model) -> Result<Option<SessionWish>> {
    let name = read_some("whatsapp_sessions.wish", row.wish.as_deref())?;
    Ok(match name {
        None => None,
        Some(WishName::Unlink) => Some(SessionWish::Unlink),
        Some(WishName::TypedCode) => {
            read_some("whatsapp_sessions.wish_phone", row.wish_phone.as_deref())?
                .map(SessionWish::TypedCode)
        }
    })
}

fn read_some<T>(what: &'static str, text: Option<&str>) -> Result<Option<T>>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.map(|text| read(what, text)).transpose()
}
