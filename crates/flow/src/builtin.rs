//! The flows that every tenant can start from.

use std::sync::LazyLock;

use domain::TemplateType;

use crate::FlowDefinition;

static BOOKING: LazyLock<FlowDefinition> =
    LazyLock::new(|| shipped(include_str!("../flows/booking.json")));
static ECOMMERCE: LazyLock<FlowDefinition> =
    LazyLock::new(|| shipped(include_str!("../flows/ecommerce.json")));
static SUPPORT: LazyLock<FlowDefinition> =
    LazyLock::new(|| shipped(include_str!("../flows/support.json")));
static RESTAURANT: LazyLock<FlowDefinition> =
    LazyLock::new(|| shipped(include_str!("../flows/restaurant.json")));
static SALON: LazyLock<FlowDefinition> =
    LazyLock::new(|| shipped(include_str!("../flows/salon.json")));
static HEALTHCARE: LazyLock<FlowDefinition> =
    LazyLock::new(|| shipped(include_str!("../flows/healthcare.json")));
static HOTEL: LazyLock<FlowDefinition> =
    LazyLock::new(|| shipped(include_str!("../flows/hotel.json")));
static REAL_ESTATE: LazyLock<FlowDefinition> =
    LazyLock::new(|| shipped(include_str!("../flows/real_estate.json")));
static STUDIO: LazyLock<FlowDefinition> =
    LazyLock::new(|| shipped(include_str!("../flows/studio.json")));

/// The built-in flow of a template, parsed and checked on its first use.
pub fn builtin(template: TemplateType) -> &'static FlowDefinition {
    match template {
        TemplateType::Booking => &BOOKING,
        TemplateType::Ecommerce => &ECOMMERCE,
        TemplateType::Support => &SUPPORT,
        TemplateType::Restaurant => &RESTAURANT,
        TemplateType::Salon => &SALON,
        TemplateType::Healthcare => &HEALTHCARE,
        TemplateType::Hotel => &HOTEL,
        TemplateType::RealEstate => &REAL_ESTATE,
        TemplateType::Studio => &STUDIO,
    }
}

fn shipped(json: &str) -> FlowDefinition {
    FlowDefinition::parse(json).expect("the tests parse and check every built-in flow")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_flow_passes_its_checks_and_carries_its_templates_name() {
        let flows = [
            include_str!("../flows/booking.json"),
            include_str!("../flows/ecommerce.json"),
            include_str!("../flows/support.json"),
            include_str!("../flows/restaurant.json"),
            include_str!("../flows/salon.json"),
            include_str!("../flows/healthcare.json"),
            include_str!("../flows/hotel.json"),
            include_str!("../flows/real_estate.json"),
            include_str!("../flows/studio.json"),
        ];
        let errors = flows.into_iter().filter_map(|json| FlowDefinition::parse(json).err());
        let problems: Vec<_> = errors.map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{problems:?}");
        for template in TemplateType::ALL {
            assert_eq!(builtin(*template).name(), template.as_str());
        }
    }

    #[test]
    fn a_flow_survives_being_written_and_read_again() {
        let flow = builtin(TemplateType::Booking);
        let json = serde_json::to_string(flow).unwrap();
        assert_eq!(&FlowDefinition::parse(&json).unwrap(), flow);
    }
}
