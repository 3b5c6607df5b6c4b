//! What is not words: pictures, documents, voice messages, places, reactions and answers, both ways.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use channel::{Ack, Address, Connector, ConnectorEvent, ConnectorFactory, Content, Outgoing};
use domain::content::{FileState, MediaKind, Place, Quoted};
use domain::message::AddressKind;
use domain::views::MessageView;
use domain::{Decision, Gate, MessageId, RecordId, TenantId};
use engine::{EngineError, SystemClock};
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;
use uuid::Uuid;
use whatsapp_peer::{Call, Kind, Say, Scan, Server, Stage};
use whatsapp_web::WhatsAppWeb;

use crate::world::{ASHA, BUSINESS, Keep, World, wait_for};

fn said(kind: Kind) -> Say {
    Say { kind, ..Say { phone: BUSINESS.to_owned(), from: ASHA.to_owned(), ..Say::default() } }
}

/// The newest message of a kind, once its file stands like this.
async fn with_file(
    world: &World,
    shop: &crate::world::Shop,
    kind: &str,
    state: FileState,
) -> MessageView {
    wait_for("the file", async || {
        let log = world.log(shop).await;
        let stands = |message: &MessageView| {
            let file = message.extras.file.as_ref();
            message.message_type == kind && file.is_some_and(|file| file.state == state)
        };
        log.into_iter().rev().find(stands)
    })
    .await
}

#[tokio::test]
async fn files_of_customers_are_kept_and_shown_to_who_may_read() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    let picture: Vec<u8> = (0..200_000u32).flat_map(u32::to_le_bytes).collect();
    let image = Say {
        text: Some("Bei gani?".to_owned()),
        data: Some(BASE64_STANDARD.encode(&picture)),
        mime: Some("image/jpeg".to_owned()),
        ..said(Kind::Image)
    };
    world.peer.say(&image).unwrap();
    let message = with_file(&world, &shop, "image", FileState::Kept).await;
    assert_eq!(message.text, "Bei gani?");
    assert_eq!(message.extras.file.as_ref().unwrap().size, 800_000);
    let file = world.engine.file(&shop.owner, shop.tenant, message.id).await.unwrap();
    assert!(file.view.is_picture() && file.content == picture);

    let document = Say { file_name: Some("orodha ya bei.pdf".to_owned()), ..said(Kind::Document) };
    world.peer.say(&document).unwrap();
    let document = with_file(&world, &shop, "document", FileState::Kept).await;
    assert_eq!(document.extras.file.unwrap().name.as_deref(), Some("orodha ya bei.pdf"));
    world.peer.say(&said(Kind::Audio)).unwrap();
    with_file(&world, &shop, "audio", FileState::Kept).await;

    let stranger = world.engine.principal_by_email("admin@example.com").await.unwrap().unwrap();
    let stranger = domain::Principal {
        role: domain::Role::Owner,
        tenant_id: Some(TenantId::from_uuid(Uuid::from_u128(7))),
        ..stranger
    };
    let refused = world.engine.file(&stranger, shop.tenant, message.id).await;
    assert!(matches!(refused, Err(EngineError::NotFound)), "{refused:?}");
    world.end().await;
}

#[tokio::test]
async fn a_file_that_is_too_large_or_gone_is_told_and_the_message_is_answered_all_the_same() {
    let world = World::with_files_up_to(1000).await;
    let shop = world.linked("Mama Salon").await;
    let large = Say {
        text: Some("Habari".to_owned()),
        data: Some(BASE64_STANDARD.encode(vec![7; 1001])),
        ..said(Kind::Image)
    };
    world.peer.say(&large).unwrap();
    let message = with_file(&world, &shop, "image", FileState::TooLarge).await;
    let file = world.engine.file(&shop.owner, shop.tenant, message.id).await;
    assert!(matches!(file, Err(EngineError::NotFound)), "{file:?}");
    world.heard(1).await;

    let of_900 = || Some(BASE64_STANDARD.encode(vec![7; 900]));
    world.peer.say(&Say { data: of_900(), ..said(Kind::Document) }).unwrap();
    with_file(&world, &shop, "document", FileState::Kept).await;
    world.peer.say(&Say { data: of_900(), ..said(Kind::Document) }).unwrap();
    with_file(&world, &shop, "document", FileState::NoRoom).await;

    world.peer.say(&Say { gone: true, ..said(Kind::Image) }).unwrap();
    with_file(&world, &shop, "image", FileState::Lost).await;
    world.end().await;
}

