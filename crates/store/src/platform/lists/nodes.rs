//! The processes of Flow HQ in a list.

use std::collections::HashMap;

use domain::lists::{ListPage, NodeSort, Order};
use domain::views::NodeView;
use domain::{Instant, NodeId, RecordId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::NodeQuery;
use crate::db::Scope;
use crate::entity::{nodes, worker_processes};
use crate::error::Result;
use crate::lease_clock;
use crate::platform::{PlatformStore, figure};
use crate::search::Search;
use crate::sorted::{Paging, SortKey, slice};

/// More processes than a platform has.
const ALL: u32 = 200;

impl PlatformStore {
    /// The processes of Flow HQ with how many workers each holds, the newest first.
    pub async fn nodes(&self) -> Result<Vec<NodeView>> {
        let (sort, order) = (NodeSort::Started, Order::Descending);
        let paging = Paging { sort, order, limit: ALL, page: None };
        Ok(self.find_nodes(NodeQuery { search: None, draining: None, paging }).await?.items)
    }

    /// The processes of Flow HQ in an order of one's choice: four queries, however many there are.
    ///
    /// # Errors
    /// When the page's cursor is not one of ours, or one of another order.
    pub async fn find_nodes(&self, wanted: NodeQuery) -> Result<ListPage<NodeView>> {
        let now = self.store.now();
        self.store
            .read(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let key = sort_key(wanted.paging.sort);
                    let id = nodes::Column::Id;
                    let slice = slice(tx, filtered(&wanted), id, &key, &wanted.paging).await?;
                    let rows = nodes::Entity::find()
                        .filter(nodes::COLUMN.id.is_in(slice.ids.iter().copied()))
                        .all(tx)
                        .await?;
                    let held = leases_held(tx, now).await?;
                    Ok(slice.page(
                        rows,
                        |row| row.id,
                        |row| NodeView {
                            id: NodeId::from_uuid(row.id),
                            workers: figure(held.get(&row.id).copied().unwrap_or(0)),
                            name: row.name,
                            version: row.version,
                            heartbeat_at: row.heartbeat_at,
                            draining: row.draining,
                        },
                    ))
                })
            })
            .await
    }
}

fn filtered(wanted: &NodeQuery) -> Select<nodes::Entity> {
    let node = |column| Expr::col((nodes::Entity, column));
    let search = wanted.search.as_deref().and_then(Search::new);
    nodes::Entity::find()
        .apply_if(search, |query, search| {
            query.filter(search.in_texts([node(nodes::Column::Name), node(nodes::Column::Version)]))
        })
        .apply_if(wanted.draining, |query, draining| {
            query.filter(nodes::COLUMN.draining.eq(draining))
        })
}

fn sort_key(sort: NodeSort) -> SortKey {
    let name = sort.as_str();
    let node = |column| Expr::col((nodes::Entity, column));
    match sort {
        NodeSort::Started => SortKey::time(name, node(nodes::Column::CreatedAt)),
        NodeSort::Name => SortKey::text(name, node(nodes::Column::Name)),
        NodeSort::Heartbeat => SortKey::time(name, node(nodes::Column::HeartbeatAt)),
    }
}

async fn leases_held(tx: &DatabaseTransaction, now: Instant) -> Result<HashMap<Uuid, i64>> {
    Ok(worker_processes::Entity::find()
        .select_only()
        .column(worker_processes::Column::LeaseOwner)
        .column_as(worker_processes::Column::Id.count(), "held")
        .filter(lease_clock::held(tx, now))
        .group_by(worker_processes::Column::LeaseOwner)
        .into_tuple()
        .all(tx)
        .await?
        .into_iter()
        .collect())
}
