use std::time::Duration;

use domain::{NodeId, RecordId};
use store::{News, StoreError};
use tokio::time::timeout;

use crate::support::{TestDatabase, World, on_each};

/// Far longer than news takes.
const PATIENCE: Duration = Duration::from_secs(10);

/// Two ways to one database, where it can have two; nothing without a server.
async fn two_nodes() -> Option<(World, News)> {
    let world = World::new(TestDatabase::postgres().await?).await;
    world.store.migrate().await.unwrap();
    let news = world.store.news().unwrap();
    Some((world, news))
}

#[tokio::test]
async fn a_file_has_one_node_and_no_news() {
    on_each(async |world| {
        assert_eq!(world.store.news().is_none(), world.database.kind() == "SQLite");
    })
    .await;
}

#[tokio::test]
async fn what_is_told_is_heard_by_all_who_listen_in_its_order() {
    let Some((world, news)) = two_nodes().await else { return };
    news.tell("before anybody listens").await.unwrap();
    let (mut one, mut two) = (news.listen().await.unwrap(), news.listen().await.unwrap());
    let longest = "x".repeat(News::MOST);
    for text in ["first", "it's \"second\"", &longest] {
        news.tell(text).await.unwrap();
    }
    // Asking for a sign of life loses nothing of what was told.
    one.check().await.unwrap();
    for listening in [&mut one, &mut two] {
        for text in ["first", "it's \"second\"", &longest] {
            let heard = timeout(PATIENCE, listening.hear()).await.unwrap().unwrap();
            assert_eq!(heard, text);
        }
        listening.check().await.unwrap();
    }
    let refused = news.tell(&"x".repeat(8_000)).await.unwrap_err();
    assert!(matches!(refused, StoreError::Database(_)), "{refused:?}");
    drop((one, two));
    world.store.close().await.unwrap();
}

#[tokio::test]
async fn who_lost_the_connection_is_told_so_and_can_listen_again() {
    let Some((world, news)) = two_nodes().await else { return };
    let mut listening = news.listen().await.unwrap();
    world.database.cut_connections().await;
    let lost = timeout(PATIENCE, listening.hear()).await.unwrap().unwrap_err();
    assert!(matches!(lost, StoreError::Unavailable(_)), "{lost:?}");
    let mut again = news.listen().await.unwrap();
    let mut failures = 0;
    while news.tell("anew").await.is_err() {
        failures += 1;
        assert!(failures < 20, "does not recover");
    }
    assert_eq!(timeout(PATIENCE, again.hear()).await.unwrap().unwrap(), "anew");
    world.database.cut_connections().await;
    again.check().await.unwrap_err();
}

#[tokio::test]
async fn a_node_has_company_while_another_one_lives() {
    on_each(async |world| {
        let leases = world.store.leases();
        let (own, began) = (world.node().await, world.now());
        assert!(!leases.has_company(own, began).await.unwrap());
        let other: NodeId = world.node().await;
        assert!(leases.has_company(own, began).await.unwrap());
        world.advance_s(60);
        assert!(!leases.has_company(own, world.now()).await.unwrap(), "it is silent");
        leases.beat_node(other).await.unwrap();
        assert!(leases.has_company(own, world.now()).await.unwrap());
        assert_ne!(own.uuid(), other.uuid());
    })
    .await;
}
