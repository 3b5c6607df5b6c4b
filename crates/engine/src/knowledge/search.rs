//! The passage that answers a question best.
//!
//! The store finds candidates by the words that they have, alike on both databases; which of them answers, and whether
//! any does, is judged here.

use std::collections::HashMap;

use ::knowledge as reading;
use domain::knowledge::{PassageView, QUESTION_KEY_MAX};
use reading::{Candidate, THRESHOLD, rarity, score, terms};
use store::{StoreError, TenantStore, Wanted, WordCounts};

use super::readable;

/// Of a long question so many words are looked up.
const TERMS_MAX: usize = 24;
/// Passages that are judged.
const CANDIDATES: u32 = 40;
/// Passages beside the best that may help to word an answer.
const OTHERS: usize = 2;
/// Weights are whole numbers for the store; a word that stands in one passage weighs this.
const WHOLE: f64 = 1000.0;

/// What a search came to.
pub(super) enum Searched {
    /// The business has written nothing down.
    Empty,
    /// The question has no words that could be looked up.
    NoWords,
    /// The passage that answers best, where one has any of the words.
    Best(Option<Best>),
}

/// A passage and how well it answers.
pub(super) struct Best {
    pub passage: PassageView,
    /// From 0 to 1.
    pub score: f64,
    /// The next best that answer as well, the better first.
    others: Vec<PassageView>,
    terms: Vec<String>,
}

impl Best {
    /// All that answers, as customers read it, the best first.
    pub(super) fn all_readable(&self) -> Vec<String> {
        let all = std::iter::once(&self.passage).chain(&self.others);
        all.map(|passage| readable::answer(passage, &self.terms)).collect()
    }
}

/// What customers are answered.
pub(crate) enum Answered {
    /// The business has written nothing down.
    Empty,
    /// The question has no words that could be looked up.
    NoWords,
    /// Nothing answers it.
    Unknown,
    /// The passages that answer it, as customers read them, the best first; never empty.
    Passages(Vec<String>),
}

/// Words of a question that are taken for others, at most: where more are strange, it is another language.
const MENDED_MAX: usize = 4;

/// Answers a customer's question.
///
/// # Errors
/// When the database fails.
pub(crate) async fn answered(store: &TenantStore, question: &str) -> Result<Answered, StoreError> {
    Ok(match search(store, question).await? {
        Searched::Empty => Answered::Empty,
        Searched::NoWords => Answered::NoWords,
        Searched::Best(Some(best)) if best.score >= THRESHOLD => {
            Answered::Passages(best.all_readable())
        }
        Searched::Best(_) => Answered::Unknown,
    })
}

/// The words that tell a question from others, in whatever order it says them.
pub(crate) fn key_of(question: &str) -> String {
    let mut words = terms(question);
    words.sort_unstable();
    words.dedup();
    let key = match words.is_empty() {
        true => question.trim().to_lowercase(),
        false => words.join(" "),
    };
    key.chars().take(QUESTION_KEY_MAX as usize).collect()
}

pub(super) async fn search(store: &TenantStore, question: &str) -> Result<Searched, StoreError> {
    let mut asked = distinct(terms(question));
    let mut counts = store.word_counts(asked.clone()).await?;
    if counts.passages == 0 {
        return Ok(Searched::Empty);
    }
    if asked.is_empty() {
        return Ok(Searched::NoWords);
    }
    if let Some(mended) = mended(store, &asked, &counts).await? {
        asked = distinct(mended);
        counts = store.word_counts(asked.clone()).await?;
    }
    let weights: HashMap<&str, f64> = asked
        .iter()
        .zip(&counts.containing)
        .map(|(term, containing)| (term.as_str(), rarity(*containing, counts.passages)))
        .collect();
    let weight = |term: &str| weights.get(term).copied().unwrap_or(1.0);
    let wanted = asked.iter().zip(&counts.containing).filter(|(_, containing)| **containing > 0);
    let wanted: Vec<_> = wanted
        .map(|(term, _)| Wanted { word: term.clone(), weight: whole(weight(term)) })
        .collect();
    let found = store.find_passages(wanted, CANDIDATES).await?;
    let judged = found.into_iter().map(|passage| {
        let title = terms(passage.title.as_deref().unwrap_or_default());
        let text = terms(&passage.text);
        let fit = score(&asked, Candidate { title: &title, text: &text }, weight);
        (passage, fit)
    });
    let mut scored: Vec<_> = judged.collect();
    // Of equals the first stays before the others, which the store found to be the heaviest or the oldest.
    scored.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    drop(weights);
    let mut scored = scored.into_iter();
    let Some((passage, fit)) = scored.next() else { return Ok(Searched::Best(None)) };
    let others = scored.take_while(|(_, fit)| *fit >= THRESHOLD).take(OTHERS);
    let others = others.map(|(passage, _)| passage).collect();
    Ok(Searched::Best(Some(Best { passage, score: fit, others, terms: asked })))
}

/// The question's words with those that nobody wrote taken for the nearest ones that somebody did; nothing when there
/// is nothing to mend.
async fn mended(
    store: &TenantStore,
    asked: &[String],
    counts: &WordCounts,
) -> Result<Option<Vec<String>>, StoreError> {
    if counts.containing.iter().all(|containing| *containing > 0) {
        return Ok(None);
    }
    let vocabulary = store.vocabulary().await?;
    let (mut words, containing) = (asked.to_vec(), counts.containing.clone());
    // A large vocabulary takes a while, in which other businesses go on.
    let mending = tokio::task::spawn_blocking(move || {
        let mut is_mended = false;
        let strange = words.iter_mut().zip(containing).filter(|(_, containing)| *containing == 0);
        for (word, _) in strange.take(MENDED_MAX) {
            if let Some(near) = reading::closest(word, vocabulary.iter().map(String::as_str)) {
                near.clone_into(word);
                is_mended = true;
            }
        }
        is_mended.then_some(words)
    });
    Ok(mending.await.unwrap_or_default())
}

fn distinct(terms: Vec<String>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::with_capacity(terms.len().min(TERMS_MAX));
    for term in terms {
        if distinct.len() < TERMS_MAX && !distinct.contains(&term) {
            distinct.push(term);
        }
    }
    distinct
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a weight is between 0 and 1"
)]
fn whole(weight: f64) -> u32 {
    (weight.clamp(0.0, 1.0) * WHOLE).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_has_the_same_key() {
        assert_eq!(key_of("Mna wifi?"), key_of("wifi mna"));
        assert_eq!(key_of("Bei ya rasta?"), key_of("rasta bei gani"));
        assert_ne!(key_of("Bei ya rasta?"), key_of("Bei ya kunyoa?"));
        assert_eq!(key_of(" Ndiyo? "), "ndiyo?");
        assert!(key_of(&"neno".repeat(500)).chars().count() <= QUESTION_KEY_MAX as usize);
    }

    #[test]
    fn a_word_counts_once() {
        let many = (0..50).map(|n| format!("neno{}", n % 30)).collect();
        assert_eq!(distinct(many).len(), TERMS_MAX);
    }
}
