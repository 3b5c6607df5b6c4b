use sea_orm::{ConnectionTrait, Database};
use serde_json::json;
use store::{Actor, NewAdmin};

use crate::support::{World, on_each};

/// Changes the database behind the store's back.
async fn tamper(world: &World, sql: &str) {
    let connection = Database::connect(world.database.url()).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn the_log_is_read_newest_first_in_pages() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let tenant = world.store.tenant(owner.tenant);
        for number in 0..5 {
            let payload = json!({ "number": number, "a": { "z": 1, "b": [true, null] } });
            tenant.log(&owner.actor(), "test.logged", payload).await.unwrap();
        }
        let first = tenant.events(4, None).await.unwrap();
        assert_eq!(first.items.len(), 4);
        assert!(first.items[0].payload.contains("\"number\":4"));
        let second = tenant.events(4, first.next).await.unwrap();
        let kinds: Vec<_> = second.items.iter().map(|event| event.event_type.as_str()).collect();
        assert_eq!(kinds, ["test.logged", "tenant.signed_up"]);
        assert_eq!(second.next, None);
        let all = world.store.platform().events(50, None).await.unwrap();
        assert_eq!(all.items.len(), 6);
        assert_eq!(all.items[0].tenant_name.as_deref(), Some("Duka"));
    })
    .await;
}

#[tokio::test]
async fn a_whole_chain_is_whole_and_so_is_the_platforms() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let payload = json!({ "zebra": 1, "ant": { "b": 2, "a": [1.5, "x"] }, "text": "é\"" });
        world.store.tenant(owner.tenant).log(&owner.actor(), "x", payload).await.unwrap();
        let platform = world.store.platform();
        assert!(platform.events_whole(Some(owner.tenant)).await.unwrap());
        assert!(platform.events_whole(None).await.unwrap());
        for number in 0..2 {
            let admin = NewAdmin {
                name: "Admin".to_owned(),
                email: format!("{number}@example.co.tz"),
                password_hash: "hash".to_owned(),
            };
            world.store.accounts().create_admin(admin).await.unwrap();
        }
        assert!(platform.events_whole(None).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn entries_that_come_at_once_make_one_chain() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..20 {
            let (tenant, actor) = (world.store.tenant(owner.tenant), owner.actor());
            tasks.spawn(async move { tenant.log(&actor, "x", json!({ "n": number })).await });
        }
        for logged in tasks.join_all().await {
            logged.unwrap();
        }
        assert!(world.store.platform().events_whole(Some(owner.tenant)).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn whatever_is_done_to_the_log_shows() {
    for sql in [
        "UPDATE portal_event_logs SET actor = 'somebody else' WHERE seq = 2",
        "UPDATE portal_event_logs SET payload_json = '{\"n\":9}' WHERE seq = 2",
        "DELETE FROM portal_event_logs WHERE seq = 2",
        "DELETE FROM portal_event_logs WHERE seq = 3",
        "DELETE FROM portal_event_logs",
        "DELETE FROM audit_heads",
    ] {
        on_each(async |world| {
            let owner = world.owner("Duka").await;
            let tenant = world.store.tenant(owner.tenant);
            for number in 0..2 {
                tenant.log(&Actor::system(), "x", json!({ "n": number })).await.unwrap();
            }
            assert!(world.store.platform().events_whole(Some(owner.tenant)).await.unwrap());
            tamper(world, sql).await;
            let whole = world.store.platform().events_whole(Some(owner.tenant)).await.unwrap();
            assert!(!whole, "{sql}");
        })
        .await;
    }
}
