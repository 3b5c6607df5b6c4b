//! What the flow is told about the business.

use chrono::NaiveDateTime;
use domain::Instant;
use domain::views::ConfigView;
use flow::Business;

/// The business as the flow's texts name it.
pub(super) fn of(config: &ConfigView, phone: Option<String>) -> Business {
    Business {
        business_name: config.business_name.clone(),
        phone,
        hours: flow::hours_in_words(&config.hours, config.language),
    }
}

/// The tenant's local time; an unknown zone is East Africa's, where the product comes from.
pub(super) fn local(now: Instant, timezone: &str) -> NaiveDateTime {
    let zone = timezone.parse().unwrap_or(chrono_tz::Africa::Dar_es_Salaam);
    now.with_timezone(&zone).naive_local()
}
