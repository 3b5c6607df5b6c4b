//! The inbox: conversations, one of them, and what people do in it.

pub(crate) mod tools;

use domain::inbox::{
    CannedReply, Colleague, InboxCounts, InboxFound, InboxRow, NoteView, ThreadView,
};
use domain::presence::{PresentIn, PresentView};
use domain::{ConversationId, Instant, MessageId, NoteId, Role, TenantId, UserId, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// Conversations of one page.
#[cfg(feature = "ssr")]
const ROWS: u32 = 50;
/// Messages of one page.
#[cfg(feature = "ssr")]
const MESSAGES: u32 = 50;

/// Which conversations are looked at, as the address has it; what is not understood counts as not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct InboxAsked {
    /// A [`domain::inbox::InboxShow`]; nothing for all that go on.
    pub(crate) show: String,
    /// The cursor of the page before.
    pub(crate) before: String,
    /// What is looked for; nothing for the list itself.
    pub(crate) find: String,
}

/// What the list shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InboxPage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// Who looks.
    pub(crate) me: Option<UserId>,
    /// The part that changes.
    pub(crate) list: InboxList,
    /// Who has them open.
    pub(crate) there: Vec<PresentIn>,
    /// What was found, where something is looked for.
    pub(crate) found: Option<InboxFound>,
}

/// Some conversations, the one in which something was said last first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InboxList {
    /// The conversations.
    pub(crate) rows: Vec<InboxRow>,
    /// Where older ones begin.
    pub(crate) next: Option<String>,
    /// How many ask for somebody.
    pub(crate) counts: InboxCounts,
}

/// Conversations of the person's own business.
#[server(endpoint = "read_inbox")]
pub(crate) async fn read_inbox(query: InboxAsked) -> Result<Doc<InboxPage>, AppError> {
    use domain::views::Page;
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let config = engine.tenant_config(by, tenant).await?;
        let show = query.show.parse().unwrap_or_default();
        let before = Some(query.before).filter(|before| !before.is_empty());
        let (page, found) = match query.find.trim() {
            "" => (engine.inbox(by, show, ROWS, before).await?, None),
            find => {
                let found = engine.find_in_inbox(by, find, before).await?;
                (Page { items: Vec::new(), next: None }, Some(found))
            }
        };
        let counts = engine.inbox_counts(by).await?;
        let there = engine.who_is_there(by, &page.items).await?;
        let list = InboxList { rows: page.items, next: page.next, counts };
        let (now, zone) = (crate::ssr::now(), engine.zone(&config.timezone));
        crate::ssr::doc(&InboxPage { now, zone, me: by.user_id, list, there, found })
    })
    .await
}

/// One conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ThreadPage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// Who looks.
    pub(crate) me: Option<UserId>,
    /// Whether the business's WhatsApp is connected.
    pub(crate) connected: bool,
    /// The conversation.
    pub(crate) thread: ThreadView,
    /// Who has it open.
    pub(crate) there: Vec<PresentView>,
    /// What the form for an answer begins with.
    pub(crate) answer: Answer,
    /// What the team keeps beside what is said.
    pub(crate) aside: Aside,
}

/// What the team keeps beside what is said, and works with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Aside {
    /// The notes, oldest first.
    pub(crate) notes: Vec<NoteView>,
    /// What the form for a note begins with.
    pub(crate) note: BegunNote,
    /// A wish to put the conversation aside that was refused.
    pub(crate) snooze: BegunSnooze,
    /// Whom the person may give the conversation to.
    pub(crate) people: Vec<Colleague>,
    /// What can be said with one press.
    pub(crate) canned: Vec<CannedReply>,
}

/// A note that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BegunNote {
    /// The id that the note gets: what is noted twice with one id is noted once.
    pub(crate) id: NoteId,
    /// What was typed.
    pub(crate) text: String,
}

/// Until when a conversation is to be put aside, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BegunSnooze {
    /// A [`domain::inbox::SnoozeUntil`] as text.
    pub(crate) until: String,
    /// The moment, where one was named.
    pub(crate) at: String,
}

/// An answer that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// The id that the message gets: what is sent twice with one id is said once.
    pub(crate) id: MessageId,
    /// What was typed.
    pub(crate) text: String,
}

