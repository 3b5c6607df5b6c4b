//! What is said while a time is being found; a flow may say it otherwise.

use serde::{Deserialize, Serialize};

use crate::definition::Text;

/// What is said on the way to a booking.
///
/// `{options}` are the numbered lines that can be chosen from. `{service}`, `{day}`, `{time}`, `{price}` and
/// `{with}` are what is known so far; a line that names something unknown is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BookTexts {
    /// Which service?
    pub service: Text,
    /// When? Free times are `{options}`.
    pub time: Text,
    /// When? None is free in the next weeks.
    pub full: Text,
    /// That time is not free; others are `{options}`.
    pub taken: Text,
    /// That could be several times; which of the `{options}`?
    pub which: Text,
    /// That time is over; others are `{options}`.
    pub past: Text,
    /// There is no such day or time.
    pub impossible: Text,
    /// It was not understood; `{options}` again.
    pub retry: Text,
    /// What is your name?
    pub name: Text,
    /// Is this right?
    pub confirm: Text,
}

impl BookTexts {
    /// Whether nothing is said otherwise than usual.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// All of them: their parts, what they are called in a sentence, and how they read.
    pub(crate) fn all(&self) -> [(&'static str, &'static str, &Text); 10] {
        [
            ("service", "the service question", &self.service),
            ("time", "the time question", &self.time),
            ("full", "'full'", &self.full),
            ("taken", "'taken'", &self.taken),
            ("which", "'which'", &self.which),
            ("past", "'past'", &self.past),
            ("impossible", "'impossible'", &self.impossible),
            ("retry", "the retry", &self.retry),
            ("name", "the name question", &self.name),
            ("confirm", "the last question", &self.confirm),
        ]
    }

    /// The same, to be changed.
    pub(crate) fn all_mut(&mut self) -> [(&'static str, &'static str, &mut Text); 10] {
        [
            ("service", "the service question", &mut self.service),
            ("time", "the time question", &mut self.time),
            ("full", "'full'", &mut self.full),
            ("taken", "'taken'", &mut self.taken),
            ("which", "'which'", &mut self.which),
            ("past", "'past'", &mut self.past),
            ("impossible", "'impossible'", &mut self.impossible),
            ("retry", "the retry", &mut self.retry),
            ("name", "the name question", &mut self.name),
            ("confirm", "the last question", &mut self.confirm),
        ]
    }
}

impl Default for BookTexts {
    fn default() -> Self {
        let text = |sw: &str, en: &str| Text { sw: sw.to_owned(), en: en.to_owned() };
        Self {
            service: text(
                "Karibu uweke miadi. Ungependa huduma gani?\n{options}\n0) Menyu",
                "Let us book your appointment. Which service would you like?\n{options}\n0) Menu",
            ),
            time: text(
                "{service}: ungependa kuja lini? Nafasi zilizo karibu:\n{options}\n\
                 Andika namba, au siku na saa unayopenda, mfano: kesho saa nane mchana. 0) Menyu",
                "{service}: when would you like to come? The next free times:\n{options}\n\
                 Reply with a number, or with the day and time you prefer, for example: tomorrow at 2pm. 0) Menu",
            ),
            full: text(
                "Samahani, hakuna nafasi katika wiki zijazo. Andika siku nyingine, au 0 kurudi kwenye menyu.",
                "I am sorry, there is no free time in the coming weeks. Reply with another day, or with 0 for the menu.",
            ),
            taken: text(
                "Samahani, muda huo hauna nafasi. Nafasi zilizo karibu:\n{options}\n\
                 Andika namba, au siku na saa nyingine. 0) Menyu",
                "I am sorry, that time is not free. The nearest free times:\n{options}\n\
                 Reply with a number, or with another day and time. 0) Menu",
            ),
            which: text(
                "Unamaanisha lini?\n{options}\nAndika namba, au siku na saa nyingine. 0) Menyu",
                "Which one do you mean?\n{options}\nReply with a number, or with another day and time. 0) Menu",
            ),
            past: text(
                "Muda huo umeshapita. Nafasi zilizo karibu:\n{options}\n\
                 Andika namba, au siku na saa nyingine. 0) Menyu",
                "That time has already passed. The next free times:\n{options}\n\
                 Reply with a number, or with another day and time. 0) Menu",
            ),
            impossible: text(
                "Samahani, siku au saa hiyo haipo. Nafasi zilizo karibu:\n{options}\n\
                 Andika namba, au siku na saa nyingine. 0) Menyu",
                "I am sorry, there is no such day or time. The next free times:\n{options}\n\
                 Reply with a number, or with another day and time. 0) Menu",
            ),
            retry: text(
                "Samahani, sijaelewa. Andika namba moja kati ya hizi, au siku na saa, mfano: kesho saa nane mchana.\n\
                 {options}\n0) Menyu",
                "I am sorry, I did not understand. Reply with one of these numbers, or with a day and time, for example: tomorrow at 2pm.\n\
                 {options}\n0) Menu",
            ),
            name: text("Jina lako ni nani?", "What is your name?"),
            confirm: text(
                "Hii ni sahihi?\n{service}\n{day}, {time}\nMhudumu au chumba: {with}\nBei: {price}\n\
                 1) Ndiyo, weka miadi 2) Badilisha muda 0) Menyu",
                "Is this right?\n{service}\n{day}, {time}\nWith: {with}\nPrice: {price}\n\
                 1) Yes, book it 2) Change the time 0) Menu",
            ),
        }
    }
}
