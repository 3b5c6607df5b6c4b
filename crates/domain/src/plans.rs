//! What Flow HQ costs: plans that the operator sets.

use serde::{Deserialize, Serialize};

use crate::Language;

/// Most plans of one price list.
pub const PLANS_MAX: usize = 6;
/// Most lines of one plan.
pub const FEATURES_MAX: usize = 12;

/// A text in both languages of the interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoTexts {
    /// In English.
    pub en: String,
    /// In Swahili.
    pub sw: String,
}

impl TwoTexts {
    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Sw => &self.sw,
        }
    }
}

/// What the button below a plan does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanAction {
    /// Leads to signing up.
    #[default]
    Start,
    /// Leads to the contact page.
    Talk,
}

/// One plan. Prices are for one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its name.
    pub name: TwoTexts,
    /// For whom it is, in one sentence.
    pub summary: TwoTexts,
    /// Whole Tanzanian shillings; nothing where the price is agreed on.
    pub tzs: Option<u64>,
    /// US cents; nothing where the price is not told in dollars.
    pub usd_cents: Option<u64>,
    /// What it holds, line by line.
    pub features: Vec<TwoTexts>,
    /// What its button does.
    #[serde(default)]
    pub action: PlanAction,
    /// Whether it is the one that most businesses want.
    #[serde(default)]
    pub featured: bool,
}

/// A price list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plans {
    /// The plans, in the order in which they are shown.
    pub plan: Vec<Plan>,
}

/// Why a price list cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlansRefused {
    /// No plan, or too many.
    #[error("holds {found} plans; 1 to {PLANS_MAX} can be shown")]
    Count {
        /// How many there are.
        found: usize,
    },
    /// A text is empty.
    #[error("leaves {what} of plan {number} empty")]
    Empty {
        /// Which text.
        what: &'static str,
        /// Which plan, counted from 1.
        number: usize,
    },
    /// Too many lines.
    #[error("gives plan {number} {found} features; {FEATURES_MAX} can be shown")]
    Features {
        /// Which plan, counted from 1.
        number: usize,
        /// How many there are.
        found: usize,
    },
}

impl Plans {
    /// Judges a price list.
    ///
    /// # Errors
    /// At the first thing that could not be shown.
    pub fn checked(self) -> Result<Self, PlansRefused> {
        if self.plan.is_empty() || self.plan.len() > PLANS_MAX {
            return Err(PlansRefused::Count { found: self.plan.len() });
        }
        for (index, plan) in self.plan.iter().enumerate() {
            let number = index + 1;
            let blank = |text: &TwoTexts| text.en.trim().is_empty() || text.sw.trim().is_empty();
            let texts = [("the name", &plan.name), ("the summary", &plan.summary)];
            let features = plan.features.iter().map(|text| ("a feature", text));
            if let Some((what, _)) = texts.into_iter().chain(features).find(|(_, t)| blank(t)) {
                return Err(PlansRefused::Empty { what, number });
            }
            if plan.features.len() > FEATURES_MAX {
                return Err(PlansRefused::Features { number, found: plan.features.len() });
            }
        }
        Ok(self)
    }
}

/// A whole number with a comma after every third digit, as English and Swahili in Tanzania write it
/// (CLDR 46, `en` and `sw_TZ`, decimal format).
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount in shillings, such as `TZS 25,000` or `TSh 25,000` (CLDR 46, currency symbols).
pub fn shillings(amount: u64, language: Language) -> String {
    let sign = match language {
        Language::En => "TZS",
        Language::Sw => "TSh",
    };
    // The space does not break: sign and number stay on one line.
    format!("{sign}\u{a0}{}", grouped(amount))
}

/// An amount in dollars, such as `US$10` or `US$9.50`.
pub fn dollars(cents: u64) -> String {
    match cents % 100 {
        0 => format!("US${}", grouped(cents / 100)),
        rest => format!("US${}.{rest:02}", grouped(cents / 100)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(name: &str) -> Plan {
        let text = |text: &str| TwoTexts { en: text.to_owned(), sw: text.to_owned() };
        Plan {
            name: text(name),
            summary: text("x"),
            tzs: Some(0),
            usd_cents: None,
            features: vec![],
            action: PlanAction::Start,
            featured: false,
        }
    }

    #[test]
    fn thousands_are_set_apart() {
        let shown = [0, 999, 1000, 25_000, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "25,000", "1,234,567"]);
        assert_eq!(shillings(25_000, Language::Sw), "TSh\u{a0}25,000");
        assert_eq!(
            (dollars(1000), dollars(950), dollars(123_405)),
            ("US$10".into(), "US$9.50".into(), "US$1,234.05".into())
        );
    }

    #[test]
    fn a_price_list_that_cannot_be_shown_is_refused() {
        let list = |plan: Vec<Plan>| Plans { plan }.checked();
        assert!(list(vec![plan("Duka")]).is_ok());
        assert_eq!(list(vec![]), Err(PlansRefused::Count { found: 0 }));
        assert_eq!(list(vec![plan("x"); 7]), Err(PlansRefused::Count { found: 7 }));
        let empty = Err(PlansRefused::Empty { what: "the name", number: 2 });
        assert_eq!(list(vec![plan("Duka"), plan(" ")]), empty);
    }
}
