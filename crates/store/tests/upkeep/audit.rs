use domain::RecordId;
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;
use store::{Actor, ChainFaultKind, ChainReport, NewAdmin};

use crate::support::{Owner, World, on_each};

/// Changes the database behind the store's back.
async fn tamper(world: &World, sql: &str) {
    let connection = Database::connect(world.database.url()).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

/// A tenant with five entries, of which the first says that it signed up.
async fn with_a_log(world: &World) -> Owner {
    let owner = world.owner("Duka").await;
    let tenant = world.store.tenant(owner.tenant);
    for number in 2..=5 {
        tenant.log(&Actor::system(), "x", json!({ "n": number })).await.unwrap();
    }
    owner
}

async fn report(world: &World, owner: &Owner) -> ChainReport {
    world.store.audit().verify(Some(owner.tenant)).await.unwrap()
}

#[tokio::test]
async fn a_whole_log_has_no_faults_and_all_its_entries() {
    on_each(async |world| {
        let owner = with_a_log(world).await;
        let chains = world.store.audit().chains().await.unwrap();
        let names: Vec<_> = chains.iter().map(|chain| chain.name.as_deref()).collect();
        assert_eq!(names, [None, Some("Duka")]);
        let whole = report(world, &owner).await;
        assert_eq!((whole.entries, whole.faults), (5, vec![]));
        assert_eq!(world.store.audit().verify(None).await.unwrap().entries, 0);
    })
    .await;
}

#[tokio::test]
async fn a_log_longer_than_one_reading_is_walked_to_its_end() {
    on_each(async |world| {
        let owner = with_a_log(world).await;
        let tenant = world.store.tenant(owner.tenant);
        for number in 6..=510 {
            tenant.log(&Actor::system(), "x", json!({ "n": number })).await.unwrap();
        }
        assert_eq!(report(world, &owner).await.entries, 510);
        tamper(world, "UPDATE portal_event_logs SET actor = 'x' WHERE seq = 509").await;
        assert_eq!(report(world, &owner).await.faults[0].seq, 509);
    })
    .await;
}

#[tokio::test]
async fn each_kind_of_tampering_is_named_with_its_place() {
    use ChainFaultKind::{Changed, Cut, HeadChanged, HeadMissing, Inserted, Missing};
    let copy = |to: i64| {
        format!(
            "INSERT INTO portal_event_logs (id, tenant_id, user_id, actor, event_type, payload_json, \
             seq, prev_hash, hash, created_at, updated_at) SELECT {{id}}, tenant_id, user_id, actor, \
             event_type, payload_json, {to}, prev_hash, hash, created_at, updated_at \
             FROM portal_event_logs WHERE seq = 3"
        )
    };
    let set = |what: &str| format!("UPDATE portal_event_logs SET {what} WHERE seq = 3");
    let remove = |which: &str| format!("DELETE FROM portal_event_logs WHERE {which}");
    let cases = [
        ("who did it", vec![set("actor = 'somebody else'")], 3, Changed),
        ("what was done", vec![set("event_type = 'y'")], 3, Changed),
        ("the details", vec![set("payload_json = '{\"n\":9}'")], 3, Changed),
        ("the time", vec![set("created_at = '2020-01-01 00:00:00+00:00'")], 3, Changed),
        ("the hash", vec![set(&format!("hash = '{}'", "0".repeat(64)))], 3, Changed),
        ("the hash before", vec![set(&format!("prev_hash = '{}'", "0".repeat(64)))], 3, Changed),
        ("its number", vec!["UPDATE portal_event_logs SET seq = 9 WHERE seq = 5".to_owned()], 5, {
            Missing { last: 8 }
        }),
        ("one left out", vec![remove("seq = 3")], 3, Missing { last: 3 }),
        ("two left out", vec![remove("seq IN (2, 3)")], 2, Missing { last: 3 }),
        ("the first", vec![remove("seq = 1")], 1, Missing { last: 1 }),
        ("the end", vec![remove("seq > 3")], 4, Cut { count: 5 }),
        ("all", vec![remove("seq > 0")], 1, Cut { count: 5 }),
        (
            "all and the head",
            vec![remove("seq > 0"), "DELETE FROM audit_heads".to_owned()],
            0,
            HeadMissing,
        ),
        ("the head alone", vec!["DELETE FROM audit_heads".to_owned()], 5, HeadMissing),
        (
            "the head's hash",
            vec![format!("UPDATE audit_heads SET head_hash = '{}'", "0".repeat(64))],
            5,
            HeadChanged,
        ),
        ("one more at the end", vec![copy(6)], 6, Changed),
        ("one before the first", vec![copy(0)], 0, Inserted),
        ("the head's count", vec!["UPDATE audit_heads SET count = 4".to_owned()], 5, Inserted),
        (
            "left out and closed up",
            vec![
                remove("seq = 3"),
                "UPDATE portal_event_logs SET seq = 3 WHERE seq = 4".to_owned(),
                "UPDATE portal_event_logs SET seq = 4 WHERE seq = 5".to_owned(),
            ],
            3,
            Changed,
        ),
    ];
    on_each(async |world| {
        let id = match world.database.kind() {
            "SQLite" => "randomblob(16)",
            _ => "gen_random_uuid()",
        };
        for (name, changes, seq, what) in &cases {
            let fresh = with_a_log(world).await;
            assert_eq!(report(world, &fresh).await.faults, vec![], "{name}");
            let own = match world.database.kind() {
                "SQLite" => format!("tenant_id = x'{}'", fresh.tenant.uuid().simple()),
                _ => format!("tenant_id = '{}'", fresh.tenant.uuid()),
            };
            for change in changes {
                let change = change.replace("{id}", id);
                let joint = if change.contains(" WHERE ") { "AND" } else { "WHERE" };
                tamper(world, &format!("{change} {joint} {own}")).await;
            }
            let faults = report(world, &fresh).await.faults;
            let first = faults.first().unwrap_or_else(|| panic!("{name}: not found"));
            assert_eq!((first.seq, &first.what), (*seq, what), "{name}: {faults:?}");
            // One tenant's damage is nobody else's. The next tenant of this name gets another address.
            let sql = format!("UPDATE users SET email = 'gone{seq}{}' WHERE {own}", fresh.tenant);
            tamper(world, &sql).await;
        }
        assert_eq!(world.store.audit().verify(None).await.unwrap().faults, vec![]);
    })
    .await;
}

#[tokio::test]
async fn the_platforms_own_chain_is_checked_and_what_follows_a_changed_entry_does_not_follow() {
    on_each(async |world| {
        for number in 0..3 {
            let admin = NewAdmin {
                name: "Admin".to_owned(),
                email: format!("{number}@example.co.tz"),
                password_hash: "hash".to_owned(),
            };
            world.store.accounts().create_admin(admin).await.unwrap();
        }
        tamper(world, "UPDATE portal_event_logs SET hash = 'x' || substr(hash, 2) WHERE seq = 1")
            .await;
        let faults = world.store.audit().verify(None).await.unwrap().faults;
        let kinds: Vec<_> = faults.iter().map(|fault| (fault.seq, fault.what.clone())).collect();
        assert_eq!(kinds, [(1, ChainFaultKind::Changed), (2, ChainFaultKind::OutOfPlace)]);
    })
    .await;
}

#[tokio::test]
async fn a_log_that_grows_while_it_is_checked_is_whole() {
    on_each(async |world| {
        let owner = with_a_log(world).await;
        let mut writers = tokio::task::JoinSet::new();
        for number in 0..40 {
            let tenant = world.store.tenant(owner.tenant);
            writers.spawn(async move {
                tenant.log(&Actor::system(), "x", json!({ "n": number })).await.unwrap();
            });
        }
        for _ in 0..20 {
            assert_eq!(report(world, &owner).await.faults, vec![]);
        }
        writers.join_all().await;
        assert_eq!(report(world, &owner).await.entries, 45);
    })
    .await;
}
