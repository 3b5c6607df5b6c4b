//! Messages that were decrypted and then lost, before anything but the use of their key was written down.
//!
//! The library writes all its sessions down together, also those of messages that it is still working on. When
//! the process or the connection ends just then, WhatsApp's server delivers such a message again, its key is
//! used up, and the library takes it for one that it has handed over before and confirms it. Our log knows
//! better: what is not in it was never handed over. It stays unconfirmed, and whoever wrote it is asked to
//! send it again; at the latest when that was asked for in vain three times it is confirmed, or WhatsApp's
//! server would deliver it for ever.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use channel::{ConnectorError, ItemKind};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};
use whatsapp_rust::Jid;
use whatsapp_rust::wacore::store::error::Result;

use super::{Backend, put};
use crate::address::address;
use crate::inbound::log_id;
use crate::settings::LOST_AFTER;

const ASKED_FOR: ItemKind = "asked_for";

/// How often a message's author is asked for it.
const ASKED_MOST: u8 = 3;

/// A message that its author is to be asked for again.
pub(crate) struct LostMessage {
    /// Who wrote it, and from which device.
    pub(crate) sender: Jid,
    /// WhatsApp's id of it.
    pub(crate) id: String,
    log_id: String,
    missed_at: Instant,
}

/// Those that were missed, oldest first.
#[derive(Default)]
pub(super) struct LostMessages {
    waiting: Mutex<VecDeque<LostMessage>>,
    news: Notify,
}

impl LostMessages {
    /// Each is asked for once, however often the line breaks meanwhile.
    fn add(&self, missed: LostMessage) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting.iter().any(|known| known.log_id == missed.log_id) {
            waiting.push_back(missed);
            self.news.notify_one();
        }
    }

    fn take(&self) -> Option<LostMessage> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

impl Backend {
    /// Notes a message that was delivered again and whose key is used up, if it never reached the log; says
    /// whether that is so. Only what a customer wrote to the business comes to the log.
    pub(super) async fn miss(
        &self,
        chat: &str,
        sender: &str,
        id: &str,
    ) -> std::result::Result<bool, ConnectorError> {
        let (Ok(chat), Ok(sender)) = (chat.parse::<Jid>(), sender.parse::<Jid>()) else {
            return Ok(false);
        };
        let Some(customer) = address(&chat).filter(|_| sender.is_same_chat_as(&chat)) else {
            return Ok(false);
        };
        let log_id = log_id(&customer, id);
        if self.store.is_logged(&log_id).await? || self.times_asked(&log_id).await? >= ASKED_MOST {
            return Ok(false);
        }
        let missed = LostMessage { sender, id: id.to_owned(), log_id, missed_at: Instant::now() };
        self.lost.add(missed);
        Ok(true)
    }

    /// How often a message's author was asked for it.
    async fn times_asked(&self, log_id: &str) -> std::result::Result<u8, ConnectorError> {
        let noted = self.store.items(ASKED_FOR, vec![log_id.to_owned()]).await?;
        Ok(noted.first().and_then(|item| item.value.first().copied()).unwrap_or_default())
    }

    /// Notes that a message's author was asked for it once more.
    pub(crate) async fn note_asked_for(
        &self,
        lost: &LostMessage,
    ) -> std::result::Result<(), ConnectorError> {
        let times = self.times_asked(&lost.log_id).await?.saturating_add(1);
        let noted = put(ASKED_FOR, lost.log_id.clone(), &[times], self.now());
        self.store.change(vec![noted]).await
    }

    /// Forgets what was asked for before this time, in seconds since 1970.
    pub(super) async fn forget_asked_for(&self, before: i64) -> Result<()> {
        self.forget(ASKED_FOR, before).await.map(drop)
    }

    /// The next message to ask for. Waits for one, and then until it has had the time to reach the log after
    /// all: the library may still hold its first copy. Cancel-safe, but for the one that it is waiting with,
    /// which WhatsApp delivers again.
    pub(crate) async fn next_lost(&self) -> LostMessage {
        loop {
            let Some(missed) = self.lost.take() else {
                self.lost.news.notified().await;
                continue;
            };
            sleep_until(missed.missed_at + LOST_AFTER).await;
            match self.store.is_logged(&missed.log_id).await {
                Ok(false) => return missed,
                Ok(true) => {}
                Err(error) => tracing::warn!(%error, "whether a message was lost is unknown"),
            }
        }
    }
}
