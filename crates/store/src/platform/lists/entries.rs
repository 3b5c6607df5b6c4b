//! One entry of the event log.

use domain::views::EventView;
use domain::{EventId, RecordId};
use sea_orm::EntityTrait;

use crate::db::Scope;
use crate::entity::portal_event_logs;
use crate::error::Result;
use crate::platform::PlatformStore;
use crate::views;

impl PlatformStore {
    /// One entry of the event log, whosever it is; without the tenant's name.
    pub async fn event(&self, id: EventId) -> Result<Option<EventView>> {
        let query = portal_event_logs::Entity::find_by_id(id.uuid());
        self.store
            .read(Scope::Admin, move |tx| {
                Box::pin(
                    async move { Ok(query.one(tx).await?.map(|row| views::event(&row, None))) },
                )
            })
            .await
    }
}
