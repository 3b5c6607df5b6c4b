//! What waits to be sent.
//!
//! The order of one conversation holds: a message is not offered while an earlier one of its
//! conversation is being sent or waits for another try. Conversations do not wait for each other.

use std::collections::HashSet;
use std::fmt;

use domain::content::Quoted;
use domain::message::{DeliveryEvent, MessageStatus};
use domain::{ConversationId, Instant, MessageId, OutboxId, ProductId, RecordId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Set, Statement, Value,
};
use serde_json::Value as Json;
use uuid::Uuid;

use super::WorkerStore;
use super::delivery::statuses_before;
use super::fence::Held;
use super::message::{AddressRow, Metadata};
use super::several::Script;
use crate::entity::{message_logs, outbox};
use crate::error::Result;
use crate::mint::mint_at;
use crate::views;

/// How often a claim that others got in front of is tried again.
const CLAIM_TRIES: u32 = 8;

/// Where a row of the outbox stands. One whose message was accepted is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutboxState {
    /// To be sent when its time has come.
    Ready,
    /// Being sent, or was when its sender ended.
    Claimed,
    /// Given up; a person decides.
    Dead,
}

impl OutboxState {
    pub(crate) const fn as_str(self) -> &'static str {
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
    /// The channel's id of the customer's message that it answers.
    pub answers: Option<String>,
    /// The customer's message that it is shown under.
    pub quoted: Option<Quoted>,
    /// The product whose picture goes with it.
    pub picture: Option<ProductId>,
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
    answers: Option<String>,
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
    m.message_text AS message_text, m.metadata AS metadata, \
    (SELECT a.wa_message_id FROM message_logs a WHERE a.id = m.reply_to_id) AS answers";

/// Whether the customer wants the message: who wants none any more gets the one that confirms it, which is
/// written down at the same moment, and nothing else. Whatever puts a message into the outbox, it comes through
/// here.
const WANTED: &str = "NOT EXISTS (SELECT 1 FROM contacts c WHERE c.id = message_logs.contact_id \
    AND c.opted_out_at IS NOT NULL AND c.opted_out_at <> message_logs.created_at)";

/// The oldest rows whose time has come (`$4`), at most `$5`, each the first of its conversation: earlier
/// ones that are being sent or wait hold it back. Two conditions, for each then reads its own few rows
/// of the index.
const NEXT: &str = "FROM outbox o JOIN message_logs m ON m.id = o.message_id \
    WHERE o.tenant_id = $1 AND o.state = 'ready' AND o.run_at <= $4 \
      AND NOT EXISTS (SELECT 1 FROM outbox e JOIN message_logs em ON em.id = e.message_id \
        WHERE e.tenant_id = $1 AND e.state = 'claimed' AND e.id < o.id \
          AND em.conversation_id = m.conversation_id) \
      AND NOT EXISTS (SELECT 1 FROM outbox e JOIN message_logs em ON em.id = e.message_id \
        WHERE e.tenant_id = $1 AND e.state = 'ready' AND e.id < o.id \
          AND em.conversation_id = m.conversation_id) \
    ORDER BY o.id LIMIT $5";

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

/// A message's place in the outbox. Its id sorts as the message was written: one is minted after the other.
pub(crate) fn outbox_row(now: Instant, message: &message_logs::Model) -> outbox::Model {
    outbox::Model {
        id: mint_at(now),
        tenant_id: message.tenant_id,
        message_id: message.id,
        run_at: now,
        state: OutboxState::Ready.as_str().to_owned(),
        attempts: 0,
        owner: None,
        epoch: 0,
        last_error: None,
        created_at: now,
        updated_at: now,
    }
}

impl WorkerStore {
    /// Takes the oldest messages that may be sent now, at most `most` and one of each conversation, and
    /// marks them as being sent; in the order in which they were written.
    ///
    /// Only who will hand them to the channel may ask for them.
    ///
    /// # Errors
    /// When the lease is lost: nothing may be sent then.
    pub async fn claim_up_to(&self, most: usize) -> Result<Vec<OutboxItem>> {
        self.write(move |held| Box::pin(async move { held.claim_up_to(most).await })).await
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
    pub(super) async fn claim_up_to(&self, most: usize) -> Result<Vec<OutboxItem>> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let joins = format!("LEFT JOIN (SELECT {ITEM} {NEXT}) n ON TRUE");
        for _ in 0..CLAIM_TRIES {
            let values: [Value; 2] = [self.now.into(), limit.into()];
            let next: Vec<ItemOrNot> = self.rows("n.*", &joins, values).await?;
            let mut next: Vec<_> = next.into_iter().filter_map(|item| item.0).collect();
            if next.is_empty() {
                return Ok(Vec::new());
            }
            let taken = self.claim(&next).await?;
            next.retain(|item| taken.contains(&item.outbox_id));
            let (mut next, dead): (Vec<_>, Vec<_>) =
                next.into_iter().partition(|item| taken.contains(&item.message_id));
            for item in dead {
                self.bury(&item).await?;
            }
            if next.is_empty() {
                continue;
            }
            next.sort_unstable_by_key(|item| item.outbox_id);
            let claimed =
                next.into_iter().map(|item| ItemRow { attempts: item.attempts + 1, ..item });
            return claimed.map(ItemRow::item).collect();
        }
        Ok(Vec::new())
    }

    /// Takes rows, but for those that somebody else took in between, and marks their messages as being
    /// sent, those that may be; gives the ids of the rows and of the messages.
    async fn claim(&self, next: &[ItemRow]) -> Result<HashSet<Uuid>> {
        let mut script = Script::new();
        script.add_giving_ids(|values| {
            format!(
                "UPDATE outbox SET state = {}, owner = {}, epoch = {}, attempts = attempts + 1, \
                     updated_at = {} WHERE id IN ({}) AND state = {}",
                values.put(OutboxState::Claimed.as_str()),
                values.put(self.lease.node.uuid()),
                values.put(self.lease.epoch),
                values.put(self.now),
                values.list(next.iter().map(|item| item.outbox_id)),
                values.put(OutboxState::Ready.as_str()),
            )
        });
        script.add_giving_ids(|values| {
            format!(
                "UPDATE message_logs SET status = {}, updated_at = {} \
                 WHERE id IN ({}) AND status IN ({}) AND {WANTED}",
                values.put(MessageStatus::Sending.as_str()),
                values.put(self.now),
                values.list(next.iter().map(|item| item.message_id)),
                values.list(statuses_before(DeliveryEvent::Claimed)),
            )
        });
        script.run(self.tx).await
    }

    /// Sets a row aside whose message is not to be sent any more.
    async fn bury(&self, item: &ItemRow) -> Result<()> {
        let dead = outbox::ActiveModel {
            state: Set(OutboxState::Dead.as_str().to_owned()),
            ..Default::default()
        };
        self.change_outbox(OutboxId::from_uuid(item.outbox_id), dead).await?;
        self.refuse_messages(&[item.message_id]).await
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
            answers: self.answers,
            quoted: metadata.extras.quoted,
            picture: metadata.extras.picture_of,
        })
    }
}
