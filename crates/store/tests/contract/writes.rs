use std::time::Duration;

use serde_json::json;
use store::{Actor, StoreError};

use crate::support::{STALE, new_owner, on_each};

#[tokio::test]
async fn fifty_writes_at_once_all_succeed() {
    on_each(async |world| {
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..50 {
            let accounts = world.store.accounts();
            let new = new_owner(&format!("Duka {number}"), &format!("{number}@example.co.tz"));
            tasks.spawn(async move { accounts.create_owner(new).await });
        }
        for user in tasks.join_all().await {
            user.unwrap();
        }
        assert_eq!(world.store.platform().overview(STALE).await.unwrap().tenants, 50);
    })
    .await;
}

#[tokio::test]
async fn reads_go_on_while_writes_do() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..30 {
            let tenant = world.store.tenant(owner.tenant);
            tasks.spawn(async move {
                if number % 2 == 0 {
                    tenant.log(&Actor::system(), "x", json!({})).await.unwrap();
                }
                tenant.detail(STALE).await.unwrap().unwrap();
            });
        }
        tasks.join_all().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_stops_waiting_leaves_the_work_whole() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let tenant = world.store.tenant(owner.tenant);
        let by = Actor::system();
        for _ in 0..20 {
            let log = tenant.log(&by, "x", json!({}));
            let _ = tokio::time::timeout(Duration::from_micros(300), log).await;
        }
        tenant.log(&Actor::system(), "last", json!({})).await.unwrap();
        assert!(world.store.platform().events_whole(Some(owner.tenant)).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_closed_store_refuses_work() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        world.store.close().await.unwrap();
        let tenant = world.store.tenant(owner.tenant);
        for refused in [
            tenant.log(&Actor::system(), "x", json!({})).await.map(drop),
            tenant.detail(STALE).await.map(drop),
            world.store.ping().await,
        ] {
            assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_closing_store_was_given_is_done() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let tenant = world.store.tenant(owner.tenant);
            tasks.spawn(async move { tenant.log(&Actor::system(), "x", json!({})).await });
        }
        tokio::task::yield_now().await;
        world.store.close().await.unwrap();
        for done in tasks.join_all().await {
            assert!(matches!(done, Ok(_) | Err(StoreError::Unavailable(_))), "{done:?}");
        }
    })
    .await;
}
