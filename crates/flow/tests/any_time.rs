//! Whatever customers write, reading it ends well; and what Flow HQ writes it can read.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use domain::Language;
use flow::{TimeSaid, Understood, Wanted, When, day_in_words, read, time_in_words};
use proptest::prelude::*;

const WORDS: [&str; 44] = [
    "kesho", "saa", "tatu", "kumi", "na", "mbili", "nusu", "robo", "kasoro", "asubuhi", "usiku",
    "ijumaa", "ijayo", "wiki", "mwezi", "tarehe", "baada ya", "kati ya", "hadi", "dakika", "au",
    "sio", "leo", "next", "friday", "the", "26th", "feb", "at", "3pm", "half", "past", "to",
    "quarter", "in", "days", "from", "10", "3:30", "31/12", "2-4", "29", "99", "9999",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::collection::vec(prop::sample::select(&WORDS[..]), 0..12)
            .prop_map(|words| words.join(" ")),
        1 => any::<String>(),
        1 => "[0-9:./ hapmst-]{0,30}",
    ]
}

fn wanted() -> impl Strategy<Value = Wanted> {
    prop::sample::select(vec![Wanted::Date, Wanted::Time, Wanted::Moment])
}

fn moment() -> impl Strategy<Value = NaiveDateTime> {
    (0..4000_u64, 0..24 * 60_u32).prop_map(|(days, minutes)| {
        let date = NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day") + Days::new(days);
        date.and_time(
            NaiveTime::from_num_seconds_from_midnight_opt(minutes * 60, 0).expect("a time"),
        )
    })
}

proptest! {
    #[test]
    fn reading_ends_well(text in text(), now in moment(), wanted in wanted()) {
        match read(&text, now, wanted) {
            Understood::Several(whens) => prop_assert!((2..=4).contains(&whens.len())),
            Understood::One(when) => {
                prop_assert!(when.date.is_some() || when.time.is_some());
                prop_assert!(when.date.is_none_or(|date| date >= now.date()));
            }
            Understood::Past(_) | Understood::Nothing | Understood::Impossible => {}
        }
    }

    #[test]
    fn what_is_read_back_is_read_as_the_same_moment(
        now in moment(),
        minutes in 0..300 * 24 * 60_i64,
        language in prop::sample::select(Language::ALL),
        wanted in wanted(),
    ) {
        let moment = now + chrono::TimeDelta::minutes(minutes);
        let day = day_in_words(moment.date(), now.date(), language);
        let time = time_in_words(moment.time(), language);
        let when = When { date: Some(moment.date()), time: Some(TimeSaid::At(moment.time())) };
        for text in [format!("{day}, {time}"), format!("{day} {time}")] {
            prop_assert_eq!(read(&text, now, wanted), Understood::One(when), "{}", text);
        }
        let only_day = When { date: Some(moment.date()), time: None };
        prop_assert_eq!(read(&day, now, wanted), Understood::One(only_day), "{}", day);
        let only_time = When { date: None, time: Some(TimeSaid::At(moment.time())) };
        prop_assert_eq!(read(&time, now, wanted), Understood::One(only_time), "{}", time);
    }
}
