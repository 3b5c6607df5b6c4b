//! Asking the flow, and what its answer comes to in the store.

use domain::consent::ConsentEvent;
use domain::live::LiveEvent;
use domain::message::ConversationMode;
use domain::views::ConfigView;
use domain::{Conflict, Decision, Gate, Instant, Language, ProductId, TemplateType, TenantStatus};
use flow::{Act, Effect, Facts, FlowDefinition, FlowState, LanguageBy, OrderLine, Outcome, Turn};
use store::{
    AnswerPicture, BookingChange, BookingDeed, ConversationRow, CustomerChange, Deed,
    InboundMessage, NewBooking, NewOrder, NewOrderLine, OrderDeed, Reply, SeenTurn, Settlement,
    Standing, StoreError, StoredPicture, TenantStore, Unanswered,
};

use super::WorkerError;
use super::answer::{Answering, notice};
use super::gates::{HISTORY, attachment, delayed_by, unanswered};
use super::reminders::planned;
use crate::flows::Running;
use crate::knowledge::key_of;
use crate::talk::{About, business};
use crate::zone;

/// The kinds of pictures that go to customers: as a picture WhatsApp takes no other.
const SHOWN: [&str; 2] = ["image/jpeg", "image/png"];
/// How often a deed that became impossible is decided about anew.
const DEEDS_TRIES: usize = 4;

/// A message whose turn has come, and where its conversation stands.
pub(super) struct Asked {
    pub(super) message: InboundMessage,
    pub(super) conversation: Option<ConversationRow>,
    /// The flow that it is a turn of.
    pub(super) flow: Running,
}

impl Answering<'_> {
    /// Settles what does more than answer. When it is not possible any more, because somebody else was quicker,
    /// nothing of it is written and the flow is asked again. Gives the messages that are to be decided anew.
    pub(super) async fn settle_deeds(
        &self,
        asked: &Asked,
        mut settlement: Settlement,
        pieces: &[Settlement],
        standing: &Standing,
    ) -> Result<Vec<InboundMessage>, WorkerError> {
        let together = |settlement| [pieces, &[settlement]].concat();
        for _ in 0..DEEDS_TRIES {
            let written = self.shared.store.settle_all(together(settlement.clone()));
            match self.shared.steps.settle(written).await {
                Err(StoreError::Conflict(Conflict::ChangedHands)) => {
                    return self.yielded(together(settlement)).await;
                }
                Err(StoreError::Conflict(_) | StoreError::Missing(_)) => {}
                written => {
                    written?;
                    self.tell_of(&settlement.deeds);
                    return Ok(Vec::new());
                }
            }
            settlement = self.decide(asked, standing, self.shared.engine.now()).await?;
        }
        // It is the flow's fault, or the customer's bad luck again and again: a person sees to it.
        let (language, _) = speaks(asked.conversation.as_ref(), standing.config.language);
        settlement.deeds.clear();
        settlement.replies.truncate(1);
        settlement.picture = None;
        for reply in &mut settlement.replies {
            flow::person_sees_to_it(language).clone_into(&mut reply.text);
        }
        settlement.flow_state = Some(None);
        settlement.follow_ups = None;
        settlement.mode = Some(ConversationMode::Human);
        settlement.decision = handed_over(&settlement.decision);
        let anew = self.settle(together(settlement)).await?;
        let tenant_id = self.shared.tenant;
        self.shared.engine.bus().publish(LiveEvent::Handoff { tenant_id });
        Ok(anew)
    }

    /// Tells the pages what was done.
    fn tell_of(&self, deeds: &[Deed]) {
        let (engine, tenant) = (&self.shared.engine, self.shared.tenant);
        if deeds.iter().any(|deed| matches!(deed, Deed::Booking(_))) {
            engine.publish_bookings(tenant);
        }
        if deeds.iter().any(|deed| matches!(deed, Deed::Order(_))) {
            engine.publish_orders(tenant);
        }
    }

    /// What a flow is told of the business and the customer when it asks.
    pub(super) fn about<'a>(
        &'a self,
        store: &'a TenantStore,
        config: &'a ConfigView,
        message: &InboundMessage,
        language: Language,
        now: Instant,
    ) -> About<'a> {
        let (engine, tenant) = (&self.shared.engine, self.shared.tenant);
        let (contact, patience) = (message.contact_id, &self.patience);
        About { engine, store, tenant, config, contact, language, now, patience }
    }

    /// Asks the flow.
    pub(super) async fn decide(
        &self,
        asked: &Asked,
        standing: &Standing,
        now: Instant,
    ) -> Result<Settlement, WorkerError> {
        let Asked { message, conversation, flow } = asked;
        let config = &standing.config;
        let state = conversation.as_ref().and_then(stored_state);
        let (language, language_by) = speaks(conversation.as_ref(), config.language);
        let business = business::of(config, standing.phone_number.clone(), language);
        let store = self.shared.engine.store().tenant(self.shared.tenant);
        let hears = hears(message, conversation.as_ref(), config.language);
        let about = self.about(&store, config, message, hears, now);
        let turn = Turn {
            text: &message.text,
            attachment: attachment(message),
            language,
            language_by,
            customer: message.contact_name.as_deref(),
            business: &business,
            now: zone::local(zone::of(&config.timezone), now),
            facts: &Facts::default(),
        };
        let outcome = about.step(flow, state.as_ref(), &turn).await?;
        let picture = match outcome.picture {
            Some(product) => picture(&store, product).await?,
            None => None,
        };
        let settled = settlement_of(message, config, flow, outcome, now);
        let seen = conversation.as_ref().map(|found| seen(message, found));
        Ok(Settlement { picture, seen, ..settled })
    }
}

