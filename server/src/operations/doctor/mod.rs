//! `flowhq doctor`: looks at everything that the server needs, and says what is wrong and what to do.
//!
//! It changes nothing: no database, key or folder is made by looking.

mod database;
mod host;
mod model;
mod secrets;
mod web;

use serde::Serialize;
use serde_json::json;

use crate::command::Outcome;
use crate::config::{Config, Environment, Sources};

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Ok,
    /// It works, but not as it should in the long run.
    Warning,
    /// It does not work, or is not safe.
    Wrong,
}

/// What one check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// How it came out.
    pub level: Level,
    /// What was found and what it means.
    pub found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, level: Level::Ok, found: found.into(), advice: None }
    }

    fn warning(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, level: Level::Warning, found: found.into(), advice: Some(advice.into()) }
    }

    fn wrong(check: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { check, level: Level::Wrong, found: found.into(), advice: Some(advice.into()) }
    }
}

/// Looks at everything and prints what it finds; [`Outcome::Wrong`] when something is.
///
/// # Errors
/// Never for what it looks at; only when nothing can be printed.
pub async fn run(sources: &Sources, as_json: bool) -> anyhow::Result<Outcome> {
    let findings = match Config::read(sources) {
        Ok(config) => examine(&config).await,
        Err(problems) => {
            let advice = "put it right in the environment, the file or the flags";
            let wrong = |problem: &crate::config::ConfigProblem| {
                Finding::wrong("configuration", problem.to_string(), advice)
            };
            problems.0.iter().map(wrong).collect()
        }
    };
    let worst = findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Ok);
    if as_json {
        println!("{:#}", json!({ "level": worst, "findings": findings }));
    } else {
        findings.iter().for_each(print);
        println!("{}", verdict(&findings));
    }
    Ok(if worst == Level::Wrong { Outcome::Wrong } else { Outcome::Done })
}

/// Everything that was found, in the order in which one would mend it.
pub async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![environment(config)];
    findings.extend(host::disk(config));
    let (store, about) = database::examine(config).await;
    findings.extend(about);
    findings.extend(secrets::examine(config, store.as_ref()).await);
    findings.push(host::clock(config, store.as_ref()).await);
    findings.extend(web::examine(config).await);
    findings.push(model::examine(config.model.as_ref()).await);
    if let Some(store) = store
        && let Err(error) = store.close().await
    {
        tracing::debug!(error = &error as &dyn std::error::Error, "the database did not close");
    }
    findings
}

fn environment(config: &Config) -> Finding {
    let what = match config.environment {
        Environment::Production => "production",
        Environment::Development => "development",
    };
    let found = format!("usable, for {what}");
    if !config.is_production() && !config.addr.ip().is_loopback() {
        return Finding::warning(
            "configuration",
            format!("{found}, but {} can be reached from other machines", config.addr),
            "set FLOWHQ_ENV=production for real customers, or listen on 127.0.0.1",
        );
    }
    Finding::ok("configuration", found)
}

fn print(finding: &Finding) {
    let level = match finding.level {
        Level::Ok => "ok",
        Level::Warning => "warning",
        Level::Wrong => "WRONG",
    };
    println!("{level:<8} {:<14} {}", finding.check, finding.found);
    if let Some(advice) = &finding.advice {
        println!("{:<8} {:<14} -> {advice}", "", "");
    }
}

fn verdict(findings: &[Finding]) -> String {
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    match (count(Level::Wrong), count(Level::Warning)) {
        (0, 0) => "All is well.".to_owned(),
        (0, warnings) => format!("It works; {warnings} to look at."),
        (wrong, warnings) => format!("{wrong} wrong, {warnings} to look at."),
    }
}
