//! People of a business answer customers.

use domain::standing::Hands;
use domain::views::MessageView;
use domain::{Conflict, ConversationId, Decision, MessageId, RecordId, UserId};
use sea_orm::{EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::hands::{customer, last_heard, locked, put, refuse_taken, take};
use super::inbox::standing_of;
use super::messages::message_views;
use super::presence;
use super::writing::Writing;
use crate::actor::Actor;
use crate::entity::{conversations, message_logs};
use crate::error::{Result, StoreError};
use crate::tenant::TenantStore;
use crate::views;
use crate::worker::{Logged, Reply, answer_row};

/// So many characters of what somebody else answered are told.
const ANSWER_SHOWN: usize = 200;
/// So many of the last messages are looked through for what somebody else answered.
const LOOKED_THROUGH: u64 = 50;

/// What a person wants to say to a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Where.
    pub conversation: ConversationId,
    /// The id that the message gets: what is said twice with one id is said once.
    pub id: MessageId,
    /// The text.
    pub text: String,
    /// The conversation's turn that the person saw.
    pub turn: i64,
    /// The newest message that the person saw.
    pub seen: Option<MessageId>,
    /// Whether it is said although somebody else has the conversation, or answered meanwhile.
    pub anyway: bool,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The message.
    pub message: MessageView,
    /// False when it was said before.
    pub is_new: bool,
    /// What the assistant does not say any more, because the person took over by saying this.
    pub withdrawn: Vec<MessageView>,
}

impl TenantStore {
    /// Says something to a customer as a person of the business, who takes the conversation over by that.
    ///
    /// # Errors
    /// When there is no such conversation, or nobody ever wrote in it; a conflict when the customer wants no messages,
    /// the conversation is over, or, unless it is said `anyway`, somebody else has it or answered in it meanwhile.
    pub async fn say(&self, by: &Actor, user: UserId, words: Words) -> Result<Said> {
        let name = by.name.clone();
        self.change(by, move |writing| {
            Box::pin(async move { say(&writing, user, name, words).await })
        })
        .await
    }
}

async fn say(writing: &Writing<'_>, user: UserId, name: String, mut words: Words) -> Result<Said> {
    let (tx, tenant) = (writing.tx, writing.tenant.uuid());
    if let Some(known) = said_before(writing, user, &words).await?
        && known.text != words.text
    {
        // The answer to the first try was lost, and the text was changed before the second.
        words.id = MessageId::from_uuid(id_of_another(words.id.uuid(), &words.text));
    }
    if let Some(message) = said_before(writing, user, &words).await? {
        return Ok(Said { message, is_new: false, withdrawn: Vec::new() });
    }
    let row = locked(writing, words.conversation).await?;
    let contact = customer(tx, tenant, row.contact_id).await?;
    if contact.opted_out_at.is_some() || contact.deleted_at.is_some() {
        return Err(Conflict::OptedOut.into());
    }
    if !words.anyway {
        refuse_unknowing(writing, &row, user, &words).await?;
    }
    let Some(heard) = last_heard(tx, tenant, row.id).await? else {
        return Err(StoreError::Missing("message of the customer"));
    };
    let withdrawn = take(writing, row, user).await?.unwrap_or_default();
    let is_answered = message_logs::Entity::find()
        .filter(message_logs::COLUMN.tenant_id.eq(tenant))
        .filter(message_logs::COLUMN.reply_to_id.eq(heard.id))
        .count(tx)
        .await?
        > 0;
    let reply = Reply { text: words.text, decision: Decision::Person { by: user, name } };
    let answer = message_logs::Model {
        id: words.id.uuid(),
        reply_to_id: (!is_answered).then_some(heard.id),
        ..answer_row(writing.now, &heard, reply)?
    };
    let spoken = conversations::ActiveModel {
        person_at: Set(Some(writing.now)),
        last_message_at: Set(Some(writing.now)),
        unread: Set(0),
        offered_at: Set(None),
        updated_at: Set(writing.now),
        ..Default::default()
    };
    put(writing, answer.conversation_id, vec![answer.clone()], spoken).await?;
    presence::wrote(tx, answer.conversation_id, user).await?;
    let message = Logged { row: answer, contact_name: contact.name }.view()?;
    Ok(Said { message, is_new: true, withdrawn })
}

/// The id of another text that comes with a known id, always the same: the time of the known one, and the rest from the
/// text. So this one, too, is written once however often it is sent.
pub(super) fn id_of_another(known: Uuid, text: &str) -> Uuid {
    let (known, text) = (known.as_u128(), Sha256::digest(text));
    let rest = text.iter().take(8).fold(0_u128, |rest, byte| rest << 8 | u128::from(*byte));
    // Above stay the time, the version and what goes with them; the top two bits of the rest are the variant (RFC 9562).
    let variant = 0b10 << 62;
    Uuid::from_u128(known >> 64 << 64 | variant | rest & (variant - 1) >> 1)
}

/// The message that was said with this id before.
///
/// # Errors
/// When the id is that of another message.
async fn said_before(
    writing: &Writing<'_>,
    user: UserId,
    words: &Words,
) -> Result<Option<MessageView>> {
    let found = message_logs::Entity::find_by_id(words.id.uuid())
        .filter(message_logs::COLUMN.tenant_id.eq(writing.tenant.uuid()))
        .one(writing.tx)
        .await?;
    let Some(found) = found else { return Ok(None) };
    let view = message_views(writing.tx, vec![found]).await?.pop();
    let is_the_same = |view: &MessageView| {
        view.conversation_id == words.conversation
            && matches!(view.decision, Some(Decision::Person { by, .. }) if by == user)
    };
    view.filter(is_the_same).map(Some).ok_or(StoreError::Missing("message of that person"))
}

/// # Errors
/// A conflict when the person would answer without knowing what became of the conversation since they looked.
async fn refuse_unknowing(
    writing: &Writing<'_>,
    row: &conversations::Model,
    user: UserId,
    words: &Words,
) -> Result<()> {
    refuse_taken(writing, row, user).await?;
    let last = message_logs::Entity::find()
        .filter(message_logs::COLUMN.tenant_id.eq(row.tenant_id))
        .filter(message_logs::COLUMN.conversation_id.eq(row.id))
        .filter(message_logs::COLUMN.deleted_at.is_null())
        .order_by_desc(message_logs::Column::CreatedAt)
        .order_by_desc(message_logs::Column::Id)
        .limit(LOOKED_THROUGH)
        .all(writing.tx)
        .await?;
    let unseen = last.into_iter().take_while(|row| Some(row.id) != words.seen.map(RecordId::uuid));
    for row in unseen {
        let Some(Decision::Person { by, name }) = row.decision.and_then(views::decision) else {
            continue;
        };
        if by != user {
            let text = row.message_text.chars().take(ANSWER_SHOWN).collect();
            return Err(Conflict::AnsweredBy { name, text }.into());
        }
    }
    let standing = standing_of(row, writing.now)?;
    let is_mine = matches!(standing.hands, Hands::Taken { .. }) && standing.assigned == Some(user);
    if !is_mine && row.turn != words.turn {
        return Err(Conflict::ChangedHands.into());
    }
    Ok(())
}
