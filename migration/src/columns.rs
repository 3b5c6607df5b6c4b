//! The columns that every table has, and the values that must look alike everywhere.
//!
//! Part of the history: a change here would change what older steps create, so it may only grow.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{json_binary, timestamp_with_time_zone, uuid};

/// How long the text of an enum may be; the longest today is `DISCONNECTED`.
pub(crate) const ENUM: u32 = 16;

/// A phone number in E.164 with its plus sign, with some room (ITU-T E.164: at most 15 digits).
pub(crate) const PHONE: u32 = 20;

/// An address on any channel: a phone number, a WhatsApp LID or a Cloud API user id, the longest of
/// which is `CC.ENT.` and 128 letters.
pub(crate) const ADDRESS: u32 = 160;

/// An error as it is shown to a person; the writer cuts longer ones.
pub(crate) const LAST_ERROR: u32 = 1000;

/// A SHA-256 in hexadecimal digits.
pub(crate) const SHA256_HEX: u32 = 64;

/// A table with its id first and its timestamps last.
///
/// The timestamps have no default: the application's clock writes them, for only then do both
/// databases keep the same text and the same order.
pub(crate) fn table(
    name: &'static str,
    columns: impl IntoIterator<Item = ColumnDef>,
) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    table.col(uuid("id").primary_key());
    for column in columns {
        table.col(column);
    }
    table.col(timestamp_with_time_zone("created_at"));
    table.col(timestamp_with_time_zone("updated_at"));
    table
}

/// Whose row it is; needs [`crate::keys::tenant_key`] beside it.
pub(crate) fn tenant_id() -> ColumnDef {
    uuid("tenant_id")
}

/// A JSON object that begins empty.
pub(crate) fn json_object(name: &'static str) -> ColumnDef {
    json_binary(name).default("{}").take()
}

/// A JSON list that begins empty.
pub(crate) fn json_list(name: &'static str) -> ColumnDef {
    json_binary(name).default("[]").take()
}
