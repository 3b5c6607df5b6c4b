//! Tables of words that must meet, and of words that must not.

use std::collections::BTreeSet;

use knowledge::stem;

fn lines(table: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_whitespace().collect())
}

#[test]
fn forms_of_one_word_meet() {
    let table = include_str!("stems/meet.txt");
    assert!(lines(table).filter(|words| words.len() > 1).count() >= 150);
    let apart: Vec<_> = lines(table)
        .filter(|words| words.iter().map(|word| stem(word)).collect::<BTreeSet<_>>().len() > 1)
        .map(|words| words.iter().map(|word| format!("{word}={}", stem(word))).collect::<Vec<_>>())
        .collect();
    assert!(apart.is_empty(), "{} of them do not: {apart:#?}", apart.len());
}

#[test]
fn different_words_do_not_meet() {
    let table = include_str!("stems/part.txt");
    assert!(lines(table).count() >= 80);
    for words in lines(table) {
        assert_ne!(stem(words[0]), stem(words[1]), "{words:?}");
    }
}
