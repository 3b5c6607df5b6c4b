//! The session's state and the worker's own life, with what follows for tenant and request.

use chrono::Duration;
use domain::session::{DisconnectReason, SessionEffect, SessionStateName, SessionWish};
use domain::{Clock, SessionState, SetupStatus, TenantStatus, WorkerStatus};
use sea_orm::{ConnectionTrait, Database};
use store::{Actor, SessionSaved, StaleAfter, StoreError};

use crate::fixture::{approved, claim_one, worker, worlds};

fn logged_out() -> SessionState {
    SessionState::lost(DisconnectReason::LoggedOut)
}

#[tokio::test]
async fn linking_the_phone_activates_and_unlinking_waits_for_it_again() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let tenant = world.store.tenant(worker.lease().tenant_id);
        let started = worker.started().await.unwrap();
        assert_eq!(started.tenant.unwrap().status, TenantStatus::QrPending);

        let expires_at = world.clock.now() + Duration::seconds(20);
        let qr = SessionState::offering("2@abc".to_owned(), expires_at);
        assert_eq!(worker.save_session(&qr, &[]).await.unwrap(), SessionSaved::default());
        assert_eq!(tenant.session_state().await.unwrap().unwrap().state, qr);

        let phone = Some("+255712345678".parse().unwrap());
        let connected = SessionState::Connected { phone, since: world.clock.now() };
        let effects = [SessionEffect::TenantConnected, SessionEffect::FlushOutbox];
        let saved = worker.save_session(&connected, &effects).await.unwrap();
        assert_eq!(saved.tenant.unwrap().status, TenantStatus::Active);
        assert_eq!(saved.request.unwrap().status, SetupStatus::Active);
        assert_eq!(tenant.session_state().await.unwrap().unwrap().state, connected);
        assert_eq!(worker.tenant().await.unwrap().status, TenantStatus::Active);

        // It came back: nothing is left to change.
        let saved = worker.save_session(&connected, &effects).await.unwrap();
        assert_eq!(saved, SessionSaved::default());

        let unlinked = [SessionEffect::TenantUnlinked];
        let saved = worker.save_session(&logged_out(), &unlinked).await.unwrap();
        assert_eq!(saved.tenant.unwrap().status, TenantStatus::QrPending);
        assert_eq!(tenant.session_state().await.unwrap().unwrap().state, logged_out());
    }
}

#[tokio::test]
async fn no_number_speaks_for_two_tenants() {
    for world in worlds().await {
        let first = worker(&world).await;
        approved(&world.store, "Duka").await;
        let node = world.store.mint();
        let second = world.store.worker(claim_one(&world.store, node).await.lease);
        let connected = |number: &str| SessionState::Connected {
            phone: Some(number.parse().unwrap()),
            since: world.clock.now(),
        };
        let (one, other) = (connected("+255712345678"), connected("+255712345679"));
        // The sandbox's phones are nobody's.
        for worker in [&first, &second] {
            worker.save_session(&one, &[]).await.unwrap();
            let unlinked = [SessionEffect::TenantUnlinked];
            worker.save_session(&logged_out(), &unlinked).await.unwrap();
        }
        let sql = "UPDATE whatsapp_sessions SET connector = 'whatsapp-web'";
        let database = Database::connect(world.database.url()).await.unwrap();
        database.execute_unprepared(sql).await.unwrap();
        database.close().await.unwrap();

        first.save_session(&one, &[]).await.unwrap();
        let offline = SessionState::lost(DisconnectReason::Network);
        first.save_session(&offline, &[]).await.unwrap();
        let refused = second.save_session(&one, &[SessionEffect::TenantConnected]).await;
        assert!(matches!(refused, Err(StoreError::NumberTaken)), "{refused:?}");
        let kept = world.store.tenant(second.lease().tenant_id).session_state().await.unwrap();
        assert_eq!(kept.unwrap().state, logged_out());
        second.save_session(&other, &[]).await.unwrap();
        // It is the same phone that comes back.
        first.save_session(&one, &[]).await.unwrap();

        let by = Actor::system();
        world.store.platform().delete_tenant(&by, first.lease().tenant_id).await.unwrap();
        second.save_session(&logged_out(), &[SessionEffect::TenantUnlinked]).await.unwrap();
        second.save_session(&one, &[]).await.unwrap();
    }
}

#[tokio::test]
async fn a_stopped_worker_leaves_its_tenant_approved() {
    for world in worlds().await {
        let worker = worker(&world).await;
        worker.started().await.unwrap();
        let stopped = worker.stopped().await.unwrap();
        assert_eq!(stopped.tenant.unwrap().status, TenantStatus::Approved);
        assert_eq!(worker.stopped().await.unwrap().tenant, None);
    }
}

