//! Amounts of money as people read them.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

text_enum! {
    /// The money that a business asks for, by its ISO 4217 code.
    Currency {
        /// Tanzanian shilling.
        Tzs => "TZS",
        /// Kenyan shilling.
        Kes => "KES",
        /// Ugandan shilling.
        Ugx => "UGX",
        /// Rwandan franc.
        Rwf => "RWF",
        /// United States dollar.
        Usd => "USD",
        /// Euro.
        Eur => "EUR",
    }
}

/// Most of the businesses are in Tanzania.
impl Default for Currency {
    fn default() -> Self {
        Self::Tzs
    }
}

impl Currency {
    /// The sign that customers know.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Tzs => "TSh",
            Self::Kes => "KSh",
            Self::Ugx => "USh",
            Self::Rwf => "RF",
            Self::Usd => "$",
            Self::Eur => "€",
        }
    }
}

/// The largest amount that a price may be, in hundredths: more than anything on a price list, and exact in
/// every number that a browser knows.
pub const AMOUNT_MAX: i64 = 100_000_000_000;

/// An amount of money, in hundredths of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Hundredths: cents where there are such coins.
    pub minor: i64,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// As customers read it: `TSh 15,000`, `$ 12.50`.
    pub fn text(self) -> String {
        let Self { minor, currency } = self;
        let sign = if minor < 0 { "-" } else { "" };
        let (whole, cents) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
        let whole = grouped(whole);
        match cents {
            0 => format!("{} {sign}{whole}", currency.sign()),
            cents => format!("{} {sign}{whole}.{cents:02}", currency.sign()),
        }
    }
}

/// Reads an amount as people type it, in hundredths: `15000`, `15,000`, `15 000/=`, `12.50`, `12,5`.
///
/// Nothing when it is none, negative or above [`AMOUNT_MAX`]. A comma or a point before exactly three digits
/// groups thousands, as price lists do.
pub fn amount(text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches("/=").trim_end_matches("/-").trim_end();
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\'')).collect();
    let cut = plain.rfind(['.', ',']).filter(|at| plain.len() - at - 1 != 3);
    let (whole, cents) = cut.map_or((plain.as_str(), ""), |at| (&plain[..at], &plain[at + 1..]));
    let whole: String = whole.chars().filter(|c| !matches!(c, '.' | ',')).collect();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if cut.is_some() && cents.is_empty() {
        return None;
    }
    if whole.is_empty() || whole.len() > 10 || cents.len() > 2 || !digits(&whole) || !digits(cents)
    {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    let minor = whole.parse::<i64>().ok()? * 100 + cents;
    (minor <= AMOUNT_MAX).then_some(minor)
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_show_cents_only_where_there_are_some() {
        let text = |minor, currency| Money { minor, currency }.text();
        assert_eq!(text(1_500_000, Currency::Tzs), "TSh 15,000");
        assert_eq!(text(0, Currency::Kes), "KSh 0");
        assert_eq!(text(99_900, Currency::Ugx), "USh 999");
        assert_eq!(text(123_456_750, Currency::Usd), "$ 1,234,567.50");
        assert_eq!(text(-1_205, Currency::Eur), "€ -12.05");
    }

    #[test]
    fn an_amount_is_read_as_people_type_it() {
        for (typed, minor) in [
            ("15000", 1_500_000),
            (" 15,000 ", 1_500_000),
            ("15.000", 1_500_000),
            ("15 000/=", 1_500_000),
            ("1,500,000", 150_000_000),
            ("12.50", 1_250),
            ("12,5", 1_250),
            ("0", 0),
            ("1,234.50", 123_450),
        ] {
            assert_eq!(amount(typed), Some(minor), "{typed}");
        }
        for typed in ["", "abc", "-5", "1.2345", "12.345.", "9999999999", "1e3", "٣"] {
            assert_eq!(amount(typed), None, "{typed}");
        }
    }
}
