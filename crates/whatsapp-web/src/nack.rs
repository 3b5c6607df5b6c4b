//! WhatsApp's refusals of single messages, in words.

/// What a refusal's code says, for the owner's log. The codes are those that web clients know
/// (whatsapp-rust 0.7.0, `NackReason`, and the public reports named in docs/whatsapp.md).
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_told_with_its_meaning() {
        assert_eq!(
            words("463"),
            "463: WhatsApp does not let this number write to new people at present"
        );
        assert_eq!(words("999"), "999: no reason was given");
    }
}
