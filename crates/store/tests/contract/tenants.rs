use domain::worker::WorkerCommand;
use domain::{Conflict, Desired, TenantStatus};
use store::{Actor, NewTenant, StoreError, TenantFilter};

use crate::support::{OneByOne, STALE, World, new_owner, on_each, received, setup};

async fn names(world: &World, filter: TenantFilter) -> Vec<String> {
    let page = world.store.platform().tenants(filter, STALE).await.unwrap();
    page.items.into_iter().map(|row| row.tenant.name).collect()
}

fn search(text: &str) -> TenantFilter {
    TenantFilter { search: Some(text.to_owned()), limit: 50, ..Default::default() }
}

#[tokio::test]
async fn an_admin_creates_a_tenant_without_people() {
    on_each(async |world| {
        let new = NewTenant { name: "Mama".to_owned(), setup: setup() };
        let id = world.store.platform().create_tenant(&Actor::system(), new).await.unwrap();
        let detail = world.store.tenant(id).detail(STALE).await.unwrap().unwrap();
        assert_eq!(detail.tenant.status, TenantStatus::New);
        assert_eq!(detail.tenant.phone_number.as_deref(), Some("+255712345678"));
        assert_eq!(detail.config.business_name, "Mama Salon");
        assert_eq!((detail.owner, detail.request), (None, None));
    })
    .await;
}

#[tokio::test]
async fn a_deleted_tenant_is_read_but_not_changed() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let (tenant, platform) = (world.store.tenant(owner.tenant), world.store.platform());
        assert!(platform.delete_tenant(&Actor::system(), owner.tenant).await.unwrap());
        let detail = tenant.detail(STALE).await.unwrap().unwrap();
        assert_eq!(detail.tenant.deleted_at, Some(world.now()));
        let deleted = |error| matches!(error, StoreError::Conflict(Conflict::TenantDeleted));
        let by = owner.actor();
        assert!(deleted(tenant.submit_setup(&by, setup()).await.unwrap_err()));
        assert!(deleted(tenant.pause(&by).await.unwrap_err()));
        assert!(deleted(tenant.resume(&by).await.unwrap_err()));
        assert!(deleted(tenant.log(&by, "x", serde_json::json!({})).await.unwrap_err()));
        assert!(deleted(tenant.save_phone_state(true, serde_json::json!([])).await.unwrap_err()));
        let back = store::HandBack { turn: 0, flow_state: None, replies: Vec::new() };
        assert!(deleted(tenant.hand_back(&by, world.store.mint(), back).await.unwrap_err()));
        let start = platform.command(&by, owner.tenant, WorkerCommand::Start).await;
        assert!(deleted(start.unwrap_err()));
        assert!(deleted(platform.delete_tenant(&by, owner.tenant).await.unwrap_err()));
    })
    .await;
}