/// A conversation of the person's own business; who opens it as a page has seen it by that.
#[server(endpoint = "read_thread")]
pub(crate) async fn read_thread(
    id: String,
    before: Option<String>,
) -> Result<Doc<ThreadPage>, AppError> {
    crate::ssr::serve(|cx| async move {
        let id = id.parse().map_err(|_| AppError::NotFound)?;
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let before = before.filter(|before| !before.is_empty());
        let thread = engine.thread(by, id, MESSAGES, before).await.map_err(AppError::from)?;
        if crate::ssr::is_rendering() && thread.row.unread > 0 {
            engine.mark_seen(by, id).await?;
        }
        // Loading the page counts as being there: more than that nobody hears of who has no JavaScript.
        let there = match crate::ssr::is_rendering() {
            true => engine.attend(by, id, false).await?,
            false => {
                let there = engine.who_is_there(by, std::slice::from_ref(&thread.row)).await?.pop();
                there.map(|there| there.people).unwrap_or_default()
            }
        };
        let zone = engine.zone(&engine.tenant_config(by, tenant).await?.timezone);
        let connected = engine.is_connected(by, tenant).await?;
        let fresh = || Answer { id: engine.new_message_id(), text: String::new() };
        let answer = crate::ssr::take_draft(&id.to_string()).unwrap_or_else(fresh);
        let aside = Aside {
            notes: engine.notes(by, id).await?,
            note: crate::ssr::take_draft(&tools::note_name(id))
                .unwrap_or_else(|| BegunNote { id: engine.new_note_id(), text: String::new() }),
            snooze: crate::ssr::take_draft(&tools::snooze_name(id)).unwrap_or_default(),
            people: engine.colleagues(by).await?,
            canned: match by.role.may(domain::Permission::Converse) {
                true => engine.canned_replies(by).await?,
                false => Vec::new(),
            },
        };
        let (now, role, me) = (crate::ssr::now(), by.role, by.user_id);
        crate::ssr::doc(&ThreadPage {
            now,
            zone,
            role,
            me,
            connected,
            thread,
            there,
            answer,
            aside,
        })
    })
    .await
}

/// Notes that the person has seen what the customer wrote.
#[server(endpoint = "mark_seen")]
pub(crate) async fn mark_seen(conversation: ConversationId) -> Result<Doc<()>, AppError> {
    crate::ssr::serve(|cx| async move {
        cx.engine.mark_seen(&cx.principal, conversation).await.map_err(AppError::from)?;
        crate::ssr::doc(&())
    })
    .await
}

/// Notes that the person has a conversation open, and that they write where they do; gives who is there, the person too.
#[server(endpoint = "attend")]
pub(crate) async fn attend(
    conversation: ConversationId,
    #[server(default)] writes: bool,
) -> Result<Doc<Vec<PresentView>>, AppError> {
    crate::ssr::serve(|cx| async move {
        let there = cx.engine.attend(&cx.principal, conversation, writes).await;
        crate::ssr::doc(&there.map_err(AppError::from)?)
    })
    .await
}

/// Notes that the person has left a conversation.
#[server(endpoint = "leave")]
pub(crate) async fn leave(conversation: ConversationId) -> Result<Doc<()>, AppError> {
    crate::ssr::serve(|cx| async move {
        cx.engine.leave(&cx.principal, conversation).await.map_err(AppError::from)?;
        crate::ssr::doc(&())
    })
    .await
}

/// Gives a conversation to the person; `anyway` from somebody else as well.
#[server(endpoint = "take_over")]
pub(crate) async fn take_over(
    conversation: ConversationId,
    #[server(default)] anyway: bool,
) -> Result<(), AppError> {
    crate::ssr::serve(
        |cx| async move { cx.engine.take_over(&cx.principal, conversation, anyway).await },
    )
    .await
    .map_err(crate::ssr::for_the_way_back)
}

/// Says something to the customer.
#[server(endpoint = "say")]
pub(crate) async fn say_it(
    conversation: ConversationId,
    id: MessageId,
    text: String,
    turn: i64,
    #[server(default)] seen: String,
    #[server(default)] anyway: bool,
) -> Result<(), AppError> {
    let kept = Answer { id, text: text.clone() };
    crate::ssr::serve(|cx| async move {
        let form = engine::SaidForm { id, text, turn, seen: seen.parse().ok(), anyway };
        cx.engine.say(&cx.principal, conversation, form).await.map(drop)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft(&conversation.to_string(), &kept))
    .map_err(crate::ssr::for_the_way_back)
}

/// Gives a conversation back to the assistant; `tell` says whether the customer is told.
#[server(endpoint = "hand_back")]
pub(crate) async fn hand_back(
    tenant: TenantId,
    conversation: ConversationId,
    #[server(default)] tell: bool,
) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        cx.engine.hand_back(&cx.principal, tenant, conversation, tell).await
    })
    .await
}
