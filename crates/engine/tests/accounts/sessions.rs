use std::time::Duration;

use domain::Problem;
use engine::EngineError;

use crate::world::{PASSWORD, World, from, is_throttled, problem};

const NEW: &str = "kahawa na chapati moto";

#[tokio::test]
async fn a_person_sees_the_browsers_and_ends_one_of_them() {
    let world = World::new().await;
    let first = world.owner("asha").await;
    world.advance(Duration::from_mins(1));
    let second =
        world.sign_in_from("10.0.0.2", "asha", PASSWORD).await.unwrap().signed_in().unwrap();
    let stranger = world.owner("juma").await;
    let (engine, me) = (&world.engine, &first.principal);
    let account = engine.account(me, Some(&first.token)).await.unwrap();
    let [own, other] = account.browsers.as_slice() else { panic!("{:?}", account.browsers) };
    assert!(own.this_one && !other.this_one);
    assert_eq!(own.name, "Chrome, Android");
    assert_eq!(other.address.as_deref(), Some("10.0.0.2"));
    assert!(other.started_at > own.started_at);
    let foreign = engine.end_browser(&stranger.principal, other.id).await;
    assert!(matches!(foreign, Err(EngineError::NotFound)));
    assert!(world.is_in(&second.token).await);
    engine.end_browser(me, other.id).await.unwrap();
    assert!(!world.is_in(&second.token).await);
    assert!(world.is_in(&first.token).await);
}

#[tokio::test]
async fn all_others_are_ended_at_once_and_nobody_elses() {
    let world = World::new().await;
    let first = world.owner("asha").await;
    let second = world.sign_in("asha", PASSWORD).await.unwrap().signed_in().unwrap();
    let stranger = world.owner("juma").await;
    world.engine.end_other_browsers(&second.principal, &second.token).await.unwrap();
    assert!(!world.is_in(&first.token).await);
    assert!(world.is_in(&second.token).await && world.is_in(&stranger.token).await);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_leaves_one_browser_under_a_new_token() {
    let world = World::new().await;
    let first = world.owner("asha").await;
    let second = world.sign_in("asha", PASSWORD).await.unwrap().signed_in().unwrap();
    let (engine, me, client) = (&world.engine, &first.principal, from("10.0.0.1"));
    let wrong = engine.change_password(me, &first.token, "wrong wrong", NEW, &client).await;
    assert_eq!(problem(wrong), ("password".to_owned(), Problem::WrongPassword));
    let easy = engine.change_password(me, &first.token, PASSWORD, "qwertyuiop", &client).await;
    assert_eq!(problem(easy), ("new_password".to_owned(), Problem::CommonPassword));
    let kept = engine.change_password(me, &first.token, PASSWORD, NEW, &client).await.unwrap();
    assert!(world.is_in(&kept.token).await);
    assert!(!world.is_in(&first.token).await && !world.is_in(&second.token).await);
    assert!(world.sign_in("asha", NEW).await.is_ok());
}

#[tokio::test]
async fn a_password_is_not_guessed_from_inside_either() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let (engine, me, client) = (&world.engine, &owner.principal, from("10.0.0.1"));
    for _ in 0..5 {
        let wrong = engine.change_password(me, &owner.token, "wrong wrong", NEW, &client).await;
        assert_eq!(problem(wrong).1, Problem::WrongPassword);
    }
    let locked = engine.change_password(me, &owner.token, PASSWORD, NEW, &client).await;
    assert!(is_throttled(&locked));
}

#[tokio::test]
async fn a_sign_in_ends_when_it_is_not_used_and_in_any_case_after_a_month() {
    let world = World::new().await;
    let idle = world.owner("asha").await;
    let day = Duration::from_hours(24);
    world.advance(7 * day);
    assert!(!world.is_in(&idle.token).await);
    let used = world.sign_in("asha", PASSWORD).await.unwrap().signed_in().unwrap();
    for _ in 0..5 {
        world.advance(Duration::from_secs(6 * 24 * 3600 - 1));
        assert!(world.is_in(&used.token).await);
    }
    world.advance(Duration::from_secs(5));
    assert!(!world.is_in(&used.token).await);
}
