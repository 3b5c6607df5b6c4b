//! From a customer's message to the answer in the outbox.
//!
//! Two transactions: the message is committed as pending before the channel is told that we have
//! it; the decision, the flow's new state and the replies are committed together. A crash between
//! the two leaves a pending message, which the next worker handles.

mod waiting;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use channel::{Ack, Address, Incoming, IncomingFile};
use domain::booking::ClosureView;
use domain::hours::AfterHours;
use domain::late::LATE_FROM;
use domain::live::LiveEvent;
use domain::message::{ConversationMode, MessageStatus};
use domain::{Conflict, ConversationId, Decision, Gate, Instant, MessageId, TemplateType};
use flow::UnderWay;
use store::{
    AddressRow, ConversationRow, InboundMessage, Received, ReceivedFile, Reception, Reply,
    Settlement, Standing, StoreError,
};

use super::backlog::Backlog;
use super::decide::{Asked, said_about_messages};
use super::fragments::Fragments;
use super::gates::{closed_until, delayed_by, gate_after, gate_before, not_answered, unanswered};
use super::idle::{IdleOnes, goes_on};
use super::limits::{CONTACT_WINDOW, Limits, TENANT_WINDOW};
use super::loops::Loops;
use super::{Shared, WorkerError};
use crate::flows::Running;
use crate::knowledge::{Patience, Phraser};
use crate::stages;

