//! Reads every phrase in `tests/phrases`; docs/flows.md describes the format.

use std::fmt::Write as _;
use std::path::Path;

use chrono::{NaiveDateTime, NaiveTime};
use flow::{Span, TimeSaid, Understood, Wanted, When, read};

#[test]
fn every_phrase_is_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/phrases");
    let mut paths: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut phrases, mut failures) = (0, String::new());
    for path in paths.iter().filter(|path| path.extension().is_some_and(|it| it == "txt")) {
        let name = format!("tests/phrases/{}", path.file_name().unwrap().to_string_lossy());
        let mut usual_now = None;
        for (index, line) in std::fs::read_to_string(path).unwrap().lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(text) = line.strip_prefix("now ") {
                usual_now = Some(moment(text).expect("a moment"));
                continue;
            }
            phrases += 1;
            if let Some(failure) = failure(line, usual_now) {
                writeln!(failures, "{name}:{}: {line}\n    is {failure}", index + 1).unwrap();
            }
        }
    }
    assert!(phrases >= 300, "only {phrases} phrases were found");
    assert!(failures.is_empty(), "\n{failures}");
}

/// What a phrase means when it does not mean what stands there.
fn failure(line: &str, usual_now: Option<NaiveDateTime>) -> Option<String> {
    let fields = line.split_once('|').expect("wanted | phrase | meaning");
    let wanted = match fields.0.trim() {
        "date" => Wanted::Date,
        "time" => Wanted::Time,
        "moment" => Wanted::Moment,
        other => panic!("nobody wants a '{other}'"),
    };
    let (first, rest) = fields.1.split_once('|').expect("a phrase and its meaning");
    let (now, phrase, meaning) = match moment(first.trim()) {
        Some(now) => {
            let (phrase, meaning) = rest.split_once('|').expect("a phrase and its meaning");
            (now, phrase, meaning)
        }
        None => (usual_now.expect("a line 'now ..' comes first"), first, rest),
    };
    let heard = in_short(&read(phrase.trim(), now, wanted));
    (heard != meaning.trim()).then_some(heard)
}

/// "Mon 2026-02-23 10:00".
fn moment(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%a %Y-%m-%d %H:%M").ok()
}

fn in_short(understood: &Understood) -> String {
    match understood {
        Understood::One(when) => when_in_short(when),
        Understood::Several(whens) => {
            assert!((2..=4).contains(&whens.len()));
            let whens: Vec<_> = whens.iter().map(when_in_short).collect();
            format!("several: {}", whens.join(" | "))
        }
        Understood::Past(_) => "past".to_owned(),
        Understood::Nothing => "nothing".to_owned(),
        Understood::Impossible => "impossible".to_owned(),
    }
}

fn when_in_short(when: &When) -> String {
    let minutes = |time: NaiveTime| time.to_string().chars().take(5).collect::<String>();
    let date = when.date.map(|date| date.to_string());
    let time = when.time.map(|time| match time {
        TimeSaid::At(time) => minutes(time),
        TimeSaid::Within(Span { from, to }) => format!("{}..{}", minutes(from), minutes(to)),
    });
    date.into_iter().chain(time).collect::<Vec<_>>().join(" ")
}
