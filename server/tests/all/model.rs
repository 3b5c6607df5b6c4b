//! Answers in the words of a language model, over a real connection to a server of our own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::knowledge::{AnswerForm, Tried};
use domain::message::Direction;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use server::operations::doctor::{self, Level};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::world::{Person, World};

const NEEMA: &str = "+255754000001";
const PASSAGE: &str = "Wifi ni bure, neno la siri ni karibu2026.";
const KEY: &str = "sk-siri-ya-duka";

/// What the model says.
#[derive(Clone, Copy)]
enum Says {
    Words(&'static str),
    Status(StatusCode),
    NoJson,
    /// Nothing, for longer than anybody waits.
    Nothing,
}

/// A model on this machine that keeps what it is asked.
struct Model {
    url: String,
    asked: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
    _serving: JoinSet<()>,
}

#[derive(Clone)]
struct Serves {
    says: Says,
    asked: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
}

impl Model {
    async fn new(says: Says) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let router = Router::new()
            .route("/v1/chat/completions", post(serve))
            .with_state(Serves { says, asked: asked.clone() });
        let mut serving = JoinSet::new();
        serving.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, asked, _serving: serving }
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

async fn serve(State(serves): State<Serves>, headers: HeaderMap, body: String) -> Response {
    let asked = serde_json::from_str(&body).unwrap();
    serves.asked.lock().unwrap().push((headers, asked));
    match serves.says {
        Says::Words(text) => {
            let choice = json!({ "message": { "role": "assistant", "content": text } });
            axum::Json(json!({ "choices": [choice] })).into_response()
        }
        Says::Status(status) => (status, KEY).into_response(),
        Says::NoJson => "<html>".into_response(),
        Says::Nothing => std::future::pending().await,
    }
}

/// A shop that wrote one passage, and a customer.
struct Trial {
    world: World,
    owner: Person,
    model: Model,
}

impl Trial {
    async fn new(says: Says, daily: &'static str) -> Self {
        let model = Model::new(says).await;
        let world = World::with(&[
            ("FLOWHQ_MODEL_URL", &model.url),
            ("FLOWHQ_MODEL_NAME", "a-small-one"),
            ("FLOWHQ_MODEL_KEY", KEY),
            ("FLOWHQ_MODEL_SECONDS", "1"),
            ("FLOWHQ_MODEL_DAILY", daily),
            ("FLOWHQ_FRAGMENT_SECONDS", "0"),
        ])
        .await;
        world.engine.run();
        let owner = world.owner("Duka").await;
        world.connect_phone(&owner).await;
        let form = AnswerForm {
            question: "Mna wifi ya bure kwa wateja?".to_owned(),
            answer: PASSAGE.to_owned(),
            ..AnswerForm::default()
        };
        world.engine.save_answer(&owner.principal, &form).await.unwrap();
        Self { world, owner, model }
    }

