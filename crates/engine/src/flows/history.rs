//! Publishing a flow, the versions that were published, and going back to one.

use domain::editor::{HistoryView, NOTE_MAX, Onward, PublishForm, VersionView};
use domain::{Conflict, Permission, Principal, Problem, TenantId};
use flow::{FlowDefinition, FlowDraft};
use store::{Actor, Publication, TenantStore};

use super::edit::{CHANGES_MAX, built_in};
use crate::{Engine, EngineError, access, setup};

/// Differences of one version that are listed.
const LISTED_MAX: usize = 30;

impl Engine {
    /// Publishes the draft: it answers every conversation that begins from now on.
    ///
    /// # Errors
    /// When something in it is to be mended, nothing is different, or somebody else changed it since it was shown.
    pub async fn publish_flow(
        &self,
        principal: &Principal,
        tenant: TenantId,
        form: &PublishForm,
    ) -> Result<i32, EngineError> {
        access::tenant(principal, tenant, Permission::ChangeFlow)?;
        let onward = onward(&form.onward)?;
        let note = form.note.trim();
        if note.chars().count() > NOTE_MAX as usize {
            return Err(EngineError::field("note", Problem::TooLong { max: NOTE_MAX }));
        }
        let door = self.store().tenant(tenant);
        let begun = self.begun(&door).await?;
        let Some(row) = begun.row else {
            return Err(EngineError::Conflict(Conflict::DraftChanged { name: String::new() }));
        };
        if row.revision != form.revision {
            return Err(EngineError::Conflict(Conflict::DraftChanged { name: row.author }));
        }
        if !begun.unreadable && flow::diff(&begun.active, begun.draft.definition()).is_empty() {
            return Err(EngineError::Conflict(Conflict::NothingToPublish));
        }
        unproblematic(&begun.draft)?;
        let new = Publication {
            definition: begun.draft.to_json(),
            note: (!note.is_empty()).then(|| note.to_owned()),
            again: None,
            revision: Some(row.revision),
            onward,
        };
        let published = door.publish_flow(&Actor::from(principal), new).await?;
        self.publish_flow_change(tenant);
        self.publish_deed(tenant).await;
        Ok(published.number)
    }

    /// The versions that were published, the newest first, each with how it differs from the one before.
    ///
    /// # Errors
    /// When `before` is no `next` of an earlier page.
    pub async fn flow_history(
        &self,
        principal: &Principal,
        tenant: TenantId,
        before: Option<&str>,
    ) -> Result<HistoryView, EngineError> {
        access::tenant(principal, tenant, Permission::ReadFlow)?;
        let door = self.store().tenant(tenant);
        let standing = door.flow_standing().await?;
        let page = door.flow_versions(before).await?;
        let mut versions = Vec::with_capacity(page.items.len());
        let mut later: Option<FlowDefinition> = None;
        let mut listed = page.items.into_iter().peekable();
        while let Some(version) = listed.next() {
            let this = match later.take() {
                Some(read) => Some(read),
                None => as_it_reads(&door, version.number).await?,
            };
            let before = match version.number {
                1 => Some((*built_in(standing.template)).clone()),
                number => as_it_reads(&door, number - 1).await?,
            };
            let mut changes = match (&before, &this) {
                (Some(before), Some(this)) => flow::diff(before, this),
                _ => Vec::new(),
            };
            changes.truncate(LISTED_MAX);
            later = before.filter(|_| listed.peek().is_some());
            versions.push(VersionView { version, changes });
        }
        Ok(HistoryView { versions, next: page.next, built_in: standing.active.is_none() })
    }

    /// Lets an older version answer again, as a new one; or the built-in flow, by the number 0.
    ///
    /// # Errors
    /// When there is no such version, or this program cannot run it any more.
    pub async fn use_flow_again(
        &self,
        principal: &Principal,
        tenant: TenantId,
        number: i32,
        onward: &str,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeFlow)?;
        let onward = self::onward(onward)?;
        let (door, by) = (self.store().tenant(tenant), Actor::from(principal));
        if number == 0 {
            if !door.use_built_in_flow(&by, onward).await? {
                return Err(EngineError::Conflict(Conflict::NothingToPublish));
            }
        } else {
            let stored = door.flow_version(number).await?.ok_or(EngineError::NotFound)?;
            if stored.version.active {
                return Err(EngineError::Conflict(Conflict::NothingToPublish));
            }
            let draft = FlowDraft::from_json(&stored.definition)
                .map_err(|_| EngineError::Conflict(Conflict::FlowRefused))?;
            unproblematic(&draft)?;
            let definition = stored.definition;
            let again = Some(number);
            let new = Publication { definition, note: None, again, revision: None, onward };
            door.publish_flow(&by, new).await?;
        }
        self.publish_flow_change(tenant);
        self.publish_deed(tenant).await;
        Ok(())
    }
}

/// A version as far as it is shaped like a flow.
async fn as_it_reads(
    door: &TenantStore,
    number: i32,
) -> Result<Option<FlowDefinition>, EngineError> {
    let stored = door.flow_version(number).await?;
    let draft = stored.and_then(|stored| FlowDraft::from_json(&stored.definition).ok());
    Ok(draft.map(|draft| draft.definition().clone()))
}

fn unproblematic(draft: &FlowDraft) -> Result<(), EngineError> {
    match draft.problems().len() {
        0 => Ok(()),
        count => {
            let problems = u32::try_from(count.min(CHANGES_MAX)).unwrap_or(u32::MAX);
            Err(EngineError::Conflict(Conflict::FlowUnfinished { problems }))
        }
    }
}

fn onward(text: &str) -> Result<Onward, EngineError> {
    setup::choice(text, Onward::ALL).map_err(|problem| EngineError::field("onward", problem))
}
