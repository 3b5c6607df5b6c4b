//! What waits to be sent.
//!
//! The order of one conversation holds: a message is not offered while an earlier one of its
//! conversation is being sent or waits for another try. Conversations do not wait for each other.

use std::fmt;

use domain::message::{DeliveryEvent, MessageStatus};
use domain::{ConversationId, Instant, MessageId, OutboxId, RecordId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, Set,
    Statement,
};
use serde_json::Value as Json;
use uuid::Uuid;

use super::WorkerStore;
use super::delivery::statuses_before;
use super::fence::Held;
use super::message::{AddressRow, Metadata};
use crate::entity::{message_logs, outbox};
use crate::error::Result;
use crate::views;

/// How often a claim that another one got in front of is tried again.
const CLAIM_TRIES: u32 = 8;

/// Where a row of the outbox stands. One whose message was accepted is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OutboxState {
    /// To be sent when its time has come.
    Ready,
    /// Being sent, or was when its sender ended.
    Claimed,
    /// Given up; a person decides.
    Dead,
}

impl OutboxState {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Claimed => "claimed",
            Self::Dead => "dead",
        }
    }
}

/// One message to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboxItem {
    /// The row of the outbox.
    pub outbox_id: OutboxId,
    /// The message.
    pub message_id: MessageId,
    /// The customer.
    pub to: AddressRow,
    /// The text.
    pub text: String,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// Its conversation.
    pub conversation_id: ConversationId,
}

/// Masked: bodies and numbers never reach a log by accident.
impl fmt::Debug for OutboxItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboxItem")
            .field("outbox_id", &self.outbox_id)
            .field("message_id", &self.message_id)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

#[derive(FromQueryResult)]
struct ItemRow {
    outbox_id: Uuid,
    attempts: i32,
    message_id: Uuid,
    conversation_id: Uuid,
    to_number: String,
    message_text: String,
    metadata: Json,
}

/// The same, where the outbox may hold nothing.
struct ItemOrNot(Option<ItemRow>);

impl FromQueryResult for ItemOrNot {
    fn from_query_result(row: &sea_orm::QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        match row.try_get::<Option<Uuid>>(prefix, "outbox_id")? {
            Some(_) => Ok(Self(Some(ItemRow::from_query_result(row, prefix)?))),
            None => Ok(Self(None)),
        }
    }
}

const ITEM: &str = "o.id AS outbox_id, o.attempts AS attempts, m.id AS message_id, \
    m.conversation_id AS conversation_id, m.to_number AS to_number, \
    m.message_text AS message_text, m.metadata AS metadata";

/// The oldest row whose time has come (`$4`) and that overtakes nothing: earlier ones of its
/// conversation that are being sent, or whose time has not come, hold it back. Two conditions, for each
/// then reads its own few rows of the index.
const NEXT: &str = "LEFT JOIN outbox o ON o.id = (\
        SELECT r.id FROM outbox r JOIN message_logs rm ON rm.id = r.message_id \
        WHERE r.tenant_id = $1 AND r.state = 'ready' AND r.run_at <= $4 \
          AND NOT EXISTS (SELECT 1 FROM outbox e JOIN message_logs em ON em.id = e.message_id \
            WHERE e.tenant_id = $1 AND e.state = 'claimed' AND e.id < r.id \
              AND em.conversation_id = rm.conversation_id) \
          AND NOT EXISTS (SELECT 1 FROM outbox e JOIN message_logs em ON em.id = e.message_id \
            WHERE e.tenant_id = $1 AND e.state = 'ready' AND e.run_at > $4 AND e.id < r.id \
              AND em.conversation_id = rm.conversation_id) \
        ORDER BY r.id LIMIT 1) \
    LEFT JOIN message_logs m ON m.id = o.message_id";

/// When the first row of any conversation may be tried; a conversation whose first row is being sent
/// has none.
const NEXT_AT: &str = "SELECT r.run_at FROM outbox r JOIN message_logs rm ON rm.id = r.message_id \
    WHERE r.tenant_id = $1 AND r.state = 'ready' \
      AND NOT EXISTS (SELECT 1 FROM outbox e JOIN message_logs em ON em.id = e.message_id \
        WHERE e.tenant_id = $1 AND e.state IN ('ready', 'claimed') AND e.id < r.id \
          AND em.conversation_id = rm.conversation_id) \
    ORDER BY r.run_at LIMIT 1";

const CLAIMED: &str = " FROM outbox o JOIN message_logs m ON m.id = o.message_id \
    WHERE o.tenant_id = $1 AND o.state = 'claimed' ORDER BY o.id";

impl WorkerStore {
    /// Takes the oldest message that may be sent now and marks it as being sent; nothing when none may.
    ///
    /// # Errors
    /// When the lease is lost: nothing may be sent then.
    pub async fn claim_outbox(&self) -> Result<Option<OutboxItem>> {
        self.write(|held| Box::pin(async move { held.claim_outbox().await })).await
    }

