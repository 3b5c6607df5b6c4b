//! Words that do not belong to one flow: opening hours, and what customers are told who must wait.

use chrono::NaiveDateTime;
use domain::Language;
use domain::appointment::ReminderKind;
use domain::hours::WeekHours;

use crate::heard::Heard;
use crate::when::{day_in_words, time_in_words};

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

/// What a customer is told when what they asked for cannot be done, however often it was tried.
pub fn person_sees_to_it(language: Language) -> &'static str {
    match language {
        Language::Sw => "Samahani, sikuweza kukamilisha hilo. Mhudumu atakujibu hapa hapa.",
        Language::En => "I am sorry, I could not finish that. A person will answer you right here.",
    }
}

/// What a customer is told when the assistant answers again after a person did.
pub(crate) fn is_back(language: Language) -> &'static str {
    match language {
        Language::Sw => "Nimerudi, mimi msaidizi. Tuendelee.",
        Language::En => "The assistant is back. Let us go on.",
    }
}

/// What a customer is told once whom nobody of the business has answered for a while.
pub fn nobody_has_time(language: Language) -> &'static str {
    match language {
        Language::Sw => {
            "Samahani, mhudumu bado hajapata nafasi. Andika MSAIDIZI kuendelea na msaidizi, au subiri hapa."
        }
        Language::En => {
            "Sorry, nobody has had time yet. Reply ASSISTANT to go on with the assistant, or wait here."
        }
    }
}

/// Whether a customer says that they go on with the assistant. Only a whole message counts: who goes on telling a person
/// something wants the person.
pub fn goes_on(text: &str) -> bool {
    Heard::new(text).is_any(&["msaidizi", "assistant", "endelea", "continue"])
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

/// What a customer is told once who writes while the business is closed and answers nobody; both times are local.
pub fn closed(language: Language, opens_at: NaiveDateTime, now: NaiveDateTime) -> String {
    let day = day_in_words(opens_at.date(), now.date(), language);
    let time = time_in_words(opens_at.time(), language);
    match language {
        Language::Sw => {
            format!(
                "Asante kwa ujumbe wako. Kwa sasa tumefunga. Nitakujibu tutakapofungua: {day}, {time}."
            )
        }
        Language::En => format!(
            "Thank you for your message. We are closed now. I will answer when we open: {day}, {time}."
        ),
    }
}

/// What a customer is told who sent something without words, by the channel's name for it.
pub(crate) fn received(kind: &str, language: Language) -> &'static str {
    match (kind, language) {
        ("audio" | "voice" | "ptt", Language::Sw) => {
            "Asante, nimepokea ujumbe wako wa sauti. Siwezi kusikiliza sauti; tafadhali andika kwa maneno, au andika MHUDUMU kuongea na mtu."
        }
        ("audio" | "voice" | "ptt", Language::En) => {
            "Thank you, I have received your voice message. I cannot listen to it; please write it in words, or write AGENT to talk to a person."
        }
        ("call", Language::Sw) => {
            "Samahani, siwezi kupokea simu hapa. Tafadhali andika ujumbe, au andika MHUDUMU kuongea na mtu."
        }
        ("call", Language::En) => {
            "I am sorry, I cannot take calls here. Please write a message, or write AGENT to talk to a person."
        }
        ("image", Language::Sw) => "Asante, nimepokea picha yako.",
        ("image", Language::En) => "Thank you, I have received your picture.",
        ("video", Language::Sw) => "Asante, nimepokea video yako.",
        ("video", Language::En) => "Thank you, I have received your video.",
        ("document", Language::Sw) => "Asante, nimepokea faili lako.",
        ("document", Language::En) => "Thank you, I have received your file.",
        ("location", Language::Sw) => "Asante, nimepokea mahali ulipo.",
        ("location", Language::En) => "Thank you, I have received your location.",
        ("sticker", _) => "🙂",
        (_, Language::Sw) => "Asante, nimepokea ujumbe wako.",
        (_, Language::En) => "Thank you, I have received your message.",
    }
}

/// What the owner reads about it.
pub(crate) fn received_title(language: Language) -> &'static str {
    match language {
        Language::Sw => "Imepokelewa",
        Language::En => "Received",
    }
}

/// A message about a booking that the assistant sends by itself.
#[derive(Debug, Clone, Copy)]
pub struct Reminder<'a> {
    /// What it is.
    pub kind: ReminderKind,
    /// The business's name.
    pub business: &'a str,
    /// The service's name.
    pub service: &'a str,
    /// When it begins, in local time.
    pub at: NaiveDateTime,
    /// The local time now.
    pub now: NaiveDateTime,
}

impl Reminder<'_> {
    /// What the customer reads.
    pub fn text(self, language: Language) -> String {
        let Self { kind, business, service, at, now } = self;
        let day = day_in_words(at.date(), now.date(), language);
        let time = time_in_words(at.time(), language);
        match (kind, language) {
            (ReminderKind::Missed, Language::Sw) => format!(
                "Habari, hatukukuona kwenye miadi yako ya {service} ({business}), {day}. \
                 Kupanga muda mwingine, andika: miadi"
            ),
            (ReminderKind::Missed, Language::En) => format!(
                "Hello, we did not see you at your {service} at {business}, {day}. \
                 To choose another time, reply with: booking"
            ),
            (ReminderKind::Moved, Language::Sw) => format!(
                "Habari kutoka {business}. Miadi yako ya {service} imehamishwa. Sasa ni:\n{day}, {time}\n\
                 Andika NITAKUJA kuthibitisha, BADILISHA kubadilisha muda, au FUTA kufuta."
            ),
            (ReminderKind::Moved, Language::En) => format!(
                "Hello from {business}. Your booking has been moved: {service}. It is now:\n{day}, {time}\n\
                 Reply with CONFIRM if you will come, CHANGE for another time, or CANCEL."
            ),
            (ReminderKind::Cancelled, Language::Sw) => format!(
                "Habari kutoka {business}. Samahani, miadi yako imefutwa:\n{service}\n{day}, {time}\n\
                 Kupanga muda mwingine, andika: miadi"
            ),
            (ReminderKind::Cancelled, Language::En) => format!(
                "Hello from {business}. We are sorry, your booking is cancelled:\n{service}\n{day}, {time}\n\
                 To choose another time, reply with: booking"
            ),
            (_, Language::Sw) => format!(
                "Habari, tunakukumbusha kuhusu miadi yako na {business}:\n{service}\n{day}, {time}\n\
                 Andika NITAKUJA kuthibitisha, BADILISHA kubadilisha muda, au FUTA kufuta."
            ),
            (_, Language::En) => format!(
                "Hello, this is a reminder of your booking at {business}:\n{service}\n{day}, {time}\n\
                 Reply with CONFIRM if you will come, CHANGE for another time, or CANCEL."
            ),
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

    #[test]
    fn who_says_nothing_but_the_word_goes_on_with_the_assistant() {
        for text in ["MSAIDIZI", "msaidizi.", " Assistant ", "endelea tafadhali", "continue"] {
            assert!(goes_on(text), "{text}");
        }
        for text in ["msaidizi mbona hajibu", "naendelea kusubiri", "continue waiting", "ndiyo", ""]
        {
            assert!(!goes_on(text), "{text}");
        }
        for (language, word) in [(Language::Sw, "MSAIDIZI"), (Language::En, "ASSISTANT")] {
            assert!(nobody_has_time(language).contains(word) && goes_on(word));
        }
    }
}
