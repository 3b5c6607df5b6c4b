//! What a node did not hear is made up for.

use std::time::Duration;

use domain::live::LiveEvent;
use engine::{EventFilter, Feed};
use sea_orm::{ConnectionTrait, Database};
use tokio::time::timeout;

use crate::world::{Nodes, SOON, rest, soon, wait_for};

/// Ends the connections on which nodes listen, as a server that restarts does.
const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
    WHERE datname = current_database() AND (query LIKE 'LISTEN %' OR query = 'SELECT 1')";

#[tokio::test]
async fn a_node_whose_connection_is_cut_listens_again_and_its_browsers_look_once() {
    let Some((nodes, shop)) = Nodes::two().await else { return };
    let mut front = nodes.front.live(&shop.owner, None);
    rest(&mut front).await;
    let server = Database::connect(nodes.database.url()).await.unwrap();
    server.execute_unprepared(CUT).await.unwrap();
    server.close().await.unwrap();
    let told = rest(&mut front).await;
    assert_eq!(told.iter().filter(|told| **told == Feed::Lagged).count(), 1, "{told:?}");

    nodes.say(&shop, "+255754000001", "Habari").await;
    let message = |event: &LiveEvent| match event {
        LiveEvent::Message { message } => Some(message.text.clone()),
        _ => None,
    };
    assert_eq!(soon(&mut front, "the message", message).await, "Habari");
    nodes.end().await;
}

#[tokio::test]
async fn of_two_deeds_in_one_breath_both_are_told_in_their_order() {
    let Some((nodes, shop)) = Nodes::two().await else { return };
    let mut front = nodes.front.live(&shop.owner, None);
    rest(&mut front).await;
    nodes.back.pause(&shop.owner, shop.tenant).await.unwrap();
    nodes.back.resume(&shop.owner, shop.tenant).await.unwrap();
    let log = nodes.store.tenant(shop.tenant).events(EventFilter::newest(2), None).await.unwrap();
    let mut told = Vec::new();
    for heard in rest(&mut front).await {
        if let Feed::Event(LiveEvent::Log { event }) = heard {
            told.retain(|known| *known != event.id);
            told.push(event.id);
        }
    }
    told.reverse();
    let made: Vec<_> = log.items.iter().map(|event| event.id).collect();
    assert_eq!(told.get(..2), Some(made.as_slice()), "{told:?}");
    nodes.end().await;
}

#[tokio::test]
async fn a_node_that_comes_late_has_missed_nothing_that_it_shows() {
    let Some(mut nodes) = Nodes::one().await else { return };
    let shop = nodes.linked("Mama Salon").await;
    let mut early = nodes.front.live(&shop.owner, None);
    nodes.say(&shop, "+255754000001", "Habari").await;
    wait_for("the message", async || (!nodes.log(&shop).await.is_empty()).then_some(())).await;
    nodes.begin_front().await;
    let lagged = async { while early.next().await != Feed::Lagged {} };
    timeout(SOON, lagged).await.unwrap();
    nodes.end().await;
}

#[tokio::test]
async fn what_a_node_gives_back_at_its_end_is_taken_over_at_once() {
    let Some((nodes, _shop)) = Nodes::two().await else { return };
    nodes.back.shut_down(SOON).await;
    let left = async {
        loop {
            let nodes = nodes.store.platform().nodes().await.unwrap();
            if nodes.iter().map(|node| node.workers).eq([1]) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(SOON, left).await.unwrap();
    nodes.end().await;
}
