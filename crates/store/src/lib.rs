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
mod alerts;
mod audit;
mod bookings;
mod by_id;
mod clip;
mod config;
mod cursor;
mod customers;
mod db;
#[expect(
    clippy::disallowed_methods,
    reason = "sea-orm's derives begin transactions in code that we do not call"
)]
mod entity;
mod error;
mod events;
mod flows;
pub mod keys;
mod leads;
mod lease_clock;
mod leases;
mod living;
mod lock;
mod mails;
mod mint;
mod news;
mod platform;
mod search;
mod secret;
mod shop;
mod slug;
pub mod snapshot;
mod sorted;
mod stale;
mod store;
mod team;
mod tenant;
mod transition;
mod upkeep;
mod views;
mod worker;

pub use accounts::{
    AccountRow, AccountStore, Act, Browser, Credentials, FoundLink, LinkKind, NewAdmin,
    NewAuthSession, NewLink, NewMember, NewOwner, NewView, Rotation, SignedInUser, StoredFactor,
    Throttle, Viewing,
};
pub use actor::Actor;
pub use alerts::{AlertMail, AlertPerson, AlertRound, DueAlert, Verdict};
pub use audit::{AuditStore, Chain, ChainReport};
pub use bookings::{
    Booker, BookingChange, BookingDeed, CalendarRows, NewBooking, ResourceInput, ServiceInput,
    TakenTime,
};
pub use config::StoreConfig;
pub use customers::{
    CustomerFacts, CustomerInFull, CustomerInput, ImportedCustomer, ReachedCustomers,
};
pub use db::{Wall, Writes};
pub use error::{Result, StoreError};
pub use events::EventFilter;
pub use events::verify::{ChainFault, ChainFaultKind};
pub use flows::{DraftInput, FlowDraftRow, FlowStanding, Publication, StoredFlow};
pub use keys::KeyRing;
pub use leads::{LeadStore, NewLead};
pub use leases::*;
pub use mails::{MailId, MailStore, WaitingMail};
pub use mint::mint;
pub use news::{Listening, News};
pub use platform::{
    NewTenant, NodeQuery, PlatformStore, Queue, Queues, RequestQuery, RequestState, TenantFilter,
    TenantQuery, WorkerQuery,
};
pub use secret::{KeyId, SecretKey, SecretKeyRefused};
pub use shop::{ImportedProduct, NewOrder, NewOrderLine, OrderDeed, ProductInput, StoredPicture};
pub use sorted::Paging;
pub use stale::StaleAfter;
pub use store::Store;
pub use team::{Deactivated, NewInvitation};
pub use tenant::{
    BusinessInput, ConversationTalk, DaySpan, DocumentInput, HandBack, InboxQuery, InboxSearch,
    KeptFile, MessageFilter, PassageInput, Said, SetupInput, StoredSession, TenantStore, Wanted,
    WordCounts, Words,
};
pub use upkeep::{OpenAlert, UpkeepStore};
pub use worker::*;
