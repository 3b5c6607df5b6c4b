use std::sync::Arc;
use std::time::Duration;

use domain::Language;
use domain::lead::LeadForm;
use engine::{AccountNote, Engine, EngineConfig, MailError, MailKind, MailTo};

use crate::world::{PASSWORD, World, address};

fn to(email: &str) -> MailTo {
    MailTo::Person { email: email.into(), language: Language::En }
}

fn note() -> MailKind {
    MailKind::Note { name: "Asha".into(), note: AccountNote::PasswordChanged }
}

#[tokio::test]
async fn a_mail_that_is_not_taken_is_tried_again() {
    let world = World::new().await;
    let refusal = MailError::Unavailable("greylisted".into());
    world.office.refusals.lock().unwrap().push(refusal);
    world.engine.queue_mail(to("a@x.io"), note()).await.unwrap();
    // When this one is through, the first one was refused and put off.
    world.engine.queue_mail(to("b@x.io"), note()).await.unwrap();
    world.mail("b@x.io", "password", 1).await;
    assert_eq!(world.mails_to("a@x.io"), 0);
    world.advance(Duration::from_mins(2));
    world.engine.queue_mail(to("c@x.io"), note()).await.unwrap();
    world.mail("a@x.io", "password", 1).await;
}

#[tokio::test]
async fn a_mail_that_nobody_will_ever_take_is_given_up() {
    let world = World::new().await;
    world.office.refusals.lock().unwrap().push(MailError::Refused("no such user".into()));
    world.engine.queue_mail(to("a@x.io"), note()).await.unwrap();
    world.engine.queue_mail(to("b@x.io"), note()).await.unwrap();
    world.mail("b@x.io", "password", 1).await;
    world.advance(Duration::from_hours(48));
    assert!(world.store.mails().claim(chrono::TimeDelta::minutes(1), 10).await.unwrap().is_empty());
    assert_eq!(world.mails_to("a@x.io"), 0);
}

#[tokio::test]
async fn a_mail_waits_in_the_database_for_the_next_process() {
    let world = World::new().await;
    world.engine.shut_down(Duration::from_secs(5)).await;
    world.engine.queue_mail(to("a@x.io"), note()).await.unwrap();
    assert_eq!(world.mails_to("a@x.io"), 0);
    let config = EngineConfig { mailer: world.office.clone(), ..world.config.clone() };
    let clock = Arc::clone(&world.clock);
    let next = Engine::open(config, world.store.clone(), clock).await.unwrap();
    next.run();
    world.mail("a@x.io", "password", 1).await;
}

#[tokio::test]
async fn what_waits_cannot_be_read_in_the_database() {
    let world = World::new().await;
    world.engine.shut_down(Duration::from_secs(5)).await;
    world.engine.queue_mail(to("barua.ya.siri@x.io"), note()).await.unwrap();
    for file in std::fs::read_dir(world.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("barua.ya.siri"));
    }
}

#[tokio::test]
async fn mails_to_admins_go_to_each_of_them() {
    let world = World::new().await;
    for name in ["msimamizi.wa.kwanza", "msimamizi.wa.pili"] {
        world.engine.create_admin("Msimamizi", &address(name), PASSWORD).await.unwrap();
    }
    world.engine.queue_mail(MailTo::Admins, note()).await.unwrap();
    for name in ["msimamizi.wa.kwanza", "msimamizi.wa.pili"] {
        world.mail(&address(name), "password", 1).await;
    }
}

fn lead(reach: &str) -> LeadForm {
    LeadForm {
        name: "Neema <Juma>".into(),
        business: "Duka la Neema".into(),
        reach: reach.into(),
        message: "Je, mnafanya kazi Mwanza?".into(),
        website: String::new(),
    }
}

#[tokio::test]
async fn what_a_visitor_writes_is_mailed_to_the_contact_address() {
    let contact = "habari@flow.example";
    let world = World::with(|config| config.contact_email = Some(contact.into())).await;
    world.engine.leave_lead(&lead("neema@x.io"), Language::En).await.unwrap().unwrap();
    let mail = world.mail(contact, "A new message from the website", 1).await;
    for part in ["Neema <Juma>", "Duka la Neema", "neema@x.io", "Je, mnafanya kazi Mwanza?"] {
        assert!(mail.text.contains(part), "{part} in {}", mail.text);
    }
    assert!(mail.html.contains("Neema &lt;Juma&gt;") && !mail.html.contains("<Juma>"));
    assert_eq!(mail.reply_to.as_deref(), Some("neema@x.io"), "an answer reaches the visitor");
    // In the language of the page that the visitor wrote on; a phone number is nothing to reply to.
    world.engine.leave_lead(&lead("0712 345 678"), Language::Sw).await.unwrap().unwrap();
    let mail = world.mail(contact, "Ujumbe mpya kutoka tovuti", 1).await;
    assert!(mail.text.contains("Mawasiliano: 0712 345 678") && mail.reply_to.is_none());
    assert_eq!(world.mails_to(contact), 2);
}

#[tokio::test]
async fn what_a_visitor_writes_is_kept_where_nobody_gets_mail_or_the_mail_server_is_down() {
    let silent = World::new().await;
    silent.engine.leave_lead(&lead("neema@x.io"), Language::En).await.unwrap().unwrap();
    assert!(
        silent.store.mails().claim(chrono::TimeDelta::minutes(1), 10).await.unwrap().is_empty()
    );
    assert_eq!(silent.store.leads().open().await.unwrap(), 1);

    let contact = "habari@flow.example";
    let world = World::with(|config| config.contact_email = Some(contact.into())).await;
    world.office.refusals.lock().unwrap().push(MailError::Unavailable("down".into()));
    world.engine.leave_lead(&lead("neema@x.io"), Language::En).await.unwrap().unwrap();
    // When this one is through, the first one was refused and put off.
    world.engine.queue_mail(to("b@x.io"), note()).await.unwrap();
    world.mail("b@x.io", "password", 1).await;
    assert_eq!((world.mails_to(contact), world.store.leads().open().await.unwrap()), (0, 1));
    world.advance(Duration::from_mins(2));
    world.engine.queue_mail(to("c@x.io"), note()).await.unwrap();
    world.mail(contact, "A new message from the website", 1).await;
}

#[tokio::test]
async fn what_a_program_writes_into_every_field_is_mailed_to_nobody() {
    let contact = "habari@flow.example";
    let world = World::with(|config| config.contact_email = Some(contact.into())).await;
    let spam = LeadForm { website: "http://spam.example".into(), ..lead("spam@x.io") };
    assert_eq!(world.engine.leave_lead(&spam, Language::En).await.unwrap(), None);
    world.engine.leave_lead(&lead("neema@x.io"), Language::En).await.unwrap().unwrap();
    world.mail(contact, "A new message from the website", 1).await;
    assert_eq!(world.mails_to(contact), 1);
}
