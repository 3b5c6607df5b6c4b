//! Texts and numbers cut to what their columns take: PostgreSQL refuses what is longer, and SQLite keeps it.

/// The first `max` characters of a text, without the zeros that PostgreSQL keeps nowhere.
pub(crate) fn clip(text: &str, max: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(max).collect()
}

/// A count as a column keeps it; what is larger than any is the largest.
pub(crate) fn stored(count: impl TryInto<i32>) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{clip, stored};

    #[test]
    fn a_text_is_cut_by_its_characters() {
        assert_eq!(clip("Äsha\0", 3), "Äsh");
        assert_eq!(clip("a\0b", 3), "ab");
    }

    #[test]
    fn a_count_is_never_negative() {
        assert_eq!((stored(7_u32), stored(u32::MAX), stored(u64::MAX)), (7, i32::MAX, i32::MAX));
    }
}
