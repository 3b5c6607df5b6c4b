use std::time::Duration;

use domain::account::FactorSetup;
use domain::{Clock, Conflict, Problem, Role};
use engine::{EngineError, Entry, NewCodes, Recognised, SignedIn};
use totp_rs::{Algorithm, Secret, TOTP};

use crate::world::{PASSWORD, World, address, from, is_throttled, problem};

/// An app on a phone.
struct Phone(TOTP);

impl Phone {
    fn new(setup: &FactorSetup) -> Self {
        let secret = Secret::Encoded(setup.secret.replace(' ', "")).to_bytes().unwrap();
        Self(TOTP::new(Algorithm::SHA1, 6, 1, 30, secret).unwrap())
    }

    fn code(&self, world: &World) -> String {
        self.0.generate(u64::try_from(world.clock.now().timestamp()).unwrap())
    }
}

/// What the phone is to scan; nothing where the password is asked for first.
async fn begin(world: &World, who: &SignedIn) -> Option<FactorSetup> {
    world.engine.begin_second_factor(&who.principal, &who.token).await.unwrap()
}

async fn confirm(world: &World, who: &SignedIn, phone: &Phone) -> Result<NewCodes, EngineError> {
    let (engine, code) = (&world.engine, phone.code(world));
    engine.confirm_second_factor(&who.principal, &who.token, &code, &from("10.0.0.1")).await
}

/// Sets a second factor up; half a minute later, so that the phone shows a new code.
async fn set_up(world: &World, who: &SignedIn) -> (Phone, SignedIn, Vec<String>) {
    let setup = begin(world, who).await.unwrap();
    assert!(setup.path.starts_with('M') && setup.modules > 20);
    let phone = Phone::new(&setup);
    let new = confirm(world, who, &phone).await.unwrap();
    world.advance(Duration::from_secs(30));
    (phone, new.signed_in.unwrap(), new.codes)
}

async fn step(world: &World) -> String {
    match world.sign_in("asha", PASSWORD).await.unwrap() {
        Entry::SecondStep { token, .. } => token,
        Entry::In(_) => panic!("the password alone let somebody in"),
    }
}

async fn finish(world: &World, step: &str, code: &str) -> Result<SignedIn, EngineError> {
    world.engine.finish_sign_in(step, code, &from("10.0.0.1")).await
}

#[tokio::test]
async fn a_second_factor_counts_once_the_phone_shows_the_right_code() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let setup = begin(&world, &owner).await.unwrap();
    // Loading the page again must not make the scanned code worthless.
    let again = begin(&world, &owner).await.unwrap();
    assert_eq!(setup.secret, again.secret);
    let (engine, client) = (&world.engine, from("10.0.0.1"));
    let wrong =
        engine.confirm_second_factor(&owner.principal, &owner.token, "000000", &client).await;
    assert_eq!(problem(wrong), ("code".to_owned(), Problem::WrongCode));
    // Until then the password is enough.
    assert!(world.sign_in("asha", PASSWORD).await.unwrap().signed_in().is_some());
    let (phone, kept, codes) = set_up(&world, &owner).await;
    assert_eq!(codes.len(), 10);
    assert!(world.is_in(&kept.token).await && !world.is_in(&owner.token).await);
    let on = world.engine.begin_second_factor(&owner.principal, &kept.token).await;
    assert!(matches!(on, Err(EngineError::Conflict(Conflict::SecondFactorOn))));
    let step = step(&world).await;
    assert!(!world.is_in(&step).await);
    let code = phone.code(&world);
    let signed_in = finish(&world, &step, &code).await.unwrap();
    assert!(world.is_in(&signed_in.token).await);
}

