//! Channels that refuse, stay silent or fail: what becomes of the messages.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use channel::{
    Accepted, Ack, Address, ChatKind, Connector, ConnectorError, ConnectorEvent, ConnectorFactory,
    Content, DeviceStore, EventSink, Incoming, Outgoing, Resolution, Typing,
};
use domain::forms::SetupForm;
use domain::message::{AddressKind, MessageStatus};
use domain::session::SessionStateName;
use domain::{Clock, Decision, Gate, MessageId, TenantId, WorkerStatus};
use engine::{EngineConfig, SystemClock};

use crate::world::{Shop, World, inbound, outbound, quick, setup_form};

/// A channel that does what the test wrote down.
#[derive(Clone, Default)]
pub struct Script {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    sink: Mutex<Option<EventSink>>,
    answers: Mutex<VecDeque<Result<(), ConnectorError>>>,
    resolution: Mutex<Option<Resolution>>,
    sent: Mutex<Vec<MessageId>>,
    /// Whether each of them came with a file.
    with_file: Mutex<Vec<bool>>,
    /// Nothing is accepted before so many were handed over.
    holds: Mutex<usize>,
    panics: Mutex<u32>,
    starts: Mutex<u32>,
    /// What customers were shown of those who answer them.
    shown: Mutex<Vec<String>>,
}

impl Script {
    /// What customers were shown of those who answer them.
    pub fn shown(&self) -> Vec<String> {
        self.inner.shown.lock().unwrap().clone()
    }

    pub fn config(&self) -> EngineConfig {
        EngineConfig { connectors: vec![("sandbox", Arc::new(self.clone()))], ..quick() }
    }

    pub fn answer(&self, answers: impl IntoIterator<Item = Result<(), ConnectorError>>) {
        self.inner.answers.lock().unwrap().extend(answers);
    }

    pub fn resolve_as(&self, resolution: Resolution) {
        *self.inner.resolution.lock().unwrap() = Some(resolution);
    }

    /// Accepts nothing before so many messages were handed over.
    pub fn hold_until(&self, messages: usize) {
        *self.inner.holds.lock().unwrap() = messages;
    }

    fn holds(&self) -> bool {
        self.sends() < *self.inner.holds.lock().unwrap()
    }

    /// Makes the next starts of the connector panic.
    pub fn panic_at_start(&self, times: u32) {
        *self.inner.panics.lock().unwrap() = times;
    }

    fn panics_now(&self) -> bool {
        let mut left = self.inner.panics.lock().unwrap();
        let now = *left > 0;
        *left = left.saturating_sub(1);
        now
    }

    pub fn starts(&self) -> u32 {
        *self.inner.starts.lock().unwrap()
    }

    pub fn sends(&self) -> usize {
        self.inner.sent.lock().unwrap().len()
    }

    /// Whether each message that was handed over came with a file.
    pub fn with_file(&self) -> Vec<bool> {
        self.inner.with_file.lock().unwrap().clone()
    }

    /// Delivers a message and waits for its acknowledgement; false when it never comes.
    pub async fn deliver(&self, incoming: Incoming) -> bool {
        self.deliver_together(vec![incoming]).await
    }

    /// Delivers messages at once and waits for all their acknowledgements.
    pub async fn deliver_together(&self, messages: Vec<Incoming>) -> bool {
        let sink = self.inner.sink.lock().unwrap().clone().unwrap();
        // The worker sees the first one when the last one is there.
        let places = sink.reserve_many(messages.len()).await.unwrap();
        let mut acknowledged = Vec::new();
        for (place, incoming) in places.zip(messages) {
            let (ack, committed) = Ack::new();
            place.send(ConnectorEvent::Message { incoming, ack });
            acknowledged.push(committed);
        }
        futures::future::join_all(acknowledged).await.iter().all(Result::is_ok)
    }
}

pub fn incoming(id: &str, text: &str) -> Incoming {
    incoming_from("+255754000001", id, text)
}

pub fn incoming_from(customer: &str, id: &str, text: &str) -> Incoming {
    Incoming {
        id: id.into(),
        from: Address { kind: AddressKind::Phone, value: customer.into() },
        also: None,
        name: None,
        text: text.into(),
        message_type: "text".into(),
        from_me: false,
        chat: ChatKind::Single,
        sent_at: SystemClock.now(),
        late: false,
        place: None,
        quoted: None,
        file: None,
    }
}

impl ConnectorFactory for Script {
    fn connector(&self, _tenant: TenantId, _device: Arc<dyn DeviceStore>) -> Arc<dyn Connector> {
        Arc::new(self.clone())
    }
}

