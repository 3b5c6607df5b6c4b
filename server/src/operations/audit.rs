//! `flowhq audit`: whether the event log is whole.

use anyhow::{Context, bail};
use domain::TenantId;
use store::{Chain, ChainFault};

use crate::command::Outcome;
use crate::config::Config;
use crate::services;

/// Walks along every chain of events, or one tenant's, and prints what is wrong.
///
/// # Errors
/// When there is no database or no such tenant.
pub async fn verify(config: &Config, tenant: Option<&str>) -> anyhow::Result<Outcome> {
    let tenant: Option<TenantId> = match tenant {
        Some(text) => {
            Some(text.parse().ok().with_context(|| format!("'{text}' is no tenant's id"))?)
        }
        None => None,
    };
    let store = services::connect(config).await?;
    let mut chains = store.audit().chains().await.context("cannot list the tenants")?;
    if let Some(tenant) = tenant {
        chains.retain(|chain| chain.tenant == Some(tenant));
        if chains.is_empty() {
            bail!("there is no tenant {tenant}");
        }
    }
    let (mut entries, mut broken) = (0, 0);
    for chain in &chains {
        let report = store.audit().verify(chain.tenant).await;
        let report = report.with_context(|| format!("cannot read the log of {}", name(chain)))?;
        entries += report.entries;
        if !report.faults.is_empty() {
            broken += 1;
            println!("{}", name(chain));
            for fault in &report.faults {
                println!("  {}", told(fault));
            }
        }
    }
    store.close().await.context("cannot close the database")?;
    let checked = format!("{entries} events in {} logs", chains.len());
    if broken > 0 {
        println!("Checked {checked}: {broken} logs were tampered with or damaged.");
        return Ok(Outcome::Wrong);
    }
    println!("Checked {checked}: whole.");
    Ok(Outcome::Done)
}

fn name(chain: &Chain) -> String {
    match (chain.tenant, &chain.name) {
        (Some(id), Some(name)) => format!("tenant {id} ({name})"),
        (Some(id), None) => format!("tenant {id}"),
        (None, _) => "the platform".to_owned(),
    }
}

fn told(fault: &ChainFault) -> String {
    let ChainFault { seq, event, event_type, what } = fault;
    let which = match (event, event_type) {
        (Some(id), Some(kind)) => format!(", {kind}, id {id}"),
        _ => String::new(),
    };
    format!("event {seq}{which}: {what}")
}
