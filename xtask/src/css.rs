//! The style sheet: the design's own rules, then the Tailwind utilities that the views name.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, Result};
use encre_css::{Config, Preflight, Scanner};

use crate::workspace::{Workspace, files_below};

/// Utilities come last, so that a class in a view wins over the rule of the component.
pub(crate) fn build(workspace: &Workspace) -> Result<String> {
    let design = with_imports(&workspace.root.join("style/main.css"))?;
    let mut views = Vec::new();
    for path in files_below(&workspace.root.join("app/src"))? {
        if path.extension().is_some_and(|end| end == "rs") {
            views.push(
                fs::read_to_string(&path)
                    .with_context(|| format!("cannot read {}", path.display()))?,
            );
        }
    }
    let utilities = encre_css::generate(views.iter().map(String::as_str), &config());
    Ok(format!("{}\n\n{utilities}\n", design.trim_end()))
}

/// A style sheet with the sheets that it imports (`@import "./name.css";`) in their places.
fn with_imports(path: &Path) -> Result<String> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut whole = String::with_capacity(text.len());
    for line in text.lines() {
        let imported = line.strip_prefix("@import \"./").and_then(|rest| rest.strip_suffix("\";"));
        match imported {
            Some(name) => whole.push_str(&with_imports(&path.with_file_name(name))?),
            None => whole.push_str(line),
        }
        whole.push('\n');
    }
    Ok(whole)
}

/// The reset stands in the design's own file.
fn config() -> Config {
    let mut config = Config::default();
    config.preflight = Preflight::None;
    config.scanner = Scanner::from_fn(candidates);
    config
}

/// The words of a Rust file that may be classes. Comments and attributes are left out, because prose and `[..]` look
/// like classes there.
fn candidates(source: &str) -> BTreeSet<&str> {
    let lines = source.lines().filter(|line| {
        !["//", "#[", "#!["].iter().any(|start| line.trim_start().starts_with(start))
    });
    lines.flat_map(|line| line.split([' ', '\t', '"', '\'', '`', '\\'])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_in_views_become_rules() {
        let css = encre_css::generate([r#"<p class="mt-4 md:flex">"#], &config());
        assert!(css.contains(".mt-4 {"), "{css}");
        assert!(css.contains("@media (width >= 48rem)"), "{css}");
    }

    #[test]
    fn an_imported_sheet_takes_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let main = folder.path().join("main.css");
        fs::write(&main, "a {}\n@import \"./b.css\";\nc {}\n").unwrap();
        assert!(with_imports(&main).unwrap_err().to_string().contains("b.css"));
        fs::write(folder.path().join("b.css"), "b {}\n").unwrap();
        assert_eq!(with_imports(&main).unwrap(), "a {}\nb {}\n\nc {}\n");
    }

    #[test]
    fn comments_and_attributes_are_no_classes() {
        assert_eq!(encre_css::generate(["/// hidden flex\n#[color:red] grid"], &config()), "");
    }
}
