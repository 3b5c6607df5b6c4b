//! Which conversations a browser is told of, where the person sees some alone.

use std::collections::HashSet;
use std::time::Duration;

use domain::live::LiveEvent;
use domain::standing::Course;
use domain::{ConversationId, Principal, Sees, TenantId, UserId};
use tokio::time::Instant;

use crate::{Engine, EngineError};

/// How long what is seen counts without being asked for again: another node may have given a conversation to somebody.
const KEPT: Duration = Duration::from_secs(30);
/// The same, when it could not be asked for.
const RETRIED: Duration = Duration::from_secs(2);

/// What somebody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    All,
    /// The person's own conversations that go on.
    Only(UserId, HashSet<ConversationId>),
    /// Nothing: it could not be asked for.
    Nothing,
}

/// The eyes of one person.
pub(crate) struct Sight {
    engine: Engine,
    principal: Principal,
    tenant: TenantId,
    /// Nothing before the first look.
    seen: Option<Seen>,
    stale_at: Instant,
}

impl Sight {
    pub(crate) fn new(engine: Engine, principal: Principal, tenant: TenantId) -> Self {
        Self { engine, principal, tenant, seen: None, stale_at: Instant::now() }
    }

    /// When it is looked anew.
    pub(super) fn stale_at(&self) -> Instant {
        self.stale_at
    }

    /// Has it looked anew before the next event.
    pub(super) fn doubt(&mut self) {
        self.stale_at = Instant::now();
    }

    /// Looks at what the person sees, when it is time to; true when that is something else than was thought, so that
    /// events may be missing. Cancel-safe.
    pub(super) async fn look(&mut self) -> bool {
        if self.seen.is_some() && Instant::now() < self.stale_at {
            return false;
        }
        let (seen, kept) = match self.asked().await {
            Ok(seen) => (seen, KEPT),
            Err(error) => {
                tracing::warn!(%error, tenant.id = %self.tenant, "what somebody sees is not known");
                (Seen::Nothing, RETRIED)
            }
        };
        self.stale_at = Instant::now() + kept;
        let before = self.seen.replace(seen);
        before.is_some() && before != self.seen
    }

    async fn asked(&self) -> Result<Seen, EngineError> {
        Ok(match self.engine.sees(&self.principal, self.tenant).await? {
            Sees::All => Seen::All,
            Sees::Only(user) => {
                let own = self.engine.store().tenant(self.tenant).going_on_with(user).await?;
                Seen::Only(user, own.into_iter().collect())
            }
        })
    }

    /// An event as the person may see it; nothing when it is of a conversation that they do not see.
    pub(super) fn pass(&mut self, event: LiveEvent) -> Option<LiveEvent> {
        match &mut self.seen {
            Some(Seen::All) => Some(event),
            Some(Seen::Only(user, own)) => passed(event, *user, own),
            Some(Seen::Nothing) | None => None,
        }
    }
}

fn passed(event: LiveEvent, user: UserId, own: &mut HashSet<ConversationId>) -> Option<LiveEvent> {
    match &event {
        LiveEvent::Message { message } => own.contains(&message.conversation_id).then_some(event),
        LiveEvent::Presence { there, .. } => own.contains(&there.conversation_id).then_some(event),
        LiveEvent::Conversation { row } => {
            let (tenant_id, conversation_id) = (row.tenant_id, row.id);
            if row.standing.assigned != Some(user) {
                let was_own = own.remove(&conversation_id);
                return was_own.then_some(LiveEvent::Gone { tenant_id, conversation_id });
            }
            match row.standing.course {
                Course::Closed { .. } => own.remove(&conversation_id),
                Course::Open | Course::Snoozed { .. } => own.insert(conversation_id),
            };
            Some(event)
        }
        _ => Some(event),
    }
}

#[cfg(test)]
mod tests {
    use domain::inbox::InboxRow;
    use domain::presence::PresentIn;
    use domain::standing::Standing;
    use domain::{ContactId, Instant as Moment, RecordId};
    use uuid::Uuid;

    use super::*;

    fn id<T: RecordId>(number: u128) -> T {
        T::from_uuid(Uuid::from_u128(number))
    }

    fn row(number: u128, assigned: Option<u128>) -> LiveEvent {
        let row = InboxRow {
            id: id(number),
            tenant_id: id(1),
            contact_id: id::<ContactId>(1),
            name: Some("Neema".to_owned()),
            address: String::new(),
            standing: Standing { assigned: assigned.map(id), ..Standing::NEW },
            assigned_name: None,
            unread: 0,
            last: None,
            last_at: None,
            opted_out: false,
            turn: 0,
            idle_minutes: None,
        };
        LiveEvent::Conversation { row: Box::new(row) }
    }

    fn there(number: u128) -> LiveEvent {
        let there = PresentIn { conversation_id: id(number), people: Vec::new() };
        LiveEvent::Presence { tenant_id: id(1), there }
    }

    #[test]
    fn conversations_come_and_go_as_they_are_given() {
        let (me, mut own) = (id::<UserId>(7), HashSet::new());
        let mut pass = |event: &LiveEvent| passed(event.clone(), me, &mut own);
        assert_eq!(pass(&row(2, None)), None);
        assert_eq!(pass(&there(2)), None);
        assert_eq!(pass(&row(2, Some(7))), Some(row(2, Some(7))));
        assert_eq!(pass(&there(2)), Some(there(2)));
        assert_eq!(pass(&there(3)), None);
        let gone = LiveEvent::Gone { tenant_id: id(1), conversation_id: id(2) };
        assert_eq!(pass(&row(2, Some(8))), Some(gone), "nothing of it is told");
        assert_eq!(pass(&row(2, Some(8))), None);
        assert_eq!(pass(&there(2)), None);
        let other = LiveEvent::Handoff { tenant_id: id(1) };
        assert_eq!(pass(&other), Some(other.clone()));
    }

    #[test]
    fn what_is_over_is_told_to_whose_it_was_and_no_more_after() {
        let (me, mut own) = (id::<UserId>(7), HashSet::from([id(2)]));
        let mut over = row(2, Some(7));
        if let LiveEvent::Conversation { row } = &mut over {
            row.standing.course = Course::Closed { at: Moment::UNIX_EPOCH };
        }
        assert_eq!(passed(over.clone(), me, &mut own), Some(over));
        assert_eq!(own, HashSet::new());
    }
}