#[tokio::test]
async fn a_worker_is_in_error_only_when_it_gave_up() {
    let stale_after = StaleAfter(Duration::seconds(120));
    for world in worlds().await {
        let worker = worker(&world).await;
        let tenant = world.store.tenant(worker.lease().tenant_id);
        let seen = async || tenant.detail(stale_after).await.unwrap().unwrap();
        worker.started().await.unwrap();

        let connected = SessionState::Connected { phone: None, since: world.clock.now() };
        worker.save_session(&connected, &[]).await.unwrap();
        assert_eq!(worker.restarted("no route").await.unwrap().tenant, None);
        let detail = seen().await;
        assert_eq!((detail.worker.status, detail.worker.restarts), (WorkerStatus::Running, 1));
        assert_eq!(detail.worker.last_error.as_deref(), Some("no route"));
        assert_eq!(detail.session.state, SessionStateName::Disconnected, "nobody is connected now");
        assert_eq!(detail.session.reason, Some(DisconnectReason::Failed));

        let failed = worker.failed(&"é".repeat(2000)).await.unwrap();
        assert_eq!(failed.tenant.unwrap().status, TenantStatus::Error);
        let detail = seen().await;
        assert_eq!(detail.worker.status, WorkerStatus::Error);
        assert_eq!(detail.worker.last_error.map(|error| error.chars().count()), Some(1000));

        // Nobody claims a worker in error.
        world.store.leases().release(worker.lease()).await.unwrap();
        let node = world.store.mint();
        let claimed = world.store.leases().claim(node, Duration::seconds(15), 10).await.unwrap();
        assert_eq!(claimed, []);
    }
}

#[tokio::test]
async fn a_tenant_in_error_is_tried_again_by_starting_its_worker() {
    for world in worlds().await {
        let worker = worker(&world).await;
        worker.started().await.unwrap();
        worker.failed("no route").await.unwrap();
        let started = worker.started().await.unwrap();
        assert_eq!(started.tenant.unwrap().status, TenantStatus::QrPending);
    }
}

#[tokio::test]
async fn a_heartbeat_is_a_sign_of_life_and_of_a_linked_phone() {
    let stale_after = StaleAfter(Duration::seconds(120));
    for world in worlds().await {
        let worker = worker(&world).await;
        let tenant = world.store.tenant(worker.lease().tenant_id);
        worker.started().await.unwrap();
        world.clock.advance(Duration::seconds(121));
        assert!(tenant.detail(stale_after).await.unwrap().unwrap().worker.stale);

        let seen = worker.heartbeat(stale_after).await.unwrap();
        assert_eq!(seen.heartbeat_at, Some(world.clock.now()));
        let detail = tenant.detail(stale_after).await.unwrap().unwrap();
        assert_eq!(detail.worker.heartbeat_at, Some(world.clock.now()));
        assert!(!detail.worker.stale);
        assert_eq!(detail.session.last_seen_at, None);

        let connected = SessionState::Connected { phone: None, since: world.clock.now() };
        worker.save_session(&connected, &[]).await.unwrap();
        world.clock.advance(Duration::seconds(30));
        let seen = worker.heartbeat(stale_after).await.unwrap();
        assert_eq!(seen.heartbeat_at, Some(world.clock.now()));
        let detail = tenant.detail(stale_after).await.unwrap().unwrap();
        assert_eq!(detail.session.last_seen_at, Some(world.clock.now()));
    }
}

#[tokio::test]
async fn a_worker_knows_its_business() {
    for world in worlds().await {
        let worker = worker(&world).await;
        assert_eq!(worker.config().await.unwrap().business_name, "Mama Salon");
        let tenant = worker.tenant().await.unwrap();
        assert_eq!(tenant.id, worker.lease().tenant_id);
        let standing = worker.standing(vec![world.store.mint()]).await.unwrap();
        assert_eq!(standing.config, worker.config().await.unwrap());
        assert_eq!(standing.tenant_status, tenant.status);
        assert_eq!(standing.phone_number, tenant.phone_number);
        assert!(standing.conversations.is_empty());
        world.store.leases().release(worker.lease()).await.unwrap();
        let node = world.store.mint();
        assert_eq!(claim_one(&world.store, node).await.lease.epoch, worker.lease().epoch + 1);
    }
}

#[tokio::test]
async fn a_wish_that_a_later_one_overtook_is_settled_without_it() {
    for world in worlds().await {
        let worker = worker(&world).await;
        let tenant = worker.lease().tenant_id;
        let by = Actor::system();
        let wish = |number: &str| SessionWish::TypedCode(number.parse().unwrap());
        let platform = world.store.platform();
        let [first, second] = [wish("+255712345678"), wish("+255754000001")];
        platform.wish(&by, tenant, first.clone()).await.unwrap().unwrap();
        platform.wish(&by, tenant, second.clone()).await.unwrap().unwrap();
        let stands =
            async || world.store.tenant(tenant).session_state().await.unwrap().unwrap().wish;
        worker.wish_settled(first).await.unwrap();
        worker.wish_settled(SessionWish::Unlink).await.unwrap();
        assert_eq!(stands().await, Some(second.clone()));
        worker.wish_settled(second).await.unwrap();
        assert_eq!(stands().await, None);
    }
}
