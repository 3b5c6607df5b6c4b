//! Short names between the program and its loader.
//!
//! wasm-bindgen tells apart what the program calls by a hash in its name, which stands in both files
//! and cannot be compressed. Between two files of one build a number does as well.

use anyhow::{Result, bail};

/// Characters of the hash at the end of a name (wasm-bindgen-shared 0.2.130, `ShortHash`).
const HASH_LENGTH: usize = 16;

/// Imports of the program that have been renamed: the old name and the new one.
#[derive(Default)]
pub(crate) struct Renamed(Vec<(String, String)>);

impl Renamed {
    /// Gives a name that ends in a hash a short one.
    pub(crate) fn shorten(&mut self, name: &mut String) {
        if !ends_in_hash(name) {
            return;
        }
        let short = format!("_{}", self.0.len());
        self.0.push((std::mem::replace(name, short.clone()), short));
    }

    /// The loader with the new names, and without what only its readers need: comments and indentation.
    pub(crate) fn in_loader(&self, js: &str) -> Result<String> {
        let mut text: String = js
            .lines()
            .map(str::trim_start)
            .filter(|line| is_code(line))
            .collect::<Vec<_>>()
            .join("\n");
        for (name, short) in &self.0 {
            if !text.contains(name) {
                bail!("wasm-bindgen's loader does not know `{name}`");
            }
            text = text.replace(name, short);
        }
        Ok(text)
    }
}

fn ends_in_hash(name: &str) -> bool {
    let hash = name.len().checked_sub(HASH_LENGTH).and_then(|start| name.split_at_checked(start));
    hash.is_some_and(|(start, hash)| {
        start.ends_with('_') && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// wasm-bindgen comments in whole lines, and has no text that spans several.
fn is_code(line: &str) -> bool {
    !(line.is_empty()
        || line.starts_with("/**")
        || line.starts_with("* ")
        || line.starts_with("*/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "__wbg_now_043d245551b22f9c";

    #[test]
    fn only_names_with_a_hash_become_short() {
        let mut renamed = Renamed::default();
        let names = ["__wbindgen_cast_0000000000000001", NOW, "__wasm_split_load_portal", "now"];
        let mut names = names.map(str::to_owned);
        for name in &mut names {
            renamed.shorten(name);
        }
        assert_eq!(names, ["_0", "_1", "__wasm_split_load_portal", "now"]);
    }

    #[test]
    fn the_loader_names_things_as_the_program_does() {
        let mut renamed = Renamed::default();
        renamed.shorten(&mut NOW.to_owned());
        let js =
            format!("/**\n * Says.\n */\n    {NOW}: function() {{\n        x = a\n\n    }},\n");
        let loader = renamed.in_loader(&js).unwrap();
        assert_eq!(loader, "_0: function() {\nx = a\n},");
        assert!(renamed.in_loader("").is_err());
    }
}
