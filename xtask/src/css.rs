//! The style sheet: the design's own rules, then the Tailwind utilities that the views name.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, Result};
use encre_css::{Config, Preflight, Scanner};

use crate::workspace::{Workspace, files_below};

/// Utilities come last, so that a class in a view wins over the rule of the component.
pub(crate) fn build(workspace: &Workspace) -> Result<String> {
    let main = workspace.root.join("style/main.css");
    let design =
        fs::read_to_string(&main).with_context(|| format!("cannot read {}", main.display()))?;
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
    fn comments_and_attributes_are_no_classes() {
        assert_eq!(encre_css::generate(["/// hidden flex\n#[color:red] grid"], &config()), "");
    }
}
