//! Lists: what the address asks for goes to the server as it stands there.

use domain::LeadId;
use domain::lead::LeadView;
use domain::lists::{ListPage, WorkerRow};
use domain::views::{NodeView, Page, SetupRequestView, TenantRow};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Seen;
use crate::AppError;
use crate::api::Doc;

/// What was understood of a wish.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The filters as they stand in an address.
    pub(crate) filters: String,
    /// The filters by name.
    pub(crate) values: Vec<(String, String)>,
    /// What the list is sorted by.
    pub(crate) sort: String,
    /// Whether the largest comes first.
    pub(crate) descending: bool,
    /// Whether this is the first page.
    pub(crate) first: bool,
}

/// A page of a list, with what was understood of the wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listed<T> {
    /// The page.
    pub(crate) page: ListPage<T>,
    /// What was asked for.
    pub(crate) asked: Asked,
}

/// A page of tenants.
#[server(endpoint = "read_tenants")]
pub(crate) async fn read_tenants(query: String) -> Result<Doc<Seen<Listed<TenantRow>>>, AppError> {
    crate::ssr::serve(|cx| async move {
        use domain::lists::{Order, TenantSort};
        let mut query = crate::ssr::ListQuery::new(&query);
        let paging = query.paging(TenantSort::Created, |sort| match sort {
            TenantSort::Name | TenantSort::Status => Order::Ascending,
            _ => Order::Descending,
        });
        let (sort, order) = (paging.sort.as_str(), paging.order);
        let wanted = engine::TenantQuery {
            search: query.text("search"),
            status: query.choice("status"),
            session: query.choice("session"),
            template: query.choice("template"),
            stale: query.flag("stale"),
            deleted: query.flag("deleted"),
            paging,
        };
        let page = cx.engine.find_tenants(&cx.principal, wanted).await?;
        crate::ssr::seen(&cx, query.answer(sort, order, page))
    })
    .await
}

/// A page of setup requests; `status` may be `open` as well.
#[server(endpoint = "read_setup_requests")]
pub(crate) async fn read_setup_requests(
    query: String,
) -> Result<Doc<Seen<Listed<SetupRequestView>>>, AppError> {
    crate::ssr::serve(|cx| async move {
        use domain::lists::{Order, RequestSort};
        let mut query = crate::ssr::ListQuery::new(&query);
        let paging = query.paging(RequestSort::Created, |sort| match sort {
            RequestSort::Created => Order::Descending,
            _ => Order::Ascending,
        });
        let (sort, order) = (paging.sort.as_str(), paging.order);
        let open = query.all("status").first().is_some_and(|status| status == "open");
        let state = if open {
            query.text("status").map(|_| engine::RequestState::Open)
        } else {
            query.choice("status").map(engine::RequestState::In)
        };
        let wanted = engine::RequestQuery {
            search: query.text("search"),
            state,
            template: query.choice("template"),
            tenant: query.choice("tenant"),
            paging,
        };
        let page = cx.engine.find_requests(&cx.principal, wanted).await?;
        crate::ssr::seen(&cx, query.answer(sort, order, page))
    })
    .await
}

/// A page of living tenants' workers.
#[server(endpoint = "read_workers")]
pub(crate) async fn read_workers(query: String) -> Result<Doc<Seen<Listed<WorkerRow>>>, AppError> {
    crate::ssr::serve(|cx| async move {
        use domain::lists::{Order, WorkerSort};
        let mut query = crate::ssr::ListQuery::new(&query);
        let paging = query.paging(WorkerSort::Name, |sort| match sort {
            WorkerSort::Name | WorkerSort::Status => Order::Ascending,
            _ => Order::Descending,
        });
        let (sort, order) = (paging.sort.as_str(), paging.order);
        let wanted = engine::WorkerQuery {
            search: query.text("search"),
            status: query.choice("status"),
            stale: query.flag("stale"),
            node: query.choice("node"),
            paging,
        };
        let page = cx.engine.find_workers(&cx.principal, wanted).await?;
        crate::ssr::seen(&cx, query.answer(sort, order, page))
    })
    .await
}

/// A page of processes of Flow HQ.
#[server(endpoint = "read_nodes")]
pub(crate) async fn read_nodes(query: String) -> Result<Doc<Seen<Listed<NodeView>>>, AppError> {
    crate::ssr::serve(|cx| async move {
        use domain::lists::{NodeSort, Order};
        let mut query = crate::ssr::ListQuery::new(&query);
        let paging = query.paging(NodeSort::Started, |sort| match sort {
            NodeSort::Name => Order::Ascending,
            _ => Order::Descending,
        });
        let (sort, order) = (paging.sort.as_str(), paging.order);
        let wanted = engine::NodeQuery {
            search: query.text("search"),
            draining: query.choice::<bool>("draining"),
            paging,
        };
        let page = cx.engine.find_nodes(&cx.principal, wanted).await?;
        crate::ssr::seen(&cx, query.answer(sort, order, page))
    })
    .await
}

/// What visitors wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LeadsPage {
    /// One page of it.
    pub(crate) leads: Page<LeadView>,
    /// How many nobody has taken care of.
    pub(crate) open: u32,
    /// Whether this is the first page.
    pub(crate) first: bool,
}

/// A page of what visitors wrote, newest first.
#[server(endpoint = "read_leads")]
pub(crate) async fn read_leads(query: String) -> Result<Doc<Seen<LeadsPage>>, AppError> {
    crate::ssr::serve(|cx| async move {
        let before = crate::ssr::ListQuery::new(&query).text("page");
        let first = before.is_none();
        let leads = cx.engine.leads(&cx.principal, 50, before).await?;
        let open = cx.engine.open_leads(&cx.principal).await?;
        crate::ssr::seen(&cx, LeadsPage { leads, open, first })
    })
    .await
}

/// Notes that somebody took care of a visitor's message.
#[server(endpoint = "handle_lead")]
pub(crate) async fn handle_lead(id: LeadId) -> Result<(), AppError> {
    crate::ssr::serve(
        |cx| async move { cx.engine.mark_lead_handled(&cx.principal, id).await.map(drop) },
    )
    .await
}

/// Erases a visitor's message.
#[server(endpoint = "delete_lead")]
pub(crate) async fn delete_lead(id: LeadId) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move { cx.engine.delete_lead(&cx.principal, id).await }).await
}
