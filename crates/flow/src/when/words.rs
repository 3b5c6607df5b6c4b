//! A day and a time in words, to be read back to the customer. What is written here is understood
//! by [`super::read`] as the same moment.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use domain::Language;

use super::{english, swahili};

/// A day in words: "kesho (Jumanne 24 Februari)", "Friday 27 February"; the year only when it is
/// not today's.
pub fn day_in_words(date: NaiveDate, today: NaiveDate, language: Language) -> String {
    let (weekdays, months) = match language {
        Language::Sw => (swahili::WEEKDAYS, swahili::MONTHS),
        Language::En => (english::WEEKDAYS, english::MONTHS),
    };
    let weekday = weekdays[date.weekday().num_days_from_monday() as usize];
    let mut day = format!("{weekday} {} {}", date.day(), months[date.month0() as usize]);
    if date.year() != today.year() {
        day = format!("{day} {}", date.year());
    }
    let near = match ((date - today).num_days(), language) {
        (0, Language::Sw) => "leo",
        (0, Language::En) => "today",
        (1, Language::Sw) => "kesho",
        (1, Language::En) => "tomorrow",
        _ => return day,
    };
    format!("{near} ({day})")
}

/// A time in words, with the 24-hour clock beside it: "saa 3:30 asubuhi (09:30)", "9:30 am (09:30)".
pub fn time_in_words(time: NaiveTime, language: Language) -> String {
    let minute = time.minute();
    let whole = format!("{:02}:{minute:02}", time.hour());
    match language {
        Language::Sw => {
            let part = swahili::PART_OF_HOUR.iter().rev().find(|(from, _)| *from <= time.hour());
            let part = part.map_or("", |(_, part)| *part);
            let hour = match (time.hour() + 6) % 12 {
                0 => 12,
                hour => hour,
            };
            format!("saa {hour}:{minute:02} {part} ({whole})")
        }
        Language::En => {
            let (is_pm, hour) = time.hour12();
            let half = if is_pm { "pm" } else { "am" };
            format!("{hour}:{minute:02} {half} ({whole})")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_in_both_languages() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = date("2026-02-23");
        let day = |text: &str, language| day_in_words(date(text), today, language);
        assert_eq!(day("2026-02-23", Language::Sw), "leo (Jumatatu 23 Februari)");
        assert_eq!(day("2026-02-24", Language::En), "tomorrow (Tuesday 24 February)");
        assert_eq!(day("2026-02-27", Language::Sw), "Ijumaa 27 Februari");
        assert_eq!(day("2027-01-01", Language::En), "Friday 1 January 2027");
        let time = |text: &str, language| time_in_words(text.parse().unwrap(), language);
        assert_eq!(time("09:30:00", Language::Sw), "saa 3:30 asubuhi (09:30)");
        assert_eq!(time("12:00:00", Language::Sw), "saa 6:00 mchana (12:00)");
        assert_eq!(time("00:00:00", Language::Sw), "saa 6:00 usiku (00:00)");
        assert_eq!(time("18:00:00", Language::Sw), "saa 12:00 jioni (18:00)");
        assert_eq!(time("15:00:00", Language::En), "3:00 pm (15:00)");
    }
}
