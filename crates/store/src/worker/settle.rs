//! What was decided about a customer's message: the second of the two transactions of a conversation's
//! turn.
//!
//! The message's status is the guard. Only the transaction that turns it from pending to handled may
//! write the rest, so that a message that is handled twice, after a crash or by two nodes, is answered
//! once.

use std::collections::HashMap;
use std::fmt;

use domain::alert::AlertKind;
use domain::content::{FileState, FileView, MediaKind, QUOTED_MAX, Quoted};
use domain::message::{ConversationMode, MessageStatus};
use domain::views::MessageView;
use domain::{
    Conflict, ContactId, ConversationId, Decision, Instant, MessageId, ProductId, RecordId,
};
use serde_json::Value;
use uuid::Uuid;

use super::WorkerStore;
use super::customer::CustomerChange;
use super::fence::Held;
use super::message::{Logged, Metadata, answer_row, to_json};
use super::outbox::outbox_row;
use super::question::Unanswered;
use super::scheduled::FollowUps;
use super::several::Script;
use crate::bookings::{Booker, BookingDeed, Bookings};
use crate::entity::{message_logs, outbox};
use crate::error::{Result, StoreError};
use crate::shop::{OrderDeed, Shop};

/// One message to the customer.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The text.
    pub text: String,
    /// Which step or gate says it.
    pub decision: Decision,
}

/// Masked: bodies never reach a log by accident.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("decision", &self.decision).finish_non_exhaustive()
    }
}

/// A product's picture that goes with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerPicture {
    /// Which product's.
    pub product: ProductId,
    /// Its media type.
    pub mime: String,
    /// How many bytes it has.
    pub size: u64,
}

/// What a customer's message does beside being answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Something becomes of a booking.
    Booking(BookingDeed),
    /// Something becomes of an order.
    Order(OrderDeed),
}

/// What was decided about one message.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// The message.
    pub message_id: MessageId,
    /// Why it is or is not answered.
    pub decision: Decision,
    /// Where the conversation now stands in its flow; nothing leaves it as it is, and an inner nothing
    /// forgets it.
    pub flow_state: Option<Option<Value>>,
    /// Who answers from now on; nothing leaves it as it is.
    pub mode: Option<ConversationMode>,
    /// What goes to the customer, in this order.
    pub replies: Vec<Reply>,
    /// The picture that goes with the first of them.
    pub picture: Option<AnswerPicture>,
    /// What becomes of bookings and orders.
    pub deeds: Vec<Deed>,
    /// What is learnt about the customer.
    pub customer: CustomerChange,
    /// What was asked and could not be answered.
    pub unanswered: Option<Unanswered>,
    /// What is asked when nothing more is heard, instead of what was planned before.
    pub follow_ups: Option<FollowUps>,
    /// Whose the conversation was when this was decided; nothing where that does not matter.
    pub seen: Option<SeenTurn>,
}

/// Whose a conversation was at some moment: it has come into other hands since when its number is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenTurn {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its number then ([`ConversationRow::turn`](super::ConversationRow::turn)).
    pub turn: i64,
}

impl Settlement {
    /// A message that is not answered and changes nothing.
    pub fn of(message_id: MessageId, decision: Decision) -> Self {
        Self {
            message_id,
            decision,
            flow_state: None,
            mode: None,
            replies: Vec::new(),
            picture: None,
            deeds: Vec::new(),
            customer: CustomerChange::default(),
            unanswered: None,
            follow_ups: None,
            seen: None,
        }
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The customer's message as it is now; nothing when it was handled already.
    pub inbound: Option<MessageView>,
    /// The messages to the customer that wait in the outbox now, in their order.
    pub replies: Vec<MessageView>,
}

impl Settled {
    /// Nothing was written.
    pub const fn none() -> Self {
        Self { inbound: None, replies: Vec::new() }
    }

