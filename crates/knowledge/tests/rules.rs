//! What the rules make of a few texts: whoever changes it here counts [`RULES`] up as well, so that what businesses keep
//! is made anew.

use knowledge::{RULES, passages, terms};

const TEXT: &str = "# Bei\n\nKusuka rasta kunagharimu shilingi elfu kumi na tano.\n\n| Huduma | Bei |\n|---|---|\n\
    | Kunyoa | 5,000 |\n\n## Opening hours\n\nWe're open daily; walking customers are served at once.\n";

#[test]
fn what_is_kept_is_of_the_rules_that_it_says() {
    let made: Vec<_> = passages(TEXT)
        .into_iter()
        .map(|passage| {
            let title = passage.title.unwrap_or_default();
            format!("{title}: {}", terms(&passage.text).join(" "))
        })
        .collect();
    let expected = [
        "Bei: suka rasta gharimu pesa elfu kumi tano",
        "Bei: hudumia bei nyoa 5000 bei",
        "Bei › Opening hours: fungua daili walk mteja serv onc",
    ];
    assert_eq!((RULES, made.as_slice()), (1, expected.map(str::to_owned).as_slice()));
}
