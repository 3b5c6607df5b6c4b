//! Signed-in browsers.

use domain::views::UserView;
use domain::{AuthSessionId, Instant, RecordId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, EntityTrait, ExprTrait, Insert, QueryFilter, Set, Unchanged};

use crate::accounts::AccountStore;
use crate::accounts::viewing::{self, Viewing};
use crate::db::Scope;
use crate::entity::{auth_sessions, users};
use crate::error::Result;
use crate::mint::mint_at;
use crate::{living, views};

/// Longest user agent that is kept, in characters.
const USER_AGENT_MAX: usize = 500;

/// A browser that signs in.
#[derive(Clone)]
pub struct NewAuthSession {
    /// Whose it is.
    pub user_id: UserId,
    /// The hash of the cookie's token, in hexadecimal digits; the token itself is nowhere.
    pub token_hash: String,
    /// When it ends unless it is used.
    pub idle_expires_at: Instant,
    /// When it ends in any case.
    pub absolute_expires_at: Instant,
    /// Where it came from.
    pub ip: Option<String>,
    /// What it called itself.
    pub user_agent: Option<String>,
}

/// A browser that is signed in, and the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedInUser {
    /// The browser's session.
    pub session_id: AuthSessionId,
    /// The person.
    pub user: UserView,
    /// Whether the person has a second factor that counts.
    pub has_second_factor: bool,
    /// Whether the person showed that the mail of the address is read.
    pub email_verified: bool,
    /// When the password was last typed there: at signing in, or again since.
    pub signed_in_at: Instant,
    /// When it was last used.
    pub last_seen_at: Instant,
    /// When it ends unless it is used.
    pub idle_expires_at: Instant,
    /// When it ends in any case.
    pub absolute_expires_at: Instant,
    /// The business that is seen there in place of the person's own.
    pub viewing: Option<Viewing>,
}

impl AccountStore {
    /// Keeps a browser signed in and notes the person's sign-in.
    pub async fn open_session(&self, new: NewAuthSession) -> Result<AuthSessionId> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let id = mint_at(now);
                    let row = auth_sessions::Model {
                        id,
                        user_id: new.user_id.uuid(),
                        token_hash: new.token_hash,
                        last_seen_at: now,
                        idle_expires_at: new.idle_expires_at,
                        absolute_expires_at: new.absolute_expires_at,
                        ip: new.ip,
                        user_agent: new
                            .user_agent
                            .map(|text| text.chars().take(USER_AGENT_MAX).collect()),
                        view_tenant_id: None,
                        view_until: None,
                        view_reason: None,
                        created_at: now,
                        updated_at: now,
                    };
                    Insert::one(row).exec_without_returning(tx).await?;
                    let person = users::ActiveModel {
                        id: Unchanged(new.user_id.uuid()),
                        last_login_at: Set(Some(now)),
                        ..Default::default()
                    };
                    person.update_without_returning(tx).await?;
                    Ok(AuthSessionId::from_uuid(id))
                })
            })
            .await
    }

    /// Who is behind a token: a living, active person of no deleted tenant, whose session has not run out.
    pub async fn session(&self, token_hash: &str) -> Result<Option<SignedInUser>> {
        let now = self.store.now();
        let query = auth_sessions::Entity::find()
            .find_also_related(users::Entity)
            .filter(auth_sessions::COLUMN.token_hash.eq(token_hash.to_owned()))
            .filter(auth_sessions::COLUMN.idle_expires_at.gt(now))
            .filter(auth_sessions::COLUMN.absolute_expires_at.gt(now))
            .filter(users::COLUMN.deleted_at.is_null())
            .filter(users::COLUMN.is_active.eq(true))
            .filter(
                users::COLUMN
                    .tenant_id
                    .is_null()
                    .or(living::is_named_by((users::Entity, users::Column::TenantId))),
            );
        let found = self
            .store
            .read(Scope::SignIn, move |tx| Box::pin(async move { Ok(query.one(tx).await?) }))
            .await?;
        let Some((session, Some(user))) = found else { return Ok(None) };
        let viewing = match viewing::of(&session, now) {
            Some(viewing) if self.viewing(viewing).await?.is_some() => Some(viewing),
            _ => None,
        };
        Ok(Some(SignedInUser {
            viewing,
            session_id: AuthSessionId::from_uuid(session.id),
            has_second_factor: user.totp_confirmed_at.is_some(),
            email_verified: user.email_verified_at.is_some(),
            user: views::user(user)?,
            signed_in_at: session.created_at,
            last_seen_at: session.last_seen_at,
            idle_expires_at: session.idle_expires_at,
            absolute_expires_at: session.absolute_expires_at,
        }))
    }

    /// Notes that a session was used and puts its idle end off; a closed session stays closed.
    pub async fn touch_session(&self, id: AuthSessionId, idle_expires_at: Instant) -> Result<()> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    auth_sessions::Entity::update_many()
                        .col_expr(auth_sessions::Column::LastSeenAt, Expr::value(now))
                        .col_expr(
                            auth_sessions::Column::IdleExpiresAt,
                            Expr::value(idle_expires_at),
                        )
                        .col_expr(auth_sessions::Column::UpdatedAt, Expr::value(now))
                        .filter(auth_sessions::COLUMN.id.eq(id.uuid()))
                        .exec(tx)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Signs a browser out; false when it was not signed in. Whatever business it saw, it sees no more, which stands in
    /// that one's log.
    pub async fn close_session(&self, token_hash: &str) -> Result<bool> {
        let (store, token_hash) = (self.store.clone(), token_hash.to_owned());
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let found = auth_sessions::Entity::find()
                        .find_also_related(users::Entity)
                        .filter(auth_sessions::COLUMN.token_hash.eq(token_hash.as_str()))
                        .one(tx)
                        .await?;
                    let closed = auth_sessions::Entity::delete_many()
                        .filter(auth_sessions::COLUMN.token_hash.eq(token_hash))
                        .exec(tx)
                        .await?;
                    if let Some((session, Some(user))) = found {
                        viewing::end(tx, &store, &session, &user).await?;
                    }
                    Ok(closed.rows_affected > 0)
                })
            })
            .await
    }

    /// Forgets the sessions that have run out and tells how many they were.
    pub async fn sweep_sessions(&self) -> Result<u64> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let session = auth_sessions::COLUMN;
                    let swept = auth_sessions::Entity::delete_many()
                        .filter(
                            session
                                .idle_expires_at
                                .lte(now)
                                .or(session.absolute_expires_at.lte(now)),
                        )
                        .exec(tx)
                        .await?;
                    Ok(swept.rows_affected)
                })
            })
            .await
    }
}
