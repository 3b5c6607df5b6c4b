//! What is said and not denied.

use crate::heard::{Found, Heard};
use crate::word_lists::word_lists;

word_lists! {
    "denial.txt":
    NEGATIONS,
}

/// Whether one of these is said and not denied.
pub(super) fn said(heard: &Heard, phrases: &[&str]) -> bool {
    found(heard, phrases).next().is_some()
}

/// Where one of these is said and not denied.
pub(super) fn found(heard: &Heard, phrases: &[&str]) -> impl Iterator<Item = Found> {
    phrases
        .iter()
        .filter_map(|phrase| heard.find(phrase))
        .filter(|found| !heard.said_shortly_before(found.position, &NEGATIONS))
}
