//! "STOP" and "START": what a customer says about messages. Only a whole message counts: "asante" is thanks, and
//! "the bus stop" is a place.

use domain::consent::ConsentEvent;

use crate::heard::Heard;

/// No messages any more.
const STOP: [&str; 43] = [
    "stop",
    "stop all",
    "stop messages",
    "stop messaging me",
    "stop sending messages",
    "unsubscribe",
    "opt out",
    "optout",
    "quit",
    "remove me",
    "dont message me",
    "do not message me",
    "acha",
    "acha kutuma",
    "acha kunitumia ujumbe",
    "acheni kunitumia ujumbe",
    "sitisha",
    "sitisha ujumbe",
    "usinitumie ujumbe",
    "usinitumie tena",
    "msinitumie ujumbe",
    "sitaki ujumbe",
    "sitaki ujumbe tena",
    "sitaki meseji",
    "niondoe",
    "jiondoe",
    "stop sending me messages",
    "stop texting me",
    "stop texting",
    "no more messages",
    "acheni",
    "acheni kutuma ujumbe",
    "acha kutuma ujumbe",
    "acha kunitumia meseji",
    "acheni kunitumia meseji",
    "msinitumie meseji",
    "msinitumie tena",
    "usinitumie meseji",
    "usinisumbue",
    "msinisumbue",
    "sitaki meseji zenu",
    "sitaki ujumbe wenu",
    "nitoeni",
];

/// Messages are welcome again.
const START: [&str; 16] = [
    "start",
    "unstop",
    "subscribe",
    "opt in",
    "optin",
    "resume",
    "start messages",
    "anza",
    "anza tena",
    "anzisha",
    "washa",
    "rudisha",
    "nirudishe",
    "nataka ujumbe",
    "andika anza",
    "kuanza",
];

/// What a customer says about messages; nothing where the text is about something else. START means something
/// only to who said STOP before.
pub fn consent(text: &str, opted_out: bool) -> Option<ConsentEvent> {
    let heard = Heard::new(text);
    if opted_out {
        return heard.is_any(&START).then_some(ConsentEvent::OptedIn);
    }
    heard.is_any(&STOP).then_some(ConsentEvent::OptedOut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_message_counts() {
        for text in [
            "STOP",
            "stop.",
            "Acha",
            "Sitaki ujumbe tena!",
            "tafadhali niondoe",
            "please unsubscribe",
            "stop sending me messages",
            "Acheni!",
            "msinitumie meseji tafadhali",
            "sitaki meseji zenu",
            "nitoeni",
        ] {
            assert_eq!(consent(text, false), Some(ConsentEvent::OptedOut), "{text}");
        }
        for text in [
            "asante",
            "where is the bus stop",
            "non-stop",
            "acha nifikirie",
            "sitaki ujumbe wa bei, nataka miadi",
            "stopwatch",
            "start",
            "",
        ] {
            assert_eq!(consent(text, false), None, "{text}");
        }
    }

    #[test]
    fn who_said_stop_comes_back_with_start() {
        for text in ["START", "anza", "Anza tena", "andika ANZA", "nataka kuanza", "naomba kuanza"]
        {
            assert_eq!(consent(text, true), Some(ConsentEvent::OptedIn), "{text}");
        }
        for text in ["stop", "habari", "let us start tomorrow"] {
            assert_eq!(consent(text, true), None, "{text}");
        }
    }
}
