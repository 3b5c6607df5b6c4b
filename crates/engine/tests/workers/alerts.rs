//! A customer who waits is mailed to those who want to hear of it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::alert::{AlertChoice, AlertForm, AlertKind};
use domain::inbox::{InboxRow, InboxShow};
use domain::live::LiveEvent;
use engine::{ClientInfo, EngineConfig, Feed, LiveFeed, Mail, MailError, Mailer};
use serde_json::Value;

use crate::world::{Shop, World, quick, wait_for};

const NEEMA: &str = "+255754000001";
/// Of waiting customers, and of nothing else.
const HANDOFF: AlertChoice = AlertChoice { handoff: true, ..AlertChoice::NONE };

/// A mail server that remembers.
#[derive(Default)]
struct Post(Mutex<Vec<Mail>>);

#[async_trait]
impl Mailer for Post {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.0.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

/// A linked business whose owner reads the mail of the address and wants to hear of waiting customers at any hour.
async fn shop(world: &World, post: &Post) -> Shop {
    let shop = world.linked("Mama Salon").await;
    let link = wait_for("the link that confirms the address", async || {
        let sent = post.0.lock().unwrap();
        sent.iter().filter(|mail| mail.to == shop.owner.email).find_map(|mail| mail.link.clone())
    })
    .await;
    let (_, token) = link.split_once("token=").unwrap();
    world.engine.confirm_email(token, &ClientInfo::default()).await.unwrap();
    let form = AlertForm { mail: HANDOFF, ..AlertForm::default() };
    world.engine.change_alerts(&shop.owner, &form).await.unwrap();
    shop
}

async fn waiting(world: &World, shop: &Shop) -> InboxRow {
    world.say(shop, NEEMA, "mhudumu").await;
    wait_for("a hand-off", async || {
        let page = world.engine.inbox(&shop.owner, InboxShow::Waiting, 9, None).await.unwrap();
        page.items.into_iter().next()
    })
    .await
}

/// What was mailed three minutes from now, when two nodes look.
async fn mailed_later(world: &World, config: EngineConfig) -> Vec<Value> {
    let (engine, store) = world.later(config.clone(), TimeDelta::minutes(3)).await;
    let (other, _) = world.later(config, TimeDelta::minutes(3)).await;
    let (one, two) = tokio::join!(engine.tell_alerts(), other.tell_alerts());
    let mails = store.mails().claim(TimeDelta::minutes(1), 20).await.unwrap();
    let bodies = mails.iter().filter_map(|mail| mail.body.as_deref());
    let letters: Vec<Value> = bodies.map(|body| serde_json::from_slice(body).unwrap()).collect();
    let alerts: Vec<_> = letters.into_iter().filter(|letter| letter["kind"] == "alerts").collect();
    assert_eq!(one.unwrap() + two.unwrap(), alerts.len());
    alerts
}

#[tokio::test]
async fn a_waiting_customer_is_mailed_once_by_two_nodes() {
    let post = Arc::new(Post::default());
    let config = EngineConfig { mailer: post.clone(), ..quick() };
    let world = World::with(config.clone()).await;
    let shop = shop(&world, &post).await;
    let row = waiting(&world, &shop).await;
    assert_eq!(world.engine.tell_alerts().await.unwrap(), 0, "too early");
    let mails = mailed_later(&world, config.clone()).await;
    let [mail] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(mail["to"], shop.owner.email);
    assert_eq!(mail["lines"][0]["kind"], "HANDOFF");
    assert_eq!(mail["lines"][0]["conversation"], row.id.to_string());
    assert_eq!(mailed_later(&world, config).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_customer_whom_somebody_answers_meanwhile_is_not_mailed() {
    let post = Arc::new(Post::default());
    let config = EngineConfig { mailer: post.clone(), ..quick() };
    let world = World::with(config.clone()).await;
    let shop = shop(&world, &post).await;
    let row = waiting(&world, &shop).await;
    world.engine.take_over(&shop.owner, row.id, false).await.unwrap();
    assert_eq!(mailed_later(&world, config).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_waiting_customer_is_told_by_the_browsers_of_those_who_want_to_hear_of_it() {
    let post = Arc::new(Post::default());
    let world = World::with(EngineConfig { mailer: post.clone(), ..quick() }).await;
    let shop = shop(&world, &post).await;
    // By mail alone, as `shop` has it, until the owner says otherwise.
    let mut feed = world.engine.live(&shop.owner, None);
    let heard = async |feed: &mut LiveFeed| {
        let told = async {
            loop {
                match feed.next().await {
                    Feed::Event(LiveEvent::Alert { kind, conversation_id, .. }) => {
                        return (kind, conversation_id);
                    }
                    Feed::Closed => panic!("the feed ended"),
                    _ => {}
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(6), told).await.ok()
    };
    let row = waiting(&world, &shop).await;
    assert_eq!(heard(&mut feed).await, None);
    world.engine.hand_back(&shop.owner, shop.tenant, row.id, false).await.unwrap();
    let form = AlertForm { browser: HANDOFF, ..AlertForm::default() };
    world.engine.change_alerts(&shop.owner, &form).await.unwrap();
    let row = waiting(&world, &shop).await;
    assert_eq!(heard(&mut feed).await, Some((AlertKind::Handoff, Some(row.id))));
    assert_eq!(heard(&mut feed).await, None, "it is told once");
}
