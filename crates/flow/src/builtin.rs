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

/// The built-in flow of a template, parsed and checked on its first use.
pub fn builtin(template: TemplateType) -> &'static FlowDefinition {
    match template {
        TemplateType::Booking => &BOOKING,
        TemplateType::Ecommerce => &ECOMMERCE,
        TemplateType::Support => &SUPPORT,
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
        for json in [
            include_str!("../flows/booking.json"),
            include_str!("../flows/ecommerce.json"),
            include_str!("../flows/support.json"),
        ] {
            if let Err(error) = FlowDefinition::parse(json) {
                panic!("{error}");
            }
        }
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
