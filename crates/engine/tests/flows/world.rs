//! A small world: one database, one engine, a clock that stands still.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::editor::{EditorView, FlowActForm, PublishForm, StepTextsForm, TextForm};
use domain::{Clock, Conflict, Instant};
use engine::{Engine, EngineConfig, EngineError};
use sea_orm::{ConnectionTrait, Database, Statement};
use store::{SecretKey, Store, StoreConfig};
use tempfile::TempDir;

use crate::support::{NOW, Shop};

struct StillClock(Instant);

impl Clock for StillClock {
    fn now(&self) -> Instant {
        self.0
    }
}

pub struct World {
    pub engine: Engine,
    url: String,
    _folder: TempDir,
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(StillClock(NOW.parse().unwrap()));
        let url = format!("sqlite://{}", folder.path().join("flowhq.db").display());
        let key = SecretKey::generate();
        let config = StoreConfig::new(url.clone());
        let store = Store::connect(&config, key, clock.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let engine = Engine::open(EngineConfig::default(), store, clock).await.unwrap();
        Self { engine, url, _folder: folder }
    }

    pub async fn shop(&self) -> Shop {
        self.shop_named("Mama Salon").await
    }

    pub async fn shop_named(&self, name: &str) -> Shop {
        Shop::new(&self.engine, name).await
    }

    pub async fn editor(&self, shop: &Shop) -> EditorView {
        self.engine.flow_editor(&shop.owner, shop.tenant).await.unwrap()
    }

    /// The Swahili of a text.
    pub async fn text(&self, shop: &Shop, step: &str, part: &str) -> String {
        let editor = self.editor(shop).await;
        let step = editor.steps.into_iter().find(|found| found.id == step).unwrap();
        step.parts.into_iter().find(|found| found.part == part).unwrap().text.sw
    }

    /// Gives the Swahili of a text another wording.
    pub async fn word(&self, shop: &Shop, step: &str, part: &str, text: &str) {
        let was = self.text(shop, step, part).await;
        let form = texts(step, part, &was, text);
        self.engine.save_step_texts(&shop.owner, shop.tenant, &form).await.unwrap();
    }

    pub async fn act(&self, shop: &Shop, form: FlowActForm) -> Result<(), EngineError> {
        self.engine.change_flow(&shop.owner, shop.tenant, &form).await
    }

    pub async fn publish(&self, shop: &Shop) -> Result<i32, EngineError> {
        let revision = self.editor(shop).await.draft.map_or(0, |draft| draft.revision);
        let form = PublishForm { revision, note: " Wiki ya ofa ".into(), onward: "keep".into() };
        self.engine.publish_flow(&shop.owner, shop.tenant, &form).await
    }

    /// How many rows each table has.
    pub async fn rows(&self) -> BTreeMap<String, i64> {
        let db = Database::connect(&self.url).await.unwrap();
        let ask = async |sql: String| {
            db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap()
        };
        let tables = ask("SELECT name FROM sqlite_master WHERE type = 'table'".to_owned()).await;
        let mut rows = BTreeMap::new();
        for table in tables {
            let table: String = table.try_get("", "name").unwrap();
            let count = ask(format!("SELECT COUNT(*) AS n FROM \"{table}\"")).await;
            rows.insert(table, count[0].try_get("", "n").unwrap());
        }
        rows
    }
}

pub fn texts(step: &str, part: &str, was_sw: &str, sw: &str) -> StepTextsForm {
    let text =
        TextForm { part: part.into(), sw: sw.into(), was_sw: was_sw.into(), ..TextForm::default() };
    StepTextsForm { step: step.into(), texts: vec![text], words: Vec::new() }
}

pub fn conflict<T: std::fmt::Debug>(answer: Result<T, EngineError>) -> Conflict {
    match answer {
        Err(EngineError::Conflict(conflict)) => conflict,
        other => panic!("{other:?}"),
    }
}
