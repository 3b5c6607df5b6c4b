use chrono::Duration;
use domain::AuthSessionId;
use store::{Actor, NewAuthSession};

use crate::support::{Owner, World, on_each};

async fn open(world: &World, owner: &Owner, token: &str) -> AuthSessionId {
    let new = NewAuthSession {
        user_id: owner.user.id,
        token_hash: token.to_owned(),
        idle_expires_at: world.now() + Duration::hours(1),
        absolute_expires_at: world.now() + Duration::hours(3),
        ip: Some("2001:db8::1".to_owned()),
        user_agent: Some("x".repeat(900)),
    };
    world.store.accounts().open_session(new).await.unwrap()
}

#[tokio::test]
async fn a_session_tells_who_is_behind_a_token() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let id = open(world, &owner, "a").await;
        let found = world.store.accounts().session("a").await.unwrap().unwrap();
        assert_eq!(found.session_id, id);
        assert_eq!(found.user.id, owner.user.id);
        assert_eq!(found.user.last_login_at, Some(world.now()));
        assert_eq!(world.store.accounts().session("b").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_session_runs_out_idle_and_in_any_case() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let accounts = world.store.accounts();
        let id = open(world, &owner, "a").await;
        world.clock.advance(Duration::minutes(59));
        accounts.touch_session(id, world.now() + Duration::hours(9)).await.unwrap();
        world.clock.advance(Duration::hours(2));
        let found = accounts.session("a").await.unwrap().unwrap();
        assert_eq!(found.last_seen_at, world.now() - Duration::hours(2));
        world.clock.advance(Duration::minutes(1));
        assert_eq!(accounts.session("a").await.unwrap(), None);
        open(world, &owner, "b").await;
        assert_eq!(accounts.sweep_sessions().await.unwrap(), 1);
        assert!(accounts.session("b").await.unwrap().is_some());
        world.clock.advance(Duration::hours(1));
        assert_eq!(accounts.session("b").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_closed_session_is_gone_and_touching_does_not_bring_it_back() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let accounts = world.store.accounts();
        let id = open(world, &owner, "a").await;
        assert!(accounts.close_session("a").await.unwrap());
        assert!(!accounts.close_session("a").await.unwrap());
        accounts.touch_session(id, world.now() + Duration::hours(1)).await.unwrap();
        assert_eq!(accounts.session("a").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_tenants_people_are_out_and_come_back_with_it() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let (accounts, platform) = (world.store.accounts(), world.store.platform());
        open(world, &owner, "a").await;
        assert!(platform.delete_tenant(&Actor::system(), owner.tenant).await.unwrap());
        assert_eq!(accounts.session("a").await.unwrap(), None);
        assert!(accounts.credentials(&owner.user.email).await.unwrap().is_none());
        assert!(platform.restore_tenant(&Actor::system(), owner.tenant).await.unwrap());
        assert!(accounts.credentials(&owner.user.email).await.unwrap().is_some());
        // Signed out stays signed out.
        assert_eq!(accounts.session("a").await.unwrap(), None);
    })
    .await;
}
