//! Every word that people read, from one message catalogue in two languages.
//!
//! `locales/*.json` hold the texts; `leptos_i18n` checks at compile time that both languages have
//! the same keys. The language is settled once per page load, because switching it loads the page
//! anew, so that texts are plain `&'static str` instead of reactive views.

mod decisions;
mod entries;
mod flow;
pub(crate) mod language;
mod link;
mod orders;
mod refusals;
mod steps;
mod when;
mod words;

pub(crate) use decisions::*;
pub(crate) use entries::*;
pub(crate) use flow::*;
pub(crate) use language::{code, current_locale, use_locale};
pub(crate) use link::*;
pub(crate) use orders::order_badge;
pub(crate) use refusals::*;
pub(crate) use when::{ago, at, clock, count, day_heading, exactly, iso, moment, place_of, span};
#[cfg(feature = "ssr")]
pub(crate) use when::{date, month, weekday};
pub(crate) use words::*;

#[expect(
    deprecated,
    reason = "its successor builds ICU's data generator, and our catalogue has no data for it"
)]
mod catalogue {
    leptos_i18n::load_locales!();
}

pub(crate) use catalogue::i18n::Locale;
pub(crate) use leptos_i18n::td_string as say;

/// Puts values into the places `{name}` of a text.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else { break };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            filled.push_str(value);
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;

    #[test]
    fn values_take_their_places() {
        assert_eq!(fill("{a} and {b}, {a}", &[("a", "x"), ("b", "{a}")]), "x and {a}, x");
        assert_eq!(fill("nothing", &[]), "nothing");
    }

    fn texts(json: &str) -> BTreeMap<String, String> {
        fn walk(path: &str, value: &Value, into: &mut BTreeMap<String, String>) {
            match value {
                Value::Object(map) => {
                    map.iter().for_each(|(key, value)| walk(&format!("{path}.{key}"), value, into));
                }
                Value::String(text) => drop(into.insert(path.to_owned(), text.clone())),
                other => panic!("{path}: {other}"),
            }
        }
        let mut into = BTreeMap::new();
        walk("", &serde_json::from_str(json).unwrap(), &mut into);
        into
    }

    fn places(text: &str) -> Vec<&str> {
        let mut found: Vec<_> =
            text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn both_languages_have_the_same_texts_with_the_same_places() {
        let english = texts(include_str!("../../locales/en.json"));
        let swahili = texts(include_str!("../../locales/sw.json"));
        assert_eq!(english.keys().collect::<Vec<_>>(), swahili.keys().collect::<Vec<_>>());
        for (key, text) in &english {
            assert_eq!(places(text), places(&swahili[key]), "{key}");
            assert!(!text.trim().is_empty() && !swahili[key].trim().is_empty(), "{key}");
        }
    }
}
