//! From a customer's message to the answer in the outbox.
//!
//! Two transactions: the message is committed as pending before the channel is told that we have
//! it; the decision, the flow's new state and the replies are committed together. A crash between
//! the two leaves a pending message, which the next worker handles.

use std::collections::HashSet;
use std::time::Duration;

use channel::{Ack, ChatKind, Incoming};
use chrono::TimeDelta;
use domain::live::LiveEvent;
use domain::message::ConversationMode;
use domain::views::ConfigView;
use domain::{ConversationId, Decision, Gate, Instant, TenantStatus};
use flow::{Effect, FlowState, Turn};
use store::{AddressRow, InboundMessage, Received, Reception, Reply, Settlement, Standing};

use crate::stages;

use super::limits::{CONTACT_WINDOW, Limits, TENANT_WINDOW};
use super::{Shared, WorkerError, business};

/// Older than this, a message is history: answering it would surprise.
const HISTORY: TimeDelta = TimeDelta::hours(24);
/// Messages of one chat that are kept for a late answer.
const WAITING_MAX: usize = 50;
/// The longest sleep before the clock is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

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
}

impl<'a> Answering<'a> {
    /// Takes up what earlier workers left: pending messages and the replies of the last minutes.
    pub(super) async fn load(shared: &'a Shared) -> Result<Self, WorkerError> {
        let now = shared.engine.now();
        let config = shared.engine.config();
        let recent = shared.store.recent_replies(now - TENANT_WINDOW, now - CONTACT_WINDOW).await?;
        let waiting = shared.store.pending().await?;
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
        })
    }

    /// Commits a message, tells the channel that it is safe, and answers it.
    pub(super) async fn receive(
        &mut self,
        incoming: Incoming,
        ack: Ack,
    ) -> Result<(), WorkerError> {
        let received_at = std::time::Instant::now();
        let gate = gate_before(&incoming, self.shared.engine.now());
        let received = Received {
            wa_message_id: incoming.id,
            from: AddressRow { kind: incoming.from.kind, value: incoming.from.value },
            name: incoming.name,
            to: self.number.clone(),
            text: incoming.text,
            message_type: incoming.message_type,
            sent_at: incoming.sent_at,
            from_me: incoming.from_me,
            gate,
        };
        let reception = self.shared.store.receive(received).await?;
        ack.committed();
        stages::received_to_committed(received_at.elapsed());
        let Reception::New(message) = reception else { return Ok(()) };
        let logged = message.view(self.shared.tenant);
        self.shared.engine.bus().publish(LiveEvent::Message { message: logged });
        if gate.is_some() {
            return Ok(());
        }
        let chat_waits =
            self.waiting.iter().filter(|w| w.conversation_id == message.conversation_id).count();
        if chat_waits > 0 {
            return self.queue_up(message, chat_waits).await;
        }
        self.handle(message, None).await
    }

    /// Sleeps until waiting messages may have room; for ever when none wait.
    pub(super) async fn due(&self) {
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
        self.due_at = None;
        let mut blocked = HashSet::new();
        for message in std::mem::take(&mut self.waiting) {
            let chat = message.conversation_id;
            if blocked.contains(&chat) {
                self.waiting.push(message);
                continue;
            }
            let delayed = matches!(message.decision, Some(Decision::Waiting { .. }));
            let now = self.shared.engine.now();
            if delayed && let Some(until) = self.limits.wait_until(message.contact_id, now) {
                // It is known to wait: nothing has to be written again.
                self.due_again(until);
                blocked.insert(chat);
                self.waiting.push(message);
                continue;
            }
            self.handle(message, delayed.then_some(Gate::RateLimit)).await?;
            if self.waiting.last().is_some_and(|last| last.conversation_id == chat) {
                blocked.insert(chat);
            }
        }
        let still: HashSet<_> =
            self.waiting.iter().map(|message| message.conversation_id).collect();
        self.warned.retain(|chat| still.contains(chat));
        self.full.retain(|chat| still.contains(chat));
        Ok(())
    }

    fn due_again(&mut self, at: Instant) {
        self.due_at = Some(self.due_at.map_or(at, |due| due.min(at)));
    }

    /// Frees what is remembered of customers who are long quiet.
    pub(super) fn forget_old(&mut self) {
        self.limits.forget_old(self.shared.engine.now());
    }

    async fn handle(
        &mut self,
        message: InboundMessage,
        delayed_by: Option<Gate>,
    ) -> Result<(), WorkerError> {
        let store = &self.shared.store;
        let now = self.shared.engine.now();
        let Standing { tenant_status, phone_number, config, conversation } =
            store.standing(message.conversation_id).await?;
        let mode = conversation.as_ref().map_or(ConversationMode::Bot, |found| found.mode);
        let gate = if tenant_status == TenantStatus::Paused {
            Some(Gate::Paused)
        } else if mode == ConversationMode::Human {
            Some(Gate::HumanMode)
        } else if message.sent_at.is_some_and(|at| now - at > HISTORY) {
            // It lay here while no worker ran.
            Some(Gate::History)
        } else if message.text.trim().is_empty() {
            Some(Gate::Empty)
        } else {
            None
        };
        if let Some(gate) = gate {
            let settlement = unanswered(&message, gate);
            self.shared.steps.settle(store.settle(settlement)).await?;
            return Ok(());
        }
        if let Some(until) = self.limits.wait_until(message.contact_id, now) {
            return self.put_off(message, until).await;
        }
        let state = conversation.and_then(|found| found.flow_state);
        let committed_at = message.created_at;
        let settlement = decide(&message, &config, phone_number, state, now, delayed_by);
        let handed_over = settlement.mode == Some(ConversationMode::Human);
        for _ in &settlement.replies {
            self.limits.note(message.contact_id, now);
        }
        self.shared.steps.settle(store.settle(settlement)).await?;
        stages::committed_to_decided(committed_at, self.shared.engine.now());
        self.shared.outbox.notify_one();
        if handed_over {
            let tenant_id = self.shared.tenant;
            self.shared.engine.bus().publish(LiveEvent::Handoff { tenant_id });
        }
        Ok(())
    }

    /// Keeps a message for a late answer; the chat is told so once.
    async fn put_off(
        &mut self,
        mut message: InboundMessage,
        until: Instant,
    ) -> Result<(), WorkerError> {
        self.due_again(until);
        let decision = Decision::Waiting { gate: Gate::RateLimit, until };
        let notice = if self.warned.insert(message.conversation_id) {
            let language = self.shared.store.config().await?.language;
            Some(notice(Gate::RateLimit, flow::slow_down(language)))
        } else {
            None
        };
        let noticed = notice.is_some();
        let defer = self.shared.store.defer(message.id, decision.clone(), until, notice);
        self.shared.steps.settle(defer).await?;
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
        self.shared.steps.settle(self.shared.store.settle(settlement)).await?;
        self.shared.outbox.notify_one();
        Ok(())
    }
}

