use chrono::Duration;
use serde_json::json;
use store::{Actor, EventFilter, NewAdmin};

use crate::support::on_each;

#[tokio::test]
async fn the_log_is_read_newest_first_in_pages() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let tenant = world.store.tenant(owner.tenant);
        for number in 0..5 {
            let payload = json!({ "number": number, "a": { "z": 1, "b": [true, null] } });
            tenant.log(&owner.actor(), "test.logged", payload).await.unwrap();
        }
        let first = tenant.events(EventFilter::newest(4), None).await.unwrap();
        assert_eq!(first.items.len(), 4);
        assert!(first.items[0].payload.contains("\"number\":4"));
        let second = tenant.events(EventFilter::newest(4), first.next).await.unwrap();
        let kinds: Vec<_> = second.items.iter().map(|event| event.event_type.as_str()).collect();
        assert_eq!(kinds, ["test.logged", "tenant.signed_up"]);
        assert_eq!(second.next, None);
        let all = world.store.platform().events(EventFilter::newest(50), None).await.unwrap();
        assert_eq!(all.items.len(), 6);
        assert_eq!(all.items[0].tenant_name.as_deref(), Some("Duka"));
    })
    .await;
}

#[tokio::test]
async fn a_whole_chain_is_whole_and_so_is_the_platforms() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let payload = json!({ "zebra": 1, "ant": { "b": 2, "a": [1.5, "x"] }, "text": "é\"" });
        world.store.tenant(owner.tenant).log(&owner.actor(), "x", payload).await.unwrap();
        let platform = world.store.platform();
        assert!(platform.events_whole(Some(owner.tenant)).await.unwrap());
        assert!(platform.events_whole(None).await.unwrap());
        for number in 0..2 {
            let admin = NewAdmin {
                name: "Admin".to_owned(),
                email: format!("{number}@example.co.tz"),
                password_hash: "hash".to_owned(),
            };
            world.store.accounts().create_admin(admin).await.unwrap();
        }
        assert!(platform.events_whole(None).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn entries_that_come_at_once_make_one_chain() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..20 {
            let (tenant, actor) = (world.store.tenant(owner.tenant), owner.actor());
            tasks.spawn(async move { tenant.log(&actor, "x", json!({ "n": number })).await });
        }
        for logged in tasks.join_all().await {
            logged.unwrap();
        }
        assert!(world.store.platform().events_whole(Some(owner.tenant)).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn the_log_is_searched_by_what_who_when_and_any_text() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let tenant = world.store.tenant(owner.tenant);
        let start = world.now();
        for (by, kind, note) in [
            (owner.actor(), "tenant.paused", "100% closed"),
            (Actor::system(), "tenant.resumed", "Open_again"),
            (Actor::system(), "worker.stale", "1000 closed"),
        ] {
            world.advance_s(60);
            tenant.log(&by, kind, json!({ "note": note })).await.unwrap();
        }
        let all = EventFilter::newest(50);
        let text = |text: &str| Some(text.to_owned());
        let minutes = |count| Some(start + Duration::minutes(count));
        let cases = [
            (EventFilter { event_type: text("worker.stale"), ..all.clone() }, vec!["worker.stale"]),
            (
                EventFilter { event_type: text("tenant"), until: None, ..all.clone() },
                vec!["tenant.resumed", "tenant.paused", "tenant.signed_up"],
            ),
            // A part of a group's name is no group.
            (EventFilter { event_type: text("tena"), ..all.clone() }, vec![]),
            (
                EventFilter { actor: text("SYS"), ..all.clone() },
                vec!["worker.stale", "tenant.resumed"],
            ),
            (EventFilter { text: text("100% c"), ..all.clone() }, vec!["tenant.paused"]),
            (EventFilter { text: text("open_"), ..all.clone() }, vec!["tenant.resumed"]),
            (EventFilter { text: text("stale"), ..all.clone() }, vec!["worker.stale"]),
            (EventFilter { text: text("   "), ..all.clone() }.clone(), {
                vec!["worker.stale", "tenant.resumed", "tenant.paused", "tenant.signed_up"]
            }),
            (
                EventFilter { from: minutes(1), until: minutes(3), ..all.clone() },
                vec!["tenant.resumed", "tenant.paused"],
            ),
        ];
        for (filter, wanted) in cases {
            let found = tenant.events(filter.clone(), None).await.unwrap().items;
            let kinds: Vec<_> = found.iter().map(|event| event.event_type.as_str()).collect();
            assert_eq!(kinds, wanted, "{filter:?}");
            let filter = EventFilter { tenant: Some(owner.tenant), ..filter };
            let platform = world.store.platform().events(filter, None).await.unwrap();
            assert_eq!(platform.items.len(), wanted.len());
        }
        // Pages of a search go on where the one before ended.
        let found = EventFilter { event_type: text("tenant"), limit: 2, ..all };
        let first = tenant.events(found.clone(), None).await.unwrap();
        let second = tenant.events(found, first.next).await.unwrap();
        assert_eq!((first.items.len(), second.items.len(), second.next), (2, 1, None));
    })
    .await;
}

#[tokio::test]
async fn what_is_asked_of_one_tenant_never_shows_another() {
    on_each(async |world| {
        let (own, foreign) = (world.owner("Duka").await, world.owner("Soko").await);
        let asked = EventFilter { tenant: Some(foreign.tenant), ..EventFilter::newest(50) };
        let found = world.store.tenant(own.tenant).events(asked, None).await.unwrap();
        assert!(found.items.is_empty(), "{:?}", found.items);
    })
    .await;
}
