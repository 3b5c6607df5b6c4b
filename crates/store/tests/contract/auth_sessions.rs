use chrono::Duration;
use domain::AuthSessionId;
use store::{Act, Actor, NewAuthSession, Rotation};

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
async fn a_password_typed_again_makes_a_sign_in_new_under_another_token_but_no_longer() {
    on_each(async |world| {
        let (owner, other) = (world.owner("Duka").await, world.owner("Saluni").await);
        let accounts = world.store.accounts();
        open(world, &owner, "a").await;
        let before = accounts.session("a").await.unwrap().unwrap();
        assert_eq!(before.signed_in_at, world.now());
        world.clock.advance(Duration::minutes(30));
        let rotation = || Rotation { from: "a".to_owned(), to: "b".to_owned() };
        assert!(!accounts.sign_in_again(other.user.id, rotation()).await.unwrap());
        assert!(accounts.sign_in_again(owner.user.id, rotation()).await.unwrap());
        assert!(!accounts.sign_in_again(owner.user.id, rotation()).await.unwrap());
        assert_eq!(accounts.session("a").await.unwrap(), None);
        let after = accounts.session("b").await.unwrap().unwrap();
        assert_eq!((after.session_id, after.signed_in_at), (before.session_id, world.now()));
        assert_eq!(after.absolute_expires_at, before.absolute_expires_at);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_forgets_a_second_factor_that_does_not_count_yet() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let (accounts, id) = (world.store.accounts(), owner.user.id);
        open(world, &owner, "a").await;
        assert!(accounts.begin_factor(id, b"secret".to_vec()).await.unwrap());
        let rotation = Rotation { from: "a".to_owned(), to: "b".to_owned() };
        let act = Act::own(&owner.user, "account.password_changed");
        accounts.change_password(id, "hash".to_owned(), rotation, act).await.unwrap();
        assert!(accounts.factor(id).await.unwrap().is_none());
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
