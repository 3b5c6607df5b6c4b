//! Two customers turn out to be one person: a channel tells the second address of somebody who wrote from
//! both.

use domain::consent::Consent;
use domain::message::{Channel, ConversationMode, ConversationStatus};
use domain::{Instant, RecordId, TenantId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set, Unchanged,
    UpdateMany,
};
use uuid::Uuid;

use super::fence::Held;
use super::message::to_json;
use crate::alerts::{raise, resolve};
use crate::entity::{
    alerts, appointments, contact_addresses, contact_tags, contacts, conversation_notes as notes,
    conversations, message_logs, orders, scheduled_messages, unanswered_questions,
};
use crate::error::{Result, StoreError};
use crate::views;

impl Held<'_> {
    /// Makes one customer of two, as [`merge`] does.
    pub(super) async fn merge_contacts(&self, stays: Uuid, gone: Uuid) -> Result<()> {
        merge(self.tx, self.now, self.lease.tenant_id, (stays, gone)).await
    }
}

/// Makes one customer of two: addresses, conversations, messages, bookings and orders of `gone` become those
/// of `stays`.
///
/// Where both have a conversation that is not closed, the messages go into the one that stays, and the
/// other one is closed. A person who had taken over either of them has both: who still holds a message
/// of the closed one learns that there, too.
pub(crate) async fn merge(
    tx: &DatabaseTransaction,
    now: Instant,
    tenant: TenantId,
    (stays, gone): (Uuid, Uuid),
) -> Result<()> {
    Merge { tx, now, tenant }.merge(stays, gone).await
}

/// What a conversation becomes that takes another one in: a person who has either has both, the one who came last where
/// two do; what waits in either waits, and what nobody has read in either is unread.
fn together(
    kept: &conversations::Model,
    emptied: &conversations::Model,
) -> conversations::ActiveModel {
    let human = ConversationMode::Human.as_str();
    let both = [kept, emptied];
    let is_humans = both.iter().any(|talk| talk.mode == human);
    let taken = both.iter().filter(|talk| talk.taken_at.is_some()).max_by_key(|talk| talk.taken_at);
    let assigned = match taken {
        Some(taken) => taken.assigned_user_id,
        None => kept.assigned_user_id.or(emptied.assigned_user_id),
    };
    let snoozed = ConversationStatus::Snoozed.as_str();
    let is_aside = both.iter().all(|talk| talk.status == snoozed);
    let status = if is_aside { snoozed } else { ConversationStatus::Open.as_str() };
    let until = both.iter().filter_map(|talk| talk.snoozed_until).min().filter(|_| is_aside);
    // What was decided while the assistant had it is not said when a person has it now.
    let changes_hands = is_humans && kept.mode != human;
    let mut becomes = conversations::ActiveModel {
        status: Set(status.to_owned()),
        snoozed_until: Set(until),
        taken_at: Set(taken.and_then(|talk| talk.taken_at)),
        assigned_user_id: Set(assigned),
        unread: Set(kept.unread.saturating_add(emptied.unread)),
        last_message_at: Set(kept.last_message_at.max(emptied.last_message_at)),
        customer_at: Set(kept.customer_at.max(emptied.customer_at)),
        person_at: Set(kept.person_at.max(emptied.person_at)),
        turn: Set(kept.turn.saturating_add(i64::from(changes_hands))),
        ..Default::default()
    };
    if is_humans {
        becomes.mode = Set(human.to_owned());
    }
    becomes
}

/// A transaction in which two customers become one.
struct Merge<'t> {
    tx: &'t DatabaseTransaction,
    now: Instant,
    tenant: TenantId,
}

