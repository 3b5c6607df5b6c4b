//! A small world: one database, one engine, a clock that stands still.

use std::sync::Arc;

use domain::booking_form::{BookingForm, ResourceForm, ServiceForm};
use domain::forms::SignUpForm;
use domain::{Clock, Instant, Principal, Problem, ResourceId, Role, ServiceId, TenantId};
use engine::{ClientInfo, Engine, EngineConfig, EngineError};
use store::{SecretKey, Store, StoreConfig};
use tempfile::TempDir;

/// A Monday, 10:00 in Dar es Salaam.
const NOW: &str = "2026-11-23T07:00:00Z";

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

/// A business with its owner.
pub struct Shop {
    pub owner: Principal,
    pub tenant: TenantId,
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
        let form = SignUpForm {
            name: "Asha Mrema".into(),
            business_name: name.into(),
            email: format!("{}@example.co.tz", name.to_lowercase().replace(' ', ".")),
            password: "nenosiri refu sana".into(),
        };
        let owner = self.engine.sign_up(&form, &ClientInfo::default()).await.unwrap().principal;
        let tenant = owner.tenant_id.unwrap();
        Shop { owner, tenant }
    }

    pub async fn service(&self, shop: &Shop, minutes: &str) -> ServiceId {
        self.engine.save_service(&shop.owner, shop.tenant, None, &service(minutes)).await.unwrap()
    }

    pub async fn resource(&self, shop: &Shop, name: &str) -> ResourceId {
        let form = resource(name);
        self.engine.save_resource(&shop.owner, shop.tenant, None, &form).await.unwrap()
    }
}

impl Shop {
    /// Somebody else of the business.
    pub fn staff(&self, role: Role) -> Principal {
        Principal { role, ..self.owner.clone() }
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

/// The fields that were refused, with what is wrong.
pub fn wrong<T>(answer: Result<T, EngineError>) -> Vec<(String, Problem)> {
    match answer {
        Err(EngineError::Invalid(found)) => {
            found.into_iter().map(|found| (found.field, found.problem)).collect()
        }
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("it went well"),
    }
}

/// The names of the fields that were refused.
pub fn fields<T>(answer: Result<T, EngineError>) -> Vec<String> {
    wrong(answer).into_iter().map(|(field, _)| field).collect()
}

pub fn is_missing<T>(answer: &Result<T, EngineError>) -> bool {
    matches!(answer, Err(EngineError::NotFound))
}
