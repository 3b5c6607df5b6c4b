//! What is answered later: what waits for room in the limits, or until the business opens.

use std::collections::HashSet;
use std::time::Duration;

use domain::{ConversationId, Decision, Gate, Instant, Language};
use store::{ConversationRow, InboundMessage, Reply, Standing};

use super::{Answering, cannot_wait, first_of_each_chat, is_answer_in_turn, notice};
use crate::worker::WorkerError;
use crate::worker::decide::hears;
use crate::worker::gates::{delayed_by, not_answered, unanswered};
use crate::zone;

/// Messages of one chat that are kept for a late answer.
const WAITING_MAX: usize = 50;
/// The longest sleep before the clock is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

impl Answering<'_> {
    /// Sleeps until messages that wait may be answered; for ever when none wait.
    pub(in crate::worker) async fn due(&self) {
        tokio::select! {
            () = self.backlog.complete() => {}
            () = self.fragments.complete() => {}
            () = self.has_room() => {}
        }
    }

    /// Sleeps until waiting messages may have room in the limits.
    async fn has_room(&self) {
        let Some(at) = self.due_at else { return std::future::pending().await };
        while let Ok(left) = (at - self.shared.engine.now()).to_std() {
            if left.is_zero() {
                return;
            }
            // In short steps: the clock on the wall may be set meanwhile.
            tokio::time::sleep(left.min(LOOK_AGAIN)).await;
        }
    }

    /// Answers what waits, as far as the limits allow; each chat in its order.
    pub(in crate::worker) async fn answer_waiting(&mut self) -> Result<(), WorkerError> {
        if self.backlog.is_complete() {
            let backlog = self.backlog.take();
            self.answer(backlog).await?;
        }
        let turns = self.fragments.take();
        self.answer(turns).await?;
        self.due_at = None;
        let mut left = std::mem::take(&mut self.waiting);
        // What a crash left of it does not wait behind what waits.
        let is_heard_first = |message: &mut InboundMessage| {
            cannot_wait(&message.text) && !is_answer_in_turn(message)
        };
        let mut about: Vec<_> = left.extract_if(.., is_heard_first).collect();
        while !about.is_empty() {
            let due = first_of_each_chat(&mut about);
            Box::pin(self.handle(due)).await?;
        }
        let mut still = Vec::new();
        let mut blocked = HashSet::new();
        while !left.is_empty() {
            let now = self.shared.engine.now();
            let mut due = Vec::new();
            for message in first_of_each_chat(&mut left) {
                let chat = message.conversation_id;
                if blocked.contains(&chat) {
                    still.push(message);
                } else if delayed_by(&message) == Some(Gate::Closed)
                    && let Some(until) = message.not_before.filter(|until| *until > now)
                {
                    self.due_again(until);
                    blocked.insert(chat);
                    still.push(message);
                } else if delayed_by(&message).is_some()
                    && let Some(until) = self.limits.wait_until(message.contact_id, now)
                {
                    // It is known to wait: nothing has to be written again.
                    self.due_again(until);
                    blocked.insert(chat);
                    still.push(message);
                } else {
                    due.push(message);
                }
            }
            Box::pin(self.handle(due)).await?;
            blocked.extend(self.waiting.iter().map(|message| message.conversation_id));
            still.append(&mut self.waiting);
        }
        still.sort_by_key(|message| (message.created_at, message.id));
        let chats: HashSet<_> = still.iter().map(|message| message.conversation_id).collect();
        self.warned.retain(|chat| chats.contains(chat));
        self.full.retain(|chat| chats.contains(chat));
        self.waiting = still;
        Ok(())
    }

    /// How many messages of a chat wait.
    pub(super) fn ahead_of(&self, chat: ConversationId) -> usize {
        self.waiting.iter().filter(|ahead| ahead.conversation_id == chat).count()
    }

    fn due_again(&mut self, at: Instant) {
        self.due_at = Some(self.due_at.map_or(at, |due| due.min(at)));
    }

    /// Keeps a turn until the business opens; the chat is told so once.
    pub(super) async fn wait_for_opening(
        &mut self,
        message: InboundMessage,
        until: Instant,
        standing: &Standing,
        conversation: Option<&ConversationRow>,
    ) -> Result<(), WorkerError> {
        let is_told = self.told_closed.insert(message.conversation_id, until) == Some(until);
        let notice = (!is_told && !message.late).then(|| {
            let zone = zone::of(&standing.config.timezone);
            let now = self.shared.engine.now();
            let language = hears(&message, conversation, standing.config.language);
            let text = flow::closed(language, zone::local(zone, until), zone::local(zone, now));
            notice(Gate::Closed, &text)
        });
        self.defer(message, Gate::Closed, until, notice).await
    }

    /// Keeps a message for a late answer; the chat is told so once.
    pub(super) async fn put_off(
        &mut self,
        message: InboundMessage,
        until: Instant,
    ) -> Result<(), WorkerError> {
        // Who wrote hours ago, or was told already that it takes its time, needs no word that it does.
        let is_new = delayed_by(&message).is_none() && !message.late;
        let notice = if is_new && self.warned.insert(message.conversation_id) {
            let language = self.language_of(&message).await?;
            Some(notice(Gate::RateLimit, flow::slow_down(language)))
        } else {
            None
        };
        let gate = delayed_by(&message).unwrap_or(Gate::RateLimit);
        self.defer(message, gate, until, notice).await
    }

    async fn defer(
        &mut self,
        mut message: InboundMessage,
        gate: Gate,
        until: Instant,
        notice: Option<Reply>,
    ) -> Result<(), WorkerError> {
        self.due_again(until);
        let decision = Decision::Waiting { gate, until };
        let is_told = notice.is_some();
        let defer = self.shared.store.defer(message.id, decision.clone(), until, notice);
        self.shared.steps.settle(async { defer.await.map(|settled| vec![settled]) }).await?;
        if is_told {
            self.shared.outbox.notify_one();
        }
        message.decision = Some(decision);
        message.not_before = Some(until);
        self.waiting.push(message);
        Ok(())
    }

    /// Queues a message behind others of its chat; too many are not kept for an answer.
    pub(super) async fn queue_up(
        &mut self,
        message: InboundMessage,
        ahead: usize,
    ) -> Result<(), WorkerError> {
        if ahead < WAITING_MAX {
            let chat = message.conversation_id;
            let last = self.waiting.iter().rev().find(|other| other.conversation_id == chat);
            if let Some(Decision::Waiting { gate: Gate::Closed, until }) =
                last.and_then(|last| last.decision.clone())
            {
                return self.defer(message, Gate::Closed, until, None).await;
            }
            let until = self.due_at.unwrap_or_else(|| self.shared.engine.now());
            return self.put_off(message, until).await;
        }
        let pieces = self.fragments.pieces_of(message.id).into_iter();
        let mut settlements: Vec<_> = pieces.map(|id| not_answered(id, Gate::QueueFull)).collect();
        let mut settlement = unanswered(&message, Gate::QueueFull);
        if self.full.insert(message.conversation_id) {
            let language = self.language_of(&message).await?;
            settlement.replies.push(notice(Gate::QueueFull, flow::please_wait(language)));
        }
        settlements.push(settlement);
        self.shared.steps.settle(self.shared.store.settle_all(settlements)).await?;
        self.shared.outbox.notify_one();
        Ok(())
    }

    /// What is told about a message is told in the language of who wrote it.
    async fn language_of(&self, message: &InboundMessage) -> Result<Language, WorkerError> {
        let chat = message.conversation_id;
        let standing = self.shared.store.standing(vec![chat]).await?;
        Ok(hears(message, standing.conversations.get(&chat), standing.config.language))
    }
}
