//! Businesses whose phones are linked, and how long that takes.

use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream;
use serde_json::json;

use crate::rows::Table;
use crate::scene::Scene;
use crate::spread::Spread;

/// So many are linked while nobody else is; the others [`AT_ONCE`].
const ALONE: usize = 10;
/// Owners who link their phones at the same time.
const AT_ONCE: usize = 10;
/// A code is shown for a minute.
const PATIENCE: Duration = Duration::from_secs(50);

/// A business.
#[derive(Clone)]
pub struct Shop {
    id: String,
    /// Its number in digits.
    pub phone: String,
}

/// From the worker's start to its code, and from the scan to the connection.
#[derive(Default)]
struct Times {
    to_code: Spread,
    to_connection: Spread,
}

/// Makes businesses, starts their workers and has each phone scan its code; gives those that are linked.
pub async fn link(scene: &Scene, count: usize, table: &mut Table) -> Vec<Shop> {
    let mut shops = Vec::with_capacity(count);
    for n in 0..count {
        shops.push(make(scene, n).await);
    }
    scene.watch.look(true);
    let mut linked = Vec::with_capacity(count);
    let began = Instant::now();
    let rest = shops.split_off(ALONE.min(count));
    for (group, at_once, who) in [(shops, 1, "alone"), (rest, AT_ONCE, "ten at once")] {
        eprintln!("{} are linked {who}", group.len());
        let mut times = Times::default();
        let mut linking =
            stream::iter(group.into_iter().map(|shop| one(scene, shop))).buffer_unordered(at_once);
        while let Some(outcome) = linking.next().await {
            match outcome {
                Ok((shop, to_code, to_connection)) => {
                    times.to_code.add(to_code);
                    times.to_connection.add(to_connection);
                    linked.push(shop);
                }
                Err(why) => eprintln!("not linked: {why}"),
            }
        }
        table.add(&format!("start to code, {who}"), times.to_code.shown(95));
        table.add(&format!("scan to connected, {who}"), times.to_connection.shown(95));
    }
    scene.watch.look(false);
    eprintln!("{} of {count} linked after {:.1} s", linked.len(), began.elapsed().as_secs_f64());
    table.add("linked, of which the peer sees ready", {
        format!("{} of {count}, {}", linked.len(), scene.peer.active().await)
    });
    linked
}

async fn make(scene: &Scene, n: usize) -> Shop {
    let phone = format!("25571{n:07}");
    let form = json!({
        "name": format!("Duka {n}"),
        "business_type": "Salon",
        "phone_number": format!("+{phone}"),
        "template_type": "BOOKING",
        "language": "EN",
    });
    let made = scene.program.post("/admin/tenants", &form).await;
    let id = made["id"].as_str().expect("a new tenant has an id").to_owned();
    Shop { id, phone }
}

async fn one(scene: &Scene, shop: Shop) -> Result<(Shop, Duration, Duration), String> {
    let Shop { id, phone } = &shop;
    let reaches = |state: &'static str| async move {
        let check = |seen: &crate::watch::Sessions| {
            seen.get(phone).filter(|seen| seen.is(state)).map(|seen| seen.since)
        };
        let reached = scene.watch.until(PATIENCE, check).await;
        reached.ok_or_else(|| format!("{phone} does not get to {state}"))
    };
    let started = Instant::now();
    scene.program.post(&format!("/admin/tenants/{id}/worker/start"), &json!({})).await;
    let shown = reaches("QR_READY").await?;
    let qr = scene.program.get(&format!("/admin/tenants/{id}/qr")).await;
    let code = qr["code"].as_str().ok_or_else(|| format!("{phone} has no code: {qr}"))?;
    let scanned = Instant::now();
    scene.peer.scan(code, phone).await?;
    let connected = reaches("CONNECTED").await?;
    let times = (shown.saturating_duration_since(started), connected - scanned);
    Ok((shop, times.0, times.1))
}