/// How often it is looked again who has a conversation that comes into other hands just when it is answered.
const HANDS_TRIES: usize = 4;

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
    /// Whose customers wait for too long.
    pub(super) idle: IdleOnes,
    /// What answered last, for the emergencies that only the business's own flow knows.
    answered_with: Option<Running>,
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
            idle: IdleOnes::default(),
            answered_with: None,
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
                match self.ahead_of(message.conversation_id) {
                    _ if self.backlog.is_superseded(&message) => due.push(message),
                    _ if self.cannot_wait(&message.text) => due.push(message),
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
            is_courtesy: incoming.file.is_none() && flow::wants_no_answer(&incoming.text),
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
        let active = self.active(&standing).await?;
        self.answered_with = Some(active.clone());
        let mut settlements = Vec::with_capacity(messages.len());
        let mut decided = Vec::with_capacity(messages.len());
        let mut deeds = Vec::new();
        let mut handed_over = false;
        for message in messages {
            let conversation = standing.conversations.remove(&message.conversation_id);
            let mode = conversation.as_ref().map_or(ConversationMode::Bot, |found| found.mode);
            let flow = self.flow_of(&active, &standing, conversation.as_ref(), now).await?;
            if let Some(mut settlement) =
                said_about_messages(&message, &standing, conversation.as_ref(), &flow, now)
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
            if gate == Some(Gate::HumanMode) && goes_on(&message, conversation.as_ref()) {
                // The customer waits for a person no more.
                let asked = Asked { message, conversation, flow };
                let resumed = Box::pin(self.resumed(&asked, &standing, now)).await?;
                self.limits.note(asked.message.contact_id, now);
                settlements.extend(pieces.into_iter().map(joined));
                settlements.push(resumed);
                handed_over = true;
                continue;
            }
            if let Some(gate) = gate {
                if gate == Gate::HumanMode {
                    self.alarm(&message, &active).await?;
                }
                settlements.extend(pieces.into_iter().map(|id| not_answered(id, gate)));
                settlements.push(unanswered(&message, gate));
                continue;
            }
            let ahead = self.ahead_of(message.conversation_id);
            if ahead > 0 && delayed_by(&message).is_none() && flow::may_leave_task(&message.text) {
                // It came here as a STOP, and is an answer like what was written before it.
                self.fragments.keep(message.id, pieces);
                Box::pin(self.queue_up(message, ahead)).await?;
                continue;
            }
            let urgent = self.alarm(&message, &active).await?;
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
            let asked = Asked { message, conversation, flow };
            let settlement = Box::pin(self.decide(&asked, &standing, now)).await?;
            handed_over |= settlement.mode == Some(ConversationMode::Human);
            let texts = settlement.replies.iter().map(|reply| reply.text.as_str());
            self.loops.said(asked.message.contact_id, texts, self.shared.engine.now());
            for _ in &settlement.replies {
                self.limits.note(asked.message.contact_id, now);
            }
            decided.push(asked.message.created_at);
            // The pieces of a turn are done with when it is, and not before.
            let seen = settlement.seen;
            let pieces = pieces.into_iter().map(|id| Settlement { seen, ..joined(id) });
            let pieces: Vec<_> = pieces.collect();
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
        let is_about_messages = settlements.iter().any(|it| it.customer.consent.is_some());
        let given_back: Vec<_> = settlements
            .iter()
            .filter(|settlement| settlement.mode == Some(ConversationMode::Bot))
            .filter_map(|settlement| Some(settlement.seen?.conversation))
            .collect();
        let mut anew = self.settle(settlements).await?;
        if is_asked {
            self.shared.engine.publish_questions(self.shared.tenant);
        }
        if is_about_messages {
            self.shared.engine.publish_consent(self.shared.tenant);
        }
        for (asked, settlement, pieces) in deeds {
            let again = Box::pin(self.settle_deeds(&asked, settlement, &pieces, &standing));
            anew.extend(again.await?);
        }
        for committed_at in decided {
            stages::committed_to_decided(committed_at, self.shared.engine.now());
        }
        self.shared.outbox.notify_one();
        if handed_over {
            let tenant_id = self.shared.tenant;
            self.shared.engine.bus().publish(LiveEvent::Handoff { tenant_id });
        }
        for conversation in given_back {
            self.shared.engine.publish_conversation(self.shared.tenant, conversation).await;
        }
        Box::pin(self.answer(anew)).await
    }

    /// Writes down what was decided, and says it, but where a person took the conversation over meanwhile. Gives the
    /// messages that are to be decided anew.
    pub(super) async fn settle(
        &self,
        settlements: Vec<Settlement>,
    ) -> Result<Vec<InboundMessage>, WorkerError> {
        let written = self.shared.store.settle_all(settlements.clone());
        match self.shared.steps.settle(written).await {
            Err(StoreError::Conflict(Conflict::ChangedHands)) => self.yielded(settlements).await,
            written => Ok(written.map(|()| Vec::new())?),
        }
    }

    /// The same, when it is known that a conversation came into other hands meanwhile: where a person has it, the
    /// assistant is silent, and whose customer has become one with another is asked in that one's conversation.
    pub(super) async fn yielded(
        &self,
        mut settlements: Vec<Settlement>,
    ) -> Result<Vec<InboundMessage>, WorkerError> {
        let mut anew = Vec::new();
        for _ in 0..HANDS_TRIES {
            let pending = self.shared.store.pending().await?.into_iter();
            let mut pending: HashMap<_, _> = pending.map(|message| (message.id, message)).collect();
            settlements.retain(|settlement| {
                let message = pending.remove(&settlement.message_id);
                let moved = message.filter(|message| {
                    settlement.seen.is_some_and(|seen| seen.conversation != message.conversation_id)
                });
                let stays = moved.is_none();
                anew.extend(moved);
                stays
            });
            let chats = settlements.iter().filter_map(|it| Some(it.seen?.conversation)).collect();
            let now = self.shared.store.standing(chats).await?.conversations;
            for settlement in &mut settlements {
                let Some(seen) = &mut settlement.seen else { continue };
                let Some(found) = now.get(&seen.conversation) else { continue };
                // Who goes on with the assistant ends a person's turn, and not the other way around.
                let goes_on =
                    settlement.mode == Some(ConversationMode::Bot) && seen.turn == found.turn;
                seen.turn = found.turn;
                if found.mode == ConversationMode::Human && !goes_on {
                    *settlement = not_answered(settlement.message_id, Gate::HumanMode);
                }
            }
            let written = self.shared.store.settle_all(settlements.clone());
            match self.shared.steps.settle(written).await {
                Err(StoreError::Conflict(Conflict::ChangedHands)) => {}
                written => return Ok(written.map(|()| anew)?),
            }
        }
        Err(StoreError::Conflict(Conflict::ChangedHands).into())
    }

    /// What is heard at once, whatever waits: whether messages are wanted, and an emergency.
    fn cannot_wait(&self, text: &str) -> bool {
        let own = self.answered_with.as_ref();
        cannot_wait(text) || own.is_some_and(|flow| flow.is_emergency(text))
    }

    /// The flow that answers in the business now.
    async fn active(&self, standing: &Standing) -> Result<Running, WorkerError> {
        let store = self.shared.engine.store().tenant(self.shared.tenant);
        let (template, version) = (standing.config.template, standing.flow_version);
        Ok(self.shared.engine.flows().running(&store, template, version).await?)
    }

    /// The flow that a conversation's turn is one of: what it is in the middle of, or what answers now.
    async fn flow_of(
        &self,
        active: &Running,
        standing: &Standing,
        conversation: Option<&ConversationRow>,
        now: Instant,
    ) -> Result<Running, WorkerError> {
        let state = conversation.and_then(|found| found.flow_state.as_ref());
        let under_way = state.and_then(UnderWay::of);
        let store = self.shared.engine.store().tenant(self.shared.tenant);
        let (flows, template) = (self.shared.engine.flows(), standing.config.template);
        Ok(flows.for_turn(&store, active, template, under_way, now).await?)
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
}

/// Whether the customer may be saying that messages are wanted, or that they are not.
fn may_be_about_messages(text: &str) -> bool {
    flow::consent(text, false).is_some() || flow::consent(text, true).is_some()
}

/// The same in every business.
fn cannot_wait(text: &str) -> bool {
    let is_emergency = |template: &TemplateType| flow::builtin(*template).is_emergency(text);
    may_be_about_messages(text) || TemplateType::ALL.iter().any(is_emergency)
}

/// Whether a message that could mean STOP was put off as an answer to what the flow asked, and keeps its turn.
fn is_answer_in_turn(message: &InboundMessage) -> bool {
    delayed_by(message).is_some() && flow::may_leave_task(&message.text)
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
