//! The sending half: takes the outbox in order and hands it to the channel.
//!
//! Customers do not wait for each other: several messages are in the channel's hands at once, one of
//! each conversation.
//!
//! A message is marked as being sent before the channel sees it. Should we end in between, the next
//! worker asks the channel; where the channel cannot tell, a person decides: never a silent double.

use std::time::Duration;

use channel::{Accepted, Address, ConnectorError, Content, Outgoing, Resolution, Typing};
use chrono::TimeDelta;
use domain::OutboxId;
use domain::content::MediaKind;
use domain::session::HoldReason;
use domain::views::{HoldView, MessageView};
use futures::stream::FuturesUnordered;
use futures::{FutureExt, Stream, StreamExt};
use store::{OutboxItem, StoreError, StoredPicture};

use super::{Shared, WorkerError};
use crate::news::Word;
use crate::stages;

/// Messages that are in the channel's hands at once, at most.
const AT_ONCE: usize = 16;
/// How often a message is put back before the channel counts as refusing it.
const TRIES: i32 = 10;
/// How often a message is tried with its picture; after that it goes as words alone.
const PICTURE_TRIES: i32 = 3;
/// The first pause of a message that was put back; doubled each time.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(2);
/// The longest such pause.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(5);
/// How long nothing is sent after the channel said that the number may not write to new people. No source
/// tells how long such a lock lasts; public reports name hours to days, so an hour is the first try.
const STRANGERS_HOLD: TimeDelta = TimeDelta::hours(1);
/// How long nothing is sent after the channel asked for fewer messages.
const TOO_MANY_HOLD: TimeDelta = TimeDelta::minutes(5);
/// How long a channel may take for a read mark or "typing ..", which are courtesies.
const COURTESY_TIMEOUT: Duration = Duration::from_secs(2);

