//! From a customer's message to the answer in the outbox.
//!
//! Two transactions: the message is committed as pending before the channel is told that we have
//! it; the decision, the flow's new state and the replies are committed together. A crash between
//! the two leaves a pending message, which the next worker handles.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use channel::{Ack, Address, Incoming, IncomingFile};
use domain::booking::ClosureView;
use domain::hours::AfterHours;
use domain::late::LATE_FROM;
use domain::live::LiveEvent;
use domain::message::{ConversationMode, MessageStatus};
use domain::{ConversationId, Decision, Gate, Instant, MessageId, TemplateType};
use flow::LanguageBy;
use store::{
    AddressRow, ConversationRow, InboundMessage, Received, ReceivedFile, Reception, Reply,
    Settlement, Standing,
};

use super::backlog::Backlog;
use super::decide::{Asked, said_about_messages, speaks};
use super::fragments::Fragments;
use super::gates::{closed_until, delayed_by, gate_after, gate_before, not_answered, unanswered};
use super::limits::{CONTACT_WINDOW, Limits, TENANT_WINDOW};
use super::loops::Loops;
use super::{Shared, WorkerError};
use crate::knowledge::{Patience, Phraser};
use crate::{stages, zone};

/// Messages of one chat that are kept for a late answer.
const WAITING_MAX: usize = 50;
/// The longest sleep before the clock is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Answers one tenant's customers, each chat in order.
pub(super) struct Answering<'a> {
    pub(super) shared: &'a Shared,
    /// The business's number, for the log.
    number: String,
    pub(super) limits: Limits,
    /// Messages that wait for room in the limits, oldest first.
    waiting: Vec<InboundMessage>,
    /// When the first of them may have room.
    due_at: Option<Instant>,
    /// Chats that were told that they have to wait, until they wait no more.
    warned: HashSet<ConversationId>,
    /// Chats that were told that too much waits.
    full: HashSet<ConversationId>,
    /// What came while there was no connection, until all of it is here.
    backlog: Backlog,
    /// What may be a part of a longer turn.
    fragments: Fragments,
    loops: Loops,
    /// Chats that were told that the business is closed, and until when that is so.
    told_closed: HashMap<ConversationId, Instant>,
    /// How long this round may wait for a language model.
    pub(super) patience: Patience,
}

impl<'a> Answering<'a> {
    /// Takes up what earlier workers left: pending messages and the replies of the last minutes.
    pub(super) async fn load(shared: &'a Shared) -> Result<Self, WorkerError> {
        let now = shared.engine.now();
        let config = shared.engine.config();
        let recent = shared.store.recent_replies(now - TENANT_WINDOW, now - CONTACT_WINDOW).await?;
        let mut waiting = shared.store.pending().await?;
        let mut backlog = Backlog::default();
        backlog.add(waiting.extract_if(.., |message| message.late && message.decision.is_none()));
        // A turn that was begun may still go on.
        let mut fragments = Fragments::new(config.fragments);
        let begun = waiting.extract_if(.., |message| message.decision.is_none()).collect();
        waiting.extend(fragments.add(begun));
        waiting.sort_by_key(|message| (message.created_at, message.id));
        let closed = waiting.iter().filter_map(|message| match message.decision {
            Some(Decision::Waiting { gate: Gate::Closed, until }) => {
                Some((message.conversation_id, until))
            }
            _ => None,
        });
        let told_closed = closed.collect();
        let warned = waiting
            .iter()
            .filter(|message| matches!(message.decision, Some(Decision::Waiting { .. })))
            .map(|message| message.conversation_id)
            .collect();
        let number = shared.store.tenant().await?.phone_number.unwrap_or_default();
        Ok(Self {
            shared,
            number,
            limits: Limits::new(config.replies_per_minute, config.replies_per_contact, recent),
            waiting,
            due_at: None,
            warned,
            full: HashSet::new(),
            backlog,
            fragments,
            loops: Loops::default(),
            told_closed,
            patience: Patience::default(),
        })
    }

