//! The event log across tenants.

use std::collections::{HashMap, HashSet};

use domain::TenantId;
use domain::views::{EventView, Page};
use sea_orm::{EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use crate::actor::Actor;
use crate::cursor::Window;
use crate::db::Scope;
use crate::entity::{portal_event_logs, tenants};
use crate::error::Result;
use crate::platform::PlatformStore;
use crate::{EventFilter, events, views};

impl PlatformStore {
    /// Entries of all tenants and the platform's own, newest first, with the tenants' names: two
    /// queries, however many there are.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn events(
        &self,
        filter: EventFilter,
        before: Option<String>,
    ) -> Result<Page<EventView>> {
        let window = Window::new(filter.limit, before.as_deref())?;
        let query = window.of(
            portal_event_logs::Entity::find().filter(filter.condition()),
            portal_event_logs::Column::CreatedAt,
            portal_event_logs::Column::Id,
        );
        self.store
            .read(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let page = window.page(query.all(tx).await?, |row| (row.created_at, row.id));
                    let ids: HashSet<Uuid> =
                        page.items.iter().filter_map(|row| row.tenant_id).collect();
                    let names: HashMap<Uuid, String> = tenants::Entity::find()
                        .select_only()
                        .column(tenants::Column::Id)
                        .column(tenants::Column::Name)
                        .filter(tenants::COLUMN.id.is_in(ids))
                        .into_tuple()
                        .all(tx)
                        .await?
                        .into_iter()
                        .collect();
                    Ok(page.map(|row| {
                        let name = row.tenant_id.and_then(|id| names.get(&id).cloned());
                        views::event(&row, name)
                    }))
                })
            })
            .await
    }

    /// Appends an entry to the platform's own chain, for what concerns no tenant.
    pub async fn log(&self, by: &Actor, event_type: &str, payload: Value) -> Result<EventView> {
        let (by, store) = (by.clone(), self.store.clone());
        let event_type = event_type.to_owned();
        self.store
            .write(Scope::Admin, move |tx| {
                Box::pin(async move {
                    events::append(tx, store.now(), None, &by, &event_type, payload).await
                })
            })
            .await
    }

    /// Whether a tenant's chain of events, or the platform's own, is whole: nothing changed, left out or
    /// cut off. Reads the whole chain.
    pub async fn events_whole(&self, chain: Option<TenantId>) -> Result<bool> {
        Ok(self.store.audit().verify(chain).await?.faults.is_empty())
    }
}
