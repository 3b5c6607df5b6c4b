//! Secrets at rest: which columns are sealed, the keys that open them, and turning to a new key.
//!
//! A sealed value says which key sealed it, so that several keys can be in use while values are moved
//! from one to the next. It is bound to its table, column and row: copied into another row it does not
//! open there.

mod column;
mod ring;
mod turn;

pub use column::{Place, SEALED_COLUMNS, SealedColumn};
pub use ring::KeyRing;
pub use turn::{KeyStore, KeyUse, Turn};

pub use column::{
    DEVICE_ITEM, ERASURE_SALT, INTEGRATION_CONFIG, MAIL_BODY, MEDIA_CONTENT, MEDIA_TICKET,
    SIP_CREDENTIALS, USER_TOTP, WAHA_CREDENTIALS, WHATSAPP_CLOUD_CONFIG, WHATSAPP_DEVICE,
};
