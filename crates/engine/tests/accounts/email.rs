use std::time::Duration;

use domain::account::LinkView;
use domain::{Conflict, Problem};
use engine::EngineError;

use crate::world::{PASSWORD, World, address, from, is_throttled, problem, token};

const NEW: &str = "kahawa na chapati moto";

fn is_spent<T>(answer: &Result<T, EngineError>) -> bool {
    matches!(answer, Err(EngineError::Conflict(Conflict::LinkSpent)))
}

#[tokio::test]
async fn a_mailed_link_confirms_an_address_once_and_looking_at_it_does_not() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let account = world.engine.account(&owner.principal, None).await.unwrap();
    assert!(!account.email_verified);
    let link = token(&world.mail(&address("asha"), "Confirm", 1).await);
    for _ in 0..3 {
        let email = address("asha");
        assert_eq!(world.engine.mailed_link(&link).await.unwrap(), LinkView::Email { email });
    }
    world.engine.confirm_email(&link, &from("10.0.0.9")).await.unwrap();
    let account = world.engine.account(&owner.principal, None).await.unwrap();
    assert!(account.email_verified);
    assert!(is_spent(&world.engine.confirm_email(&link, &from("10.0.0.9")).await));
    assert!(is_spent(&world.engine.mailed_link(&link).await));
}

#[tokio::test]
async fn a_newer_link_takes_the_older_ones_place() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let first = token(&world.mail(&address("asha"), "Confirm", 1).await);
    world.engine.verify_again(&owner.principal, &from("10.0.0.1")).await.unwrap();
    let second = token(&world.mail(&address("asha"), "Confirm", 2).await);
    assert!(is_spent(&world.engine.confirm_email(&first, &from("10.0.0.1")).await));
    world.engine.confirm_email(&second, &from("10.0.0.1")).await.unwrap();
}

#[tokio::test]
async fn a_link_that_confirms_runs_out_after_a_day() {
    let world = World::new().await;
    world.owner("asha").await;
    let link = token(&world.mail(&address("asha"), "Confirm", 1).await);
    world.advance(Duration::from_hours(24));
    assert!(is_spent(&world.engine.confirm_email(&link, &from("10.0.0.1")).await));
}

#[tokio::test]
async fn mails_can_be_asked_for_three_times_in_a_quarter_of_an_hour() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let client = from("10.0.0.1");
    for _ in 0..3 {
        world.engine.verify_again(&owner.principal, &client).await.unwrap();
        world.engine.ask_reset("nobody@example.co.tz", &client).await.unwrap();
    }
    assert!(is_throttled(&world.engine.verify_again(&owner.principal, &client).await));
    assert!(is_throttled(&world.engine.ask_reset("nobody@example.co.tz", &client).await));
    world.advance(Duration::from_mins(15));
    world.engine.verify_again(&owner.principal, &client).await.unwrap();
}

#[tokio::test]
async fn a_reset_is_answered_alike_and_mailed_to_those_alone_who_have_an_account() {
    let world = World::new().await;
    world.owner("asha").await;
    world.engine.ask_reset("nobody@example.co.tz", &from("10.0.0.1")).await.unwrap();
    world.engine.ask_reset(&address("asha"), &from("10.0.0.1")).await.unwrap();
    // They are taken on in order: when the second has gone, the first was looked at.
    world.mail(&address("asha"), "new password", 1).await;
    assert_eq!(world.mails_to("nobody@example.co.tz"), 0);
    let (field, found) = problem(world.engine.ask_reset("nobody", &from("10.0.0.1")).await);
    assert_eq!((field.as_str(), found), ("email", Problem::Email));
}

#[tokio::test]
async fn a_reset_sets_the_password_and_signs_every_browser_out() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    for _ in 0..5 {
        drop(world.sign_in("asha", "wrong wrong").await);
    }
    world.engine.ask_reset(&address("asha"), &from("10.0.0.1")).await.unwrap();
    let link = token(&world.mail(&address("asha"), "new password", 1).await);
    let email = address("asha");
    assert_eq!(world.engine.mailed_link(&link).await.unwrap(), LinkView::Password { email });
    let easy = world.engine.reset_password(&link, "password1234", &from("10.0.0.1")).await;
    assert_eq!(problem(easy), ("password".to_owned(), Problem::CommonPassword));
    assert!(world.is_in(&owner.token).await);
    world.engine.reset_password(&link, NEW, &from("10.0.0.1")).await.unwrap();
    assert!(!world.is_in(&owner.token).await);
    // The lock is gone with the old password.
    assert!(world.sign_in("asha", PASSWORD).await.is_err());
    assert!(world.sign_in("asha", NEW).await.is_ok());
    assert!(is_spent(&world.engine.reset_password(&link, NEW, &from("10.0.0.1")).await));
    world.mail(&address("asha"), "password has changed", 1).await;
    // Whoever reads the mail has the address.
    assert!(world.engine.account(&owner.principal, None).await.unwrap().email_verified);
}

