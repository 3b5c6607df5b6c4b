//! Whatever is given in, nothing panics and the limits hold.

use knowledge::{MAX_PASSAGES, closest, normalise, passages, read_document, stem, terms};
use proptest::{collection::vec, prelude::*, sample::select};

/// Words as customers write them, so that the rules have something to do.
fn words() -> impl Strategy<Value = String> {
    let syllables = select(vec![
        "m", "ku", "na", "li", "ta", "fu", "ngu", "a", "wa", "ni", "je", "ki", "vi", "sha", "e",
        "i", "o", "suka", "price", "s", "ing", "ed", "er", "y", "ly", "deliver", "nunua", "lipa",
        "ma", "mi", "bei", "ngapi", "tion", " ", "how", "much", "m-", "5,000", "'", "saa", "book",
        "ation", "iviti", "ize",
    ]);
    vec(syllables, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_normalised_stays_as_it_is(text in prop_oneof![any::<String>(), words(), "[a-z ]{0,60}"]) {
        let once = normalise(&text);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn a_stem_is_its_own_stem(word in prop_oneof!["[a-z]{1,14}", words()]) {
        let once = stem(&word);
        prop_assert_eq!(stem(&once), once);
    }

    #[test]
    fn any_text_is_cut(text in prop_oneof![any::<String>(), "[#|\\-=a-z.: \nQA]{0,400}"]) {
        let found = passages(&text);
        prop_assert!(found.len() <= MAX_PASSAGES);
        prop_assert!(found.iter().all(|passage| !passage.text.trim().is_empty()));
    }

    #[test]
    fn any_word_is_compared(term in any::<String>(), vocabulary in vec(any::<String>(), 0..5)) {
        closest(&term, vocabulary.iter().map(String::as_str));
    }

    #[test]
    fn any_bytes_are_read(
        name in "[a-z]{0,3}\\.(pdf|docx|csv|txt|md|png)",
        start in select(vec![&b""[..], b"%PDF-1.5\n", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"]),
        rest in vec(any::<u8>(), 0..400),
    ) {
        drop(read_document(&name, &[start, &rest].concat()));
    }
}

/// No word of a document is lost when it is cut, nor is one made up.
#[test]
fn passages_have_all_the_words() {
    let text = (0..3000).fold(String::new(), |text, n| {
        text + &format!("neno{n}") + ["", ".", "\n", "\n\n", ""][n % 5] + " "
    });
    let cut: Vec<String> =
        passages(&text).iter().flat_map(|passage| terms(&passage.text)).collect();
    assert_eq!(cut, terms(&text));
}