#[tokio::test]
async fn a_restored_tenant_has_its_slug_or_a_new_number() {
    on_each(async |world| {
        let (by, platform) = (Actor::system(), world.store.platform());
        let owner = world.owner("Duka").await;
        platform.delete_tenant(&by, owner.tenant).await.unwrap();
        platform.restore_tenant(&by, owner.tenant).await.unwrap();
        let slug = async || {
            let detail = world.store.tenant(owner.tenant).detail(STALE).await.unwrap().unwrap();
            (detail.tenant.slug, detail.worker.process_name)
        };
        assert_eq!(slug().await, ("duka".to_owned(), "flowhq-duka".to_owned()));
        platform.delete_tenant(&by, owner.tenant).await.unwrap();
        let namesake = new_owner("Duka", "other@example.co.tz");
        world.store.accounts().create_owner(namesake).await.unwrap();
        platform.restore_tenant(&by, owner.tenant).await.unwrap();
        assert_eq!(slug().await, ("duka-2".to_owned(), "flowhq-duka-2".to_owned()));
        let alive = platform.restore_tenant(&by, owner.tenant).await;
        assert!(matches!(alive, Err(StoreError::Conflict(Conflict::TenantAlive))));
        assert!(!platform.restore_tenant(&by, world.store.mint()).await.unwrap());
        assert!(!platform.delete_tenant(&by, world.store.mint()).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_running_tenant_comes_back_stopped() {
    on_each(async |world| {
        let (by, platform) = (Actor::system(), world.store.platform());
        let (owner, lease) = world.working("Duka").await;
        world.worker(&lease).started().await.unwrap();
        platform.delete_tenant(&by, owner.tenant).await.unwrap();
        let held = world.store.leases().held(lease.node).await.unwrap();
        assert_eq!(held[0].desired, Desired::Stopped);
        platform.restore_tenant(&by, owner.tenant).await.unwrap();
        let detail = world.store.tenant(owner.tenant).detail(STALE).await.unwrap().unwrap();
        assert_eq!(detail.tenant.status, TenantStatus::Approved);
        assert_eq!(detail.worker.desired, Desired::Stopped);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_owners_address_is_free_and_then_blocks_the_restoring() {
    on_each(async |world| {
        let (by, platform) = (Actor::system(), world.store.platform());
        let owner = world.owner("Duka").await;
        platform.delete_tenant(&by, owner.tenant).await.unwrap();
        let again = new_owner("Duka Mpya", &owner.user.email);
        world.store.accounts().create_owner(again).await.unwrap();
        let restored = platform.restore_tenant(&by, owner.tenant).await;
        assert!(matches!(restored, Err(StoreError::EmailTaken)), "{restored:?}");
        let detail = world.store.tenant(owner.tenant).detail(STALE).await.unwrap().unwrap();
        assert!(detail.tenant.deleted_at.is_some());
    })
    .await;
}

#[tokio::test]
async fn tenants_are_found_by_parts_of_name_slug_and_number() {
    on_each(async |world| {
        for name in ["Mama Salon", "Baba 100%", "Duka_La_Juu"] {
            let new = new_owner(name, &format!("{}@example.co.tz", name.len()));
            world.store.accounts().create_owner(new).await.unwrap();
        }
        let owner = world.owner("Kiosk").await;
        world.store.tenant(owner.tenant).submit_setup(&owner.actor(), setup()).await.unwrap();
        assert_eq!(names(world, search("SALON")).await, ["Mama Salon"]);
        assert_eq!(names(world, search("mama-s")).await, ["Mama Salon"]);
        assert_eq!(names(world, search("+25571")).await, ["Kiosk"]);
        assert_eq!(names(world, search("0%")).await, ["Baba 100%"]);
        assert_eq!(names(world, search("a_l")).await, ["Duka_La_Juu"]);
        assert_eq!(names(world, search("' OR 1=1 --")).await, [""; 0]);
        assert_eq!(names(world, search(" ")).await.len(), 4);
        let pending = TenantFilter { status: Some(TenantStatus::Pending), ..search("") };
        assert_eq!(names(world, pending).await, ["Kiosk"]);
        world.store.platform().delete_tenant(&Actor::system(), owner.tenant).await.unwrap();
        assert_eq!(names(world, search("")).await.len(), 3);
        assert_eq!(names(world, TenantFilter { deleted: true, ..search("") }).await, ["Kiosk"]);
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    on_each(async |world| {
        // All in one instant: the ids alone keep them apart.
        for number in 0..7 {
            world.owner(&format!("Duka {number}")).await;
        }
        let mut seen = Vec::new();
        let mut before = None;
        loop {
            let filter = TenantFilter { limit: 3, before, ..Default::default() };
            let page = world.store.platform().tenants(filter, STALE).await.unwrap();
            assert!(page.items.len() <= 3);
            seen.extend(page.items.into_iter().map(|row| row.tenant.name));
            // What comes meanwhile is newer than the page and shifts nothing.
            world.owner(&format!("Meanwhile {}", seen.len())).await;
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        let wanted: Vec<_> = (0..7).rev().map(|number| format!("Duka {number}")).collect();
        assert_eq!(seen, wanted);
        let filter = TenantFilter { before: Some("made up".to_owned()), ..search("") };
        let refused = world.store.platform().tenants(filter, STALE).await;
        assert!(matches!(refused, Err(StoreError::Cursor)));
    })
    .await;
}

#[tokio::test]
async fn the_figures_count_living_tenants_and_a_days_messages() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let worker = world.worker(&lease);
        worker.started().await.unwrap();
        worker.receive(received("1", "+255700000001", world.now())).await.unwrap();
        world.advance_s(60 * 60 * 23);
        worker.receive(received("2", "+255700000001", world.now())).await.unwrap();
        let deleted = world.owner("Gone").await;
        world.store.platform().delete_tenant(&Actor::system(), deleted.tenant).await.unwrap();
        let overview = world.store.platform().overview(STALE).await.unwrap();
        assert_eq!((overview.tenants, overview.running, overview.stale), (1, 1, 1));
        assert_eq!(overview.messages_today, 2);
        world.advance_s(60 * 60 * 2);
        assert_eq!(world.store.platform().overview(STALE).await.unwrap().messages_today, 1);
        let page = world.store.platform().tenants(search("duka"), STALE).await.unwrap();
        assert_eq!(page.items[0].messages_today, 1);
        assert!(page.items[0].worker.stale);
        assert_eq!(page.items[0].tenant.id, owner.tenant);
    })
    .await;
}