/// Sends until the worker ends; what is in hand is finished first.
pub(super) async fn run(shared: &Shared) -> Result<(), WorkerError> {
    let mut connected = shared.connected.subscribe();
    let mut recovered = false;
    // Whether messages may wait for a later time: those that were put back, by whomever.
    let mut later = true;
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
        // Boxed, so that a worker that sends nothing needs no room for it.
        later |= Box::pin(drain(shared)).await?;
        let mut pause = shared.engine.config().heartbeat;
        if let Some(until) = shared.held_until() {
            pause = (until - shared.engine.now()).to_std().unwrap_or_default().min(pause);
        } else if later {
            let next_at = shared.store.next_outbox_at().await?;
            later = next_at.is_some();
            if let Some(at) = next_at {
                pause = (at - shared.engine.now()).to_std().unwrap_or_default().min(pause);
            }
        }
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

/// Sends what may be sent now; whether a message was put back.
async fn drain(shared: &Shared) -> Result<bool, WorkerError> {
    let mut put_back = false;
    let mut in_hand = FuturesUnordered::new();
    let mut done = Vec::new();
    loop {
        put_back |= done.iter().any(|handed: &Handed| handed.answer.is_err());
        let noted = Box::pin(note(shared, std::mem::take(&mut done), AT_ONCE - in_hand.len()));
        let claimed = meanwhile(noted, &mut in_hand, &mut done).await??;
        // What is claimed is handed over in any case: it counts as being sent already.
        in_hand.extend(claimed.into_iter().map(|item| hand_over(shared, item)));
        if !done.is_empty() {
            continue;
        }
        tokio::select! {
            first = in_hand.next() => match first {
                Some(first) => done.push(first?),
                None => return Ok(put_back),
            },
            () = shared.outbox.notified(), if in_hand.len() < AT_ONCE => {}
        }
        // What is done by now is written down together.
        while let Some(Some(more)) = in_hand.next().now_or_never() {
            done.push(more?);
        }
    }
}

/// Does something while the messages in hand go on, and keeps what comes of them.
async fn meanwhile<T>(
    mut work: impl Future<Output = T> + Unpin,
    in_hand: &mut (impl Stream<Item = Result<Handed, WorkerError>> + Unpin),
    done: &mut Vec<Handed>,
) -> Result<T, WorkerError> {
    loop {
        tokio::select! {
            biased;
            outcome = &mut work => return Ok(outcome),
            Some(handed) = in_hand.next() => done.push(handed?),
        }
    }
}

/// A message that was handed to the channel, and what the channel said.
struct Handed {
    item: OutboxItem,
    answer: Result<Accepted, ConnectorError>,
}

/// Writes down what became of messages and takes up to `room` others, where messages may be sent.
async fn note(
    shared: &Shared,
    done: Vec<Handed>,
    room: usize,
) -> Result<Vec<OutboxItem>, WorkerError> {
    let (mut accepted, mut others) = (Vec::new(), Vec::new());
    for Handed { item, answer } in done {
        match answer {
            Ok(taken) => {
                stages::decided_to_sent(item.outbox_id, shared.engine.now());
                accepted.push((item.outbox_id, taken.channel_id));
            }
            Err(error) => others.push((item, error)),
        }
    }
    let mut offline = false;
    for (item, error) in others {
        offline |= matches!(error, ConnectorError::NotConnected);
        not_accepted(shared, &item, error).await?;
    }
    if offline {
        // The news that the connection is gone travels through the listener; do not spin until then.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let room = if may_send(shared) { room } else { 0 };
    if accepted.is_empty() {
        return Ok(if room > 0 { shared.store.claim_up_to(room).await? } else { Vec::new() });
    }
    sent(shared, accepted, room).await
}

/// Notes that messages were sent and takes up to `room` others in the same transaction.
async fn sent(
    shared: &Shared,
    accepted: Vec<(OutboxId, String)>,
    room: usize,
) -> Result<Vec<OutboxItem>, WorkerError> {
    let mut next = Vec::new();
    let sent = async {
        let (sent, claimed) = shared.store.sent_and_claim(accepted, room).await?;
        next = claimed;
        Ok(sent)
    };
    shared.steps.take(sent).await?;
    Ok(next)
}

fn may_send(shared: &Shared) -> bool {
    *shared.connected.borrow() && !shared.soft.is_cancelled() && shared.held_until().is_none()
}

async fn hand_over(shared: &Shared, item: OutboxItem) -> Result<Handed, WorkerError> {
    publish_sending(shared, &item).await?;
    let to = Address { kind: item.to.kind, value: item.to.value.clone() };
    show_as_read(shared, &item, &to).await;
    type_for_a_while(shared, &to).await;
    let words = Outgoing {
        quoted: item.quoted.clone(),
        ..Outgoing::text(item.message_id, to, item.text.clone())
    };
    let answer = match picture(shared, &item).await? {
        None => send(shared, &words).await?,
        Some(content) => {
            match send(shared, &Outgoing { content, ..words.clone() }).await? {
                // Nothing was accepted: without the picture it may be.
                Err(ConnectorError::Refused(error)) => {
                    tracing::warn!(message.id = %item.message_id, error, "a picture was refused");
                    step(shared, shared.store.drop_picture(item.message_id)).await?;
                    send(shared, &words).await?
                }
                answer => answer,
            }
        }
    };
    Ok(Handed { item, answer })
}

async fn send(
    shared: &Shared,
    outgoing: &Outgoing,
) -> Result<Result<Accepted, ConnectorError>, WorkerError> {
    // The last moment: somebody else may own the tenant by now.
    if !shared.deadline.holds() {
        return Err(WorkerError::LeaseLost);
    }
    let limit = shared.engine.config().send_timeout;
    let answer = tokio::time::timeout(limit, shared.connector.send(outgoing)).await;
    Ok(answer.unwrap_or_else(|_| {
        Err(ConnectorError::NoAnswer(format!("nothing for {} s", limit.as_secs())))
    }))
}

/// The picture that goes with a message. One that is gone, or that the channel could not take again and again, is
/// forgotten: the words matter more.
async fn picture(shared: &Shared, item: &OutboxItem) -> Result<Option<Content>, WorkerError> {
    let Some(product) = item.picture else { return Ok(None) };
    let door = shared.engine.store().tenant(shared.tenant);
    let stored = match item.attempts {
        ..=PICTURE_TRIES => door.product_picture(product).await?,
        _ => None,
    };
    match stored {
        Some(StoredPicture { mime, bytes }) => {
            Ok(Some(Content::File { kind: MediaKind::Image, mime, name: None, bytes }))
        }
        None => {
            step(shared, shared.store.drop_picture(item.message_id)).await?;
            Ok(None)
        }
    }
}

async fn not_accepted(
    shared: &Shared,
    item: &OutboxItem,
    error: ConnectorError,
) -> Result<(), WorkerError> {
    match error {
        // No connection is not the message's fault, however often.
        error @ ConnectorError::NotConnected => put_back(shared, item, &error).await,
        error if error.is_retryable() && item.attempts < TRIES => {
            put_back(shared, item, &error).await
        }
        ConnectorError::NoAnswer(error) => {
            let resolution = shared.connector.resolve(item.message_id).await;
            settle_unsure(shared, item, resolution, &error).await
        }
        error => {
            tracing::warn!(message.id = %item.message_id, %error, "a message was refused");
            if let ConnectorError::Restricted { reason, .. } = error {
                hold(shared, reason).await?;
                if reason == HoldReason::TooMany {
                    // Nothing is wrong with the message itself.
                    let (attempts, why) = (item.attempts - 1, error.to_string());
                    let now = shared.engine.now();
                    let back = shared.store.put_back(item.outbox_id, now, attempts, &why);
                    return step(shared, back).await;
                }
            }
            step(shared, shared.store.refused(item.outbox_id, &error.to_string())).await
        }
    }
}

/// Keeps the other messages back, for sending on into a refusal leads to a ban.
async fn hold(shared: &Shared, reason: HoldReason) -> Result<(), WorkerError> {
    let pause = match reason {
        HoldReason::Strangers => STRANGERS_HOLD,
        HoldReason::TooMany => TOO_MANY_HOLD,
    };
    let until = shared.engine.now() + pause;
    shared.hold_sending(HoldView { reason, until }).await
}

async fn settle_unsure(
    shared: &Shared,
    item: &OutboxItem,
    resolution: Result<Resolution, ConnectorError>,
    error: &str,
) -> Result<(), WorkerError> {
    match resolution {
        Ok(Resolution::Accepted(accepted)) => {
            sent(shared, vec![(item.outbox_id, accepted.channel_id)], 0).await.map(drop)
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
    step(shared, shared.store.put_back(item.outbox_id, run_at, attempts, &error_text)).await
}

/// As a person does: who answers has read first.
async fn show_as_read(shared: &Shared, item: &OutboxItem, to: &Address) {
    let Some(read) = item.answers.as_ref().filter(|_| item.attempts == 1) else { return };
    let read = std::slice::from_ref(read);
    let shown = tokio::time::timeout(COURTESY_TIMEOUT, shared.connector.mark_read(to, read)).await;
    if !matches!(shown, Ok(Ok(()))) {
        tracing::debug!(message.id = %item.message_id, "what is answered was not shown as read");
    }
}

async fn type_for_a_while(shared: &Shared, to: &Address) {
    let typing = shared.engine.config().typing;
    if typing.is_zero() {
        return;
    }
    for (state, pause) in [(Typing::On, typing), (Typing::Off, Duration::ZERO)] {
        let shown =
            tokio::time::timeout(COURTESY_TIMEOUT, shared.connector.typing(to, state)).await;
        if !matches!(shown, Ok(Ok(()))) {
            return;
        }
        tokio::time::sleep(pause).await;
    }
}

async fn publish_sending(shared: &Shared, item: &OutboxItem) -> Result<(), WorkerError> {
    if !shared.engine.bus().is_watched() {
        shared.engine.bus().announce(Word::Message(shared.tenant, item.message_id));
        return Ok(());
    }
    shared.steps.replies_told().await;
    let door = shared.engine.store().tenant(shared.tenant);
    let message = async { Ok(door.message(item.message_id).await?.into_iter().collect()) };
    Ok(shared.steps.take(message).await?)
}

async fn step(
    shared: &Shared,
    write: impl Future<Output = Result<MessageView, StoreError>>,
) -> Result<(), WorkerError> {
    Ok(shared.steps.take(async { write.await.map(|message| vec![message]) }).await?)
}
