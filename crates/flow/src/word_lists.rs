//! Lists of words and phrases as files: `words/*.txt`, compiled in, and each list read once, when it is first needed.
//!
//! `[name]` begins a list; each line after it is one phrase, written as it is heard (see [`words`](crate::heard::words)),
//! in either language. `#` begins a line for people alone. That the files are written so, a test beside each list says.

use std::sync::LazyLock;

/// The phrases of a list.
pub(crate) type Phrases = LazyLock<Box<[&'static str]>>;

/// Declares the lists of a file, by their names there in capitals and in the file's order.
macro_rules! word_lists {
    ($file:literal: $($name:ident),+ $(,)?) => {
        const FILE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/words/", $file));

        $(
            pub(super) static $name: $crate::word_lists::Phrases = std::sync::LazyLock::new(|| {
                $crate::word_lists::phrases(FILE, stringify!($name))
            });
        )+

        #[cfg(test)]
        #[test]
        fn the_file_holds_these_lists() {
            $crate::word_lists::check(FILE, &[$(stringify!($name)),+]);
        }
    };
}

pub(crate) use word_lists;

/// The list of this name; empty where the file has none, which the test beside the list finds.
pub(crate) fn phrases(file: &'static str, name: &str) -> Box<[&'static str]> {
    lines(file)
        .skip_while(|line| !title(line).is_some_and(|title| title.eq_ignore_ascii_case(name)))
        .skip(1)
        .take_while(|line| title(line).is_none())
        .collect()
}

fn lines(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn title(line: &str) -> Option<&str> {
    line.strip_prefix('[')?.strip_suffix(']')
}

/// Whether a file holds exactly these lists, each phrase once and as it is heard.
#[cfg(test)]
pub(crate) fn check(file: &'static str, names: &[&str]) {
    assert_eq!(lines(file).next().and_then(title), lines(file).find_map(title), "words of no list");
    let titles: Vec<_> = lines(file).filter_map(title).map(str::to_ascii_uppercase).collect();
    assert_eq!(titles, names, "the lists of the file and of the code");
    for name in names {
        let phrases = phrases(file, name);
        assert!(!phrases.is_empty(), "{name} has no phrase");
        let mut seen = std::collections::BTreeSet::new();
        for phrase in &phrases {
            assert_eq!(crate::heard::words(phrase).join(" "), *phrase, "in {name}");
            assert!(seen.insert(phrase), "'{phrase}' stands twice in {name}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# About it.\n\n[first]\n# Why.\nmoja\nmbili tatu\n\n[second]\nnne\n";

    #[test]
    fn a_list_is_what_stands_below_its_name() {
        assert_eq!(phrases(FILE, "FIRST").as_ref(), ["moja", "mbili tatu"]);
        assert_eq!(phrases(FILE, "SECOND").as_ref(), ["nne"]);
        assert!(phrases(FILE, "THIRD").is_empty());
        check(FILE, &["FIRST", "SECOND"]);
    }

    #[test]
    #[should_panic(expected = "stands twice")]
    fn a_phrase_that_stands_twice_is_found() {
        check("[first]\nmoja\nmoja\n", &["FIRST"]);
    }
}
