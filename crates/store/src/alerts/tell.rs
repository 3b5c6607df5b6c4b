//! Alerts that are due become mails, each for each person once; and what browsers tell of is looked up here.
//!
//! Whom to tell is judged anew in every round, from what holds then: a change of the zone, of quiet hours or of what a
//! person wants counts at once, and what is resolved meanwhile is not told.

use std::collections::{HashMap, HashSet};

use domain::alert::{AlertKind, AlertPrefs};
use domain::team::AgentsSee;
use domain::{AlertId, ConversationId, Instant, Language, RecordId, Role, TenantId, UserId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::prefs;
use crate::entity::{alert_notices, alerts, conversations, tenant_configs, users};
use crate::error::Result;
use crate::mint::mint_at;
use crate::tenant::{TenantStore, config_row, contact_names};
use crate::views::read;
use crate::{lock, mails, views};

/// To the letter as in the index.
pub(crate) const UNTOLD: &str = "resolved_at IS NULL AND told_at IS NULL";
/// To the letter as in the index.
pub(crate) const OPEN: &str = "resolved_at IS NULL";
/// So many alerts of a tenant are looked at in one round.
const AT_ONCE: u64 = 100;

/// Something that is to be seen to, and whose time to be told has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueAlert {
    /// Which one.
    pub id: AlertId,
    /// What it is about.
    pub kind: AlertKind,
    /// In which conversation; nothing where it is about the business's phone.
    pub conversation: Option<ConversationId>,
    /// Whose conversation that is; nothing for nobody's.
    pub assigned: Option<UserId>,
    /// The customer's name, where it is known.
    pub customer: Option<String>,
    /// Since when.
    pub since: Instant,
}

/// Somebody who may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertPerson {
    /// Who.
    pub id: UserId,
    /// The person's name.
    pub name: String,
    /// The person's part.
    pub role: Role,
    /// Where mail reaches the person; nothing while nobody has shown that they read it.
    pub email: Option<String>,
    /// How the person wants to be alerted.
    pub prefs: AlertPrefs,
    /// When the person was last told of anything.
    pub last_told_at: Option<Instant>,
    /// What the person was told of already.
    pub told: HashSet<AlertId>,
}

/// What is due in a tenant, and who is there to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRound {
    /// When this is so.
    pub now: Instant,
    /// The business's name.
    pub business: String,
    /// Its time zone, as an IANA name.
    pub timezone: String,
    /// What its mails are written in.
    pub language: Language,
    /// Which conversations those see who answer customers.
    pub agents_see: AgentsSee,
    /// What is due, the oldest first.
    pub alerts: Vec<DueAlert>,
    /// Who is there.
    pub people: Vec<AlertPerson>,
}

/// A mail to one person about one or several alerts.
#[derive(Clone, PartialEq, Eq)]
pub struct AlertMail {
    /// To whom.
    pub user: UserId,
    /// What it tells of.
    pub alerts: Vec<AlertId>,
    /// The mail, as [`crate::MailStore::queue`] takes it.
    pub body: Vec<u8>,
}

/// What becomes of what is due.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What is mailed now.
    pub mails: Vec<AlertMail>,
    /// What nobody is left to be told of.
    pub over: Vec<AlertId>,
}

impl TenantStore {
    /// Tells what is due, as `judge` says; gives how many mails wait to be sent by that.
    ///
    /// Whoever does it holds the tenant meanwhile, so that of two nodes one tells.
    pub async fn tell_alerts(
        &self,
        judge: impl FnOnce(&AlertRound) -> Verdict + Send + 'static,
    ) -> Result<usize> {
        let (tenant, store) = (self.id(), self.store().clone());
        self.store()
            .write(self.scope(), move |tx| {
                Box::pin(async move {
                    let Some(row) = lock::tenant(tx, tenant).await? else { return Ok(0) };
                    let now = store.now();
                    let config = config_row(tx, tenant).await?;
                    let due = due(tx, tenant.uuid(), now).await?;
                    let Some(config) = config.filter(|_| row.deleted_at.is_none()) else {
                        over(tx, now, due.into_iter().map(|alert| alert.id).collect()).await?;
                        return Ok(0);
                    };
                    if due.is_empty() {
                        return Ok(0);
                    }
                    let round = round(tx, now, tenant.uuid(), config, due).await?;
                    let Verdict { mails, over: gone } = judge(&round);
                    let sent = mails.len();
                    for mail in mails {
                        note(tx, now, tenant, &mail).await?;
                        mails::queue(tx, &store, now, &[mail.body]).await?;
                    }
                    over(tx, now, gone).await?;
                    Ok(sent)
                })
            })
            .await
    }

    /// Some of the tenant's alerts with who is there to hear of them; nothing when all are seen to, or the tenant is gone.
    pub async fn alert_round(&self, which: Vec<AlertId>) -> Result<Option<AlertRound>> {
        let (tenant, now) = (self.id(), self.store().now());
        self.store()
            .read(self.scope(), move |tx| {
                Box::pin(async move {
                    let open = open(tx, tenant.uuid(), which).await?;
                    let Some(config) = config_row(tx, tenant).await? else { return Ok(None) };
                    if open.is_empty() {
                        return Ok(None);
                    }
                    round(tx, now, tenant.uuid(), config, open).await.map(Some)
                })
            })
            .await
    }
}