#[tokio::test]
async fn places_answers_and_reactions_are_logged_as_what_they_are() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    let place = Say {
        place: Some((-2.5167, 32.9)),
        text: Some("Mwanza".to_owned()),
        ..said(Kind::Location)
    };
    world.peer.say(&place).unwrap();
    let replies = world.heard(1).await;
    let ours = replies[0].id.clone();
    world
        .peer
        .say(&Say { reply_to: Some(ours.clone()), ..Say::text(BUSINESS, ASHA, "1") })
        .unwrap();
    let reaction =
        Say { reply_to: Some(ours.clone()), text: Some("👍".to_owned()), ..said(Kind::Reaction) };
    world.peer.say(&reaction).unwrap();
    let log = world
        .until_log(&shop, "all three", |log| {
            log.iter().any(|message| message.message_type == "reaction")
        })
        .await;
    let of = |kind: &str| log.iter().find(|message| message.message_type == kind).unwrap();
    assert_eq!(
        (of("location").text.as_str(), of("location").extras.place),
        ("Mwanza", Place::at(-2.5167, 32.9))
    );
    let answer = log.iter().find(|message| message.text == "1").unwrap();
    assert!(answer.extras.quoted.as_ref().unwrap().id.ends_with(&ours));
    let reaction = of("reaction");
    assert_eq!(reaction.text, "👍");
    assert!(reaction.extras.quoted.as_ref().unwrap().id.ends_with(&ours));
    let unanswered = Some(Decision::NotAnswered { gate: Gate::Reaction });
    assert_eq!(reaction.decision, unanswered, "nobody expects an answer to it");
    world.heard(2).await;
    world.end().await;
}

#[tokio::test]
async fn a_call_in_vain_is_answered_once_and_one_that_was_taken_is_not() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    let call = |id: &str, stage, reason: Option<&str>| Call {
        phone: BUSINESS.to_owned(),
        from: ASHA.to_owned(),
        id: id.to_owned(),
        stage,
        reason: reason.map(str::to_owned),
        ..Call::default()
    };
    for happened in [
        call("TAKEN", Stage::Offer, None),
        call("TAKEN", Stage::Terminate, Some("accepted_elsewhere")),
        Call { group: true, ..call("GROUP", Stage::Offer, None) },
        Call { group: true, ..call("GROUP", Stage::Terminate, Some("timeout")) },
        call("VAIN", Stage::Offer, None),
        call("VAIN", Stage::Offer, None),
        call("VAIN", Stage::Terminate, Some("timeout")),
        call("VAIN", Stage::Terminate, None),
    ] {
        world.peer.call(&happened).unwrap();
    }
    let replies = world.heard(1).await;
    let said = replies[0].text.as_deref().unwrap_or_default();
    assert!(said.contains("siwezi kupokea simu"), "{said}");
    // What comes after it is behind all of them.
    world.peer.say(&Say::text(BUSINESS, ASHA, "Habari")).unwrap();
    world.heard(2).await;
    let log = world.log(&shop).await;
    let calls: Vec<_> = log.iter().filter(|message| message.message_type == "call").collect();
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert!(
        matches!(&calls[0].decision, Some(Decision::Answered { step, .. }) if step == "received")
    );
    world.end().await;
}

