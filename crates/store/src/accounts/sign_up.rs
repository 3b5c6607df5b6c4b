//! New people and new tenants.

use domain::hours::{AfterHours, WeekHours};
use domain::late::LateAnswers;
use domain::money::Currency;
use domain::session::SessionStateName;
use domain::views::UserView;
use domain::{
    Desired, Instant, Language, RecordId, Role, TemplateType, TenantId, TenantStatus, UserId,
    WorkerStatus,
};
use sea_orm::{DatabaseTransaction, Insert};
use serde_json::json;

use crate::accounts::{AccountStore, email};
use crate::actor::Actor;
use crate::db::Scope;
use crate::entity::{tenant_configs, tenants, users, whatsapp_sessions, worker_processes};
use crate::error::{Result, StoreError, duplicate_as};
use crate::mint::mint_at;
use crate::store::Store;
use crate::{events, slug, views};

/// Where the first customers are; East Africa keeps one time from Kampala to Mombasa.
const TIMEZONE: &str = "Africa/Dar_es_Salaam";

/// A business that signs up, and its owner.
#[derive(Clone)]
pub struct NewOwner {
    /// The business's name.
    pub tenant_name: String,
    /// The owner's name.
    pub user_name: String,
    /// The owner's e-mail address.
    pub email: String,
    /// The password's hash (argon2id, PHC string).
    pub password_hash: String,
}

/// A person who runs the platform.
#[derive(Clone)]
pub struct NewAdmin {
    /// The person's name.
    pub name: String,
    /// The person's e-mail address.
    pub email: String,
    /// The password's hash (argon2id, PHC string).
    pub password_hash: String,
}

impl AccountStore {
    /// A new tenant with all that belongs to it, and its owner.
    ///
    /// # Errors
    /// When the e-mail address is a living person's already.
    pub async fn create_owner(&self, new: NewOwner) -> Result<UserView> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let seed = TenantSeed::named(new.tenant_name);
                    let tenant = plant_tenant(tx, &store, now, seed).await?;
                    let row = person(now, new.user_name, &new.email, new.password_hash);
                    let row = users::Model {
                        tenant_id: Some(tenant.uuid()),
                        role: Role::Owner.as_str().to_owned(),
                        ..row
                    };
                    let user = views::user(row.clone())?;
                    insert_person(tx, row).await?;
                    let by = Actor { user_id: Some(user.id), name: user.name.clone() };
                    events::append(tx, now, Some(tenant), &by, "tenant.signed_up", json!({}))
                        .await?;
                    Ok(user)
                })
            })
            .await
    }

    /// A new admin.
    ///
    /// # Errors
    /// When the e-mail address is a living person's already.
    pub async fn create_admin(&self, new: NewAdmin) -> Result<UserView> {
        let store = self.store.clone();
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let row = person(now, new.name, &new.email, new.password_hash);
                    let row = users::Model { role: Role::Admin.as_str().to_owned(), ..row };
                    let user = views::user(row.clone())?;
                    insert_person(tx, row).await?;
                    let payload = json!({ "user_id": user.id, "name": user.name });
                    events::append(tx, now, None, &Actor::system(), "admin.created", payload)
                        .await?;
                    Ok(user)
                })
            })
            .await
    }
}

/// A person without part and tenant.
pub(super) fn person(
    now: Instant,
    name: String,
    address: &str,
    password_hash: String,
) -> users::Model {
    users::Model {
        id: mint_at(now),
        tenant_id: None,
        name,
        first_name: None,
        last_name: None,
        email: email(address),
        phone: None,
        password_hash,
        role: String::new(),
        is_active: true,
        last_login_at: None,
        preferences: json!({}),
        totp: None,
        totp_confirmed_at: None,
        totp_step: None,
        email_verified_at: None,
        deleted_at: None,
        created_at: now,
        updated_at: now,
    }
}

