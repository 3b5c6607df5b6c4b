//! The event log of the platform.

use domain::views::{EventView, Page};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Seen;
use crate::AppError;
use crate::api::Doc;

/// A page of the event log, with what was understood of the wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EventsAsked {
    /// The page.
    pub(crate) page: Page<EventView>,
    /// The filters as they stand in an address.
    pub(crate) filters: String,
    /// The filters by name.
    pub(crate) values: Vec<(String, String)>,
    /// The name of the tenant whose entries these are.
    pub(crate) tenant_name: Option<String>,
    /// Whether this is the first page.
    pub(crate) first: bool,
}

/// A page of the event log, newest first.
#[server(endpoint = "read_events")]
pub(crate) async fn read_events(query: String) -> Result<Doc<Seen<EventsAsked>>, AppError> {
    crate::ssr::serve(|cx| async move {
        if !cx.principal.is_admin() {
            return Err(AppError::Forbidden);
        }
        let mut query = crate::ssr::ListQuery::new(&query);
        let page = query.all("page").pop().filter(|page| !page.is_empty());
        let zone = cx.engine.platform_zone();
        let tenant = query.choice("tenant");
        let filter = engine::EventFilter {
            tenant,
            event_type: query.text("type"),
            actor: query.text("actor"),
            from: query.day("from", &zone),
            until: query.day("until", &zone).map(|day| day + chrono::Duration::days(1)),
            text: query.text("text"),
            limit: 50,
        };
        let first = page.is_none();
        let events = cx.engine.events(&cx.principal, filter, page).await?;
        let tenant_name = match tenant {
            Some(id) => Some(cx.engine.tenant_detail(&cx.principal, id).await?.tenant.name),
            None => None,
        };
        let (filters, values) = query.heard();
        crate::ssr::seen(&cx, EventsAsked { page: events, filters, values, tenant_name, first })
    })
    .await
}
