//! Documents whose passages were made by rules of another time: they are made anew when a worker begins, one after
//! the other, so that questions and passages are reduced alike again.

use ::knowledge as reading;
use domain::knowledge::{DocumentDetail, DocumentKind};
use domain::{DocumentId, TenantId};
use store::{PassageInput, TenantStore};
use tokio_util::sync::CancellationToken;

use super::{passage, passages_of};
use crate::{Engine, EngineError};

impl Engine {
    /// Makes a tenant's old passages anew, each document in a transaction of its own, until all are or it is told to
    /// stop. What fails is tried again by the next worker; until then the old passages are found as well as they are.
    pub(crate) async fn renew_documents(&self, tenant: TenantId, stop: &CancellationToken) {
        let door = self.store().tenant(tenant);
        let stale = match door.stale_documents(reading::RULES).await {
            Ok(stale) => stale,
            Err(error) => {
                tracing::warn!(%error, tenant.id = %tenant, "old documents were not looked for");
                return;
            }
        };
        let mut renewed = 0_usize;
        for id in stale {
            if stop.is_cancelled() {
                break;
            }
            match self.renew_document(&door, id).await {
                Ok(done) => renewed += usize::from(done),
                Err(error) => {
                    tracing::warn!(%error, tenant.id = %tenant, "a document was not made anew");
                }
            }
        }
        if renewed > 0 {
            tracing::info!(tenant.id = %tenant, documents = renewed, "documents were made anew");
        }
    }

    /// False when it was changed or removed meanwhile, which makes it anew as well.
    async fn renew_document(
        &self,
        door: &TenantStore,
        id: DocumentId,
    ) -> Result<bool, EngineError> {
        let Some(found) = door.document(id).await? else { return Ok(false) };
        let seen = found.document.updated_at;
        let turn = self.reading().await;
        let made = tokio::task::spawn_blocking(move || passages_anew(&found)).await;
        drop(turn);
        let passages = made.map_err(|panic| EngineError::Internal(Box::new(panic)))?;
        Ok(door.renew_document(id, seen, reading::RULES, passages).await?)
    }
}

/// A document's passages by the rules of today.
fn passages_anew(found: &DocumentDetail) -> Vec<PassageInput> {
    let title = &found.document.title;
    match found.document.kind {
        DocumentKind::Qa => vec![passage(Some(title.clone()), found.source.clone())],
        DocumentKind::Prices | DocumentKind::Text | DocumentKind::File => {
            passages_of(title, &found.source)
        }
    }
}
