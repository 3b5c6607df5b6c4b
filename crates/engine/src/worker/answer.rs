//! From a customer's message to the answer in the outbox.
//!
//! Two transactions: the message is committed as pending before the channel is told that we have
//! it; the decision, the flow's new state and the replies are committed together. A crash between
//! the two leaves a pending message, which the next worker handles.

use std::collections::HashSet;
use std::time::Duration;

use channel::{Ack, Address, ChatKind, Incoming, IncomingFile};
use chrono::TimeDelta;
use domain::consent::ConsentEvent;
use domain::late::LATE_FROM;
use domain::live::LiveEvent;
use domain::message::{ConversationMode, MessageStatus};
use domain::views::ConfigView;
use domain::{ConversationId, Decision, Gate, Instant, Language, TenantStatus};
use flow::{Act, Effect, Facts, FlowState, LanguageBy, Outcome, Turn};
use store::{
    AddressRow, BookingChange, BookingDeed, ConversationRow, CustomerChange, InboundMessage,
    NewBooking, Received, ReceivedFile, Reception, Reply, Settlement, Standing, StoreError,
    Unanswered,
};

use crate::knowledge::key_of;
use crate::{stages, zone};

use super::backlog::Backlog;
use super::facts::About;
use super::limits::{CONTACT_WINDOW, Limits, TENANT_WINDOW};
use super::{Shared, WorkerError, business};

/// Older than this, a message is history: answering it would surprise.
const HISTORY: TimeDelta = TimeDelta::hours(24);
/// What a channel calls an emoji under another message.
const REACTION: &str = "reaction";
/// Messages of one chat that are kept for a late answer.
const WAITING_MAX: usize = 50;
/// The longest sleep before the clock is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// How often a deed that became impossible is decided about anew.
const DEEDS_TRIES: usize = 4;

/// A message whose turn has come, and where its conversation stands.
struct Asked {
    message: InboundMessage,
    conversation: Option<ConversationRow>,
}

