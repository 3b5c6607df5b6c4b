//! Texts with placeholders, and what fills them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::Language;

/// The most characters of one reply; WhatsApp takes 4096 (Cloud API, text messages, `body`).
pub const MAX_REPLY_CHARS: usize = 4000;

/// The most characters of one filled-in value, so that no value crowds out the text around it.
const MAX_VALUE_CHARS: usize = 600;

/// The most characters of a list that is filled in.
const MAX_LIST_CHARS: usize = 2500;

/// The list of what customers can book, one on each line.
pub(crate) const SERVICES: &str = "services";

/// The list of what customers can order, one on each line.
pub(crate) const PRODUCTS: &str = "products";

/// How the business brings orders.
pub(crate) const DELIVERY: &str = "delivery";

/// What is in an order, a line for each product.
pub(crate) const ORDER: &str = "order";

/// The numbered lines that a node of several questions offers.
pub(crate) const OPTIONS: &str = "options";

/// The placeholders that the business fills.
pub(crate) const BUSINESS_PLACEHOLDERS: [&str; 6] =
    ["business_name", "phone", "hours", SERVICES, PRODUCTS, DELIVERY];

/// What the business tells the flow: fills `{business_name}`, `{phone}` and `{hours}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Business {
    /// The name that customers know; when blank, the flow says "our business".
    pub business_name: String,
    /// The number that customers call.
    pub phone: Option<String>,
    /// The opening hours, already in words and in the customer's language.
    pub hours: Option<String>,
}

/// Everything that a placeholder can stand for in one turn.
pub(crate) struct Values<'a> {
    pub business: &'a Business,
    pub language: Language,
    /// The customer's answers, in words.
    pub slots: Cow<'a, BTreeMap<String, String>>,
    /// What this turn alone knows; it goes before the slots.
    pub passing: &'a BTreeMap<&'static str, String>,
}

impl Values<'_> {
    /// The value behind a placeholder, unless it is unknown or blank.
    pub fn get(&self, placeholder: &str) -> Option<&str> {
        let value = match placeholder {
            "business_name" => Some(self.business_name()),
            "phone" => self.business.phone.as_deref(),
            "hours" => self.business.hours.as_deref(),
            name => self.passing.get(name).or_else(|| self.slots.get(name)).map(String::as_str),
        };
        value.map(str::trim).filter(|value| !value.is_empty())
    }

    fn business_name(&self) -> &str {
        let name = self.business.business_name.trim();
        if !name.is_empty() {
            return name;
        }
        match self.language {
            Language::Sw => "biashara yetu",
            Language::En => "our business",
        }
    }

    /// Fills a text. A line that names something unknown is left out. Values are put in as they
    /// are: braces inside them are text.
    pub fn fill(&self, text: &str) -> String {
        let lines: Vec<String> = text.lines().filter_map(|line| self.line(line)).collect();
        lines.join("\n").trim().to_owned()
    }

    fn line(&self, line: &str) -> Option<String> {
        let mut filled = String::with_capacity(line.len() + 64);
        for part in parts(line) {
            match part {
                Part::Words(words) => filled.push_str(words),
                Part::Placeholder(name) => {
                    let most = match name {
                        SERVICES | PRODUCTS | OPTIONS | ORDER => MAX_LIST_CHARS,
                        _ => MAX_VALUE_CHARS,
                    };
                    filled.extend(self.get(name)?.chars().take(most));
                }
            }
        }
        Some(filled)
    }
}

/// Fills a text that a person wrote: a line that names something unknown is left out.
pub fn filled<'a>(text: &str, known: impl Fn(&str) -> Option<&'a str>) -> String {
    let line = |line: &str| {
        parts(line).into_iter().try_fold(String::new(), |filled, part| match part {
            Part::Words(words) => Some(filled + words),
            Part::Placeholder(name) => Some(filled + known(name)?),
        })
    };
    text.lines().filter_map(line).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// What a text leaves open.
pub fn placeholders(text: &str) -> Vec<&str> {
    let names = text.lines().flat_map(parts).filter_map(|part| match part {
        Part::Placeholder(name) => Some(name),
        Part::Words(_) => None,
    });
    names.collect()
}

/// A piece of a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Words(&'a str),
    Placeholder(&'a str),
}

/// Splits a line into words and placeholders; a brace without its partner stays among the words.
pub(crate) fn parts(line: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else {
            break;
        };
        parts.push(Part::Words(&rest[..open]));
        parts.push(Part::Placeholder(&rest[open + 1..open + length]));
        rest = &rest[open + length + 1..];
    }
    parts.push(Part::Words(rest));
    parts.retain(|part| *part != Part::Words(""));
    parts
}

/// Cuts a reply to what one message can carry, between two characters and visibly.
pub(crate) fn cut(text: String) -> String {
    if text.chars().count() <= MAX_REPLY_CHARS {
        return text;
    }
    let mut cut: String = text.chars().take(MAX_REPLY_CHARS - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str, slots: &[(&str, &str)]) -> String {
        let slots = slots.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let business = Business { phone: Some("+255712345678".into()), ..Business::default() };
        let passing = BTreeMap::new();
        let values = Values {
            business: &business,
            language: Language::En,
            slots: Cow::Borrowed(&slots),
            passing: &passing,
        };
        values.fill(text)
    }

    #[test]
    fn a_line_that_names_something_unknown_is_left_out() {
        assert_eq!(
            fill("Contact:\nPhone: {phone}\nHours: {hours}\nBye", &[]),
            "Contact:\nPhone: +255712345678\nBye"
        );
    }

    #[test]
    fn a_value_is_never_filled_again() {
        assert_eq!(fill("Thank you, {name}.", &[("name", "{phone}")]), "Thank you, {phone}.");
    }

    #[test]
    fn a_business_without_a_name_is_still_a_business() {
        assert_eq!(fill("Welcome to {business_name}.", &[]), "Welcome to our business.");
    }

    #[test]
    fn a_long_reply_is_cut_between_characters() {
        let long = cut("ñ".repeat(5000));
        assert_eq!(long.chars().count(), MAX_REPLY_CHARS);
        assert!(long.ends_with('…'));
    }
}
