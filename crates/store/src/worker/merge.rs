//! Two customers turn out to be one person: a channel tells the second address of somebody who wrote from
//! both.

use domain::message::{Channel, ConversationMode, ConversationStatus};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set, Unchanged,
    UpdateMany,
};
use uuid::Uuid;

use super::fence::Held;
use crate::entity::{
    appointments, contact_addresses, contacts, conversations, message_logs, orders,
    scheduled_messages,
};
use crate::error::{Result, StoreError};

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
        let [stays, gone] = self.both_contacts([stays, gone]).await?;
        if let (None, Some(name)) = (&stays.name, gone.name) {
            let named = contacts::ActiveModel {
                id: Unchanged(stays.id),
                name: Set(Some(name)),
                updated_at: Set(self.now),
                ..Default::default()
            };
            named.update_without_returning(self.tx).await?;
        }
        contacts::Entity::delete_by_id(gone.id).exec(self.tx).await?;
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
