//! The history of the database schema, one file per step, for SQLite and PostgreSQL.
//!
//! The steps speak in names of their own and never use the types of the product: what a step once
//! created must stay the same when the product's types move on.
//!
//! # Rules of the schema
//!
//! - Every table has `id` (a UUID that the server mints), `created_at` and `updated_at`. No time has a
//!   default: the application's clock writes all of them, in UTC.
//! - Enums are short texts, so that a new value is a change of code alone.
//! - A tenant's rows carry `tenant_id` and go with the tenant; `setup_requests` alone hold it back.
//! - "Unique among the living" is a unique index over the rows whose `deleted_at` is null.
//! - Encrypted columns are blobs. JSON is never searched: what is searched has a column.
//!
//! # To add a migration
//!
//! 1. Copy the newest file to `src/mYYYYMMDD_NNNNNN_what_changes.rs`: today's date, the next number, one
//!    change. The file's name becomes the step's name in the database, so it is never renamed.
//! 2. Write `up` and `down`. One `ALTER TABLE` holds one change, and a foreign key can only be made with
//!    its table: SQLite knows nothing else.
//! 3. Add a `mod` line and a line at the end of [`Migrator::migrations`](MigratorTrait::migrations), and
//!    the new table's name to `tests/schema/history.rs`.
//! 4. A step must be safe while the previous release still runs: first add, and take away in a later
//!    release.
//! 5. A table with a `tenant_id` goes behind the wall ([`wall`]) in its own step or the next one. A step
//!    that changes rows which stand behind the wall says `set_config('flowhq.door', 'upkeep', true)`
//!    first, or it sees none of them.
//! 6. Run the tests of this crate; with `TEST_DATABASE_URL` set to a PostgreSQL server they run there too.
//!
//! Steps that have been released are never changed.

mod columns;
mod keys;
mod m20261121_000001_tenants;
mod m20261121_000002_users;
mod m20261121_000003_auth_sessions;
mod m20261121_000004_nodes;
mod m20261121_000005_tenant_configs;
mod m20261121_000006_whatsapp_sessions;
mod m20261121_000007_waha_sessions;
mod m20261121_000008_whatsapp_channels;
mod m20261121_000009_phone_numbers;
mod m20261121_000010_sandbox_phones;
mod m20261121_000011_worker_processes;
mod m20261121_000012_contacts;
mod m20261121_000013_contact_addresses;
mod m20261121_000014_conversations;
mod m20261121_000015_message_logs;
mod m20261121_000016_outbox;
mod m20261121_000017_setup_requests;
mod m20261121_000018_portal_event_logs;
mod m20261121_000019_audit_heads;
mod m20261121_000020_tenant_integrations;
mod m20261121_000021_workout_plans;
mod m20261121_000023_throttles;
mod m20261121_000024_account_tokens;
mod m20261121_000025_mails;
mod m20261121_000026_email_verified;
mod m20261121_000027_second_factor;
mod m20261121_000028_recovery_codes;
mod m20261121_000030_events_in_order;
mod m20261121_000034_leads;
mod m20261121_000038_disconnected_at;
mod m20261121_000039_setup_drafts;
mod m20261121_000042_tenants_in_order;
mod m20261121_000043_requests_in_order;
mod m20261121_000044_undelivered_messages;
mod m20261121_000060_row_level_security;
mod m20261121_000061_unanswered_messages;
mod m20261121_000062_pending_messages;
mod m20261121_000063_device_items;
mod m20261121_000064_session_wishes;
mod m20261121_000065_late_answers;
mod m20261121_000066_media_files;
mod m20261121_000067_services;
mod m20261121_000068_appointments;
mod m20261121_000069_scheduled_messages;
mod m20261121_000070_consent;
mod m20261121_000071_currency;
mod m20261121_000072_knowledge;
mod m20261121_000073_after_hours;
mod m20261121_000074_shop;
mod m20261121_000080_calendar_feeds;
mod m20261121_000081_knowledge_rules;
mod m20261121_000082_order_currency;
mod m20261121_000083_stock_taken;
mod m20261121_000084_upkeep;
mod m20261121_000085_linked_phones;
mod m20261122_000086_conversations_in_hand;
mod m20261122_000087_notes;
mod m20261122_000088_canned_replies;
mod m20261122_000090_invitations;
mod m20261122_000091_view_as;
mod m20261122_000092_flow_versions;
mod m20261122_000093_flow_drafts;
mod m20261122_000094_customers;
mod m20261122_000095_erasures;
mod m20261122_000096_alerts;
mod m20261122_000097_tenant_days;
mod m20261122_000098_erased_addresses;
mod m20261122_000099_customer_imports;
mod m20261123_000100_presences;
mod m20261123_000101_team_settings;
mod m20261123_000102_open_alerts;
mod m20261123_000103_conversations_aside;
mod step;
mod wall;

pub use sea_orm_migration::{MigrationStatus, MigratorTrait};

use async_trait::async_trait;
use sea_orm_migration::MigrationTrait;

use step::InTransaction;

