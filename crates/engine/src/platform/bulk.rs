//! One thing done to several tenants or requests: foreseen, done one by one, and reported.
//!
//! Each goes through the use case that also does it alone, with its own transaction and its own entry in
//! the event log. What one refuses does not hold up the others, and the report names every one of them.

use std::collections::HashSet;
use std::str::FromStr;

use domain::lists::{BulkDeed, BulkLine, BulkPlan, BulkReport, Refusal};
use domain::setup::SetupEvent;
use domain::tenant::TenantEvent;
use domain::views::TenantDetail;
use domain::worker::WorkerCommand;
use domain::{
    Conflict, Desired, EventId, Principal, Problem, SetupRequestId, TenantId, TenantStatus,
    WorkerStatus,
};
use futures::stream::{self, StreamExt};
use serde::{Deserialize, Serialize};
use store::Actor;

use crate::{Engine, EngineError, access};

/// Most that is done in one go.
const BULK_MAX: usize = 200;
/// How many are worked on at the same time: enough to hide waiting, few enough to leave room for workers.
const AT_ONCE: usize = 4;

/// The event log's entry of a piece of work on several; the ids are of tenants or of requests.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    deed: BulkDeed,
    lines: Vec<EntryLine>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct EntryLine {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    refused: Option<Refusal>,
}

/// What of [`Entry`] says that it is one.
const EVENT: &str = "platform.bulk";

impl Engine {
    /// What would happen, one by one, as far as the present state tells.
    ///
    /// # Errors
    /// For others than admins; when nothing, too much or something that is no id was chosen.
    pub async fn bulk_plan(
        &self,
        principal: &Principal,
        deed: BulkDeed,
        ids: &[String],
    ) -> Result<BulkPlan, EngineError> {
        access::platform(principal)?;
        let ids = chosen(ids)?;
        let lines = stream::iter(ids.into_iter().map(|id| self.foreseen(principal, deed, id)))
            .buffered(AT_ONCE)
            .collect()
            .await;
        Ok(BulkPlan { deed, lines })
    }

    /// Does it to each and tells under which entry of the event log the report stands.
    ///
    /// Dropping the call leaves done what is done; the report is then missing, not the single entries.
    ///
    /// # Errors
    /// For others than admins; when nothing, too much or something that is no id was chosen. What single
    /// ones refuse is in the report.
    pub async fn bulk(
        &self,
        principal: &Principal,
        deed: BulkDeed,
        ids: &[String],
    ) -> Result<EventId, EngineError> {
        access::platform(principal)?;
        let ids = chosen(ids)?;
        let lines = stream::iter(ids.into_iter().map(|id| async move {
            let refused = self.do_one(principal, deed, &id).await.err().map(refusal);
            EntryLine { id, refused }
        }))
        .buffered(AT_ONCE)
        .collect()
        .await;
        let payload = serde_json::to_value(Entry { deed, lines })
            .map_err(|error| EngineError::Internal(Box::new(error)))?;
        let entry = self.store().platform().log(&Actor::from(principal), EVENT, payload).await?;
        Ok(entry.id)
    }

    /// What became of each.
    pub async fn bulk_report(
        &self,
        principal: &Principal,
        id: EventId,
    ) -> Result<BulkReport, EngineError> {
        access::platform(principal)?;
        let entry = self.store().platform().event(id).await?;
        let event = entry.filter(|event| event.event_type == EVENT).ok_or(EngineError::NotFound)?;
        let entry: Entry = serde_json::from_str(&event.payload)
            .map_err(|error| EngineError::Internal(Box::new(error)))?;
        let lines = stream::iter(entry.lines.into_iter().map(|line| async {
            let now = self.foreseen(principal, entry.deed, line.id).await;
            BulkLine { refused: line.refused, ..now }
        }))
        .buffered(AT_ONCE)
        .collect()
        .await;
        Ok(BulkReport { deed: entry.deed, lines, by: event.actor, at: event.created_at })
    }

    async fn foreseen(&self, principal: &Principal, deed: BulkDeed, id: String) -> BulkLine {
        let found = match deed {
            BulkDeed::Approve => self.foreseen_request(principal, &id).await,
            deed => self.foreseen_tenant(deed, &id).await,
        };
        found.unwrap_or_else(|error| BulkLine {
            id,
            tenant_id: None,
            name: String::new(),
            status: None,
            refused: Some(refusal(error)),
        })
    }

    async fn foreseen_tenant(&self, deed: BulkDeed, id: &str) -> Result<BulkLine, EngineError> {
        let detail = self.detail(parsed::<TenantId>(id)?).await?;
        Ok(BulkLine {
            id: id.to_owned(),
            tenant_id: Some(detail.tenant.id),
            refused: hindrance(&detail, deed).map(Refusal::Conflict),
            status: Some(detail.tenant.status),
            name: detail.tenant.name,
        })
    }

