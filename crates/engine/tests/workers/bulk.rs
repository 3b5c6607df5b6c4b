//! One thing done to several: each by itself, and all of them told about.

use domain::lists::{BulkDeed, Refusal};
use domain::{Conflict, Desired, SetupStatus, TenantId};
use engine::EngineError;

use crate::world::{World, setup_form};

#[tokio::test]
async fn what_one_refuses_does_not_hold_up_the_others() {
    let world = World::new().await;
    let (runs, stands) = (world.approved("Runs").await, world.shop("Stands").await);
    let nobody: TenantId = world.store.mint();
    let ids = [runs.tenant, stands.tenant, nobody].map(|id| id.to_string());

    let plan = world.engine.bulk_plan(&world.admin, BulkDeed::Stop, &ids).await.unwrap();
    let refusals: Vec<_> = plan.lines.iter().map(|line| line.refused.clone()).collect();
    let wanted = [None, Some(Refusal::Conflict(Conflict::WorkerStopped)), Some(Refusal::Missing)];
    assert_eq!(refusals, wanted);
    assert_eq!(world.detail(&runs).await.worker.desired, Desired::Running);

    let report = world.engine.bulk(&world.admin, BulkDeed::Stop, &ids).await.unwrap();
    let report = world.engine.bulk_report(&world.admin, report).await.unwrap();
    let refusals: Vec<_> = report.lines.iter().map(|line| line.refused.clone()).collect();
    assert_eq!(refusals, wanted);
    assert_eq!(report.lines[0].name, "Runs");
    assert_eq!(world.detail(&runs).await.worker.desired, Desired::Stopped);
    let events = world.engine.tenant_events(&world.admin, runs.tenant, 50, None).await.unwrap();
    let stopped = events.items.iter().filter(|event| event.event_type == "worker.stop");
    assert_eq!(stopped.count(), 1);
}

#[tokio::test]
async fn several_requests_are_approved_and_a_second_time_refused() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for name in ["Moja", "Mbili", "Tatu"] {
        let shop = world.shop(name).await;
        let form = setup_form(name);
        let request = world.engine.submit_setup(&shop.owner, &form).await.unwrap();
        ids.push(request.id.to_string());
    }
    let first = world.engine.bulk(&world.admin, BulkDeed::Approve, &ids).await.unwrap();
    let first = world.engine.bulk_report(&world.admin, first).await.unwrap();
    assert!(first.lines.iter().all(|line| line.refused.is_none()), "{first:?}");
    let again = world.engine.bulk(&world.admin, BulkDeed::Approve, &ids).await.unwrap();
    let again = world.engine.bulk_report(&world.admin, again).await.unwrap();
    let decided = |line: &domain::lists::BulkLine| {
        matches!(&line.refused, Some(Refusal::Conflict(Conflict::RequestDecided { status }))
            if matches!(status, SetupStatus::Approved | SetupStatus::Active))
    };
    assert!(again.lines.iter().all(decided), "{again:?}");
}

#[tokio::test]
async fn only_admins_work_on_several() {
    let world = World::new().await;
    let shop = world.shop("Duka").await;
    let ids = [shop.tenant.to_string()];
    let refused = world.engine.bulk(&shop.owner, BulkDeed::Delete, &ids).await;
    assert!(matches!(refused, Err(EngineError::Forbidden)), "{refused:?}");
    let refused = world.engine.bulk_plan(&shop.owner, BulkDeed::Delete, &ids).await;
    assert!(matches!(refused, Err(EngineError::Forbidden)), "{refused:?}");
    let empty = world.engine.bulk(&world.admin, BulkDeed::Delete, &[]).await;
    assert!(matches!(empty, Err(EngineError::Invalid(_))), "{empty:?}");
}