    /// Commits messages, tells the channel that they are safe, and answers them.
    pub(super) async fn receive(
        &mut self,
        messages: Vec<(Incoming, Ack)>,
    ) -> Result<(), WorkerError> {
        let received_at = std::time::Instant::now();
        let now = self.shared.engine.now();
        let (incoming, acks): (Vec<_>, Vec<_>) = messages.into_iter().unzip();
        let received = incoming.into_iter().map(|incoming| self.received(incoming, now)).collect();
        let receptions = self.shared.store.receive_all(received).await?;
        for ack in acks {
            ack.committed();
            stages::received_to_committed(received_at.elapsed());
        }
        let mut fresh = Vec::with_capacity(receptions.len());
        let mut late = Vec::new();
        for reception in receptions {
            let Reception::New(message) = reception else { continue };
            let logged = message.view(self.shared.tenant);
            self.shared.engine.bus().publish(LiveEvent::Message { message: logged });
            if message.extras.file.is_some() {
                self.shared.files.notify_one();
            }
            if message.status == MessageStatus::Pending {
                if message.late { late.push(message) } else { fresh.push(message) }
            }
        }
        self.backlog.add(late.into_iter());
        let before = match self.backlog.is_full() {
            true => self.backlog.take(),
            false => self.backlog.take_of(&fresh),
        };
        self.answer(before).await?;
        let whole = self.fragments.add(fresh);
        self.answer(whole).await
    }

    /// Answers messages that are committed, each chat in its order.
    async fn answer(&mut self, mut fresh: Vec<InboundMessage>) -> Result<(), WorkerError> {
        while !fresh.is_empty() {
            let mut due = Vec::new();
            for message in first_of_each_chat(&mut fresh) {
                let chat = message.conversation_id;
                match self.waiting.iter().filter(|ahead| ahead.conversation_id == chat).count() {
                    _ if self.backlog.is_superseded(&message) => due.push(message),
                    _ if cannot_wait(&message.text) => due.push(message),
                    0 => due.push(message),
                    ahead => Box::pin(self.queue_up(message, ahead)).await?,
                }
            }
            Box::pin(self.handle(due)).await?;
        }
        Ok(())
    }

    fn received(&self, incoming: Incoming, now: Instant) -> Received {
        let gate = gate_before(&incoming, now);
        // Who wanted no messages two days ago wants none today.
        let gate =
            gate.filter(|gate| *gate != Gate::History || !may_be_about_messages(&incoming.text));
        Received {
            wa_message_id: incoming.id,
            from: row(incoming.from),
            also: incoming.also.map(row),
            name: incoming.name,
            to: self.number.clone(),
            text: incoming.text,
            message_type: incoming.message_type,
            place: incoming.place,
            quoted: incoming.quoted,
            file: incoming.file.map(|IncomingFile { name, mime, size, ticket }| ReceivedFile {
                name,
                mime,
                size,
                ticket,
            }),
            late: incoming.late && now - incoming.sent_at > LATE_FROM,
            sent_at: incoming.sent_at,
            from_me: incoming.from_me,
            gate,
        }
    }

