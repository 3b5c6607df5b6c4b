//! One thing done to several tenants or requests.

use domain::lists::{BulkPlan, BulkReport};
use leptos::prelude::*;

use super::Seen;
use crate::AppError;
use crate::api::Doc;

/// What would happen to what the address names: `do` once and `id` several times.
#[server(endpoint = "read_bulk_plan")]
pub(crate) async fn read_bulk_plan(query: String) -> Result<Doc<BulkPlan>, AppError> {
    crate::ssr::serve(|cx| async move {
        let query = crate::ssr::ListQuery::new(&query);
        let deed = query.all("do").first().and_then(|deed| deed.parse().ok());
        let deed = deed.ok_or(AppError::NotFound)?;
        crate::ssr::doc(&cx.engine.bulk_plan(&cx.principal, deed, &query.all("id")).await?)
    })
    .await
}

/// Does it to all of `ids`, which are separated by spaces, and leads to the report.
#[server(endpoint = "bulk_do")]
pub(crate) async fn bulk_do(deed: String, ids: String) -> Result<(), AppError> {
    let report = crate::ssr::serve(|cx| async move {
        let deed = deed.parse().map_err(|_| AppError::Malformed)?;
        let ids: Vec<String> = ids.split_whitespace().map(str::to_owned).collect();
        cx.engine.bulk(&cx.principal, deed, &ids).await.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect(&format!("/admin/bulk/{report}"));
    Ok(())
}

/// What became of each.
#[server(endpoint = "read_bulk_report")]
pub(crate) async fn read_bulk_report(id: String) -> Result<Doc<Seen<BulkReport>>, AppError> {
    crate::ssr::serve(|cx| async move {
        let id = id.parse().map_err(|_| AppError::NotFound)?;
        let report = cx.engine.bulk_report(&cx.principal, id).await?;
        crate::ssr::seen(&cx, report)
    })
    .await
}
