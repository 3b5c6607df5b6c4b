//! People of a business at work together: who is there, and who writes.

use chrono::Duration;
use domain::customer::CustomerFilter;
use domain::inbox::InboxShow;
use domain::message::{ConversationMode, MessageShow};
use domain::presence::PresentIn;
use domain::{ConversationId, Decision, Instant, Sees, UserId};
use store::{
    CustomerInput, HandBack, InboxQuery, InboxSearch, MessageFilter, Settlement, StoreError,
    TenantStore, Words,
};

use crate::support::{OneByOne, Owner, STALE, World, on_each, receive, received};

const NEEMA: &str = "+255700000001";
const JUMA: &str = "+255700000002";

/// Who is there, by name, with a star behind whoever writes.
async fn there(tenant: &TenantStore, talk: ConversationId) -> String {
    let found = tenant.who_is_there(vec![talk]).await.unwrap();
    let name = |found: &PresentIn| {
        let people = found.people.iter();
        let marked =
            people.map(|one| if one.writes { format!("{}*", one.name) } else { one.name.clone() });
        marked.collect::<Vec<_>>().join(" ")
    };
    found.first().map(name).unwrap_or_default()
}

/// Somebody else who works for the business.
async fn colleague(world: &World, owner: &Owner, name: &str) -> UserId {
    let tenant = world.store.tenant(owner.tenant);
    let new = store::NewInvitation {
        email: format!("{name}@example.co.tz").to_lowercase(),
        role: domain::Role::Agent,
        token_hash: name.to_owned(),
        language: domain::Language::Sw,
        expires_at: world.now() + Duration::days(7),
        mail: Vec::new(),
    };
    tenant.invite(&owner.actor(), new).await.unwrap();
    let member = store::NewMember { name: name.to_owned(), password_hash: "hash".to_owned() };
    world.store.accounts().accept_invitation(name, member).await.unwrap().unwrap().id
}

#[tokio::test]
async fn whoever_opens_a_conversation_is_there_once_until_they_go_or_fall_silent() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let talk = receive(&worker, received("1", NEEMA, world.now())).await.conversation_id;
        let (asha, zuhura) =
            (colleague(world, &owner, "Asha").await, colleague(world, &owner, "Zuhura").await);
        assert!(tenant.attend(zuhura, talk, false).await.unwrap());
        assert!(tenant.attend(asha, talk, false).await.unwrap());
        // A second tab, or the next time that it is told of.
        assert!(!tenant.attend(asha, talk, false).await.unwrap());
        assert_eq!(there(&tenant, talk).await, "Asha Zuhura");

        assert!(tenant.leave(zuhura, talk).await.unwrap());
        assert!(!tenant.leave(zuhura, talk).await.unwrap());
        assert_eq!(there(&tenant, talk).await, "Asha");

        world.advance_s(25);
        assert_eq!(there(&tenant, talk).await, "");
        assert!(tenant.attend(asha, talk, false).await.unwrap(), "coming back is news");
    })
    .await;
}

