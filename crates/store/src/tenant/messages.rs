//! The message log.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use domain::content::{FileState, FileView};
use domain::message::{ConversationMode, ConversationStatus, MessageShow};
use domain::views::{Extras, MessageView, Page};
use domain::{ConversationId, MessageId, ProductId, RecordId};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::seen::seen_in;
use crate::by_id::of_tenant;
use crate::cursor::Window;
use crate::entity::{contacts, conversations, media_files, message_logs};
use crate::error::{Result, StoreError};
use crate::keys::MEDIA_CONTENT;
use crate::shop::StoredPicture;
use crate::tenant::TenantStore;
use crate::views;

/// Which messages to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// Those of one conversation.
    pub conversation: Option<ConversationId>,
    /// Which of them.
    pub show: MessageShow,
    /// How many at most, 1 to 200.
    pub limit: u32,
    /// The cursor of the page before.
    pub before: Option<String>,
}

/// A file of a message, and how to hand it on.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// What is known about it.
    pub view: FileView,
    /// All of it.
    pub content: Vec<u8>,
}

/// Masked: customers' files never reach a log by accident.
impl std::fmt::Debug for KeptFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptFile").field("view", &self.view).finish_non_exhaustive()
    }
}

impl TenantStore {
    /// The file that came or went with a message; nothing when there is none, or it is not here (yet, or any more).
    pub async fn file(&self, message: MessageId) -> Result<Option<KeptFile>> {
        let tenant = self.uuid();
        let logged = self.seen_messages().filter(message_logs::COLUMN.id.eq(message.uuid()));
        let found = self
            .store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let logged = logged.one(tx).await?;
                    let file = media_files::Entity::find()
                        .filter(media_files::COLUMN.tenant_id.eq(tenant))
                        .filter(media_files::COLUMN.message_id.eq(message.uuid()))
                        .one(tx)
                        .await?;
                    Ok(logged.map(|logged| (logged, file)))
                })
            })
            .await?;
        let Some((logged, file)) = found else { return Ok(None) };
        let Extras { file: view, picture_of, .. } = views::message(logged, None)?.extras;
        if let Some(product) = picture_of {
            return self.shown_picture(product).await;
        }
        let Some(file) = file else { return Ok(None) };
        let Some((view, sealed)) = view.zip(file.content) else { return Ok(None) };
        let opened = self.store.key().open(MEDIA_CONTENT.of(file.id), &sealed);
        let content = opened.ok_or_else(|| StoreError::Corrupt {
            what: "media_files.content",
            detail: "it cannot be opened with the keys at hand".to_owned(),
        })?;
        Ok(Some(KeptFile { view, content }))
    }

    /// A product's picture, as it is by now.
    async fn shown_picture(&self, product: ProductId) -> Result<Option<KeptFile>> {
        let picture = self.product_picture(product).await?;
        Ok(picture.map(|StoredPicture { mime, bytes }| {
            let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            let view = FileView { name: None, mime, size, state: FileState::Kept };
            KeptFile { view, content: bytes }
        }))
    }

    /// Messages, newest first.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn messages(&self, filter: MessageFilter) -> Result<Page<MessageView>> {
        let window = Window::new(filter.limit, filter.before.as_deref())?;
        let tenant = self.uuid();
        let all = self.seen_messages().apply_if(filter.conversation, |query, id| {
            query.filter(message_logs::COLUMN.conversation_id.eq(id.uuid()))
        });
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = match filter.show {
                        MessageShow::All => newest(&window, all).all(tx).await?,
                        MessageShow::NotAnswered => {
                            newest(&window, all.filter(Expr::cust(NOT_ANSWERED))).all(tx).await?
                        }
                        MessageShow::Waiting => waiting(tx, &window, all, tenant).await?,
                    };
                    let page = window.page(rows, |row| (row.created_at, row.id));
                    let next = page.next;
                    let items = message_views(tx, page.items).await?;
                    Ok(Page { items, next })
                })
            })
            .await
    }

    /// One message.
    pub async fn message(&self, id: MessageId) -> Result<Option<MessageView>> {
        let query = self.seen_messages().filter(message_logs::COLUMN.id.eq(id.uuid()));
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = query.one(tx).await?.into_iter().collect();
                    Ok(message_views(tx, rows).await?.pop())
                })
            })
            .await
    }

    /// Those of these messages that there are, oldest first.
    pub async fn messages_with(&self, ids: Vec<MessageId>) -> Result<Vec<MessageView>> {
        let query = self
            .seen_among(of_tenant(message_logs::Column::TenantId, self.uuid()))
            .filter(message_logs::COLUMN.id.is_in(ids.into_iter().map(RecordId::uuid)))
            .order_by_asc(message_logs::COLUMN.created_at)
            .order_by_asc(message_logs::COLUMN.id);
        self.store
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let rows = query.all(tx).await?;
                    message_views(tx, rows).await
                })
            })
            .await
    }
}

impl TenantStore {
    /// The messages that are there for who looks.
    fn seen_messages(&self) -> Select<message_logs::Entity> {
        self.seen_among(message_logs::COLUMN.tenant_id.eq(self.uuid()))
    }

