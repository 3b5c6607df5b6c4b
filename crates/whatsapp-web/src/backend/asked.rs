//! Replies that a customer's phone could not open and asked for again.
//!
//! The library confirms the asking first and then sends the reply again, once. When the line or the process ends
//! between the two, nobody repeats either. So the asking is written down until the phone confirms the reply.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use channel::{ItemChange, ItemKind};
use whatsapp_rust::Jid;
use whatsapp_rust::wacore::store::error::Result;
use whatsapp_rust::waproto::{codec, whatsapp as wa};

use super::protocol::SENT;
use super::{Backend, joined, put};

const ASKED: ItemKind = "asked_again";

/// A reply that is still asked for.
pub(crate) struct AskedReply {
    /// Where it goes.
    pub(crate) chat: Jid,
    /// The id under which it went before.
    pub(crate) id: String,
    /// What it says.
    pub(crate) message: wa::Message,
}

/// The ids of those replies, so that not every receipt costs a query.
#[derive(Default)]
pub(super) struct AskedIds(Mutex<HashSet<String>>);

impl AskedIds {
    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend {
    /// Notes that a reply is asked for again.
    pub(super) async fn note_asked(&self, chat: &str, id: &str) -> Result<()> {
        self.asked.lock().insert(id.to_owned());
        self.change(vec![put(ASKED, joined(&[id, chat]), &[], self.now())]).await
    }

    /// Forgets what was asked for before this time, in seconds since 1970.
    pub(super) async fn forget_asked(&self, before: i64) -> Result<()> {
        self.forget(ASKED, before).await.map(drop)
    }

    /// Reads what an earlier client, of this process or another, was asked for.
    pub(crate) async fn recall_asked(&self) -> Result<()> {
        let noted = self.list(ASKED, "").await?;
        let ids = noted.iter().filter_map(|item| item.key.split_once('|'));
        *self.asked.lock() = ids.map(|(id, _)| id.to_owned()).collect();
        Ok(())
    }

    /// The phone has opened a reply; nothing to do for one that it never asked for.
    pub(crate) async fn opened(&self, id: &str) {
        if !self.asked.lock().remove(id) {
            return;
        }
        let gone = ItemChange::DropAll(ASKED, joined(&[id, ""]));
        if let Err(error) = self.change(vec![gone]).await {
            tracing::warn!(%error, "a reply that was asked for again may be sent once more");
        }
    }

    /// The replies that are still asked for.
    pub(crate) async fn asked(&self) -> Result<Vec<AskedReply>> {
        if self.asked.lock().is_empty() {
            return Ok(Vec::new());
        }
        let mut replies = Vec::new();
        for noted in self.list(ASKED, "").await? {
            let Some((id, chat)) = noted.key.split_once('|') else { continue };
            let is_open = self.asked.lock().contains(id);
            let Ok(chat) = chat.parse::<Jid>() else { continue };
            let Some(payload) = self.get(SENT, noted.key.clone()).await?.filter(|_| is_open) else {
                continue;
            };
            match codec::message_decode(&payload) {
                Ok(message) => replies.push(AskedReply { chat, id: id.to_owned(), message }),
                Err(error) => tracing::warn!(%error, "a reply that was sent cannot be read back"),
            }
        }
        Ok(replies)
    }
}