#[async_trait]
impl Connector for Script {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    async fn start(&self, events: EventSink) -> Result<(), ConnectorError> {
        *self.inner.starts.lock().unwrap() += 1;
        assert!(!self.panics_now(), "a connector with a bug");
        events.send(ConnectorEvent::Connected { phone: None }).await.unwrap();
        *self.inner.sink.lock().unwrap() = Some(events);
        Ok(())
    }

    async fn send(&self, message: &Outgoing) -> Result<Accepted, ConnectorError> {
        self.inner.sent.lock().unwrap().push(message.id);
        let is_file = matches!(message.content, Content::File { .. });
        self.inner.with_file.lock().unwrap().push(is_file);
        while self.holds() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let answer = self.inner.answers.lock().unwrap().pop_front();
        answer.unwrap_or(Ok(())).map(|()| Accepted { channel_id: format!("ch-{}", message.id) })
    }

    async fn resolve(&self, _id: MessageId) -> Result<Resolution, ConnectorError> {
        Ok(self.inner.resolution.lock().unwrap().clone().unwrap_or(Resolution::CannotTell))
    }

    async fn mark_read(&self, _chat: &Address, ids: &[String]) -> Result<(), ConnectorError> {
        self.inner.shown.lock().unwrap().push(format!("read {}", ids.join(" ")));
        Ok(())
    }

    async fn typing(&self, chat: &Address, typing: Typing) -> Result<(), ConnectorError> {
        self.inner.shown.lock().unwrap().push(format!("{typing:?} {}", chat.value));
        Ok(())
    }

    async fn logout(&self) -> Result<(), ConnectorError> {
        Ok(())
    }

    async fn stop(&self) {}
}

/// A tenant whose worker speaks to the script.
pub async fn scripted(world: &World) -> Shop {
    scripted_as(world, "BOOKING").await
}

/// The same with another template.
pub async fn scripted_as(world: &World, template: &str) -> Shop {
    let shop = world.shop("Salon").await;
    let form = SetupForm { template: template.into(), ..setup_form("Salon") };
    let request = world.engine.submit_setup(&shop.owner, &form).await.unwrap();
    world.engine.approve_request(&world.admin, request.id, None).await.unwrap();
    world
        .until(&shop, "the connection", |detail| {
            detail.session.state == SessionStateName::Connected
        })
        .await;
    shop
}

/// Sends one message through a script with these answers; tells what became of the reply.
async fn fate(
    answers: Vec<Result<(), ConnectorError>>,
    resolution: Resolution,
) -> (MessageStatus, usize) {
    let script = Script::default();
    script.answer(answers);
    script.resolve_as(resolution);
    let world = World::with(script.config()).await;
    let shop = scripted(&world).await;
    assert!(script.deliver(incoming("m1", "menu")).await, "acknowledged after the commit");
    let settled = [MessageStatus::Sent, MessageStatus::Failed, MessageStatus::Unknown];
    let log = world
        .until_log(&shop, "the reply's fate", |log| {
            outbound(log).first().is_some_and(|message| settled.contains(&message.status))
        })
        .await;
    (outbound(&log)[0].status, script.sends())
}

#[tokio::test]
async fn a_channel_that_is_away_is_tried_again() {
    let answers = vec![Err(ConnectorError::NotConnected), Ok(())];
    assert_eq!(fate(answers, Resolution::CannotTell).await, (MessageStatus::Sent, 2));
}

#[tokio::test]
async fn a_refused_message_fails_for_good() {
    let answers = vec![Err(ConnectorError::Refused("no such number".into()))];
    assert_eq!(fate(answers, Resolution::CannotTell).await, (MessageStatus::Failed, 1));
}

#[tokio::test]
async fn without_an_answer_the_channel_is_asked() {
    let silence = || vec![Err(ConnectorError::NoAnswer("gone".into()))];
    let accepted = Resolution::Accepted(Accepted { channel_id: "ch-1".into() });
    assert_eq!(fate(silence(), accepted).await, (MessageStatus::Sent, 1));
    assert_eq!(fate(silence(), Resolution::NeverSeen).await, (MessageStatus::Sent, 2));
}