/// Applies the history to a database and takes it back: [`up`](MigratorTrait::up),
/// [`down`](MigratorTrait::down), [`status`](MigratorTrait::status).
///
/// Each step is a transaction of its own, so a step that fails leaves nothing behind.
pub struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(InTransaction(m20261121_000001_tenants::Migration)),
            Box::new(InTransaction(m20261121_000002_users::Migration)),
            Box::new(InTransaction(m20261121_000003_auth_sessions::Migration)),
            Box::new(InTransaction(m20261121_000004_nodes::Migration)),
            Box::new(InTransaction(m20261121_000005_tenant_configs::Migration)),
            Box::new(InTransaction(m20261121_000006_whatsapp_sessions::Migration)),
            Box::new(InTransaction(m20261121_000007_waha_sessions::Migration)),
            Box::new(InTransaction(m20261121_000008_whatsapp_channels::Migration)),
            Box::new(InTransaction(m20261121_000009_phone_numbers::Migration)),
            Box::new(InTransaction(m20261121_000010_sandbox_phones::Migration)),
            Box::new(InTransaction(m20261121_000011_worker_processes::Migration)),
            Box::new(InTransaction(m20261121_000012_contacts::Migration)),
            Box::new(InTransaction(m20261121_000013_contact_addresses::Migration)),
            Box::new(InTransaction(m20261121_000014_conversations::Migration)),
            Box::new(InTransaction(m20261121_000015_message_logs::Migration)),
            Box::new(InTransaction(m20261121_000016_outbox::Migration)),
            Box::new(InTransaction(m20261121_000017_setup_requests::Migration)),
            Box::new(InTransaction(m20261121_000018_portal_event_logs::Migration)),
            Box::new(InTransaction(m20261121_000019_audit_heads::Migration)),
            Box::new(InTransaction(m20261121_000020_tenant_integrations::Migration)),
            Box::new(InTransaction(m20261121_000021_workout_plans::Migration)),
            Box::new(InTransaction(m20261121_000023_throttles::Migration)),
            Box::new(InTransaction(m20261121_000024_account_tokens::Migration)),
            Box::new(InTransaction(m20261121_000025_mails::Migration)),
            Box::new(InTransaction(m20261121_000026_email_verified::Migration)),
            Box::new(InTransaction(m20261121_000027_second_factor::Migration)),
            Box::new(InTransaction(m20261121_000028_recovery_codes::Migration)),
            Box::new(InTransaction(m20261121_000030_events_in_order::Migration)),
            Box::new(InTransaction(m20261121_000034_leads::Migration)),
            Box::new(InTransaction(m20261121_000038_disconnected_at::Migration)),
            Box::new(InTransaction(m20261121_000039_setup_drafts::Migration)),
            Box::new(InTransaction(m20261121_000042_tenants_in_order::Migration)),
            Box::new(InTransaction(m20261121_000043_requests_in_order::Migration)),
            Box::new(InTransaction(m20261121_000044_undelivered_messages::Migration)),
            Box::new(InTransaction(m20261121_000060_row_level_security::Migration)),
            Box::new(InTransaction(m20261121_000061_unanswered_messages::Migration)),
            Box::new(InTransaction(m20261121_000062_pending_messages::Migration)),
            Box::new(InTransaction(m20261121_000063_device_items::Migration)),
            Box::new(InTransaction(m20261121_000064_session_wishes::Migration)),
            Box::new(InTransaction(m20261121_000065_late_answers::Migration)),
            Box::new(InTransaction(m20261121_000066_media_files::Migration)),
            Box::new(InTransaction(m20261121_000067_services::Migration)),
            Box::new(InTransaction(m20261121_000068_appointments::Migration)),
            Box::new(InTransaction(m20261121_000069_scheduled_messages::Migration)),
            Box::new(InTransaction(m20261121_000070_consent::Migration)),
            Box::new(InTransaction(m20261121_000071_currency::Migration)),
            Box::new(InTransaction(m20261121_000072_knowledge::Migration)),
            Box::new(InTransaction(m20261121_000073_after_hours::Migration)),
            Box::new(InTransaction(m20261121_000074_shop::Migration)),
            Box::new(InTransaction(m20261121_000080_calendar_feeds::Migration)),
            Box::new(InTransaction(m20261121_000081_knowledge_rules::Migration)),
            Box::new(InTransaction(m20261121_000082_order_currency::Migration)),
            Box::new(InTransaction(m20261121_000083_stock_taken::Migration)),
            Box::new(InTransaction(m20261121_000084_upkeep::Migration)),
            Box::new(InTransaction(m20261121_000085_linked_phones::Migration)),
            Box::new(InTransaction(m20261122_000086_conversations_in_hand::Migration)),
            Box::new(InTransaction(m20261122_000087_notes::Migration)),
            Box::new(InTransaction(m20261122_000088_canned_replies::Migration)),
            Box::new(InTransaction(m20261122_000090_invitations::Migration)),
            Box::new(InTransaction(m20261122_000091_view_as::Migration)),
            Box::new(InTransaction(m20261122_000092_flow_versions::Migration)),
            Box::new(InTransaction(m20261122_000093_flow_drafts::Migration)),
            Box::new(InTransaction(m20261122_000094_customers::Migration)),
            Box::new(InTransaction(m20261122_000095_erasures::Migration)),
            Box::new(InTransaction(m20261122_000096_alerts::Migration)),
            Box::new(InTransaction(m20261122_000097_tenant_days::Migration)),
            Box::new(InTransaction(m20261122_000098_erased_addresses::Migration)),
            Box::new(InTransaction(m20261122_000099_customer_imports::Migration)),
            Box::new(InTransaction(m20261123_000100_presences::Migration)),
            Box::new(InTransaction(m20261123_000101_team_settings::Migration)),
            Box::new(InTransaction(m20261123_000102_open_alerts::Migration)),
            Box::new(InTransaction(m20261123_000103_conversations_aside::Migration)),
        ]
    }
}
