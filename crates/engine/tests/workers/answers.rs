//! Customers' questions answered from what the business has written down.

use domain::knowledge::{
    AnswerForm, DocumentKind, DocumentView, FileProblem, Fit, TextForm, Tried,
};
use domain::message::ConversationMode;
use domain::{Decision, Problem};
use engine::{EngineError, FileRefused};
use store::{Actor, DocumentInput, PassageInput};

use crate::world::{World, inbound, outbound, setup_form, wait_for};

const NEEMA: &str = "+255754000001";
const JUMA: &str = "+255754000002";

fn answer(question: &str, answer: &str) -> AnswerForm {
    AnswerForm { question: question.into(), answer: answer.into(), ..AnswerForm::default() }
}

const HOURS: &str = "# Duka la Asha\n\n## Maegesho\n\nMaegesho ya magari yapo nyuma ya duka, ni bure.\n\n\
    ## Malipo\n\nTunapokea M-Pesa na pesa taslimu.\n";

#[tokio::test]
async fn a_question_is_answered_an_unknown_one_is_noted_once_and_counted_twice() {
    let world = World::new().await;
    let shop = world.linked("Salon").await;
    let (engine, by) = (&world.engine, &shop.owner);
    engine.save_answer(by, &answer("Mna wifi?", "Ndiyo, wifi ni bure kwa wateja.")).await.unwrap();
    engine.save_file(by, "duka.md".into(), HOURS.as_bytes().to_vec()).await.unwrap();

    world.say(&shop, NEEMA, "je, wifi ipo hapo?").await;
    let log = world.until_log(&shop, "the answer", |log| !outbound(log).is_empty()).await;
    let said = &outbound(&log)[0].text;
    assert!(said.contains("Ndiyo, wifi ni bure kwa wateja."), "{said}");
    let decision = inbound(&log)[0].decision.clone().unwrap();
    assert!(
        matches!(&decision, Decision::Answered { step, .. } if step == "questions"),
        "{decision:?}"
    );

    world.say(&shop, NEEMA, "naweza kuegesha gari wapi").await;
    let log = world.until_log(&shop, "the second answer", |log| outbound(log).len() >= 2).await;
    let said = &outbound(&log)[1].text;
    assert!(said.contains("nyuma ya duka"), "{said}");

    for (customer, question) in [(NEEMA, "mnatengeneza kompyuta?"), (JUMA, "Mnatengeneza kompyuta")]
    {
        let before = outbound(&world.log(&shop).await).len();
        world.say(&shop, customer, question).await;
        let what = "the offer of a person";
        let log = world.until_log(&shop, what, |log| outbound(log).len() > before).await;
        let said = &outbound(&log)[before].text;
        assert!(said.contains("sina jibu la swali hilo"), "{said}");
    }
    let open = engine.open_questions(by).await.unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!((open[0].text.as_str(), open[0].times), ("Mnatengeneza kompyuta", 2));

    // The owner answers it, and the next customer gets that.
    let asked = open[0].id.to_string();
    let form = AnswerForm { asked, ..answer("Mnatengeneza kompyuta?", "Hapana, simu tu.") };
    engine.save_answer(by, &form).await.unwrap();
    assert!(engine.open_questions(by).await.unwrap().is_empty());
    let before = outbound(&world.log(&shop).await).len();
    world.say(&shop, JUMA, "mnatengeneza kompyuta?").await;
    let log = world.until_log(&shop, "the new answer", |log| outbound(log).len() > before).await;
    assert!(outbound(&log)[before].text.contains("Hapana, simu tu."));

    // Who was offered a person and wants one gets one.
    world.say(&shop, NEEMA, "1").await;
    let log = world
        .until_log(&shop, "the hand-over", |log| {
            inbound(log).iter().any(|message| {
                matches!(&message.decision, Some(Decision::HandedOver { step, .. }) if step == "person")
            })
        })
        .await;
    assert!(!log.is_empty());
    let waiting = world.detail(&shop).await.waiting;
    assert!(!waiting.is_empty(), "{:?}", ConversationMode::Human);
}

