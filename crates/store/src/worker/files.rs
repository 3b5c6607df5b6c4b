//! Files that customers sent: which are to be fetched, and keeping them.

use std::collections::HashMap;

use domain::content::FileState;
use domain::views::MessageView;
use domain::{Instant, MessageId, RecordId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, Insert, QueryFilter, QueryOrder, QuerySelect, Set,
    Unchanged,
};
use uuid::Uuid;

use super::WorkerStore;
use super::fence::Held;
use super::message::{Metadata, to_json};
use super::receive::ReceivedFile;
use crate::entity::{media_files, message_logs};
use crate::error::{Result, StoreError};
use crate::keys::{KeyRing, MEDIA_CONTENT, MEDIA_TICKET};
use crate::mint::mint_at;

/// A file that is to be fetched.
#[derive(Clone, PartialEq, Eq)]
pub struct WaitingFile {
    /// The message that it came with.
    pub message_id: MessageId,
    /// What the channel wants to hear before it gives the file.
    pub ticket: Vec<u8>,
    /// How many bytes the sender says that it has.
    pub size: u64,
    /// How often it was tried.
    pub attempts: i32,
}

/// Masked: keys never reach a log by accident.
impl std::fmt::Debug for WaitingFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WaitingFile").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

impl WorkerStore {
    /// The files whose time to be fetched has come, oldest first.
    pub async fn files_to_fetch(&self, most: u64) -> Result<Vec<WaitingFile>> {
        use media_files::Column as C;
        let query = waiting(self.tenant_id().uuid())
            .filter(C::RunAt.lte(self.store.now()))
            .order_by_asc(C::RunAt)
            .limit(most);
        let rows = self.read(move |tx| Box::pin(async move { Ok(query.all(tx).await?) })).await?;
        let ring = self.store.key();
        let file = |row: media_files::Model| WaitingFile {
            message_id: MessageId::from_uuid(row.message_id),
            // Without its key it leads to no file, and that is what the owner is told.
            ticket: row
                .ticket
                .and_then(|sealed| ring.open(MEDIA_TICKET.of(row.id), &sealed))
                .unwrap_or_default(),
            size: u64::try_from(row.size).unwrap_or_default(),
            attempts: row.attempts,
        };
        Ok(rows.into_iter().map(file).collect())
    }

    /// When the next file is to be fetched; nothing when none waits.
    pub async fn next_file_at(&self) -> Result<Option<Instant>> {
        use media_files::Column as C;
        let query = waiting(self.tenant_id().uuid())
            .order_by_asc(C::RunAt)
            .select_only()
            .column(C::RunAt)
            .into_tuple::<Instant>();
        self.read(move |tx| Box::pin(async move { Ok(query.one(tx).await?) })).await
    }

