//! Who of a business's people has a conversation open, and who writes in it.

use serde::{Deserialize, Serialize};

use crate::{ConversationId, UserId};

/// For so many seconds somebody counts as there who was heard of.
pub const PRESENT_SECONDS: u32 = 25;
/// For so many seconds somebody counts as writing who was heard of writing.
pub const WRITING_SECONDS: u32 = 6;
/// After so many seconds an open conversation is told of again.
pub const ATTEND_SECONDS: u32 = 10;
/// After so many seconds it is told again that somebody writes.
pub const WRITING_TOLD_SECONDS: u32 = 3;

/// Somebody who has a conversation open; with two tabs still once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentView {
    /// The person's id.
    pub user_id: UserId,
    /// The person's name.
    pub name: String,
    /// Whether the person writes an answer.
    pub writes: bool,
}

/// Who has one conversation open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentIn {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The people, by name.
    pub people: Vec<PresentView>,
}

// Whoever is told of in time stays.
const _: () = assert!(ATTEND_SECONDS * 2 < PRESENT_SECONDS);
const _: () = assert!(WRITING_TOLD_SECONDS < WRITING_SECONDS);

/// The first letters of the first and the last word of a name.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    let letters = first.into_iter().chain(words.next_back());
    letters.flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_two_letters_at_most() {
        for (name, wanted) in [
            ("Asha", "A"),
            ("asha mushi", "AM"),
            ("Neema wa Mushi", "NM"),
            ("  Öz  ", "Ö"),
            ("", ""),
        ] {
            assert_eq!(initials(name), wanted, "{name}");
        }
    }
}