#[tokio::test]
async fn a_business_that_wrote_nothing_down_is_answered_for_as_before() {
    let world = World::new().await;
    let shop = world.linked("Salon").await;
    world.say(&shop, NEEMA, "je, wifi ipo hapo?").await;
    let log = world.until_log(&shop, "the menu", |log| !outbound(log).is_empty()).await;
    assert!(outbound(&log)[0].text.starts_with("Karibu Salon. Andika: 1)"));
    assert!(world.engine.open_questions(&shop.owner).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_owner_tries_a_question_and_reads_what_the_assistant_would_say() {
    let world = World::new().await;
    let shop = world.shop("Salon").await;
    let (engine, by) = (&world.engine, &shop.owner);
    assert_eq!(engine.try_question(by, "wifi").await.unwrap(), Tried::Nothing);
    engine.save_answer(by, &answer("Mna wifi?", "Ndiyo, wifi ni bure.")).await.unwrap();
    assert_eq!(engine.try_question(by, "je?").await.unwrap(), Tried::NoWords);
    assert_eq!(engine.try_question(by, "kompyuta").await.unwrap(), Tried::Nothing);
    let tried = engine.try_question(by, "mna wifi").await.unwrap();
    let Tried::Best { fit, said, .. } = tried else { panic!("{tried:?}") };
    assert_eq!((fit, said.as_deref()), (Fit::Good, Some("Ndiyo, wifi ni bure.")));
    // One letter wrong is one letter wrong.
    let text = TextForm {
        title: "Manukato".into(),
        text: "Manukato yetu yanauzwa 25,000.".into(),
        ..TextForm::default()
    };
    engine.save_text(by, &text).await.unwrap();
    let tried = engine.try_question(by, "mnauza manukto?").await.unwrap();
    assert!(matches!(&tried, Tried::Best { said: Some(_), .. }), "{tried:?}");
}

#[tokio::test]
async fn passages_of_older_rules_are_made_anew_when_the_worker_begins() {
    let world = World::new().await;
    let shop = world.shop("Salon").await;
    let door = world.store.tenant(shop.tenant);
    let passage = |text: &str| PassageInput {
        title: None,
        text: text.to_owned(),
        words: vec!["zamani".to_owned()],
    };
    let old = |kind, title: &str, source: &str| DocumentInput {
        kind,
        title: title.to_owned(),
        file_name: None,
        size_bytes: 1,
        source: source.to_owned(),
        rules: knowledge::RULES - 1,
        passages: vec![passage(source)],
    };
    let by = Actor::system();
    let qa = old(DocumentKind::Qa, "Mna wifi?", "Ndiyo, wifi ni bure.");
    let text = old(DocumentKind::Text, "Duka la Asha", HOURS);
    for document in [qa, text] {
        door.save_document(&by, None, document, None).await.unwrap();
    }
    let before = world.engine.documents(&shop.owner).await.unwrap();
    let lost = world.engine.try_question(&shop.owner, "mna wifi").await.unwrap();
    assert_eq!(lost, Tried::Nothing);
    assert_eq!(door.stale_documents(knowledge::RULES).await.unwrap().len(), 2);

    let request = world.engine.submit_setup(&shop.owner, &setup_form("Salon")).await.unwrap();
    world.engine.approve_request(&world.admin, request.id, None).await.unwrap();
    wait_for("the documents to be made anew", async || {
        door.stale_documents(knowledge::RULES).await.unwrap().is_empty().then_some(())
    })
    .await;
    for (question, said) in
        [("mna wifi", "wifi ni bure"), ("naegesha wapi gari, maegesho", "nyuma ya duka")]
    {
        let tried = world.engine.try_question(&shop.owner, question).await.unwrap();
        let Tried::Best { said: Some(found), .. } = tried else { panic!("{question}: {tried:?}") };
        assert!(found.contains(said), "{found}");
    }
    // Nobody changed them, so they say so.
    let after = world.engine.documents(&shop.owner).await.unwrap();
    let times = |list: &[DocumentView]| list.iter().map(|it| it.updated_at).collect::<Vec<_>>();
    assert_eq!(times(&before), times(&after));
}

#[tokio::test]
async fn what_cannot_be_kept_is_said_in_words() {
    let world = World::new().await;
    let shop = world.shop("Salon").await;
    let (engine, by) = (&world.engine, &shop.owner);
    let Err(EngineError::Invalid(wrong)) = engine.save_answer(by, &answer(" ", "")).await else {
        panic!("it was kept")
    };
    let wrong: Vec<_> = wrong.iter().map(|p| (p.field.as_str(), p.problem.clone())).collect();
    assert_eq!(wrong, [("question", Problem::Required), ("answer", Problem::Required)]);
    for (name, bytes, problem) in [
        ("", &b""[..], FileProblem::Missing),
        ("bei.md", b"  \n ", FileProblem::NoText),
        ("bei.exe", b"MZ\0\0", FileProblem::UnknownKind),
        ("bei.pdf", b"%PDF-1.7 broken", FileProblem::Broken),
    ] {
        let refused = engine.save_file(by, name.to_owned(), bytes.to_vec()).await;
        assert!(
            matches!(&refused, Err(FileRefused::Problem(found)) if *found == problem),
            "{name}: {refused:?}"
        );
    }
    assert!(engine.documents(by).await.unwrap().is_empty());
}
