//! What is said when a day or a time is not clear yet.

use chrono::NaiveDate;
use domain::Language;

use crate::definition::Validator;
use crate::validator::Verdict;
use crate::when::day_in_words;

/// Asks which of several is meant.
pub(super) fn which(options: &str, language: Language) -> String {
    match language {
        Language::Sw => format!("Unamaanisha lini?\n{options}\nAndika namba. 0) Menyu"),
        Language::En => format!("Which one do you mean?\n{options}\nReply with a number. 0) Menu"),
    }
}

/// Asks for the time when the day is known, and for the day when the time is.
pub(super) fn rest(known: &str, in_words: &str, language: Language) -> String {
    let is_time = known.contains(':');
    match (is_time, language) {
        (true, Language::Sw) => format!("Sawa, {in_words}. Siku gani? Mfano: kesho. 0) Menyu"),
        (true, Language::En) => {
            format!("All right, {in_words}. On which day? For example: tomorrow. 0) Menu")
        }
        (false, Language::Sw) => {
            format!("Sawa, {in_words}. Saa ngapi? Mfano: saa nane mchana. 0) Menyu")
        }
        (false, Language::En) => {
            format!("All right, {in_words}. At what time? For example: 2pm. 0) Menu")
        }
    }
}

/// Why an answer is refused, where that is more than that it was not understood.
pub(super) fn why(
    verdict: &Verdict,
    validator: &Validator,
    today: NaiveDate,
    language: Language,
) -> Option<String> {
    let is_day = matches!(validator, Validator::Date { .. } | Validator::Nights { .. });
    let text = match (verdict, language) {
        (Verdict::Past, Language::Sw) if is_day => "Samahani, siku hiyo imeshapita.",
        (Verdict::Past, Language::En) if is_day => "I am sorry, that day is over already.",
        (Verdict::Past, Language::Sw) => "Samahani, muda huo umeshapita.",
        (Verdict::Past, Language::En) => "I am sorry, that time is over already.",
        (Verdict::Impossible, Language::Sw) => "Samahani, siku au saa hiyo haipo.",
        (Verdict::Impossible, Language::En) => "I am sorry, there is no such day or time.",
        (Verdict::Outside { first, last }, language) => {
            return Some(outside(*first, *last, today, language));
        }
        _ => return None,
    };
    Some(text.to_owned())
}

fn outside(first: NaiveDate, last: NaiveDate, today: NaiveDate, language: Language) -> String {
    let first = day_in_words(first, today, language);
    let last = day_in_words(last, today, language);
    match language {
        Language::Sw => format!("Samahani, taja siku kuanzia {first} hadi {last}."),
        Language::En => format!("I am sorry, please name a day from {first} to {last}."),
    }
}
