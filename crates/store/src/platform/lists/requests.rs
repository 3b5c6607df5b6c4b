//! Setup requests in a list.

use domain::lists::{ListPage, Order, RequestSort};
use domain::views::{Page, SetupRequestView};
use domain::{RecordId, SetupStatus};
use sea_orm::sea_query::{Cond, Expr, Query};
use sea_orm::{EntityTrait, QueryFilter, QueryTrait, Select};

use super::{RequestQuery, RequestState, tenant_name};
use crate::db::Scope;
use crate::entity::{setup_requests, tenants, users};
use crate::error::Result;
use crate::living;
use crate::platform::PlatformStore;
use crate::search::Search;
use crate::sorted::{Paging, SortKey, slice};
use crate::tenant::request_views;

/// Those that wait for a decision come first.
const BY_URGENCY: [&str; 5] = [
    SetupStatus::Submitted.as_str(),
    SetupStatus::Reviewing.as_str(),
    SetupStatus::Approved.as_str(),
    SetupStatus::Active.as_str(),
    SetupStatus::Rejected.as_str(),
];

impl PlatformStore {
    /// Requests of living tenants, newest first: five queries, however many there are.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn setup_requests(
        &self,
        status: Option<SetupStatus>,
        limit: u32,
        before: Option<String>,
    ) -> Result<Page<SetupRequestView>> {
        let (sort, order) = (RequestSort::Created, Order::Descending);
        let page = self
            .find_requests(RequestQuery {
                search: None,
                state: status.map(RequestState::In),
                template: None,
                tenant: None,
                paging: Paging { sort, order, limit, page: before },
            })
            .await?;
        Ok(Page { items: page.items, next: page.next })
    }

    /// Requests of living tenants in an order of one's choice: five queries, however many there are.
    ///
    /// # Errors
    /// When the page's cursor is not one of ours, or one of another order.
    pub async fn find_requests(&self, wanted: RequestQuery) -> Result<ListPage<SetupRequestView>> {
        self.store
            .read(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let key = sort_key(wanted.paging.sort);
                    let id = setup_requests::Column::Id;
                    let slice = slice(tx, filtered(&wanted), id, &key, &wanted.paging).await?;
                    let rows = setup_requests::Entity::find()
                        .filter(setup_requests::COLUMN.id.is_in(slice.ids.iter().copied()))
                        .all(tx)
                        .await?;
                    let rows = request_views(tx, rows).await?;
                    Ok(slice.page(rows, |row| row.id.uuid(), |row| row))
                })
            })
            .await
    }
}

fn filtered(wanted: &RequestQuery) -> Select<setup_requests::Entity> {
    let column = setup_requests::COLUMN;
    let search = wanted.search.as_deref().and_then(Search::new);
    setup_requests::Entity::find()
        .filter(column.tenant_id.not_in_subquery(living::deleted()))
        .apply_if(search, |query, search| query.filter(matches(&search)))
        .apply_if(wanted.state, |query, state| match state {
            RequestState::In(status) => query.filter(column.status.eq(status.as_str())),
            RequestState::Open => query.filter(column.status.is_in(open_statuses())),
        })
        .apply_if(wanted.template, |query, template| {
            query.filter(column.template_type.eq(template.as_str()))
        })
        .apply_if(wanted.tenant, |query, tenant| query.filter(column.tenant_id.eq(tenant.uuid())))
}

/// The statuses in which a request waits for an admin.
pub(in crate::platform) fn open_statuses() -> impl Iterator<Item = &'static str> {
    SetupStatus::ALL.iter().filter(|status| status.is_open()).map(|status| status.as_str())
}

fn matches(search: &Search) -> Cond {
    let person = |column| Expr::col((users::Entity, column));
    let people = Query::select()
        .column(users::Column::Id)
        .from(users::Entity)
        .cond_where(search.in_texts([person(users::Column::Name), person(users::Column::Email)]))
        .to_owned();
    let businesses = Query::select()
        .column(tenants::Column::Id)
        .from(tenants::Entity)
        .cond_where(search.in_texts([Expr::col((tenants::Entity, tenants::Column::Name))]))
        .to_owned();
    let number = Expr::col((setup_requests::Entity, setup_requests::Column::WhatsappNumber));
    Cond::any()
        .add(setup_requests::COLUMN.tenant_id.in_subquery(businesses))
        .add(setup_requests::COLUMN.user_id.in_subquery(people))
        .add(search.in_number(number))
}

fn sort_key(sort: RequestSort) -> SortKey {
    let name = sort.as_str();
    let request = |column| Expr::col((setup_requests::Entity, column));
    match sort {
        RequestSort::Created => SortKey::time(name, request(setup_requests::Column::CreatedAt)),
        RequestSort::Name => {
            SortKey::text(name, tenant_name(request(setup_requests::Column::TenantId)))
        }
        RequestSort::Status => {
            SortKey::rank(name, &request(setup_requests::Column::Status), &BY_URGENCY)
        }
    }
}
