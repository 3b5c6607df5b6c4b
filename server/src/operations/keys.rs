//! `flowhq keys`: which keys are in use, and turning to a new one.

use anyhow::Context;
use serde_json::json;
use store::keys::{KeyUse, Turn};
use store::{Actor, KeyId, Store};

use crate::command::Outcome;
use crate::config::{Config, SecretKeySource, secret_key};
use crate::services;

/// How many values are sealed anew in one transaction; the server's own writes go in between.
const BATCH: u32 = 100;

/// A value that somebody writes with the old key meanwhile is found by another pass; more than these would
/// mean that somebody goes on doing so.
const PASSES_MAX: u32 = 5;

/// Prints which key seals how many values of which column.
///
/// # Errors
/// When there is no key or no database.
pub async fn status(config: &Config) -> anyhow::Result<Outcome> {
    let store = services::connect(config).await?;
    let in_use = store.keys().in_use().await.context("cannot read the sealed values")?;
    let ids = store.key().ids();
    for used in &in_use {
        println!("{}", line(used, &ids));
    }
    if in_use.is_empty() {
        println!("No value is sealed yet.");
    }
    for (place, id) in ids.iter().enumerate() {
        let what = if place == 0 { "the current key" } else { "an earlier key" };
        let values: u64 =
            in_use.iter().filter(|used| used.key == Some(*id)).map(|used| used.values).sum();
        let spare = if place > 0 && values == 0 { ", no longer needed" } else { "" };
        println!("{id}  {what}: {values} values{spare}");
    }
    let unknown = in_use.iter().any(|used| used.key.is_none_or(|id| !ids.contains(&id)));
    store.close().await.context("cannot close the database")?;
    if unknown {
        println!("Some values need a key that is not configured (FLOWHQ_SECRET_KEY_PREVIOUS).");
        return Ok(Outcome::Wrong);
    }
    Ok(Outcome::Done)
}

fn line(used: &KeyUse, ids: &[KeyId]) -> String {
    let key = used.key.map_or_else(|| "not sealed".to_owned(), |id| id.to_string());
    let place = used.key.and_then(|id| ids.iter().position(|known| *known == id));
    let what = match place {
        Some(0) => "current",
        Some(_) => "earlier",
        None => "unknown",
    };
    format!("{key}  {what}  {}.{}: {} values", used.column.table, used.column.column, used.values)
}

/// Seals every value with the current key; where the key is kept in a file and everything is sealed with
/// it, a new key is made first. What was interrupted is gone on with.
///
/// # Errors
/// When there is no key or no database.
pub async fn rotate(config: &Config) -> anyhow::Result<Outcome> {
    let store = services::connect(config).await?;
    services::prepare_schema(config, &store).await?;
    let outcome = rotate_in(config, &store).await;
    store.close().await.context("cannot close the database")?;
    outcome
}

async fn rotate_in(config: &Config, store: &Store) -> anyhow::Result<Outcome> {
    if waiting(store).await? == 0 {
        let SecretKeySource::KeptIn(path) = &config.secret_key else {
            println!("Everything is sealed with the current key, {}.", store.key().current().id());
            if store.key().ids().len() > 1 {
                println!("FLOWHQ_SECRET_KEY_PREVIOUS is not needed any more.");
            } else {
                println!("For a new one: see \"Turn to a new key\" in docs/operations.md.");
            }
            return Ok(Outcome::Done);
        };
        secret_key::renew(path)?;
        store.key().refresh();
        println!("Made a new key, {}; the old one is kept beside it.", store.key().current().id());
    }
    let mut all = Turn::default();
    for _ in 0..PASSES_MAX {
        let mut turn = Turn::default();
        while store.keys().turn(&mut turn, BATCH).await.context("cannot seal a value anew")? {}
        all.moved += turn.moved;
        all.unreadable = turn.unreadable;
        if turn.moved == 0 {
            break;
        }
    }
    let key = store.key().current().id();
    println!("{} values were sealed anew with the key {key}.", all.moved);
    let payload = json!({ "key": key.to_string(), "values": all.moved });
    let by = Actor::system();
    store.platform().log(&by, "keys.rotated", payload).await.context("cannot log it")?;
    if all.unreadable > 0 {
        println!(
            "{} values are left as they are: no key at hand opens them. Configure the key that they were sealed with as FLOWHQ_SECRET_KEY_PREVIOUS and run this again.",
            all.unreadable
        );
        return Ok(Outcome::Wrong);
    }
    match &config.secret_key {
        SecretKeySource::Given(_) => println!("FLOWHQ_SECRET_KEY_PREVIOUS is not needed any more."),
        SecretKeySource::KeptIn(path) => println!(
            "Earlier keys are kept in {} for backups of earlier times; nothing in this database needs them.",
            secret_key::beside(path).display()
        ),
    }
    Ok(Outcome::Done)
}

/// How many values another key than the current one seals.
async fn waiting(store: &Store) -> anyhow::Result<u64> {
    let current = store.key().current().id();
    let in_use = store.keys().in_use().await.context("cannot read the sealed values")?;
    Ok(in_use.iter().filter(|used| used.key != Some(current)).map(|used| used.values).sum())
}
