//! Words that wait, each once, and never more than can be told in time.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::TenantId;
use tokio::sync::Notify;

use super::word::Word;

/// Words that may wait. More of one tenant become one that says so.
const MOST: usize = 512;

/// Words in the order in which they came. What is said twice while it waits is told once.
#[derive(Default)]
pub(crate) struct WordQueue {
    waiting: Mutex<Waiting>,
    bell: Notify,
}

#[derive(Default)]
struct Waiting {
    words: Vec<Word>,
    known: HashSet<Word>,
}

impl WordQueue {
    /// Lets a word wait.
    pub(crate) fn push(&self, word: Word) {
        if self.waiting().push(word) {
            self.bell.notify_one();
        }
    }

    /// Waits until there is a word. Cancel-safe.
    pub(super) async fn wait(&self) {
        self.bell.notified().await;
    }

    /// Takes all that wait.
    pub(super) fn take(&self) -> Vec<Word> {
        let mut waiting = self.waiting();
        waiting.known.clear();
        std::mem::take(&mut waiting.words)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Whether there is a word that was not there before.
    fn push(&mut self, word: Word) -> bool {
        if let Word::Much(of) = word {
            return self.sum_up(of);
        }
        let tenant = word.shown_to();
        if self.known.contains(&word) || tenant.is_some() && self.is_summed_up(tenant) {
            return false;
        }
        if tenant.is_some() && self.words.len() >= MOST {
            return self.sum_up(tenant);
        }
        self.known.insert(word.clone());
        self.words.push(word);
        true
    }

    fn is_summed_up(&self, of: Option<TenantId>) -> bool {
        self.known.contains(&Word::Much(None)) || self.known.contains(&Word::Much(of))
    }

    /// Puts one word in the place of all that a tenant's browsers are to be told, or everybody's.
    fn sum_up(&mut self, of: Option<TenantId>) -> bool {
        if self.is_summed_up(of) {
            return false;
        }
        self.forget(of);
        // So many tenants at once are all of them.
        let of = if self.words.len() < MOST {
            of
        } else {
            self.forget(None);
            None
        };
        self.known.insert(Word::Much(of));
        self.words.push(Word::Much(of));
        true
    }

    /// Drops what a tenant's browsers are to be told, or everybody's.
    fn forget(&mut self, of: Option<TenantId>) {
        let stays = |word: &Word| match (of, word) {
            (None, Word::Much(_)) => false,
            (None, word) => word.shown_to().is_none(),
            (of, word) => word.shown_to() != of,
        };
        self.words.retain(stays);
        self.known.retain(stays);
    }
}

#[cfg(test)]
mod tests {
    use domain::RecordId;
    use futures::FutureExt;
    use uuid::Uuid;

    use super::*;

    fn id<T: RecordId>(number: usize) -> T {
        T::from_uuid(Uuid::from_u128(number as u128))
    }

    fn filled(words: impl IntoIterator<Item = Word>) -> WordQueue {
        let queue = WordQueue::default();
        for word in words {
            queue.push(word);
        }
        queue
    }

    #[test]
    fn what_is_said_twice_while_it_waits_is_told_once() {
        let words = [Word::Tenant(id(1)), Word::Due(id(1)), Word::Tenant(id(1)), Word::Due(id(1))];
        let queue = filled(words.clone());
        assert!(queue.wait().now_or_never().is_some());
        assert_eq!(queue.take(), words[..2]);
        assert_eq!(queue.take(), []);
        queue.push(Word::Tenant(id(1)));
        assert!(queue.wait().now_or_never().is_some());
        assert_eq!(queue.take(), words[..1]);
        assert!(queue.wait().now_or_never().is_none());
    }

    #[test]
    fn a_tenant_with_too_much_is_summed_up_alone() {
        let queue = filled([Word::Due(id(1)), Word::Session(id(2))]);
        for number in 0..=MOST {
            queue.push(Word::Message(id(1), id(number)));
        }
        queue.push(Word::Session(id(1)));
        let left = [Word::Due(id(1)), Word::Session(id(2)), Word::Much(Some(id(1)))];
        assert_eq!(queue.take(), left);
    }

    #[test]
    fn so_many_tenants_are_summed_up_together_and_deeds_of_machines_stay() {
        let queue = filled((0..=MOST).map(|number| Word::Tenant(id(number))));
        for number in 0..=MOST {
            queue.push(Word::Deed(id(number)));
        }
        queue.push(Word::SignedOut("hash".to_owned()));
        queue.push(Word::Much(Some(id(1))));
        queue.push(Word::Session(id(1)));
        let words = queue.take();
        assert_eq!(words.last(), Some(&Word::SignedOut("hash".to_owned())));
        assert!(words.contains(&Word::Much(None)), "{words:?}");
        assert_eq!(words.len(), 2, "{words:?}");
    }
}