    /// Whether nothing was written, because the message was handled already.
    pub fn is_none(&self) -> bool {
        self.inbound.is_none()
    }
}

impl WorkerStore {
    /// Settles pending messages: their decisions, their conversations' new states and what goes to the
    /// customers, all of it or nothing; tells what was written for each, in their order.
    ///
    /// Of several settlements of one conversation the last one's state stays. A settlement with deeds is best
    /// settled alone: when one of them is refused nothing of all is written.
    ///
    /// # Errors
    /// When the lease is lost or there is no such message; a conflict when a deed is not possible any more, and
    /// [`Conflict::ChangedHands`] when a conversation that something is said in is in other hands than when that
    /// was decided.
    pub async fn settle_all(&self, settlements: Vec<Settlement>) -> Result<Vec<Settled>> {
        self.write(move |held| Box::pin(async move { held.settle_all(settlements).await })).await
    }

    /// Puts a pending message off until `not_before`, and tells the customer so where a notice is given.
    ///
    /// The notice waits in the outbox from the same moment on that the decision is kept, so that a
    /// worker that finds the decision later need not repeat it.
    ///
    /// # Errors
    /// When the lease is lost or there is no such message.
    pub async fn defer(
        &self,
        message_id: MessageId,
        decision: Decision,
        not_before: Instant,
        notice: Option<Reply>,
    ) -> Result<Settled> {
        self.write(move |held| {
            Box::pin(async move {
                let (decision, still) = (vec![(message_id, &decision)], MessageStatus::Pending);
                let mut decided = held.decide(decision, still, Some(not_before)).await?;
                let inbound = decided.remove(&message_id);
                let spoken = inbound.as_ref().filter(|_| notice.is_some());
                let talk = spoken.map(|inbound| (inbound.row.conversation_id, Talk::default()));
                let replies = notice.into_iter().collect();
                let answers = vec![Answer { inbound, replies, picture: None }];
                let settled = held.answer(answers, talk.into_iter().collect(), Vec::new()).await?;
                Ok(settled.into_iter().next().unwrap_or(Settled::none()))
            })
        })
        .await
    }
}

/// What is said to one message; nothing where that is handled already.
struct Answer {
    inbound: Option<Logged>,
    replies: Vec<Reply>,
    picture: Option<AnswerPicture>,
}

/// What becomes of a conversation, beside that somebody spoke in it.
#[derive(Default)]
struct Talk {
    /// Whether its state becomes this one.
    moves: bool,
    flow_state: Option<Value>,
    mode: Option<ConversationMode>,
    /// The number that the conversation must bear still.
    turn: Option<i64>,
}

impl Held<'_> {
    async fn settle_all(&self, settlements: Vec<Settlement>) -> Result<Vec<Settled>> {
        let decisions =
            settlements.iter().map(|settled| (settled.message_id, &settled.decision)).collect();
        let mut decided = self.decide(decisions, MessageStatus::Handled, None).await?;
        let mut talks: HashMap<Uuid, Talk> = HashMap::new();
        let mut answers = Vec::with_capacity(settlements.len());
        // Of several messages of one conversation the last one's count.
        let mut planned = HashMap::new();
        for settlement in settlements {
            let Settlement {
                message_id,
                flow_state,
                mode,
                replies,
                picture,
                deeds,
                customer,
                unanswered,
                follow_ups,
                seen,
                ..
            } = settlement;
            let inbound = decided.remove(&message_id);
            if let Some(inbound) = &inbound {
                self.do_deeds(&inbound.row, deeds).await?;
                self.change_customer(&inbound.row, customer).await?;
                if let Some(question) = unanswered {
                    self.note_question(&inbound.row, question).await?;
                }
                planned.insert(inbound.row.conversation_id, inbound.row.contact_id.zip(follow_ups));
            }
            if let (Some(inbound), Some(seen)) = (&inbound, seen)
                && seen.conversation.uuid() != inbound.row.conversation_id
            {
                // The customer is another one by now, whose conversation it was not decided for.
                return Err(Conflict::ChangedHands.into());
            }
            if let Some(inbound) = &inbound
                && (flow_state.is_some() || mode.is_some() || !replies.is_empty())
            {
                let talk = talks.entry(inbound.row.conversation_id).or_default();
                if let Some(flow_state) = flow_state {
                    (talk.moves, talk.flow_state) = (true, flow_state);
                }
                talk.mode = mode.or(talk.mode);
                talk.turn = seen.map(|seen| seen.turn).or(talk.turn);
            }
            answers.push(Answer { inbound, replies, picture });
        }
        let mut forgotten = Vec::new();
        for (conversation, plan) in planned {
            match plan {
                Some((contact, plan)) => self.plan_follow_ups(conversation, contact, plan).await?,
                None => forgotten.push(conversation),
            }
        }
        let moved: Vec<(Uuid, ConversationMode)> =
            talks.iter().filter_map(|(id, talk)| Some((*id, talk.mode?))).collect();
        let settled = self.answer(answers, talks, forgotten).await?;
        for (conversation, mode) in moved {
            match mode {
                ConversationMode::Human => self.raise(AlertKind::Handoff, conversation).await?,
                ConversationMode::Bot => self.given_back(conversation).await?,
            }
        }
        Ok(settled)
    }

