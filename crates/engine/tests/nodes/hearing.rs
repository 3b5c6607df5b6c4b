//! What happens on one node is heard on the other, once, and by nobody else.

use std::collections::HashSet;
use std::time::Duration;

use domain::inbox::InboxShow;
use domain::live::LiveEvent;
use domain::message::{Direction, MessageStatus};
use domain::views::MessageView;
use domain::worker::WorkerCommand;
use domain::{Principal, Role, WorkerStatus};
use engine::{Feed, SaidForm};
use tokio::time::{Instant, timeout};

use crate::world::{Nodes, SOON, rest, soon, wait_for};

const NEEMA: &str = "+255754000001";

/// A customer's message that was answered.
fn handled(event: &LiveEvent) -> Option<MessageView> {
    let LiveEvent::Message { message } = event else { return None };
    let done = message.direction == Direction::In && message.status == MessageStatus::Handled;
    done.then(|| message.clone())
}

fn sent(event: &LiveEvent) -> Option<MessageView> {
    let LiveEvent::Message { message } = event else { return None };
    let queued = matches!(message.status, MessageStatus::Queued | MessageStatus::Sending);
    (message.direction == Direction::Out && !queued).then(|| message.clone())
}

#[tokio::test]
async fn what_a_customer_writes_is_seen_on_every_node_and_by_its_own_business_alone() {
    let Some((nodes, shop)) = Nodes::two().await else { return };
    let stranger = nodes.shop("Jirani").await;
    let [mut front, mut back] =
        [&nodes.front, &nodes.back].map(|engine| engine.live(&shop.owner, None));
    let mut foreign = nodes.front.live(&stranger.owner, None);
    rest(&mut front).await;
    rest(&mut foreign).await;

    nodes.say(&shop, NEEMA, "Habari").await;
    let published = soon(&mut back, "the message", handled).await;
    let began = Instant::now();
    assert_eq!(soon(&mut front, "the message", handled).await, published);
    assert_eq!(published.text, "Habari");
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    let answer = soon(&mut front, "the answer", sent).await;
    assert_eq!(
        nodes.store.tenant(shop.tenant).message(answer.id).await.unwrap().unwrap().text,
        answer.text
    );
    assert_eq!(rest(&mut foreign).await, []);
    nodes.end().await;
}

#[tokio::test]
async fn what_a_person_says_on_one_node_is_sent_by_the_other_at_once() {
    let Some((nodes, shop)) = Nodes::two().await else { return };
    nodes.say(&shop, NEEMA, "Habari").await;
    let row = wait_for("the conversation", async || {
        nodes.front.inbox(&shop.owner, InboxShow::All, 50, None).await.unwrap().items.pop()
    })
    .await;
    wait_for("the menu", async || {
        let log = nodes.log(&shop).await;
        log.iter().any(|one| one.direction == Direction::Out).then_some(())
    })
    .await;
    let mut back = nodes.back.live(&shop.owner, None);
    rest(&mut back).await;

    nodes.front.attend(&shop.owner, row.id, true).await.unwrap();
    let there = soon(&mut back, "who is there", |event| match event {
        LiveEvent::Presence { there, .. } => Some(there.clone()),
        _ => None,
    });
    let there = there.await;
    assert_eq!((there.conversation_id, there.people.len()), (row.id, 1));

    nodes.front.take_over(&shop.owner, row.id, true).await.unwrap();
    let taken = soon(&mut back, "the row", |event| match event {
        LiveEvent::Conversation { row } if row.standing.assigned.is_some() => Some(row.clone()),
        _ => None,
    });
    assert_eq!(taken.await.standing.assigned, shop.owner.user_id);

    let id = nodes.front.new_message_id();
    let row = nodes.front.thread(&shop.owner, row.id, 1, None).await.unwrap().row;
    let form = SaidForm { id, text: "Karibu".into(), turn: row.turn, seen: None, anyway: true };
    nodes.front.say(&shop.owner, row.id, form).await.unwrap();
    let said = soon(&mut back, "that it was sent", |event| sent(event).filter(|one| one.id == id));
    assert_eq!(said.await.text, "Karibu");
    nodes.end().await;
}

#[tokio::test]
async fn what_an_admin_wants_reaches_the_node_that_runs_the_worker() {
    let Some((nodes, shop)) = Nodes::two().await else { return };
    let mut front = nodes.front.live(&nodes.admin, None);
    rest(&mut front).await;
    nodes.front.worker_command(&nodes.admin, shop.tenant, WorkerCommand::Stop).await.unwrap();
    let stopped = |event: &LiveEvent| match event {
        LiveEvent::Worker { worker, .. } => (worker.status == WorkerStatus::Stopped).then_some(()),
        _ => None,
    };
    soon(&mut front, "that it stopped", stopped).await;
    nodes.end().await;
}

#[tokio::test]
async fn who_signs_out_on_one_node_is_out_on_the_other() {
    let Some((nodes, shop)) = Nodes::two().await else { return };
    let mut gone = nodes.front.live(&shop.owner, Some(&shop.token));
    let mut other = nodes.front.live(&shop.owner, Some("another"));
    nodes.back.sign_out(&shop.token).await.unwrap();
    let ended = async { while gone.next().await != Feed::SignedOut {} };
    timeout(SOON, ended).await.unwrap();
    assert!(!rest(&mut other).await.contains(&Feed::SignedOut));
    nodes.end().await;
}

#[tokio::test]
async fn nothing_is_told_twice_or_back() {
    let Some((mut nodes, shop)) = Nodes::two().await else { return };
    let agent = Principal { role: Role::Agent, ..shop.owner.clone() };
    let _watching = [&nodes.front, &nodes.back].map(|engine| engine.live(&agent, None));
    nodes.wire.rest().await;
    nodes.say(&shop, NEEMA, "Habari").await;
    let letters = nodes.wire.rest().await;
    let from: HashSet<_> = letters.iter().map(|(from, _)| from).collect();
    assert_eq!(from.len(), 1, "{letters:?}");
    for (_, words) in &letters {
        let once: HashSet<_> = words.iter().map(ToString::to_string).collect();
        assert_eq!(once.len(), words.len(), "{words:?}");
    }
    let text = format!("{letters:?}");
    assert!(
        text.contains("message") && !text.contains("Habari") && !text.contains(NEEMA),
        "{text}"
    );
    nodes.end().await;
}

#[tokio::test]
async fn a_node_that_is_alone_tells_nothing() {
    let Some(mut nodes) = Nodes::one().await else { return };
    // It looks around as it begins.
    nodes.wire.rest().await;
    let shop = nodes.linked("Mama Salon").await;
    nodes.say(&shop, NEEMA, "Habari").await;
    assert_eq!(nodes.wire.rest().await, []);
    nodes.begin_front().await;
    nodes.end().await;
}
