//! The tables as rows; none of this leaves the crate.
//!
//! Enums are their texts here and become types in [`crate::views`]: an unknown text is then an error
//! that names the row instead of a failed query.

pub mod account_tokens;
pub mod appointment_grains;
pub mod appointments;
pub mod audit_heads;
pub mod auth_sessions;
pub mod calendar_feeds;
pub mod closures;
pub mod contact_addresses;
pub mod contacts;
pub mod conversations;
pub mod device_items;
pub mod knowledge_documents;
pub mod knowledge_passages;
pub mod leads;
pub mod mails;
pub mod media_files;
pub mod message_logs;
pub mod nodes;
pub mod order_lines;
pub mod orders;
pub mod outbox;
pub mod portal_event_logs;
pub mod product_imports;
pub mod product_pictures;
pub mod products;
pub mod recovery_codes;
pub mod resource_services;
pub mod resources;
pub mod sandbox_phones;
pub mod scheduled_messages;
pub mod services;
pub mod setup_drafts;
pub mod setup_requests;
pub mod tenant_configs;
pub mod tenants;
pub mod throttles;
pub mod unanswered_questions;
pub mod users;
pub mod whatsapp_sessions;
pub mod worker_processes;