    /// Tries a file again later.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn fetch_later(&self, message: MessageId, at: Instant) -> Result<()> {
        self.write(move |held| {
            Box::pin(async move {
                held.check().await?;
                let row = held.file(message).await?;
                let change = media_files::ActiveModel {
                    id: Unchanged(row.id),
                    attempts: Set(row.attempts + 1),
                    run_at: Set(at),
                    updated_at: Set(held.now),
                    ..Default::default()
                };
                change.update_without_returning(held.tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// Keeps a file, unless all that the tenant keeps would come to more than `room` bytes with it; gives the message
    /// as it is then.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn keep_file(
        &self,
        message: MessageId,
        content: Vec<u8>,
        room: u64,
    ) -> Result<MessageView> {
        let ring = self.store.key().clone();
        self.write(move |held| {
            Box::pin(async move {
                held.check().await?;
                let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
                if held.bytes_kept().await?.saturating_add(size) > room {
                    return held.settle_file(message, FileState::NoRoom, None).await;
                }
                held.settle_file(message, FileState::Kept, Some((&ring, content))).await
            })
        })
        .await
    }

    /// Gives a file up; gives the message as it is then.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn give_file_up(&self, message: MessageId, state: FileState) -> Result<MessageView> {
        self.write(move |held| {
            Box::pin(async move {
                held.check().await?;
                held.settle_file(message, state, None).await
            })
        })
        .await
    }
}

/// The tenant's files that are still to be fetched.
fn waiting(tenant: Uuid) -> sea_orm::Select<media_files::Entity> {
    use media_files::Column as C;
    media_files::Entity::find()
        .filter(C::TenantId.eq(tenant))
        .filter(C::State.eq(FileState::Waiting.as_str()))
}

impl Held<'_> {
    /// Writes down which files are to be fetched for messages that are new.
    pub(super) async fn await_files(
        &self,
        ring: &KeyRing,
        files: HashMap<Uuid, ReceivedFile>,
    ) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let rows =
            files.into_iter().map(|(message_id, file)| (mint_at(self.now), message_id, file));
        let rows = rows.map(|(id, message_id, file)| media_files::Model {
            id,
            tenant_id: self.tenant(),
            message_id,
            state: FileState::Waiting.as_str().to_owned(),
            size: i64::try_from(file.size).unwrap_or(i64::MAX),
            attempts: 0,
            run_at: self.now,
            ticket: Some(ring.seal(MEDIA_TICKET.of(id), &file.ticket)),
            content: None,
            created_at: self.now,
            updated_at: self.now,
        });
        Insert::many(rows).exec_without_returning(self.tx).await?;
        Ok(())
    }

    async fn file(&self, message: MessageId) -> Result<media_files::Model> {
        use media_files::Column as C;
        media_files::Entity::find()
            .filter(C::TenantId.eq(self.tenant()))
            .filter(C::MessageId.eq(message.uuid()))
            .one(self.tx)
            .await?
            .ok_or(StoreError::Missing("file"))
    }

    async fn bytes_kept(&self) -> Result<u64> {
        use media_files::Column as C;
        let sum: Option<i64> = media_files::Entity::find()
            .select_only()
            // PostgreSQL sums big integers as numerics.
            .expr(Expr::cust("CAST(COALESCE(SUM(size), 0) AS BIGINT)"))
            .filter(C::TenantId.eq(self.tenant()))
            .filter(C::State.eq(FileState::Kept.as_str()))
            .into_tuple()
            .one(self.tx)
            .await?;
        Ok(sum.and_then(|sum| u64::try_from(sum).ok()).unwrap_or_default())
    }

    /// Notes what became of a file, with the file and with its message.
    async fn settle_file(
        &self,
        message: MessageId,
        state: FileState,
        content: Option<(&KeyRing, Vec<u8>)>,
    ) -> Result<MessageView> {
        let row = self.file(message).await?;
        let size = content.as_ref().map(|(_, content)| content.len());
        let content = content.map(|(ring, content)| ring.seal(MEDIA_CONTENT.of(row.id), &content));
        let change = media_files::ActiveModel {
            id: Unchanged(row.id),
            state: Set(state.as_str().to_owned()),
            size: size
                .map_or(Unchanged(row.size), |size| Set(i64::try_from(size).unwrap_or(i64::MAX))),
            ticket: Set(None),
            content: Set(content),
            updated_at: Set(self.now),
            ..Default::default()
        };
        change.update_without_returning(self.tx).await?;

        let logged = self.messages([message]).await?.remove(&message);
        let mut logged = logged.ok_or(StoreError::Missing("file's message"))?;
        let mut metadata = Metadata::of(&logged.row)?;
        if let Some(file) = &mut metadata.extras.file {
            file.state = state;
            file.size = size.and_then(|size| u64::try_from(size).ok()).unwrap_or(file.size);
        }
        logged.row.metadata = to_json("message_logs.metadata", &metadata)?;
        let change = message_logs::ActiveModel {
            id: Unchanged(logged.row.id),
            metadata: Set(logged.row.metadata.clone()),
            updated_at: Set(self.now),
            ..Default::default()
        };
        change.update_without_returning(self.tx).await?;
        logged.view()
    }
}
