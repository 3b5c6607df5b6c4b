//! Leases and stale workers.

use std::time::Duration;

use domain::worker::WorkerCommand;
use domain::{TenantStatus, WorkerStatus};
use engine::EngineConfig;

use crate::world::{World, quick, setup_form};

#[tokio::test]
async fn a_worker_that_never_came_up_turns_stale_and_an_admin_revives_it() {
    let config = EngineConfig {
        reconcile_every: Duration::from_hours(1),
        stale_after: Duration::from_millis(300),
        stale_check: Duration::from_millis(100),
        ..quick()
    };
    let world = World::with(config).await;
    // Wanted, but claimed by nobody: the pool is asleep for an hour after its first round.
    let shop = world.shop("Duka").await;
    let request = world.engine.submit_setup(&shop.owner, &setup_form("Duka")).await.unwrap();
    store_approve_without_poke(&world, request.id).await;
    let stale = world
        .until(&shop, "the stale worker", |detail| detail.worker.status == WorkerStatus::Error)
        .await;
    assert_eq!(stale.tenant.status, TenantStatus::Error);
    assert!(stale.worker.last_error.is_some());

    world
        .engine
        .worker_command(&world.admin, shop.tenant, WorkerCommand::ForceRestart)
        .await
        .unwrap();
    world.until(&shop, "the QR code", |detail| detail.session.qr.is_some()).await;
}

async fn store_approve_without_poke(world: &World, id: domain::SetupRequestId) {
    let actor = store::Actor::from(&world.admin);
    world.store.platform().approve_request(&actor, id, None).await.unwrap();
}
