//! Two programs that answer each other: ours, and an assistant at the other end. Neither would ever stop.

use std::collections::{HashMap, VecDeque};

use chrono::TimeDelta;
use domain::{ContactId, Instant};

/// What is looked at.
const WINDOW: TimeDelta = TimeDelta::minutes(10);
/// A person does not write the same text so often in that time.
const SAME: usize = 8;
/// Shorter texts are repeated by people too: they choose by number, and send pictures without a word.
const SHORT: usize = 4;
/// A program answers what we say at once; a person reads first.
const AT_ONCE: TimeDelta = TimeDelta::milliseconds(1500);
/// A person does not answer at once so often in that time.
const AT_ONCES: usize = 15;
/// A program that sends our own words back does it so often before we stop.
const ECHOES: usize = 3;
/// What is remembered of a customer.
const KEPT: usize = 30;

/// What customers wrote in the last minutes, and how quickly.
#[derive(Default)]
pub(super) struct Loops {
    customers: HashMap<ContactId, Talk>,
}

#[derive(Default)]
struct Talk {
    heard: VecDeque<Heard>,
    /// What we said last, and when.
    said: Option<(Instant, Vec<String>)>,
}

struct Heard {
    at: Instant,
    text: String,
    at_once: bool,
    echo: bool,
}

impl Loops {
    /// Takes in what a customer wrote; whether it looks as if a program did.
    pub(super) fn heard(&mut self, contact: ContactId, text: &str, at: Instant) -> bool {
        let talk = self.customers.entry(contact).or_default();
        let text = text.trim().to_lowercase();
        let (mut at_once, mut echo) = (false, false);
        if let Some((said_at, texts)) = &talk.said {
            at_once = at - *said_at < AT_ONCE;
            echo = text.len() > 8 && texts.contains(&text);
        }
        talk.heard.push_back(Heard { at, text: text.clone(), at_once, echo });
        while talk.heard.len() > KEPT || talk.heard.front().is_some_and(|it| at - it.at > WINDOW) {
            talk.heard.pop_front();
        }
        let count = |is: &dyn Fn(&Heard) -> bool| talk.heard.iter().filter(|it| is(it)).count();
        let is_long = text.chars().count() >= SHORT;
        let is_loop = (is_long && count(&|it| it.text == text) >= SAME)
            || count(&|it| it.at_once) >= AT_ONCES
            || count(&|it| it.echo) >= ECHOES;
        if is_loop {
            // A person who takes over and hands back begins anew.
            self.customers.remove(&contact);
        }
        is_loop
    }

    /// Notes what was said to a customer.
    pub(super) fn said<'a>(
        &mut self,
        contact: ContactId,
        texts: impl Iterator<Item = &'a str>,
        at: Instant,
    ) {
        let texts = texts.map(|text| text.trim().to_lowercase()).collect();
        self.customers.entry(contact).or_default().said = Some((at, texts));
    }

    /// Frees what is remembered of customers who are long quiet.
    pub(super) fn forget_old(&mut self, now: Instant) {
        self.customers
            .retain(|_, talk| talk.heard.back().is_some_and(|last| now - last.at <= WINDOW));
    }
}

#[cfg(test)]
mod tests {
    use domain::RecordId;

    use super::*;

    fn at(milliseconds: i64) -> Instant {
        Instant::from_timestamp_millis(1_800_000_000_000 + milliseconds).unwrap()
    }

    fn somebody() -> ContactId {
        ContactId::from_uuid(uuid::Uuid::from_u128(1))
    }

    #[test]
    fn the_same_words_again_and_again_are_a_programs() {
        let mut loops = Loops::default();
        let heard = (0..8).map(|n| loops.heard(somebody(), "I am away", at(n * 30_000)));
        assert_eq!(
            heard.collect::<Vec<_>>(),
            [false, false, false, false, false, false, false, true]
        );
        assert!(!loops.heard(somebody(), "I am away", at(300_000)), "it begins anew");
        let slow = (0..20).any(|n| loops.heard(somebody(), "bei?", at(n * 120_000 + 900_000)));
        assert!(!slow, "a person may ask the same all day");
        let chooses = (0..20).any(|n| loops.heard(somebody(), "1", at(n * 20_000 + 9_000_000)));
        assert!(!chooses, "who books for the whole family writes 1 again and again");
    }

    #[test]
    fn who_sends_our_own_words_back_is_no_person() {
        let mut loops = Loops::default();
        for n in 0..3 {
            loops.said(somebody(), ["Welcome to the salon"].into_iter(), at(n * 60_000));
            let heard = loops.heard(somebody(), " welcome to the SALON", at(n * 60_000 + 5_000));
            assert_eq!(heard, n == 2);
        }
    }

    #[test]
    fn who_always_answers_at_once_is_no_person() {
        let mut loops = Loops::default();
        let mut talk = |wait: i64| {
            (0..20).any(|n| {
                loops.said(somebody(), ["x"].into_iter(), at(n * 20_000));
                loops.heard(somebody(), &format!("text {n}"), at(n * 20_000 + wait))
            })
        };
        assert!(!talk(4_000));
        assert!(talk(700));
    }
}
