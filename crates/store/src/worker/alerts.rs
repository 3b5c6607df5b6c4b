//! What a worker finds that people should see to.

use domain::alert::AlertKind;
use domain::{ConversationId, RecordId};
use uuid::Uuid;

use super::WorkerStore;
use super::fence::Held;
use crate::alerts;
use crate::error::Result;

impl WorkerStore {
    /// People should see to a conversation; who was told of it and has not been there is not told again.
    ///
    /// # Errors
    /// When the lease is lost.
    pub async fn alert(&self, kind: AlertKind, conversation: ConversationId) -> Result<()> {
        self.write(move |held| {
            Box::pin(async move {
                held.check().await?;
                held.raise(kind, conversation.uuid()).await
            })
        })
        .await
    }
}

impl Held<'_> {
    /// Something is to be seen to.
    pub(super) async fn raise(&self, kind: AlertKind, subject: Uuid) -> Result<()> {
        alerts::raise(self.tx, self.now, self.lease.tenant_id, kind, subject).await
    }

    /// It has mended itself.
    pub(super) async fn resolve(&self, kinds: &[AlertKind], subject: Uuid) -> Result<()> {
        alerts::resolve(self.tx, self.now, self.lease.tenant_id, kinds, subject).await
    }
}