    fn seen_among(&self, own: Expr) -> Select<message_logs::Entity> {
        let of = Expr::col((message_logs::Entity, message_logs::Column::ConversationId));
        message_logs::Entity::find()
            .filter(own)
            .filter(message_logs::COLUMN.deleted_at.is_null())
            .apply_if(seen_in(self.uuid(), self.sees, of), QueryFilter::filter)
    }
}

/// The conditions of partial indexes, to the letter: only so do both databases take the index, and a
/// log of a million messages is not read for the few that are looked for.
const NOT_ANSWERED: &str = r#""message_logs"."decision" ->> 'kind' = 'not_answered'"#;
const PENDING: &str = r#""message_logs"."status" = 'pending'"#;

fn newest(window: &Window, query: Select<message_logs::Entity>) -> Select<message_logs::Entity> {
    window.of(query, message_logs::Column::CreatedAt, message_logs::Column::Id)
}

/// What waits for a decision, and all of the conversations that wait for a person: each found by an
/// index of its own, then put into one order.
async fn waiting(
    tx: &DatabaseTransaction,
    window: &Window,
    all: Select<message_logs::Entity>,
    tenant: Uuid,
) -> Result<Vec<message_logs::Model>> {
    let with_people = Query::select()
        .column(conversations::Column::Id)
        .from(conversations::Entity)
        .and_where(conversations::COLUMN.tenant_id.eq(tenant))
        .and_where(conversations::COLUMN.mode.eq(ConversationMode::Human.as_str()))
        .and_where(conversations::COLUMN.status.ne(ConversationStatus::Closed.as_str()))
        .take();
    let pending = all.clone().filter(Expr::cust(PENDING));
    let theirs = all.filter(message_logs::COLUMN.conversation_id.in_subquery(with_people));
    let mut rows = newest(window, pending).all(tx).await?;
    rows.extend(newest(window, theirs).all(tx).await?);
    rows.sort_unstable_by_key(|row| Reverse((row.created_at, row.id)));
    rows.dedup_by_key(|row| row.id);
    Ok(rows)
}

/// Messages with their customers' names: one query, however many there are.
pub(super) async fn message_views(
    tx: &DatabaseTransaction,
    rows: Vec<message_logs::Model>,
) -> Result<Vec<MessageView>> {
    let names = contact_names(tx, rows.iter().filter_map(|row| row.contact_id)).await?;
    rows.into_iter()
        .map(|row| {
            let name = row.contact_id.and_then(|id| names.get(&id).cloned());
            views::message(row, name)
        })
        .collect()
}

/// The names of those customers whose names are known.
pub(crate) async fn contact_names(
    tx: &DatabaseTransaction,
    ids: impl Iterator<Item = Uuid> + Send,
) -> Result<HashMap<Uuid, String>> {
    let ids: HashSet<Uuid> = ids.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(contacts::Entity::find()
        .select_only()
        .column(contacts::Column::Id)
        .column(contacts::Column::Name)
        .filter(contacts::COLUMN.id.is_in(ids))
        .filter(contacts::COLUMN.name.is_not_null())
        .into_tuple()
        .all(tx)
        .await?
        .into_iter()
        .collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::{Clock, Instant, TenantId};
    use sea_orm::{ConnectionTrait, DbBackend, Statement};

    use super::*;
    use crate::tenant::inbox::last_messages;
    use crate::{SecretKey, Store, StoreConfig};

    fn tenant() -> TenantId {
        TenantId::from_uuid(Uuid::nil())
    }

    struct Begin;

    impl Clock for Begin {
        fn now(&self) -> Instant {
            Instant::UNIX_EPOCH
        }
    }

    /// How SQLite goes about a query.
    async fn plan(query: Select<message_logs::Entity>) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let config = StoreConfig::new(format!("sqlite://{}/test.db", folder.path().display()));
        let store = Store::connect(&config, SecretKey::generate(), Arc::new(Begin)).await.unwrap();
        store.migrate().await.unwrap();
        let statement = query.build(DbBackend::Sqlite).to_string();
        let read = store.read(store.tenant(tenant()).scope(), move |tx| {
            Box::pin(async move {
                let explain = format!("EXPLAIN QUERY PLAN {statement}");
                let explain = Statement::from_string(DbBackend::Sqlite, explain);
                let rows = tx.query_all_raw(explain).await?;
                Ok(rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect())
            })
        });
        read.await.unwrap()
    }

    #[tokio::test]
    async fn what_was_not_answered_or_waits_is_found_without_reading_the_log() {
        for (condition, index) in
            [(NOT_ANSWERED, "idx_message_logs_not_answered"), (PENDING, "idx_message_logs_pending")]
        {
            let all = message_logs::Entity::find()
                .filter(message_logs::COLUMN.tenant_id.eq(tenant().uuid()))
                .filter(Expr::cust(condition));
            let plan = plan(newest(&Window::new(50, None).unwrap(), all)).await;
            assert_eq!(plan, [format!("SEARCH message_logs USING INDEX {index} (tenant_id=?)")]);
        }
    }

    #[tokio::test]
    async fn the_last_lines_of_a_page_are_found_by_their_ids_however_many_they_are() {
        let page = (0..100).map(Uuid::from_u128);
        let plan = plan(last_messages(tenant(), page)).await;
        assert!(
            plan[0].starts_with("SEARCH message_logs USING INDEX sqlite_autoindex"),
            "{plan:?}"
        );
        assert!(plan[0].ends_with("(id=?)"), "{plan:?}");
    }
}