    /// Sleeps until messages that wait may be answered; for ever when none wait.
    pub(super) async fn due(&self) {
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
    pub(super) async fn answer_waiting(&mut self) -> Result<(), WorkerError> {
        if self.backlog.is_complete() {
            let backlog = self.backlog.take();
            self.answer(backlog).await?;
        }
        let turns = self.fragments.take();
        self.answer(turns).await?;
        self.due_at = None;
        let mut left = std::mem::take(&mut self.waiting);
        // What a crash left of it does not wait behind what waits.
        let mut about: Vec<_> = left.extract_if(.., |message| cannot_wait(&message.text)).collect();
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

    fn due_again(&mut self, at: Instant) {
        self.due_at = Some(self.due_at.map_or(at, |due| due.min(at)));
    }

    /// Frees what is remembered of customers who are long quiet.
    pub(super) fn forget_old(&mut self) {
        let now = self.shared.engine.now();
        self.limits.forget_old(now);
        self.loops.forget_old(now);
        self.told_closed.retain(|_, until| *until > now);
    }

    /// Decides about messages, each of another chat, and puts off those that the limits hold back.
    async fn handle(&mut self, messages: Vec<InboundMessage>) -> Result<(), WorkerError> {
        if messages.is_empty() {
            return Ok(());
        }
        self.patience.renew(self.shared.engine.phraser().map_or(Duration::ZERO, Phraser::patience));
        let now = self.shared.engine.now();
        let chats = messages.iter().map(|message| message.conversation_id).collect();
        let mut standing = self.shared.store.standing(chats).await?;
        let closures = self.closures(&standing, now).await?;
        let mut settlements = Vec::with_capacity(messages.len());
        let mut decided = Vec::with_capacity(messages.len());
        let mut deeds = Vec::new();
        let mut handed_over = false;
        for message in messages {
            let conversation = standing.conversations.remove(&message.conversation_id);
            let mode = conversation.as_ref().map_or(ConversationMode::Bot, |found| found.mode);
            if let Some(mut settlement) =
                said_about_messages(&message, &standing, conversation.as_ref(), now)
            {
                let pieces = self.fragments.pieces_of(message.id);
                settlements.extend(pieces.into_iter().map(joined));
                self.backlog.settle(&message);
                if self.limits.wait_until(message.contact_id, now).is_some() {
                    // It holds all the same; two programs would confirm it to each other for ever.
                    settlement.replies.clear();
                }
                for _ in &settlement.replies {
                    self.limits.note(message.contact_id, now);
                }
                settlements.push(settlement);
                continue;
            }
            let superseded = self.backlog.settle(&message).then_some(Gate::Superseded);
            let opted_out = conversation.as_ref().is_some_and(|found| found.opted_out);
            let gate = opted_out.then_some(Gate::OptedOut);
            let gate = gate.or_else(|| gate_after(&message, &standing, mode, now)).or(superseded);
            let pieces = self.fragments.pieces_of(message.id);
            if let Some(gate) = gate {
                settlements.extend(pieces.into_iter().map(|id| not_answered(id, gate)));
                settlements.push(unanswered(&message, gate));
                continue;
            }
            let urgent = flow::builtin(standing.config.template).is_emergency(&message.text);
            if let Some(until) = closed_until(&standing.config, &closures, now).filter(|_| !urgent)
            {
                self.fragments.keep(message.id, pieces);
                self.wait_for_opening(message, until, &standing, conversation.as_ref()).await?;
                continue;
            }
            if delayed_by(&message).is_none()
                && self.loops.heard(message.contact_id, &message.text, now)
            {
                settlements.extend(pieces.into_iter().map(|id| not_answered(id, Gate::Loop)));
                let human = Some(ConversationMode::Human);
                settlements.push(Settlement { mode: human, ..unanswered(&message, Gate::Loop) });
                handed_over = true;
                continue;
            }
            if let Some(until) = self.limits.wait_until(message.contact_id, now).filter(|_| !urgent)
            {
                self.fragments.keep(message.id, pieces);
                self.put_off(message, until).await?;
                continue;
            }
            let asked = Asked { message, conversation };
            let settlement = Box::pin(self.decide(&asked, &standing, now)).await?;
            handed_over |= settlement.mode == Some(ConversationMode::Human);
            let texts = settlement.replies.iter().map(|reply| reply.text.as_str());
            self.loops.said(asked.message.contact_id, texts, self.shared.engine.now());
            for _ in &settlement.replies {
                self.limits.note(asked.message.contact_id, now);
            }
            decided.push(asked.message.created_at);
            // The pieces of a turn are done with when it is, and not before.
            let pieces: Vec<_> = pieces.into_iter().map(joined).collect();
            if settlement.deeds.is_empty() {
                settlements.extend(pieces);
                settlements.push(settlement);
            } else {
                deeds.push((asked, settlement, pieces));
            }
        }
        if settlements.is_empty() && deeds.is_empty() {
            return Ok(());
        }
        let is_asked = settlements.iter().any(|settlement| settlement.unanswered.is_some());
        self.shared.steps.settle(self.shared.store.settle_all(settlements)).await?;
        if is_asked {
            self.shared.engine.publish_questions(self.shared.tenant);
        }
        for (asked, settlement, pieces) in deeds {
            Box::pin(self.settle_deeds(&asked, settlement, &pieces, &standing)).await?;
        }
        for committed_at in decided {
            stages::committed_to_decided(committed_at, self.shared.engine.now());
        }
        self.shared.outbox.notify_one();
        if handed_over {
            let tenant_id = self.shared.tenant;
            self.shared.engine.bus().publish(LiveEvent::Handoff { tenant_id });
        }
        Ok(())
    }

    /// When a business that waits until it opens is closed although it is usually open.
    async fn closures(
        &self,
        standing: &Standing,
        now: Instant,
    ) -> Result<Vec<ClosureView>, WorkerError> {
        if standing.config.after_hours == AfterHours::Answer {
            return Ok(Vec::new());
        }
        let store = self.shared.engine.store().tenant(self.shared.tenant);
        Ok(store.closures(now).await?)
    }

    /// Keeps a turn until the business opens; the chat is told so once.
    async fn wait_for_opening(
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
            let (language, by) = speaks(conversation, standing.config.language);
            let heard = (by == LanguageBy::Default).then(|| flow::first_heard(&message.text));
            let language = heard.flatten().unwrap_or(language);
            let text = flow::closed(language, zone::local(zone, until), zone::local(zone, now));
            notice(Gate::Closed, &text)
        });
        self.defer(message, Gate::Closed, until, notice).await
    }

