//! The inbox: conversations as the people of a business work on them.

mod again;
mod canned;
mod hand_back;
mod together;
mod tools;

use domain::inbox::{InboxCounts, InboxFound, InboxRow, InboxShow, SAID_MAX, ThreadView};
use domain::live::LiveEvent;
use domain::message::MessageShow;
use domain::views::{MessageView, Page};
use domain::{
    ConversationId, FieldProblem, MessageId, NoteId, Permission, Principal, Problem, TenantId,
    UserId,
};
use store::{Actor, InboxQuery, InboxSearch, MessageFilter, Said, StoreError, Words};

use self::together::Shown;
use crate::news::Word;
use crate::{Engine, EngineError, access};

/// Most conversations on one page of the list.
const PAGE_MAX: u32 = 100;
/// So many messages are looked through at once for a text.
const LOOKED_THROUGH: u32 = 10_000;

/// What a person wants to say to a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidForm {
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

impl Engine {
    /// Conversations of the person's business, the one in which something was said last first.
    pub async fn inbox(
        &self,
        principal: &Principal,
        show: InboxShow,
        limit: u32,
        before: Option<String>,
    ) -> Result<Page<InboxRow>, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        let me = principal.user_id;
        let query = InboxQuery { show, me, limit: limit.clamp(1, PAGE_MAX), before };
        Ok(self.door(principal, tenant).await?.inbox(query).await?)
    }

    /// Looks for conversations: by the customer's name or number, and by what was said lately; `before` goes on where
    /// such a look ended.
    pub async fn find_in_inbox(
        &self,
        principal: &Principal,
        find: &str,
        before: Option<String>,
    ) -> Result<InboxFound, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        let search = InboxSearch { find: find.to_owned(), before, looks: LOOKED_THROUGH };
        Ok(self.door(principal, tenant).await?.find_in_inbox(search).await?)
    }

    /// How many conversations ask for somebody.
    pub async fn inbox_counts(&self, principal: &Principal) -> Result<InboxCounts, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        Ok(self.door(principal, tenant).await?.inbox_counts(principal.user_id).await?)
    }

    /// A conversation with a page of its messages, newest first.
    ///
    /// # Errors
    /// When there is none.
    pub async fn thread(
        &self,
        principal: &Principal,
        conversation: ConversationId,
        limit: u32,
        before: Option<String>,
    ) -> Result<ThreadView, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        let door = self.door(principal, tenant).await?;
        let row = door.inbox_row(conversation).await?.ok_or(EngineError::NotFound)?;
        let limit = limit.clamp(1, PAGE_MAX);
        let show = MessageShow::All;
        let filter = MessageFilter { conversation: Some(conversation), show, limit, before };
        let messages = door.messages(filter).await?;
        let talk = door.conversation(conversation).await?.ok_or(EngineError::NotFound)?;
        Ok(ThreadView { row, language: talk.language, consent: talk.consent, messages })
    }

    /// An id for what a person is going to say: a form carries it, so that what is sent twice is said once.
    pub fn new_message_id(&self) -> MessageId {
        self.store().mint()
    }

    /// An id for what a person is going to note.
    pub fn new_note_id(&self) -> NoteId {
        self.store().mint()
    }

    /// Notes that the person has seen what the customer wrote; does nothing for who may not answer.
    pub async fn mark_seen(
        &self,
        principal: &Principal,
        conversation: ConversationId,
    ) -> Result<(), EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        let Ok((_, user)) = person(principal) else { return Ok(()) };
        let door = self.door(principal, tenant).await?;
        if door.mark_seen(conversation).await? {
            self.publish_conversation(tenant, conversation).await;
            self.show_customer(&door, user, conversation, Shown::Reading).await?;
        }
        Ok(())
    }

    /// Gives a conversation to the person: the assistant is silent in it from now on.
    ///
    /// # Errors
    /// When there is none; a conflict when it is over, or when somebody else has it and it is not to be taken `anyway`.
    pub async fn take_over(
        &self,
        principal: &Principal,
        conversation: ConversationId,
        anyway: bool,
    ) -> Result<(), EngineError> {
        let (tenant, user) = person(principal)?;
        let door = self.door(principal, tenant).await?;
        let by = Actor::from(principal);
        let taken = door.take_over(&by, user, conversation, anyway).await.map_err(found)?;
        let Some(withdrawn) = taken else { return Ok(()) };
        self.publish_messages(withdrawn);
        self.publish_hands(tenant, conversation).await;
        Ok(())
    }

    /// Says something to a customer; the person takes the conversation over by that.
    ///
    /// # Errors
    /// When the text is empty or too long, or there is no such conversation; a conflict when the customer wants no
    /// messages, the conversation is over, or, unless it is said `anyway`, somebody else has it or answered meanwhile.
    pub async fn say(
        &self,
        principal: &Principal,
        conversation: ConversationId,
        form: SaidForm,
    ) -> Result<MessageView, EngineError> {
        let (tenant, user) = person(principal)?;
        let SaidForm { id, text, turn, seen, anyway } = form;
        let text = said("text", &text, SAID_MAX)?;
        let words = Words { conversation, id, text, turn, seen, anyway };
        let door = self.door(principal, tenant).await?;
        let Said { message, is_new, withdrawn } =
            door.say(&Actor::from(principal), user, words).await.map_err(found)?;
        if is_new {
            self.publish_messages(withdrawn);
            self.publish_messages(vec![message.clone()]);
            self.wake(tenant);
            self.publish_hands(tenant, conversation).await;
            self.publish_presence(tenant, conversation).await;
        }
        Ok(message)
    }

    /// Tells that a conversation came into other hands.
    async fn publish_hands(&self, tenant: TenantId, conversation: ConversationId) {
        self.bus().publish(LiveEvent::Handoff { tenant_id: tenant });
        self.publish_conversation(tenant, conversation).await;
        self.publish_deed(tenant).await;
    }

    /// Publishes a conversation as it is now.
    pub(crate) async fn publish_conversation(
        &self,
        tenant: TenantId,
        conversation: ConversationId,
    ) {
        self.bus().announce(Word::Conversation(tenant, conversation));
        self.tell_conversation(tenant, conversation).await;
    }

    /// The same to the browsers of this node.
    pub(crate) async fn tell_conversation(&self, tenant: TenantId, conversation: ConversationId) {
        if !self.bus().is_watched() {
            return;
        }
        let _turn = self.turns().of(tenant).await;
        match self.store().tenant(tenant).inbox_row(conversation).await {
            Ok(Some(row)) => self.bus().tell(LiveEvent::Conversation { row: Box::new(row) }),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, tenant.id = %tenant, "a change was not published"),
        }
    }

    fn publish_messages(&self, messages: Vec<MessageView>) {
        for message in messages {
            self.bus().publish(LiveEvent::Message { message });
        }
    }
}

/// Who answers customers, and of which business: never an admin.
fn person(principal: &Principal) -> Result<(TenantId, UserId), EngineError> {
    let tenant = access::own_tenant(principal, Permission::Converse)?;
    Ok((tenant, principal.user_id.ok_or(EngineError::Forbidden)?))
}

/// A text as it is kept: without what databases cannot keep, and without blanks around it.
fn said(field: &str, text: &str, max: u32) -> Result<String, EngineError> {
    let text = text.replace('\0', "").replace("\r\n", "\n").trim().to_owned();
    let problem = match text.chars().count() {
        0 => Problem::Required,
        length if u32::try_from(length).is_ok_and(|length| length <= max) => return Ok(text),
        _ => Problem::TooLong { max },
    };
    Err(EngineError::Invalid(vec![FieldProblem::new(field, problem)]))
}

/// A conversation that is not there is not found; every other failure stays.
fn found(error: StoreError) -> EngineError {
    match error {
        StoreError::Missing(_) => EngineError::NotFound,
        other => other.into(),
    }
}
