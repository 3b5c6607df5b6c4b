//! A small world: one database, one engine, a clock that stands still.

use std::sync::Arc;

use domain::booking_form::{BookingForm, ResourceForm, ServiceForm};
use domain::{Clock, Instant, ResourceId, ServiceId};
use engine::{Engine, EngineConfig, EngineError};
use store::{SecretKey, Store, StoreConfig};
use tempfile::TempDir;

use crate::support::{NOW, Shop, wrong};

struct StillClock(Instant);

impl Clock for StillClock {
    fn now(&self) -> Instant {
        self.0
    }
}

pub struct World {
    pub engine: Engine,
    pub store: Store,
    _folder: TempDir,
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(StillClock(NOW.parse().unwrap()));
        let url = format!("sqlite://{}", folder.path().join("flowhq.db").display());
        let key = SecretKey::generate();
        let store = Store::connect(&StoreConfig::new(url), key, clock.clone()).await.unwrap();
        store.migrate().await.unwrap();
        let config = EngineConfig::default();
        let engine = Engine::open(config, store.clone(), clock).await.unwrap();
        Self { engine, store, _folder: folder }
    }

    pub async fn shop(&self, name: &str) -> Shop {
        Shop::new(&self.engine, name).await
    }

    pub async fn service(&self, shop: &Shop, minutes: &str) -> ServiceId {
        self.engine.save_service(&shop.owner, shop.tenant, None, &service(minutes)).await.unwrap()
    }

    pub async fn resource(&self, shop: &Shop, name: &str) -> ResourceId {
        let form = resource(name);
        self.engine.save_resource(&shop.owner, shop.tenant, None, &form).await.unwrap()
    }
}

pub fn service(minutes: &str) -> ServiceForm {
    ServiceForm {
        name_sw: "Kusuka nywele".into(),
        minutes: minutes.into(),
        price: "15,000".into(),
        active: "on".into(),
        ..ServiceForm::default()
    }
}

pub fn resource(name: &str) -> ResourceForm {
    ResourceForm { name: name.into(), capacity: "1".into(), ..ResourceForm::default() }
}

pub fn booking(service: ServiceId, time: &str) -> BookingForm {
    BookingForm {
        customer: "Neema".into(),
        service: service.to_string(),
        date: "2026-11-24".into(),
        time: time.into(),
        ..BookingForm::default()
    }
}

/// The names of the fields that were refused.
pub fn fields<T>(answer: Result<T, EngineError>) -> Vec<String> {
    wrong(answer).into_iter().map(|(field, _)| field).collect()
}
