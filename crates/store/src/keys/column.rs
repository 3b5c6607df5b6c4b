//! The one list of sealed columns.

use uuid::Uuid;

/// A column whose values are sealed.
#[derive(Debug, PartialEq, Eq)]
pub struct SealedColumn {
    /// The table, which has an `id`.
    pub table: &'static str,
    /// The column, a blob.
    pub column: &'static str,
}

/// Where a sealed value stands; it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    column: &'static SealedColumn,
    row: Uuid,
}

macro_rules! sealed {
    ($($(#[$doc:meta])+ $name:ident $table:literal $column:literal;)+) => {
        $($(#[$doc])+ pub static $name: SealedColumn = SealedColumn { table: $table, column: $column };)+

        /// Every sealed column: what a new key has to reach.
        pub static SEALED_COLUMNS: &[&SealedColumn] = &[$(&$name),+];
    };
}

sealed! {
    /// The seed of a person's second factor.
    USER_TOTP "users" "totp";
    /// A mail that waits to be sent.
    MAIL_BODY "mails" "body";
    /// The device keys of a WhatsApp session.
    WHATSAPP_DEVICE "whatsapp_sessions" "device";
    /// What such a device keeps beside its keys: sessions, pre-keys, what was sent lately.
    DEVICE_ITEM "device_items" "value";
    /// What a channel wants to hear before it gives a customer's file.
    MEDIA_TICKET "media_files" "ticket";
    /// A customer's file.
    MEDIA_CONTENT "media_files" "content";
    /// What the addresses of customers who were erased are hashed with.
    ERASURE_SALT "erasure_salts" "salt";
    /// What a WAHA server is asked with.
    WAHA_CREDENTIALS "waha_sessions" "credentials";
    /// What Meta's Cloud API is asked with.
    WHATSAPP_CLOUD_CONFIG "whatsapp_channels" "cloud_api_config";
    /// What a voice provider is asked with.
    SIP_CREDENTIALS "phone_numbers" "sip_credentials";
    /// What a connected system is asked with.
    INTEGRATION_CONFIG "tenant_integrations" "config";
}

/// Values of customers' files that are read at once, at most: each may be as large as a file may be.
const LARGE_AT_ONCE: u32 = 2;

impl SealedColumn {
    /// How many values may be read at once, of those that somebody wants.
    pub(super) fn at_once(&self, wanted: u32) -> u32 {
        if *self == MEDIA_CONTENT { wanted.min(LARGE_AT_ONCE) } else { wanted }
    }

    /// The value of this column in one row.
    pub fn of(&'static self, row: Uuid) -> Place {
        Place { column: self, row }
    }
}

impl Place {
    /// What a value is bound to. No name holds a zero byte, so no two places read alike.
    pub(super) fn bound(self) -> Vec<u8> {
        let SealedColumn { table, column } = self.column;
        [table.as_bytes(), &[0], column.as_bytes(), &[0], self.row.as_bytes()].concat()
    }
}
