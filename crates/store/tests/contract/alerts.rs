//! What is to be seen to: raised, resolved, and told to each person once.

use std::sync::{Arc, Mutex};

use domain::alert::{AlertKind, AlertPrefs};
use domain::message::ConversationMode;
use domain::session::DisconnectReason;
use domain::{Decision, SessionState};
use store::{
    Actor, AlertMail, AlertRound, InboundMessage, Reply, Settlement, TenantStore, Verdict,
    WorkerStore,
};

use crate::support::{OneByOne, World, on_each, receive, received};

const NEEMA: &str = "+255700000001";

/// What is due in a tenant; nothing becomes of it.
async fn due(world: &World, tenant: &TenantStore) -> Option<AlertRound> {
    if !world.store.upkeep().tenants_with_alerts(None).await.unwrap().contains(&tenant.id()) {
        return None;
    }
    let seen = Arc::new(Mutex::new(None));
    let kept = seen.clone();
    let look = move |round: &AlertRound| {
        *kept.lock().unwrap() = Some(round.clone());
        Verdict::default()
    };
    assert_eq!(tenant.tell_alerts(look).await.unwrap(), 0);
    seen.lock().unwrap().take()
}

async fn kinds(world: &World, tenant: &TenantStore) -> Vec<AlertKind> {
    let round = due(world, tenant).await;
    round.into_iter().flat_map(|round| round.alerts).map(|alert| alert.kind).collect()
}

/// Everybody is told of everything.
fn tell_all(round: &AlertRound) -> Verdict {
    let alerts: Vec<_> = round.alerts.iter().map(|alert| alert.id).collect();
    let mails = round.people.iter().map(|person| AlertMail {
        user: person.id,
        alerts: alerts.clone(),
        body: b"a mail".to_vec(),
    });
    Verdict { mails: mails.collect(), over: alerts.clone() }
}

async fn hand_off(worker: &WorkerStore, heard: &InboundMessage) {
    let decision = Decision::HandedOver { flow: "BOOKING".into(), step: "person".into() };
    let mode = Some(ConversationMode::Human);
    let settled = Settlement { mode, ..Settlement::of(heard.id, decision) };
    worker.settle(settled).await.unwrap();
}

#[tokio::test]
async fn a_customer_who_waits_is_told_of_after_two_minutes_unless_somebody_takes_over() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let first = receive(&worker, received("1", NEEMA, world.now())).await;
        hand_off(&worker, &first).await;
        world.advance_s(119);
        assert_eq!(due(world, &tenant).await, None);
        world.advance_s(1);
        let round = due(world, &tenant).await.unwrap();
        let [alert] = &round.alerts[..] else { panic!("{round:?}") };
        assert_eq!(
            (alert.kind, alert.conversation),
            (AlertKind::Handoff, Some(first.conversation_id))
        );
        assert_eq!(round.now - alert.since, chrono::TimeDelta::minutes(2));
        let [person] = &round.people[..] else { panic!("{round:?}") };
        assert_eq!((person.id, person.last_told_at), (owner.user.id, None));
        assert_eq!(person.prefs, AlertPrefs::usual(domain::Role::Owner));

        let by = owner.actor();
        tenant.take_over(&by, owner.user.id, first.conversation_id, true).await.unwrap();
        assert_eq!(due(world, &tenant).await, None);
    })
    .await;
}

#[tokio::test]
async fn two_nodes_send_one_mail_and_what_is_told_is_not_told_again() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let first = receive(&worker, received("1", NEEMA, world.now())).await;
        hand_off(&worker, &first).await;
        world.advance_s(120);
        let (one, other) = tokio::join!(tenant.tell_alerts(tell_all), tenant.tell_alerts(tell_all));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        let mails = world.store.mails().claim(chrono::TimeDelta::minutes(1), 9).await.unwrap();
        assert_eq!(mails.iter().filter(|mail| mail.body.as_deref() == Some(b"a mail")).count(), 1);
        // It waits on, and is no news.
        world.advance_s(3600);
        assert_eq!(due(world, &tenant).await, None);
        let second = receive(&worker, received("2", "+255700000002", world.now())).await;
        hand_off(&worker, &second).await;
        world.advance_s(120);
        let round = due(world, &tenant).await.unwrap();
        assert_eq!(round.alerts.len(), 1);
        assert_eq!(
            round.people[0].last_told_at,
            Some(round.now - chrono::TimeDelta::seconds(3720))
        );
    })
    .await;
}

