//! Who runs whose worker.

use std::collections::HashSet;

use chrono::Duration;
use domain::worker::WorkerCommand;
use domain::{Desired, NodeId, TenantStatus, WorkerStatus};
use store::{Actor, NodeRow, StoreError};
use tokio::task::JoinSet;

use crate::fixture::{approved, claim_one, term, worlds};
use crate::support::World;

fn node(world: &World) -> NodeId {
    world.store.mint()
}

#[tokio::test]
async fn of_nodes_that_claim_at_once_one_gets_the_lease() {
    for world in worlds().await {
        let tenant = approved(&world.store, "Mama Salon").await;
        let mut claims = JoinSet::new();
        for _ in 0..8 {
            let (store, node) = (world.store.clone(), node(&world));
            claims.spawn(async move { store.leases().claim(node, term(), 10).await.unwrap() });
        }
        let won: Vec<_> = claims.join_all().await.into_iter().flatten().collect();
        assert_eq!(won.len(), 1);
        assert_eq!((won[0].lease.tenant_id, won[0].lease.epoch), (tenant, 1));
        assert_eq!((won[0].desired, won[0].status), (Desired::Running, WorkerStatus::Stopped));
        assert_eq!(world.store.leases().held(won[0].lease.node).await.unwrap(), won);
    }
}

#[tokio::test]
async fn a_claim_takes_no_more_than_it_may_and_every_tenant_once() {
    for world in worlds().await {
        for number in 0..7 {
            approved(&world.store, &format!("Duka {number}")).await;
        }
        let leases = world.store.leases();
        let mut tenants = HashSet::new();
        for (node, at_most, wanted) in [(node(&world), 5, 5), (node(&world), 5, 2)] {
            let claimed = leases.claim(node, term(), at_most).await.unwrap();
            assert_eq!(claimed.len(), wanted);
            tenants.extend(claimed.into_iter().map(|assignment| assignment.lease.tenant_id));
        }
        assert_eq!(tenants.len(), 7);
    }
}

#[tokio::test]
async fn a_held_lease_keeps_its_epoch() {
    for world in worlds().await {
        approved(&world.store, "Mama Salon").await;
        let node = node(&world);
        let first = claim_one(&world.store, node).await;
        assert_eq!(world.store.leases().claim(node, term(), 10).await.unwrap(), []);
        assert_eq!(world.store.leases().held(node).await.unwrap(), [first]);
    }
}

#[tokio::test]
async fn a_lease_that_ran_out_is_taken_over_and_not_renewed_any_more() {
    for world in worlds().await {
        let tenant = approved(&world.store, "Mama Salon").await;
        let (old, new, leases) = (node(&world), node(&world), world.store.leases());
        assert_eq!(leases.claim(old, term(), 10).await.unwrap().len(), 1);
        assert_eq!(leases.renew(old, term()).await.unwrap(), [tenant]);
        assert_eq!(leases.claim(new, term(), 10).await.unwrap(), []);

        // A term of nothing ends at once, by whichever clock.
        assert_eq!(leases.renew(old, Duration::zero()).await.unwrap(), [tenant]);
        assert_eq!(leases.held(old).await.unwrap(), []);
        assert_eq!(leases.renew(old, term()).await.unwrap(), []);

        let taken = leases.claim(new, term(), 10).await.unwrap();
        assert_eq!((taken.len(), taken[0].lease.epoch), (1, 2));
        assert_eq!(leases.renew(old, term()).await.unwrap(), []);
        assert_eq!(leases.renew(new, term()).await.unwrap(), [tenant]);
    }
}

#[tokio::test]
async fn a_released_lease_is_free_and_a_strangers_release_does_nothing() {
    for world in worlds().await {
        approved(&world.store, "Mama Salon").await;
        let (old, new, leases) = (node(&world), node(&world), world.store.leases());
        let first = claim_one(&world.store, old).await.lease;
        leases.release(&first).await.unwrap();
        assert_eq!(leases.held(old).await.unwrap(), []);

        let second = claim_one(&world.store, new).await;
        leases.release(&first).await.unwrap();
        assert_eq!(leases.held(new).await.unwrap(), [second]);
    }
}

#[tokio::test]
async fn a_worker_that_should_stop_is_still_held_and_not_claimed_again() {
    for world in worlds().await {
        let tenant = approved(&world.store, "Mama Salon").await;
        let (node, leases) = (node(&world), world.store.leases());
        let lease = claim_one(&world.store, node).await.lease;
        let platform = world.store.platform();
        platform.command(&Actor::system(), tenant, WorkerCommand::Stop).await.unwrap().unwrap();
        let held = leases.held(node).await.unwrap();
        assert_eq!(held.len(), 1);
        assert_eq!(held[0].desired, Desired::Stopped);
        leases.release(&lease).await.unwrap();
        assert_eq!(leases.claim(node, term(), 10).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_worker_whose_holder_ended_before_it_stopped_is_noted_as_stopped() {
    for world in worlds().await {
        let tenant = approved(&world.store, "Mama Salon").await;
        let (node, leases) = (node(&world), world.store.leases());
        let worker = world.store.worker(claim_one(&world.store, node).await.lease);
        worker.started().await.unwrap();
        let platform = world.store.platform();
        platform.command(&Actor::system(), tenant, WorkerCommand::Stop).await.unwrap().unwrap();
        assert_eq!(leases.note_stopped().await.unwrap(), []);

        leases.renew(node, Duration::zero()).await.unwrap();
        assert_eq!(leases.note_stopped().await.unwrap(), [tenant]);
        assert_eq!(worker.tenant().await.unwrap().status, TenantStatus::Approved);
        assert!(matches!(worker.started().await, Err(StoreError::LeaseLost)));
        assert_eq!(leases.note_stopped().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_deleted_tenant_is_not_claimed() {
    for world in worlds().await {
        let tenant = approved(&world.store, "Mama Salon").await;
        assert!(world.store.platform().delete_tenant(&Actor::system(), tenant).await.unwrap());
        assert_eq!(world.store.leases().claim(node(&world), term(), 10).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_node_comes_beats_drains_and_goes() {
    for world in worlds().await {
        let (id, leases) = (node(&world), world.store.leases());
        let row = NodeRow { id, name: "moshi".to_owned(), version: "0.1.0".to_owned() };
        leases.register_node(row.clone()).await.unwrap();
        leases.set_draining(id).await.unwrap();
        world.clock.advance(Duration::seconds(5));
        leases.beat_node(id).await.unwrap();
        let seen = world.store.platform().nodes().await.unwrap();
        assert_eq!((seen.len(), seen[0].draining), (1, true));
        assert_eq!(seen[0].heartbeat_at, domain::Clock::now(world.clock.as_ref()));

        leases.register_node(row).await.unwrap();
        assert!(!world.store.platform().nodes().await.unwrap()[0].draining);

        leases.remove_node(id).await.unwrap();
        let gone = leases.beat_node(id).await;
        assert!(matches!(gone, Err(StoreError::Missing(_))), "{gone:?}");
    }
}
