//! The key: there, hard to guess, kept to oneself, and opening everything that is sealed.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use store::{SecretKey, Store};

use super::{Finding, Level};
use crate::config::{Config, SecretKeySource};

const CHECK: &str = "key";

pub(super) async fn examine(config: &Config, store: Option<&Store>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let SecretKeySource::KeptIn(path) = &config.secret_key {
        let shown = path.display();
        match fs::metadata(path) {
            Err(_) => {
                let found = format!("there is none yet at {shown}");
                return vec![Finding::warning(CHECK, found, "the first start makes it")];
            }
            Ok(file) if file.permissions().mode() & 0o077 != 0 => findings.push(Finding::warning(
                CHECK,
                format!("others on this machine may read {shown}"),
                format!("chmod 600 {shown}"),
            )),
            Ok(_) => {}
        }
    }
    match config.secret_key.resolve() {
        Ok(key) => findings.push(strength(config, &key)),
        Err(error) => {
            let error = anyhow::Error::from(error);
            let advice = "restore it from where you keep it; without it what is sealed is lost";
            findings.push(Finding::wrong(CHECK, format!("{error:#}"), advice));
            return findings;
        }
    }
    if let Some(store) = store {
        findings.push(readable(store).await);
    }
    findings
}

fn strength(config: &Config, key: &SecretKey) -> Finding {
    if !key.looks_made_up() {
        return Finding::ok(CHECK, format!("{}, 32 random bytes", key.id()));
    }
    let found = format!("{} does not look random: whoever guesses it reads every secret", key.id());
    let advice = "make one with `openssl rand -base64 32` and turn to it (`flowhq keys rotate`)";
    let level = if config.is_production() { Level::Wrong } else { Level::Warning };
    Finding { level, ..Finding::warning(CHECK, found, advice) }
}

async fn readable(store: &Store) -> Finding {
    let counted = async {
        let in_use = store.keys().in_use().await?;
        Ok::<_, store::StoreError>((in_use, store.keys().unreadable().await?))
    };
    let (in_use, unreadable) = match counted.await {
        Ok(counted) => counted,
        Err(error) => {
            let error = anyhow::Error::from(error);
            return Finding::wrong(
                CHECK,
                format!("sealed values cannot be read: {error:#}"),
                "`flowhq migrate up`",
            );
        }
    };
    let all: u64 = in_use.iter().map(|used| used.values).sum();
    let current = store.key().current().id();
    let earlier: u64 =
        in_use.iter().filter(|used| used.key != Some(current)).map(|used| used.values).sum();
    if unreadable > 0 {
        return Finding::wrong(
            CHECK,
            format!("{unreadable} of {all} sealed values cannot be opened"),
            "configure the key that they were sealed with as FLOWHQ_SECRET_KEY_PREVIOUS; `flowhq keys status` names it",
        );
    }
    if earlier > 0 {
        return Finding::warning(
            CHECK,
            format!("all {all} sealed values open, {earlier} of them with an earlier key"),
            "`flowhq keys rotate` seals them with the current one",
        );
    }
    Finding::ok(CHECK, format!("opens all {all} sealed values"))
}