    async fn foreseen_request(
        &self,
        principal: &Principal,
        id: &str,
    ) -> Result<BulkLine, EngineError> {
        let found = self.setup_request(principal, parsed::<SetupRequestId>(id)?).await?.request;
        let tenant = self.detail(found.tenant_id).await?.tenant;
        let status = found.status;
        let decided = status.apply(SetupEvent::Approved).is_err();
        Ok(BulkLine {
            id: id.to_owned(),
            tenant_id: Some(tenant.id),
            name: tenant.name,
            status: Some(tenant.status),
            refused: decided.then_some(Refusal::Conflict(Conflict::RequestDecided { status })),
        })
    }

    async fn do_one(
        &self,
        principal: &Principal,
        deed: BulkDeed,
        id: &str,
    ) -> Result<(), EngineError> {
        let command = match deed {
            BulkDeed::Start => WorkerCommand::Start,
            BulkDeed::Stop => WorkerCommand::Stop,
            BulkDeed::Restart => WorkerCommand::Restart,
            BulkDeed::Pause => return self.pause(principal, parsed(id)?).await.map(drop),
            BulkDeed::Resume => return self.resume(principal, parsed(id)?).await.map(drop),
            BulkDeed::Delete => return self.delete_tenant(principal, parsed(id)?).await,
            BulkDeed::Approve => {
                return self.approve_request(principal, parsed(id)?, None).await.map(drop);
            }
        };
        self.worker_command(principal, parsed(id)?, command).await.map(drop)
    }
}

/// An id that is none belongs to nothing.
fn parsed<T: FromStr>(id: &str) -> Result<T, EngineError> {
    id.parse().map_err(|_| EngineError::NotFound)
}

/// Each once, in the order in which they were chosen.
fn chosen(ids: &[String]) -> Result<Vec<String>, EngineError> {
    let mut seen = HashSet::new();
    let ids = ids.iter().map(|id| id.trim().to_lowercase());
    let ids: Vec<String> = ids.filter(|id| !id.is_empty() && seen.insert(id.clone())).collect();
    match ids.len() {
        0 => Err(EngineError::field("ids", Problem::Required)),
        n if n > BULK_MAX => {
            let max = i64::try_from(BULK_MAX).unwrap_or(i64::MAX);
            Err(EngineError::field("ids", Problem::Range { min: 1, max }))
        }
        _ => Ok(ids),
    }
}

/// Why it would be refused now.
fn hindrance(detail: &TenantDetail, deed: BulkDeed) -> Option<Conflict> {
    let status = detail.tenant.status;
    let runs = detail.worker.desired == Desired::Running;
    let failed = detail.worker.status == WorkerStatus::Error;
    let unfit = |event| status.apply(event).is_err();
    let in_status = Conflict::TenantState { status };
    let undecided = status == TenantStatus::Pending;
    if detail.tenant.deleted_at.is_some() {
        return Some(Conflict::TenantDeleted);
    }
    match deed {
        BulkDeed::Start if runs && !failed => Some(Conflict::WorkerRunning),
        BulkDeed::Stop | BulkDeed::Restart if !runs => Some(Conflict::WorkerStopped),
        BulkDeed::Start | BulkDeed::Restart => undecided.then_some(in_status),
        BulkDeed::Pause => unfit(TenantEvent::Paused).then_some(in_status),
        BulkDeed::Resume => unfit(TenantEvent::Resumed).then_some(in_status),
        BulkDeed::Stop | BulkDeed::Delete | BulkDeed::Approve => None,
    }
}

fn refusal(error: EngineError) -> Refusal {
    match error {
        EngineError::Conflict(conflict) => Refusal::Conflict(conflict),
        EngineError::NotFound => Refusal::Missing,
        EngineError::Unavailable(_) => Refusal::Unavailable,
        other => {
            tracing::error!(
                error = &other as &dyn std::error::Error,
                "one of several could not be done"
            );
            Refusal::Failed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_chosen_once_and_nothing_is_refused() {
        let ids = ["b", " A ", "", "a", "b"].map(str::to_owned);
        assert_eq!(chosen(&ids).unwrap(), ["b", "a"]);
        assert!(matches!(chosen(&["  ".to_owned()]), Err(EngineError::Invalid(_))));
    }

    #[test]
    fn more_than_the_limit_is_refused() {
        let ids: Vec<String> = (0..=BULK_MAX).map(|n| n.to_string()).collect();
        assert!(matches!(chosen(&ids), Err(EngineError::Invalid(_))));
        assert_eq!(chosen(&ids[1..]).unwrap().len(), BULK_MAX);
    }
}
