//! What a running session and the orders that the worker gives share: the client, and who waits for
//! WhatsApp's answer about a message.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use whatsapp_rust::Client;

/// What WhatsApp's server said about a message: that it has it, or its code for a refusal.
pub(crate) type Answer = Result<(), String>;

/// One tenant's line.
#[derive(Default)]
pub(crate) struct Line {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    client: Option<Arc<Client>>,
    waiting: HashMap<String, oneshot::Sender<Answer>>,
}

/// Waits for WhatsApp's answer about one message; dropping it gives the waiting up.
pub(crate) struct Expected<'a> {
    line: &'a Line,
    id: &'a str,
    answer: oneshot::Receiver<Answer>,
}

impl Line {
    /// The client, while there is one; connected or not.
    pub(crate) fn client(&self) -> Option<Arc<Client>> {
        self.lock().client.clone()
    }

    /// Puts a client on the line, or takes it off. Who waits for an answer gets none any more.
    pub(crate) fn set_client(&self, client: Option<Arc<Client>>) {
        let mut inner = self.lock();
        inner.client = client;
        inner.waiting.clear();
    }

    /// Announces that an answer about this message will come.
    pub(crate) fn expect<'a>(&'a self, id: &'a str) -> Expected<'a> {
        let (sender, answer) = oneshot::channel();
        self.lock().waiting.insert(id.to_owned(), sender);
        Expected { line: self, id, answer }
    }

    /// Hands an answer to who waits for it.
    pub(crate) fn answered(&self, id: &str, answer: Answer) {
        let waiting = self.lock().waiting.remove(id);
        if let Some(waiting) = waiting {
            // Nobody waits any more: the order was given up.
            let _ = waiting.send(answer);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Expected<'_> {
    /// The answer; nothing when the session ended before one came. Waits as long as the session lasts.
    pub(crate) async fn answer(mut self) -> Option<Answer> {
        (&mut self.answer).await.ok()
    }
}

impl Drop for Expected<'_> {
    fn drop(&mut self) {
        self.line.lock().waiting.remove(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_reaches_who_waits_for_that_message() {
        let line = Line::default();
        let (one, other) = (line.expect("1"), line.expect("2"));
        line.answered("2", Err("463".to_owned()));
        line.answered("1", Ok(()));
        line.answered("3", Ok(()));
        assert_eq!(one.answer().await, Some(Ok(())));
        assert_eq!(other.answer().await, Some(Err("463".to_owned())));
    }

    #[tokio::test]
    async fn who_gave_up_is_forgotten_and_a_lost_session_answers_nobody() {
        let line = Line::default();
        drop(line.expect("1"));
        assert!(line.lock().waiting.is_empty());
        let waiting = line.expect("2");
        line.set_client(None);
        assert_eq!(waiting.answer().await, None);
    }
}
