//! How well a passage answers a question.
//!
//! Each database finds passages in its own way and ranks them by its own measure, which neither can be compared with the
//! other's nor says when nothing fits. So what was found is scored here again, and one [`THRESHOLD`] holds for both.

use std::collections::HashMap;

use crate::words::is_asking;

/// From this score on a passage is an answer; below it, the business's knowledge does not say. Chosen by the tables in
/// `tests/answers`, where `cargo test -p knowledge --test answers` shows what it does.
pub const THRESHOLD: f64 = 0.55;

/// What a title is worth more than the text below it.
const TITLE: f64 = 0.10;

/// What it is worth when all words of the question that the passage has stand close together.
const NEARNESS: f64 = 0.05;

/// What a word that asks about a thing weighs beside one that names it: "sell" and "chargers".
const ASKING: f64 = 0.35;

/// Words that stand this close belong together, as in one sentence.
const NEAR_WORDS: usize = 12;

/// A passage as it was found, both parts as [`crate::terms`] gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// The words of the heading; empty when it has none.
    pub title: &'a [String],
    /// The words below it.
    pub text: &'a [String],
}

/// How much of a question a passage covers, from 0 to 1: the share of the question's weight that is in the passage,
/// a little less when it is not in the title or scattered.
///
/// `rarity` says how much a term weighs, see [`rarity`]; of a term that stands in no passage at all it should say the
/// most, because a question about something that the business never wrote of is not answered by the rest of its words.
/// A question without terms scores 0.
pub fn score(
    question_terms: &[String],
    passage: Candidate<'_>,
    rarity: impl Fn(&str) -> f64,
) -> f64 {
    let mut weights: HashMap<&str, f64> = HashMap::new();
    for term in question_terms {
        let share = if is_asking(term) { ASKING } else { 1.0 };
        weights.entry(term).or_insert_with(|| rarity(term).clamp(0.0, 1.0) * share);
    }
    let all: f64 = weights.values().sum();
    if all <= 0.0 {
        return 0.0;
    }
    let share = |terms: &[String]| {
        let there = weights.iter().filter(|(term, _)| terms.iter().any(|other| other == *term));
        there.map(|(_, weight)| weight).sum::<f64>() / all
    };
    let whole: Vec<String> = passage.title.iter().chain(passage.text).cloned().collect();
    let covered = share(&whole);
    let nearness = share_within_reach(&whole, &weights) / all;
    covered * (1.0 - TITLE - NEARNESS) + share(passage.title) * TITLE + nearness * NEARNESS
}

/// The most weight of the question that stands within a few words.
fn share_within_reach(terms: &[String], weights: &HashMap<&str, f64>) -> f64 {
    let mut most = 0.0_f64;
    for window in terms.windows(NEAR_WORDS.min(terms.len()).max(1)) {
        let mut seen: Vec<&str> = Vec::new();
        let mut weight = 0.0;
        for term in window {
            if let Some(more) = weights.get(term.as_str())
                && !seen.contains(&term.as_str())
            {
                seen.push(term);
                weight += more;
            }
        }
        most = most.max(weight);
    }
    most
}

/// How much a term weighs that stands in some of a business's passages: 1 when in none or one, less the more it is in,
/// and never 0.
pub fn rarity(containing: u64, passages: u64) -> f64 {
    if containing <= 1 || passages <= 1 {
        return 1.0;
    }
    // Far below 2^52 passages, so that nothing is lost.
    #[expect(clippy::cast_precision_loss, reason = "counts of passages are small")]
    let (containing, passages) = (containing.min(passages) as f64, passages as f64);
    let most = (1.0 + passages).ln();
    ((1.0 + passages / containing).ln() / most).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms;

    fn scored(question: &str, title: &str, text: &str) -> f64 {
        let (title, text) = (terms(title), terms(text));
        score(&terms(question), Candidate { title: &title, text: &text }, |_| 1.0)
    }

    #[test]
    fn all_of_a_question_in_title_and_text_is_one() {
        let full =
            scored("bei ya kusuka rasta", "Bei za kusuka rasta", "Kusuka rasta ni bei ndogo");
        assert!((full - 1.0).abs() < 1e-9, "{full}");
        assert!(scored("laptop", "Bei", "Kusuka 5000").abs() < 1e-9);
        assert!(scored("je?", "Bei", "Kusuka 5000").abs() < 1e-9);
        assert!(scored("bei", "", "").abs() < 1e-9);
    }

    #[test]
    fn more_of_the_question_and_a_title_score_more() {
        let some = scored("bei ya kusuka rasta", "", "Bei ya kunyoa");
        let most = scored("bei ya kusuka rasta", "", "Bei ya kusuka rasta");
        let titled = scored("bei ya kusuka rasta", "Kusuka rasta", "Bei yake ni 5000");
        assert!(some < most && most < titled, "{some} {most} {titled}");
    }

    #[test]
    fn words_that_stand_together_score_more() {
        let far = format!("rasta {} bei", "maneno mengine ".repeat(20));
        assert!(scored("bei rasta", "", &far) < scored("bei rasta", "", "bei ya rasta"));
    }

    #[test]
    fn a_rare_term_weighs_more() {
        assert!(rarity(1, 10) > rarity(2, 10) && rarity(2, 10) > rarity(10, 10));
        assert!(rarity(10, 10) > 0.0 && (rarity(0, 10) - 1.0).abs() < 1e-9);
        assert!((rarity(0, 0) - 1.0).abs() < 1e-9);
    }
}
