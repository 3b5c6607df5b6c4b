//! The conversations that people of a business work on, as the inbox lists them.

use serde::{Deserialize, Serialize};

use crate::consent::ConsentRecord;
use crate::message::{Direction, MessageStatus};
use crate::standing::Standing;
use crate::text_enum::text_enum;
use crate::views::{MessageView, Page};
use crate::{
    CannedReplyId, ContactId, ConversationId, Instant, Language, NoteId, TenantId, UserId,
};

text_enum! {
    /// Which conversations the inbox lists.
    #[derive(Default)]
    InboxShow {
        /// All that go on.
        #[default]
        All => "all",
        /// Those whose customers wait for a person.
        Waiting => "waiting",
        /// Those that are the person's own.
        Mine => "mine",
        /// Those that are with people, and nobody's.
        Unassigned => "unassigned",
        /// Those that the assistant answers.
        Assistant => "assistant",
        /// Those that are put aside until later.
        Snoozed => "snoozed",
        /// Those that are over.
        Closed => "closed",
    }
}

/// The most characters of a message that its line in the inbox shows.
pub const LINE_MAX: usize = 120;

/// A conversation in the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxRow {
    /// Its id.
    pub id: ConversationId,
    /// Whose it is.
    pub tenant_id: TenantId,
    /// The customer.
    pub contact_id: ContactId,
    /// The customer's name, where it is known.
    pub name: Option<String>,
    /// Where the customer is reached: the phone number where there is one.
    pub address: String,
    /// Who has it, and whether it goes on.
    pub standing: Standing,
    /// The name of whom it is meant for.
    pub assigned_name: Option<String>,
    /// How many of the customer's messages nobody of the business has seen.
    pub unread: u32,
    /// What was said last.
    pub last: Option<LastLine>,
    /// When something was said last.
    pub last_at: Option<Instant>,
    /// Whether the customer wants no messages.
    pub opted_out: bool,
    /// Grows whenever the conversation comes into other hands.
    pub turn: i64,
    /// For so many minutes at least the customer has waited for an answer of a person; nothing where nobody waits for too long.
    pub idle_minutes: Option<u16>,
}

/// The most characters of what a person says to a customer at once. WhatsApp takes 65,536; more than a few screens is
/// a mistake.
pub const SAID_MAX: u32 = 4_000;

/// A conversation with a page of what was said in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadView {
    /// The conversation as the inbox lists it.
    pub row: InboxRow,
    /// What the customer is answered in, where they chose it.
    pub language: Option<Language>,
    /// What the customer said last about messages.
    pub consent: Option<ConsentRecord>,
    /// The messages, newest first.
    pub messages: Page<MessageView>,
}

/// The most characters of a note.
pub const NOTE_MAX: u32 = 2_000;
/// The most characters of a canned reply, in each language.
pub const CANNED_MAX: u32 = 1_000;
/// The most characters of a canned reply's short name.
pub const SHORTCUT_MAX: u32 = 30;
/// The most canned replies of a business.
pub const CANNED_COUNT_MAX: u32 = 200;
/// What a canned reply may leave open, to be filled for the customer: their name, their first name, the business's name,
/// its number, its hours, and the name of who answers.
pub const CANNED_PLACEHOLDERS: [&str; 6] =
    ["name", "first_name", "business_name", "phone", "hours", "agent"];

/// A canned reply as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CannedForm {
    /// Its short name.
    pub shortcut: String,
    /// The Swahili text.
    pub sw: String,
    /// The English text.
    pub en: String,
}

text_enum! {
    /// Until when a conversation is put aside.
    #[derive(Default)]
    SnoozeUntil {
        /// For an hour.
        #[default]
        Hour => "hour",
        /// Until the evening.
        Tonight => "tonight",
        /// Until the next morning.
        Tomorrow => "tomorrow",
        /// Until Monday morning.
        Monday => "monday",
        /// Until a moment that is named.
        At => "at",
    }
}

/// A wish to put a conversation aside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SnoozeForm {
    /// Until when.
    pub until: SnoozeUntil,
    /// The moment, where one is named: local time as browsers write it, `2026-02-26T15:30`.
    pub at: String,
}

/// What somebody of the business noted about a conversation; the customer never sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteView {
    /// Its id.
    pub id: NoteId,
    /// The name of who wrote it.
    pub author: String,
    /// The note.
    pub text: String,
    /// When.
    pub created_at: Instant,
}

/// Somebody whom a conversation can be given to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// The person's id.
    pub id: UserId,
    /// The person's name.
    pub name: String,
}

/// What the people of a business say again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedReply {
    /// Its id.
    pub id: CannedReplyId,
    /// Its short name.
    pub shortcut: String,
    /// The Swahili text; empty where there is none.
    pub sw: String,
    /// The English text; empty where there is none.
    pub en: String,
}

impl CannedReply {
    /// The text in a language, or in the other one where there is none in it.
    pub fn text(&self, language: Language) -> &str {
        let (first, second) = match language {
            Language::Sw => (&self.sw, &self.en),
            Language::En => (&self.en, &self.sw),
        };
        if first.is_empty() { second } else { first }
    }
}

/// What was said last in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastLine {
    /// Who said it.
    pub direction: Direction,
    /// The beginning of it, at most [`LINE_MAX`] characters.
    pub text: String,
    /// What it is, such as `text` or `image`.
    pub message_type: String,
    /// How far it came.
    pub status: MessageStatus,
}

/// What was found in the inbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxFound {
    /// Conversations whose customers were looked for by name or number, the one in which something was said last first.
    pub rows: Vec<InboxRow>,
    /// Messages that hold what was looked for, newest first.
    pub lines: Vec<FoundLine>,
    /// Where the messages begin that nobody has looked through yet.
    pub next: Option<String>,
}

/// A message that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundLine {
    /// The message.
    pub message: MessageView,
    /// The cursor with which its conversation is shown up to it.
    pub older: String,
}

/// How many conversations ask for somebody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxCounts {
    /// Customers who wait for a person.
    pub waiting: u32,
    /// The person's own conversations in which something is unread.
    pub mine_unread: u32,
}
