use domain::Clock;
use serde_json::json;
use store::{Actor, SecretKey, Store, StoreConfig, StoreError};

use crate::support::{STALE, TestDatabase, World, on_each};

#[tokio::test]
async fn the_schema_goes_up_and_down_and_up() {
    on_each(async |world| {
        let applied = world.store.migration_status().await.unwrap();
        assert!(!applied.is_empty() && applied.iter().all(|(_, applied)| *applied));
        world.store.migrate_down(Some(1)).await.unwrap();
        let status = world.store.migration_status().await.unwrap();
        assert_eq!(status.iter().filter(|(_, applied)| !applied).count(), 1);
        world.store.migrate_down(None).await.unwrap();
        let status = world.store.migration_status().await.unwrap();
        assert!(status.iter().all(|(_, applied)| !applied));
        world.store.migrate().await.unwrap();
        world.store.migrate().await.unwrap();
        world.owner("Duka").await;
        world.store.ping().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn nodes_that_start_at_once_make_the_schema_once() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let world = World::new(database).await;
    let config = world.database.config();
    let other = Store::connect(&config, SecretKey::generate(), world.clock.clone()).await.unwrap();
    let (one, two) = tokio::join!(world.store.migrate(), other.migrate());
    one.unwrap();
    two.unwrap();
    other.close().await.unwrap();
    world.store.close().await.unwrap();
}

#[tokio::test]
async fn a_missing_schema_is_an_error_and_no_outage() {
    let world = World::new(TestDatabase::sqlite()).await;
    let refused = world.store.accounts().has_admin().await.unwrap_err();
    assert!(matches!(refused, StoreError::Database(_)), "{refused:?}");
    assert_eq!(refused.to_string(), "the database refused");
}

#[tokio::test]
async fn what_is_kept_is_there_after_a_restart() {
    let world = World::new(TestDatabase::sqlite()).await;
    world.store.migrate().await.unwrap();
    let owner = world.owner("Duka").await;
    world.store.close().await.unwrap();
    let config = world.database.config();
    let again = Store::connect(&config, SecretKey::generate(), world.clock.clone()).await.unwrap();
    let detail = again.tenant(owner.tenant).detail(STALE).await.unwrap().unwrap();
    assert_eq!(detail.owner, Some(owner.user));
    assert_eq!(detail.tenant.created_at, world.clock.now());
    again.close().await.unwrap();
}

#[tokio::test]
async fn an_address_that_cannot_be_used_says_so() {
    let world = World::new(TestDatabase::sqlite()).await;
    for (url, word) in [
        ("mysql://localhost/flowhq", "sqlite"),
        ("flowhq.db", "sqlite"),
        ("sqlite::memory:", "memory"),
    ] {
        let refused =
            Store::connect(&StoreConfig::new(url), SecretKey::generate(), world.clock.clone())
                .await;
        let Err(StoreError::Address(why)) = refused else { panic!("{url}: {refused:?}") };
        assert!(why.contains(word), "{why}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_outage() {
    let world = World::new(TestDatabase::sqlite()).await;
    // Port 9 is "discard"; nobody listens.
    let config = StoreConfig::new("postgres://nobody:secret@127.0.0.1:9/flowhq");
    let refused = Store::connect(&config, SecretKey::generate(), world.clock.clone()).await;
    let Err(refused) = refused else { panic!("connected") };
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    assert!(!refused.to_string().contains("secret"));
    assert!(!format!("{config:?}").contains("secret"));
}

#[tokio::test]
async fn cut_connections_are_an_outage_that_passes() {
    let Some(database) = TestDatabase::postgres().await else { return };
    let world = World::new(database).await;
    world.store.migrate().await.unwrap();
    let owner = world.owner("Duka").await;
    let tenant = world.store.tenant(owner.tenant);
    world.database.cut_connections().await;
    let mut failures = 0;
    while let Err(error) = tenant.log(&Actor::system(), "x", json!({})).await {
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        failures += 1;
        assert!(failures < 20, "does not recover");
    }
    world.store.ping().await.unwrap();
    assert!(world.store.platform().events_whole(Some(owner.tenant)).await.unwrap());
    world.store.close().await.unwrap();
}
