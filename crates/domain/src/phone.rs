//! Phone numbers in the one form that every channel understands.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A phone number in E.164 form: `+`, country code, subscriber number, 7 to 15 digits (ITU-T E.164).
///
/// The form only; whether a country gives out such numbers is checked on the server, where the
/// numbering plans are.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct E164(String);

/// Why a text is no phone number in E.164 form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneRefused {
    /// Nothing was written.
    #[error("no phone number")]
    Empty,
    /// It does not begin with `+` and a country code.
    #[error("the phone number does not begin with + and the country code")]
    NoCountryCode,
    /// It holds something that is neither a digit nor usual punctuation.
    #[error("the phone number holds a character that is no digit")]
    NotDigits,
    /// Too few or too many digits.
    #[error("the phone number has {0} digits, not 7 to 15")]
    Length(usize),
}

impl E164 {
    /// Reads a number as people write it: spaces, dots, hyphens and brackets are passed over, and
    /// `00` may stand for `+`.
    ///
    /// # Errors
    /// When it has no country code, strange characters or the wrong length.
    pub fn parse(text: &str) -> Result<Self, PhoneRefused> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PhoneRefused::Empty);
        }
        let rest = text
            .strip_prefix('+')
            .or_else(|| text.strip_prefix("00"))
            .ok_or(PhoneRefused::NoCountryCode)?;
        let mut digits = String::with_capacity(16);
        digits.push('+');
        for c in rest.chars() {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '.' | '-' | '(' | ')' | '\u{a0}' => {}
                _ => return Err(PhoneRefused::NotDigits),
            }
        }
        match digits.len() - 1 {
            _ if digits.starts_with("+0") => Err(PhoneRefused::NoCountryCode),
            7..=15 => Ok(Self(digits)),
            other => Err(PhoneRefused::Length(other)),
        }
    }

    /// The number with its `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number without its `+`, as WhatsApp writes it.
    pub fn digits(&self) -> &str {
        &self.0[1..]
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Masked: a phone number never reaches a log by accident.
impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E164({}…)", &self.0[..4])
    }
}

impl FromStr for E164 {
    type Err = PhoneRefused;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for E164 {
    type Error = PhoneRefused;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<E164> for String {
    fn from(number: E164) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for text in ["+255712345678", " +255 712 345 678", "00255-712-345-678", "+(255)712.345.678"]
        {
            assert_eq!(E164::parse(text).unwrap().as_str(), "+255712345678", "{text}");
        }
    }

    #[test]
    fn a_wrong_number_says_what_is_wrong() {
        assert_eq!(E164::parse(""), Err(PhoneRefused::Empty));
        assert_eq!(E164::parse("0712345678"), Err(PhoneRefused::NoCountryCode));
        assert_eq!(E164::parse("+0712345678"), Err(PhoneRefused::NoCountryCode));
        assert_eq!(E164::parse("+255 call me"), Err(PhoneRefused::NotDigits));
        assert_eq!(E164::parse("+25571"), Err(PhoneRefused::Length(5)));
        assert_eq!(E164::parse("+2557123456789012"), Err(PhoneRefused::Length(16)));
    }

    #[test]
    fn debug_output_hides_the_number() {
        assert_eq!(format!("{:?}", E164::parse("+255712345678").unwrap()), "E164(+255…)");
    }
}