#[tokio::test]
async fn a_code_is_taken_once() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let (phone, ..) = set_up(&world, &owner).await;
    let code = phone.code(&world);
    let first = step(&world).await;
    finish(&world, &first, &code).await.unwrap();
    let second = step(&world).await;
    assert_eq!(problem(finish(&world, &second, &code).await).1, Problem::WrongCode);
    // The first step was used up as well.
    let again = finish(&world, &first, &code).await;
    assert!(matches!(again, Err(EngineError::Unauthenticated)));
    world.advance(Duration::from_secs(30));
    finish(&world, &second, &phone.code(&world)).await.unwrap();
}

#[tokio::test]
async fn the_second_step_has_to_come_within_five_minutes() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let (phone, ..) = set_up(&world, &owner).await;
    let step = step(&world).await;
    world.advance(Duration::from_mins(5));
    let late = finish(&world, &step, &phone.code(&world)).await;
    assert!(matches!(late, Err(EngineError::Unauthenticated)));
    let made_up = finish(&world, "made up", &phone.code(&world)).await;
    assert!(matches!(made_up, Err(EngineError::Unauthenticated)));
}

#[tokio::test]
async fn five_wrong_codes_lock_the_second_step_however_often_the_password_comes() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let (phone, ..) = set_up(&world, &owner).await;
    for _ in 0..5 {
        let step = step(&world).await;
        assert_eq!(problem(finish(&world, &step, "000000").await).1, Problem::WrongCode);
    }
    // The password is locked too: without the second step it gave no new tries.
    assert!(is_throttled(&world.sign_in("asha", PASSWORD).await));
    world.advance(Duration::from_mins(15));
    let step = step(&world).await;
    finish(&world, &step, &phone.code(&world)).await.unwrap();
}

#[tokio::test]
async fn a_recovery_code_takes_the_phones_place_once() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let (_, kept, codes) = set_up(&world, &owner).await;
    let first = step(&world).await;
    finish(&world, &first, &codes[0].to_lowercase().replace('-', " ")).await.unwrap();
    let second = step(&world).await;
    assert_eq!(problem(finish(&world, &second, &codes[0]).await).1, Problem::WrongCode);
    finish(&world, &second, &codes[1]).await.unwrap();
    let account = world.engine.account(&kept.principal, None).await.unwrap();
    assert_eq!(account.second_factor.codes_left, 8);
    world.mail(&address("asha"), "recovery code", 2).await;
    let renewed = world.engine.renew_recovery_codes(&kept.principal, PASSWORD).await.unwrap();
    let third = step(&world).await;
    assert_eq!(problem(finish(&world, &third, &codes[2]).await).1, Problem::WrongCode);
    finish(&world, &third, &renewed.codes[0]).await.unwrap();
}

#[tokio::test]
async fn it_is_switched_off_with_password_and_code_together() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let (phone, kept, _) = set_up(&world, &owner).await;
    let (engine, me, client) = (&world.engine, &kept.principal, from("10.0.0.1"));
    let code = phone.code(&world);
    let wrong = engine.end_second_factor(me, &kept.token, "wrong wrong", &code, &client).await;
    assert_eq!(problem(wrong).1, Problem::WrongPassword);
    let wrong = engine.end_second_factor(me, &kept.token, PASSWORD, "000000", &client).await;
    assert_eq!(problem(wrong).1, Problem::WrongCode);
    let after = engine.end_second_factor(me, &kept.token, PASSWORD, &code, &client).await.unwrap();
    assert!(world.is_in(&after.token).await && !world.is_in(&kept.token).await);
    assert!(world.sign_in("asha", PASSWORD).await.unwrap().signed_in().is_some());
}