/// Answers one tenant's customers, each chat in order.
pub(super) struct Answering<'a> {
    shared: &'a Shared,
    /// The business's number, for the log.
    number: String,
    limits: Limits,
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
        self.answer(fresh).await
    }

    /// Answers messages that are committed, each chat in its order.
    async fn answer(&mut self, mut fresh: Vec<InboundMessage>) -> Result<(), WorkerError> {
        while !fresh.is_empty() {
            let mut due = Vec::new();
            for message in first_of_each_chat(&mut fresh) {
                let chat = message.conversation_id;
                match self.waiting.iter().filter(|ahead| ahead.conversation_id == chat).count() {
                    _ if self.backlog.is_superseded(&message) => due.push(message),
                    0 => due.push(message),
                    ahead => self.queue_up(message, ahead).await?,
                }
            }
            self.handle(due).await?;
        }
        Ok(())
    }

    fn received(&self, incoming: Incoming, now: Instant) -> Received {
        let gate = gate_before(&incoming, now);
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
        self.due_at = None;
        let mut left = std::mem::take(&mut self.waiting);
        let mut still = Vec::new();
        let mut blocked = HashSet::new();
        while !left.is_empty() {
            let now = self.shared.engine.now();
            let mut due = Vec::new();
            for message in first_of_each_chat(&mut left) {
                let chat = message.conversation_id;
                if blocked.contains(&chat) {
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
            self.handle(due).await?;
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
        self.limits.forget_old(self.shared.engine.now());
    }

    /// Decides about messages, each of another chat, and puts off those that the limits hold back.
    async fn handle(&mut self, messages: Vec<InboundMessage>) -> Result<(), WorkerError> {
        if messages.is_empty() {
            return Ok(());
        }
        let now = self.shared.engine.now();
        let chats = messages.iter().map(|message| message.conversation_id).collect();
        let mut standing = self.shared.store.standing(chats).await?;
        let mut settlements = Vec::with_capacity(messages.len());
        let mut decided = Vec::with_capacity(messages.len());
        let mut deeds = Vec::new();
        let mut handed_over = false;
        for message in messages {
            let conversation = standing.conversations.remove(&message.conversation_id);
            let mode = conversation.as_ref().map_or(ConversationMode::Bot, |found| found.mode);
            if let Some(settlement) = said_about_messages(&message, &standing, &conversation, now) {
                settlements.push(settlement);
                continue;
            }
            let superseded = self.backlog.settle(&message).then_some(Gate::Superseded);
            let opted_out = conversation.as_ref().is_some_and(|found| found.opted_out);
            let gate = opted_out.then_some(Gate::OptedOut);
            let gate = gate.or_else(|| gate_after(&message, &standing, mode, now)).or(superseded);
            if let Some(gate) = gate {
                settlements.push(unanswered(&message, gate));
                continue;
            }
            if let Some(until) = self.limits.wait_until(message.contact_id, now) {
                self.put_off(message, until).await?;
                continue;
            }
            let asked = Asked { message, conversation };
            let settlement = self.decide(&asked, &standing, now).await?;
            handed_over |= settlement.mode == Some(ConversationMode::Human);
            for _ in &settlement.replies {
                self.limits.note(asked.message.contact_id, now);
            }
            decided.push(asked.message.created_at);
            if settlement.deeds.is_empty() {
                settlements.push(settlement);
            } else {
                deeds.push((asked, settlement));
            }
        }
        if settlements.is_empty() && deeds.is_empty() {
            return Ok(());
        }
        self.shared.steps.settle(self.shared.store.settle_all(settlements)).await?;
        for (asked, settlement) in deeds {
            self.settle_deeds(&asked, settlement, &standing).await?;
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

    /// Settles what does more than answer. When it is not possible any more, because somebody else was quicker,
    /// nothing of it is written and the flow is asked again.
    async fn settle_deeds(
        &self,
        asked: &Asked,
        mut settlement: Settlement,
        standing: &Standing,
    ) -> Result<(), WorkerError> {
        for _ in 0..DEEDS_TRIES {
            let written = self.shared.store.settle_all(vec![settlement.clone()]);
            match self.shared.steps.settle(written).await {
                Err(StoreError::Conflict(_) | StoreError::Missing(_)) => {}
                written => {
                    written?;
                    self.shared.engine.publish_bookings(self.shared.tenant);
                    return Ok(());
                }
            }
            settlement = self.decide(asked, standing, self.shared.engine.now()).await?;
        }
        // It is the flow's fault, or the customer's bad luck again and again: a person sees to it.
        settlement.deeds.clear();
        settlement.replies.clear();
        settlement.mode = Some(ConversationMode::Human);
        settlement.decision = handed_over(&settlement.decision);
        self.shared.steps.settle(self.shared.store.settle_all(vec![settlement])).await?;
        let tenant_id = self.shared.tenant;
        self.shared.engine.bus().publish(LiveEvent::Handoff { tenant_id });
        Ok(())
    }

    /// Asks the flow.
    async fn decide(
        &self,
        asked: &Asked,
        standing: &Standing,
        now: Instant,
    ) -> Result<Settlement, WorkerError> {
        let Asked { message, conversation } = asked;
        let config = &standing.config;
        let definition = flow::builtin(config.template);
        // A state that cannot be read, such as one of an older version, starts the conversation afresh.
        let state = conversation.as_ref().and_then(|found| found.flow_state.clone());
        let state: Option<FlowState> = state.and_then(|state| serde_json::from_value(state).ok());
        let (language, language_by) = speaks(conversation.as_ref(), config.language);
        let business = business::of(config, standing.phone_number.clone(), language);
        let store = self.shared.engine.store().tenant(self.shared.tenant);
        let about = About { store: &store, config, contact: message.contact_id, now };
        let turn = Turn {
            text: &message.text,
            language,
            language_by,
            customer: message.contact_name.as_deref(),
            business: &business,
            now: zone::local(zone::of(&config.timezone), now),
            facts: &Facts::default(),
        };
        let outcome = about.step(definition, state.as_ref(), &turn).await?;
        Ok(settlement_of(message, config, definition.name(), outcome))
    }

    /// Keeps a message for a late answer; the chat is told so once.
    async fn put_off(
        &mut self,
        mut message: InboundMessage,
        until: Instant,
    ) -> Result<(), WorkerError> {
        self.due_again(until);
        let decision = Decision::Waiting { gate: Gate::RateLimit, until };
        // Who wrote hours ago needs no word that it takes a moment.
        let notice = if !message.late && self.warned.insert(message.conversation_id) {
            let language = self.shared.store.config().await?.language;
            Some(notice(Gate::RateLimit, flow::slow_down(language)))
        } else {
            None
        };
        let noticed = notice.is_some();
        let defer = self.shared.store.defer(message.id, decision.clone(), until, notice);
        self.shared.steps.settle(async { defer.await.map(|settled| vec![settled]) }).await?;
        if noticed {
            self.shared.outbox.notify_one();
        }
        message.decision = Some(decision);
        self.waiting.push(message);
        Ok(())
    }

    /// Queues a message behind others of its chat; too many are not kept for an answer.
    async fn queue_up(&mut self, message: InboundMessage, ahead: usize) -> Result<(), WorkerError> {
        if ahead < WAITING_MAX {
            let until = self.due_at.unwrap_or_else(|| self.shared.engine.now());
            return self.put_off(message, until).await;
        }
        let mut settlement = unanswered(&message, Gate::QueueFull);
        if self.full.insert(message.conversation_id) {
            let language = self.shared.store.config().await?.language;
            settlement.replies.push(notice(Gate::QueueFull, flow::please_wait(language)));
        }
        self.shared.steps.settle(self.shared.store.settle_all(vec![settlement])).await?;
        self.shared.outbox.notify_one();
        Ok(())
    }
}

fn row(Address { kind, value }: Address) -> AddressRow {
    AddressRow { kind, value }
}

/// The gates that can be judged before the message is committed.
fn gate_before(incoming: &Incoming, now: Instant) -> Option<Gate> {
    if incoming.from_me {
        return Some(Gate::OwnMessage);
    }
    if incoming.message_type == REACTION {
        return Some(Gate::Reaction);
    }
    match incoming.chat {
        ChatKind::Group => Some(Gate::Group),
        ChatKind::StatusBroadcast => Some(Gate::StatusBroadcast),
        ChatKind::Single if now - incoming.sent_at > HISTORY => Some(Gate::History),
        ChatKind::Single => None,
    }
}

/// The gates that are judged when a message's turn has come.
fn gate_after(
    message: &InboundMessage,
    standing: &Standing,
    mode: ConversationMode,
    now: Instant,
) -> Option<Gate> {
    if standing.tenant_status == TenantStatus::Paused {
        Some(Gate::Paused)
    } else if mode == ConversationMode::Human {
        Some(Gate::HumanMode)
    } else if message.sent_at.is_some_and(|at| now - at > HISTORY) {
        // It lay here while no worker ran.
        Some(Gate::History)
    } else if is_too_late(message, standing, now) {
        Some(Gate::Offline)
    } else if message.text.trim().is_empty() {
        Some(Gate::Empty)
    } else {
        None
    }
}

/// Whether a message came too late for the owner's taste.
fn is_too_late(message: &InboundMessage, standing: &Standing, now: Instant) -> bool {
    let age = message.sent_at.map(|at| now - at);
    // What was put off was young enough when its turn came.
    message.late
        && delayed_by(message).is_none()
        && age.is_some_and(|age| !standing.config.late.allows(age))
}

/// What held a message back before, where it was put off.
fn delayed_by(message: &InboundMessage) -> Option<Gate> {
    match message.decision {
        Some(Decision::Waiting { gate, .. }) => Some(gate),
        _ => None,
    }
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

fn unanswered(message: &InboundMessage, gate: Gate) -> Settlement {
    Settlement::of(message.id, Decision::NotAnswered { gate })
}

fn notice(gate: Gate, text: &str) -> Reply {
    Reply { text: text.to_owned(), decision: Decision::Notice { gate } }
}

/// What the customer is answered in, and how that is known.
fn speaks(conversation: Option<&ConversationRow>, default: Language) -> (Language, LanguageBy) {
    let known = conversation.and_then(|found| Some((found.language?, found.language_chosen)));
    match known {
        Some((language, true)) => (language, LanguageBy::Choice),
        Some((language, false)) => (language, LanguageBy::Heard),
        None => (default, LanguageBy::Default),
    }
}

/// What becomes of a message in which the customer says whether messages are wanted; heard in every mode and at
/// every hour.
fn said_about_messages(
    message: &InboundMessage,
    standing: &Standing,
    conversation: &Option<ConversationRow>,
    now: Instant,
) -> Option<Settlement> {
    let opted_out = conversation.as_ref().is_some_and(|found| found.opted_out);
    let event = flow::consent(&message.text, opted_out)?;
    let (language, _) = speaks(conversation.as_ref(), standing.config.language);
    let (gate, text) = match event {
        ConsentEvent::OptedOut => (Gate::OptedOut, flow::opted_out(language)),
        ConsentEvent::OptedIn => (Gate::OptedIn, flow::opted_in(language)),
    };
    let is_history = message.sent_at.is_some_and(|at| now - at > HISTORY);
    let is_answered = standing.tenant_status != TenantStatus::Paused && !is_history;
    let replies = is_answered.then(|| notice(gate, text)).into_iter().collect();
    let customer = CustomerChange { consent: Some(event), language: None };
    // What was begun is over.
    Some(Settlement { flow_state: Some(None), replies, customer, ..unanswered(message, gate) })
}

/// The same decision, with a person to see to it.
fn handed_over(decision: &Decision) -> Decision {
    match decision {
        Decision::Answered { flow, step, .. } => {
            Decision::HandedOver { flow: flow.clone(), step: step.clone() }
        }
        other => other.clone(),
    }
}

fn settlement_of(
    message: &InboundMessage,
    config: &ConfigView,
    flow: &str,
    outcome: Outcome,
) -> Settlement {
    let (flow, step) = (flow.to_owned(), outcome.step);
    let reply = Decision::Reply { flow: flow.clone(), step: step.clone() };
    let (decision, mode) = match outcome.effect {
        Effect::HandOff => (Decision::HandedOver { flow, step }, Some(ConversationMode::Human)),
        Effect::None | Effect::End => {
            let delayed_by = delayed_by(message).or(message.late.then_some(Gate::Offline));
            (Decision::Answered { flow, step, delayed_by }, None)
        }
    };
    let replies = outcome.replies.into_iter();
    let language = outcome.language.map(|(language, by)| (language, by == LanguageBy::Choice));
    let mut unanswered = None;
    let mut deeds = Vec::new();
    for act in outcome.acts {
        match act {
            Act::Unanswered { question } => {
                unanswered = Some(Unanswered { key: key_of(&question), text: question });
            }
            act => deeds.extend(deed(act, config)),
        }
    }
    Settlement {
        message_id: message.id,
        decision,
        flow_state: Some(serde_json::to_value(&outcome.state).ok()),
        mode,
        replies: replies.map(|text| Reply { text, decision: reply.clone() }).collect(),
        deeds,
        customer: CustomerChange { language, consent: None },
        unanswered,
    }
}

/// What the flow wants done to bookings, as the store does it.
fn deed(act: Act, config: &ConfigView) -> Option<BookingDeed> {
    let instant = |at| zone::instant(zone::of(&config.timezone), at);
    Some(match act {
        Act::Book { service, service_name, resource, at, name } => BookingDeed::Book(NewBooking {
            service,
            resource,
            starts_at: instant(at),
            service_name: service_name.get(config.language).to_owned(),
            customer_name: name,
            note: None,
        }),
        Act::Move { appointment, resource, at } => {
            let change = BookingChange::Move { resource, starts_at: instant(at) };
            BookingDeed::Change(appointment, change)
        }
        Act::Cancel { appointment } => BookingDeed::Change(appointment, BookingChange::Cancel),
        Act::Confirm { appointment } => BookingDeed::Change(appointment, BookingChange::Confirm),
        Act::Unanswered { .. } => return None,
    })
}
