//! The door for what visitors write to us: it belongs to no tenant, and only admins read it.

use domain::lead::LeadView;
use domain::views::Page;
use domain::{Language, LeadId, RecordId};
use sea_orm::{ActiveModelTrait, EntityTrait, Insert, PaginatorTrait, QueryFilter, Set, Unchanged};
use serde_json::json;

use crate::actor::Actor;
use crate::cursor::Window;
use crate::db::Scope;
use crate::entity::leads;
use crate::error::Result;
use crate::events;
use crate::store::Store;
use crate::views::read;

/// A checked message of a visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLead {
    /// The person's name, at most 100 characters.
    pub name: String,
    /// The business's name, at most 100 characters.
    pub business: Option<String>,
    /// An e-mail address or a phone number, at most 255 characters.
    pub reach: String,
    /// What the person wants to know.
    pub message: String,
    /// The language in which the person read the page.
    pub language: Language,
}

/// What visitors wrote.
#[derive(Debug, Clone)]
pub struct LeadStore {
    store: Store,
}

impl LeadStore {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Keeps a message.
    pub async fn leave(&self, new: NewLead) -> Result<LeadView> {
        let (id, store) = (self.store.mint::<LeadId>(), self.store.clone());
        self.store
            .write(Scope::SignIn, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let row = leads::Model {
                        id: id.uuid(),
                        name: new.name,
                        business: new.business,
                        reach: new.reach,
                        message: new.message,
                        language: new.language.as_str().to_owned(),
                        handled_at: None,
                        handled_by: None,
                        created_at: now,
                        updated_at: now,
                    };
                    let view = view(row.clone())?;
                    Insert::one(row).exec_without_returning(tx).await?;
                    Ok(view)
                })
            })
            .await
    }

    /// Messages, newest first.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn list(&self, limit: u32, before: Option<String>) -> Result<Page<LeadView>> {
        let window = Window::new(limit, before.as_deref())?;
        let query = window.of(leads::Entity::find(), leads::Column::CreatedAt, leads::Column::Id);
        self.store
            .read(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let page = window.page(query.all(tx).await?, |row| (row.created_at, row.id));
                    let items = page.items.into_iter().map(view).collect::<Result<_>>()?;
                    Ok(Page { items, next: page.next })
                })
            })
            .await
    }

    /// How many nobody has taken care of.
    pub async fn open(&self) -> Result<u32> {
        self.store
            .read(Scope::Admin, |tx| {
                Box::pin(async move {
                    let open = leads::Entity::find().filter(leads::COLUMN.handled_at.is_null());
                    Ok(u32::try_from(open.count(tx).await?).unwrap_or(u32::MAX))
                })
            })
            .await
    }

    /// Notes who took care of a message, unless somebody did before; nothing when there is none.
    pub async fn handle(&self, by: &Actor, id: LeadId) -> Result<Option<LeadView>> {
        let (by, store) = (by.clone(), self.store.clone());
        self.store
            .write(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let now = store.now();
                    let found = leads::Entity::find_by_id(id.uuid()).one(tx).await?;
                    let Some(mut row) = found else { return Ok(None) };
                    if row.handled_at.is_none() {
                        row.handled_at = Some(now);
                        row.handled_by = Some(by.name.chars().take(255).collect());
                        let change = leads::ActiveModel {
                            id: Unchanged(row.id),
                            handled_at: Set(row.handled_at),
                            handled_by: Set(row.handled_by.clone()),
                            updated_at: Set(now),
                            ..Default::default()
                        };
                        change.update_without_returning(tx).await?;
                        let payload = json!({ "lead_id": id });
                        events::append(tx, now, None, &by, "lead.handled", payload).await?;
                    }
                    view(row).map(Some)
                })
            })
            .await
    }

    /// Erases a message; the event log says that it was done, not what it said.
    pub async fn erase(&self, by: &Actor, id: LeadId) -> Result<bool> {
        let (by, store) = (by.clone(), self.store.clone());
        self.store
            .write(Scope::Admin, move |tx| {
                Box::pin(async move {
                    let erased = leads::Entity::delete_by_id(id.uuid()).exec(tx).await?;
                    if erased.rows_affected == 0 {
                        return Ok(false);
                    }
                    let payload = json!({ "lead_id": id });
                    events::append(tx, store.now(), None, &by, "lead.deleted", payload).await?;
                    Ok(true)
                })
            })
            .await
    }
}

fn view(row: leads::Model) -> Result<LeadView> {
    let language = read("leads.language", &row.language)?;
    Ok(LeadView {
        id: LeadId::from_uuid(row.id),
        name: row.name,
        business: row.business,
        reach: row.reach,
        message: row.message,
        language,
        handled_at: row.handled_at,
        handled_by: row.handled_by,
        created_at: row.created_at,
    })
}
