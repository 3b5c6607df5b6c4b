//! The WhatsApp session's state, and what follows from it for the tenant and the setup request.

use domain::alert::AlertKind;
use domain::session::{DisconnectReason, SessionEffect, SessionWish};
use domain::setup::SetupEvent;
use domain::tenant::TenantEvent;
use domain::views::{HoldView, SetupRequestView, TenantView};
use domain::{SessionState, SetupStatus};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set};

use super::WorkerStore;
use super::fence::Held;
use crate::entity::{setup_requests, whatsapp_sessions};
use crate::error::{Result, StoreError, duplicate_as};
use crate::tenant::request_views;
use crate::{transition, views};

/// What a new session state changed beside the session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionSaved {
    /// The tenant, when its status changed.
    pub tenant: Option<TenantView>,
    /// The setup request, when it is fulfilled now.
    pub request: Option<SetupRequestView>,
}

impl WorkerStore {
    /// Keeps the session's state and does what its effects ask of the tenant and the setup request,
    /// where their own states allow it.
    ///
    /// # Errors
    /// When the lease is lost or the tenant has no session; when the phone that linked is another tenant's, and then
    /// nothing is kept.
    pub async fn save_session(
        &self,
        state: &SessionState,
        effects: &[SessionEffect],
    ) -> Result<SessionSaved> {
        let (state, effects) = (state.clone(), effects.to_vec());
        self.write(move |held| Box::pin(async move { held.save_session(&state, &effects).await }))
            .await
    }
}

impl WorkerStore {
    /// This wish of a person's is done, or cannot be done any more; a later one stays.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn wish_settled(&self, wish: SessionWish) -> Result<()> {
        use whatsapp_sessions::Column as C;
        self.write(move |held| {
            Box::pin(async move {
                held.check().await?;
                let phone = match &wish {
                    SessionWish::Unlink => C::WishPhone.is_null(),
                    SessionWish::TypedCode(phone) => C::WishPhone.eq(phone.as_str()),
                };
                whatsapp_sessions::Entity::update_many()
                    .set(whatsapp_sessions::ActiveModel {
                        wish: Set(None),
                        wish_phone: Set(None),
                        ..Default::default()
                    })
                    .filter(C::TenantId.eq(held.tenant()))
                    .filter(C::Wish.eq(wish.name().as_str()))
                    .filter(phone)
                    .exec(held.tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// Messages wait from now on although there is a connection.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn hold_sending(&self, hold: HoldView) -> Result<()> {
        self.change_session(move || whatsapp_sessions::ActiveModel {
            held_reason: Set(Some(hold.reason.as_str().to_owned())),
            held_until: Set(Some(hold.until)),
            ..Default::default()
        })
        .await
    }

    /// Counts a message that could not be opened.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn count_unreadable(&self) -> Result<()> {
        use whatsapp_sessions::Column as C;
        self.write(|held| {
            Box::pin(async move {
                held.check().await?;
                whatsapp_sessions::Entity::update_many()
                    .col_expr(C::Unreadable, Expr::col(C::Unreadable).add(1))
                    .filter(C::TenantId.eq(held.tenant()))
                    .exec(held.tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    async fn change_session(
        &self,
        change: impl FnOnce() -> whatsapp_sessions::ActiveModel + Send + 'static,
    ) -> Result<()> {
        self.write(move |held| {
            Box::pin(async move {
                held.check().await?;
                whatsapp_sessions::Entity::update_many()
                    .set(change())
                    .filter(whatsapp_sessions::Column::TenantId.eq(held.tenant()))
                    .exec(held.tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}

impl Held<'_> {
    async fn save_session(
        &self,
        state: &SessionState,
        effects: &[SessionEffect],
    ) -> Result<SessionSaved> {
        self.check().await?;
        let mut saved = SessionSaved::default();
        for effect in effects {
            match effect {
                SessionEffect::TenantConnected => {
                    saved.tenant = self.change_tenant(&[TenantEvent::SessionConnected]).await?;
                    saved.request = self.fulfil_request().await?;
                }
                SessionEffect::TenantUnlinked => {
                    saved.tenant = self.change_tenant(&[TenantEvent::LoggedOut]).await?;
                }
                SessionEffect::FlushOutbox => {}
            }
        }
        let mut columns = whatsapp_sessions::ActiveModel {
            last_seen_at: Set(Some(self.now)),
            updated_at: Set(self.now),
            ..views::session_columns(state)
        };
        if effects.contains(&SessionEffect::TenantUnlinked) {
            // What is said of a link ends with it.
            columns.unreadable = Set(0);
            columns.held_reason = Set(None);
            columns.held_until = Set(None);
            columns.linked_phone = Set(None);
        } else if let SessionState::Connected { phone: Some(phone), .. } = state {
            columns.linked_phone = Set(Some(phone.as_str().to_owned()));
        }
        let since = views::disconnected_at(state, self.now);
        let changed = whatsapp_sessions::Entity::update_many()
            .set(columns)
            .apply_if(since, |query, since| {
                query.col_expr(whatsapp_sessions::Column::DisconnectedAt, since)
            })
            .filter(whatsapp_sessions::Column::TenantId.eq(self.tenant()))
            .exec(self.tx)
            .await
            .map_err(duplicate_as(StoreError::NumberTaken))?;
        if changed.rows_affected == 0 {
            return Err(StoreError::Missing("WhatsApp session"));
        }
        self.alert_of_session(state).await?;
        Ok(saved)
    }

    /// A phone that was linked and is away is to be seen to; one that is back, or away on purpose, is not.
    async fn alert_of_session(&self, state: &SessionState) -> Result<()> {
        let (away, out) = (AlertKind::Disconnected, AlertKind::LoggedOut);
        let subject = self.tenant();
        match state {
            SessionState::Disconnected { reason: Some(DisconnectReason::LoggedOut), .. } => {
                // Nothing mends that by itself.
                self.resolve(&[away], subject).await?;
                self.raise(out, subject).await
            }
            SessionState::Disconnected { reason: Some(reason), .. } if reason.is_unwanted() => {
                self.raise(away, subject).await
            }
            SessionState::Connected { .. } | SessionState::Disconnected { .. } => {
                self.resolve(&[away, out], subject).await
            }
            SessionState::Connecting | SessionState::QrReady { .. } => Ok(()),
        }
    }

    /// The phone is linked: what the owner asked for is there.
    async fn fulfil_request(&self) -> Result<Option<SetupRequestView>> {
        let approved = setup_requests::Entity::find()
            .filter(setup_requests::Column::TenantId.eq(self.tenant()))
            .filter(setup_requests::Column::Status.eq(SetupStatus::Approved.as_str()))
            .order_by_desc(setup_requests::Column::CreatedAt)
            .lock(LockType::NoKeyUpdate)
            .one(self.tx)
            .await?;
        let Some(approved) = approved else {
            return Ok(None);
        };
        let fulfilled =
            transition::request(self.tx, self.now, approved, SetupEvent::Connected, None).await?;
        Ok(request_views(self.tx, vec![fulfilled]).await?.pop())
    }
}