#[tokio::test]
async fn an_admin_who_needs_one_is_nobody_until_it_is_set_up() {
    let world = World::with(|config| config.admins_need_second_factor = true).await;
    world.engine.create_admin("Admin", &address("asha"), PASSWORD).await.unwrap();
    let admin = world.sign_in("asha", PASSWORD).await.unwrap().signed_in().unwrap();
    assert!(admin.limited && admin.principal.role == Role::Admin);
    assert!(!world.is_in(&admin.token).await);
    let seen = world.engine.recognise(&admin.token).await.unwrap();
    assert!(matches!(seen, Some(Recognised::Limited(_))));
    let (_, kept, _) = set_up(&world, &admin).await;
    assert!(world.is_in(&kept.token).await);
    let (engine, client) = (&world.engine, from("10.0.0.1"));
    let off = engine.end_second_factor(&kept.principal, &kept.token, PASSWORD, "1", &client).await;
    assert!(matches!(off, Err(EngineError::Forbidden)));
    // Owners are free to have none.
    let owner = world.owner("juma").await;
    assert!(!owner.limited && world.is_in(&owner.token).await);
    // Somebody with access to the machine helps who lost everything: back to the start, not past it.
    assert!(world.engine.reset_second_factor(&address("asha")).await.unwrap());
    assert!(!world.is_in(&kept.token).await);
    assert!(!world.engine.reset_second_factor(&address("asha")).await.unwrap());
}

#[tokio::test]
async fn a_browser_left_open_sets_no_second_factor_up_without_the_password() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let phone = Phone::new(&begin(&world, &owner).await.unwrap());
    world.advance(Duration::from_mins(10));
    assert!(begin(&world, &owner).await.is_none());
    world.advance(Duration::from_mins(10));
    let late = confirm(&world, &owner, &phone).await;
    assert!(matches!(late, Err(EngineError::Conflict(Conflict::PasswordNeeded))));
    let (engine, me) = (&world.engine, &owner.principal);
    let wrong = engine.confirm_password(me, &owner.token, "wrong wrong").await;
    assert_eq!(problem(wrong), ("password".to_owned(), Problem::WrongPassword));
    assert!(begin(&world, &owner).await.is_none());
    let ends = world.store.accounts().browsers(me.user_id.unwrap()).await.unwrap().len();
    let again = engine.confirm_password(me, &owner.token, PASSWORD).await.unwrap();
    assert!(world.is_in(&again.token).await && !world.is_in(&owner.token).await);
    assert_eq!(again.expires_at, owner.expires_at, "it is no longer sign-in than it was");
    let browsers = world.store.accounts().browsers(me.user_id.unwrap()).await.unwrap();
    assert_eq!((browsers.len(), browsers[0].started_at), (ends, world.clock.now()));
    // The secret is the one that was scanned.
    assert!(begin(&world, &again).await.is_some());
    confirm(&world, &again, &phone).await.unwrap();
}

#[tokio::test]
async fn who_began_in_time_has_as_long_again_to_finish() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    world.advance(Duration::from_secs(599));
    let phone = Phone::new(&begin(&world, &owner).await.unwrap());
    world.advance(Duration::from_mins(10));
    confirm(&world, &owner, &phone).await.unwrap();
}

#[tokio::test]
async fn the_password_of_a_browser_left_open_is_guessed_five_times_and_no_more() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let try_it = async |password: &str| {
        world.engine.confirm_password(&owner.principal, &owner.token, password).await
    };
    for _ in 0..5 {
        assert_eq!(problem(try_it("wrong wrong").await).1, Problem::WrongPassword);
    }
    assert!(is_throttled(&try_it(PASSWORD).await));
    world.advance(Duration::from_mins(15));
    try_it(PASSWORD).await.unwrap();
}

/// Whoever knew the former password may have seen the secret.
#[tokio::test]
async fn a_new_password_forgets_a_second_factor_that_was_only_begun() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let seen = begin(&world, &owner).await.unwrap();
    let (engine, client) = (&world.engine, from("10.0.0.1"));
    let new = "kahawa na chapati";
    let changed = engine.change_password(&owner.principal, &owner.token, PASSWORD, new, &client);
    let changed = changed.await.unwrap();
    let fresh = begin(&world, &changed).await.unwrap();
    assert_ne!(fresh.secret, seen.secret);
    // One that counts stays.
    confirm(&world, &changed, &Phone::new(&fresh)).await.unwrap();
    let signed_in = world.engine.account(&owner.principal, None).await.unwrap();
    assert!(signed_in.second_factor.since.is_some());
}
