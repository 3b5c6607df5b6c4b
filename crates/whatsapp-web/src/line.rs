//! What a running session and the orders that the worker gives share: the client, whether it is connected,
//! and what is known about messages on their way.
//!
//! A message whose connection broke before WhatsApp's server answered is *in doubt*: it may be there or not.
//! WhatsApp's own clients send such a message again under the same id, and whoever has it already drops it.
//! So do we, but only when a moment after the connection is back nothing shows that it arrived.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, oneshot, watch};
use tokio::time::{Instant, sleep_until};
use whatsapp_rust::Client;

use crate::settings::{ARRIVED_KEPT, EVIDENCE};

/// What WhatsApp's server said about a message: that it has it, or its code for a refusal.
pub(crate) type Answer = Result<(), String>;

/// One tenant's line.
pub(crate) struct Line {
    inner: Mutex<Inner>,
    /// Since when there is a connection.
    connection: watch::Sender<Option<Instant>>,
    /// Wakes who waits for a sign that a message arrived.
    arrived: Notify,
}

#[derive(Default)]
struct Inner {
    client: Option<Arc<Client>>,
    waiting: HashMap<String, oneshot::Sender<Answer>>,
    doubtful: HashSet<String>,
    arrived: HashSet<String>,
    /// The same, oldest first.
    arrived_in_order: VecDeque<String>,
}

/// Waits for WhatsApp's answer about one message; dropping it gives the waiting up.
pub(crate) struct Expected<'a> {
    line: &'a Line,
    id: &'a str,
    answer: oneshot::Receiver<Answer>,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            inner: Mutex::default(),
            connection: watch::Sender::new(None),
            arrived: Notify::new(),
        }
    }
}

impl Line {
    /// The client, while there is one; connected or not.
    pub(crate) fn client(&self) -> Option<Arc<Client>> {
        self.lock().client.clone()
    }

    /// Puts a client on the line, or takes it off.
    pub(crate) fn set_client(&self, client: Option<Arc<Client>>) {
        self.lost();
        self.lock().client = client;
    }

    /// The connection stands.
    pub(crate) fn connected(&self) {
        self.connection.send_replace(Some(Instant::now()));
    }

    /// The connection broke. Who waits for an answer gets none, and those messages are in doubt.
    pub(crate) fn lost(&self) {
        self.connection.send_replace(None);
        let mut inner = self.lock();
        let waiting = std::mem::take(&mut inner.waiting);
        inner.doubtful.extend(waiting.into_keys());
    }

    /// Announces that an answer about this message will come.
    pub(crate) fn expect<'a>(&'a self, id: &'a str) -> Expected<'a> {
        let (sender, answer) = oneshot::channel();
        self.lock().waiting.insert(id.to_owned(), sender);
        Expected { line: self, id, answer }
    }

    /// Whether somebody waits for an answer about this message.
    pub(crate) fn is_awaited(&self, id: &str) -> bool {
        self.lock().waiting.contains_key(id)
    }

    /// Hands an answer of WhatsApp's server to who waits for it.
    pub(crate) fn answered(&self, id: &str, answer: Answer) {
        if answer.is_ok() {
            self.note_arrival(id);
        }
        let waiting = {
            let mut inner = self.lock();
            inner.doubtful.remove(id);
            inner.waiting.remove(id)
        };
        if let Some(waiting) = waiting {
            // Nobody waits any more: the order was given up.
            let _ = waiting.send(answer);
        }
    }

    /// The customer's phone has it, so WhatsApp's server has had it.
    pub(crate) fn delivered(&self, id: &str) {
        self.answered(id, Ok(()));
    }

    /// Marks a message as one that may have been sent.
    pub(crate) fn doubt(&self, id: &str) {
        self.lock().doubtful.insert(id.to_owned());
    }

    /// Whether a message may have been sent already.
    pub(crate) fn is_in_doubt(&self, id: &str) -> bool {
        self.lock().doubtful.contains(id)
    }

