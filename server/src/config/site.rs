//! What the public pages say about this installation: prices, and who runs it.

use std::path::{Path, PathBuf};

use app::ssr::site::Operator;
use domain::plans::Plans;

use super::problem::ConfigProblem;
use super::reader::Reader;
use super::setting::{self, Setting};

/// The price list that is shown when no other is named.
const USUAL: &str = include_str!("plans.toml");
/// Longest text about the operator, in characters.
const TEXT_MAX: usize = 200;

/// Who runs this installation.
pub(super) fn operator(reader: &mut Reader<'_>) -> Operator {
    let text = |reader: &mut Reader<'_>, setting: &'static Setting| {
        reader.read(setting, &format!("a text of 1 to {TEXT_MAX} characters"), |text| {
            let fits = (1..=TEXT_MAX).contains(&text.chars().count());
            (fits && !text.contains(char::is_control)).then(|| text.to_owned())
        })
    };
    Operator {
        name: text(reader, &setting::OPERATOR_NAME),
        address: text(reader, &setting::OPERATOR_ADDRESS),
        phone: text(reader, &setting::OPERATOR_PHONE),
        email: reader.read(
            &setting::CONTACT_EMAIL,
            "an e-mail address such as habari@example.co.tz",
            |text| {
                let (name, host) = text.split_once('@')?;
                let whole = !text.contains(|c: char| c.is_whitespace() || c.is_control());
                (whole && !name.is_empty() && host.contains('.')).then(|| text.to_owned())
            },
        ),
    }
}

/// Where the source of this program is.
pub(super) fn source(reader: &mut Reader<'_>) -> Option<String> {
    let wants = "an address on the web such as https://example.com/flowhq";
    reader.read(&setting::SOURCE_URL, wants, |text| {
        let uri: http::Uri = text.parse().ok()?;
        let is_web = matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some();
        is_web.then(|| text.to_owned())
    })
}

/// The price list: the one that was named, or the usual one.
pub(super) fn plans(reader: &mut Reader<'_>) -> Plans {
    let path = reader.read(&setting::PLANS_FILE, "a file", |text| Some(PathBuf::from(text)));
    let usual = || parse(USUAL).expect("a test reads the usual price list");
    let Some(path) = path else { return usual() };
    match read(&path) {
        Ok(plans) => plans,
        Err(what) => {
            reader.note(ConfigProblem::File { path, what });
            usual()
        }
    }
}

fn read(path: &Path) -> Result<Plans, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
    parse(&text)
}

fn parse(text: &str) -> Result<Plans, String> {
    let plans: Plans = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        format!("is no price list near line {line}: {}", error.message())
    })?;
    plans.checked().map_err(|refused| refused.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_price_list_can_be_shown() {
        let plans = parse(USUAL).unwrap();
        assert_eq!(plans.plan.iter().filter(|plan| plan.featured).count(), 1);
        assert_eq!(plans.plan[1].tzs, Some(25_000));
        assert_eq!(plans.plan[2].tzs, None);
    }

    #[test]
    fn a_wrong_price_list_says_where_it_is_wrong() {
        let wrong = "[[plan]]\nname = { en = \"A\", sw = \"A\" }\nprice = 5\n";
        let said = parse(wrong).unwrap_err();
        assert!(said.contains("near line") && said.contains("price"), "{said}");
        let empty = parse("plan = []").unwrap_err();
        assert!(empty.contains("holds 0 plans"), "{empty}");
    }
}
