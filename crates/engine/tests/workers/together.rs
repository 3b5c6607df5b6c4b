//! People of a business at work together: who is there, and who sees what.

use chrono::TimeDelta;
use domain::customer_import::CustomerImportForm;
use domain::inbox::InboxShow;
use domain::live::LiveEvent;
use domain::message::MessageShow;
use domain::presence::PresentView;
use domain::team::TeamSettingsForm;
use domain::{Clock, ConversationId, Principal, Role};
use engine::{EngineError, Feed, LiveFeed, SystemClock};

use crate::faults::{Script, incoming, incoming_from, scripted};
use crate::world::{Shop, World, inbound, outbound, wait_for};

const NEEMA: &str = "+255754000001";
const JUMA: &str = "+255754000002";

/// Somebody else who answers the shop's customers.
async fn agent(world: &World, shop: &Shop, name: &str) -> Principal {
    let door = world.store.tenant(shop.tenant);
    let new = store::NewInvitation {
        email: format!("{name}@example.co.tz").to_lowercase(),
        role: Role::Agent,
        token_hash: name.to_owned(),
        language: domain::Language::Sw,
        expires_at: SystemClock.now() + TimeDelta::days(7),
        mail: Vec::new(),
    };
    door.invite(&store::Actor::from(&shop.owner), new).await.unwrap();
    let member = store::NewMember { name: name.to_owned(), password_hash: "hash".to_owned() };
    let user = world.store.accounts().accept_invitation(name, member).await.unwrap().unwrap();
    Principal {
        user_id: Some(user.id),
        role: Role::Agent,
        name: name.to_owned(),
        ..shop.owner.clone()
    }
}

/// The conversation that a customer begins.
async fn talk(world: &World, shop: &Shop, customer: &str) -> ConversationId {
    world.say(shop, customer, "Habari").await;
    wait_for("the conversation", async || {
        let rows = world.engine.inbox(&shop.owner, InboxShow::All, 50, None).await.unwrap().items;
        rows.into_iter().find(|row| row.address == customer).map(|row| row.id)
    })
    .await
}

/// The next that is told of who is there.
async fn presence(feed: &mut LiveFeed) -> Vec<PresentView> {
    loop {
        if let Feed::Event(LiveEvent::Presence { there, .. }) = feed.next().await {
            return there.people;
        }
    }
}

fn settings(agents_see: &str) -> TeamSettingsForm {
    let take_back_minutes = "30".to_owned();
    TeamSettingsForm { agents_see: agents_see.to_owned(), take_back_minutes }
}

#[tokio::test]
async fn whoever_opens_a_conversation_and_writes_is_told_to_the_others() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    let id = talk(&world, &shop, NEEMA).await;
    let asha = agent(&world, &shop, "Asha").await;
    let mut feed = world.engine.live(&shop.owner, None);

    let there = world.engine.attend(&asha, id, false).await.unwrap();
    assert_eq!(presence(&mut feed).await, there);
    assert_eq!((there[0].name.as_str(), there[0].writes), ("Asha", false));
    // The second tab is the same person, and no news.
    assert_eq!(world.engine.attend(&asha, id, false).await.unwrap(), there);
    world.engine.attend(&asha, id, true).await.unwrap();
    assert!(presence(&mut feed).await[0].writes);

    let auditor = Principal { role: Role::Auditor, ..shop.owner.clone() };
    let seen = world.engine.attend(&auditor, id, true).await.unwrap();
    assert_eq!(seen.len(), 1, "who only reads is not there, and sees who is");
    world.engine.leave(&asha, id).await.unwrap();
    assert_eq!(presence(&mut feed).await, []);

    let stranger = world.linked("Jirani").await;
    for foreign in [stranger.owner.clone(), agent(&world, &stranger, "Zuhura").await] {
        let refused = world.engine.attend(&foreign, id, false).await.unwrap_err();
        assert!(matches!(refused, EngineError::NotFound), "{refused:?}");
    }
}