/// Whose the conversation of a message is while that is decided about.
pub(super) fn seen(message: &InboundMessage, found: &ConversationRow) -> SeenTurn {
    SeenTurn { conversation: message.conversation_id, turn: found.turn }
}

/// A product's picture, where there is one that phones show.
async fn picture(
    store: &TenantStore,
    product: ProductId,
) -> Result<Option<AnswerPicture>, StoreError> {
    let stored = store.product_picture(product).await?;
    let shown = stored.filter(|stored| SHOWN.contains(&stored.mime.as_str()));
    Ok(shown.map(|StoredPicture { mime, bytes }| {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        AnswerPicture { product, mime, size }
    }))
}

/// What the customer is answered in, and how that is known.
pub(crate) fn speaks(
    conversation: Option<&ConversationRow>,
    default: Language,
) -> (Language, LanguageBy) {
    let known = conversation.and_then(|found| Some((found.language?, found.language_chosen)));
    match known {
        Some((language, true)) => (language, LanguageBy::Choice),
        Some((language, false)) => (language, LanguageBy::Heard),
        None => (default, LanguageBy::Default),
    }
}

/// The language that a customer understands: the one they speak, or else the one of their first words.
pub(super) fn hears(
    message: &InboundMessage,
    conversation: Option<&ConversationRow>,
    default: Language,
) -> Language {
    let (language, by) = speaks(conversation, default);
    let heard = (by == LanguageBy::Default).then(|| flow::first_heard(&message.text));
    heard.flatten().unwrap_or(language)
}

