use domain::{Role, TenantStatus};
use store::{NewAdmin, StoreError};

use crate::support::{STALE, new_owner, on_each};

#[tokio::test]
async fn an_owner_signs_up_with_all_that_a_tenant_needs() {
    on_each(async |world| {
        let owner = world.owner("Mama Salon").await;
        assert_eq!(owner.user.role, Role::Owner);
        let detail = world.store.tenant(owner.tenant).detail(STALE).await.unwrap().unwrap();
        assert_eq!(detail.tenant.slug, "mama-salon");
        assert_eq!(detail.tenant.status, TenantStatus::New);
        assert_eq!(detail.tenant.phone_number, None);
        assert_eq!(detail.tenant.created_at, world.now());
        assert_eq!(detail.config.business_name, "Mama Salon");
        assert_eq!(detail.config.timezone, "Africa/Dar_es_Salaam");
        assert_eq!(detail.session.connector, "sandbox");
        assert_eq!(detail.worker.process_name, "flowhq-mama-salon");
        assert_eq!(detail.owner, Some(owner.user.clone()));
        let events = world
            .store
            .tenant(owner.tenant)
            .events(store::EventFilter::newest(10), None)
            .await
            .unwrap();
        assert_eq!(events.items[0].event_type, "tenant.signed_up");
        assert_eq!(events.items[0].actor, "Asha");
    })
    .await;
}

#[tokio::test]
async fn namesakes_are_numbered() {
    on_each(async |world| {
        let mut slugs = Vec::new();
        for number in 0..3 {
            let new = new_owner("Mama Salon!", &format!("{number}@example.co.tz"));
            let user = world.store.accounts().create_owner(new).await.unwrap();
            let detail = world.store.tenant(user.tenant_id.unwrap()).detail(STALE).await.unwrap();
            slugs.push(detail.unwrap().tenant.slug);
        }
        assert_eq!(slugs, ["mama-salon", "mama-salon-2", "mama-salon-3"]);
    })
    .await;
}

#[tokio::test]
async fn namesakes_that_sign_up_at_once_get_different_slugs() {
    on_each(async |world| {
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..8 {
            let accounts = world.store.accounts();
            tasks.spawn(async move {
                accounts.create_owner(new_owner("Duka", &format!("{number}@example.co.tz"))).await
            });
        }
        for user in tasks.join_all().await {
            user.unwrap();
        }
        let filter = store::TenantFilter { limit: 50, ..Default::default() };
        let page = world.store.platform().tenants(filter, STALE).await.unwrap();
        let slugs: std::collections::HashSet<_> =
            page.items.into_iter().map(|row| row.tenant.slug).collect();
        assert_eq!(slugs.len(), 8);
    })
    .await;
}

#[tokio::test]
async fn an_address_is_one_person_however_it_is_written() {
    on_each(async |world| {
        let accounts = world.store.accounts();
        accounts.create_owner(new_owner("A", " Asha@Example.co.tz ")).await.unwrap();
        let again = accounts.create_owner(new_owner("B", "asha@example.co.tz")).await;
        assert!(matches!(again, Err(StoreError::EmailTaken)), "{again:?}");
        let admin = NewAdmin {
            name: "Admin".to_owned(),
            email: "ASHA@example.co.tz".to_owned(),
            password_hash: "hash".to_owned(),
        };
        assert!(matches!(accounts.create_admin(admin).await, Err(StoreError::EmailTaken)));
        let found = accounts.credentials("ASHA@EXAMPLE.CO.TZ").await.unwrap().unwrap();
        assert_eq!(found.user.email, "asha@example.co.tz");
        assert_eq!(found.password_hash, "hash");
        assert!(found.is_active);
        // The refused sign-up left no tenant behind.
        assert_eq!(world.store.platform().overview(STALE).await.unwrap().tenants, 1);
    })
    .await;
}

#[tokio::test]
async fn the_first_admin_is_noticed() {
    on_each(async |world| {
        let accounts = world.store.accounts();
        assert!(!accounts.has_admin().await.unwrap());
        let admin = NewAdmin {
            name: "Admin".to_owned(),
            email: "admin@example.co.tz".to_owned(),
            password_hash: "hash".to_owned(),
        };
        let admin = accounts.create_admin(admin).await.unwrap();
        assert_eq!((admin.role, admin.tenant_id), (Role::Admin, None));
        assert!(accounts.has_admin().await.unwrap());
        assert_eq!(accounts.user(admin.id).await.unwrap(), Some(admin));
    })
    .await;
}

#[tokio::test]
async fn a_password_is_replaced() {
    on_each(async |world| {
        let accounts = world.store.accounts();
        let owner = world.owner("Duka").await;
        accounts.set_password(owner.user.id, "new hash".to_owned()).await.unwrap();
        let found = accounts.credentials(&owner.user.email).await.unwrap().unwrap();
        assert_eq!(found.password_hash, "new hash");
        let nobody = accounts.set_password(world.store.mint(), "x".to_owned()).await;
        assert!(matches!(nobody, Err(StoreError::Missing(_))));
    })
    .await;
}
