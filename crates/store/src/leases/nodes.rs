//! The running processes of Flow HQ.

use domain::{Instant, NodeId, RecordId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::LeaseStore;
use crate::db::Scope;
use crate::entity::nodes;
use crate::error::{Result, StoreError};

/// A process as it introduces itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeRow {
    /// Unique per boot, not per machine.
    pub id: NodeId,
    /// The machine's name, for people.
    pub name: String,
    /// The program's version.
    pub version: String,
}

impl LeaseStore {
    /// Writes a node down when it starts; it is not draining then.
    pub async fn register_node(&self, node: NodeRow) -> Result<()> {
        let now = self.store.now();
        let row = nodes::ActiveModel {
            id: Set(node.id.uuid()),
            name: Set(node.name),
            version: Set(node.version),
            heartbeat_at: Set(now),
            draining: Set(false),
            created_at: Set(now),
            updated_at: Set(now),
        };
        let again = OnConflict::column(nodes::Column::Id)
            .update_columns([
                nodes::Column::Name,
                nodes::Column::Version,
                nodes::Column::HeartbeatAt,
                nodes::Column::Draining,
                nodes::Column::UpdatedAt,
            ])
            .to_owned();
        self.store
            .write(Scope::Claims, move |tx| {
                Box::pin(async move {
                    let insert = nodes::Entity::insert(row).on_conflict(again);
                    insert.exec_without_returning(tx).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The node's sign of life.
    ///
    /// # Errors
    /// When the node's row was taken away: it must register again.
    pub async fn beat_node(&self, node: NodeId) -> Result<()> {
        let now = self.store.now();
        let beat = nodes::ActiveModel { heartbeat_at: Set(now), ..Default::default() };
        self.change_node(node, now, beat).await
    }

    /// Whether another node than this one has given a sign of life since then.
    pub async fn has_company(&self, node: NodeId, since: Instant) -> Result<bool> {
        self.store
            .read(Scope::Claims, move |tx| {
                Box::pin(async move {
                    let others = nodes::Entity::find()
                        .filter(nodes::Column::Id.ne(node.uuid()))
                        .filter(nodes::Column::HeartbeatAt.gte(since));
                    Ok(others.one(tx).await?.is_some())
                })
            })
            .await
    }

    /// Says that the node is shutting down and takes no more work.
    ///
    /// # Errors
    /// When the node's row was taken away.
    pub async fn set_draining(&self, node: NodeId) -> Result<()> {
        let now = self.store.now();
        let draining = nodes::ActiveModel { draining: Set(true), ..Default::default() };
        self.change_node(node, now, draining).await
    }

    async fn change_node(
        &self,
        node: NodeId,
        now: Instant,
        mut change: nodes::ActiveModel,
    ) -> Result<()> {
        change.updated_at = Set(now);
        self.store
            .write(Scope::Claims, move |tx| {
                Box::pin(async move {
                    let changed = nodes::Entity::update_many()
                        .set(change)
                        .filter(nodes::Column::Id.eq(node.uuid()))
                        .exec(tx)
                        .await?;
                    if changed.rows_affected == 0 {
                        return Err(StoreError::Missing("node"));
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Takes a node away when it has ended; its leases are not touched.
    pub async fn remove_node(&self, node: NodeId) -> Result<()> {
        self.store
            .write(Scope::Claims, move |tx| {
                Box::pin(async move {
                    nodes::Entity::delete_by_id(node.uuid()).exec(tx).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Forgets nodes that ended without a word, when their last sign of life is older than `before`.
    pub async fn sweep_nodes(&self, before: Instant) -> Result<u64> {
        self.store
            .write(Scope::Claims, move |tx| {
                Box::pin(async move {
                    let dead = nodes::Entity::delete_many()
                        .filter(nodes::Column::HeartbeatAt.lt(before))
                        .exec(tx)
                        .await?;
                    Ok(dead.rows_affected)
                })
            })
            .await
    }
}
