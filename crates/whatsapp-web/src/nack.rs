//! WhatsApp's refusals of single messages, in words.

use channel::ConnectorError;
use domain::session::HoldReason;

/// What a refusal's code says, for the owner's log. The codes are those that web clients know
/// (whatsapp-rust 0.7.0, `NackReason`) and those that public reports name.
pub(crate) fn words(code: &str) -> String {
    let meaning = match code {
        "400" => "the message was not understood",
        "401" | "403" => "this account may not write to this customer",
        "404" => "there is no such account",
        "429" => "too many messages in a short time",
        "463" => "WhatsApp does not let this number write to new people at present",
        "475" | "479" => "the customer's devices changed; it may be tried again",
        "500" | "503" => "WhatsApp's server failed",
        _ => "no reason was given",
    };
    format!("{code}: {meaning}")
}

/// What a refusal means for this message and the next ones.
pub(crate) fn refusal(code: &str) -> ConnectorError {
    let why = words(code);
    match code {
        "463" => ConnectorError::Restricted { reason: HoldReason::Strangers, why },
        "429" => ConnectorError::Restricted { reason: HoldReason::TooMany, why },
        // They pass: the same message may be tried again.
        "475" | "479" | "500" | "503" => ConnectorError::Unavailable(why),
        _ => ConnectorError::Refused(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_held_against_the_number_keeps_other_messages_back() {
        let held = |code| match refusal(code) {
            ConnectorError::Restricted { reason, .. } => Some(reason),
            _ => None,
        };
        assert_eq!(held("463"), Some(HoldReason::Strangers));
        assert_eq!(held("429"), Some(HoldReason::TooMany));
        assert_eq!(held("400"), None);
        assert!(refusal("503").is_retryable() && !refusal("400").is_retryable());
    }

    #[test]
    fn a_code_is_told_with_its_meaning() {
        assert_eq!(
            words("463"),
            "463: WhatsApp does not let this number write to new people at present"
        );
        assert_eq!(words("999"), "999: no reason was given");
    }
}