    async fn do_deeds(&self, inbound: &message_logs::Model, deeds: Vec<Deed>) -> Result<()> {
        let booker = Booker {
            contact: inbound.contact_id.map(ContactId::from_uuid),
            conversation: Some(ConversationId::from_uuid(inbound.conversation_id)),
        };
        let (tx, now, tenant) = (self.tx, self.now, self.tenant());
        for deed in deeds {
            match deed {
                Deed::Booking(deed) => Bookings { tx, now, tenant }.does(booker, deed).await?,
                Deed::Order(deed) => Shop { tx, now, tenant }.does(booker, deed).await?,
            }
        }
        Ok(())
    }

    /// Keeps what was decided about messages, those of them that are still pending, and gives them a
    /// status; gives these as they are now.
    async fn decide(
        &self,
        decisions: Vec<(MessageId, &Decision)>,
        status: MessageStatus,
        not_before: Option<Instant>,
    ) -> Result<HashMap<MessageId, Logged>> {
        let pending = MessageStatus::Pending.as_str();
        let mut messages = self.messages(decisions.iter().map(|(id, _)| *id)).await?;
        let mut decided = HashMap::new();
        let mut rows = Vec::with_capacity(decisions.len());
        for (id, decision) in decisions {
            let mut logged = messages.remove(&id).ok_or(StoreError::Missing("message"))?;
            if logged.row.status != pending {
                continue;
            }
            let decision = to_json("message_logs.decision", decision)?;
            rows.push([id.uuid().into(), decision.clone().into()]);
            status.as_str().clone_into(&mut logged.row.status);
            logged.row.decision = Some(decision);
            logged.row.not_before = not_before.or(logged.row.not_before);
            logged.row.updated_at = self.now;
            decided.insert(id, logged);
        }
        if rows.is_empty() {
            return Ok(decided);
        }
        let mut script = Script::new();
        script.add_giving_ids(|values| {
            let rows: Vec<_> = rows.into_iter().map(|row| values.row(row)).collect();
            format!(
                "UPDATE message_logs SET status = {}, not_before = COALESCE({}, not_before), \
                     decision = v.column2, updated_at = {} \
                 FROM (VALUES {}) v WHERE message_logs.id = v.column1 AND status = {}",
                values.put(status.as_str()),
                values.put(not_before),
                values.put(self.now),
                rows.join(", "),
                values.put(pending),
            )
        });
        let changed = script.run(self.tx).await?;
        decided.retain(|id, _| changed.contains(&id.uuid()));
        Ok(decided)
    }

    /// Notes that somebody spoke in these conversations just now, those that are in the hands that they should be
    /// in; gives their ids.
    fn change_conversations(&self, script: &mut Script, talks: HashMap<Uuid, Talk>) {
        if talks.is_empty() {
            return;
        }
        script.add_giving_ids(|values| {
            let (now, bot) = (values.put(self.now), values.put(ConversationMode::Bot.as_str()));
            let rows: Vec<_> = talks
                .into_iter()
                .map(|(id, Talk { moves, flow_state, mode, turn })| {
                    let mode = mode.map(ConversationMode::as_str);
                    let columns =
                        [id.into(), moves.into(), flow_state.into(), mode.into(), turn.into()];
                    values.row(columns)
                })
                .collect();
            format!(
                "UPDATE conversations SET last_message_at = {now}, updated_at = {now}, \
                     flow_state = CASE WHEN v.column2 THEN v.column3 ELSE flow_state END, \
                     mode = COALESCE(v.column4, mode), \
                     turn = CASE WHEN v.column4 IS NULL THEN turn ELSE turn + 1 END, \
                     offered_at = CASE WHEN v.column4 IS NULL THEN offered_at END, \
                     taken_at = CASE WHEN v.column4 = {bot} THEN NULL ELSE taken_at END, \
                     assigned_user_id = CASE WHEN v.column4 = {bot} THEN NULL \
                         ELSE assigned_user_id END \
                 FROM (VALUES {}) v \
                 WHERE conversations.id = v.column1 AND turn = COALESCE(v.column5, turn)",
                rows.join(", "),
            )
        });
    }