/// The gates that can be judged before the message is committed.
fn gate_before(incoming: &Incoming, now: Instant) -> Option<Gate> {
    if incoming.from_me {
        return Some(Gate::OwnMessage);
    }
    match incoming.chat {
        ChatKind::Group => Some(Gate::Group),
        ChatKind::StatusBroadcast => Some(Gate::StatusBroadcast),
        ChatKind::Single if now - incoming.sent_at > HISTORY => Some(Gate::History),
        ChatKind::Single => None,
    }
}

fn unanswered(message: &InboundMessage, gate: Gate) -> Settlement {
    Settlement {
        message_id: message.id,
        decision: Decision::NotAnswered { gate },
        flow_state: None,
        mode: None,
        replies: Vec::new(),
    }
}

fn notice(gate: Gate, text: &str) -> Reply {
    Reply { text: text.to_owned(), decision: Decision::Notice { gate } }
}

/// Asks the flow; pure.
fn decide(
    message: &InboundMessage,
    config: &ConfigView,
    phone: Option<String>,
    state: Option<serde_json::Value>,
    now: Instant,
    delayed_by: Option<Gate>,
) -> Settlement {
    let definition = flow::builtin(config.template);
    // A state that cannot be read, such as one of an older version, starts the conversation afresh.
    let state: Option<FlowState> = state.and_then(|state| serde_json::from_value(state).ok());
    let business = business::of(config, phone);
    let turn = Turn {
        text: &message.text,
        language: config.language,
        business: &business,
        now: business::local(now, &config.timezone),
    };
    let outcome = flow::step(definition, state.as_ref(), &turn);
    let (flow, step) = (definition.name().to_owned(), outcome.step);
    let reply = Decision::Reply { flow: flow.clone(), step: step.clone() };
    let (decision, mode) = match outcome.effect {
        Effect::HandOff => (Decision::HandedOver { flow, step }, Some(ConversationMode::Human)),
        Effect::None | Effect::End => (Decision::Answered { flow, step, delayed_by }, None),
    };
    let replies = outcome.replies.into_iter();
    Settlement {
        message_id: message.id,
        decision,
        flow_state: Some(serde_json::to_value(&outcome.state).ok()),
        mode,
        replies: replies.map(|text| Reply { text, decision: reply.clone() }).collect(),
    }
}