    /// Keeps a message for a late answer; the chat is told so once.
    async fn put_off(
        &mut self,
        message: InboundMessage,
        until: Instant,
    ) -> Result<(), WorkerError> {
        // Who wrote hours ago, or was told already that it takes its time, needs no word that it does.
        let is_new = delayed_by(&message).is_none() && !message.late;
        let notice = if is_new && self.warned.insert(message.conversation_id) {
            let language = self.shared.store.config().await?.language;
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
    async fn queue_up(&mut self, message: InboundMessage, ahead: usize) -> Result<(), WorkerError> {
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
            let language = self.shared.store.config().await?.language;
            settlement.replies.push(notice(Gate::QueueFull, flow::please_wait(language)));
        }
        settlements.push(settlement);
        self.shared.steps.settle(self.shared.store.settle_all(settlements)).await?;
        self.shared.outbox.notify_one();
        Ok(())
    }
}

/// Whether the customer may be saying that messages are wanted, or that they are not.
fn may_be_about_messages(text: &str) -> bool {
    flow::consent(text, false).is_some() || flow::consent(text, true).is_some()
}

/// What is heard at once, whatever waits: whether messages are wanted, and an emergency.
fn cannot_wait(text: &str) -> bool {
    let is_emergency = |template: &TemplateType| flow::builtin(*template).is_emergency(text);
    may_be_about_messages(text) || TemplateType::ALL.iter().any(is_emergency)
}

/// An earlier piece of a turn, which is answered with the last one.
fn joined(id: MessageId) -> Settlement {
    Settlement::of(id, Decision::Joined {})
}

fn row(Address { kind, value }: Address) -> AddressRow {
    AddressRow { kind, value }
}

/// Takes the first message of each chat out of `messages`, in their order and at most
/// [`TOGETHER`](super::TOGETHER).
fn first_of_each_chat(messages: &mut Vec<InboundMessage>) -> Vec<InboundMessage> {
    let mut chats = HashSet::new();
    let take = |message: &mut InboundMessage| {
        chats.len() < super::TOGETHER && chats.insert(message.conversation_id)
    };
    messages.extract_if(.., take).collect()
}

pub(super) fn notice(gate: Gate, text: &str) -> Reply {
    Reply { text: text.to_owned(), decision: Decision::Notice { gate } }
}
