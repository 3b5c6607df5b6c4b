//! "STOP" and "START": what a customer says about messages. Only a whole message counts: "asante" is thanks, and
//! "the bus stop" is a place.
//!
//! A few words say STOP only where nothing is asked: who writes "acha" when asked whether a booking is to be
//! cancelled wants it left alone, and not an end of all messages.

use domain::consent::ConsentEvent;

use crate::definition::FlowDefinition;
use crate::heard::Heard;
use crate::state::FlowState;
use crate::vocabulary;
use crate::word_lists::word_lists;

word_lists! {
    "consent.txt":
    STOP, START,
}

/// What a customer says about messages; nothing where the text is about something else. START means something
/// only to who said STOP before, and STOP may mean something else: see [`leaves_task`].
pub fn consent(text: &str, opted_out: bool) -> Option<ConsentEvent> {
    let heard = Heard::new(text);
    if opted_out {
        return heard.is_any(&START).then_some(ConsentEvent::OptedIn);
    }
    (heard.is_any(&STOP) || vocabulary::leave(&heard)).then_some(ConsentEvent::OptedOut)
}

/// Whether a text says STOP with a word that leaves a task alone where one is underway.
pub fn may_leave_task(text: &str) -> bool {
    vocabulary::leave(&Heard::new(text))
}

/// Whether a text that could mean STOP means what the flow asks just now: a booking, an order or a question. Then
/// it is the flow's to answer, and says nothing about messages.
pub fn leaves_task(flow: &FlowDefinition, state: &FlowState, text: &str) -> bool {
    may_leave_task(text) && state.is_in_task(flow)
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
    fn a_word_that_leaves_a_task_is_stop_where_none_is_underway() {
        for text in ["acha", "Acheni!", "sitisha tafadhali"] {
            assert!(may_leave_task(text), "{text}");
            assert_eq!(consent(text, false), Some(ConsentEvent::OptedOut), "{text}");
        }
        for text in ["stop", "acha kutuma", "sitaki ujumbe", "sitisha ujumbe", "asante"] {
            assert!(!may_leave_task(text), "{text}");
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
