//! Notes, whom conversations are meant for, putting them aside, their end, and canned replies.

use chrono::Duration;
use domain::Conflict;
use domain::inbox::{CannedReply, InboxRow, InboxShow};
use domain::standing::{Course, Hands};
use store::{InboxQuery, InboxSearch, StoreError, TenantStore};

use crate::support::{on_each, receive, received};

const NEEMA: &str = "+255700000001";

async fn shown(tenant: &TenantStore, show: InboxShow) -> Vec<InboxRow> {
    let query = InboxQuery { show, limit: 50, ..InboxQuery::default() };
    tenant.inbox(query).await.unwrap().items
}

#[tokio::test]
async fn notes_are_kept_once_in_their_order_and_are_no_messages() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let heard = receive(&worker, received("1", NEEMA, world.now())).await;
        let (by, talk) = (owner.actor(), heard.conversation_id);
        let id = world.store.mint();
        // A second try with another text is another note, and that one, too, is kept once.
        for text in ["Anataka bei ya jumla", "Mara ya pili", "Mara ya pili"] {
            tenant.add_note(&by, talk, id, text.to_owned()).await.unwrap();
            world.advance_s(1);
        }
        tenant.add_note(&by, talk, world.store.mint(), "Ameahidi kuja".to_owned()).await.unwrap();
        let notes = tenant.notes(talk).await.unwrap();
        let texts: Vec<_> = notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(texts, ["Anataka bei ya jumla", "Mara ya pili", "Ameahidi kuja"]);
        assert_eq!(notes[0].author, owner.user.name);
        assert_eq!(worker.claim_up_to(9).await.unwrap(), []);
        let none = tenant.add_note(&by, world.store.mint(), world.store.mint(), "x".into()).await;
        assert!(matches!(none.unwrap_err(), StoreError::Missing(_)));
    })
    .await;
}

#[tokio::test]
async fn a_conversation_is_given_to_those_who_work_for_the_business() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let talk = receive(&worker, received("1", NEEMA, world.now())).await.conversation_id;
        let (by, me) = (owner.actor(), owner.user.id);
        let stranger = world.owner("Jirani").await.user.id;
        let refused = tenant.assign(&by, talk, Some(stranger)).await.unwrap_err();
        assert!(matches!(refused, StoreError::Missing("person")), "{refused:?}");
        assert!(tenant.assign(&by, talk, Some(me)).await.unwrap());
        assert!(!tenant.assign(&by, talk, Some(me)).await.unwrap());
        let row = tenant.inbox_row(talk).await.unwrap().unwrap();
        assert_eq!((row.standing.hands, row.standing.assigned), (Hands::Assistant, Some(me)));
        let query =
            InboxQuery { show: InboxShow::Mine, me: Some(me), limit: 9, ..InboxQuery::default() };
        assert_eq!(tenant.inbox(query).await.unwrap().items.len(), 1);
        assert!(tenant.assign(&by, talk, None).await.unwrap());
        let events = tenant.events(store::EventFilter::newest(1), None).await.unwrap();
        assert_eq!(events.items[0].event_type, "conversation.assigned");
    })
    .await;
}

#[tokio::test]
async fn what_is_put_aside_comes_back_in_time_or_when_the_customer_writes() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let talk = receive(&worker, received("1", NEEMA, world.now())).await.conversation_id;
        let by = owner.actor();
        let past = tenant.snooze(&by, talk, world.now()).await.unwrap_err();
        assert!(matches!(past, StoreError::Conflict(_)), "{past:?}");
        let until = world.now() + Duration::minutes(10);
        tenant.snooze(&by, talk, until).await.unwrap();
        assert_eq!(shown(&tenant, InboxShow::All).await, []);
        let aside = shown(&tenant, InboxShow::Snoozed).await;
        assert_eq!(aside[0].standing.course, Course::Snoozed { until });
        world.advance_s(601);
        assert_eq!(shown(&tenant, InboxShow::Snoozed).await, []);
        assert_eq!(shown(&tenant, InboxShow::All).await[0].standing.course, Course::Open);

        tenant.snooze(&by, talk, world.now() + Duration::minutes(10)).await.unwrap();
        receive(&worker, received("2", NEEMA, world.now())).await;
        assert_eq!(shown(&tenant, InboxShow::All).await.len(), 1);
        tenant.snooze(&by, talk, world.now() + Duration::minutes(10)).await.unwrap();
        assert!(tenant.reopen(&by, talk).await.unwrap());
        assert!(!tenant.reopen(&by, talk).await.unwrap());
        assert_eq!(shown(&tenant, InboxShow::All).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn after_the_end_the_customer_begins_another_conversation() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let talk = receive(&worker, received("1", NEEMA, world.now())).await.conversation_id;
        let (by, me) = (owner.actor(), owner.user.id);
        tenant.take_over(&by, me, talk, false).await.unwrap();
        assert_eq!(tenant.close(&by, talk).await.unwrap(), Some(Vec::new()));
        assert_eq!(tenant.close(&by, talk).await.unwrap(), None);
        assert_eq!(shown(&tenant, InboxShow::All).await, []);
        assert_eq!(shown(&tenant, InboxShow::Closed).await.len(), 1);
        let over = tenant.take_over(&by, me, talk, true).await.unwrap_err();
        assert!(matches!(over, StoreError::Conflict(Conflict::ConversationClosed)), "{over:?}");
        assert!(tenant.reopen(&by, talk).await.unwrap());
        let row = tenant.inbox_row(talk).await.unwrap().unwrap();
        assert_eq!((row.standing.course, row.standing.hands), (Course::Open, Hands::Waiting));
        tenant.close(&by, talk).await.unwrap();
        let next = receive(&worker, received("2", NEEMA, world.now())).await.conversation_id;
        assert_ne!(next, talk);
        let row = tenant.inbox_row(next).await.unwrap().unwrap();
        assert_eq!(row.standing.hands, Hands::Assistant);
        let late = tenant.reopen(&by, talk).await.unwrap_err();
        assert!(matches!(late, StoreError::Conflict(Conflict::AnotherOpen)), "{late:?}");
    })
    .await;
}

