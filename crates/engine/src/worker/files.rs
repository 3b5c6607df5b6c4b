//! Fetching what customers sent beside words: after their message is committed, so that a large picture on a slow line
//! keeps nobody from being answered.

use std::time::Duration;

use channel::ConnectorError;
use chrono::TimeDelta;
use domain::content::FileState;
use domain::views::MessageView;
use store::{Settled, StoreError, WaitingFile};

use super::{Shared, WorkerError};

/// Files that are taken up in one go; they are fetched one after the other.
const TOGETHER: u64 = 8;
/// How often a file is tried.
const TRIES: i32 = 6;
/// The first pause; doubled each time, so that the last try comes some twenty minutes after the first.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(40);
/// How long a channel may take for one.
const LIMIT: Duration = Duration::from_mins(2);
/// How long to wait while there is nothing to do; news come by [`Shared::files`].
const IDLE: Duration = Duration::from_mins(10);

/// Fetches until the worker ends.
pub(super) async fn run(shared: &Shared) -> Result<(), WorkerError> {
    let mut connected = shared.connected.subscribe();
    loop {
        tokio::select! {
            biased;
            () = shared.soft.cancelled() => return Ok(()),
            // The sender lives in `shared`, so the channel cannot close.
            _ = connected.wait_for(|connected| *connected) => {}
        }
        let waiting = shared.store.files_to_fetch(TOGETHER).await?;
        let more = !waiting.is_empty();
        for file in waiting {
            tokio::select! {
                () = shared.soft.cancelled() => return Ok(()),
                fetched = fetch(shared, file) => fetched?,
            }
        }
        if more {
            continue;
        }
        let next = shared.store.next_file_at().await?;
        let pause = next.map_or(IDLE, |at| (at - shared.engine.now()).to_std().unwrap_or_default());
        tokio::select! {
            () = shared.soft.cancelled() => return Ok(()),
            () = shared.files.notified() => {}
            () = tokio::time::sleep(pause.min(IDLE)) => {}
            _ = connected.changed() => {}
        }
    }
}

async fn fetch(shared: &Shared, file: WaitingFile) -> Result<(), WorkerError> {
    let config = shared.engine.config();
    if file.size > config.file_most {
        return settle(shared, &file, FileState::TooLarge).await;
    }
    let turn = shared.engine.fetching().await;
    let fetched = tokio::time::timeout(LIMIT, shared.connector.fetch(&file.ticket)).await;
    let fetched =
        fetched.unwrap_or_else(|_| Err(ConnectorError::Unavailable("it took too long".into())));
    match fetched {
        // The sender's word is not enough.
        Ok(content) if u64::try_from(content.len()).unwrap_or(u64::MAX) > config.file_most => {
            settle(shared, &file, FileState::TooLarge).await
        }
        Ok(content) => {
            let room = config.files_most;
            let kept = shared.store.keep_file(file.message_id, content, room);
            tell(shared, kept).await?;
            drop(turn);
            Ok(())
        }
        // No connection is not the file's fault.
        Err(ConnectorError::NotConnected) => {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Ok(())
        }
        Err(error) if error.is_retryable() && file.attempts + 1 < TRIES => {
            tracing::debug!(message.id = %file.message_id, %error, "a file is tried again later");
            let pause = FIRST_PAUSE * 2i32.pow(u32::try_from(file.attempts).unwrap_or_default());
            let at = shared.engine.now() + pause;
            Ok(shared.store.fetch_later(file.message_id, at).await?)
        }
        Err(error) => {
            tracing::warn!(message.id = %file.message_id, %error, "a file could not be fetched");
            settle(shared, &file, FileState::Lost).await
        }
    }
}

async fn settle(shared: &Shared, file: &WaitingFile, state: FileState) -> Result<(), WorkerError> {
    tell(shared, shared.store.give_file_up(file.message_id, state)).await
}

/// Writes what became of a file and publishes its message. The listener settles the same message and publishes it, too:
/// in whichever order the two are written, they are told in it.
async fn tell(
    shared: &Shared,
    write: impl Future<Output = Result<MessageView, StoreError>>,
) -> Result<(), WorkerError> {
    let settled = |message| vec![Settled { inbound: Some(message), replies: Vec::new() }];
    Ok(shared.steps.settle(async { write.await.map(settled) }).await?)
}