impl Merge<'_> {
    async fn merge(&self, stays: Uuid, gone: Uuid) -> Result<()> {
        use appointments::Column as B;
        use contact_addresses::Column as A;
        use conversations::Column as C;
        use message_logs::Column as M;
        use notes::Column as N;
        use orders::Column as O;
        use scheduled_messages::Column as S;
        use unanswered_questions::Column as Q;
        let open = self.open_conversations([stays, gone]).await?;
        let of = |contact| open.iter().find(|talk| talk.contact_id == contact);
        if let (Some(kept), Some(emptied)) = (of(stays), of(gone)) {
            let between = (emptied.id, kept.id);
            self.moved::<message_logs::Entity>(M::TenantId, M::ConversationId, between)
                .exec(self.tx)
                .await?;
            self.moved::<notes::Entity>(N::TenantId, N::ConversationId, between)
                .exec(self.tx)
                .await?;
            self.move_alerts(emptied.id, kept.id).await?;
            let both = together(kept, emptied);
            let closed = conversations::ActiveModel {
                status: Set(ConversationStatus::Closed.as_str().to_owned()),
                closed_at: Set(Some(self.now)),
                mode: both.mode.clone(),
                ..Default::default()
            };
            self.change(emptied.id, closed).await?;
            self.change(kept.id, both).await?;
        }
        self.merge_tags(stays, gone).await?;
        let between = (gone, stays);
        self.moved::<message_logs::Entity>(M::TenantId, M::ContactId, between)
            .exec(self.tx)
            .await?;
        self.moved::<notes::Entity>(N::TenantId, N::ContactId, between).exec(self.tx).await?;
        self.moved::<conversations::Entity>(C::TenantId, C::ContactId, between)
            .exec(self.tx)
            .await?;
        self.moved::<contact_addresses::Entity>(A::TenantId, A::ContactId, between)
            .exec(self.tx)
            .await?;
        self.moved::<appointments::Entity>(B::TenantId, B::ContactId, between)
            .exec(self.tx)
            .await?;
        self.moved::<orders::Entity>(O::TenantId, O::ContactId, between).exec(self.tx).await?;
        self.moved::<scheduled_messages::Entity>(S::TenantId, S::ContactId, between)
            .exec(self.tx)
            .await?;
        self.moved::<unanswered_questions::Entity>(Q::TenantId, Q::ContactId, between)
            .exec(self.tx)
            .await?;
        let [stays, gone] = self.both_contacts([stays, gone]).await?;
        self.merge_what_is_known(stays, &gone).await?;
        contacts::Entity::delete_by_id(gone.id).exec(self.tx).await?;
        Ok(())
    }

    /// Has what people should see to in one conversation seen to in another.
    async fn move_alerts(&self, from: Uuid, to: Uuid) -> Result<()> {
        let open = alerts::Entity::find()
            .filter(alerts::COLUMN.tenant_id.eq(self.tenant.uuid()))
            .filter(alerts::COLUMN.subject_id.eq(from))
            .filter(alerts::COLUMN.resolved_at.is_null())
            .all(self.tx)
            .await?;
        for alert in open {
            let kind = views::read("alerts.kind", &alert.kind)?;
            raise(self.tx, self.now, self.tenant, kind, to).await?;
            resolve(self.tx, self.now, self.tenant, &[kind], from).await?;
        }
        Ok(())
    }

    /// Keeps what is known of who goes: the name and the language where there was none, and all that was said about
    /// messages. Who said to either of the two that they want none gets none.
    async fn merge_what_is_known(
        &self,
        stays: contacts::Model,
        gone: &contacts::Model,
    ) -> Result<()> {
        let mut consent: Consent = views::read_json("contacts.consent", stays.consent)?;
        let other: Consent = views::read_json("contacts.consent", gone.consent.clone())?;
        consent.take_in(other);
        let mut known = contacts::ActiveModel {
            id: Unchanged(stays.id),
            consent: Set(to_json("contacts.consent", &consent)?),
            opted_out_at: Set(stays.opted_out_at.max(gone.opted_out_at)),
            updated_at: Set(self.now),
            ..Default::default()
        };
        if stays.name.is_none() {
            known.name = Set(gone.name.clone());
        }
        if let Some(other) = &gone.note {
            let notes = [stays.note.as_deref(), Some(other.as_str())];
            let both = notes.into_iter().flatten().collect::<Vec<_>>().join("\n");
            known.note = Set(Some(both));
        }
        if stays.language.is_none() || (gone.language_chosen && !stays.language_chosen) {
            known.language = Set(gone.language.clone());
            known.language_chosen = Set(gone.language_chosen);
        }
        known.update_without_returning(self.tx).await?;
        Ok(())
    }

    /// Gives the one who stays the tags of who goes, but for those that both have.
    async fn merge_tags(&self, stays: Uuid, gone: Uuid) -> Result<()> {
        use contact_tags::Column as T;
        let tags = |contact| {
            contact_tags::Entity::find()
                .filter(T::TenantId.eq(self.tenant.uuid()))
                .filter(T::ContactId.eq(contact))
                .all(self.tx)
        };
        let kept = tags(stays).await?;
        let missing = tags(gone).await?.into_iter().filter(|tag| {
            !kept.iter().any(|kept| kept.tag.to_lowercase() == tag.tag.to_lowercase())
        });
        for tag in missing {
            let moved = contact_tags::ActiveModel {
                id: Unchanged(tag.id),
                contact_id: Set(stays),
                updated_at: Set(self.now),
                ..Default::default()
            };
            moved.update_without_returning(self.tx).await?;
        }
        Ok(())
    }

    async fn both_contacts(&self, ids: [Uuid; 2]) -> Result<[contacts::Model; 2]> {
        let mut found = Vec::with_capacity(2);
        for id in ids {
            let contact = contacts::Entity::find_by_id(id).one(self.tx).await?;
            found.push(contact.ok_or(StoreError::Missing("contact"))?);
        }
        found.try_into().map_err(|_| StoreError::Missing("contact"))
    }

    async fn change(&self, id: Uuid, change: conversations::ActiveModel) -> Result<()> {
        let change = conversations::ActiveModel { updated_at: Set(self.now), ..change };
        conversations::Entity::update_many()
            .set(change)
            .filter(conversations::Column::Id.eq(id))
            .exec(self.tx)
            .await?;
        Ok(())
    }

    /// Conversations of customers that are not closed.
    async fn open_conversations(&self, whose: [Uuid; 2]) -> Result<Vec<conversations::Model>> {
        use conversations::Column as C;
        let found = conversations::Entity::find()
            .filter(C::TenantId.eq(self.tenant.uuid()))
            .filter(C::ContactId.is_in(whose))
            .filter(C::Channel.eq(Channel::Whatsapp.as_str()))
            .filter(C::Status.ne(ConversationStatus::Closed.as_str()))
            .all(self.tx)
            .await?;
        Ok(found)
    }

    /// Has a column point elsewhere in all of the tenant's rows in which it points to the first.
    fn moved<E: EntityTrait>(
        &self,
        tenant: E::Column,
        column: E::Column,
        (from, to): (Uuid, Uuid),
    ) -> UpdateMany<E> {
        E::update_many()
            .col_expr(column, Expr::value(to))
            .filter(tenant.eq(self.tenant.uuid()))
            .filter(column.eq(from))
    }
}