#[tokio::test]
async fn what_came_together_is_answered_in_few_transactions_and_each_chat_in_its_order() {
    let script = Script::default();
    let world = World::with(script.config()).await;
    let shop = scripted(&world).await;
    let before = world.store.writes().unwrap().jobs;
    let customers = ["+255754000001", "+255754000002", "+255754000003", "+255754000004"];
    let texts = ["menu", "1", "0"];
    let messages = texts.iter().flat_map(|text| {
        customers.map(|customer| incoming_from(customer, &format!("{customer}-{text}"), text))
    });
    assert!(script.deliver_together(messages.collect()).await);
    let log = world
        .until_log(&shop, "all the answers", |log| {
            inbound(log).len() == 12
                && inbound(log).iter().all(|message| message.status == MessageStatus::Handled)
                && outbound(log).iter().all(|message| message.status == MessageStatus::Sent)
        })
        .await;
    // One by one they would be received in twelve and settled in as many.
    let jobs = world.store.writes().unwrap().jobs - before;
    assert!(jobs < 20, "{jobs} transactions");
    let said_to = |customer: &str| -> Vec<_> {
        outbound(&log)
            .iter()
            .filter(|said| said.to == customer)
            .map(|said| said.text.clone())
            .collect()
    };
    let first = said_to(customers[0]);
    assert!(first.len() >= texts.len(), "{first:?}");
    for customer in customers {
        assert_eq!(said_to(customer), first, "the same words in the same order");
    }
}

#[tokio::test]
async fn customers_do_not_wait_for_each_other() {
    let script = Script::default();
    script.hold_until(3);
    let world = World::with(script.config()).await;
    let shop = scripted(&world).await;
    for customer in ["+255754000001", "+255754000002", "+255754000003"] {
        assert!(script.deliver(incoming_from(customer, customer, "menu")).await);
    }
    world
        .until_log(&shop, "three answers", |log| {
            outbound(log).len() == 3
                && outbound(log).iter().all(|message| message.status == MessageStatus::Sent)
        })
        .await;
}

#[tokio::test]
async fn when_nobody_can_tell_a_person_decides() {
    let silence = vec![Err(ConnectorError::NoAnswer("gone".into()))];
    assert_eq!(fate(silence, Resolution::CannotTell).await, (MessageStatus::Unknown, 1));
}

#[tokio::test]
async fn groups_statuses_own_and_empty_messages_are_logged_with_their_reason() {
    let script = Script::default();
    let world = World::with(script.config()).await;
    let shop = scripted(&world).await;
    let cases = [
        (Incoming { chat: ChatKind::Group, ..incoming("g", "hi") }, Gate::Group),
        (
            Incoming { chat: ChatKind::StatusBroadcast, ..incoming("s", "hi") },
            Gate::StatusBroadcast,
        ),
        (Incoming { from_me: true, ..incoming("o", "hi") }, Gate::OwnMessage),
        (incoming("e", " "), Gate::Empty),
    ];
    for (message, gate) in cases {
        assert!(script.deliver(message).await);
        let log = world
            .until_log(&shop, "the decision", |log| {
                log.last().is_some_and(|message| message.decision.is_some())
            })
            .await;
        let decision = inbound(&log).last().unwrap().decision.clone();
        assert_eq!(decision, Some(Decision::NotAnswered { gate }));
    }
    assert_eq!(script.sends(), 0);
}

#[tokio::test]
async fn what_comes_without_words_is_acknowledged() {
    let script = Script::default();
    let world = World::with(script.config()).await;
    let shop = scripted(&world).await;
    for (kind, said) in [
        ("audio", "nimepokea ujumbe wako wa sauti"),
        ("image", "nimepokea picha yako"),
        ("sticker", "🙂"),
        ("call", "siwezi kupokea simu"),
        ("something_new", "nimepokea ujumbe wako"),
    ] {
        assert!(script.deliver(Incoming { message_type: kind.into(), ..incoming(kind, "") }).await);
        let log = world
            .until_log(&shop, "an answer", |log| {
                log.last().is_some_and(|last| last.text.contains(said))
            })
            .await;
        let decision = inbound(&log).last().unwrap().decision.clone();
        let is_answered =
            matches!(&decision, Some(Decision::Answered { step, .. }) if step == "received");
        assert!(is_answered, "{kind}: {decision:?}");
    }
}

#[tokio::test]
async fn a_worker_that_panics_is_started_again_and_others_go_on() {
    let script = Script::default();
    script.panic_at_start(1);
    let world = World::with(script.config()).await;
    let shop = scripted(&world).await;
    let detail = world.detail(&shop).await;
    assert_eq!(detail.worker.restarts, 1);
    assert_eq!(detail.worker.status, WorkerStatus::Running);
    assert!(script.starts() >= 2);
    let error = detail.worker.last_error.unwrap_or_default();
    assert!(error.contains("a connector with a bug"), "{error}");
}
