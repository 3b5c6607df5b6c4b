//! The secret link under which calendar programs read the bookings.

use domain::{Instant, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FeedPage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// Since when there is a link.
    pub(crate) since: Option<Instant>,
    /// The link that was just made; shown once.
    pub(crate) link: Option<String>,
}

/// Whether there is a link, and the one that was just made.
#[server(endpoint = "read_calendar_feed")]
pub(crate) async fn read_calendar_feed() -> Result<Doc<FeedPage>, AppError> {
    crate::ssr::keep_no_copy();
    crate::ssr::serve(|cx| async move {
        let (engine, by, tenant) = (&cx.engine, &cx.principal, cx.own_tenant()?);
        let config = engine.tenant_config(by, tenant).await?;
        let (now, zone) = (crate::ssr::now(), engine.zone(&config.timezone));
        let since = engine.feed_since(by, tenant).await?;
        let link = crate::ssr::take_feed().map(|token| engine.feed_link(&token));
        crate::ssr::doc(&FeedPage { now, zone, since, link })
    })
    .await
}

/// Makes a link in the place of the one before, and leads to where it is shown.
#[server(endpoint = "make_calendar_feed")]
pub(crate) async fn make_calendar_feed() -> Result<(), AppError> {
    let token = crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.renew_feed(&cx.principal, tenant).await.map_err(AppError::from)
    })
    .await?;
    crate::ssr::keep_feed(&token);
    leptos_axum::redirect("/app/appointments/feed");
    Ok(())
}

/// Switches the link off.
#[server(endpoint = "end_calendar_feed")]
pub(crate) async fn end_calendar_feed() -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.end_feed(&cx.principal, tenant).await.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/appointments/feed");
    Ok(())
}
