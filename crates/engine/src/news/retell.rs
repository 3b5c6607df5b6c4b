//! Telling browsers and workers of this node what happened on another.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::live::LiveEvent;
use domain::{MessageId, TenantId};

use super::queue::WordQueue;
use super::word::Word;
use crate::Engine;

/// After each round, so that what comes in a burst is read once.
const PAUSE: Duration = Duration::from_millis(5);

/// Does at once what needs no reading; the rest waits to be retold.
pub(super) fn pass_on(engine: &Engine, word: Word, heard: &WordQueue) {
    match word {
        Word::Due(tenant) => drop(engine.sleepers().wake(tenant)),
        Word::Wanted => engine.wanted().notify_one(),
        Word::Figures => engine.figures().notify_one(),
        Word::SignedOut(token_hash) => engine.bus().end(&token_hash),
        read_later => heard.push(read_later),
    }
}

/// Retells what is heard, for ever.
pub(super) async fn retell(engine: &Engine, heard: &WordQueue) {
    loop {
        heard.wait().await;
        let mut messages: BTreeMap<TenantId, Vec<MessageId>> = BTreeMap::new();
        let mut others = Vec::new();
        for word in heard.take() {
            match word {
                // Whose a conversation is by now comes before what is said in it: some see their own alone.
                Word::Conversation(..) | Word::Sight(_) => retell_one(engine, word).await,
                Word::Message(tenant, id) => messages.entry(tenant).or_default().push(id),
                other => others.push(other),
            }
        }
        for (tenant, ids) in messages {
            retell_messages(engine, tenant, ids).await;
        }
        for word in others {
            retell_one(engine, word).await;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn retell_messages(engine: &Engine, tenant: TenantId, ids: Vec<MessageId>) {
    if !engine.bus().is_watched_of(tenant) {
        return;
    }
    match engine.store().tenant(tenant).messages_with(ids).await {
        Ok(messages) => {
            for message in messages {
                engine.bus().tell(LiveEvent::Message { message });
            }
        }
        Err(error) => {
            tracing::warn!(%error, tenant.id = %tenant, "what another node told was not read");
            engine.bus().lose(Some(tenant));
        }
    }
}

async fn retell_one(engine: &Engine, word: Word) {
    let bus = engine.bus();
    if word.shown_to().is_some_and(|tenant| !bus.is_watched_of(tenant)) {
        return;
    }
    match word {
        Word::Message(tenant, id) => retell_messages(engine, tenant, vec![id]).await,
        Word::Conversation(tenant, id) => engine.tell_conversation(tenant, id).await,
        Word::Presence(tenant, id) => engine.tell_presence(tenant, id).await,
        Word::Session(tenant) => engine.tell_session(tenant).await,
        Word::Tenant(tenant) => engine.tell_tenant(tenant).await,
        Word::Deed(tenant) => engine.retell_deed(tenant).await,
        Word::List(tenant, list) => bus.tell(list.event(tenant)),
        Word::Sight(tenant) => bus.doubt(tenant),
        Word::Much(of) => bus.lose(of),
        // Never waited.
        Word::SignedOut(_) | Word::Due(_) | Word::Wanted | Word::Figures => {}
    }
}
