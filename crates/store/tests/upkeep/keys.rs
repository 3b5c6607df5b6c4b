use std::collections::BTreeSet;

use domain::RecordId;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use store::keys::{SEALED_COLUMNS, Turn, USER_TOTP, WHATSAPP_DEVICE};
use store::{KeyRing, SecretKey, Store};
use uuid::Uuid;

use crate::support::{World, on_each};

const SEED: &[u8] = b"the seed of a second factor";

async fn raw(world: &World) -> DatabaseConnection {
    Database::connect(world.database.url()).await.unwrap()
}

async fn put(connection: &DatabaseConnection, table: &str, column: &str, id: Uuid, value: Vec<u8>) {
    let sql = format!("UPDATE {table} SET {column} = $1 WHERE id = $2");
    let values = [value.into(), id.into()];
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    assert_eq!(connection.execute_raw(statement).await.unwrap().rows_affected(), 1);
}

async fn read(connection: &DatabaseConnection, id: Uuid) -> Vec<u8> {
    let backend = connection.get_database_backend();
    let sql = "SELECT totp FROM users WHERE id = $1";
    let statement = Statement::from_sql_and_values(backend, sql, [id.into()]);
    connection.query_one_raw(statement).await.unwrap().unwrap().try_get("", "totp").unwrap()
}

/// Opens the same database with other keys.
async fn open(world: &World, ring: KeyRing) -> Store {
    Store::connect(&world.database.config(), ring, world.clock.clone()).await.unwrap()
}

/// People whose second factor is sealed with the store's key.
async fn people(world: &World, store: &Store, count: usize) -> Vec<Uuid> {
    let connection = raw(world).await;
    let mut ids = Vec::new();
    for number in 0..count {
        let id = world.owner(&format!("Duka {number}")).await.user.id.uuid();
        put(&connection, "users", "totp", id, store.key().seal(USER_TOTP.of(id), SEED)).await;
        ids.push(id);
    }
    connection.close().await.unwrap();
    ids
}

async fn readable(world: &World, store: &Store, ids: &[Uuid]) -> usize {
    let connection = raw(world).await;
    let mut readable = 0;
    for id in ids {
        let sealed = read(&connection, *id).await;
        if store.key().open(USER_TOTP.of(*id), &sealed).as_deref() == Some(SEED) {
            readable += 1;
        }
    }
    connection.close().await.unwrap();
    readable
}

#[tokio::test]
async fn a_key_is_turned_with_a_restart_in_the_middle() {
    on_each(async |world| {
        let (old, new) = (SecretKey::generate(), SecretKey::generate());
        let store = open(world, old.clone().into()).await;
        let ids = people(world, &store, 7).await;
        store.close().await.unwrap();

        // The first run is stopped after three values.
        let both = KeyRing::new(new.clone(), [old.clone()]);
        let store = open(world, both.clone()).await;
        let mut turn = Turn::default();
        assert!(store.keys().turn(&mut turn, 3).await.unwrap());
        assert_eq!(turn.moved, 3);
        assert_eq!(readable(world, &store, &ids).await, 7);
        store.close().await.unwrap();

        // Both keys open everything after the restart, and the second run does the rest.
        let store = open(world, both).await;
        assert_eq!(readable(world, &store, &ids).await, 7);
        assert_eq!(store.keys().unreadable().await.unwrap(), 0);
        let used: Vec<_> = store
            .keys()
            .in_use()
            .await
            .unwrap()
            .iter()
            .map(|use_| (use_.key, use_.values))
            .collect();
        assert_eq!(
            used.iter().copied().collect::<BTreeSet<_>>(),
            BTreeSet::from([(Some(old.id()), 4), (Some(new.id()), 3)])
        );
        let mut turn = Turn::default();
        while store.keys().turn(&mut turn, 3).await.unwrap() {}
        assert_eq!((turn.moved, turn.unreadable), (4, 0));
        store.close().await.unwrap();

        // The old key opens nothing any more and is not needed.
        let store = open(world, old.into()).await;
        assert_eq!(readable(world, &store, &ids).await, 0);
        assert_eq!(store.keys().unreadable().await.unwrap(), 7);
        store.close().await.unwrap();
        let store = open(world, new.into()).await;
        assert_eq!(readable(world, &store, &ids).await, 7);
        assert_eq!(store.keys().unreadable().await.unwrap(), 0);
        let mut turn = Turn::default();
        while store.keys().turn(&mut turn, 100).await.unwrap() {}
        assert_eq!(turn.moved, 0);
        store.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_no_key_opens_stays_as_it_is_and_is_counted() {
    on_each(async |world| {
        let store = open(world, SecretKey::generate().into()).await;
        let ids = people(world, &store, 3).await;
        store.close().await.unwrap();
        let connection = raw(world).await;
        put(&connection, "users", "totp", ids[0], b"not sealed at all".to_vec()).await;
        let other = open(world, SecretKey::generate().into()).await;
        let mut turn = Turn::default();
        while other.keys().turn(&mut turn, 2).await.unwrap() {}
        assert_eq!((turn.moved, turn.unreadable), (0, 3));
        let unknown = other.keys().in_use().await.unwrap();
        assert!(unknown.iter().any(|use_| use_.key.is_none() && use_.values == 1), "{unknown:?}");
        assert_eq!(read(&connection, ids[0]).await, b"not sealed at all");
        connection.close().await.unwrap();
        other.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_value_that_was_moved_to_another_row_or_column_does_not_open() {
    on_each(async |world| {
        let store = open(world, SecretKey::generate().into()).await;
        let ids = people(world, &store, 2).await;
        let connection = raw(world).await;
        let stolen = read(&connection, ids[0]).await;
        put(&connection, "users", "totp", ids[1], stolen.clone()).await;
        assert_eq!(store.keys().unreadable().await.unwrap(), 1);
        assert_eq!(store.key().open(WHATSAPP_DEVICE.of(ids[0]), &stolen), None);
        connection.close().await.unwrap();
        store.close().await.unwrap();
    })
    .await;
}

/// A column that nobody listed would be left behind by every new key.
/// Pictures of what is sold are no secret.
const PICTURES: &str = "product_pictures.bytes";

#[tokio::test]
async fn every_blob_column_is_listed() {
    on_each(async |world| {
        let sql = match world.database.kind() {
            "SQLite" => {
                // Without what a full-text index keeps for itself, which is no secret's place.
                "SELECT m.name || '.' || p.name AS name FROM pragma_table_list m, pragma_table_info(m.name) p \
                 WHERE m.schema = 'main' AND m.type = 'table' AND lower(p.type) = 'blob'"
            }
            _ => {
                "SELECT table_name || '.' || column_name AS name FROM information_schema.columns \
                 WHERE table_schema = 'public' AND data_type = 'bytea'"
            }
        };
        let connection = raw(world).await;
        let statement = Statement::from_string(connection.get_database_backend(), sql);
        let rows = connection.query_all_raw(statement).await.unwrap();
        let found: BTreeSet<String> =
            rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
        let listed: BTreeSet<String> = SEALED_COLUMNS
            .iter()
            .map(|sealed| format!("{}.{}", sealed.table, sealed.column))
            .chain([PICTURES.to_owned()])
            .collect();
        assert_eq!(found, listed);
        connection.close().await.unwrap();
    })
    .await;
}
