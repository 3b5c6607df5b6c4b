//! What counts as an answer to a question.

mod day;
mod nights;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use domain::{E164, Language};

use crate::choice::{by_number, by_word};
use crate::definition::Validator;
use crate::heard::Heard;

/// An answer, and what is known around it.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    /// What the customer wrote.
    pub text: &'a str,
    /// The day or the time that was said before.
    pub known: Option<&'a str>,
    /// The answers to other questions.
    pub slots: &'a BTreeMap<String, String>,
    /// The language to answer in.
    pub language: Language,
    /// The business's local time.
    pub now: NaiveDateTime,
}

/// What a validator makes of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The value that the slot takes.
    Accepted(String),
    /// One of these values is meant, most probable first.
    Several(Vec<String>),
    /// A day without its time, or a time without its day.
    Incomplete(String),
    /// It is over.
    Past,
    /// No day that counts; these are the first and the last that do.
    Outside { first: NaiveDate, last: NaiveDate },
    /// There is no such day or time.
    Impossible,
    /// It is no answer.
    Refused,
}

impl Validator {
    /// What becomes of an answer.
    pub(crate) fn judge(&self, said: &Said<'_>, heard: &Heard) -> Verdict {
        match self {
            Self::Date { .. } | Self::Time | Self::Moment { .. } => day::judge(self, said),
            Self::Nights { after, max } => nights::judge(after, *max, said, heard),
            Self::Text { .. }
            | Self::Choice { .. }
            | Self::Number { .. }
            | Self::Phone
            | Self::Email => self
                .accept(said.text, heard, said.language)
                .map_or(Verdict::Refused, Verdict::Accepted),
        }
    }

    /// What becomes of a value that was chosen among several.
    pub(crate) fn complete(&self, value: &str) -> Verdict {
        match self {
            Self::Moment { .. } if !day::is_complete(value) => {
                Verdict::Incomplete(value.to_owned())
            }
            _ => Verdict::Accepted(value.to_owned()),
        }
    }

    /// How a customer reads the slot's value where the value itself is not written for people.
    pub(crate) fn in_words(
        &self,
        value: &str,
        slots: &BTreeMap<String, String>,
        today: NaiveDate,
        language: Language,
    ) -> Option<String> {
        match self {
            Self::Date { .. } | Self::Time | Self::Moment { .. } => {
                day::in_words(value, today, language)
            }
            Self::Nights { after, .. } => {
                nights::in_words(value, slots.get(after)?, today, language)
            }
            Self::Text { .. }
            | Self::Choice { .. }
            | Self::Number { .. }
            | Self::Phone
            | Self::Email => None,
        }
    }

    /// The value that the slot takes from an answer that says it as a whole; `None` when it is refused.
    fn accept(&self, text: &str, heard: &Heard, language: Language) -> Option<String> {
        match self {
            Self::Text { min, max } => {
                let text = one_line(text);
                (*min..=*max).contains(&text.chars().count()).then_some(text)
            }
            Self::Choice { options } => {
                let option = by_number(heard, options)
                    .or_else(|| by_word(heard, options).map(|(option, _)| option))?;
                Some(option.label.get(language).to_owned())
            }
            Self::Number { min, max } => {
                // "-3" and "2.5" would be heard as other numbers than they are.
                if has_sign_or_fraction(text) {
                    return None;
                }
                let number = heard.only_number()?;
                (*min..=*max).contains(&number).then(|| number.to_string())
            }
            Self::Phone => phone(text),
            Self::Email => email(text),
            Self::Date { .. } | Self::Time | Self::Moment { .. } | Self::Nights { .. } => None,
        }
    }
}

/// The text on one line, without what cannot be seen.
pub(crate) fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has_sign_or_fraction(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(2).any(|pair| pair[0] == b'-' && pair[1].is_ascii_digit())
        || bytes.windows(3).any(|three| {
            matches!(three[1], b'.' | b',' | b'/')
                && three[0].is_ascii_digit()
                && three[2].is_ascii_digit()
        })
}

/// A number with its country code, or one as it is dialled in Tanzania, Kenya and Uganda: `0` and
/// nine digits (ITU numbering plans of +255, +254, +256). A local one stays as it was dialled,
/// because nothing says which of the three countries it belongs to.
fn phone(text: &str) -> Option<String> {
    phone_alone(text).or_else(|| phone_within(text))
}

/// The one number among other words: "namba yangu ni 0712 345 678".
fn phone_within(text: &str) -> Option<String> {
    let belongs =
        |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '.' | '-' | '(' | ')' | '\u{a0}');
    let runs = text.split(|c| !belongs(c)).filter(|run| run.contains(|c: char| c.is_ascii_digit()));
    let runs: Vec<&str> = runs.collect();
    match runs[..] {
        [run] => phone_alone(run.trim_matches(|c: char| !c.is_ascii_digit() && c != '+')),
        _ => None,
    }
}

