//! Swahili words without what is put before and after their roots.
//!
//! A word of Swahili's shape is taken for a verb when what is left without the prefixes is a known verb, also behind the
//! endings that make passives, causatives and so on of it. Unknown verbs lose their prefixes only where two of them,
//! or "ku", leave a long rest. After that come adjectives, plurals and the "-ni" of places.

use std::{collections::HashSet, sync::LazyLock};

use super::lexicon::{LEXICON, entries};

static AFFIXES: LazyLock<Affixes> = LazyLock::new(Affixes::read);

/// How many endings may follow each other: "ni-fungu-liw-e-je" has three.
const MAX_ENDINGS: usize = 3;

/// Shorter rests of an unknown verb are more often no verb at all.
const FEWEST_LETTERS_OF_A_VERB: usize = 5;

/// Shorter rests before the "-ni" of a place belong to words that end in "ni" by themselves.
const FEWEST_LETTERS_BEFORE_NI: usize = 4;

/// What a verb of what does not happen begins with.
const NOT: [&str; 3] = ["ha", "si", "hu"];

/// Who does it, in the prefixes of verbs that need not be known.
const PERSONS: [&str; 7] = ["ni", "u", "a", "tu", "m", "wa", "i"];

/// When it is done, in the same.
const TENSES: [&str; 4] = ["na", "li", "ta", "me"];

#[derive(Default)]
struct Affixes {
    subjects: Vec<&'static str>,
    tenses: Vec<&'static str>,
    relatives: Vec<&'static str>,
    objects: Vec<&'static str>,
    verb_ends: Vec<(&'static str, &'static str)>,
    agreements: Vec<&'static str>,
    /// Plural, singular, and how many letters must follow.
    plurals: Vec<(&'static str, &'static str, usize)>,
    onsets: HashSet<&'static str>,
}

impl Affixes {
    fn read() -> Self {
        let mut affixes = Self::default();
        for (kind, all) in entries(include_str!("affixes.txt")) {
            match kind {
                "subject" => affixes.subjects.extend(all),
                "tense" => affixes.tenses.extend(all),
                "relative" => affixes.relatives.extend(all),
                "object" => affixes.objects.extend(all),
                "agreement" => affixes.agreements.extend(all),
                "onsets" => affixes.onsets.extend(all),
                "verb_end" => affixes.verb_ends.extend(all.filter_map(|end| end.split_once('>'))),
                _ => affixes.plurals.extend(all.filter_map(plural)),
            }
        }
        affixes
    }
}

fn plural(rule: &'static str) -> Option<(&'static str, &'static str, usize)> {
    let (prefixes, fewest) = rule.split_once('/')?;
    let (plural, singular) = prefixes.split_once('>')?;
    Some((plural, singular, fewest.parse().ok()?))
}

/// The word without its affixes, or nothing when it has none or is not Swahili.
pub(super) fn reduce(word: &str) -> Option<String> {
    // "kubook" has no Swahili shape, but a Swahili prefix and a verb that is known.
    let verb = known_verb(word);
    if verb.is_some() || !is_shaped_like_swahili(word) {
        return verb.map(str::to_owned);
    }
    adjective(word)
        .map(str::to_owned)
        .or_else(|| unknown_verb(word).map(str::to_owned))
        .or_else(|| place(word))
        .or_else(|| singular(word))
}

/// Whether all syllables end in a vowel and begin as syllables of Swahili do.
fn is_shaped_like_swahili(word: &str) -> bool {
    word.ends_with(is_vowel)
        && word.split(is_vowel).all(|onset| onset.is_empty() || AFFIXES.onsets.contains(onset))
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// The verb behind all prefixes and endings, as little of them as possible.
fn known_verb(word: &str) -> Option<&'static str> {
    let mut rests = rests_of_a_verb(word);
    rests.sort_by_key(|rest| std::cmp::Reverse(rest.len()));
    rests.dedup();
    rests.into_iter().find_map(|rest| {
        LEXICON.verb(rest).or_else(|| {
            let may_end = match rest.chars().last() {
                // "nifungue": a wish needs somebody.
                Some('e') => rest != word,
                // "hatufungui": only what does not happen ends like this.
                Some('i') => rest != word && NOT.iter().any(|not| word.starts_with(not)),
                _ => true,
            };
            may_end.then(|| verb_behind_endings(rest)).flatten()
        })
    })
}

