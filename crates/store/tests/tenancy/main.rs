//! No tenant sees or changes another one's rows, through whatever method.
//!
//! [`calls`] calls every method of the two tenants' doors as a stranger who knows all the ids. A new
//! method without a line there fails `every_method_is_called`.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the suites share it and each uses a part")]
mod support;

mod calls;
mod rows;
mod victim;

use std::collections::BTreeSet;

use support::{World, on_each};
use victim::Victim;

#[tokio::test]
async fn a_stranger_gets_nothing_and_changes_nothing() {
    on_each(async |world| {
        let (_, lease) = world.working("Mgeni").await;
        let victim = Victim::new(world).await;
        calls::tenant_store(world, &lease, &victim).await;
        calls::worker_store(world, &lease, &victim).await;
    })
    .await;
}

#[tokio::test]
async fn a_forged_lease_changes_nothing() {
    on_each(async |world| {
        let (_, own) = world.working("Mgeni").await;
        let victim = Victim::new(world).await;
        let forged = store::Lease { tenant_id: victim.tenant, ..own };
        calls::forged_writes(world, &forged, &victim).await;
    })
    .await;
}

#[tokio::test]
async fn every_method_is_called() {
    let world = World::new(support::TestDatabase::sqlite()).await;
    world.store.migrate().await.unwrap();
    let (_, lease) = world.working("Mgeni").await;
    let victim = Victim::new(&world).await;
    let called: BTreeSet<_> =
        calls::tenant_store(&world, &lease, &victim).await.into_iter().collect();
    let tenants = [
        methods("tenant"),
        methods("bookings"),
        methods("shop"),
        methods("team"),
        methods("customers"),
        methods("flows"),
        methods("alerts"),
    ];
    let tenants: BTreeSet<_> = tenants.into_iter().flatten().collect();
    assert_eq!(tenants, called);
    let called: BTreeSet<_> =
        calls::worker_store(&world, &lease, &victim).await.into_iter().collect();
    assert_eq!(methods("worker"), called);
}

/// The names of the public async methods in a folder of the crate.
fn methods(folder: &str) -> BTreeSet<String> {
    let folder = format!("{}/src/{folder}", env!("CARGO_MANIFEST_DIR"));
    let mut methods = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for line in source.lines() {
            if let Some(rest) = line.trim_start().strip_prefix("pub async fn ") {
                let name = rest.split(['(', '<']).next().unwrap();
                methods.insert(name.to_owned());
            }
        }
    }
    methods
}
