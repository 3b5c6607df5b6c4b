//! What the flow is told about the business.

use domain::Language;
use domain::views::ConfigView;
use flow::Business;

/// The business as the flow's texts name it.
pub(crate) fn of(config: &ConfigView, phone: Option<String>, language: Language) -> Business {
    Business {
        business_name: config.business_name.clone(),
        phone,
        hours: flow::hours_in_words(&config.hours, language),
    }
}
