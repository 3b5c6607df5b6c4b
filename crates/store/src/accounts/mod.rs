//! The door for signing up and in. It crosses tenants: nobody has one before signing in.

mod act;
mod browsers;
mod factor;
mod feeds;
mod invited;
mod links;
mod sessions;
mod sign_up;
mod throttle;
mod users;
mod viewing;

pub use act::Act;
pub use browsers::{Browser, Rotation};
pub use factor::StoredFactor;
pub use invited::NewMember;
pub use links::{FoundLink, LinkKind, NewLink};
pub use sessions::{NewAuthSession, SignedInUser};
pub use sign_up::{NewAdmin, NewOwner};
pub use throttle::Throttle;
pub use users::{AccountRow, Credentials};
pub use viewing::{NewView, Viewing};

pub(crate) use sign_up::{TenantSeed, plant_tenant};

use crate::store::Store;

/// People and their signed-in browsers.
#[derive(Debug, Clone)]
pub struct AccountStore {
    store: Store,
}

impl AccountStore {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }
}

/// An e-mail address as it is stored and compared.
pub(crate) fn email(text: &str) -> String {
    text.trim().to_lowercase()
}