fn phone_alone(text: &str) -> Option<String> {
    if let Ok(number) = E164::parse(text) {
        return Some(number.as_str().to_owned());
    }
    let punctuation = |c: &char| matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{a0}');
    let digits: String = text.trim().chars().filter(|c| !punctuation(c)).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let local = digits.len() == 10 && digits.starts_with('0') && !digits.starts_with("00");
    if local {
        return Some(digits);
    }
    let without_plus =
        digits.len() == 12 && ["255", "254", "256"].iter().any(|code| digits.starts_with(code));
    without_plus.then(|| format!("+{digits}"))
}

/// An address that can be one: something, one `@`, a domain with a dot, no spaces. Only a message
/// to it would prove more.
fn email(text: &str) -> Option<String> {
    let address = text.trim();
    let (name, domain) = address.split_once('@')?;
    let plausible = !name.is_empty()
        && address.chars().count() <= 254
        && !address
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ','))
        && !domain.contains('@')
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty());
    plausible.then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::{Choice, Text};

    fn accept(validator: &Validator, text: &str) -> Option<String> {
        validator.accept(text, &Heard::new(text), Language::Sw)
    }

    #[test]
    fn a_text_is_measured_in_characters_and_put_on_one_line() {
        let text = Validator::Text { min: 2, max: 6 };
        assert_eq!(accept(&text, " Asha\n Ali "), None);
        assert_eq!(accept(&text, " As\nha "), Some("As ha".to_owned()));
        assert_eq!(accept(&text, "ééé"), Some("ééé".to_owned()));
        assert_eq!(accept(&text, "x"), None);
        assert_eq!(accept(&text, "\u{7}\u{7}\u{7}"), None);
    }

    #[test]
    fn a_choice_is_made_by_number_or_word_in_either_language() {
        let option = |sw: &str, en: &str| Choice {
            label: Text { sw: sw.to_owned(), en: en.to_owned() },
            words: vec!["kesho asubuhi".to_owned()]
                .into_iter()
                .filter(|_| sw == "Asubuhi")
                .collect(),
        };
        let choice = Validator::Choice {
            options: vec![option("Asubuhi", "Morning"), option("Jioni", "Evening")],
        };
        for text in ["2", "namba mbili", "evening please", "Jioni"] {
            assert_eq!(accept(&choice, text), Some("Jioni".to_owned()), "{text}");
        }
        assert_eq!(accept(&choice, "kesho asubuhi"), Some("Asubuhi".to_owned()));
        for text in ["3", "0", "usiku", ""] {
            assert_eq!(accept(&choice, text), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_whole_and_within_its_range() {
        let number = Validator::Number { min: 1, max: 20 };
        assert_eq!(accept(&number, "watu wawili"), Some("2".to_owned()));
        assert_eq!(accept(&number, "20"), Some("20".to_owned()));
        for text in ["0", "21", "-3", "2.5", "1 au 2", "wengi", "1/2"] {
            assert_eq!(accept(&number, text), None, "{text}");
        }
    }

    #[test]
    fn a_phone_number_may_be_local() {
        assert_eq!(accept(&Validator::Phone, "0712 345 678"), Some("0712345678".to_owned()));
        assert_eq!(accept(&Validator::Phone, "+255 712-345-678"), Some("+255712345678".to_owned()));
        assert_eq!(accept(&Validator::Phone, "254712345678"), Some("+254712345678".to_owned()));
        for text in ["namba yangu ni 0712345678", "0712 345 678.", "Nipigie: 0712345678 (Juma)"] {
            assert_eq!(accept(&Validator::Phone, text), Some("0712345678".to_owned()), "{text}");
        }
        for text in [
            "0712345678 au 0755123456",
            "ni 0712345",
            "712",
            "simu yangu",
            "07123456789",
            "+255 call",
            "",
        ] {
            assert_eq!(accept(&Validator::Phone, text), None, "{text}");
        }
    }

    #[test]
    fn an_address_needs_a_name_and_a_domain() {
        assert_eq!(
            accept(&Validator::Email, " asha@salon.co.tz "),
            Some("asha@salon.co.tz".to_owned())
        );
        for text in
            ["asha", "@salon.tz", "asha@salon", "a b@salon.tz", "a@b@c.tz", "a@.tz", "a@tz."]
        {
            assert_eq!(accept(&Validator::Email, text), None, "{text}");
        }
    }
}
