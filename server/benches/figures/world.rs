//! An engine with tenants in it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use domain::forms::SetupForm;
use domain::worker::WorkerCommand;
use domain::{Clock, Principal, Role, TenantId, UserId};
use engine::{Engine, EngineConfig, SystemClock};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use store::{SecretKey, Store, StoreConfig};

use crate::wire::{LOOK_EVERY, Wire};

/// Longest wait for anything.
pub const PATIENCE: Duration = Duration::from_mins(3);

/// A store, an engine over it, and the far end of its channel.
pub struct World {
    pub engine: Engine,
    pub store: Store,
    pub wire: Wire,
}

impl World {
    /// Opens a database that may be new; nothing runs yet.
    pub async fn open(url: &str) -> Self {
        Self::open_at(url, Arc::new(SystemClock)).await
    }

    /// The same by another clock.
    pub async fn open_at(url: &str, clock: Arc<dyn Clock>) -> Self {
        let settings = StoreConfig::new(url);
        let store = Store::connect(&settings, SecretKey::generate(), Arc::clone(&clock)).await;
        let store = store.unwrap();
        store.migrate().await.unwrap();
        let wire = Wire::default();
        let config = EngineConfig {
            typing: Duration::ZERO,
            // What is measured is the way of a message, not how long customers are made to wait.
            fragments: Duration::ZERO,
            replies_per_minute: u32::MAX,
            replies_per_contact: u32::MAX,
            connectors: vec![("sandbox", Arc::new(wire.clone()))],
            ..EngineConfig::default()
        };
        let engine = Engine::open(config, store.clone(), clock).await.unwrap();
        Self { engine, store, wire }
    }

    /// Makes tenants whose workers run.
    pub async fn tenants(&self, count: usize) -> Vec<TenantId> {
        let tenants = make_tenants(&self.engine, count).await;
        let all_listen = || tenants.iter().all(|tenant| self.wire.listens(*tenant));
        let listening = async {
            while !all_listen() {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        tokio::time::timeout(PATIENCE, listening).await.unwrap();
        tenants
    }

    /// Ends everything.
    pub async fn close(self) {
        self.engine.shut_down(Duration::from_secs(5)).await;
        self.store.close().await.unwrap();
    }
}

/// Makes tenants that are to run.
pub async fn make_tenants(engine: &Engine, count: usize) -> Vec<TenantId> {
    let mut tenants = Vec::with_capacity(count);
    for n in 0..count {
        let form = SetupForm {
            business_name: format!("Duka {n}"),
            template: "BOOKING".to_owned(),
            whatsapp_number: format!("+25571{n:07}"),
            language: "SW".to_owned(),
            ..SetupForm::default()
        };
        let detail = engine.create_tenant(&platform(), &form.business_name, &form).await.unwrap();
        // A new tenant rests until it is started.
        let tenant = detail.tenant.id;
        engine.worker_command(&platform(), tenant, WorkerCommand::Start).await.unwrap();
        tenants.push(tenant);
    }
    tenants
}

/// The platform itself.
pub fn platform() -> Principal {
    Principal {
        user_id: None::<UserId>,
        role: Role::Admin,
        tenant_id: None,
        name: "figures".to_owned(),
        email: String::new(),
        viewing: false,
    }
}

/// What a query of one column finds in a file that another process may be using.
pub async fn texts(path: &Path, query: &'static str) -> Vec<String> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    sea_orm::sqlx::query_scalar(query).fetch_all(&pool).await.unwrap()
}

/// Processor time of this process so far.
pub fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name, which may hold anything, fields 14 and 15 of proc(5): user and system time.
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks =
        |place: usize| fields.get(place).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    // A hundred ticks a second on every Linux that runs on ordinary machines.
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}