/// What becomes of a message in which the customer says whether messages are wanted; heard in every mode and at
/// every hour. A word that leaves what the flow asks just now is the flow's to answer.
pub(super) fn said_about_messages(
    message: &InboundMessage,
    standing: &Standing,
    conversation: Option<&ConversationRow>,
    flow: &FlowDefinition,
    now: Instant,
) -> Option<Settlement> {
    let opted_out = conversation.is_some_and(|found| found.opted_out);
    let event = flow::consent(&message.text, opted_out)?;
    if event == ConsentEvent::OptedOut && leaves_task(message, conversation, flow) {
        return None;
    }
    let (language, _) = speaks(conversation, standing.config.language);
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

/// Whether a message leaves what the flow asks just now; while a person answers, the flow asks nothing.
fn leaves_task(
    message: &InboundMessage,
    conversation: Option<&ConversationRow>,
    flow: &FlowDefinition,
) -> bool {
    let asked = conversation.filter(|found| found.mode == ConversationMode::Bot);
    let Some(asked) = asked.filter(|_| flow::may_leave_task(&message.text)) else { return false };
    stored_state(asked).is_some_and(|state| flow::leaves_task(flow, &state, &message.text))
}

/// Where a conversation stands in its flow. A state that cannot be read, such as one of an older version, starts the
/// conversation afresh.
pub(super) fn stored_state(conversation: &ConversationRow) -> Option<FlowState> {
    serde_json::from_value(conversation.flow_state.clone()?).ok()
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

/// What the log calls a step: its id, which is known in every language, or its title where the business made the step
/// itself.
pub(crate) fn step_name(flow: &Running, outcome: &Outcome, template: TemplateType) -> String {
    let built_in = flow::builtin(template);
    let is_known = |step: &str| {
        matches!(flow, Running::BuiltIn(_))
            || flow.title_of(step, Language::Sw).is_none()
            || built_in.title_of(step, Language::Sw).is_some()
    };
    match &outcome.step_title {
        Some(title) if !is_known(&outcome.step) => title.clone(),
        _ => outcome.step.clone(),
    }
}

fn settlement_of(
    message: &InboundMessage,
    config: &ConfigView,
    flow: &Running,
    outcome: Outcome,
    now: Instant,
) -> Settlement {
    let step = step_name(flow, &outcome, config.template);
    let flow = flow.name().to_owned();
    let reply = Decision::Reply { flow: flow.clone(), step: step.clone() };
    let (decision, mode) = match outcome.effect {
        Effect::HandOff => (Decision::HandedOver { flow, step }, Some(ConversationMode::Human)),
        Effect::None | Effect::End => {
            let delayed_by = delayed_by(message).or(message.late.then_some(Gate::Offline));
            (Decision::Answered { flow, step, delayed_by }, None)
        }
    };
    let replies = outcome.replies.into_iter();
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
    let follow_ups = outcome
        .unfinished
        .filter(|_| mode.is_none())
        .map(|unfinished| planned(unfinished, now, zone::of(&config.timezone)));
    let language = outcome.language.map(|(language, by)| (language, by == LanguageBy::Choice));
    Settlement {
        message_id: message.id,
        decision,
        flow_state: Some(serde_json::to_value(outcome.state.answered(now)).ok()),
        mode,
        replies: replies.map(|text| Reply { text, decision: reply.clone() }).collect(),
        picture: None,
        deeds,
        customer: CustomerChange { language, consent: None },
        unanswered,
        follow_ups,
        seen: None,
    }
}

/// What the flow wants done to bookings and orders, as the store does it.
fn deed(act: Act, config: &ConfigView) -> Option<Deed> {
    Some(match act {
        Act::Order { lines, fulfilment, fee, address, name } => {
            // Read with the prices: where the business asks for another money meanwhile, nothing is placed.
            let currency = lines.first().map_or(config.currency, |line| line.price.currency);
            Deed::Order(OrderDeed::Place(NewOrder {
                lines: lines.into_iter().map(line).collect(),
                fulfilment,
                currency,
                fee_minor: fee.map_or(0, |fee| fee.minor),
                address,
                customer_name: name,
            }))
        }
        Act::CancelOrder { order } => Deed::Order(OrderDeed::Cancel(order)),
        act => Deed::Booking(booking_deed(act, config)?),
    })
}

fn line(line: OrderLine) -> NewOrderLine {
    let OrderLine { product, name, quantity, price } = line;
    NewOrderLine { product, name, quantity, price_minor: price.minor }
}

fn booking_deed(act: Act, config: &ConfigView) -> Option<BookingDeed> {
    let instant = |at| zone::instant(zone::of(&config.timezone), at);
    Some(match act {
        Act::Book { service, service_name, resource, at, name, note } => {
            BookingDeed::Book(NewBooking {
                service,
                resource,
                starts_at: instant(at),
                service_name: service_name.get(config.language).to_owned(),
                customer_name: name,
                note,
            })
        }
        Act::Move { appointment, resource, at } => {
            let change = BookingChange::Move { resource, starts_at: instant(at) };
            BookingDeed::Change(appointment, change)
        }
        Act::Cancel { appointment } => BookingDeed::Change(appointment, BookingChange::Cancel),
        Act::Confirm { appointment } => BookingDeed::Change(appointment, BookingChange::Confirm),
        Act::Order { .. } | Act::CancelOrder { .. } | Act::Unanswered { .. } => return None,
    })
}
