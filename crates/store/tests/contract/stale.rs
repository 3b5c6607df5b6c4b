use domain::{Desired, TenantStatus, WorkerStatus};

use crate::support::{STALE, on_each};

#[tokio::test]
async fn a_silent_worker_is_marked_once() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let platform = world.store.platform();
        world.worker(&lease).started().await.unwrap();
        world.advance_s(60);
        world.worker(&lease).heartbeat(STALE).await.unwrap();
        world.advance_s(120);
        assert_eq!(platform.mark_stale(STALE).await.unwrap(), []);
        world.advance_s(1);
        assert_eq!(platform.overview(STALE).await.unwrap().stale, 1);
        assert_eq!(platform.mark_stale(STALE).await.unwrap(), [owner.tenant]);
        assert_eq!(platform.mark_stale(STALE).await.unwrap(), []);
        let detail = world.store.tenant(owner.tenant).detail(STALE).await.unwrap().unwrap();
        assert_eq!(detail.tenant.status, TenantStatus::Error);
        assert_eq!(detail.worker.status, WorkerStatus::Error);
        assert_eq!(detail.worker.last_error.as_deref(), Some("no heartbeat for 121 s"));
        assert_eq!(detail.worker.desired, Desired::Running);
        assert!(detail.worker.stale);
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_never_came_up_is_marked_too() {
    on_each(async |world| {
        let (owner, _) = world.working("Duka").await;
        world.advance_s(121);
        assert_eq!(world.store.platform().mark_stale(STALE).await.unwrap(), [owner.tenant]);
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_is_not_wanted_may_be_silent() {
    on_each(async |world| {
        world.owner("Duka").await;
        world.advance_s(100_000);
        assert_eq!(world.store.platform().mark_stale(STALE).await.unwrap(), []);
    })
    .await;
}
