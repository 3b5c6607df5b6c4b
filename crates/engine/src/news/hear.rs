//! Hearing other nodes, and coming back when the connection is lost.

use std::sync::Arc;
use std::time::Duration;

use store::{Listening, News, StoreError};
use tokio::time::timeout;

use super::outgoing::Outgoing;
use super::queue::WordQueue;
use super::retell::{pass_on, retell};
use super::tell::say_hello;
use super::word::{Letter, Word};
use crate::Engine;

/// A connection on which nothing was heard for so long is asked for a sign of life.
const QUIET: Duration = Duration::from_secs(15);
/// How long to wait before listening is tried again, and the longest.
const AGAIN: Duration = Duration::from_millis(100);
const AGAIN_AT_MOST: Duration = Duration::from_secs(5);

/// Hears other nodes until the engine drains; nothing where there can be none.
pub(crate) async fn hear(engine: Engine) {
    let (Some(news), Some(outgoing)) = (engine.store().news(), engine.bus().outgoing()) else {
        return;
    };
    let draining = engine.draining();
    let heard = WordQueue::default();
    tokio::select! {
        () = draining.cancelled() => {}
        // Beside it, so that the server is never kept waiting with what it has for us.
        () = retell(&engine, &heard) => {}
        () = listen(&engine, &news, outgoing, &heard) => {}
    }
}

/// Listens, again and again.
async fn listen(engine: &Engine, news: &News, outgoing: &Arc<Outgoing>, heard: &WordQueue) {
    let mut pause = AGAIN;
    loop {
        match begin(engine, news).await {
            Ok(mut listening) => {
                pause = AGAIN;
                // Whatever happened before is read now, since nobody repeats it.
                heard.push(Word::Much(None));
                engine.wanted().notify_one();
                let error = attend(engine, &mut listening, outgoing, heard).await;
                tracing::warn!(%error, "other nodes are not heard any more; it is tried again");
            }
            Err(error) => tracing::warn!(%error, "other nodes cannot be heard; it is tried again"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(AGAIN_AT_MOST);
    }
}

async fn begin(engine: &Engine, news: &News) -> Result<Listening, StoreError> {
    let listening = news.listen().await?;
    say_hello(engine, news).await?;
    Ok(listening)
}

/// Takes what is told until the connection is lost.
async fn attend(
    engine: &Engine,
    listening: &mut Listening,
    outgoing: &Outgoing,
    heard: &WordQueue,
) -> StoreError {
    loop {
        let text = match timeout(QUIET, listening.hear()).await {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => return error,
            Err(_) => match listening.check().await {
                Ok(()) => continue,
                Err(error) => return error,
            },
        };
        match serde_json::from_str::<Letter>(&text) {
            Ok(letter) if letter.from == engine.node() => {}
            Ok(letter) => {
                outgoing.heard_another();
                for word in letter.words {
                    pass_on(engine, word, heard);
                }
            }
            // A node of another version has words that this one does not know.
            Err(error) => {
                tracing::debug!(%error, "another node was not understood");
                heard.push(Word::Much(None));
            }
        }
    }
}
