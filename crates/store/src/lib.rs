//! The data layer: every row that Flow HQ keeps is read and written here and nowhere else.
//!
//! Nothing of a tenant is reachable without the tenant: [`Store::tenant`] opens the rows of one tenant
//! and [`Store::worker`] those that its worker may write while it holds the lease. Three doors cross
//! tenants, and their names say so: [`Store::accounts`] for signing in, [`Store::platform`] for admins
//! and [`Store::leases`] for nodes.
//!
//! A piece of work is one transaction ([`db`]): on SQLite it goes through the one writer, on PostgreSQL
//! it names its tenant to the database. Entities stay inside; what leaves are the views of `domain`.

mod accounts;
mod actor;
mod config;
mod cursor;
mod db;
#[expect(
    clippy::disallowed_methods,
    reason = "sea-orm's derives begin transactions in code that we do not call"
)]
mod entity;
mod error;
mod events;
mod lease_clock;
mod leases;
mod living;
mod lock;
mod mint;
mod platform;
mod secret;
mod slug;
mod stale;
mod store;
mod tenant;
mod transition;
mod views;
mod worker;

pub use accounts::{AccountStore, Credentials, NewAdmin, NewAuthSession, NewOwner, SignedInUser};
pub use actor::Actor;
pub use config::StoreConfig;
pub use error::{Result, StoreError};
pub use leases::*;
pub use mint::mint;
pub use platform::{NewTenant, PlatformStore, TenantFilter};
pub use secret::{SecretKey, SecretKeyRefused};
pub use stale::StaleAfter;
pub use store::Store;
pub use tenant::{MessageFilter, SetupInput, StoredSession, TenantStore};
pub use worker::*;
