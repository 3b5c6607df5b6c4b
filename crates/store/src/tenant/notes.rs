//! What people of a business note about a conversation.

use domain::inbox::NoteView;
use domain::{ConversationId, NoteId, RecordId};
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::hands::locked;
use super::say::id_of_another;
use super::seen::seen_in;
use crate::actor::Actor;
use crate::clip::clip;
use crate::entity::conversation_notes as notes;
use crate::error::Result;
use crate::tenant::TenantStore;

/// Most notes of a conversation that are shown, the last ones.
const SHOWN_MAX: u64 = 200;
/// The longest name of a person that a note keeps, in characters (the column's length).
const AUTHOR_MAX: usize = 100;

impl TenantStore {
    /// The notes about a conversation, oldest first.
    pub async fn notes(&self, conversation: ConversationId) -> Result<Vec<NoteView>> {
        let tenant = self.uuid();
        let of = Expr::col((notes::Entity, notes::Column::ConversationId));
        let seen = seen_in(tenant, self.sees, of);
        let rows = self
            .store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = notes::Entity::find()
                        .filter(notes::COLUMN.tenant_id.eq(tenant))
                        .filter(notes::COLUMN.conversation_id.eq(conversation.uuid()))
                        .apply_if(seen, QueryFilter::filter)
                        .order_by_desc(notes::Column::CreatedAt)
                        .order_by_desc(notes::Column::Id)
                        .limit(SHOWN_MAX)
                        .all(tx)
                        .await?;
                    Ok(rows)
                })
            })
            .await?;
        Ok(rows.into_iter().rev().map(view).collect())
    }

    /// Notes something about a conversation; what is noted twice with one id is noted once.
    ///
    /// # Errors
    /// When there is no such conversation.
    pub async fn add_note(
        &self,
        by: &Actor,
        conversation: ConversationId,
        id: NoteId,
        text: String,
    ) -> Result<()> {
        let author = by.clone();
        self.change(by, move |writing| {
            Box::pin(async move {
                let row = locked(&writing, conversation).await?;
                let mut id = id.uuid();
                let known = notes::Entity::find_by_id(id).one(writing.tx).await?;
                if known.is_some_and(|known| known.note != text) {
                    id = id_of_another(id, &text);
                }
                if notes::Entity::find_by_id(id).one(writing.tx).await?.is_some() {
                    return Ok(());
                }
                let note = notes::Model {
                    id,
                    tenant_id: row.tenant_id,
                    conversation_id: row.id,
                    contact_id: row.contact_id,
                    author_id: author.user_id.map(RecordId::uuid),
                    author_name: clip(&author.name, AUTHOR_MAX),
                    note: text,
                    created_at: writing.now,
                    updated_at: writing.now,
                };
                notes::Entity::insert(note.into_active_model())
                    .exec_without_returning(writing.tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}

fn view(row: notes::Model) -> NoteView {
    NoteView {
        id: NoteId::from_uuid(row.id),
        author: row.author_name,
        text: row.note,
        created_at: row.created_at,
    }
}
