//! Businesses whose phones are linked.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::sleep;
use whatsapp_peer::Peer;

use crate::program::Program;

/// A code is shown for a minute, and many wait for their turn to connect.
const PATIENCE: Duration = Duration::from_secs(50);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A business.
pub struct Shop {
    /// Its tenant's id.
    pub id: String,
    /// Its number in digits, as the peer knows it.
    pub phone: String,
}

/// Makes businesses, starts their workers and has each phone scan its code; waits until all are connected.
pub async fn open(program: &Program, peer: &Peer, count: usize) -> Vec<Shop> {
    let mut shops = Vec::with_capacity(count);
    for n in 0..count {
        let phone = format!("25571{n:07}");
        let form = json!({
            "name": format!("Duka {n}"),
            "business_type": "Salon",
            "phone_number": format!("+{phone}"),
            "template_type": "BOOKING",
            "language": "EN",
        });
        let made = program.post("/admin/tenants", &form).await;
        let id = made["id"].as_str().unwrap().to_owned();
        program.post(&format!("/admin/tenants/{id}/worker/start"), &json!({})).await;
        shops.push(Shop { id, phone });
    }
    for shop in &shops {
        let shown = until(program, shop, "a code", |shown| shown["code"].is_string()).await;
        peer.scan(shown["code"].as_str().unwrap(), &shop.phone, Some("Duka")).unwrap();
    }
    for shop in &shops {
        until(program, shop, "a connection", |shown| shown["state"] == "CONNECTED").await;
    }
    let all_listen = |peer: &Peer| peer.states().iter().all(|state| state.active).then_some(());
    peer.until(PATIENCE, all_listen).await.expect("all phones take messages");
    shops
}

async fn until(program: &Program, shop: &Shop, what: &str, good: impl Fn(&Value) -> bool) -> Value {
    let since = Instant::now();
    loop {
        let shown = program.get(&format!("/admin/tenants/{}/qr", shop.id)).await;
        if good(&shown) {
            return shown;
        }
        assert!(since.elapsed() < PATIENCE, "waited in vain for {what} of {}: {shown}", shop.phone);
        sleep(LOOK_AGAIN).await;
    }
}