    /// What the customer is answered.
    async fn answer(&self, question: &str) -> String {
        let before = self.replies().await.len();
        self.world.say(&self.owner, NEEMA, question).await;
        for _ in 0..400 {
            if let Some(reply) = self.replies().await.get(before) {
                return reply.clone();
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{question} was not answered")
    }

    /// What the owner is shown who tries a question: the reply, and whether the model worded it.
    async fn tried(&self, question: &str) -> (String, bool) {
        let by = &self.owner.principal;
        let tried = self.world.engine.try_question(by, question).await.unwrap();
        let Tried::Best { said: Some(said), phrased, .. } = tried else { panic!("{tried:?}") };
        (said, phrased)
    }

    async fn replies(&self) -> Vec<String> {
        let (by, tenant) = (&self.owner.principal, self.owner.tenant());
        let log = self.world.engine.messages(by, tenant, None, 100, None).await.unwrap();
        let mut items = log.items;
        items.reverse();
        items.retain(|message| message.direction == Direction::Out);
        items.into_iter().map(|message| message.text).collect()
    }
}

#[tokio::test]
async fn a_good_answer_is_told_and_the_model_sees_question_and_passages_only() {
    let trial = Trial::new(Says::Words(" Ndiyo, wifi yetu ni bure kabisa. "), "200").await;
    let said = trial.answer("je, mna wifi ya bure kwa wateja? 0754987654").await;
    assert!(said.contains("Ndiyo, wifi yetu ni bure kabisa."), "{said}");
    let asked = trial.model.asked.lock().unwrap().clone();
    let [(headers, body)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(body["model"], "a-small-one");
    let all = body.to_string();
    assert!(all.contains(PASSAGE) && all.contains("je, mna wifi ya bure kwa wateja?"), "{all}");
    for hidden in ["0754", "987", "754000001", "Duka", "Mama", "Owner"] {
        assert!(!all.contains(hidden), "{hidden} in {all}");
    }
}

#[tokio::test]
async fn whatever_goes_wrong_the_passage_is_told() {
    for says in [
        Says::Nothing,
        Says::Status(StatusCode::INTERNAL_SERVER_ERROR),
        Says::Status(StatusCode::FOUND),
        Says::NoJson,
        Says::Words(""),
        Says::Words("NO_ANSWER"),
        Says::Words("Ndiyo, wifi ni shilingi 500."),
    ] {
        let trial = Trial::new(says, "200").await;
        let said = trial.answer("je, wifi ipo hapo?").await;
        assert!(said.contains(PASSAGE), "{said}");
        assert_eq!(trial.model.asked(), 1);
    }
}

#[tokio::test]
async fn when_the_days_questions_are_used_up_the_passage_is_told() {
    let trial = Trial::new(Says::Words("Ndiyo, ni bure."), "1").await;
    let said = trial.answer("je, wifi ipo hapo?").await;
    assert!(said.contains("Ndiyo, ni bure."), "{said}");
    let said = trial.answer("wifi ipo?").await;
    assert!(said.contains(PASSAGE), "{said}");
    assert_eq!(trial.model.asked(), 1);
}

#[tokio::test]
async fn the_owner_who_tries_a_question_reads_what_a_customer_would() {
    let trial = Trial::new(Says::Words("Ndiyo, wifi yetu ni bure kabisa."), "1").await;
    let (said, phrased) = trial.tried("mna wifi ya bure?").await;
    assert_eq!((said.as_str(), phrased), ("Ndiyo, wifi yetu ni bure kabisa.", true));
    // It counts among the day's questions like any other.
    let (said, phrased) = trial.tried("mna wifi ya bure?").await;
    assert_eq!((said.as_str(), phrased, trial.model.asked()), (PASSAGE, false, 1));
    let strays = Trial::new(Says::Words("Ndiyo, wifi ni shilingi 500."), "200").await;
    let (said, phrased) = strays.tried("mna wifi ya bure?").await;
    assert_eq!((said.as_str(), phrased, strays.model.asked()), (PASSAGE, false, 1));
}

/// What the doctor finds of the model: how it came out, and all that it says.
async fn examined(settings: &[(&'static str, &str)]) -> (Level, String) {
    let folder = tempfile::tempdir().unwrap();
    let findings = doctor::examine(&crate::world::config(&folder, settings)).await;
    let found = findings.into_iter().find(|finding| finding.check == "language model").unwrap();
    (found.level, format!("{} {}", found.found, found.advice.unwrap_or_default()))
}

#[tokio::test]
async fn the_doctor_tells_whether_the_model_is_there() {
    let (level, said) = examined(&[]).await;
    assert!(level == Level::Ok && said.contains("off"), "{said}");
    for (says, level, words) in [
        (Says::Words("Yes."), Level::Ok, "a-small-one"),
        (Says::Words("NO_ANSWER"), Level::Ok, "answers within 1 s"),
        (Says::Status(StatusCode::UNAUTHORIZED), Level::Warning, "401"),
        (Says::Status(StatusCode::FOUND), Level::Warning, "FLOWHQ_MODEL_URL"),
        (Says::NoJson, Level::Warning, "cannot be read"),
        (Says::Nothing, Level::Warning, "did not answer within 1 s"),
    ] {
        let model = Model::new(says).await;
        let (found, said) = examined(&[
            ("FLOWHQ_MODEL_URL", &model.url),
            ("FLOWHQ_MODEL_NAME", "a-small-one"),
            ("FLOWHQ_MODEL_KEY", KEY),
            ("FLOWHQ_MODEL_SECONDS", "1"),
        ])
        .await;
        assert!(found == level && said.contains(words), "{words}: {said}");
        assert!(!said.contains(KEY), "{said}");
        assert_eq!(model.asked(), 1);
    }
}

#[tokio::test]
async fn the_key_is_shown_nowhere() {
    let model = Model::new(Says::Nothing).await;
    let settings = [
        ("FLOWHQ_MODEL_URL", model.url.as_str()),
        ("FLOWHQ_MODEL_NAME", "m"),
        ("FLOWHQ_MODEL_KEY", KEY),
    ];
    let config = crate::world::config(&tempfile::tempdir().unwrap(), &settings);
    assert!(config.model.is_some() && !format!("{config:?}").contains(KEY));
}
