//! The recogniser: goes through what the words mean and picks out what speaks of a time. What it
//! does not know it passes over. Days are in `grammar/days.rs`, times in `grammar/times.rs`.

mod days;
mod times;

use super::Wanted;
use super::day_part::DayPart;
use super::lexicon::{Sign, Signs, Tongue, signs};
use super::meaning::Meaning;
use super::said::{Said, TimePiece};

/// A place in the text, from which the rules look ahead.
#[derive(Clone, Copy)]
struct Place<'a> {
    signs: &'a Signs,
    at: usize,
    wanted: Wanted,
    /// What stands before "or", when the place is just behind it.
    other: Option<Said>,
}

/// Something recognised, and how many signs it took.
type Found<T> = Option<(T, usize)>;

/// The pieces of a text that speak of a day or a time, in their order.
pub(super) fn pieces(text: &str, wanted: Wanted) -> Vec<Said> {
    let signs = signs(text);
    let mut pieces: Vec<Said> = Vec::new();
    let mut place = Place { signs: &signs, at: 0, wanted, other: None };
    while place.at < signs.list.len() {
        place.other = match pieces[..] {
            [.., other, Said::Or | Said::And] => Some(other),
            _ => None,
        };
        let length = place.day_not_meant().unwrap_or_else(|| {
            let found = place.piece();
            pieces.extend(found.map(|(piece, _)| piece));
            found.map_or(1, |(_, length)| length)
        });
        place = place.ahead(length);
    }
    pieces
}

impl Place<'_> {
    fn ahead(self, count: usize) -> Self {
        Self { at: self.at + count, ..self }
    }

    fn sign(self, ahead: usize) -> Option<Sign> {
        self.signs.list.get(self.at + ahead).map(|(sign, _)| *sign)
    }

    fn tongue(self, ahead: usize) -> Tongue {
        self.signs.list.get(self.at + ahead).map_or(Tongue::Neither, |(_, tongue)| *tongue)
    }

    fn meant(self, ahead: usize) -> Option<Meaning> {
        match self.sign(ahead)? {
            Sign::Meant(meaning) => Some(meaning),
            _ => None,
        }
    }

    fn says(self, ahead: usize, meaning: Meaning) -> bool {
        self.meant(ahead) == Some(meaning)
    }

    /// Whether the sign before is a thing that the number here counts.
    fn is_counted(self) -> bool {
        self.at > 0 && self.signs.list[self.at - 1].0 == Sign::Meant(Meaning::Counted)
    }

    fn piece(self) -> Found<Said> {
        match self.meant(0) {
            Some(Meaning::Or) => return Some((Said::Or, 1)),
            Some(Meaning::And) => return Some((Said::And, 1)),
            Some(Meaning::Not) => return Some((Said::Not, 1)),
            Some(Meaning::Cannot) => {
                let before = self.at.checked_sub(1).map(|before| self.signs.list[before].0);
                let is_after = !matches!(before, None | Some(Sign::Stop | Sign::Comma));
                return Some((Said::Cannot { is_after }, 1));
            }
            _ => {}
        }
        let time = |(piece, length)| (Said::Time(piece), length);
        let day = |(piece, length)| (Said::Day(piece), length);
        self.passing()
            .or_else(|| self.range().map(time))
            .or_else(|| self.bounded().map(time))
            .or_else(|| self.day().map(day))
            .or_else(|| self.clock().map(time))
            .or_else(|| self.named_time().map(time))
    }

    /// "asubuhi", "any time", "sasa hivi".
    fn named_time(self) -> Found<TimePiece> {
        let piece = match self.meant(0)? {
            Meaning::Part(part) => TimePiece::Part(part),
            Meaning::AnyTime => TimePiece::AnyTime,
            Meaning::Now => TimePiece::FromNow { minutes: 0, or_after: None },
            _ => return None,
        };
        Some((piece, 1))
    }

    fn part(self, ahead: usize) -> Option<DayPart> {
        match self.meant(ahead)? {
            Meaning::Part(part) => Some(part),
            _ => None,
        }
    }
}
