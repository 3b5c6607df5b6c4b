//! What every act about an account ends with: an entry in the event log, and mails to the person.

use domain::views::UserView;
use domain::{Instant, RecordId, UserId};
use sea_orm::sea_query::LockType;
use sea_orm::{DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QuerySelect};
use serde_json::json;

use crate::accounts::AccountStore;
use crate::actor::Actor;
use crate::db::{Scope, Working};
use crate::entity::users;
use crate::error::Result;
use crate::store::Store;
use crate::{events, living, mails};

/// How an act is written down, in its own transaction.
#[derive(Clone)]
pub struct Act {
    /// Who did it.
    pub by: Actor,
    /// What the event log calls it, which never holds the secret itself; nothing when it is not worth an entry.
    pub event: Option<&'static str>,
    /// Mails that go out with it, as [`crate::MailStore::queue`] takes them.
    pub mails: Vec<Vec<u8>>,
}

impl Act {
    /// What somebody did to the own account.
    pub fn own(user: &UserView, event: &'static str) -> Self {
        let by = Actor { user_id: Some(user.id), name: user.name.clone() };
        Self { by, event: Some(event), mails: Vec::new() }
    }

    /// A mail and no entry.
    pub fn mail_only(user: &UserView, mail: Vec<u8>) -> Self {
        Self { event: None, ..Self::own(user, "") }.with_mail(mail)
    }

    /// The same with a mail.
    #[must_use]
    pub fn with_mail(mut self, mail: Vec<u8>) -> Self {
        self.mails.push(mail);
        self
    }

    /// Queues the mails and appends the entry; last in a transaction.
    pub(super) async fn note(
        self,
        tx: &DatabaseTransaction,
        store: &Store,
        now: Instant,
        user: &users::Model,
    ) -> Result<()> {
        mails::queue(tx, store, now, &self.mails).await?;
        let Some(event) = self.event else { return Ok(()) };
        let tenant = user.tenant_id.map(RecordId::from_uuid);
        let whose = json!({ "user_id": user.id });
        events::append(tx, now, tenant, &self.by, event, whose).await?;
        Ok(())
    }
}

impl AccountStore {
    /// Changes one person's account and notes the act, all in one transaction; false, and nothing noted,
    /// when there is no such person or `work` finds nothing to change.
    pub(super) async fn act_on<W>(&self, id: UserId, act: Act, work: W) -> Result<bool>
    where
        W: for<'t> FnOnce(&'t DatabaseTransaction, Instant, &'t users::Model) -> Working<'t, bool>
            + Send
            + 'static,
    {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let Some(user) = held(tx, id).await? else { return Ok(false) };
                    if !work(tx, now, &user).await? {
                        return Ok(false);
                    }
                    act.note(tx, &store, now, &user).await?;
                    Ok(true)
                })
            })
            .await
    }
}

/// A living, active person of no deleted tenant, held until the transaction ends: what belongs to one
/// person changes in order.
pub(super) async fn held(tx: &DatabaseTransaction, id: UserId) -> Result<Option<users::Model>> {
    let own_tenant = users::COLUMN
        .tenant_id
        .is_null()
        .or(living::is_named_by((users::Entity, users::Column::TenantId)));
    Ok(users::Entity::find()
        .filter(users::COLUMN.id.eq(id.uuid()))
        .filter(users::COLUMN.deleted_at.is_null())
        .filter(users::COLUMN.is_active.eq(true))
        .filter(own_tenant)
        .lock(LockType::NoKeyUpdate)
        .one(tx)
        .await?)
}
