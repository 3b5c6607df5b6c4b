//! Customers whom no person answers: pages are told, and the customers are offered the assistant, which goes on where it
//! was when they say so.

use std::collections::HashSet;

use chrono::TimeDelta;
use domain::message::ConversationMode;
use domain::{ConversationId, Decision, Instant, TenantStatus};
use flow::{Facts, Outcome, Turn};
use store::{ConversationRow, IdleConversation, InboundMessage, Reply, Settlement, Standing};

use super::WorkerError;
use super::answer::Answering;
use super::decide::{Asked, seen, speaks, stored_state};
use super::reminders::is_daytime;
use crate::talk::business;
use crate::zone;

/// How often it is looked who waits for too long.
const LOOK_EVERY: TimeDelta = TimeDelta::minutes(1);

/// The conversations whose customers wait for too long.
#[derive(Debug, Default)]
pub(super) struct IdleOnes {
    looked_at: Option<Instant>,
    known: HashSet<ConversationId>,
}

impl IdleOnes {
    /// Whether it is time to look; then it is noted that somebody does.
    fn is_time(&mut self, now: Instant) -> bool {
        let is_time = self.looked_at.is_none_or(|at| now >= at + LOOK_EVERY);
        if is_time {
            self.looked_at = Some(now);
        }
        is_time
    }

    /// Takes note of who waits for too long now; gives those who did not a moment ago.
    fn take(&mut self, now: &[IdleConversation]) -> Vec<ConversationId> {
        let now: HashSet<_> = now.iter().map(|idle| idle.id).collect();
        let new = now.difference(&self.known).copied().collect();
        self.known = now;
        new
    }
}

impl Answering<'_> {
    /// Brings back what was put aside until now, and offers the assistant to who waits in vain; does nothing where that
    /// was done a moment ago.
    pub(super) async fn look_around(&mut self) -> Result<(), WorkerError> {
        let now = self.shared.engine.now();
        if !self.idle.is_time(now) {
            return Ok(());
        }
        for id in self.shared.store.wake_conversations().await? {
            self.shared.engine.publish_conversation(self.shared.tenant, id).await;
        }
        self.offer_assistant(now).await
    }

    /// Tells pages whose customers wait for too long, and the customers, once, that they may go on with the assistant.
    async fn offer_assistant(&mut self, now: Instant) -> Result<(), WorkerError> {
        let (engine, tenant) = (&self.shared.engine, self.shared.tenant);
        let idle = self.shared.store.idle_conversations().await?;
        for id in self.idle.take(&idle) {
            engine.publish_conversation(tenant, id).await;
        }
        let waiting: Vec<_> = idle.into_iter().filter(|idle| idle.is_to_be_told).collect();
        let can_say = *self.shared.connected.borrow() && self.shared.held_until().is_none();
        if waiting.is_empty() {
            return Ok(());
        }
        if !can_say {
            // It is looked again as soon as something may be said.
            self.idle.looked_at = None;
            return Ok(());
        }
        // Whose assistant is paused cannot offer it.
        if self.shared.store.tenant().await?.status == TenantStatus::Paused {
            return Ok(());
        }
        let config = self.shared.store.config().await?;
        if !is_daytime(zone::of(&config.timezone), now) {
            return Ok(());
        }
        for IdleConversation { id, contact_id, language, .. } in waiting {
            if self.limits.wait_until(contact_id, now).is_some() {
                continue;
            }
            let text = flow::nobody_has_time(language.unwrap_or(config.language)).to_owned();
            let said = self.shared.store.offer(id, Reply { text, decision: Decision::Offer {} });
            self.shared.steps.settle(async { said.await.map(|settled| vec![settled]) }).await?;
            self.limits.note(contact_id, now);
            self.shared.outbox.notify_one();
        }
        Ok(())
    }

    /// What becomes of a message by which a customer goes on with the assistant.
    pub(super) async fn resumed(
        &self,
        asked: &Asked,
        standing: &Standing,
        now: Instant,
    ) -> Result<Settlement, WorkerError> {
        let Asked { message, conversation, flow } = asked;
        let (conversation, config) = (conversation.as_ref(), &standing.config);
        let (language, language_by) = speaks(conversation, config.language);
        let business = business::of(config, standing.phone_number.clone(), language);
        let store = self.shared.engine.store().tenant(self.shared.tenant);
        let about = self.about(&store, config, message, language, now);
        let turn = Turn {
            text: "",
            attachment: None,
            language,
            language_by,
            customer: message.contact_name.as_deref(),
            business: &business,
            now: zone::local(zone::of(&config.timezone), now),
            facts: &Facts::default(),
        };
        let state = conversation.and_then(stored_state);
        let Outcome { state, replies, step, .. } =
            about.resume(flow, state.as_ref(), &turn).await?;
        let name = flow.name().to_owned();
        let said = Decision::Reply { flow: name.clone(), step: step.clone() };
        let decision = Decision::Answered { flow: name, step, delayed_by: None };
        Ok(Settlement {
            flow_state: Some(serde_json::to_value(state.answered(now)).ok()),
            mode: Some(ConversationMode::Bot),
            replies: replies
                .into_iter()
                .map(|text| Reply { text, decision: said.clone() })
                .collect(),
            seen: conversation.map(|found| seen(message, found)),
            ..Settlement::of(message.id, decision)
        })
    }
}

/// Whether a customer who was offered the assistant goes on with it.
pub(super) fn goes_on(message: &InboundMessage, conversation: Option<&ConversationRow>) -> bool {
    conversation.is_some_and(|found| found.offered) && flow::goes_on(&message.text)
}