#[tokio::test]
async fn who_is_given_a_conversation_is_told_but_not_who_takes_it() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let heard = receive(&worker, received("1", NEEMA, world.now())).await;
        let talk = heard.conversation_id;
        let me = Some(owner.user.id);
        assert!(tenant.assign(&owner.actor(), talk, me).await.unwrap());
        assert_eq!(due(world, &tenant).await, None);
        assert!(tenant.assign(&owner.actor(), talk, None).await.unwrap());
        let colleague = Actor { user_id: None, name: "Neema".to_owned() };
        assert!(tenant.assign(&colleague, talk, me).await.unwrap());
        let round = due(world, &tenant).await.unwrap();
        let [alert] = &round.alerts[..] else { panic!("{round:?}") };
        assert_eq!((alert.kind, alert.assigned), (AlertKind::Assigned, me));
        tenant.mark_seen(talk).await.unwrap();
        assert_eq!(due(world, &tenant).await, None);
    })
    .await;
}

#[tokio::test]
async fn what_was_put_aside_comes_back_once_and_is_told_of_until_somebody_looks() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let by = owner.actor();
        let one = receive(&worker, received("1", NEEMA, world.now())).await;
        let other = receive(&worker, received("2", "+255700000002", world.now())).await;
        hand_off(&worker, &other).await;
        let until = world.now() + chrono::TimeDelta::minutes(10);
        for heard in [&one, &other] {
            tenant.snooze(&by, heard.conversation_id, until).await.unwrap();
        }
        world.advance_s(599);
        assert_eq!(worker.wake_conversations().await.unwrap(), []);
        assert_eq!(due(world, &tenant).await, None);
        world.advance_s(1);
        let two = async || Box::pin(worker.wake_conversations()).await.unwrap();
        let (first, second) = tokio::join!(two(), two());
        let mut woken = first;
        woken.extend(second);
        woken.sort();
        let mut both = vec![one.conversation_id, other.conversation_id];
        both.sort();
        assert_eq!(woken, both);
        assert_eq!(kinds(world, &tenant).await, [AlertKind::Woken]);
        world.advance_s(120);
        // Whose customer waits for a person waits still.
        let mut all = kinds(world, &tenant).await;
        all.sort();
        assert_eq!(all, [AlertKind::Handoff, AlertKind::Woken]);
        tenant.mark_seen(one.conversation_id).await.unwrap();
        assert_eq!(kinds(world, &tenant).await, [AlertKind::Handoff]);
        let row = tenant.inbox_row(one.conversation_id).await.unwrap().unwrap();
        assert_eq!(row.standing.course, domain::standing::Course::Open);
    })
    .await;
}

#[tokio::test]
async fn who_waits_was_put_aside_and_writes_again_is_told_of_anew() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let heard = receive(&worker, received("1", NEEMA, world.now())).await;
        hand_off(&worker, &heard).await;
        let until = world.now() + chrono::TimeDelta::hours(5);
        tenant.snooze(&owner.actor(), heard.conversation_id, until).await.unwrap();
        world.advance_s(600);
        assert_eq!(worker.wake_conversations().await.unwrap(), []);
        assert_eq!(kinds(world, &tenant).await, []);
        receive(&worker, received("2", NEEMA, world.now())).await;
        assert_eq!(worker.wake_conversations().await.unwrap(), []);
        world.advance_s(120);
        assert_eq!(kinds(world, &tenant).await, [AlertKind::Handoff]);
    })
    .await;
}

