use domain::views::TenantDetail;
use domain::worker::WorkerCommand;
use domain::{Conflict, Desired, TenantId, TenantStatus, WorkerStatus};
use store::{Actor, StoreError};

use crate::support::{STALE, World, on_each, setup};

async fn tell(world: &World, id: TenantId, command: WorkerCommand) -> Result<(), StoreError> {
    let done = world.store.platform().command(&Actor::system(), id, command).await?;
    assert_eq!(done, Some(()));
    Ok(())
}

async fn detail(world: &World, id: TenantId) -> TenantDetail {
    world.store.tenant(id).detail(STALE).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_new_tenant_is_started_without_a_request() {
    on_each(async |world| {
        let id = world.owner("Duka").await.tenant;
        tell(world, id, WorkerCommand::Start).await.unwrap();
        let detail = detail(world, id).await;
        assert_eq!(detail.tenant.status, TenantStatus::Approved);
        assert_eq!(detail.worker.desired, Desired::Running);
        let again = tell(world, id, WorkerCommand::Start).await;
        assert!(matches!(again, Err(StoreError::Conflict(Conflict::WorkerRunning))));
    })
    .await;
}

#[tokio::test]
async fn a_tenant_that_waits_for_a_decision_is_not_started() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        world.store.tenant(owner.tenant).submit_setup(&owner.actor(), setup()).await.unwrap();
        for command in [WorkerCommand::Start, WorkerCommand::ForceRestart] {
            let refused = tell(world, owner.tenant, command).await;
            let pending = Conflict::TenantState { status: TenantStatus::Pending };
            assert!(
                matches!(&refused, Err(StoreError::Conflict(conflict)) if *conflict == pending)
            );
        }
        assert_eq!(detail(world, owner.tenant).await.worker.desired, Desired::Stopped);
    })
    .await;
}

#[tokio::test]
async fn what_does_not_run_is_neither_stopped_nor_restarted() {
    on_each(async |world| {
        let id = world.owner("Duka").await.tenant;
        for command in [WorkerCommand::Stop, WorkerCommand::Restart] {
            let refused = tell(world, id, command).await;
            assert!(matches!(refused, Err(StoreError::Conflict(Conflict::WorkerStopped))));
        }
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_nobody_holds_is_stopped_at_once() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        world.worker(&lease).started().await.unwrap();
        assert_eq!(detail(world, owner.tenant).await.tenant.status, TenantStatus::QrPending);
        world.store.leases().release(&lease).await.unwrap();
        tell(world, owner.tenant, WorkerCommand::Stop).await.unwrap();
        let detail = detail(world, owner.tenant).await;
        assert_eq!(detail.tenant.status, TenantStatus::Approved);
        assert_eq!(detail.worker.status, WorkerStatus::Stopped);
    })
    .await;
}

#[tokio::test]
async fn a_held_worker_is_left_to_its_holder_to_stop() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        world.worker(&lease).started().await.unwrap();
        tell(world, owner.tenant, WorkerCommand::Stop).await.unwrap();
        let seen = detail(world, owner.tenant).await;
        assert_eq!(seen.worker.desired, Desired::Stopped);
        assert_eq!(seen.worker.status, WorkerStatus::Running);
        assert_eq!(seen.worker.node, Some(lease.node));
        let held = world.store.leases().held(lease.node).await.unwrap();
        assert_eq!(held[0].desired, Desired::Stopped);
    })
    .await;
}

#[tokio::test]
async fn a_restart_shows_in_the_generation_and_keeps_the_lease() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let before = world.store.leases().held(lease.node).await.unwrap()[0].generation;
        tell(world, owner.tenant, WorkerCommand::Restart).await.unwrap();
        let held = world.store.leases().held(lease.node).await.unwrap();
        assert_eq!(held[0].generation, before + 1);
        assert_eq!(held[0].lease, lease);
    })
    .await;
}

#[tokio::test]
async fn a_forced_restart_breaks_the_lease_and_forgets_the_error() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        world.worker(&lease).started().await.unwrap();
        world.worker(&lease).failed("the phone is gone").await.unwrap();
        assert_eq!(detail(world, owner.tenant).await.tenant.status, TenantStatus::Error);
        tell(world, owner.tenant, WorkerCommand::ForceRestart).await.unwrap();
        let seen = detail(world, owner.tenant).await;
        assert_eq!(seen.tenant.status, TenantStatus::Approved);
        assert_eq!(seen.worker.last_error, None);
        assert_eq!(seen.worker.node, None);
        let late = world.worker(&lease).heartbeat(STALE).await;
        assert!(matches!(late, Err(StoreError::LeaseLost)), "{late:?}");
        let next = world.lease(owner.tenant).await;
        assert!(next.epoch > lease.epoch);
    })
    .await;
}

#[tokio::test]
async fn a_failed_worker_is_started_again_although_it_is_still_wanted() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        world.worker(&lease).started().await.unwrap();
        world.worker(&lease).failed("no network").await.unwrap();
        world.store.leases().release(&lease).await.unwrap();
        tell(world, owner.tenant, WorkerCommand::Start).await.unwrap();
        let seen = detail(world, owner.tenant).await;
        assert_eq!(seen.tenant.status, TenantStatus::Approved);
        assert_eq!(seen.worker.status, WorkerStatus::Stopped);
        world.lease(owner.tenant).await;
    })
    .await;
}

#[tokio::test]
async fn an_unknown_tenants_worker_gets_no_command() {
    on_each(async |world| {
        let unknown = world.store.mint();
        let platform = world.store.platform();
        let told = platform.command(&Actor::system(), unknown, WorkerCommand::Start).await;
        assert_eq!(told.unwrap(), None);
    })
    .await;
}
