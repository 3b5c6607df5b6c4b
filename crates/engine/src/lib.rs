//! The use cases of Flow HQ and the workers that answer customers.
//!
//! [`Engine`] is what the pages, the JSON API and the command line call: every method takes who
//! asks, checks what they may, does one piece of work through the store and publishes what changed.
//! Behind it run the [`pool`], which keeps one worker per tenant that should run, and the
//! scheduler, which looks for workers that went silent.

mod access;
mod accounts;
mod alerts;
mod bookings;
mod config;
mod courtesy;
mod csv;
mod customers;
mod device;
mod engine;
mod error;
mod events;
mod flows;
mod inbox;
mod insights;
mod knowledge;
mod leads;
mod live;
mod mail;
mod news;
mod phone;
mod platform;
mod pool;
mod portal;
mod problems;
mod publish;
mod qr;
mod queues;
mod scheduler;
mod sees;
mod setup;
mod shop;
mod simulator;
mod stages;
mod talk;
mod team;
mod tenants;
mod time;
mod wake;
mod worker;
mod zone;

pub use accounts::{ClientInfo, Entry, LimitedPrincipal, NewCodes, Recognised, SignedIn};
pub use bookings::{BookedDays, CalendarFeed, Shelf};
pub use channel::sandbox::SandboxTiming;
pub use config::EngineConfig;
pub use customers::Customer;
pub use engine::Engine;
pub use error::EngineError;
pub use events::{EventWish, ExportFormat};
pub use flows::FlowFile;
pub use inbox::SaidForm;
pub use insights::Insights;
pub use knowledge::{FileRefused, Model, Phrase, Phrasing, PhrasingError};
pub use live::{Feed, LiveFeed};
pub use mail::{AccountNote, AlertLine, Mail, MailError, MailKind, MailTo, Mailer, NoMail};
pub use phone::Online;
pub use platform::SetupRequestDetail;
pub use portal::Onward;
pub use shop::{Catalogue, Picture};
pub use store::{
    EventFilter, NodeQuery, Paging, RequestQuery, RequestState, SetupInput, TenantFilter,
    TenantQuery, WorkerQuery,
};
pub use store::{Queue, Queues, Writes};
pub use time::SystemClock;
pub use zone::is_timezone;
