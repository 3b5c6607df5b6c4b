use domain::Language;
use store::{Actor, EventFilter, NewLead, StoreError};

use crate::support::on_each;

fn lead(name: &str) -> NewLead {
    NewLead {
        name: name.to_owned(),
        business: None,
        reach: "0712 345 678".to_owned(),
        message: "Je, mnafanya kazi Mwanza?".to_owned(),
        language: Language::Sw,
    }
}

#[tokio::test]
async fn what_visitors_write_is_read_newest_first_in_pages() {
    on_each(async |world| {
        let leads = world.store.leads();
        for name in ["Asha", "Neema", "Juma"] {
            world.advance_s(1);
            leads.leave(lead(name)).await.unwrap();
        }
        let first = leads.list(2, None).await.unwrap();
        let names = |page: &[domain::lead::LeadView]| -> Vec<String> {
            page.iter().map(|lead| lead.name.clone()).collect()
        };
        assert_eq!(names(&first.items), ["Juma", "Neema"]);
        let second = leads.list(2, first.next).await.unwrap();
        assert_eq!((names(&second.items), second.next), (vec!["Asha".to_owned()], None));
        let made_up = leads.list(2, Some("x".to_owned())).await;
        assert!(matches!(made_up, Err(StoreError::Cursor)));
    })
    .await;
}

#[tokio::test]
async fn who_took_care_of_a_message_first_stays_noted() {
    on_each(async |world| {
        let leads = world.store.leads();
        let id = leads.leave(lead("Asha")).await.unwrap().id;
        assert_eq!(leads.open().await.unwrap(), 1);
        let by = |name: &str| Actor { user_id: None, name: name.to_owned() };
        let handled = leads.handle(&by("Rehema"), id).await.unwrap().unwrap();
        assert_eq!(handled.handled_by.as_deref(), Some("Rehema"));
        world.advance_s(60);
        assert_eq!(leads.handle(&by("Ali"), id).await.unwrap(), Some(handled));
        assert_eq!(leads.open().await.unwrap(), 0);
        let log = world.store.platform().events(EventFilter::newest(10), None).await.unwrap();
        let kinds: Vec<_> = log.items.iter().map(|event| event.event_type.as_str()).collect();
        assert_eq!(kinds, ["lead.handled"]);
    })
    .await;
}

#[tokio::test]
async fn an_erased_message_is_gone_and_the_log_does_not_repeat_it() {
    on_each(async |world| {
        let leads = world.store.leads();
        let id = leads.leave(lead("Asha")).await.unwrap().id;
        assert!(leads.erase(&Actor::system(), id).await.unwrap());
        assert!(!leads.erase(&Actor::system(), id).await.unwrap());
        assert_eq!(leads.handle(&Actor::system(), id).await.unwrap(), None);
        assert_eq!(leads.list(10, None).await.unwrap().items, []);
        let log = world.store.platform().events(EventFilter::newest(10), None).await.unwrap();
        assert_eq!(log.items.len(), 1);
        assert!(!format!("{:?}", log.items).contains("Asha"));
    })
    .await;
}
