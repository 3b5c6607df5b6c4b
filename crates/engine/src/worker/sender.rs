//! The sending half: takes the outbox in order and hands it to the channel.
//!
//! A message is marked as being sent before the channel sees it. Should we end in between, the next
//! worker asks the channel; where the channel cannot tell, a person decides: never a silent double.

use std::time::Duration;

use channel::{Address, ConnectorError, Outgoing, Resolution, Typing};
use chrono::TimeDelta;
use domain::views::MessageView;
use store::{OutboxItem, StoreError};

use super::{Shared, WorkerError};
use crate::stages;

/// How often a message is put back before the channel counts as refusing it.
const TRIES: i32 = 10;
/// The first pause of a message that was put back; doubled each time.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(2);
/// The longest such pause.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(5);
/// How long a channel may take for "typing ..", which is a courtesy.
const TYPING_TIMEOUT: Duration = Duration::from_secs(2);

/// Sends until the worker ends; what is in hand is finished first.
pub(super) async fn run(shared: &Shared) -> Result<(), WorkerError> {
    let mut connected = shared.connected.subscribe();
    let mut recovered = false;
    loop {
        tokio::select! {
            biased;
            () = shared.soft.cancelled() => return Ok(()),
            // The sender lives in `shared`, so the channel cannot close.
            _ = connected.wait_for(|connected| *connected) => {}
        }
        if !recovered {
            recover(shared).await?;
            recovered = true;
        }
        drain(shared).await?;
        let pause = pause_until_next(shared).await?;
        tokio::select! {
            () = shared.soft.cancelled() => return Ok(()),
            () = shared.outbox.notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = connected.changed() => {}
        }
    }
}

/// Settles what an earlier worker was sending when it ended.
async fn recover(shared: &Shared) -> Result<(), WorkerError> {
    for item in shared.store.interrupted().await? {
        let resolution = shared.connector.resolve(item.message_id).await;
        settle_unsure(shared, &item, resolution, "ended while sending").await?;
    }
    Ok(())
}

async fn drain(shared: &Shared) -> Result<(), WorkerError> {
    let mut claimed = None;
    loop {
        // What is claimed is handed over in any case: it counts as being sent already.
        let item = match claimed.take() {
            Some(item) => item,
            None if !may_send(shared) => return Ok(()),
            None => match shared.store.claim_outbox().await? {
                Some(item) => item,
                None => return Ok(()),
            },
        };
        match deliver(shared, item).await? {
            Next::Item(item) => claimed = Some(item),
            Next::Nothing => return Ok(()),
            Next::Unknown => {}
        }
    }
}

/// What the outbox holds for now.
enum Next {
    /// The next message, which is claimed.
    Item(OutboxItem),
    /// Nothing that may be sent.
    Nothing,
    /// That was not asked.
    Unknown,
}

fn may_send(shared: &Shared) -> bool {
    *shared.connected.borrow() && !shared.soft.is_cancelled()
}

async fn pause_until_next(shared: &Shared) -> Result<Duration, WorkerError> {
    let longest = shared.engine.config().heartbeat;
    let Some(at) = shared.store.next_outbox_at().await? else { return Ok(longest) };
    Ok((at - shared.engine.now()).to_std().unwrap_or_default().min(longest))
}

async fn deliver(shared: &Shared, item: OutboxItem) -> Result<Next, WorkerError> {
    publish_sending(shared, &item).await?;
    let to = Address { kind: item.to.kind, value: item.to.value.clone() };
    type_for_a_while(shared, &to).await;
    // The last moment: somebody else may own the tenant by now.
    if !shared.deadline.holds() {
        return Err(WorkerError::LeaseLost);
    }
    let outgoing = Outgoing { id: item.message_id, to, text: item.text.clone() };
    let limit = shared.engine.config().send_timeout;
    let sent = tokio::time::timeout(limit, shared.connector.send(&outgoing)).await;
    let sent = sent.unwrap_or_else(|_| {
        Err(ConnectorError::NoAnswer(format!("nothing for {} s", limit.as_secs())))
    });
    match sent {
        Ok(accepted) if may_send(shared) => {
            stages::decided_to_sent(item.outbox_id, shared.engine.now());
            return sent_and_next(shared, &item, &accepted.channel_id).await;
        }
        Ok(accepted) => {
            stages::decided_to_sent(item.outbox_id, shared.engine.now());
            step(shared, shared.store.sent(item.outbox_id, &accepted.channel_id)).await?;
        }
        // No connection is not the message's fault, however often.
        Err(error @ ConnectorError::NotConnected) => put_back(shared, &item, &error).await?,
        Err(error) if error.is_retryable() && item.attempts < TRIES => {
            put_back(shared, &item, &error).await?;
        }
        Err(ConnectorError::NoAnswer(error)) => {
            let resolution = shared.connector.resolve(item.message_id).await;
            settle_unsure(shared, &item, resolution, &error).await?;
        }
        Err(error) => {
            tracing::warn!(message.id = %item.message_id, %error, "a message was refused");
            step(shared, shared.store.refused(item.outbox_id, &error.to_string())).await?;
        }
    }
    Ok(Next::Unknown)
}

