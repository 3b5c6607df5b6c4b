//! Reads every message about products in `tests/baskets`; docs/flows.md describes the format.

use std::fmt::Write as _;
use std::path::Path;

use chrono::NaiveDateTime;
use domain::money::{Currency, Money, amount};
use domain::{Language, ProductId, RecordId, TemplateType};
use flow::{Business, Facts, FlowState, Outcome, Product, Shop, Text, Turn, builtin, step};
use serde_json::{Value, json};
use uuid::Uuid;

#[test]
fn every_message_fills_the_basket_that_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/baskets");
    let mut paths: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut phrases, mut failures) = (0, String::new());
    for path in paths {
        let name = format!("tests/baskets/{}", path.file_name().unwrap().to_string_lossy());
        let mut counter = Counter::default();
        for (index, line) in std::fs::read_to_string(&path).unwrap().lines().enumerate() {
            if let Some((phrase, wanted)) = counter.read(line) {
                phrases += 1;
                let found = counter.say(phrase);
                if found != wanted {
                    writeln!(failures, "{name}:{}: {line}\n    is {found}", index + 1).unwrap();
                }
            }
        }
    }
    assert!(phrases >= 100, "only {phrases} phrases were found");
    assert!(failures.is_empty(), "\n{failures}");
}

/// A shop, and what is in the customer's basket before each message.
#[derive(Default)]
struct Counter {
    shop: Shop,
    basket: Vec<Value>,
    language: Option<Language>,
}

impl Counter {
    /// Takes up what a line prepares, or gives the message and what it must come to.
    fn read<'l>(&mut self, line: &'l str) -> Option<(&'l str, &'l str)> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "" | "#" => {}
            "language" => self.language = Some(rest.parse().expect("SW or EN")),
            "product" => self.add(rest),
            "has" => {
                self.basket =
                    rest.split(", ").filter(|it| !it.is_empty()).map(|it| self.some(it)).collect();
            }
            _ => {
                let (phrase, wanted) =
                    line.rsplit_once(" | ").expect("a phrase | what it comes to");
                return Some((phrase.trim(), wanted.trim()));
            }
        }
        None
    }

    /// `Sukari | Sugar | 3000 | 10`, the stock left out where it is not counted.
    fn add(&mut self, text: &str) {
        let parts: Vec<_> = text.split('|').map(str::trim).collect();
        let minor = amount(parts[2]).expect("a price");
        self.shop.products.push(Product {
            id: ProductId::from_uuid(Uuid::from_u128(self.shop.products.len() as u128 + 1)),
            name: Text { sw: parts[0].to_owned(), en: parts[1].to_owned() },
            price: Money { minor, currency: Currency::Tzs },
            stock: parts.get(3).map(|stock| stock.parse().expect("a number")),
            description: None,
            has_picture: false,
        });
    }

    /// `2 Sukari`.
    fn some(&self, text: &str) -> Value {
        let (quantity, name) = text.split_once(' ').expect("how many of what");
        let product = self.shop.products.iter().find(|product| product.name.sw == name);
        let product = product.unwrap_or_else(|| panic!("'{name}' is no product"));
        let quantity: u32 = quantity.parse().expect("a number");
        json!({ "product": product.id, "quantity": quantity, "price": product.price.minor })
    }

    fn say(&self, text: &str) -> String {
        let language = self.language.expect("a line 'language ..' comes first");
        let flow = builtin(TemplateType::Ecommerce);
        let state = json!({
            "flow": flow.name(), "version": flow.version(), "at": "order", "basket": self.basket,
            "task": { "asks": "products" },
        });
        let state = FlowState::from_json(&state.to_string()).expect("a state");
        let facts = Facts { shop: Some(self.shop.clone()), ..Facts::of_nobody() };
        let (business, now) = (Business::default(), NaiveDateTime::default());
        let text = text.replace("\\n", "\n");
        let turn = Turn::plain(&text, language, &business, now, &facts);
        self.in_short(&step(flow, Some(&state), &turn).expect("nothing is lacking"))
    }

    /// What is in the basket, what is asked back, and what is told besides.
    fn in_short(&self, outcome: &Outcome) -> String {
        let state = serde_json::to_value(&outcome.state).expect("a state is plain data");
        let lines = state["basket"].as_array().into_iter().flatten();
        let lines: Vec<_> = lines
            .map(|line| format!("{} {}", line["quantity"], self.name(&line["product"])))
            .collect();
        let mut parts =
            vec![if lines.is_empty() { "nothing".to_owned() } else { lines.join(", ") }];
        for open in state["task"]["open"].as_array().into_iter().flatten() {
            let among = open["among"].as_array().into_iter().flatten();
            let among: Vec<_> = among.map(|product| self.name(product)).collect();
            parts.push(match open["open"].as_str() {
                Some("which") => format!("which {}", among.join("/")),
                _ => format!("how many {}", self.name(&open["product"])),
            });
        }
        let said = outcome.replies.join("\n");
        for (sign, short) in [("hatuna: ", "lacks"), ("do not have: ", "lacks")] {
            if let Some((_, rest)) = said.split_once(sign) {
                let names = rest.lines().next().unwrap_or_default();
                parts.push(format!("{short} {}", names.trim_end_matches('.')));
            }
        }
        for (sign, short) in [
            (": zimebaki", "few"),
            (" left.", "few"),
            ("imeisha.", "sold out"),
            ("is sold out.", "sold out"),
            ("linaweza kuwa na 999", "too many"),
            ("999 at most", "too many"),
            ("Hakuna bidhaa yenye namba", "no such number"),
            ("No product has", "no such number"),
            ("haimo kwenye", "not in it"),
            ("is not in your", "not in it"),
            ("sijaelewa", "not understood"),
            ("did not understand", "not understood"),
            ("Kuiweka kwenye kikapu", "told"),
            ("To put it into", "told"),
        ] {
            let notices = said.split("\n\n").next().unwrap_or_default();
            if notices.contains(sign) {
                parts.push(short.to_owned());
            }
        }
        if state["task"]["asks"] != "products" && state["task"]["asks"] != "meaning" {
            parts.push("goes on".to_owned());
        }
        parts.join("; ")
    }

    fn name(&self, id: &Value) -> &str {
        let is_it = |product: &&Product| json!(product.id) == *id;
        &self.shop.products.iter().find(is_it).expect("only what is sold").name.sw
    }
}
