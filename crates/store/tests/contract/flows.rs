//! A business's own flow: drafts, versions, and what conversations under way are told.

use domain::editor::{FlowVersionView, Onward};
use domain::message::ConversationMode;
use domain::{Conflict, Decision, TemplateType};
use serde_json::{Value, json};
use store::{Actor, DraftInput, Publication, Settlement, StoreError, TenantStore};

use crate::support::{OneByOne, on_each, receive, received};

fn draft(definition: &str, over: Option<i64>) -> DraftInput {
    let template = TemplateType::Salon;
    DraftInput { base_number: None, template, definition: definition.to_owned(), over }
}

fn publication(definition: &str, revision: i64) -> Publication {
    Publication {
        definition: definition.to_owned(),
        note: None,
        again: None,
        revision: Some(revision),
        onward: Onward::Keep,
    }
}

async fn published(tenant: &TenantStore, definition: &str) -> FlowVersionView {
    let by = Actor::system();
    let revision = tenant.save_flow_draft(&by, draft(definition, None)).await.unwrap();
    tenant.publish_flow(&by, publication(definition, revision)).await.unwrap()
}

fn is_changed_draft<T: std::fmt::Debug>(answer: Result<T, StoreError>, by: &str) {
    let Err(StoreError::Conflict(Conflict::DraftChanged { name })) = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(name, by);
}

#[tokio::test]
async fn a_draft_is_kept_for_whoever_saw_it_last() {
    on_each(async |world| {
        let tenant = world.store.tenant(world.owner("Duka").await.tenant);
        let asha = Actor { user_id: None, name: "Asha".to_owned() };
        assert_eq!(tenant.flow_draft().await.unwrap(), None);
        assert_eq!(tenant.save_flow_draft(&asha, draft("one", None)).await.unwrap(), 1);
        assert_eq!(tenant.save_flow_draft(&asha, draft("two", Some(1))).await.unwrap(), 2);
        is_changed_draft(tenant.save_flow_draft(&asha, draft("three", Some(1))).await, "Asha");
        is_changed_draft(tenant.save_flow_draft(&asha, draft("three", None)).await, "Asha");
        let kept = tenant.flow_draft().await.unwrap().unwrap();
        assert_eq!((kept.definition.as_str(), kept.revision), ("two", 2));
        assert!(tenant.drop_flow_draft(&asha).await.unwrap());
        assert!(!tenant.drop_flow_draft(&asha).await.unwrap());
        is_changed_draft(tenant.save_flow_draft(&asha, draft("four", Some(2))).await, "");
    })
    .await;
}

#[tokio::test]
async fn versions_are_numbered_and_an_older_one_is_used_again_as_a_new_one() {
    on_each(async |world| {
        let tenant = world.store.tenant(world.owner("Duka").await.tenant);
        let by = Actor::system();
        assert_eq!(tenant.flow_standing().await.unwrap().active, None);
        let first = published(&tenant, "one").await;
        assert_eq!(tenant.flow_draft().await.unwrap(), None);
        let second = published(&tenant, "two").await;
        assert_eq!((first.number, second.number), (1, 2));
        is_changed_draft(tenant.publish_flow(&by, publication("three", 1)).await, "");

        let again = Publication { again: Some(1), revision: None, ..publication("one", 0) };
        let again = tenant.publish_flow(&by, again).await.unwrap();
        assert_eq!((again.number, again.from_number), (3, Some(1)));
        let page = tenant.flow_versions(None).await.unwrap();
        let listed: Vec<_> = page.items.iter().map(|it| (it.number, it.active)).collect();
        assert_eq!((listed, page.next), (vec![(3, true), (2, false), (1, false)], None));
        assert_eq!(tenant.flow_standing().await.unwrap().active, Some(again));
        let stored = tenant.flow_of(second.id).await.unwrap().unwrap();
        assert_eq!((stored.definition.as_str(), stored.version.number), ("two", 2));
        assert_eq!(tenant.flow_version(2).await.unwrap(), Some(stored));
        assert_eq!(tenant.flow_version(9).await.unwrap(), None);

        assert!(tenant.use_built_in_flow(&by, Onward::Keep).await.unwrap());
        assert!(!tenant.use_built_in_flow(&by, Onward::Keep).await.unwrap());
        assert_eq!(tenant.flow_standing().await.unwrap().active, None);
    })
    .await;
}

#[tokio::test]
async fn many_versions_come_in_pages() {
    on_each(async |world| {
        let tenant = world.store.tenant(world.owner("Duka").await.tenant);
        for _ in 0..21 {
            published(&tenant, "x").await;
        }
        let first = tenant.flow_versions(None).await.unwrap();
        assert_eq!((first.items.len(), first.next.as_deref()), (20, Some("2")));
        let rest = tenant.flow_versions(first.next.as_deref()).await.unwrap();
        assert_eq!((rest.items.len(), rest.next), (1, None));
        let refused = tenant.flow_versions(Some("x")).await;
        assert!(matches!(refused, Err(StoreError::Cursor)), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn conversations_begin_anew_where_that_is_wanted_and_keep_what_is_put_together() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let state = json!({ "at": "menu", "basket": "two of flour" });
        let (mut waiting, mut talks) = (Vec::new(), Vec::new());
        for (number, mode) in [(1, ConversationMode::Bot), (2, ConversationMode::Human)] {
            let from = format!("+25570000000{number}");
            let heard = receive(&worker, received(&number.to_string(), &from, world.now())).await;
            let settled = Settlement {
                flow_state: Some(Some(state.clone())),
                mode: Some(mode),
                ..Settlement::of(heard.id, Decision::Joined {})
            };
            worker.settle(settled).await.unwrap();
            talks.push(heard.conversation_id);
            waiting.push(state.clone());
        }
        let states = async || {
            let standing = worker.standing(talks.clone()).await.unwrap();
            let state = |id| standing.conversations[id].flow_state.clone().unwrap();
            (talks.iter().map(state).collect::<Vec<Value>>(), standing.flow_version)
        };
        let first = published(&tenant, "one").await;
        assert_eq!(states().await, (waiting.clone(), Some(first.id)));
        assert!(tenant.use_built_in_flow(&Actor::system(), Onward::Renew).await.unwrap());
        let left = json!({ "at": null, "basket": "two of flour" });
        assert_eq!(states().await, (vec![left, waiting[1].clone()], None));
    })
    .await;
}
