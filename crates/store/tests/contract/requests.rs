use domain::{Conflict, Desired, Language, SetupStatus, TemplateType, TenantStatus};
use store::{Actor, StoreError};

use crate::support::{Owner, STALE, World, on_each, setup};

async fn status(world: &World, owner: &Owner) -> TenantStatus {
    world.store.tenant(owner.tenant).detail(STALE).await.unwrap().unwrap().tenant.status
}

#[tokio::test]
async fn a_request_keeps_what_the_owner_said() {
    on_each(async |world| {
        let owner = world.owner("Mama").await;
        let tenant = world.store.tenant(owner.tenant);
        let request = tenant.submit_setup(&owner.actor(), setup()).await.unwrap();
        assert_eq!(request.status, SetupStatus::Submitted);
        assert_eq!(request.tenant_name, "Mama");
        assert_eq!(request.user_email, owner.user.email);
        let detail = tenant.detail(STALE).await.unwrap().unwrap();
        assert_eq!(detail.tenant.status, TenantStatus::Pending);
        assert_eq!(detail.tenant.phone_number.as_deref(), Some("+255712345678"));
        assert_eq!(detail.config.business_name, "Mama Salon");
        assert_eq!(detail.config.template, TemplateType::Support);
        assert_eq!(detail.config.language, Language::En);
        assert_eq!(detail.request.as_ref(), Some(&request));
        let found = world.store.platform().setup_request(request.id).await.unwrap();
        assert_eq!(found, Some(request));
    })
    .await;
}

#[tokio::test]
async fn requests_that_are_sent_twice_at_once_are_one() {
    on_each(async |world| {
        let owner = world.owner("Mama").await;
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let (tenant, actor) = (world.store.tenant(owner.tenant), owner.actor());
            tasks.spawn(async move { tenant.submit_setup(&actor, setup()).await });
        }
        let (sent, refused): (Vec<_>, Vec<_>) =
            tasks.join_all().await.into_iter().partition(Result::is_ok);
        assert_eq!(sent.len(), 1);
        for refused in refused {
            let refused = refused.unwrap_err();
            assert!(matches!(refused, StoreError::Conflict(Conflict::RequestOpen)), "{refused:?}");
        }
        let page = world.store.platform().setup_requests(None, 10, None).await.unwrap();
        assert_eq!(page.items.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_approved_request_has_the_worker_started_and_is_not_approved_twice() {
    on_each(async |world| {
        let owner = world.owner("Mama").await;
        let tenant = world.store.tenant(owner.tenant);
        let platform = world.store.platform();
        let request = tenant.submit_setup(&owner.actor(), setup()).await.unwrap();
        let opened = platform.open_request(&Actor::system(), request.id).await.unwrap().unwrap();
        assert_eq!(opened.status, SetupStatus::Reviewing);
        let note = Some("welcome".to_owned());
        let approved =
            platform.approve_request(&Actor::system(), request.id, note).await.unwrap().unwrap();
        assert_eq!(approved.status, SetupStatus::Approved);
        assert_eq!(approved.notes.as_deref(), Some("welcome"));
        assert_eq!(status(world, &owner).await, TenantStatus::Approved);
        let detail = tenant.detail(STALE).await.unwrap().unwrap();
        assert_eq!(detail.worker.desired, Desired::Running);
        let again = platform.approve_request(&Actor::system(), request.id, None).await;
        let decided = Conflict::RequestDecided { status: SetupStatus::Approved };
        assert!(
            matches!(&again, Err(StoreError::Conflict(conflict)) if *conflict == decided),
            "{again:?}"
        );
        let opened = platform.open_request(&Actor::system(), request.id).await.unwrap().unwrap();
        assert_eq!(opened.status, SetupStatus::Approved);
        let more = tenant.submit_setup(&owner.actor(), setup()).await;
        assert!(matches!(more, Err(StoreError::Conflict(Conflict::AlreadySetUp))), "{more:?}");
        let kinds: Vec<_> = tenant
            .events(store::EventFilter::newest(10), None)
            .await
            .unwrap()
            .items
            .into_iter()
            .map(|event| event.event_type)
            .collect();
        let wanted = [
            "setup_request.approved",
            "setup_request.opened",
            "setup_request.submitted",
            "tenant.signed_up",
        ];
        assert_eq!(kinds, wanted);
    })
    .await;
}

#[tokio::test]
async fn two_admins_cannot_both_decide() {
    on_each(async |world| {
        let owner = world.owner("Mama").await;
        let tenant = world.store.tenant(owner.tenant);
        let request = tenant.submit_setup(&owner.actor(), setup()).await.unwrap();
        let (one, other) = (world.store.platform(), world.store.platform());
        let system = Actor::system();
        let (approved, rejected) = tokio::join!(
            one.approve_request(&system, request.id, None),
            other.reject_request(&system, request.id, "no".to_owned()),
        );
        assert_eq!(usize::from(approved.is_ok()) + usize::from(rejected.is_ok()), 1);
    })
    .await;
}

#[tokio::test]
async fn a_rejected_owner_asks_again() {
    on_each(async |world| {
        let owner = world.owner("Mama").await;
        let tenant = world.store.tenant(owner.tenant);
        let platform = world.store.platform();
        let first = tenant.submit_setup(&owner.actor(), setup()).await.unwrap();
        let reason = "the number is not yours".to_owned();
        let rejected =
            platform.reject_request(&Actor::system(), first.id, reason.clone()).await.unwrap();
        assert_eq!(rejected.unwrap().notes, Some(reason));
        assert_eq!(status(world, &owner).await, TenantStatus::New);
        world.advance_s(1);
        let second = tenant.submit_setup(&owner.actor(), setup()).await.unwrap();
        let detail = tenant.detail(STALE).await.unwrap().unwrap();
        assert_eq!(detail.request.map(|request| request.id), Some(second.id));
        let open = platform.setup_requests(Some(SetupStatus::Submitted), 10, None).await.unwrap();
        assert_eq!(open.items, [second]);
        assert_eq!(platform.overview(STALE).await.unwrap().pending_requests, 1);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_tenants_request_cannot_be_decided() {
    on_each(async |world| {
        let owner = world.owner("Mama").await;
        let tenant = world.store.tenant(owner.tenant);
        let platform = world.store.platform();
        let request = tenant.submit_setup(&owner.actor(), setup()).await.unwrap();
        platform.delete_tenant(&Actor::system(), owner.tenant).await.unwrap();
        let approved = platform.approve_request(&Actor::system(), request.id, None).await;
        assert!(matches!(approved, Err(StoreError::Conflict(Conflict::TenantDeleted))));
        assert_eq!(platform.setup_requests(None, 10, None).await.unwrap().items, []);
        assert_eq!(platform.overview(STALE).await.unwrap().pending_requests, 0);
        let unknown = platform.approve_request(&Actor::system(), world.store.mint(), None).await;
        assert_eq!(unknown.unwrap(), None);
    })
    .await;
}
