//! Words for the steps of the built-in flows.

use super::{Locale, say};

/// A step in words; its own name where we have none.
pub(super) fn step(l: Locale, step: &str) -> &str {
    match step {
        "menu" => say!(l, step.menu),
        "book" => say!(l, step.book),
        "booked" => say!(l, step.booked),
        "my_bookings" => say!(l, step.my_bookings),
        "no_bookings" => say!(l, step.no_bookings),
        "received" => say!(l, step.received),
        "service" => say!(l, step.service),
        "when" => say!(l, step.when),
        "name" => say!(l, step.name),
        "summary" => say!(l, step.summary),
        "confirm" => say!(l, step.confirm),
        "services" => say!(l, step.services),
        "service_question" => say!(l, step.service_question),
        "question_passed_on" => say!(l, step.question_passed_on),
        "prices" => say!(l, step.prices),
        "price_of" => say!(l, step.price_of),
        "price_passed_on" => say!(l, step.price_passed_on),
        "contact" => say!(l, step.contact),
        "lost" => say!(l, step.lost),
        "person" => say!(l, step.person),
        "goodbye" => say!(l, step.goodbye),
        "not_understood" => say!(l, step.not_understood),
        "thanks" => say!(l, step.thanks),
        "noted" => say!(l, step.noted),
        "products" => say!(l, step.products),
        "product_question" => say!(l, step.product_question),
        "items" => say!(l, step.items),
        "place" => say!(l, step.place),
        "order" => say!(l, step.order),
        "ordered" => say!(l, step.ordered),
        "my_orders" => say!(l, step.my_orders),
        "no_orders" => say!(l, step.no_orders),
        "delivery" => say!(l, step.delivery),
        "area" => say!(l, step.area),
        "area_passed_on" => say!(l, step.area_passed_on),
        "problem" => say!(l, step.problem),
        "contact_number" => say!(l, step.contact_number),
        "ticket" => say!(l, step.ticket),
        "ticket_passed_on" => say!(l, step.ticket_passed_on),
        "question" => say!(l, step.question),
        "hours" => say!(l, step.hours),
        "questions" => say!(l, step.questions),
        "unknown" => say!(l, step.unknown),
        "arrival" => say!(l, step.arrival),
        "bedrooms" => say!(l, step.bedrooms),
        "budget_buy" => say!(l, step.budget_buy),
        "budget_rent" => say!(l, step.budget_rent),
        "check_in" => say!(l, step.check_in),
        "class_wanted" => say!(l, step.class_wanted),
        "deal" => say!(l, step.deal),
        "directions" => say!(l, step.directions),
        "dishes" => say!(l, step.dishes),
        "dishes_passed_on" => say!(l, step.dishes_passed_on),
        "emergency" => say!(l, step.emergency),
        "group" => say!(l, step.group),
        "guests" => say!(l, step.guests),
        "membership" => say!(l, step.membership),
        "membership_passed_on" => say!(l, step.membership_passed_on),
        "nights" => say!(l, step.nights),
        "offers" => say!(l, step.offers),
        "order_name" => say!(l, step.order_name),
        "order_passed_on" => say!(l, step.order_passed_on),
        "order_summary" => say!(l, step.order_summary),
        "people" => say!(l, step.people),
        "property" => say!(l, step.property),
        "request" => say!(l, step.request),
        "review" => say!(l, step.review),
        "room" => say!(l, step.room),
        "rooms" => say!(l, step.rooms),
        "timetable" => say!(l, step.timetable),
        "trial_book" => say!(l, step.trial_book),
        "trial_booked" => say!(l, step.trial_booked),
        "trial_class" => say!(l, step.trial_class),
        "trial_name" => say!(l, step.trial_name),
        "trial_summary" => say!(l, step.trial_summary),
        "trial_when" => say!(l, step.trial_when),
        "viewing_name" => say!(l, step.viewing_name),
        "viewing_of" => say!(l, step.viewing_of),
        "way" => say!(l, step.way),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    #[test]
    fn every_step_of_the_built_in_flows_has_words() {
        let words: Value = serde_json::from_str(include_str!("../../locales/en.json")).unwrap();
        let words: BTreeMap<String, String> =
            serde_json::from_value(words["step"].clone()).unwrap();
        let flows = [
            include_str!("../../../crates/flow/flows/booking.json"),
            include_str!("../../../crates/flow/flows/ecommerce.json"),
            include_str!("../../../crates/flow/flows/support.json"),
            include_str!("../../../crates/flow/flows/restaurant.json"),
            include_str!("../../../crates/flow/flows/salon.json"),
            include_str!("../../../crates/flow/flows/healthcare.json"),
            include_str!("../../../crates/flow/flows/hotel.json"),
            include_str!("../../../crates/flow/flows/real_estate.json"),
            include_str!("../../../crates/flow/flows/studio.json"),
        ];
        for flow in flows {
            let flow: Value = serde_json::from_str(flow).unwrap();
            let nodes = flow["nodes"].as_object().unwrap().iter();
            // A branch says nothing, so no message is logged with it.
            let speaking = nodes.filter(|(_, node)| node["kind"] != "branch");
            let nodes = speaking.map(|(id, _)| id.as_str());
            for step in nodes.chain(["not_understood", "thanks", "noted"]) {
                let worded = super::step(super::Locale::en, step);
                assert_eq!(words.get(step).map(String::as_str), Some(worded), "{step}");
            }
        }
    }
}