    /// Changes conversations, calls off what was planned in others, puts messages to customers into the log and the outbox, and tells what
    /// was written.
    async fn answer(
        &self,
        answers: Vec<Answer>,
        talks: HashMap<Uuid, Talk>,
        forgotten: Vec<Uuid>,
    ) -> Result<Vec<Settled>> {
        let mut rows = Vec::new();
        let mut settled = Vec::with_capacity(answers.len());
        for Answer { inbound, replies, mut picture } in answers {
            let Some(inbound) = inbound else {
                settled.push(Settled::none());
                continue;
            };
            let mut views = Vec::with_capacity(replies.len());
            for reply in replies {
                let mut row = self.outbound_row(&inbound.row, reply)?;
                if let Some(picture) = picture.take() {
                    row = pictured(row, picture)?;
                }
                let contact_name = inbound.contact_name.clone();
                views.push(Logged { row: row.clone(), contact_name }.view()?);
                rows.push(row);
            }
            settled.push(Settled { inbound: Some(inbound.view()?), replies: views });
        }
        let mut script = Script::new();
        let spoken = talks.len();
        self.change_conversations(&mut script, talks);
        self.forget_follow_ups(&mut script, forgotten);
        if !rows.is_empty() {
            let waiting = rows.iter().map(|row| outbox_row(self.now, row)).collect();
            script.insert(rows);
            script.insert::<outbox::Model, _>(waiting);
        }
        if script.run(self.tx).await?.len() < spoken {
            return Err(Conflict::ChangedHands.into());
        }
        Ok(settled)
    }

    /// Says something to a customer that answers nothing: to the address, and in the conversation, of what was
    /// heard last.
    pub(super) async fn speak_first(&self, last: Logged, reply: Reply) -> Result<Settled> {
        let row =
            message_logs::Model { reply_to_id: None, ..answer_row(self.now, &last.row, reply)? };
        let view = Logged { row: row.clone(), contact_name: last.contact_name }.view()?;
        let mut script = Script::new();
        let talk = HashMap::from([(row.conversation_id, Talk::default())]);
        self.change_conversations(&mut script, talk);
        let waiting = outbox_row(self.now, &row);
        script.insert(vec![row]);
        script.insert::<outbox::Model, _>(vec![waiting]);
        script.run(self.tx).await?;
        Ok(Settled { inbound: None, replies: vec![view] })
    }

    fn outbound_row(
        &self,
        inbound: &message_logs::Model,
        reply: Reply,
    ) -> Result<message_logs::Model> {
        let mut row = answer_row(self.now, inbound, reply)?;
        // After a break nobody knows which of several messages an answer is to.
        let is_late = Metadata::of(inbound)?.late;
        if let Some(id) = inbound.wa_message_id.clone().filter(|_| is_late) {
            let mut metadata = Metadata::of(&row)?;
            let text = inbound.message_text.chars().take(QUOTED_MAX).collect();
            metadata.extras.quoted = Some(Quoted { id, text });
            row.metadata = to_json("message_logs.metadata", &metadata)?;
        }
        Ok(row)
    }
}

/// The same message with a picture above its text.
fn pictured(row: message_logs::Model, picture: AnswerPicture) -> Result<message_logs::Model> {
    let AnswerPicture { product, mime, size } = picture;
    let mut metadata = Metadata::of(&row)?;
    metadata.extras.file = Some(FileView { name: None, mime, size, state: FileState::Kept });
    metadata.extras.picture_of = Some(product);
    Ok(message_logs::Model {
        message_type: MediaKind::Image.as_str().to_owned(),
        metadata: to_json("message_logs.metadata", &metadata)?,
        ..row
    })
}
