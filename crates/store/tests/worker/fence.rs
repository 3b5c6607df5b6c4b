//! Whoever lost the lease writes nothing.

use chrono::Duration;
use domain::message::DeliveryEvent;
use domain::worker::WorkerCommand;
use domain::{Clock, SessionState};
use store::{Actor, MessageFilter, StaleAfter, StoreError, WorkerStore};

use crate::fixture::{
    answer, claim_one, converse, receive, reply, term, waiting, worker, worlds, written,
};
use crate::support::{OneByOne, World};

const ASHA: &str = "+255700000001";

/// Everything that a worker can write, by name, with what came of it.
async fn every_write(
    world: &World,
    worker: &WorkerStore,
) -> Vec<(&'static str, Option<StoreError>)> {
    let message = worker.pending().await.unwrap().remove(0).id;
    let sending = worker.interrupted().await.unwrap().remove(0);
    let (now, outbox) = (world.clock.now(), sending.outbox_id);
    let event = DeliveryEvent::Delivered;
    vec![
        ("receive_all", worker.receive(written(world, "Z9", ASHA, "Hi")).await.err()),
        ("settle_all", worker.settle(answer(message, &["late"])).await.err()),
        ("defer", worker.defer(message, waiting(now), now, Some(reply("late"))).await.err()),
        ("claim_up_to", worker.claim_outbox().await.err()),
        ("sent_and_claim", worker.sent(outbox, "C1").await.err()),
        ("sent_and_claim", worker.sent_and_claim(Vec::new(), 1).await.err()),
        ("put_back", worker.put_back(outbox, now, 0, "late").await.err()),
        ("refused", worker.refused(outbox, "late").await.err()),
        ("lost", worker.lost(outbox, "late").await.err()),
        ("receipts", worker.receipt(sending.message_id, event).await.err()),
        ("save_session", worker.save_session(&SessionState::Connecting, &[]).await.err()),
        ("heartbeat", worker.heartbeat(StaleAfter(Duration::seconds(120))).await.err()),
        ("started", worker.started().await.err()),
        ("stopped", worker.stopped().await.err()),
        ("failed", worker.failed("late").await.err()),
        ("restarted", worker.restarted("late").await.err()),
        ("save_device", worker.save_device(b"late").await.err()),
        ("change_device_items", worker.change_device_items(Vec::new()).await.err()),
        ("forget_device_items", worker.forget_device_items("sent", 1).await.err()),
        ("wipe_device", worker.wipe_device().await.err()),
    ]
}

/// Everything that the writes could have changed.
async fn all_of_it(world: &World, worker: &WorkerStore) -> String {
    let tenant = world.store.tenant(worker.lease().tenant_id);
    let filter = MessageFilter { limit: 100, ..MessageFilter::default() };
    format!(
        "{:?} {:?} {:?} {:?}",
        tenant.detail(StaleAfter(Duration::seconds(120))).await.unwrap(),
        tenant.messages(filter).await.unwrap(),
        worker.interrupted().await.unwrap(),
        worker.next_outbox_at().await.unwrap(),
    )
}

async fn nothing_can_be_written(world: &World, old: &WorkerStore) {
    let before = all_of_it(world, old).await;
    for (write, outcome) in every_write(world, old).await {
        assert!(matches!(outcome, Some(StoreError::LeaseLost)), "{write}: {outcome:?}");
    }
    assert_eq!(all_of_it(world, old).await, before);
}

async fn busy_worker(world: &World) -> WorkerStore {
    let worker = worker(world).await;
    converse(world, &worker, ASHA, &["a1"]).await;
    converse(world, &worker, "+255700000002", &["j1"]).await;
    worker.claim_outbox().await.unwrap().unwrap();
    receive(&worker, written(world, "P1", ASHA, "Hi")).await;
    worker
}

#[tokio::test]
async fn the_holder_before_a_takeover_can_write_nothing() {
    for world in worlds().await {
        let old = busy_worker(&world).await;
        let leases = world.store.leases();
        leases.renew(old.lease().node, Duration::zero()).await.unwrap();
        let new = world.store.mint();
        let new = world.store.worker(claim_one(&world.store, new).await.lease);
        nothing_can_be_written(&world, &old).await;
        for (write, outcome) in every_write(&world, &new).await {
            assert!(!matches!(outcome, Some(StoreError::LeaseLost)), "{write}: {outcome:?}");
        }
    }
}

#[tokio::test]
async fn an_older_lease_of_the_same_node_can_write_nothing() {
    for world in worlds().await {
        let old = busy_worker(&world).await;
        let leases = world.store.leases();
        leases.release(old.lease()).await.unwrap();
        nothing_can_be_written(&world, &old).await;
        let again = leases.claim(old.lease().node, term(), 10).await.unwrap();
        assert_eq!(again.len(), 1);
        nothing_can_be_written(&world, &old).await;
    }
}

#[tokio::test]
async fn a_forced_restart_fences_whoever_runs_the_worker() {
    for world in worlds().await {
        let old = busy_worker(&world).await;
        let platform = world.store.platform();
        let tenant = old.lease().tenant_id;
        platform
            .command(&Actor::system(), tenant, WorkerCommand::ForceRestart)
            .await
            .unwrap()
            .unwrap();
        nothing_can_be_written(&world, &old).await;
    }
}

#[tokio::test]
async fn a_takeover_cuts_the_old_holder_off_in_the_middle_of_its_writes() {
    for world in worlds().await {
        let old = worker(&world).await;
        let mut writes = tokio::task::JoinSet::new();
        for number in 0..30 {
            let received = written(&world, &format!("A{number}"), ASHA, "Hi");
            let old = old.clone();
            writes.spawn(async move { old.receive(received).await });
        }
        let leases = world.store.leases();
        let mut taken = Vec::new();
        while taken.is_empty() {
            leases.renew(old.lease().node, Duration::zero()).await.unwrap();
            taken = leases.claim(world.store.mint(), term(), 10).await.unwrap();
        }
        let new = world.store.worker(taken.remove(0).lease);
        // From the takeover on the log stands still for the old holder.
        let at_takeover = new.pending().await.unwrap().len();
        let outcomes = writes.join_all().await;
        let written = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(written, at_takeover);
        assert_eq!(new.pending().await.unwrap().len(), at_takeover);
        for refused in outcomes.into_iter().filter_map(Result::err) {
            assert!(matches!(refused, StoreError::LeaseLost), "{refused:?}");
        }
    }
}
