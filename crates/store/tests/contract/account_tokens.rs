use chrono::Duration;
use store::{Act, LinkKind, NewLink, Rotation, StoreError, Throttle};

use crate::support::{Owner, World, on_each};

fn link(world: &World, owner: &Owner, kind: LinkKind, token: &str, email: &str) -> NewLink {
    NewLink {
        kind,
        user_id: owner.user.id,
        email: email.to_owned(),
        token_hash: token.to_owned(),
        expires_at: world.now() + Duration::hours(1),
    }
}

#[tokio::test]
async fn a_throttle_counts_to_its_limit_and_begins_anew() {
    on_each(async |world| {
        let accounts = world.store.accounts();
        let throttle = |subject: &str| Throttle {
            subject: subject.to_owned(),
            limit: 2,
            window: Duration::minutes(15),
        };
        let start = world.now();
        assert_eq!(accounts.take(vec![throttle("a"), throttle("b")]).await.unwrap(), None);
        world.clock.advance(Duration::minutes(1));
        assert_eq!(accounts.take(vec![throttle("a")]).await.unwrap(), None);
        let until = start + Duration::minutes(15);
        assert_eq!(accounts.take(vec![throttle("a")]).await.unwrap(), Some(until));
        // One that is used up stops those behind it.
        assert_eq!(accounts.take(vec![throttle("a"), throttle("b")]).await.unwrap(), Some(until));
        assert_eq!(accounts.take(vec![throttle("b")]).await.unwrap(), None);
        accounts.give_back("a").await.unwrap();
        assert_eq!(accounts.take(vec![throttle("a")]).await.unwrap(), None);
        accounts.forget_tries("a").await.unwrap();
        assert_eq!(accounts.take(vec![throttle("a")]).await.unwrap(), None);
        world.clock.advance(Duration::minutes(15));
        for _ in 0..2 {
            assert_eq!(accounts.take(vec![throttle("b")]).await.unwrap(), None);
        }
        accounts.sweep_tries().await.unwrap();
        assert!(accounts.take(vec![throttle("b")]).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn tries_at_once_get_no_more_than_the_limit() {
    on_each(async |world| {
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let accounts = world.store.accounts();
            let window = Duration::minutes(15);
            let throttle = Throttle { subject: "a".to_owned(), limit: 5, window };
            tasks.spawn(async move { accounts.take(vec![throttle]).await.unwrap().is_none() });
        }
        let taken = tasks.join_all().await.into_iter().filter(|taken| *taken).count();
        assert_eq!(taken, 5);
    })
    .await;
}

#[tokio::test]
async fn a_link_is_used_by_one_of_two_who_come_at_once() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let accounts = world.store.accounts();
        let new = link(world, &owner, LinkKind::VerifyEmail, "t", &owner.user.email);
        accounts.keep_link(new, None).await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (accounts, act) =
                (accounts.clone(), Act::own(&owner.user, "account.email_verified"));
            tasks.spawn(async move { accounts.confirm_email("t", act).await.unwrap().is_some() });
        }
        let used = tasks.join_all().await.into_iter().filter(|used| *used).count();
        assert_eq!(used, 1);
        assert!(
            accounts.account(owner.user.id).await.unwrap().unwrap().email_verified_at.is_some()
        );
    })
    .await;
}

