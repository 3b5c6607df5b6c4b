//! A node that dies: sessions come back, nothing is lost, nothing is answered twice.

use std::collections::HashMap;
use std::time::Duration;

use domain::message::MessageStatus;
use domain::session::SessionStateName;
use engine::EngineConfig;

use crate::world::{World, inbound, outbound, quick, wait_for};

const CUSTOMERS: [&str; 4] = ["+255754000001", "+255754000002", "+255754000003", "+255754000004"];

/// A dead node's leases run out soon.
fn short_leases() -> EngineConfig {
    EngineConfig {
        lease_term: Duration::from_secs(2),
        lease_renew: Duration::from_millis(500),
        ..quick()
    }
}

#[tokio::test]
async fn a_killed_node_loses_nothing_and_repeats_nothing() {
    let mut world = World::with(short_leases()).await;
    let shop = world.linked("Salon").await;
    let mut said = 0;
    for _ in 0..3 {
        for customer in CUSTOMERS {
            for text in ["menu", "2", "3"] {
                world.say(&shop, customer, text).await;
                said += 1;
            }
        }
        // Killed with messages on the way in, undecided and on the way out.
        world.crash(short_leases()).await;
    }
    let log = world
        .until_log(&shop, "every message answered, and every answer read", |log| {
            inbound(log).len() == said
                && inbound(log).iter().all(|message| message.status == MessageStatus::Handled)
                && outbound(log).iter().all(|message| message.status == MessageStatus::Read)
        })
        .await;

    // What the phones heard is what the log says, once each.
    let mut sent: HashMap<&str, Vec<&str>> = HashMap::new();
    for message in outbound(&log) {
        sent.entry(&message.to).or_default().push(&message.text);
    }
    for customer in CUSTOMERS {
        let heard = world.heard(&shop, customer).await;
        assert_eq!(heard.len(), 9, "one answer to each message");
        assert_eq!(heard, sent[customer], "as {customer} heard it");
    }
    let detail = world.detail(&shop).await;
    assert_eq!(detail.session.state, SessionStateName::Connected);
}

#[tokio::test]
async fn a_clean_end_gives_the_tenant_to_the_next_node_at_once() {
    let world = World::new().await;
    let shop = world.linked("Salon").await;
    let second = world.another_node(quick()).await;
    wait_for("both nodes", async || {
        let nodes = world.engine.nodes(&world.admin).await.unwrap();
        (nodes.len() == 2).then_some(())
    })
    .await;
    let before = world.detail(&shop).await.worker.node;
    world.engine.shut_down(Duration::from_secs(10)).await;
    wait_for("the other node", async || {
        let detail = second.tenant_detail(&shop.owner, shop.tenant).await.unwrap();
        let moved = detail.worker.node != before && detail.worker.node.is_some();
        (moved && detail.session.state == SessionStateName::Connected).then_some(())
    })
    .await;
}
