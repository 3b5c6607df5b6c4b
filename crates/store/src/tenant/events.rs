//! The tenant's event log.

use domain::views::{EventView, Page};
use sea_orm::{EntityTrait, QueryFilter};
use serde_json::Value;

use crate::actor::Actor;
use crate::cursor::Window;
use crate::entity::portal_event_logs;
use crate::error::Result;
use crate::tenant::TenantStore;
use crate::{EventFilter, events, lock, views};

impl TenantStore {
    /// Entries, newest first.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn events(
        &self,
        filter: EventFilter,
        before: Option<String>,
    ) -> Result<Page<EventView>> {
        let window = Window::new(filter.limit, before.as_deref())?;
        let query = portal_event_logs::Entity::find()
            .filter(portal_event_logs::COLUMN.tenant_id.eq(self.uuid()))
            .filter(filter.condition());
        let query =
            window.of(query, portal_event_logs::Column::CreatedAt, portal_event_logs::Column::Id);
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let page = window.page(query.all(tx).await?, |row| (row.created_at, row.id));
                    Ok(page.map(|row| views::event(&row, None)))
                })
            })
            .await
    }

    /// Appends an entry that goes with no change of ours, such as somebody's look at a QR code.
    pub async fn log(&self, by: &Actor, event_type: &str, payload: Value) -> Result<EventView> {
        let (id, by, store) = (self.id, by.clone(), self.store.clone());
        let event_type = event_type.to_owned();
        self.store
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    lock::living_tenant(tx, id).await?;
                    events::append(tx, now, Some(id), &by, &event_type, payload).await
                })
            })
            .await
    }
}
