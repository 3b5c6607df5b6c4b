//! Which role serves decides whether there is a wall, and the store says so.

use sea_orm::ConnectionTrait;
use store::{SecretKey, Store, StoreConfig, Wall};

use crate::served::Served;
use crate::support::{TestDatabase, World};

async fn wall_of(served: &Served, url: String) -> Wall {
    let config = StoreConfig { max_connections: 2, min_connections: 1, ..StoreConfig::new(url) };
    let clock = served.world.clock.clone();
    let store = Store::connect(&config, SecretKey::generate(), clock).await.unwrap();
    let wall = store.wall().await.unwrap();
    store.close().await.unwrap();
    wall
}

#[tokio::test]
async fn a_role_that_nothing_holds_is_told_apart_from_one_that_owns() {
    let Some(served) = Served::new().await else { return };
    let url = served.world.database.url().to_owned();
    let owner = wall_of(&served, url.clone()).await;
    assert!(matches!(&owner, Wall::Bypassed { .. }), "{owner:?}");
    assert!(!owner.is_sound());

    // One role for everything, as in development: it is held, but could let itself go.
    let serving = served.world.database.serving_url();
    let (_, rest) = serving.split_once("://").unwrap();
    let role = rest.split([':', '@']).next().unwrap();
    let own = format!("ALTER TABLE tenants OWNER TO {role}");
    served.owner.execute_unprepared(&own).await.unwrap();
    let one_role = wall_of(&served, serving.clone()).await;
    assert_eq!(one_role, Wall::EnforcedOnOwner { role: role.to_owned() });
    assert!(!one_role.is_sound());
    served.close().await;
}

#[tokio::test]
async fn the_serving_role_cannot_touch_the_schema() {
    let Some(served) = Served::new().await else { return };
    for sql in [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE tenants DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant_select ON tenants",
        "DELETE FROM seaql_migrations",
        "TRUNCATE portal_event_logs",
    ] {
        let done = served.serving.execute_unprepared(sql).await;
        assert!(done.is_err(), "{sql}");
    }
    served.close().await;
}

#[tokio::test]
async fn who_serves_without_knowing_the_owner_still_sees_whether_the_schema_is_up_to_date() {
    let Some(served) = Served::new().await else { return };
    let url = served.world.database.serving_url();
    let config = StoreConfig { max_connections: 2, min_connections: 1, ..StoreConfig::new(url) };
    let clock = served.world.clock.clone();
    let store = Store::connect(&config, SecretKey::generate(), clock).await.unwrap();
    let steps = store.migration_status().await.unwrap();
    assert!(!steps.is_empty() && steps.iter().all(|(_, applied)| *applied));
    assert!(store.migrate_down(Some(1)).await.is_err());
    assert_eq!(store.wall().await.unwrap(), Wall::Enforced);
    store.close().await.unwrap();
    served.close().await;
}

#[tokio::test]
async fn a_file_has_the_filters_only() {
    let world = World::new(TestDatabase::sqlite()).await;
    world.store.migrate().await.unwrap();
    let wall = world.store.wall().await.unwrap();
    assert_eq!(wall, Wall::FiltersOnly);
    assert!(wall.is_sound());
    world.store.close().await.unwrap();
}
