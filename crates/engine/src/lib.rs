//! The use cases of Flow HQ and the workers that answer customers.
//!
//! [`Engine`] is what the pages, the JSON API and the command line call: every method takes who
//! asks, checks what they may, does one piece of work through the store and publishes what changed.
//! Behind it run the [`pool`], which keeps one worker per tenant that should run, and the
//! scheduler, which looks for workers that went silent.

mod access;
mod accounts;
mod config;
mod engine;
mod error;
mod live;
mod phone;
mod platform;
mod pool;
mod qr;
mod scheduler;
mod setup;
mod tenants;
mod time;
mod worker;

pub use accounts::{ClientInfo, SignedIn};
pub use channel::sandbox::SandboxTiming;
pub use config::EngineConfig;
pub use engine::Engine;
pub use error::EngineError;
pub use live::{Feed, LiveFeed};
pub use phone::Online;
pub use platform::SetupRequestDetail;
pub use store::{SetupInput, TenantFilter};
pub use time::SystemClock;