/// What may be left of a verb without the prefixes that it may have.
fn rests_of_a_verb(word: &str) -> Vec<&str> {
    let affixes = &*AFFIXES;
    let mut rests = vec![word];
    let behind_subject: Vec<_> = without_any(word, &affixes.subjects).collect();
    // "nafungua" for "ninafungua", and "amefungua" with the vowel shared.
    let behind_tense: Vec<_> = behind_subject
        .iter()
        .flat_map(|rest| without_any(rest, &affixes.tenses))
        .chain(without_any(word, &affixes.tenses))
        .collect();
    let behind_relative: Vec<_> =
        behind_tense.iter().flat_map(|rest| without_any(rest, &affixes.relatives)).collect();
    rests.extend(behind_subject.into_iter().chain(behind_tense).chain(behind_relative));
    let behind_object: Vec<_> =
        rests.iter().flat_map(|rest| without_any(rest, &affixes.objects)).collect();
    rests.extend(behind_object);
    rests.retain(|rest| rest.len() >= 2);
    rests
}

fn without_any<'a>(word: &'a str, prefixes: &[&str]) -> impl Iterator<Item = &'a str> {
    prefixes.iter().filter_map(|prefix| word.strip_prefix(prefix))
}

/// The known verb that is left without one ending after the other, the fewest first.
fn verb_behind_endings(word: &str) -> Option<&'static str> {
    let mut forms = vec![word.to_owned()];
    for _ in 0..=MAX_ENDINGS {
        if let Some(verb) = forms.iter().find_map(|form| LEXICON.verb(form)) {
            return Some(verb);
        }
        forms = forms
            .iter()
            .flat_map(|form| {
                AFFIXES.verb_ends.iter().filter_map(move |(end, instead)| {
                    let rest = form.strip_suffix(end).filter(|rest| rest.len() >= 2)?;
                    Some(format!("{rest}{instead}"))
                })
            })
            .collect();
    }
    None
}

/// The rest of a verb that no file knows.
fn unknown_verb(word: &str) -> Option<&str> {
    if !word.ends_with('a') {
        return None;
    }
    let behind_person = without_any(word, &PERSONS).flat_map(|rest| without_any(rest, &TENSES));
    behind_person.chain(word.strip_prefix("ku")).find(|rest| rest.len() >= FEWEST_LETTERS_OF_A_VERB)
}

fn adjective(word: &str) -> Option<&'static str> {
    without_any(word, &AFFIXES.agreements).find_map(|rest| LEXICON.adjective(rest))
}

/// "shuleni" is at the "shule".
fn place(word: &str) -> Option<String> {
    let rest = word.strip_suffix("ni")?;
    (rest.len() >= FEWEST_LETTERS_BEFORE_NI && rest.ends_with(is_vowel)).then(|| rest.to_owned())
}

/// "vitabu" are more than one "kitabu".
fn singular(word: &str) -> Option<String> {
    AFFIXES.plurals.iter().find_map(|(plural, singular, fewest)| {
        let rest = word.strip_prefix(plural)?;
        // "manage" and "waste" are English: an "e" there is seldom Swahili.
        let english = rest.ends_with('e') && matches!(*plural, "ma" | "wa");
        let fits = rest.len() >= *fewest && !rest.starts_with(is_vowel) && !english;
        fits.then(|| format!("{singular}{rest}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_tells_swahili_from_english() {
        for word in ["mnafungua", "ngombe", "daktari", "mtoto", "shilingi", "kwetu", "saa"] {
            assert!(is_shaped_like_swahili(word), "{word}");
        }
        for word in ["price", "delivery", "open", "coffee", "queue", "xerox", "with", "phone"] {
            assert!(!is_shaped_like_swahili(word), "{word}");
        }
    }

    #[test]
    fn a_verb_is_found_behind_all_it_carries() {
        for (word, verb) in [
            ("mnafungua", "fungua"),
            ("nifunguliweje", "fungua"),
            ("mnapofungua", "fungua"),
            ("ninachonunua", "nunua"),
            ("hawajanilipa", "lipa"),
            ("uniletee", "leta"),
        ] {
            assert_eq!(reduce(word).as_deref(), Some(verb), "{word}");
        }
    }

    #[test]
    fn an_unknown_verb_loses_its_prefixes() {
        assert_eq!(reduce("tunashangilia"), reduce("kushangilia"));
    }
}