#[tokio::test]
async fn a_newer_reset_is_not_replaced_by_one_that_was_asked_for_before() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let (accounts, email) = (world.store.accounts(), owner.user.email.clone());
        let (now, end) = (world.now(), world.now() + Duration::hours(1));
        let later = now + Duration::minutes(1);
        assert!(accounts.keep_reset_link(&email, "new".into(), later, end).await.unwrap());
        assert!(!accounts.keep_reset_link(&email, "old".into(), now, end).await.unwrap());
        // A second try to send the same mail.
        assert!(accounts.keep_reset_link(&email, "new".into(), later, end).await.unwrap());
        assert!(accounts.link("new").await.unwrap().is_some());
        assert!(accounts.link("old").await.unwrap().is_none());
        assert!(!accounts.keep_reset_link("nobody@x.io", "x".into(), now, end).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_taken_by_then_is_not_moved_to_and_the_link_stays() {
    on_each(async |world| {
        let (owner, other) = (world.owner("Duka").await, world.owner("Saluni").await);
        let accounts = world.store.accounts();
        let new = link(world, &owner, LinkKind::ChangeEmail, "t", &other.user.email);
        accounts.keep_link(new, None).await.unwrap();
        let act = Act::own(&owner.user, "account.email_changed");
        let taken = accounts.confirm_email("t", act).await;
        assert!(matches!(taken, Err(StoreError::EmailTaken)), "{taken:?}");
        assert!(accounts.link("t").await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn a_second_factor_is_sealed_and_its_steps_go_forward_only() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let (accounts, id) = (world.store.accounts(), owner.user.id);
        assert!(accounts.factor(id).await.unwrap().is_none());
        assert!(accounts.begin_factor(id, b"secret".to_vec()).await.unwrap());
        let rotation = || Rotation { from: "a".to_owned(), to: "b".to_owned() };
        let act = |event| Act::own(&owner.user, event);
        let codes = vec!["one".to_owned(), "two".to_owned()];
        let on = act("account.second_factor_on");
        assert!(
            accounts.confirm_factor(id, 7, codes.clone(), rotation(), on.clone()).await.unwrap()
        );
        assert!(!accounts.confirm_factor(id, 8, codes, rotation(), on).await.unwrap());
        assert!(!accounts.begin_factor(id, b"other".to_vec()).await.unwrap());
        let factor = accounts.factor(id).await.unwrap().unwrap();
        assert_eq!((factor.secret.as_slice(), factor.last_step), (b"secret".as_slice(), Some(7)));
        assert_eq!(factor.since, Some(world.now()));
        for (step, taken) in [(7, false), (6, false), (9, true), (8, false)] {
            assert_eq!(accounts.take_step(id, step).await.unwrap(), taken, "{step}");
        }
        for taken in [true, false] {
            let used = act("account.recovery_code_used");
            assert_eq!(accounts.take_recovery_code(id, "one".into(), used).await.unwrap(), taken);
        }
        assert_eq!(accounts.recovery_codes_left(id).await.unwrap(), 1);
        let off = act("account.second_factor_off");
        assert!(accounts.remove_factor(id, None, off.clone()).await.unwrap());
        assert!(!accounts.remove_factor(id, None, off).await.unwrap());
        assert_eq!(accounts.recovery_codes_left(id).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_mail_is_taken_on_by_one_and_comes_back_when_nobody_finishes_it() {
    on_each(async |world| {
        let mails = world.store.mails();
        mails.queue(b"barua".to_vec()).await.unwrap();
        let term = Duration::minutes(2);
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let mails = mails.clone();
            tasks.spawn(async move { mails.claim(term, 10).await.unwrap().len() });
        }
        assert_eq!(tasks.join_all().await.into_iter().sum::<usize>(), 1);
        world.clock.advance(term);
        let again = mails.claim(term, 10).await.unwrap().remove(0);
        assert_eq!((again.body.as_deref(), again.attempts), (Some(b"barua".as_slice()), 2));
        mails.put_off(again.id, world.now() + Duration::hours(1)).await.unwrap();
        world.clock.advance(Duration::minutes(59));
        assert!(mails.claim(term, 10).await.unwrap().is_empty());
        world.clock.advance(Duration::minutes(1));
        let last = mails.claim(term, 10).await.unwrap().remove(0);
        mails.done(last.id).await.unwrap();
        world.clock.advance(Duration::hours(9));
        assert!(mails.claim(term, 10).await.unwrap().is_empty());
    })
    .await;
}