#[tokio::test]
async fn agents_see_what_is_theirs_where_the_business_wants_it_so() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    let (mine, other) = (talk(&world, &shop, NEEMA).await, talk(&world, &shop, JUMA).await);
    world.until_log(&shop, "both menus", |log| outbound(log).len() == 2).await;
    let asha = agent(&world, &shop, "Asha").await;
    let engine = &world.engine;
    engine.thread(&asha, other, 50, None).await.unwrap();

    let (own, tenant) = (&shop.owner, shop.tenant);
    let forbidden = engine.save_team_settings(&asha, tenant, &settings("ASSIGNED")).await;
    assert!(matches!(forbidden, Err(EngineError::Forbidden)), "{forbidden:?}");
    let wrong = TeamSettingsForm { take_back_minutes: "31".to_owned(), ..settings("SOME") };
    let refused = engine.save_team_settings(own, tenant, &wrong).await.unwrap_err();
    let EngineError::Invalid(problems) = refused else { panic!("{refused:?}") };
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["agents_see", "take_back_minutes"]);

    let mut feed = engine.live(&asha, None);
    engine.assign(own, mine, asha.user_id).await.unwrap();
    // She sees both until then.
    while !matches!(feed.next().await, Feed::Event(LiveEvent::Conversation { .. })) {}
    engine.save_team_settings(own, tenant, &settings("ASSIGNED")).await.unwrap();
    while feed.next().await != Feed::Lagged {}

    let rows = engine.inbox(&asha, InboxShow::All, 50, None).await.unwrap().items;
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [mine]);
    let gone = engine.thread(&asha, other, 50, None).await.unwrap_err();
    assert!(matches!(gone, EngineError::NotFound), "{gone:?}");
    engine.thread(&asha, mine, 50, None).await.unwrap();
    let taken = engine.take_over(&asha, other, true).await.unwrap_err();
    assert!(matches!(taken, EngineError::NotFound), "{taken:?}");
    let log = engine.messages_shown(&asha, tenant, MessageShow::All, 50, None).await.unwrap();
    assert!(!log.items.is_empty());
    assert!(log.items.iter().all(|message| message.conversation_id == mine));
    let undone = engine.undo_customer_import(&asha, tenant, world.store.mint()).await;
    assert!(matches!(undone, Err(EngineError::Forbidden)), "{undone:?}");
    let (file, form) = (b"name,phone\nJuma,+255754000002\n", CustomerImportForm::default());
    engine.preview_customers(own, tenant, file, &form).await.unwrap();
    let preview = engine.preview_customers(&asha, tenant, file, &form).await;
    assert!(matches!(preview, Err(EngineError::Forbidden)), "{preview:?}");

    world.say(&shop, JUMA, "Bei gani?").await;
    world.until_log(&shop, "it came", |log| inbound(log).len() == 3).await;
    engine.attend(own, other, true).await.unwrap();
    world.say(&shop, NEEMA, "Nipo").await;
    let heard = loop {
        match feed.next().await {
            Feed::Event(LiveEvent::Message { message }) => break message,
            Feed::Event(LiveEvent::Presence { there, .. }) => panic!("{there:?}"),
            _ => {}
        }
    };
    assert_eq!(heard.conversation_id, mine, "nothing was told of the other one");

    engine.assign(own, mine, own.user_id).await.unwrap();
    let gone = LiveEvent::Gone { tenant_id: tenant, conversation_id: mine };
    while feed.next().await != Feed::Event(gone.clone()) {}
    let rows = engine.inbox(&asha, InboxShow::All, 50, None).await.unwrap().items;
    assert_eq!(rows, []);
    let detail = engine.tenant_detail(&asha, tenant).await.unwrap();
    assert_eq!(detail.waiting, []);

    engine.save_team_settings(own, tenant, &settings("ALL")).await.unwrap();
    engine.thread(&asha, other, 50, None).await.unwrap();
}

#[tokio::test]
async fn a_customer_sees_that_the_person_who_answers_them_writes_and_has_read() {
    let script = Script::default();
    let world = World::with(script.config()).await;
    let shop = scripted(&world).await;
    let both = vec![incoming("1", "Habari"), incoming_from(JUMA, "2", "Habari")];
    assert!(script.deliver_together(both).await);
    wait_for("both menus", async || (script.sends() == 2).then_some(())).await;
    let log = world.log(&shop).await;
    let of = |text: &str| log.iter().find(|one| one.from == text).unwrap().conversation_id;
    let (taken, other) = (of(NEEMA), of(JUMA));
    let before = script.shown().len();
    let shown = async |count: usize| {
        let news = || script.shown().get(before..).map(<[_]>::to_vec).unwrap_or_default();
        wait_for("a courtesy", async || Some(news()).filter(|news| news.len() >= count)).await
    };
    // The assistant answers there, so nobody is shown to.
    world.engine.attend(&shop.owner, other, true).await.unwrap();
    world.engine.mark_seen(&shop.owner, other).await.unwrap();

    world.engine.take_over(&shop.owner, taken, false).await.unwrap();
    assert!(script.deliver(incoming("3", "Upo?")).await);
    world.until_log(&shop, "the question", |log| inbound(log).len() == 3).await;
    world.engine.attend(&shop.owner, taken, false).await.unwrap();
    world.engine.mark_seen(&shop.owner, taken).await.unwrap();
    assert_eq!(shown(1).await, ["read 3"]);
    for _ in 0..2 {
        world.engine.attend(&shop.owner, taken, true).await.unwrap();
    }
    assert_eq!(shown(2).await, ["read 3", "On +255754000001"], "once, however often it is told");
}
