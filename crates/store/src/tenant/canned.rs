//! What people of a business say again and again.

use domain::inbox::{CANNED_COUNT_MAX, CannedReply};
use domain::{CannedReplyId, Conflict, RecordId};
use sea_orm::{EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};
use serde_json::json;

use crate::actor::Actor;
use crate::entity::canned_replies as canned;
use crate::error::{Result, StoreError};
use crate::tenant::TenantStore;

impl TenantStore {
    /// The canned replies, by their short names.
    pub async fn canned_replies(&self) -> Result<Vec<CannedReply>> {
        let tenant = self.uuid();
        let rows = self
            .store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = canned::Entity::find()
                        .filter(canned::COLUMN.tenant_id.eq(tenant))
                        .order_by_asc(canned::Column::Shortcut)
                        .all(tx)
                        .await?;
                    Ok(rows)
                })
            })
            .await?;
        Ok(rows.into_iter().map(view).collect())
    }

    /// Keeps a canned reply, a new one or one that is there.
    ///
    /// # Errors
    /// [`StoreError::CodeTaken`] when another one has the short name; a conflict when there are too many.
    pub async fn save_canned(&self, by: &Actor, reply: CannedReply) -> Result<()> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let tenant = writing.tenant.uuid();
                let own = || canned::Entity::find().filter(canned::COLUMN.tenant_id.eq(tenant));
                let same = own()
                    .filter(canned::COLUMN.shortcut.eq(reply.shortcut.as_str()))
                    .filter(canned::COLUMN.id.ne(reply.id.uuid()));
                if same.count(writing.tx).await? > 0 {
                    return Err(StoreError::CodeTaken);
                }
                let shortcut = reply.shortcut.clone();
                let change = canned::ActiveModel {
                    shortcut: Set(reply.shortcut),
                    text_sw: Set(reply.sw),
                    text_en: Set(reply.en),
                    updated_at: Set(writing.now),
                    ..Default::default()
                };
                let changed = canned::Entity::update_many()
                    .set(change.clone())
                    .filter(canned::COLUMN.id.eq(reply.id.uuid()))
                    .filter(canned::COLUMN.tenant_id.eq(tenant))
                    .exec(writing.tx)
                    .await?;
                if changed.rows_affected == 0 {
                    if own().count(writing.tx).await? >= u64::from(CANNED_COUNT_MAX) {
                        return Err(Conflict::CannedFull { max: CANNED_COUNT_MAX }.into());
                    }
                    let new = canned::ActiveModel {
                        id: Set(reply.id.uuid()),
                        tenant_id: Set(tenant),
                        created_at: Set(writing.now),
                        ..change
                    };
                    canned::Entity::insert(new).exec_without_returning(writing.tx).await?;
                }
                writing.log("canned.saved", json!({ "shortcut": shortcut })).await
            })
        })
        .await
    }

    /// Forgets a canned reply; false when there is none.
    pub async fn remove_canned(&self, by: &Actor, id: CannedReplyId) -> Result<bool> {
        self.change(by, move |writing| {
            Box::pin(async move {
                let own = canned::Entity::find_by_id(id.uuid())
                    .filter(canned::COLUMN.tenant_id.eq(writing.tenant.uuid()));
                let Some(row) = own.one(writing.tx).await? else { return Ok(false) };
                canned::Entity::delete_by_id(row.id).exec(writing.tx).await?;
                writing.log("canned.removed", json!({ "shortcut": row.shortcut })).await?;
                Ok(true)
            })
        })
        .await
    }
}

fn view(row: canned::Model) -> CannedReply {
    CannedReply {
        id: CannedReplyId::from_uuid(row.id),
        shortcut: row.shortcut,
        sw: row.text_sw,
        en: row.text_en,
    }
}
