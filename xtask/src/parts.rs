//! The parts of the browser's program, packed into one file for each area of the interface.
//!
//! What areas share is in the file of each, but for an area that is only loaded inside another one: its file has
//! nothing that is in the other's. A part alone costs a request and compresses badly: as one stream an area weighs a
//! seventh less.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

/// Takes a part out of the file of the area that is being loaded.
const FETCHING: &str = include_str!("parts.js");
/// What the loader of `wasm_split_cli_support` 0.2.3 does with a part (its `js.rs`, `fetcher`).
const STREAMED: &str = "WebAssembly.instantiateStreaming(src, imports)";

/// The parts by name, without the file names' ends.
pub(crate) type Parts = BTreeMap<String, Vec<u8>>;
/// The areas by name.
pub(crate) type Areas = BTreeMap<String, Area>;

/// What is in the file of an area.
#[derive(Debug)]
pub(crate) struct Area {
    /// The area that is loaded whenever this one is, and has what is missing here.
    pub(crate) within: Option<&'static str>,
    /// The names of the parts, in their order in the file.
    pub(crate) parts: Vec<String>,
}

/// The areas' files, from the parts that each area needs; `within` has the pairs of an area and the one around it.
///
/// Fails where an area that is named in `within` is not there.
pub(crate) fn areas(
    needed: &BTreeMap<String, Vec<String>>,
    within: &[(&str, &'static str)],
) -> Result<Areas> {
    let needs = |area: &str| needed.get(area).with_context(|| format!("no area {area}"));
    let mut areas = Areas::new();
    for (name, parts) in needed {
        areas.insert(name.clone(), Area { within: None, parts: parts.clone() });
    }
    for &(inner, outer) in within {
        let around: BTreeSet<_> = needs(outer)?.iter().collect();
        let own = needs(inner)?.iter().filter(|part| !around.contains(part)).cloned().collect();
        areas.insert(inner.to_owned(), Area { within: Some(outer), parts: own });
    }
    Ok(areas)
}

/// The file of an area: its parts, one behind the other.
pub(crate) fn packed(parts: &Parts, names: &[String]) -> Result<Vec<u8>> {
    let mut file = Vec::new();
    for name in names {
        file.extend_from_slice(part(parts, name)?);
    }
    Ok(file)
}

/// The loader that takes the parts out of the areas' files instead of fetching each.
///
/// `file_of` names the file of an area.
pub(crate) fn loader(
    fetching_each: &str,
    parts: &Parts,
    areas: &Areas,
    file_of: impl Fn(&str) -> String,
) -> Result<String> {
    let mut text = fetching_each.to_owned();
    for name in parts.keys() {
        let fetch = format!(r#"fetch(new URL("./{name}.wasm", import.meta.url))"#);
        text = replaced(&text, &fetch, &format!(r#"part("{name}")"#), 1)?;
    }
    text = replaced(&text, STREAMED, "WebAssembly.instantiate(await src, imports)", parts.len())?;
    let mut tables = Map::new();
    for (area, Area { within, parts: names }) in areas {
        let load = format!("__wasm_split_load_{area} = ");
        let (from, to) = (format!("{load}wrapAsyncCb("), format!("{load}loadArea(\"{area}\", "));
        text = replaced(&text, &from, &to, 1)?;
        let mut places = Map::new();
        let mut start = 0;
        for name in names {
            let length = part(parts, name)?.len();
            places.insert(name.clone(), json!([start, length]));
            start += length;
        }
        let mut table = json!({ "file": format!("./{}", file_of(area)), "parts": places });
        if let Some(outer) = within {
            table["within"] = json!(outer);
        }
        tables.insert(area.clone(), table);
    }
    write!(text, "const areas = {};\n{FETCHING}", Value::Object(tables))?;
    Ok(text)
}

fn part<'a>(parts: &'a Parts, name: &str) -> Result<&'a [u8]> {
    Ok(parts.get(name).with_context(|| format!("the program has no part {name}"))?)
}

/// Fails where the text is not what this was written for.
fn replaced(text: &str, from: &str, to: &str, times: usize) -> Result<String> {
    let found = text.matches(from).count();
    if found != times {
        bail!("the parts' loader has `{from}` {found} times, not {times}: was wasm_split updated?");
    }
    Ok(text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GENERATED: &str = r#"
const __chunk_1 = makeLoad(() => {
    const src = fetch(new URL("./chunk_1.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, []);
export const __wasm_split_load_portal = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_portal.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, [__chunk_1]));
"#;

    fn cut() -> (Parts, Areas) {
        let parts = [("chunk_1", "shared"), ("split_portal", "own")];
        let parts = parts.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
        let names = vec!["chunk_1".to_owned(), "split_portal".to_owned()];
        let areas = areas(&[("portal".to_owned(), names)].into(), &[]).unwrap();
        (parts.into(), areas)
    }

    #[test]
    fn an_area_within_another_leaves_out_what_that_has() {
        let needed = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let all = [
            ("portal".to_owned(), needed(&["chunk_1", "split_portal"])),
            ("team".to_owned(), needed(&["chunk_1", "chunk_2", "split_team"])),
        ];
        let areas_of = |within| areas(&all.clone().into(), within);
        let areas = areas_of(&[("team", "portal")]).unwrap();
        assert_eq!(areas["team"].parts, ["chunk_2", "split_team"]);
        assert_eq!(areas["team"].within, Some("portal"));
        assert_eq!(areas["portal"].parts, ["chunk_1", "split_portal"]);
        assert!(areas_of(&[("inbox", "portal")]).is_err());
        assert!(areas_of(&[("team", "door")]).is_err());
    }

    #[test]
    fn the_loader_knows_where_in_the_areas_file_each_part_lies() {
        let (parts, mut areas) = cut();
        let file = packed(&parts, &areas["portal"].parts).unwrap();
        assert_eq!(file, b"sharedown");
        let file_of = |area: &str| format!("{area}.0123.bin");
        let text = loader(GENERATED, &parts, &areas, file_of).unwrap();
        let table = r#""portal":{"file":"./portal.0123.bin","parts":{"chunk_1":[0,6],"split_portal":[6,3]}"#;
        assert!(text.contains(&format!("const areas = {{{table}}}}};")), "{text}");
        assert!(text.contains(r#"const src = part("chunk_1");"#), "{text}");
        assert!(text.contains(r#"loadArea("portal", makeLoad("#), "{text}");
        assert!(!text.contains(".wasm"), "{text}");

        areas.get_mut("portal").unwrap().within = Some("site");
        let text = loader(GENERATED, &parts, &areas, file_of).unwrap();
        assert!(text.contains(&format!(r#"{{{table},"within":"site"}}"#)), "{text}");
    }

    #[test]
    fn a_loader_of_another_make_is_refused() {
        let (parts, areas) = cut();
        let other = GENERATED.replace("instantiateStreaming", "compileStreaming");
        assert!(loader(&other, &parts, &areas, str::to_owned).is_err());
    }
}