/// Notes that a message was sent and takes the next one in the same transaction.
async fn sent_and_next(
    shared: &Shared,
    item: &OutboxItem,
    channel_id: &str,
) -> Result<Next, WorkerError> {
    let mut next = None;
    let sent = async {
        let (sent, claimed) = shared.store.sent_and_claim(item.outbox_id, channel_id).await?;
        next = claimed;
        Ok(Some(sent))
    };
    shared.steps.take(sent).await?;
    Ok(next.map_or(Next::Nothing, Next::Item))
}

async fn settle_unsure(
    shared: &Shared,
    item: &OutboxItem,
    resolution: Result<Resolution, ConnectorError>,
    error: &str,
) -> Result<(), WorkerError> {
    match resolution {
        Ok(Resolution::Accepted(accepted)) => {
            step(shared, shared.store.sent(item.outbox_id, &accepted.channel_id)).await
        }
        Ok(Resolution::NeverSeen) => {
            let now = shared.engine.now();
            step(shared, shared.store.put_back(item.outbox_id, now, item.attempts, error)).await
        }
        // The row stays as it is; the next start asks again.
        Err(error) if error.is_retryable() => Err(error.into()),
        Ok(Resolution::CannotTell) | Err(_) => {
            tracing::warn!(message.id = %item.message_id, "whether a message was sent is unknown");
            step(shared, shared.store.lost(item.outbox_id, error)).await
        }
    }
}

async fn put_back(
    shared: &Shared,
    item: &OutboxItem,
    error: &ConnectorError,
) -> Result<(), WorkerError> {
    let tries = u32::try_from(item.attempts.clamp(1, TRIES)).unwrap_or(1);
    let (pause, attempts) = match error {
        // Not the message's fault: it goes out as soon as the connection is back, and the try does
        // not count.
        ConnectorError::NotConnected => (TimeDelta::zero(), item.attempts - 1),
        _ => ((FIRST_PAUSE * 2i32.pow(tries - 1)).min(LONGEST_PAUSE), item.attempts),
    };
    let run_at = shared.engine.now() + pause;
    let error_text = error.to_string();
    step(shared, shared.store.put_back(item.outbox_id, run_at, attempts, &error_text)).await?;
    if matches!(error, ConnectorError::NotConnected) {
        // The news that the connection is gone travels through the listener; do not spin until then.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}

async fn type_for_a_while(shared: &Shared, to: &Address) {
    let typing = shared.engine.config().typing;
    if typing.is_zero() {
        return;
    }
    for (state, pause) in [(Typing::On, typing), (Typing::Off, Duration::ZERO)] {
        let shown = tokio::time::timeout(TYPING_TIMEOUT, shared.connector.typing(to, state)).await;
        if !matches!(shown, Ok(Ok(()))) {
            return;
        }
        tokio::time::sleep(pause).await;
    }
}

async fn publish_sending(shared: &Shared, item: &OutboxItem) -> Result<(), WorkerError> {
    if !shared.engine.bus().is_watched() {
        return Ok(());
    }
    shared.steps.replies_told().await;
    let door = shared.engine.store().tenant(shared.tenant);
    Ok(shared.steps.take(door.message(item.message_id)).await?)
}

async fn step(
    shared: &Shared,
    write: impl Future<Output = Result<MessageView, StoreError>>,
) -> Result<(), WorkerError> {
    Ok(shared.steps.take(async { write.await.map(Some) }).await?)
}
