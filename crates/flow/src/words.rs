//! Words that do not belong to one flow: opening hours, and what customers are told who must wait.

use domain::Language;
use domain::hours::WeekHours;

const DAYS_SW: [&str; 7] =
    ["Jumatatu", "Jumanne", "Jumatano", "Alhamisi", "Ijumaa", "Jumamosi", "Jumapili"];
const DAYS_EN: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A week's opening hours in words, such as "Monday to Friday 08:00 to 18:00"; nothing when every
/// day is closed, which means that the business told us none.
pub fn hours_in_words(hours: &WeekHours, language: Language) -> Option<String> {
    let (days, to, closed) = match language {
        Language::Sw => (DAYS_SW, "hadi", "imefungwa"),
        Language::En => (DAYS_EN, "to", "closed"),
    };
    if hours.0.iter().all(Option::is_none) {
        return None;
    }
    let lines = hours.runs().into_iter().map(|(first, last, open)| {
        let span = if first == last {
            days[first].to_owned()
        } else {
            format!("{} {to} {}", days[first], days[last])
        };
        match open {
            Some(open) => format!("{span} {} {to} {}", open.from_text(), open.to_text()),
            None => format!("{span} {closed}"),
        }
    });
    Some(lines.collect::<Vec<_>>().join(", "))
}

/// What a customer is told once who writes faster than the assistant may answer.
pub fn slow_down(language: Language) -> &'static str {
    match language {
        Language::Sw => "Tafadhali pole pole. Nitajibu ujumbe wako baada ya muda mfupi.",
        Language::En => "Please slow down. I will answer your messages in a moment.",
    }
}

/// What a customer is told once who has written more than is kept for an answer.
pub fn please_wait(language: Language) -> &'static str {
    match language {
        Language::Sw => "Tafadhali subiri. Nina ujumbe wako mwingi wa kujibu kwanza.",
        Language::En => "Please wait. I have many of your messages to answer first.",
    }
}

/// What a customer is told who wants no messages any more: the last one.
pub fn opted_out(language: Language) -> &'static str {
    match language {
        Language::Sw => "Sawa, hutapokea ujumbe kutoka kwetu tena. Ukitaka kuendelea, andika ANZA.",
        Language::En => {
            "All right, you will get no more messages from us. To hear from us again, reply with START."
        }
    }
}

/// What a customer is told who wants messages again; the greeting follows.
pub fn opted_in(language: Language) -> &'static str {
    match language {
        Language::Sw => "Karibu tena. Utapokea ujumbe wetu kama kawaida; kusitisha, andika ACHA.",
        Language::En => {
            "Welcome back. You will get our messages as before; to stop them, reply with STOP."
        }
    }
}

/// What a customer is told who asked for this language.
pub(crate) fn speaks(language: Language) -> &'static str {
    match language {
        Language::Sw => "Sawa, tuendelee kwa Kiswahili.",
        Language::En => "All right, let us go on in English.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_in_both_languages() {
        let english = hours_in_words(&WeekHours::USUAL, Language::En).unwrap();
        assert_eq!(
            english,
            "Monday to Friday 08:00 to 18:00, Saturday 08:00 to 14:00, Sunday closed"
        );
        let swahili = hours_in_words(&WeekHours::USUAL, Language::Sw).unwrap();
        assert_eq!(
            swahili,
            "Jumatatu hadi Ijumaa 08:00 hadi 18:00, Jumamosi 08:00 hadi 14:00, Jumapili imefungwa"
        );
        assert_eq!(hours_in_words(&WeekHours::default(), Language::En), None);
    }
}
