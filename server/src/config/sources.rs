//! Where a setting's value comes from: flag, environment, file, in this order.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::problem::{ConfigProblem, ConfigProblems};
use super::setting::{self, Setting};

/// Names the file of settings in the environment.
pub const CONFIG_FILE: &str = "FLOWHQ_CONFIG";

/// Where a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On the command line.
    Flag,
    /// In the environment.
    Environment,
    /// In the file.
    File,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "the command line",
            Self::Environment => "the environment",
            Self::File => "the file",
        })
    }
}

/// All that was given, before anything is judged.
#[derive(Clone, Default)]
pub struct Sources {
    flags: BTreeMap<&'static str, String>,
    environment: BTreeMap<String, String>,
    file: BTreeMap<String, String>,
}

impl Sources {
    /// Takes what was given; reads the file if there is one.
    ///
    /// # Errors
    /// When the file cannot be read, is no TOML, or names a setting that does not exist.
    pub fn new(
        flags: BTreeMap<&'static str, String>,
        environment: impl IntoIterator<Item = (String, String)>,
        file: Option<&Path>,
    ) -> Result<Self, ConfigProblems> {
        let environment: BTreeMap<_, _> = environment
            .into_iter()
            .filter(|(name, value)| name.starts_with("FLOWHQ_") && !value.is_empty())
            .collect();
        let named =
            file.map(Path::to_owned).or_else(|| environment.get(CONFIG_FILE).map(PathBuf::from));
        let file = named.map_or(Ok(BTreeMap::new()), |path| read_file(&path))?;
        Ok(Self { flags, environment, file })
    }

    /// The value of a setting and where it was found; nothing leaves the default in force.
    pub fn find(&self, setting: &Setting) -> Option<(&str, Place)> {
        let flag = self.flags.get(setting.name).map(|value| (value.as_str(), Place::Flag));
        let environment =
            || self.environment.get(setting.name).map(|value| (value.as_str(), Place::Environment));
        let file = || self.file.get(&setting.key()).map(|value| (value.as_str(), Place::File));
        flag.or_else(environment).or_else(file)
    }
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>, ConfigProblems> {
    let wrong =
        |what: String| ConfigProblems(vec![ConfigProblem::File { path: path.to_owned(), what }]);
    let text =
        std::fs::read_to_string(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        // The parser's own message quotes the line, which may hold a secret.
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        wrong(format!("is no TOML near line {line}: {}", error.message()))
    })?;
    let mut values = BTreeMap::new();
    let mut problems = Vec::new();
    for (key, value) in table {
        if !setting::ALL.iter().any(|setting| setting.key() == key) {
            let known: Vec<_> = setting::ALL.iter().map(|setting| setting.key()).collect();
            let what = format!("names '{key}', which is none of {}", known.join(", "));
            problems.push(ConfigProblem::File { path: path.to_owned(), what });
            continue;
        }
        match value {
            toml::Value::String(text) => values.insert(key, text),
            toml::Value::Integer(number) => values.insert(key, number.to_string()),
            toml::Value::Boolean(on) => {
                values.insert(key, if on { "on" } else { "off" }.to_owned())
            }
            _ => {
                let what = format!("gives '{key}' a value that is no text, number or boolean");
                problems.push(ConfigProblem::File { path: path.to_owned(), what });
                None
            }
        };
    }
    if problems.is_empty() {
        return Ok(values);
    }
    Err(ConfigProblems(problems))
}
