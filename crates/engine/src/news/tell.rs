//! Telling other nodes, while there are any.

use std::time::Duration;

use chrono::TimeDelta;
use store::{News, StoreError};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::outgoing::Outgoing;
use super::word::{Word, letters};
use crate::Engine;

/// Words are told this often at most: what happens twice meanwhile is told once.
const TOGETHER: Duration = Duration::from_millis(50);
/// The first word waits so long for those that come with it.
const A_MOMENT: Duration = Duration::from_millis(5);
/// How often it is looked whether there are other nodes.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A node that gave no sign of life for so long is gone.
const GONE: TimeDelta = TimeDelta::minutes(1);
/// How long to wait after words could not be told.
const AGAIN: Duration = Duration::from_secs(1);

/// Tells other nodes what happens on this one until its pool has ended, so that they hear of the leases that it gives
/// back; nothing where there can be none.
pub(crate) async fn tell(engine: Engine) {
    let (Some(news), Some(outgoing)) = (engine.store().news(), engine.bus().outgoing()) else {
        return;
    };
    tokio::select! {
        () = engine.abort().cancelled() => {}
        () = tell_until_over(&engine, &news, outgoing) => {}
    }
}

async fn tell_until_over(engine: &Engine, news: &News, outgoing: &Outgoing) {
    let over = engine.over();
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut next = Instant::now();
    while !over.is_cancelled() {
        tokio::select! {
            () = over.cancelled() => {}
            _ = look.tick() => look_around(engine, outgoing).await,
            () = outgoing.words().wait() => {
                pause(over, next.saturating_duration_since(Instant::now()).max(A_MOMENT)).await;
            }
        }
        next = Instant::now() + TOGETHER;
        if let Err(error) = tell_all(engine, news, outgoing).await {
            tracing::warn!(%error, "other nodes were not told; it is tried again");
            pause(over, AGAIN).await;
        }
    }
}

/// Waits, though not longer than until the end.
async fn pause(over: &CancellationToken, at_most: Duration) {
    tokio::select! {
        () = over.cancelled() => {}
        () = tokio::time::sleep(at_most) => {}
    }
}

async fn look_around(engine: &Engine, outgoing: &Outgoing) {
    let leases = engine.store().leases();
    match leases.has_company(engine.node(), engine.now() - GONE).await {
        // A node that has just begun may have spoken before it was written down.
        Ok(company) => outgoing.set_alone(!company && !outgoing.has_heard_another()),
        Err(error) => tracing::debug!(%error, "it is not known whether there are other nodes"),
    }
}

/// Tells all that waits. What could not be told waits again, summed up.
async fn tell_all(engine: &Engine, news: &News, outgoing: &Outgoing) -> Result<(), StoreError> {
    let words = outgoing.words().take();
    if words.is_empty() {
        return Ok(());
    }
    let told = tell_words(engine, news, words.clone()).await;
    if told.is_err() {
        outgoing.say(Word::Much(None));
        for word in words {
            outgoing.say(word);
        }
    }
    told
}

/// Says that this node is there.
pub(super) async fn say_hello(engine: &Engine, news: &News) -> Result<(), StoreError> {
    tell_words(engine, news, Vec::new()).await
}

async fn tell_words(engine: &Engine, news: &News, words: Vec<Word>) -> Result<(), StoreError> {
    let letters = letters(engine.node(), words)
        .map_err(|error| StoreError::Corrupt { what: "news", detail: error.to_string() })?;
    for letter in letters {
        news.tell(&letter).await?;
    }
    Ok(())
}
