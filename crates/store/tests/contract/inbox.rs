//! The list of conversations that people work on.

use domain::Decision;
use domain::inbox::{InboxCounts, InboxRow, InboxShow};
use domain::message::{ConversationMode, Direction};
use domain::standing::{Course, Hands};
use store::{InboxQuery, Settlement, TenantStore};

use crate::support::{OneByOne, on_each, receive, received};

const NEEMA: &str = "+255700000001";
const JUMA: &str = "+255700000002";
const ZUHURA: &str = "+255700000003";

async fn shown(tenant: &TenantStore, show: InboxShow) -> Vec<InboxRow> {
    let query = InboxQuery { show, limit: 50, ..InboxQuery::default() };
    tenant.inbox(query).await.unwrap().items
}

fn addresses(rows: &[InboxRow]) -> Vec<&str> {
    rows.iter().map(|row| row.address.as_str()).collect()
}

#[tokio::test]
async fn conversations_are_listed_by_who_has_them_the_last_to_speak_first() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let mut last = None;
        for (number, from) in [NEEMA, JUMA, ZUHURA, NEEMA].into_iter().enumerate() {
            world.advance_s(60);
            let heard = received(&number.to_string(), from, world.now());
            last = Some(receive(&worker, heard).await);
        }
        let last = last.unwrap();
        let asked = Decision::HandedOver { flow: "BOOKING".into(), step: "person".into() };
        let mode = Some(ConversationMode::Human);
        let settled = Settlement { mode, ..Settlement::of(last.id, asked) };
        worker.settle(settled).await.unwrap();

        let all = shown(&tenant, InboxShow::All).await;
        assert_eq!(addresses(&all), [NEEMA, ZUHURA, JUMA]);
        let neema = &all[0];
        assert_eq!((neema.unread, all[1].unread), (2, 1));
        assert_eq!((neema.standing.course, neema.standing.hands), (Course::Open, Hands::Waiting));
        let line = neema.last.as_ref().unwrap();
        assert_eq!((line.direction, line.text.as_str()), (Direction::In, "text of 3"));
        assert_eq!(addresses(&shown(&tenant, InboxShow::Waiting).await), [NEEMA]);
        assert_eq!(addresses(&shown(&tenant, InboxShow::Unassigned).await), [NEEMA]);
        assert_eq!(addresses(&shown(&tenant, InboxShow::Assistant).await), [ZUHURA, JUMA]);
        for none in [InboxShow::Mine, InboxShow::Closed] {
            assert_eq!(shown(&tenant, none).await, []);
        }
        let counts = tenant.inbox_counts(None).await.unwrap();
        assert_eq!(counts, InboxCounts { waiting: 1, mine_unread: 0 });
        assert_eq!(tenant.inbox_row(neema.id).await.unwrap().as_ref(), Some(neema));
    })
    .await;
}

#[tokio::test]
async fn what_somebody_has_seen_is_unread_no_more_and_what_is_delivered_twice_counts_once() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let message = receive(&worker, received("1", NEEMA, world.now())).await;
        worker.receive(received("1", NEEMA, world.now())).await.unwrap();
        let unread = async || shown(&tenant, InboxShow::All).await[0].unread;
        assert_eq!(unread().await, 1);
        let foreign = world.working("Jirani").await.0.tenant;
        assert!(!world.store.tenant(foreign).mark_seen(message.conversation_id).await.unwrap());
        assert_eq!(unread().await, 1);
        assert!(tenant.mark_seen(message.conversation_id).await.unwrap());
        assert!(!tenant.mark_seen(message.conversation_id).await.unwrap());
        assert_eq!(unread().await, 0);
    })
    .await;
}

#[tokio::test]
async fn pages_of_the_inbox_follow_each_other_without_a_gap() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        // All at one moment: the id decides.
        for number in 0..7 {
            let from = format!("+25570000010{number}");
            receive(&worker, received(&number.to_string(), &from, world.now())).await;
        }
        let (mut before, mut seen) = (None, Vec::new());
        loop {
            let query = InboxQuery { limit: 3, before, ..InboxQuery::default() };
            let page = tenant.inbox(query).await.unwrap();
            seen.extend(page.items.into_iter().map(|row| row.id));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 7);
        assert!(seen.is_sorted_by(|newer, older| newer > older));
    })
    .await;
}
