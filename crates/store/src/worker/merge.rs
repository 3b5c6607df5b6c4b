//! Two customers turn out to be one person: a channel tells the second address of somebody who wrote from
//! both.

use domain::message::{Channel, ConversationMode, ConversationStatus};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, UpdateMany};
use uuid::Uuid;

use super::fence::Held;
use crate::entity::{contact_addresses, contacts, conversations, message_logs};
use crate::error::Result;

impl Held<'_> {
    /// Makes one customer of two: addresses, conversations and messages of `gone` become those of `stays`.
    ///
    /// Where both have a conversation that is not closed, the messages go into the one that stays. A person
    /// who had taken over either of them keeps it.
    pub(super) async fn merge_contacts(&self, stays: Uuid, gone: Uuid) -> Result<()> {
        use contact_addresses::Column as A;
        use conversations::Column as C;
        use message_logs::Column as M;
        let open = self.open_conversations([stays, gone]).await?;
        let of = |contact| open.iter().find(|(_, whose, _)| *whose == contact);
        if let (Some((kept, ..)), Some((dropped, _, mode))) = (of(stays), of(gone)) {
            let messages = self.moved::<message_logs::Entity>(
                message_logs::Column::TenantId,
                message_logs::Column::ConversationId,
                (*dropped, *kept),
            );
            messages.exec(self.tx).await?;
            if mode == ConversationMode::Human.as_str() {
                conversations::Entity::update_many()
                    .col_expr(conversations::Column::Mode, Expr::value(mode.as_str()))
                    .col_expr(conversations::Column::UpdatedAt, Expr::value(self.now))
                    .filter(conversations::Column::Id.eq(*kept))
                    .exec(self.tx)
                    .await?;
            }
            conversations::Entity::delete_by_id(*dropped).exec(self.tx).await?;
        }
        let between = (gone, stays);
        let steps = [
            self.moved::<message_logs::Entity>(M::TenantId, M::ContactId, between)
                .exec(self.tx)
                .await?,
            self.moved::<conversations::Entity>(C::TenantId, C::ContactId, between)
                .exec(self.tx)
                .await?,
            self.moved::<contact_addresses::Entity>(A::TenantId, A::ContactId, between)
                .exec(self.tx)
                .await?,
        ];
        tracing::debug!(rows = steps.map(|step| step.rows_affected).iter().sum::<u64>(), "merged");
        contacts::Entity::delete_by_id(gone).exec(self.tx).await?;
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