#[tokio::test]
async fn a_message_that_was_not_sent_is_told_of_until_somebody_looks() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let heard = receive(&worker, received("1", NEEMA, world.now())).await;
        let decision =
            Decision::Answered { flow: "BOOKING".into(), step: "menu".into(), delayed_by: None };
        let reply = Reply { text: "Karibu".into(), decision: decision.clone() };
        let settled = Settlement { replies: vec![reply], ..Settlement::of(heard.id, decision) };
        worker.settle(settled).await.unwrap();
        let item = worker.claim_outbox().await.unwrap().unwrap();
        worker.refused(item.outbox_id, "no such number").await.unwrap();
        world.advance_s(300);
        assert_eq!(kinds(world, &tenant).await, [AlertKind::Failed]);
        tenant.mark_seen(heard.conversation_id).await.unwrap();
        assert_eq!(due(world, &tenant).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_phone_that_is_away_is_told_of_until_it_is_back_but_not_one_that_was_stopped() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let away = |reason| SessionState::Disconnected { reason: Some(reason), again_at: None };
        let back = SessionState::Connected { phone: None, since: world.now() };
        for reason in [DisconnectReason::Network, DisconnectReason::Failed] {
            worker.save_session(&away(reason), &[]).await.unwrap();
            world.advance_s(200);
            worker.save_session(&SessionState::Connecting, &[]).await.unwrap();
            worker.save_session(&away(reason), &[]).await.unwrap();
            world.advance_s(100);
            assert_eq!(kinds(world, &tenant).await, [AlertKind::Disconnected]);
            worker.save_session(&back, &[]).await.unwrap();
            assert_eq!(due(world, &tenant).await, None);
        }
        // What does not come back by itself is told at once, and once.
        worker.save_session(&away(DisconnectReason::Network), &[]).await.unwrap();
        worker.save_session(&away(DisconnectReason::LoggedOut), &[]).await.unwrap();
        assert_eq!(kinds(world, &tenant).await, [AlertKind::LoggedOut]);
        world.advance_s(300);
        assert_eq!(kinds(world, &tenant).await, [AlertKind::LoggedOut]);
        worker.save_session(&back, &[]).await.unwrap();
        assert_eq!(due(world, &tenant).await, None);
        worker.save_session(&away(DisconnectReason::Stopped), &[]).await.unwrap();
        world.advance_s(300);
        assert_eq!(due(world, &tenant).await, None);
    })
    .await;
}

#[tokio::test]
async fn what_is_open_is_found_by_when_it_came_up_and_told_with_whose_it_is() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let foreign = world.owner("Jirani").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let before = world.now();
        world.advance_s(1);
        let heard = receive(&worker, received("1", NEEMA, world.now())).await;
        hand_off(&worker, &heard).await;
        let upkeep = world.store.upkeep();
        let open = upkeep.alerts_after(before).await.unwrap();
        let [alert] = open[..] else { panic!("{open:?}") };
        assert_eq!((alert.tenant, alert.kind), (owner.tenant, AlertKind::Handoff));
        assert_eq!(upkeep.alerts_after(world.now()).await.unwrap(), []);

        let round = tenant.alert_round(vec![alert.id]).await.unwrap().unwrap();
        assert_eq!(round.alerts[0].conversation, Some(heard.conversation_id));
        assert_eq!((round.alerts[0].assigned, round.people[0].role), (None, domain::Role::Owner));
        let other = world.store.tenant(foreign.tenant);
        assert_eq!(other.alert_round(vec![alert.id]).await.unwrap(), None);

        // Who takes over knows.
        let by = owner.actor();
        tenant.take_over(&by, owner.user.id, heard.conversation_id, true).await.unwrap();
        assert_eq!(upkeep.alerts_after(before).await.unwrap(), []);
        assert_eq!(tenant.alert_round(vec![alert.id]).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn what_a_person_wants_is_kept_for_that_person() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let foreign = world.owner("Jirani").await;
        let tenant = world.store.tenant(owner.tenant);
        let wanted = AlertPrefs { quiet: None, ..AlertPrefs::default() };
        tenant.set_alert_prefs(&owner.actor(), owner.user.id, wanted).await.unwrap();
        assert_eq!(tenant.alert_prefs(owner.user.id).await.unwrap(), Some(wanted));
        assert_eq!(tenant.alert_prefs(foreign.user.id).await.unwrap(), None);
        let other = world.store.tenant(foreign.tenant);
        let usual = AlertPrefs::usual(domain::Role::Owner);
        assert_eq!(other.alert_prefs(foreign.user.id).await.unwrap(), Some(usual));
    })
    .await;
}
