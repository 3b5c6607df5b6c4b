use std::time::Duration;

use domain::Problem;
use domain::forms::{SignInForm, SignUpForm};
use engine::EngineError;

use crate::world::{PASSWORD, World, address, from, is_throttled, problem};

fn is_wrong<T>(answer: &Result<T, EngineError>) -> bool {
    matches!(answer, Err(EngineError::BadCredentials))
}

#[tokio::test]
async fn five_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour() {
    let world = World::new().await;
    world.owner("asha").await;
    for _ in 0..5 {
        assert!(is_wrong(&world.sign_in("asha", "wrong wrong").await));
        world.advance(Duration::from_mins(1));
    }
    let locked = world.sign_in("asha", PASSWORD).await;
    let Err(EngineError::TooManyTries { retry_after_seconds }) = locked else {
        panic!("the right password came in");
    };
    assert_eq!(retry_after_seconds, 10 * 60);
    world.advance(Duration::from_mins(9));
    assert!(is_throttled(&world.sign_in("asha", PASSWORD).await));
    world.advance(Duration::from_mins(1));
    assert!(world.sign_in("asha", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn an_unknown_address_is_answered_like_a_known_one() {
    let world = World::new().await;
    world.owner("asha").await;
    for _ in 0..5 {
        assert!(is_wrong(&world.sign_in("nobody", "wrong wrong").await));
        assert!(is_wrong(&world.sign_in("asha", "wrong wrong").await));
    }
    assert!(is_throttled(&world.sign_in("nobody", "wrong wrong").await));
    assert!(is_throttled(&world.sign_in("asha", "wrong wrong").await));
}

#[tokio::test]
async fn an_address_is_counted_however_it_is_written() {
    let world = World::new().await;
    for email in ["a@x.io", " A@X.IO ", "A@x.io", "a@X.io", "a@x.io "] {
        let form = SignInForm { email: email.into(), password: "wrong wrong".into() };
        assert!(is_wrong(&world.engine.sign_in(&form, &from("10.0.0.1")).await));
    }
    let form = SignInForm { email: "a@x.io".into(), password: "wrong wrong".into() };
    assert!(is_throttled(&world.engine.sign_in(&form, &from("10.0.0.1")).await));
}

#[tokio::test]
async fn a_right_password_begins_the_count_anew() {
    let world = World::new().await;
    world.owner("asha").await;
    for _ in 0..3 {
        for _ in 0..4 {
            assert!(is_wrong(&world.sign_in("asha", "wrong wrong").await));
        }
        assert!(world.sign_in("asha", PASSWORD).await.is_ok());
    }
}

#[tokio::test]
async fn unless_told_otherwise_one_address_may_fail_five_times() {
    let told = engine::EngineConfig::default().sign_in_tries_per_address;
    let world = World::with(|config| config.sign_in_tries_per_address = told).await;
    for number in 0..5 {
        assert!(is_wrong(&world.sign_in(&format!("nobody{number}"), PASSWORD).await));
    }
    assert!(!is_wrong(&world.sign_in("nobody5", PASSWORD).await), "told to wait instead");
}

#[tokio::test]
async fn one_address_may_fail_so_often_at_whatever_accounts() {
    let world = World::with(|config| config.sign_in_tries_per_address = 6).await;
    world.owner("asha").await;
    for _ in 0..8 {
        // Those that go well do not count.
        assert!(world.sign_in("asha", PASSWORD).await.is_ok());
    }
    for number in 0..6 {
        assert!(is_wrong(&world.sign_in(&format!("guess{number}"), "wrong wrong").await));
    }
    assert!(is_throttled(&world.sign_in("asha", PASSWORD).await));
    // And an address that is used up uses up nobody's account.
    for _ in 0..5 {
        assert!(is_throttled(&world.sign_in("asha", "wrong wrong").await));
    }
    assert!(world.sign_in_from("10.0.0.2", "asha", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn many_tries_at_once_get_no_more_than_one_after_the_other() {
    let world = World::new().await;
    let tries = (0..20).map(|_| world.sign_in("asha", "wrong wrong"));
    let answers = futures::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| is_wrong(answer)).count(), 5);
    assert_eq!(answers.iter().filter(|answer| is_throttled(answer)).count(), 15);
}

#[tokio::test]
async fn the_count_holds_over_processes_and_names_nobody() {
    let world = World::new().await;
    for _ in 0..5 {
        assert!(is_wrong(&world.sign_in("mgeni.asiyejulikana", "wrong wrong").await));
    }
    let form = SignInForm { email: address("mgeni.asiyejulikana"), password: "wrong wrong".into() };
    let another = world.another().await;
    assert!(is_throttled(&another.sign_in(&form, &from("10.77.66.55")).await));
    for file in std::fs::read_dir(world.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("mgeni.asiyejulikana") && !text.contains("10.77.66.55"));
    }
}

#[tokio::test]
async fn a_new_sign_in_gets_a_token_of_its_own() {
    let world = World::new().await;
    let first = world.owner("asha").await;
    let second = world.sign_in("asha", PASSWORD).await.unwrap().signed_in().unwrap();
    assert_ne!(first.token, second.token);
    assert!(world.is_in(&first.token).await && world.is_in(&second.token).await);
}

#[tokio::test]
async fn easy_passwords_are_refused_at_the_door() {
    let world = World::new().await;
    let mut form = SignUpForm {
        name: "Asha Mrema".into(),
        business_name: "Mama Salon".into(),
        email: "asha@example.co.tz".into(),
        password: String::new(),
    };
    for (password, wanted) in [
        ("Password123", Problem::CommonPassword),
        ("mama salon", Problem::TooShort { min: 10 }.clone()),
        ("asha@example.co.tz", Problem::PersonalPassword),
    ] {
        form.password = password.into();
        let answer = world.engine.sign_up(&form, &from("10.0.0.1")).await;
        let (field, found) = problem(answer);
        let expected = if password.len() == 10 { Problem::PersonalPassword } else { wanted };
        assert_eq!((field.as_str(), found), ("password", expected), "{password}");
    }
}

#[tokio::test]
async fn sign_ups_that_tell_who_has_an_account_are_counted() {
    let world = World::with(|config| config.sign_in_tries_per_address = 3).await;
    for name in ["asha", "juma", "neema", "baraka"] {
        world.owner(name).await;
    }
    let form = SignUpForm {
        name: "X".into(),
        business_name: "Y".into(),
        email: address("asha"),
        password: PASSWORD.into(),
    };
    for _ in 0..3 {
        let answer = world.engine.sign_up(&form, &from("10.0.0.1")).await;
        assert_eq!(problem(answer), ("email".to_owned(), Problem::EmailTaken));
    }
    assert!(is_throttled(&world.engine.sign_up(&form, &from("10.0.0.1")).await));
}
