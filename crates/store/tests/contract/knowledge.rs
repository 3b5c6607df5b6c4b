//! What a business writes down, how its words are found, and what customers asked in vain.

use domain::knowledge::{DOCUMENTS_MAX, DocumentKind, PASSAGES_MAX};
use domain::{Conflict, Decision, DocumentId, RecordId};
use store::{DocumentInput, PassageInput, Settlement, StoreError, TenantStore, Unanswered, Wanted};

use crate::support::{OneByOne, World, on_each, receive, received};

fn document(title: &str, passages: &[(&str, &str)]) -> DocumentInput {
    let passage = |(title, text): &(&str, &str)| PassageInput {
        title: Some((*title).to_owned()),
        text: (*text).to_owned(),
        // Reduced above the store; here they are plain already.
        words: format!("{title} {text}").split_whitespace().map(str::to_owned).collect(),
    };
    DocumentInput {
        kind: DocumentKind::Text,
        title: title.to_owned(),
        file_name: None,
        size_bytes: 7,
        rules: 1,
        source: "chanzo".to_owned(),
        passages: passages.iter().map(passage).collect(),
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// The titles of the passages that are found, each word weighing as much as it is long.
async fn found(tenant: &TenantStore, text: &str) -> Vec<String> {
    let wanted = words(text)
        .into_iter()
        .map(|word| Wanted { weight: u32::try_from(word.len()).unwrap(), word })
        .collect();
    let found = tenant.find_passages(wanted, 3).await.unwrap();
    found.into_iter().map(|passage| passage.title.unwrap()).collect()
}

const PRICES: [(&str, &str); 4] = [
    ("kusuka", "rasta bei 35000 siku moja"),
    ("kunyoa", "bei 5000 dakika"),
    ("manicure", "bei 15000 kucha"),
    ("saa", "fungua jumatatu ijumaa"),
];

#[tokio::test]
async fn a_document_is_kept_with_its_passages_changed_and_removed() {
    on_each(async |world| {
        let owner = world.owner("Mama").await;
        let (tenant, by) = (world.store.tenant(owner.tenant), owner.actor());
        let input = document("Bei", &PRICES);
        let id = tenant.save_document(&by, None, input, None).await.unwrap().unwrap();
        let listed = tenant.documents().await.unwrap();
        assert_eq!((listed[0].id, listed[0].passages, listed.len()), (id, 4, 1));
        let kept = tenant.document(id).await.unwrap().unwrap();
        assert_eq!((kept.source.as_str(), &kept.document), ("chanzo", &listed[0]));
        let titles: Vec<_> = kept.passages.iter().map(|it| it.title.clone().unwrap()).collect();
        assert_eq!(titles, PRICES.map(|(title, _)| title));

        let other = document("Bei mpya", &[("pedicure", "bei 20000")]);
        assert_eq!(tenant.save_document(&by, Some(id), other, None).await.unwrap(), Some(id));
        assert_eq!(found(&tenant, "rasta").await, Vec::<String>::new());
        assert_eq!(found(&tenant, "pedicure").await, ["pedicure"]);
        assert_eq!(tenant.vocabulary().await.unwrap(), ["20000", "bei", "pedicure"]);

        assert!(tenant.remove_document(&by, id).await.unwrap());
        assert!(!tenant.remove_document(&by, id).await.unwrap());
        assert_eq!(found(&tenant, "pedicure").await, Vec::<String>::new());
        assert_eq!(tenant.word_counts(words("pedicure")).await.unwrap().containing, [0]);
        assert!(tenant.documents().await.unwrap().is_empty());
        let nobodys = DocumentId::from_uuid(id.uuid());
        let gone = tenant.save_document(&by, Some(nobodys), document("x", &[]), None).await;
        assert_eq!(gone.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn words_are_counted_and_the_heaviest_passages_come_first_on_every_database_alike() {
    let answers = std::sync::Mutex::new(Vec::new());
    on_each(async |world| {
        let owner = world.owner("Mama").await;
        let (tenant, by) = (world.store.tenant(owner.tenant), owner.actor());
        tenant.save_document(&by, None, document("Bei", &PRICES), None).await.unwrap();
        let odd = [("ng'ombe \\ \"x\" OR", "a'b ' & | !  5.000 ué 日本")];
        tenant.save_document(&by, None, document("Odd", &odd), None).await.unwrap();
        let mut told = Vec::new();
        for question in [
            "bei",
            "bei kusuka rasta",
            "bei dakika",
            "saa fungua",
            "ng'ombe",
            "x\" OR bei",
            "a'b",
            "\\ & | ! ( * :",
            "ué",
            "日本",
            "5.000",
            "hakuna",
            "",
        ] {
            let counts = tenant.word_counts(words(question)).await.unwrap();
            assert_eq!(counts.passages, 5, "{question}");
            told.push((question, counts.containing, found(&tenant, question).await));
        }
        assert_eq!(told[0].1, [3]);
        assert_eq!(told[0].2, ["kusuka", "kunyoa", "manicure"]);
        assert_eq!(told[1].1, [3, 1, 1]);
        assert_eq!(told[1].2, ["kusuka", "kunyoa", "manicure"]);
        assert_eq!(told[2].2, ["kunyoa", "kusuka", "manicure"]);
        assert_eq!(told[4].1, [1]);
        answers.lock().unwrap().push(told);
    })
    .await;
    let answers = answers.into_inner().unwrap();
    // Words are letters and digits only when they come here; what they are made of may not matter all the same.
    let plain = |told: &[(&'static str, Vec<u64>, Vec<String>)]| {
        told.iter()
            .filter(|(question, ..)| !question.contains(['\\', '&', '.', '"']))
            .cloned()
            .collect::<Vec<_>>()
    };
    for pair in answers.windows(2) {
        assert_eq!(plain(&pair[0]), plain(&pair[1]));
    }
}

#[tokio::test]
async fn nobody_finds_the_words_of_another() {
    on_each(async |world| {
        let (one, other) = (world.owner("Mama").await, world.owner("Baba").await);
        let tenant = world.store.tenant(one.tenant);
        let id = tenant.save_document(&one.actor(), None, document("Bei", &PRICES), None).await;
        let id = id.unwrap().unwrap();
        let stranger = world.store.tenant(other.tenant);
        assert_eq!(stranger.word_counts(words("bei rasta")).await.unwrap().containing, [0, 0]);
        assert_eq!(found(&stranger, "bei rasta").await, Vec::<String>::new());
        assert!(stranger.vocabulary().await.unwrap().is_empty());
        let by = other.actor();
        let taken = stranger.save_document(&by, Some(id), document("x", &PRICES), None).await;
        assert_eq!(taken.unwrap(), None);
        assert!(!stranger.remove_document(&by, id).await.unwrap());
        assert_eq!(found(&tenant, "rasta").await, ["kusuka"]);
    })
    .await;
}

#[tokio::test]
async fn there_is_an_end_to_documents_and_to_passages() {
    on_each(async |world| {
        let owner = world.owner("Mama").await;
        let (tenant, by) = (world.store.tenant(owner.tenant), owner.actor());
        let many = vec![("kichwa", "neno"); PASSAGES_MAX as usize - 1];
        let first = tenant.save_document(&by, None, document("Ndefu", &many), None).await.unwrap();
        let two = document("Mbili", &[("a", "b"), ("c", "d")]);
        let refused = tenant.save_document(&by, None, two, None).await.unwrap_err();
        let full = Conflict::PassagesFull { max: PASSAGES_MAX };
        assert!(matches!(&refused, StoreError::Conflict(found) if *found == full), "{refused:?}");
        assert_eq!(tenant.documents().await.unwrap().len(), 1, "nothing of it is kept");
        assert!(tenant.remove_document(&by, first.unwrap()).await.unwrap());

        for _ in 0..DOCUMENTS_MAX {
            tenant.save_document(&by, None, document("x", &[("a", "b")]), None).await.unwrap();
        }
        let refused = tenant.save_document(&by, None, document("x", &[("a", "b")]), None).await;
        let full = Conflict::DocumentsFull { max: DOCUMENTS_MAX };
        assert!(matches!(&refused, Err(StoreError::Conflict(found)) if *found == full));
    })
    .await;
}

async fn ask(world: &World, worker: &store::WorkerStore, id: &str, text: &str, key: &str) {
    let message = receive(worker, received(id, "+255700000001", world.now())).await;
    let decision = Decision::Answered { flow: "X".into(), step: "y".into(), delayed_by: None };
    let unanswered = Some(Unanswered { text: text.to_owned(), key: key.to_owned() });
    let settlement = Settlement { unanswered, ..Settlement::of(message.id, decision) };
    worker.settle(settlement.clone()).await.unwrap();
    // Whoever settles it again notes nothing.
    worker.settle(settlement).await.unwrap();
}

#[tokio::test]
async fn a_question_is_noted_once_and_counted_until_somebody_sees_to_it() {
    on_each(async |world| {
        let (owner, lease) = world.working("Mama").await;
        let (tenant, by, worker) =
            (world.store.tenant(owner.tenant), owner.actor(), world.worker(&lease));
        ask(world, &worker, "1", "Mna wifi?", "wifi").await;
        ask(world, &worker, "2", "Bei ya rasta?", "bei rasta").await;
        world.advance_s(60);
        ask(world, &worker, "3", "wifi ipo", "wifi").await;
        let open = tenant.open_questions(10).await.unwrap();
        let told: Vec<_> = open.iter().map(|it| (it.text.as_str(), it.times)).collect();
        assert_eq!(told, [("wifi ipo", 2), ("Bei ya rasta?", 1)]);
        assert_eq!(open[0].last_asked_at, world.now());
        assert!(open[0].contact_id.is_some());

        let answer = document("Mna wifi?", &[("wifi", "ndiyo")]);
        tenant.save_document(&by, None, answer, Some(open[0].id)).await.unwrap();
        assert!(tenant.dismiss_question(&by, open[1].id).await.unwrap());
        assert!(!tenant.dismiss_question(&by, open[1].id).await.unwrap());
        assert!(tenant.open_questions(10).await.unwrap().is_empty());
        assert_eq!(tenant.open_question(open[0].id).await.unwrap(), None);

        // Asked again, it waits again.
        ask(world, &worker, "4", "wifi?", "wifi").await;
        let open = tenant.open_questions(10).await.unwrap();
        assert_eq!((open.len(), open[0].times), (1, 1));
    })
    .await;
}
