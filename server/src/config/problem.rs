//! What is wrong with the configuration, each thing named with what would be right.

use std::fmt;
use std::path::PathBuf;

use super::setting::Setting;
use super::sources::Place;

/// One thing that is wrong.
#[derive(Debug, thiserror::Error)]
pub enum ConfigProblem {
    /// A value that cannot be used.
    #[error("{}: {}must be {wanted}", .setting.name, shown(*.place, .value.as_deref()))]
    Value {
        /// The setting.
        setting: &'static Setting,
        /// Where the value was found.
        place: Place,
        /// The value, unless it is secret.
        value: Option<String>,
        /// What would be right.
        wanted: String,
    },
    /// A value that is needed and missing.
    #[error("{}: is missing; {wanted}", .setting.name)]
    Missing {
        /// The setting.
        setting: &'static Setting,
        /// What would be right.
        wanted: String,
    },
    /// The file itself.
    #[error("the settings' file {} {what}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

fn shown(place: Place, value: Option<&str>) -> String {
    value.map_or_else(
        || format!("the value from {place} "),
        |value| format!("'{value}' from {place} "),
    )
}

/// Everything that is wrong, so that it can be put right in one go.
#[derive(Debug)]
pub struct ConfigProblems(pub Vec<ConfigProblem>);

impl fmt::Display for ConfigProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration is not usable:")?;
        for problem in &self.0 {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigProblems {}
