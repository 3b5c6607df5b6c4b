//! What a conversation waits for, for those who show it with buttons.

use domain::Language;

use crate::ask::Partly;
use crate::definition::{FlowDefinition, Node, Validator};
use crate::state::{FlowState, Waiting};
use crate::task::Task;

/// The numbers that count as an answer where a conversation is, each with its name in this language,
/// in the order in which they are shown; 0 leads back to the main menu. None where words are wanted
/// or nothing is awaited.
pub fn numbers(flow: &FlowDefinition, state: &FlowState, language: Language) -> Vec<(u32, String)> {
    let Some(waiting) = state.waiting(flow) else { return Vec::new() };
    let (at, labels) = match waiting {
        Waiting::Menu(at, menu) => (at, menu.items.iter().map(|item| &item.label).collect()),
        // What was asked back is not kept in words.
        Waiting::Ask(at, _, Some(Task::Value(Partly { offered, known, .. })))
            if !offered.is_empty() || known.is_some() =>
        {
            (at, Vec::new())
        }
        Waiting::Ask(at, ask, _) => {
            let options = match &ask.validator {
                Validator::Choice { options } => options,
                _ => &ask.options,
            };
            (at, options.iter().map(|option| &option.label).collect())
        }
        // What there is to choose from is not kept with the state.
        Waiting::Book(at, ..)
        | Waiting::Bookings(at, ..)
        | Waiting::Order(at, ..)
        | Waiting::Orders(at, ..)
        | Waiting::Answer(at, _) => (at, Vec::new()),
    };
    let labels = labels.into_iter().map(|label| label.get(language).to_owned());
    let mut numbers: Vec<_> = (1..).zip(labels).collect();
    if at != flow.start()
        && let Some(Node::Menu(menu)) = flow.node(flow.start())
    {
        numbers.push((0, menu.title.get(language).to_owned()));
    }
    numbers
}

#[cfg(test)]
mod tests {
    use domain::TemplateType;

    use super::*;
    use crate::{Business, Facts, Turn, builtin, step};

    fn after(said: &[&str]) -> Vec<(u32, String)> {
        let flow = builtin(TemplateType::Booking);
        let (business, facts) = (Business::default(), Facts::of_nobody());
        let mut state = None;
        for text in said {
            let now = chrono::NaiveDateTime::default();
            let turn = Turn::plain(text, Language::En, &business, now, &facts);
            state = Some(step(flow, state.as_ref(), &turn).unwrap().state);
        }
        numbers(flow, &state.unwrap(), Language::En)
    }

    #[test]
    fn a_menu_waits_for_its_numbers_and_a_question_for_words() {
        let named = |pairs: &[(u32, &str)]| -> Vec<(u32, String)> {
            pairs.iter().map(|(number, name)| (*number, (*name).to_owned())).collect()
        };
        let menu = named(&[(1, "Booking"), (2, "Services"), (3, "Prices"), (4, "Contact")]);
        assert_eq!(after(&["hello"]), menu);
        assert_eq!(after(&["hello", "3"]), named(&[(1, "Send me prices"), (0, "Menu")]));
        assert_eq!(after(&["hello", "1"]), named(&[(0, "Menu")]));
        assert_eq!(after(&["hello", "4", "1"]), named(&[]));
    }

    #[test]
    fn every_number_that_is_shown_is_understood() {
        let business = Business::default();
        for template in TemplateType::ALL {
            let flow = builtin(*template);
            for language in Language::ALL {
                let said = |state: Option<&FlowState>, text: &str| {
                    let now = chrono::NaiveDateTime::default();
                    let language = *language;
                    let facts = Facts::of_nobody();
                    step(flow, state, &Turn::plain(text, language, &business, now, &facts)).unwrap()
                };
                let greeted = said(None, "habari").state;
                let shown = numbers(flow, &greeted, *language);
                assert!(!shown.is_empty());
                for (number, name) in shown {
                    let by_number = said(Some(&greeted), &number.to_string());
                    assert_ne!(by_number.step, "not_understood", "{name}");
                    assert_eq!(by_number.step, said(Some(&greeted), &name).step, "{name}");
                }
            }
        }
    }
}
