//! What nodes tell each other: where to look, never what is to be seen there.

use domain::live::LiveEvent;
use domain::{ConversationId, MessageId, NodeId, TenantId};
use serde::{Deserialize, Serialize};
use store::News;

/// Something that happened on a node. Whoever hears it reads what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Word {
    /// A message is new or changed.
    Message(TenantId, MessageId),
    /// A conversation of the inbox changed.
    Conversation(TenantId, ConversationId),
    /// Others have a conversation open than before.
    Presence(TenantId, ConversationId),
    /// The session, its code included.
    Session(TenantId),
    /// The tenant, its worker or its request.
    Tenant(TenantId),
    /// The same, and the event log has a new entry.
    Deed(TenantId),
    /// A list that pages ask for themselves.
    List(TenantId, List),
    /// People may see other conversations than before.
    Sight(TenantId),
    /// More happened than could be told: at this tenant, or anywhere.
    Much(Option<TenantId>),
    /// The sign-in with this hash of its token ended.
    SignedOut(String),
    /// Something waits for the tenant's worker.
    Due(TenantId),
    /// Something is wanted of the pools.
    Wanted,
    /// The platform's figures changed.
    Figures,
}

/// The lists that pages only hear have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum List {
    Handoffs,
    Bookings,
    Orders,
    Questions,
    Flow,
    Consent,
    Phone,
}

impl List {
    /// What browsers are told of it.
    pub(super) fn event(self, tenant_id: TenantId) -> LiveEvent {
        match self {
            Self::Handoffs => LiveEvent::Handoff { tenant_id },
            Self::Bookings => LiveEvent::Bookings { tenant_id },
            Self::Orders => LiveEvent::Orders { tenant_id },
            Self::Questions => LiveEvent::Questions { tenant_id },
            Self::Flow => LiveEvent::Flow { tenant_id },
            Self::Consent => LiveEvent::Consent { tenant_id },
            Self::Phone => LiveEvent::Phone { tenant_id },
        }
    }
}

impl Word {
    /// The word for what browsers of this node are told; nothing for what every node finds by itself.
    pub(crate) fn of(event: &LiveEvent) -> Option<Self> {
        let list = |tenant: &TenantId, list| Some(Self::List(*tenant, list));
        match event {
            LiveEvent::Message { message } => Some(Self::Message(message.tenant_id, message.id)),
            LiveEvent::Conversation { row } => Some(Self::Conversation(row.tenant_id, row.id)),
            LiveEvent::Presence { tenant_id, there } => {
                Some(Self::Presence(*tenant_id, there.conversation_id))
            }
            LiveEvent::Session { tenant_id, .. } => Some(Self::Session(*tenant_id)),
            LiveEvent::Worker { tenant_id, .. } => Some(Self::Tenant(*tenant_id)),
            LiveEvent::Tenant { tenant } => Some(Self::Tenant(tenant.id)),
            LiveEvent::Request { request } => Some(Self::Tenant(request.tenant_id)),
            LiveEvent::Log { event } => event.tenant_id.map(Self::Deed),
            LiveEvent::Handoff { tenant_id } => list(tenant_id, List::Handoffs),
            LiveEvent::Bookings { tenant_id } => list(tenant_id, List::Bookings),
            LiveEvent::Orders { tenant_id } => list(tenant_id, List::Orders),
            LiveEvent::Questions { tenant_id } => list(tenant_id, List::Questions),
            LiveEvent::Flow { tenant_id } => list(tenant_id, List::Flow),
            LiveEvent::Consent { tenant_id } => list(tenant_id, List::Consent),
            LiveEvent::Phone { tenant_id } => list(tenant_id, List::Phone),
            LiveEvent::Overview { .. } => Some(Self::Figures),
            // A feed makes it for its own reader, and alerts are read by every node.
            LiveEvent::Gone { .. } | LiveEvent::Alert { .. } => None,
        }
    }

    /// Whose browsers are told, where it is for them alone; then a snapshot makes up for it.
    pub(super) fn shown_to(&self) -> Option<TenantId> {
        match self {
            Self::Message(tenant, _)
            | Self::Conversation(tenant, _)
            | Self::Presence(tenant, _)
            | Self::Session(tenant)
            | Self::Tenant(tenant)
            | Self::Deed(tenant)
            | Self::List(tenant, _)
            | Self::Sight(tenant) => Some(*tenant),
            Self::Much(_) | Self::SignedOut(_) | Self::Due(_) | Self::Wanted | Self::Figures => {
                None
            }
        }
    }
}

/// What one node tells at once; nothing at all says that it is there.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Letter {
    pub(super) from: NodeId,
    pub(super) words: Vec<Word>,
}

/// Letters with all these words in their order, each short enough to be told at once; one at least.
pub(super) fn letters(from: NodeId, words: Vec<Word>) -> Result<Vec<String>, serde_json::Error> {
    let around = serde_json::to_string(&Letter { from, words: Vec::new() })?.len();
    let (mut letters, mut page, mut length) = (Vec::new(), Vec::new(), around);
    for word in words {
        let more = serde_json::to_string(&word)?.len() + 1;
        if length + more > News::MOST {
            let full = Letter { from, words: std::mem::take(&mut page) };
            letters.push(serde_json::to_string(&full)?);
            length = around;
        }
        length += more;
        page.push(word);
    }
    letters.push(serde_json::to_string(&Letter { from, words: page })?);
    Ok(letters)
}

#[cfg(test)]
mod tests {
    use domain::RecordId;
    use uuid::Uuid;

    use super::*;

    fn id<T: RecordId>(number: u128) -> T {
        T::from_uuid(Uuid::from_u128(number))
    }

    fn opened(letters: &[String]) -> Vec<Word> {
        let open = |text: &String| serde_json::from_str::<Letter>(text).unwrap();
        letters.iter().map(open).flat_map(|letter| letter.words).collect()
    }

    #[test]
    fn letters_carry_every_word_and_none_is_too_long() {
        let mut words: Vec<_> = (0..300).map(|n| Word::Message(id(1), id(n))).collect();
        words.extend([
            Word::Presence(id(1), id(2)),
            Word::List(id(1), List::Orders),
            Word::Much(None),
            Word::Much(Some(id(1))),
            Word::SignedOut("hash".to_owned()),
            Word::Wanted,
        ]);
        let letters = letters(id(9), words.clone()).unwrap();
        assert!(letters.len() > 2 && letters.iter().all(|text| text.len() <= News::MOST));
        assert_eq!(opened(&letters), words);
    }

    #[test]
    fn no_words_are_a_letter_too() {
        let letters = letters(id(9), Vec::new()).unwrap();
        let [only] = letters.as_slice() else { panic!("{letters:?}") };
        let letter: Letter = serde_json::from_str(only).unwrap();
        assert_eq!((letter.from, letter.words), (id(9), Vec::new()));
    }
}
