//! A business that is set up, and customers who write to it.

use chrono::Duration;
use domain::hours::WeekHours;
use domain::message::AddressKind;
use domain::views::UserView;
use domain::{Decision, Gate, Instant, Language, MessageId, NodeId, TemplateType, TenantId};
use store::{
    Actor, AddressRow, Assignment, InboundMessage, NewOwner, Received, Reception, Reply,
    Settlement, SetupInput, Store, WorkerStore,
};

use crate::support::{OneByOne, TestDatabase, World};

/// An empty store on each kind of database that can be had here.
pub async fn worlds() -> Vec<World> {
    let mut worlds = Vec::new();
    for database in [Some(TestDatabase::sqlite()), TestDatabase::postgres().await] {
        let Some(database) = database else { continue };
        let world = World::new(database).await;
        world.store.migrate().await.unwrap();
        worlds.push(world);
    }
    worlds
}

/// How long leases last here.
pub fn term() -> Duration {
    Duration::seconds(15)
}

/// A business whose request was approved; its worker should run.
pub async fn approved(store: &Store, name: &str) -> TenantId {
    let owner = owner(store, name).await;
    let tenant = owner.tenant_id.unwrap();
    let asks = Actor { user_id: Some(owner.id), name: owner.name };
    let input = SetupInput {
        business_name: name.to_owned(),
        business_type: None,
        template: TemplateType::Booking,
        whatsapp_number: "+255712345678".parse().unwrap(),
        language: Language::Sw,
        hours: WeekHours::USUAL,
    };
    let request = store.tenant(tenant).submit_setup(&asks, input).await.unwrap();
    store.platform().approve_request(&Actor::system(), request.id, None).await.unwrap().unwrap();
    tenant
}

async fn owner(store: &Store, name: &str) -> UserView {
    let new = NewOwner {
        tenant_name: name.to_owned(),
        user_name: "Asha".to_owned(),
        email: format!("{}@example.co.tz", name.replace(' ', ".")),
        password_hash: "hash".to_owned(),
    };
    store.accounts().create_owner(new).await.unwrap()
}

/// The only lease that can be had.
pub async fn claim_one(store: &Store, node: NodeId) -> Assignment {
    let mut claimed = store.leases().claim(node, term(), 10).await.unwrap();
    assert_eq!(claimed.len(), 1);
    claimed.remove(0)
}

/// An approved business with the worker that holds its lease.
pub async fn worker(world: &World) -> WorkerStore {
    approved(&world.store, "Mama Salon").await;
    let node = world.store.mint();
    world.store.worker(claim_one(&world.store, node).await.lease)
}

/// A message whose sender the channel tells with another address as well.
pub fn known_also_as(received: Received, kind: AddressKind, value: &str) -> Received {
    Received { also: Some(AddressRow { kind, value: value.to_owned() }), ..received }
}

/// A customer's message, written a moment ago.
pub fn written(world: &World, id: &str, customer: &str, text: &str) -> Received {
    use domain::Clock;
    Received {
        wa_message_id: id.to_owned(),
        from: AddressRow { kind: AddressKind::Phone, value: customer.to_owned() },
        also: None,
        name: Some("Juma".to_owned()),
        to: "+255712345678".to_owned(),
        text: text.to_owned(),
        message_type: "text".to_owned(),
        sent_at: world.clock.now(),
        place: None,
        quoted: None,
        file: None,
        late: false,
        from_me: false,
        is_courtesy: false,
        gate: None,
    }
}

/// Receives a message that is new.
pub async fn receive(worker: &WorkerStore, received: Received) -> InboundMessage {
    match worker.receive(received).await.unwrap() {
        Reception::New(message) => message,
        Reception::Duplicate => panic!("it was received before"),
    }
}

/// What the flow says.
pub fn reply(text: &str) -> Reply {
    let decision = Decision::Reply { flow: "BOOKING".to_owned(), step: "menu".to_owned() };
    Reply { text: text.to_owned(), decision }
}

/// What a gate says.
pub fn notice(text: &str) -> Reply {
    Reply { text: text.to_owned(), decision: Decision::Notice { gate: Gate::RateLimit } }
}

/// Put off by the rate limit.
pub fn waiting(until: Instant) -> Decision {
    Decision::Waiting { gate: Gate::RateLimit, until }
}

/// Answers a message with some texts.
pub fn answer(message_id: MessageId, texts: &[&str]) -> Settlement {
    Settlement {
        message_id,
        decision: Decision::Answered {
            flow: "BOOKING".to_owned(),
            step: "menu".to_owned(),
            delayed_by: None,
        },
        flow_state: None,
        mode: None,
        replies: texts.iter().map(|text| reply(text)).collect(),
        picture: None,
        deeds: Vec::new(),
        customer: store::CustomerChange::default(),
        unanswered: None,
        follow_ups: None,
        seen: None,
    }
}

/// A customer writes and is answered with some texts, all of which wait to be sent then.
pub async fn converse(world: &World, worker: &WorkerStore, customer: &str, texts: &[&str]) {
    let id = world.store.mint::<MessageId>().to_string();
    let message = receive(worker, written(world, &id, customer, "Habari")).await;
    let settled = worker.settle(answer(message.id, texts)).await.unwrap();
    assert_eq!(settled.replies.len(), texts.len());
}
