//! Proves that what is written can be read: the colours of `style/tokens.css`, in both themes.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../../style/tokens.css");
/// Least contrast of text (WCAG 2.2, 1.4.3) and of signs and edges (1.4.11).
const TEXT: f64 = 4.5;
const SIGN: f64 = 3.0;

/// Text on its ground, as the sheets use them.
const TEXTS: &[(&str, &[&str])] = &[
    ("ink", &["paper", "surface", "sunken", "lake-tint", "ember-tint", "brick-tint"]),
    ("ink-quiet", &["paper", "surface", "sunken", "lake-tint", "calm-tint", "brick-tint"]),
    ("lake", &["paper", "surface", "sunken", "lake-tint", "brick-tint"]),
    ("lake-strong", &["paper", "surface", "sunken", "lake-tint"]),
    ("on-lake", &["lake", "lake-strong"]),
    ("ember", &["paper", "surface", "ember-tint"]),
    ("leaf", &["paper", "surface", "leaf-tint"]),
    ("amber", &["paper", "surface", "amber-tint"]),
    ("brick", &["paper", "surface", "brick-tint"]),
    ("surface", &["ember"]),
    ("paper", &["ink"]),
];
/// Edges, rings and drawings that mean something, on what they stand on.
const SIGNS: &[(&str, &[&str])] = &[
    ("edge-strong", &["paper", "surface"]),
    ("ember", &["paper", "surface", "sunken", "lake-tint"]),
    ("weave-ground", &["paper", "surface"]),
    ("weave-light", &["weave-ground"]),
    ("leaf", &["paper"]),
    ("lake", &["edge"]),
];

/// Light and dark of every token that is a colour.
fn tokens() -> BTreeMap<&'static str, [&'static str; 2]> {
    let declared =
        TOKENS.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "));
    declared
        .filter_map(|(name, value)| {
            let value = value.strip_suffix(';')?;
            let both = value.strip_prefix("light-dark(").and_then(|rest| rest.strip_suffix(')'));
            let (light, dark) = both.map_or(Some((value, value)), |both| both.split_once(", "))?;
            (light.starts_with('#') && dark.starts_with('#')).then_some((name, [light, dark]))
        })
        .collect()
}

/// Relative luminance (WCAG 2.2).
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn too_faint(pairs: &[(&str, &[&str])], least: f64) -> Vec<String> {
    let tokens = tokens();
    let mut found = Vec::new();
    for (front, grounds) in pairs {
        for ground in *grounds {
            for (theme, name) in ["light", "dark"].iter().enumerate() {
                let ratio = contrast(tokens[front][theme], tokens[ground][theme]);
                if ratio < least {
                    found.push(format!("{front} on {ground}, {name}: {ratio:.2}"));
                }
            }
        }
    }
    found
}

#[test]
fn text_stands_out_from_its_ground_in_both_themes() {
    assert_eq!(too_faint(TEXTS, TEXT), Vec::<String>::new());
}

#[test]
fn edges_and_signs_stand_out_from_their_ground_in_both_themes() {
    assert_eq!(too_faint(SIGNS, SIGN), Vec::<String>::new());
}

#[test]
fn every_colour_is_said_for_both_themes() {
    // What is the same in both is the light thread of the weave alone.
    let same = tokens().into_iter().filter(|(_, [light, dark])| light == dark);
    assert_eq!(same.map(|(name, _)| name).collect::<Vec<_>>(), ["weave-light"]);
    assert!(tokens().len() > 20, "{:?}", tokens().keys());
}

#[test]
fn the_browsers_bars_have_the_colour_of_the_paper() {
    let head = include_str!("head.rs");
    for colour in tokens()["paper"] {
        assert_eq!(head.matches(colour).count(), 2, "{colour}");
    }
}