#[tokio::test]
async fn a_reset_link_runs_out_after_an_hour_and_when_the_password_is_changed() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let client = from("10.0.0.1");
    world.engine.ask_reset(&address("asha"), &client).await.unwrap();
    let first = token(&world.mail(&address("asha"), "new password", 1).await);
    world.advance(Duration::from_mins(59));
    assert!(world.engine.mailed_link(&first).await.is_ok());
    world.advance(Duration::from_mins(1));
    assert!(is_spent(&world.engine.reset_password(&first, NEW, &client).await));
    world.engine.ask_reset(&address("asha"), &client).await.unwrap();
    let second = token(&world.mail(&address("asha"), "new password", 2).await);
    let (engine, principal) = (&world.engine, &owner.principal);
    engine.change_password(principal, &owner.token, PASSWORD, NEW, &client).await.unwrap();
    assert!(is_spent(&world.engine.reset_password(&second, NEW, &client).await));
}

#[tokio::test]
async fn an_account_moves_when_the_new_address_is_confirmed() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    world.owner("juma").await;
    let (client, new) = (from("10.0.0.1"), "asha.mpya@example.co.tz");
    let (engine, principal) = (&world.engine, &owner.principal);
    let wrong = engine.change_email(principal, new, "wrong wrong", &client).await;
    assert_eq!(problem(wrong), ("password".to_owned(), Problem::WrongPassword));
    let taken = engine.change_email(principal, &address("juma"), PASSWORD, &client).await;
    assert_eq!(problem(taken), ("email".to_owned(), Problem::EmailTaken));
    engine.change_email(principal, new, PASSWORD, &client).await.unwrap();
    let account = engine.account(principal, None).await.unwrap();
    assert_eq!((account.email, account.new_email.as_deref()), (address("asha"), Some(new)));
    world.mail(&address("asha"), "is to change", 1).await;
    let link = token(&world.mail(new, "new e-mail", 1).await);
    assert!(world.sign_in("asha.mpya", PASSWORD).await.is_err());
    engine.confirm_email(&link, &client).await.unwrap();
    assert!(world.sign_in("asha.mpya", PASSWORD).await.is_ok());
    assert!(world.sign_in("asha", PASSWORD).await.is_err());
    let account = engine.account(principal, None).await.unwrap();
    assert_eq!((account.email.as_str(), account.new_email), (new, None));
    assert!(account.email_verified);
    world.mail(&address("asha"), "has changed", 1).await;
}

#[tokio::test]
async fn a_new_password_stops_a_move_that_somebody_else_asked_for() {
    let world = World::new().await;
    let client = from("10.0.0.1");
    for (name, thief) in [("asha", "thief@x.io"), ("juma", "rogue@x.io")] {
        let owner = world.owner(name).await;
        let (engine, principal) = (&world.engine, &owner.principal);
        engine.change_email(principal, thief, PASSWORD, &client).await.unwrap();
        let link = token(&world.mail(thief, "new e-mail", 1).await);
        if name == "asha" {
            let changed =
                engine.change_password(principal, &owner.token, PASSWORD, NEW, &client).await;
            changed.unwrap();
        } else {
            engine.ask_reset(&address(name), &client).await.unwrap();
            let reset = token(&world.mail(&address(name), "new password", 1).await);
            engine.reset_password(&reset, NEW, &client).await.unwrap();
        }
        assert!(is_spent(&engine.confirm_email(&link, &client).await), "{name}");
        assert!(world.sign_in(name, NEW).await.is_ok(), "{name}");
    }
}

#[tokio::test]
async fn moving_does_not_find_out_who_has_an_account() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    world.owner("juma").await;
    let client = from("10.0.0.1");
    let ask =
        || world.engine.change_email(&owner.principal, "juma@example.co.tz", PASSWORD, &client);
    for _ in 0..3 {
        assert_eq!(problem(ask().await), ("email".to_owned(), Problem::EmailTaken));
    }
    assert!(matches!(ask().await, Err(EngineError::TooManyTries { .. })));
}

#[tokio::test]
async fn an_address_that_somebody_took_meanwhile_is_not_moved_to() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let (client, new) = (from("10.0.0.1"), address("mpya"));
    world.engine.change_email(&owner.principal, &new, PASSWORD, &client).await.unwrap();
    let link = token(&world.mail(&new, "new e-mail", 1).await);
    world.owner("mpya").await;
    let taken = world.engine.confirm_email(&link, &client).await;
    assert_eq!(problem(taken), ("email".to_owned(), Problem::EmailTaken));
}
