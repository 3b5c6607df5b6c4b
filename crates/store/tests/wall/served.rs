//! A connection as the serving role, and two tenants with rows.

use domain::{RecordId, TenantId};
use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr, TransactionOptions,
    TransactionTrait,
};
use store::{Actor, Reply, Settlement, Store};

use crate::support::{OneByOne, TestDatabase, World, receive, received, setup};

/// Two tenants that have something in many tables, on PostgreSQL.
pub struct Served {
    pub world: World,
    pub first: TenantId,
    pub second: TenantId,
    /// As the role that serves.
    pub serving: DatabaseConnection,
    /// As the owner, whom nothing holds.
    pub owner: DatabaseConnection,
}

impl Served {
    /// Nothing where there is no PostgreSQL to try it on.
    pub async fn new() -> Option<Self> {
        let world = World::new(TestDatabase::postgres().await?).await;
        world.store.migrate().await.unwrap();
        let first = furnish(&world, "Salon").await;
        let second = furnish(&world, "Clinic").await;
        let serving = Database::connect(world.database.serving_url()).await.unwrap();
        let owner = Database::connect(world.database.url()).await.unwrap();
        Some(Self { world, first, second, serving, owner })
    }

    /// A transaction of the serving role that says what `scope` sets.
    pub async fn begin(&self, scope: &Scope) -> DatabaseTransaction {
        let tx = self.serving.begin_with_options(TransactionOptions::default()).await.unwrap();
        if let Some((setting, value)) = scope.setting() {
            let say = format!("SELECT set_config('flowhq.{setting}', '{value}', true)");
            tx.execute_unprepared(&say).await.unwrap();
        }
        tx
    }

    /// How many rows a statement touches, or why none; nothing of it stays.
    pub async fn touched(&self, scope: &Scope, sql: &str) -> Result<u64, DbErr> {
        let tx = self.begin(scope).await;
        let done = tx.execute_unprepared(sql).await;
        tx.rollback().await.unwrap();
        done.map(|done| done.rows_affected())
    }

    pub async fn close(self) {
        self.serving.close().await.unwrap();
        self.owner.close().await.unwrap();
        self.world.store.close().await.unwrap();
    }
}

/// What a transaction says of itself.
#[derive(Debug, Clone, Copy)]
pub enum Scope {
    Nothing,
    Tenant(TenantId),
    Door(&'static str),
}

impl Scope {
    fn setting(self) -> Option<(&'static str, String)> {
        match self {
            Self::Nothing => None,
            Self::Tenant(id) => Some(("tenant", id.uuid().to_string())),
            Self::Door(name) => Some(("door", name.to_owned())),
        }
    }
}

async fn furnish(world: &World, business: &str) -> TenantId {
    let owner = world.owner(business).await;
    let store: &Store = &world.store;
    let tenant = store.tenant(owner.tenant);
    let request = tenant.submit_setup(&owner.actor(), setup()).await.unwrap();
    store.platform().approve_request(&Actor::system(), request.id, None).await.unwrap();
    let worker = world.worker(&world.lease(owner.tenant).await);
    worker.started().await.unwrap();
    let message = receive(&worker, received("1", "+255700000001", world.now())).await;
    let decision = domain::Decision::Reply { flow: "BOOKING".into(), step: "menu".into() };
    let settlement = Settlement {
        message_id: message.id,
        decision: decision.clone(),
        flow_state: None,
        mode: None,
        replies: vec![Reply { text: "Karibu".to_owned(), decision }],
        picture: None,
        deeds: Vec::new(),
        customer: store::CustomerChange::default(),
        unanswered: None,
        follow_ups: None,
        seen: None,
    };
    worker.settle(settlement).await.unwrap();
    tenant.save_phone_state(true, serde_json::json!({})).await.unwrap();
    owner.tenant
}
