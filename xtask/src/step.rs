//! Says what is being done and how long it took, so that a long build never looks stuck.

use std::time::Instant;

use anyhow::{Context, Result};

/// Runs one named step; its name heads the output, its time closes it, and a failure carries its name.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("\n==> {name}");
    let start = Instant::now();
    let result = work()
        .with_context(|| format!("{name}: failed after {:.0} s", start.elapsed().as_secs_f64()))?;
    println!("    {name}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(result)
}
