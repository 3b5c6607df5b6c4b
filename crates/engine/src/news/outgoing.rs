//! What this node has to tell others, while there are any.

use std::sync::atomic::{AtomicBool, Ordering};

use super::queue::WordQueue;
use super::word::Word;

/// Words for other nodes; a node that is alone keeps none.
#[derive(Default)]
pub(crate) struct Outgoing {
    words: WordQueue,
    alone: AtomicBool,
    /// Another node was heard since this was last asked.
    heard: AtomicBool,
}

impl Outgoing {
    /// Hands a word over; never waits.
    pub(crate) fn say(&self, word: Word) {
        if !self.alone.load(Ordering::Relaxed) {
            self.words.push(word);
        }
    }

    pub(super) fn words(&self) -> &WordQueue {
        &self.words
    }

    /// Another node was heard. What it missed while this one believed to be alone, nobody knows.
    pub(super) fn heard_another(&self) {
        self.heard.store(true, Ordering::Relaxed);
        self.set_alone(false);
    }

    /// Whether another node was heard since this was last asked.
    pub(super) fn has_heard_another(&self) -> bool {
        self.heard.swap(false, Ordering::Relaxed)
    }

    pub(super) fn set_alone(&self, alone: bool) {
        let was_alone = self.alone.swap(alone, Ordering::Relaxed);
        if alone {
            drop(self.words.take());
        } else if was_alone {
            self.words.push(Word::Much(None));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_that_is_alone_keeps_nothing_and_says_so_to_who_comes() {
        let outgoing = Outgoing::default();
        outgoing.say(Word::Wanted);
        assert_eq!(outgoing.words().take(), [Word::Wanted]);
        outgoing.say(Word::Wanted);
        outgoing.set_alone(true);
        outgoing.say(Word::Wanted);
        assert_eq!(outgoing.words().take(), []);
        assert!(!outgoing.has_heard_another());
        outgoing.heard_another();
        assert_eq!(outgoing.words().take(), [Word::Much(None)]);
        assert!(outgoing.has_heard_another() && !outgoing.has_heard_another());
        outgoing.heard_another();
        assert_eq!(outgoing.words().take(), [], "nothing was missed this time");
    }
}