pub(super) async fn insert_person(tx: &DatabaseTransaction, row: users::Model) -> Result<UserId> {
    let id = UserId::from_uuid(row.id);
    Insert::one(row)
        .exec_without_returning(tx)
        .await
        .map_err(duplicate_as(StoreError::EmailTaken))?;
    Ok(id)
}

/// What a new tenant starts with.
pub(crate) struct TenantSeed {
    pub(crate) name: String,
    pub(crate) phone_number: Option<String>,
    pub(crate) business_name: String,
    pub(crate) business_type: Option<String>,
    pub(crate) template: TemplateType,
    pub(crate) language: Language,
    pub(crate) hours: WeekHours,
}

impl TenantSeed {
    /// The usual for a business of which only the name is known.
    fn named(name: String) -> Self {
        Self {
            business_name: name.clone(),
            name,
            phone_number: None,
            business_type: None,
            template: TemplateType::Booking,
            language: Language::Sw,
            hours: WeekHours::USUAL,
        }
    }
}

/// A new tenant with its configuration, session and worker: each tenant has one of each from its first
/// moment, so that nothing else has to ask whether they exist.
pub(crate) async fn plant_tenant(
    tx: &DatabaseTransaction,
    store: &Store,
    now: Instant,
    seed: TenantSeed,
) -> Result<TenantId> {
    let slug = slug::free(tx, &seed.name).await?;
    let process_name = slug::process_name(&slug);
    let tenant_id = mint_at(now);
    let tenant = tenants::Model {
        id: tenant_id,
        name: seed.name,
        slug,
        phone_number: seed.phone_number,
        domain: None,
        description: None,
        status: TenantStatus::New.as_str().to_owned(),
        settings: json!({}),
        deleted_at: None,
        created_at: now,
        updated_at: now,
    };
    Insert::one(tenant).exec_without_returning(tx).await?;
    let config = tenant_configs::Model {
        id: mint_at(now),
        tenant_id,
        template_type: seed.template.as_str().to_owned(),
        business_name: seed.business_name,
        business_type: seed.business_type,
        language: seed.language.as_str().to_owned(),
        hours_json: Some(json!(seed.hours)),
        timezone: TIMEZONE.to_owned(),
        flow_version_id: None,
        late_minutes: i32::from(LateAnswers::default().minutes()),
        currency: Currency::default().as_str().to_owned(),
        after_hours: AfterHours::default().as_str().to_owned(),
        delivers: false,
        pickup: true,
        delivery_fee_minor: 0,
        last_order: 0,
        team_json: json!({}),
        created_at: now,
        updated_at: now,
    };
    Insert::one(config).exec_without_returning(tx).await?;
    let session = whatsapp_sessions::Model {
        id: mint_at(now),
        tenant_id,
        connector: store.first_connector().to_owned(),
        state: SessionStateName::Disconnected.as_str().to_owned(),
        reason: None,
        connected_at: None,
        disconnected_at: None,
        last_qr: None,
        qr_expires_at: None,
        pairing_code: None,
        phone: None,
        last_seen_at: None,
        last_error: None,
        device: None,
        wish: None,
        wish_phone: None,
        pairing_expires_at: None,
        link_trouble: None,
        again_at: None,
        held_reason: None,
        held_until: None,
        unreadable: 0,
        linked_phone: None,
        created_at: now,
        updated_at: now,
    };
    Insert::one(session).exec_without_returning(tx).await?;
    let worker = worker_processes::Model {
        id: mint_at(now),
        tenant_id,
        process_name,
        desired: Desired::Stopped.as_str().to_owned(),
        desired_at: now,
        status: WorkerStatus::Stopped.as_str().to_owned(),
        last_error: None,
        heartbeat_at: None,
        lease_owner: None,
        lease_until: None,
        lease_epoch: 0,
        generation: 0,
        restarts: 0,
        created_at: now,
        updated_at: now,
    };
    Insert::one(worker).exec_without_returning(tx).await?;
    Ok(TenantId::from_uuid(tenant_id))
}