#[tokio::test]
async fn whoever_writes_is_seen_writing_until_they_pause_or_send() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let talk = receive(&worker, received("1", NEEMA, world.now())).await.conversation_id;
        let me = owner.user.id;
        assert!(tenant.attend(me, talk, true).await.unwrap());
        // The other tab, in which nothing is written.
        assert!(!tenant.attend(me, talk, false).await.unwrap());
        assert_eq!(there(&tenant, talk).await, format!("{}*", owner.user.name));
        world.advance_s(6);
        assert_eq!(there(&tenant, talk).await, owner.user.name);

        assert!(tenant.attend(me, talk, true).await.unwrap(), "writing is news each time");
        let words = Words {
            conversation: talk,
            id: world.store.mint(),
            text: "Karibu".to_owned(),
            turn: 0,
            seen: None,
            anyway: false,
        };
        tenant.say(&owner.actor(), me, words).await.unwrap();
        assert_eq!(there(&tenant, talk).await, owner.user.name);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_in_a_conversation_that_is_not_theirs_or_not_there() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let talk = receive(&worker, received("1", NEEMA, world.now())).await.conversation_id;
        tenant.attend(owner.user.id, talk, true).await.unwrap();
        let stranger = world.owner("Jirani").await;
        let theirs = world.store.tenant(stranger.tenant);
        let refused = theirs.attend(stranger.user.id, talk, false).await.unwrap_err();
        assert!(matches!(refused, StoreError::Missing("conversation")), "{refused:?}");
        assert!(!theirs.leave(owner.user.id, talk).await.unwrap());
        assert_eq!(there(&theirs, talk).await, "");
        let none = tenant.attend(owner.user.id, world.store.mint(), false).await.unwrap_err();
        assert!(matches!(none, StoreError::Missing("conversation")), "{none:?}");
        assert_eq!(tenant.who_is_there(Vec::new()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn who_is_gone_is_told_of_and_forgotten_after_an_hour() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let talk = receive(&worker, received("1", NEEMA, world.now())).await.conversation_id;
        tenant.attend(owner.user.id, talk, false).await.unwrap();
        let upkeep = world.store.upkeep();
        let ended = async || {
            let all = upkeep.ended_presences(Duration::minutes(1)).await.unwrap();
            all.contains(&(tenant.id(), talk))
        };
        assert!(!ended().await);
        world.advance_s(26);
        assert!(ended().await);
        world.advance_s(60);
        assert!(!ended().await, "it was told");
        upkeep.forget_presences().await.unwrap();
        assert!(tenant.leave(owner.user.id, talk).await.unwrap(), "the row was still there");

        tenant.attend(owner.user.id, talk, false).await.unwrap();
        world.advance_s(3601);
        upkeep.forget_presences().await.unwrap();
        assert!(!tenant.leave(owner.user.id, talk).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn whoever_sees_their_own_sees_and_changes_nothing_of_the_others() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let mine = receive(&worker, received("1", NEEMA, world.now())).await;
        world.advance_s(1);
        let other = receive(&worker, received("2", JUMA, world.now())).await;
        let asha = colleague(world, &owner, "Asha").await;
        let (by, theirs) = (owner.actor(), other.conversation_id);
        for heard in [&mine, &other] {
            let asked = Decision::HandedOver { flow: "BOOKING".into(), step: "person".into() };
            let mode = Some(ConversationMode::Human);
            worker.settle(Settlement { mode, ..Settlement::of(heard.id, asked) }).await.unwrap();
        }
        tenant.assign(&by, mine.conversation_id, Some(asha)).await.unwrap();
        tenant.add_note(&by, theirs, world.store.mint(), "siri".to_owned()).await.unwrap();
        tenant.attend(owner.user.id, theirs, true).await.unwrap();
        let before = tenant.inbox_row(theirs).await.unwrap();
        let hers = tenant.clone().seen_by(Sees::Only(asha));

        let query = || InboxQuery { limit: 9, me: Some(asha), ..InboxQuery::default() };
        for show in InboxShow::ALL {
            let rows = hers.inbox(InboxQuery { show: *show, ..query() }).await.unwrap().items;
            assert!(rows.iter().all(|row| row.id == mine.conversation_id), "{show}");
        }
        assert_eq!(hers.inbox(query()).await.unwrap().items.len(), 1);
        assert_eq!(hers.inbox_counts(Some(asha)).await.unwrap().waiting, 1);
        assert_eq!(tenant.inbox_counts(Some(asha)).await.unwrap().waiting, 2);
        assert_eq!(hers.inbox_row(theirs).await.unwrap(), None);
        for find in ["text of", JUMA] {
            let search = InboxSearch { find: find.to_owned(), before: None, looks: 99 };
            let found = hers.find_in_inbox(search).await.unwrap();
            let told = format!("{found:?}");
            assert!(!told.contains(&theirs.to_string()), "{told}");
        }
        let all = MessageFilter { limit: 9, ..MessageFilter::default() };
        for show in [MessageShow::All, MessageShow::Waiting] {
            let page = hers.messages(MessageFilter { show, ..all.clone() }).await.unwrap();
            let ids: Vec<_> = page.items.iter().map(|message| message.id).collect();
            assert_eq!(ids, [mine.id], "{show:?}");
        }
        assert_eq!(hers.message(other.id).await.unwrap(), None);
        assert!(hers.message(mine.id).await.unwrap().is_some());
        assert_eq!(hers.notes(theirs).await.unwrap(), []);
        assert_eq!(hers.conversation(theirs).await.unwrap(), None);
        assert_eq!(hers.conversation_talk(theirs).await.unwrap(), None);
        assert_eq!(hers.waiting_conversations().await.unwrap().len(), 1);
        assert_eq!(hers.detail(STALE).await.unwrap().unwrap().waiting.len(), 1);
        assert_eq!(hers.today(Instant::UNIX_EPOCH).await.unwrap().incoming, 1);
        assert_eq!(hers.who_is_there(vec![theirs]).await.unwrap(), []);

        let customers = hers.customers(CustomerFilter::default(), 9, None).await.unwrap();
        assert_eq!(customers.items.len(), 1);
        assert_eq!(hers.customer(other.contact_id).await.unwrap(), None);
        assert!(hers.customer(mine.contact_id).await.unwrap().is_some());
        let history = hers.customer_history(other.contact_id).await.unwrap();
        assert_eq!(history.conversations, []);
        let input = CustomerInput::default();
        assert_eq!(hers.change_customer(&by, other.contact_id, input).await.unwrap(), None);
        assert_eq!(hers.opt_out_customer(&by, other.contact_id).await.unwrap(), None);
        let both = (mine.contact_id, other.contact_id);
        assert!(!hers.merge_customers(&by, both, None).await.unwrap());

        let words = Words {
            conversation: theirs,
            id: world.store.mint(),
            text: "x".to_owned(),
            turn: 0,
            seen: None,
            anyway: true,
        };
        let back = HandBack { turn: 0, flow_state: None, replies: Vec::new() };
        let later = world.now() + Duration::hours(1);
        let refused = [
            hers.take_over(&by, asha, theirs, true).await.unwrap_err(),
            hers.say(&by, asha, words).await.unwrap_err(),
            hers.hand_back(&by, theirs, back).await.unwrap_err(),
            hers.add_note(&by, theirs, world.store.mint(), "x".to_owned()).await.unwrap_err(),
            hers.assign(&by, theirs, Some(asha)).await.unwrap_err(),
            hers.snooze(&by, theirs, later).await.unwrap_err(),
            hers.close(&by, theirs).await.unwrap_err(),
            hers.reopen(&by, theirs).await.unwrap_err(),
            hers.attend(asha, theirs, false).await.unwrap_err(),
        ];
        for refused in refused {
            assert!(matches!(refused, StoreError::Missing("conversation")), "{refused:?}");
        }
        assert!(!hers.mark_seen(theirs).await.unwrap());
        assert_eq!(tenant.inbox_row(theirs).await.unwrap(), before);
        assert_eq!(tenant.going_on_with(asha).await.unwrap(), [mine.conversation_id]);
        assert_eq!(hers.customer_tags().await.unwrap(), Vec::<String>::new());
    })
    .await;
}