#[tokio::test]
async fn canned_replies_have_short_names_of_their_own() {
    on_each(async |world| {
        let (owner, _) = world.working("Duka").await;
        let (tenant, by) = (world.store.tenant(owner.tenant), owner.actor());
        let reply = |shortcut: &str| CannedReply {
            id: world.store.mint(),
            shortcut: shortcut.to_owned(),
            sw: "Karibu {first_name}".to_owned(),
            en: String::new(),
        };
        let (first, second) = (reply("karibu"), reply("asante"));
        tenant.save_canned(&by, first.clone()).await.unwrap();
        tenant.save_canned(&by, second.clone()).await.unwrap();
        assert_eq!(tenant.canned_replies().await.unwrap(), [second.clone(), first.clone()]);
        let taken = CannedReply { shortcut: "asante".to_owned(), ..first.clone() };
        let taken = tenant.save_canned(&by, taken).await.unwrap_err();
        assert!(matches!(taken, StoreError::CodeTaken), "{taken:?}");
        let changed = CannedReply { en: "Welcome".to_owned(), ..first.clone() };
        tenant.save_canned(&by, changed.clone()).await.unwrap();
        assert_eq!(tenant.canned_replies().await.unwrap()[1], changed);
        let foreign = world.working("Jirani").await.0;
        let theirs = world.store.tenant(foreign.tenant);
        assert!(!theirs.remove_canned(&foreign.actor(), first.id).await.unwrap());
        assert!(tenant.remove_canned(&by, first.id).await.unwrap());
        assert!(!tenant.remove_canned(&by, first.id).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn conversations_are_found_by_customer_and_by_what_was_said_a_part_at_a_time() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let mut said = Vec::new();
        for (number, text) in
            ["Bei ya MCHELE?", "Asante", "mchele upo", "Kwaheri"].iter().enumerate()
        {
            world.advance_s(1);
            let mut message = received(&number.to_string(), NEEMA, world.now());
            message.text = (*text).to_owned();

            said.push(receive(&worker, message).await.id);
        }
        let look = async |find: &str, before: Option<String>, looks| {
            let search = InboxSearch { find: find.to_owned(), before, looks };
            tenant.find_in_inbox(search).await.unwrap()
        };
        let ids = |found: &domain::inbox::InboxFound| -> Vec<_> {
            found.lines.iter().map(|line| line.message.id).collect()
        };
        let all = look("mchele", None, 100).await;
        assert_eq!((ids(&all), &all.next), (vec![said[2], said[0]], &None));
        assert_eq!(all.rows.len(), 0);
        // Two at a time: what is not looked through yet is told, and found from there.
        let first = look("mchele", None, 2).await;
        assert_eq!(ids(&first), [said[2]]);
        let second = look("mchele", first.next.clone(), 2).await;
        assert_eq!(ids(&second), [said[0]]);
        let third = look("mchele", second.next.clone(), 2).await;
        assert_eq!((ids(&third), &third.next), (vec![], &None));
        let older = store::MessageFilter {
            conversation: Some(first.lines[0].message.conversation_id),
            limit: 2,
            before: Some(first.lines[0].older.clone()),
            ..store::MessageFilter::default()
        };
        let around = tenant.messages(older).await.unwrap().items;
        assert_eq!(around.iter().map(|one| one.id).collect::<Vec<_>>(), [said[2], said[1]]);
        for (find, found) in [("0700 000", 1), ("JUMA", 1), ("0799", 0), ("100%", 0), ("  ", 0)] {
            assert_eq!(look(find, None, 100).await.rows.len(), found, "{find}");
        }
        let stranger = world.owner("Jirani").await;
        let search = InboxSearch { find: "mchele".into(), before: None, looks: 100 };
        let foreign = world.store.tenant(stranger.tenant).find_in_inbox(search).await.unwrap();
        assert_eq!(foreign, domain::inbox::InboxFound::default());
    })
    .await;
}