    /// Whether a message that is in doubt arrived: waits until there is a connection, and then a moment
    /// for what was kept for us meanwhile.
    pub(crate) async fn has_arrived(&self, id: &str) -> bool {
        let mut connection = self.connection.subscribe();
        loop {
            let arrived = self.arrived.notified();
            if self.lock().arrived.contains(id) {
                return true;
            }
            let since = *connection.borrow_and_update();
            let enough = async {
                match since {
                    Some(since) => sleep_until(since + EVIDENCE).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = arrived => {}
                // The sender lives in `self`.
                _ = connection.changed() => {}
                () = enough => return self.lock().arrived.contains(id),
            }
        }
    }

    /// Waits until a connection that came after `last` has stood for the moment in which what was kept for us
    /// comes in; says since when it stands.
    pub(crate) async fn settled(&self, last: Option<Instant>) -> Instant {
        let mut connection = self.connection.subscribe();
        loop {
            let since = *connection.borrow_and_update();
            let stands = async {
                match since.filter(|since| last.is_none_or(|last| *since > last)) {
                    Some(since) => {
                        sleep_until(since + EVIDENCE).await;
                        since
                    }
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                since = stands => return since,
                // The sender lives in `self`.
                _ = connection.changed() => {}
            }
        }
    }

    fn note_arrival(&self, id: &str) {
        {
            let mut inner = self.lock();
            if inner.arrived.insert(id.to_owned()) {
                inner.arrived_in_order.push_back(id.to_owned());
            }
            if inner.arrived_in_order.len() > ARRIVED_KEPT
                && let Some(oldest) = inner.arrived_in_order.pop_front()
            {
                inner.arrived.remove(&oldest);
            }
        }
        self.arrived.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Expected<'_> {
    /// The answer; nothing when the connection broke before one came. Waits as long as it lasts.
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
    async fn who_gave_up_is_forgotten_and_a_lost_connection_leaves_doubt() {
        let line = Line::default();
        drop(line.expect("1"));
        assert!(line.lock().waiting.is_empty());
        let waiting = line.expect("2");
        line.lost();
        assert_eq!(waiting.answer().await, None);
        assert!(line.is_in_doubt("2") && !line.is_in_doubt("1"));
        line.answered("2", Ok(()));
        assert!(!line.is_in_doubt("2"));
    }

    #[tokio::test(start_paused = true)]
    async fn what_arrived_is_known_by_its_receipt_and_what_did_not_after_a_moment() {
        let line = Line::default();
        let later = async {
            tokio::time::sleep(EVIDENCE * 10).await;
            line.connected();
            tokio::time::sleep(EVIDENCE / 2).await;
            line.delivered("1");
        };
        let began = Instant::now();
        let (arrived, lost, ()) = tokio::join!(line.has_arrived("1"), line.has_arrived("2"), later);
        assert!(arrived && !lost);
        assert_eq!(began.elapsed(), EVIDENCE * 11, "the connection came, and then a moment");
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_settled_once_and_only_when_it_has_stood_for_a_moment() {
        let line = Line::default();
        let later = async {
            line.connected();
            tokio::time::sleep(EVIDENCE / 2).await;
            line.lost();
            tokio::time::sleep(EVIDENCE).await;
            line.connected();
        };
        let began = Instant::now();
        let (since, ()) = tokio::join!(line.settled(None), later);
        assert_eq!(since, began + EVIDENCE / 2 + EVIDENCE);
        assert_eq!(Instant::now(), since + EVIDENCE);
        let again = tokio::time::timeout(EVIDENCE * 10, line.settled(Some(since))).await;
        assert!(again.is_err());
    }

    #[test]
    fn only_so_many_arrivals_are_remembered() {
        let line = Line::default();
        for id in 0..=ARRIVED_KEPT {
            line.delivered(&id.to_string());
        }
        assert!(!line.lock().arrived.contains("0"));
        assert_eq!(line.lock().arrived.len(), ARRIVED_KEPT);
    }
}