async fn due(tx: &DatabaseTransaction, tenant: Uuid, now: Instant) -> Result<Vec<DueAlert>> {
    let rows = alerts::Entity::find()
        .filter(Expr::cust(UNTOLD))
        .filter(alerts::COLUMN.tenant_id.eq(tenant))
        .filter(alerts::COLUMN.due_at.lte(now))
        // However many wait for the morning, an emergency is among those that are looked at.
        .order_by_desc(alerts::COLUMN.kind.eq(AlertKind::Emergency.as_str()))
        .order_by_asc(alerts::Column::DueAt)
        .order_by_asc(alerts::Column::Id)
        .limit(AT_ONCE)
        .all(tx)
        .await?;
    described(tx, tenant, rows).await
}

/// Those of some alerts that nobody has seen to.
async fn open(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    which: Vec<AlertId>,
) -> Result<Vec<DueAlert>> {
    let rows = alerts::Entity::find()
        .filter(alerts::COLUMN.tenant_id.eq(tenant))
        .filter(alerts::COLUMN.id.is_in(which.into_iter().map(RecordId::uuid)))
        .filter(Expr::cust(OPEN))
        .order_by_asc(alerts::Column::Id)
        .limit(AT_ONCE)
        .all(tx)
        .await?;
    described(tx, tenant, rows).await
}

/// Alerts, with whom they are about.
async fn described(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    rows: Vec<alerts::Model>,
) -> Result<Vec<DueAlert>> {
    let subjects: Vec<Uuid> = rows.iter().map(|row| row.subject_id).collect();
    let customers: Vec<(Uuid, Uuid, Option<Uuid>)> = conversations::Entity::find()
        .select_only()
        .column(conversations::Column::Id)
        .column(conversations::Column::ContactId)
        .column(conversations::Column::AssignedUserId)
        .filter(conversations::COLUMN.tenant_id.eq(tenant))
        .filter(conversations::COLUMN.id.is_in(subjects))
        .into_tuple()
        .all(tx)
        .await?;
    let names = contact_names(tx, customers.iter().map(|(_, contact, _)| *contact)).await?;
    let customers: HashMap<Uuid, (Uuid, Option<Uuid>)> =
        customers.into_iter().map(|(id, contact, assigned)| (id, (contact, assigned))).collect();
    rows.into_iter()
        .map(|row| {
            let customer = customers.get(&row.subject_id);
            Ok(DueAlert {
                id: AlertId::from_uuid(row.id),
                kind: read("alerts.kind", &row.kind)?,
                conversation: customer.map(|_| ConversationId::from_uuid(row.subject_id)),
                assigned: customer.and_then(|(_, assigned)| assigned.map(UserId::from_uuid)),
                customer: customer.and_then(|(contact, _)| names.get(contact).cloned()),
                since: row.created_at,
            })
        })
        .collect()
}

async fn round(
    tx: &DatabaseTransaction,
    now: Instant,
    tenant: Uuid,
    config: tenant_configs::Model,
    alerts: Vec<DueAlert>,
) -> Result<AlertRound> {
    let agents_see = views::team_settings(&config)?.agents_see;
    let config = views::config(config)?;
    let rows = users::Entity::find()
        .filter(users::COLUMN.tenant_id.eq(tenant))
        .filter(users::COLUMN.is_active.eq(true))
        .filter(users::COLUMN.deleted_at.is_null())
        .filter(users::COLUMN.role.ne(Role::Auditor.as_str()))
        .order_by_asc(users::Column::Id)
        .all(tx)
        .await?;
    let ids = alerts.iter().map(|alert| alert.id.uuid());
    let told: Vec<(Uuid, Uuid)> = alert_notices::Entity::find()
        .select_only()
        .column(alert_notices::Column::UserId)
        .column(alert_notices::Column::AlertId)
        .filter(alert_notices::COLUMN.alert_id.is_in(ids))
        .into_tuple()
        .all(tx)
        .await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        let prefs = prefs::of(&row)?;
        let last: Option<Instant> = alert_notices::Entity::find()
            .select_only()
            .column(alert_notices::Column::CreatedAt)
            .filter(alert_notices::COLUMN.user_id.eq(row.id))
            .order_by_desc(alert_notices::Column::CreatedAt)
            .into_tuple()
            .one(tx)
            .await?;
        let mine = told.iter().filter(|(user, _)| *user == row.id);
        people.push(AlertPerson {
            id: UserId::from_uuid(row.id),
            role: read("users.role", &row.role)?,
            name: row.name,
            email: row.email_verified_at.map(|_| row.email),
            prefs,
            last_told_at: last,
            told: mine.map(|(_, alert)| AlertId::from_uuid(*alert)).collect(),
        });
    }
    Ok(AlertRound {
        now,
        business: config.business_name,
        timezone: config.timezone,
        language: config.language,
        agents_see,
        alerts,
        people,
    })
}

/// Notes that a person is told.
async fn note(
    tx: &DatabaseTransaction,
    now: Instant,
    tenant: TenantId,
    mail: &AlertMail,
) -> Result<()> {
    let rows = mail.alerts.iter().map(|alert| {
        alert_notices::Model {
            id: mint_at(now),
            tenant_id: tenant.uuid(),
            alert_id: alert.uuid(),
            user_id: mail.user.uuid(),
            created_at: now,
            updated_at: now,
        }
        .into_active_model()
    });
    alert_notices::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Nobody is left to be told of these.
async fn over(tx: &DatabaseTransaction, now: Instant, gone: Vec<AlertId>) -> Result<()> {
    if gone.is_empty() {
        return Ok(());
    }
    alerts::Entity::update_many()
        .col_expr(alerts::Column::ToldAt, Expr::value(now))
        .col_expr(alerts::Column::UpdatedAt, Expr::value(now))
        .filter(alerts::COLUMN.id.is_in(gone.into_iter().map(RecordId::uuid)))
        .exec(tx)
        .await?;
    Ok(())
}
