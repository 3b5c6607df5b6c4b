//! Who comes with a secret link to a calendar.

use domain::{RecordId, TenantId};
use sea_orm::{EntityTrait, QueryFilter};

use crate::accounts::AccountStore;
use crate::db::Scope;
use crate::entity::calendar_feeds as feeds;
use crate::error::Result;
use crate::living;

impl AccountStore {
    /// Whose bookings a link shows, by the hash of its token; nothing where there is no such link, or its tenant is
    /// deleted.
    pub async fn feed(&self, token_hash: &str) -> Result<Option<TenantId>> {
        let query = feeds::Entity::find()
            .filter(feeds::COLUMN.token_hash.eq(token_hash.to_owned()))
            .filter(living::is_named_by((feeds::Entity, feeds::Column::TenantId)));
        let found = self
            .store
            .read(Scope::SignIn, move |tx| Box::pin(async move { Ok(query.one(tx).await?) }))
            .await?;
        Ok(found.map(|feed| TenantId::from_uuid(feed.tenant_id)))
    }
}