/// A connector of its own, linked to a peer, and what it reports.
async fn linked(
    server: &Server,
    keep: &Keep,
) -> (Arc<dyn Connector>, mpsc::Receiver<ConnectorEvent>) {
    let url = server.peer().url().replace("http://", "ws://");
    let peer = whatsapp_web::Peer::at(&url).unwrap();
    let factory = WhatsAppWeb::to_peer(Arc::new(SystemClock), TaskTracker::new(), peer);
    let tenant = TenantId::from_uuid(Uuid::from_u128(1));
    let connector = factory.connector(tenant, keep.device.clone());
    let (sink, mut events) = mpsc::channel(64);
    connector.start(sink).await.unwrap();
    loop {
        match events.recv().await.unwrap() {
            ConnectorEvent::Qr { code, .. } => {
                let scan = Scan { code, phone: BUSINESS.to_owned(), ..Scan::default() };
                server.peer().scan_as(&scan).unwrap();
            }
            ConnectorEvent::Connected { .. } => return (connector, events),
            _ => {}
        }
    }
}

#[tokio::test]
async fn files_places_reactions_and_answers_reach_the_customers_phone() {
    let server = Server::start(([127, 0, 0, 1], 0).into()).await.unwrap();
    let keep = Keep::sqlite().await;
    let (connector, mut events) = linked(&server, &keep).await;
    // Receipts come back meanwhile; somebody has to take them.
    let (heard, mut first) = mpsc::channel(1);
    let tasks = TaskTracker::new();
    let taken = tasks.spawn(async move {
        while let Some(event) = events.recv().await {
            if let ConnectorEvent::Message { incoming, ack } = event {
                Ack::committed(ack);
                heard.send(incoming.id).await.unwrap();
            }
        }
    });
    let asked = server.peer().say(&Say::text(BUSINESS, ASHA, "Mko wapi?")).unwrap();
    let asked_of = first.recv().await.unwrap();
    assert!(asked_of.ends_with(&asked));

    let to = Address { kind: AddressKind::Phone, value: format!("+{ASHA}") };
    let pdf = b"%PDF-1.4 orodha".to_vec();
    let file = |kind, mime: &str, name: Option<&str>| Content::File {
        kind,
        mime: mime.to_owned(),
        name: name.map(str::to_owned),
        bytes: pdf.clone(),
    };
    let contents = [
        ("image", "Picha", file(MediaKind::Image, "image/jpeg", None)),
        ("document", "Orodha", file(MediaKind::Document, "application/pdf", Some("orodha.pdf"))),
        ("audio", "", file(MediaKind::Audio, "audio/ogg; codecs=opus", None)),
        ("location", "Duka", Content::Place(Place::at(-6.8, 39.28).unwrap())),
        ("reaction", "🙏", Content::Reaction { to: asked_of.clone() }),
        ("text", "Kariakoo", Content::Text),
    ];
    for (kind, text, content) in contents {
        let quoted =
            (kind == "text").then(|| Quoted { id: asked_of.clone(), text: "Mko wapi?".to_owned() });
        let id: MessageId = store::mint(&SystemClock);
        let message =
            Outgoing { content, quoted, ..Outgoing::text(id, to.clone(), text.to_owned()) };
        connector.send(&message).await.unwrap();
        let sent = wait_for("it on the phone", async || {
            server.peer().sent(BUSINESS).unwrap().into_iter().find(|arrival| arrival.kind == kind)
        })
        .await;
        match kind {
            "image" | "document" | "audio" => assert_eq!(sent.file.as_ref(), Some(&pdf), "{kind}"),
            "reaction" | "text" => assert_eq!(sent.quoted.as_ref(), Some(&asked), "{kind}"),
            _ => {}
        }
        if kind != "audio" {
            assert_eq!(sent.text.as_deref(), Some(text), "{kind}");
        }
    }
    connector.stop().await;
    taken.abort();
    keep.end().await;
    server.stop().await;
}
