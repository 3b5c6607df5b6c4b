//! Two customers turn out to be one person: a channel tells the second address of somebody who wrote from
//! both.

use domain::consent::Consent;
use domain::message::{Channel, ConversationMode, ConversationStatus};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set, Unchanged,
    UpdateMany,
};
use uuid::Uuid;

use super::fence::Held;
use super::message::to_json;
use crate::entity::{
    appointments, contact_addresses, contacts, conversations, message_logs, orders,
    scheduled_messages, unanswered_questions,
};
use crate::error::{Result, StoreError};
use crate::views;

impl Held<'_> {
    /// Makes one customer of two: addresses, conversations, messages, bookings and orders of `gone` become those
    /// of `stays`.
    ///
    /// Where both have a conversation that is not closed, the messages go into the one that stays, and the
    /// other one is closed. A person who had taken over either of them has both: who still holds a message
    /// of the closed one learns that there, too.
    pub(super) async fn merge_contacts(&self, stays: Uuid, gone: Uuid) -> Result<()> {
        use appointments::Column as B;
        use contact_addresses::Column as A;
        use conversations::Column as C;
        use message_logs::Column as M;
        use orders::Column as O;
        use scheduled_messages::Column as S;
        use unanswered_questions::Column as Q;
        let open = self.open_conversations([stays, gone]).await?;
        let of = |contact| open.iter().find(|(_, whose, _)| *whose == contact);
        if let (Some((kept, ..)), Some((emptied, ..))) = (of(stays), of(gone)) {
            self.moved::<message_logs::Entity>(M::TenantId, M::ConversationId, (*emptied, *kept))
                .exec(self.tx)
                .await?;
            let closed = conversations::ActiveModel {
                status: Set(ConversationStatus::Closed.as_str().to_owned()),
                closed_at: Set(Some(self.now)),
                ..Default::default()
            };
            self.change_all(vec![*emptied], closed).await?;
            if open.iter().any(|(.., mode)| mode == ConversationMode::Human.as_str()) {
                let taken_over = conversations::ActiveModel {
                    mode: Set(ConversationMode::Human.as_str().to_owned()),
                    ..Default::default()
                };
                self.change_all(vec![*emptied, *kept], taken_over).await?;
            }
        }
        let between = (gone, stays);
        self.moved::<message_logs::Entity>(M::TenantId, M::ContactId, between)
            .exec(self.tx)
            .await?;
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
        if stays.language.is_none() || (gone.language_chosen && !stays.language_chosen) {
            known.language = Set(gone.language.clone());
            known.language_chosen = Set(gone.language_chosen);
        }
        known.update_without_returning(self.tx).await?;
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

    async fn change_all(&self, ids: Vec<Uuid>, change: conversations::ActiveModel) -> Result<()> {
        let change = conversations::ActiveModel { updated_at: Set(self.now), ..change };
        conversations::Entity::update_many()
            .set(change)
            .filter(conversations::Column::Id.is_in(ids))
            .exec(self.tx)
            .await?;
        Ok(())
    }

    /// Conversations of customers that are not closed: id, customer and mode.
    async fn open_conversations(&self, whose: [Uuid; 2]) -> Result<Vec<(Uuid, Uuid, String)>> {
        use conversations::Column as C;
        let found = conversations::Entity::find()
            .select_only()
            .columns([C::Id, C::ContactId, C::Mode])
            .filter(C::TenantId.eq(self.tenant()))
            .filter(C::ContactId.is_in(whose))
            .filter(C::Channel.eq(Channel::Whatsapp.as_str()))
            .filter(C::Status.ne(ConversationStatus::Closed.as_str()))
            .into_tuple()
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
            .filter(tenant.eq(self.tenant()))
            .filter(column.eq(from))
    }
}