    /// When the next message may be sent, if nothing happens meanwhile: a time in the past means now,
    /// nothing that there is none to wait for.
    pub async fn next_outbox_at(&self) -> Result<Option<Instant>> {
        let tenant = self.tenant_id();
        self.read(move |tx| {
            Box::pin(async move {
                let backend = tx.get_database_backend();
                let values = [tenant.uuid().into()];
                let next = Statement::from_sql_and_values(backend, NEXT_AT, values);
                let row = tx.query_one_raw(next).await?;
                Ok(row.map(|row| row.try_get("", "run_at")).transpose()?)
            })
        })
        .await
    }

    /// The messages that were being sent when an earlier sender ended, oldest first.
    ///
    /// To be asked before this worker sends anything: what is being sent now looks the same. Whether
    /// they were accepted only the channel can tell.
    pub async fn interrupted(&self) -> Result<Vec<OutboxItem>> {
        let tenant = self.tenant_id();
        self.read(move |tx| {
            Box::pin(async move {
                let backend = tx.get_database_backend();
                let sql = format!("SELECT {ITEM}{CLAIMED}");
                let claimed = Statement::from_sql_and_values(backend, sql, [tenant.uuid().into()]);
                let rows = ItemRow::find_by_statement(claimed).all(tx).await?;
                rows.into_iter().map(ItemRow::item).collect()
            })
        })
        .await
    }
}

impl Held<'_> {
    pub(super) async fn claim_outbox(&self) -> Result<Option<OutboxItem>> {
        for _ in 0..CLAIM_TRIES {
            let next: ItemOrNot = self.row(ITEM, NEXT, [self.now.into()]).await?;
            let Some(next) = next.0 else {
                return Ok(None);
            };
            if !self.claim(next.outbox_id).await? {
                continue;
            }
            if !self.mark_sending(next.message_id).await? {
                self.bury(next.outbox_id).await?;
                continue;
            }
            return Ok(Some(ItemRow { attempts: next.attempts + 1, ..next }.item()?));
        }
        Ok(None)
    }

    /// Takes a row, unless somebody else did in between.
    async fn claim(&self, id: Uuid) -> Result<bool> {
        let claimed = outbox::Entity::update_many()
            .set(outbox::ActiveModel {
                state: Set(OutboxState::Claimed.as_str().to_owned()),
                owner: Set(Some(self.lease.node.uuid())),
                epoch: Set(self.lease.epoch),
                updated_at: Set(self.now),
                ..Default::default()
            })
            .col_expr(outbox::Column::Attempts, Expr::col(outbox::Column::Attempts).add(1))
            .filter(outbox::Column::Id.eq(id))
            .filter(outbox::Column::State.eq(OutboxState::Ready.as_str()))
            .exec(self.tx)
            .await?;
        Ok(claimed.rows_affected > 0)
    }

    async fn mark_sending(&self, message: Uuid) -> Result<bool> {
        let marked = message_logs::Entity::update_many()
            .set(message_logs::ActiveModel {
                status: Set(MessageStatus::Sending.as_str().to_owned()),
                updated_at: Set(self.now),
                ..Default::default()
            })
            .filter(message_logs::Column::Id.eq(message))
            .filter(message_logs::Column::Status.is_in(statuses_before(DeliveryEvent::Claimed)))
            .exec(self.tx)
            .await?;
        Ok(marked.rows_affected > 0)
    }

    /// Sets a row aside whose message is not to be sent any more.
    async fn bury(&self, id: Uuid) -> Result<()> {
        let dead = outbox::ActiveModel {
            state: Set(OutboxState::Dead.as_str().to_owned()),
            ..Default::default()
        };
        self.change_outbox(OutboxId::from_uuid(id), dead).await
    }

    pub(super) async fn change_outbox(
        &self,
        id: OutboxId,
        change: outbox::ActiveModel,
    ) -> Result<()> {
        let change = outbox::ActiveModel { updated_at: Set(self.now), ..change };
        outbox::Entity::update_many()
            .set(change)
            .filter(outbox::Column::Id.eq(id.uuid()))
            .exec(self.tx)
            .await?;
        Ok(())
    }
}

impl ItemRow {
    fn item(self) -> Result<OutboxItem> {
        let metadata: Metadata = views::read_json("message_logs.metadata", self.metadata)?;
        Ok(OutboxItem {
            outbox_id: OutboxId::from_uuid(self.outbox_id),
            message_id: MessageId::from_uuid(self.message_id),
            to: AddressRow { kind: metadata.kind(), value: self.to_number },
            text: self.message_text,
            attempts: self.attempts,
            conversation_id: ConversationId::from_uuid(self.conversation_id),
        })
    }
}
