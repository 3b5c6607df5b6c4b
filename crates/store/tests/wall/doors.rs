//! What each door may do to each table: all of it, and nothing else.

use std::collections::BTreeMap;

use domain::RecordId;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::served::{Scope, Served};

const DOORS: [&str; 4] = ["sign_in", "claims", "admin", "upkeep"];

/// Table by table what a tenant, and then each of the [`DOORS`], may do: select, insert, update, delete.
const MAY: [(&str, [&str; 5]); 55] = [
    ("tenants", ["su", "si", "su", "siu", "s"]),
    ("users", ["siud", "siu", "", "su", "su"]),
    ("auth_sessions", ["sd", "siud", "", "sd", "s"]),
    ("invitations", ["siud", "su", "", "", "s"]),
    ("account_tokens", ["", "siud", "", "", "s"]),
    ("recovery_codes", ["", "siud", "", "", "s"]),
    ("setup_drafts", ["siud", "", "", "", "s"]),
    ("tenant_configs", ["siud", "i", "", "si", "s"]),
    ("tenant_days", ["siud", "", "", "", "s"]),
    ("whatsapp_sessions", ["siud", "i", "su", "siu", "su"]),
    ("device_items", ["siud", "", "", "", "su"]),
    ("waha_sessions", ["siud", "", "", "", "su"]),
    ("whatsapp_channels", ["siud", "", "", "", "su"]),
    ("phone_numbers", ["siud", "", "", "", "su"]),
    ("sandbox_phones", ["siud", "", "", "", "s"]),
    ("worker_processes", ["siud", "i", "su", "siu", "s"]),
    ("contacts", ["siud", "", "", "", "s"]),
    ("contact_addresses", ["siud", "", "", "", "s"]),
    ("contact_tags", ["siud", "", "", "", "s"]),
    ("customer_imports", ["siud", "", "", "", "s"]),
    ("erasures", ["si", "", "", "", "s"]),
    ("erasure_salts", ["si", "", "", "", "su"]),
    ("erased_addresses", ["si", "", "", "", "s"]),
    ("conversations", ["siud", "", "", "", "s"]),
    ("conversation_notes", ["siud", "", "", "", "s"]),
    ("presences", ["siud", "", "", "", "sd"]),
    ("canned_replies", ["siud", "", "", "", "s"]),
    ("message_logs", ["siud", "", "", "s", "s"]),
    ("outbox", ["siud", "", "", "", "s"]),
    ("alerts", ["siud", "", "", "", "s"]),
    ("alert_notices", ["siud", "", "", "", "s"]),
    ("media_files", ["siud", "", "", "", "su"]),
    ("services", ["siud", "", "", "", "s"]),
    ("resources", ["siud", "", "", "", "s"]),
    ("resource_services", ["siud", "", "", "", "s"]),
    ("calendar_feeds", ["siud", "s", "", "", "s"]),
    ("closures", ["siud", "", "", "", "s"]),
    ("appointments", ["siud", "", "", "", "s"]),
    ("appointment_grains", ["siud", "", "", "", "sd"]),
    ("scheduled_messages", ["siud", "", "", "", "s"]),
    ("knowledge_documents", ["siud", "", "", "", "s"]),
    ("knowledge_passages", ["siud", "", "", "", "s"]),
    ("unanswered_questions", ["siud", "", "", "", "sd"]),
    ("products", ["siud", "", "", "", "s"]),
    ("product_pictures", ["siud", "", "", "", "s"]),
    ("product_imports", ["siud", "", "", "", "s"]),
    ("orders", ["siud", "", "", "", "s"]),
    ("order_lines", ["siud", "", "", "", "s"]),
    ("flow_versions", ["si", "", "", "", "s"]),
    ("flow_drafts", ["siud", "", "", "", "s"]),
    ("setup_requests", ["siud", "", "", "su", "s"]),
    ("portal_event_logs", ["si", "i", "", "si", "s"]),
    ("audit_heads", ["siu", "siu", "", "siu", "su"]),
    ("tenant_integrations", ["siud", "", "", "", "su"]),
    ("workout_plans", ["siud", "", "", "", "s"]),
];

/// Rows in the tables that no method of the store fills yet.
const FILLERS: [&str; 41] = [
    "INSERT INTO conversation_notes (id, created_at, updated_at, tenant_id, conversation_id, contact_id, \
        author_name, note) SELECT gen_random_uuid(), now(), now(), tenant_id, id, contact_id, 'x', 'x' \
        FROM conversations WHERE tenant_id = '{tenant}'",
    "INSERT INTO presences (id, created_at, updated_at, tenant_id, conversation_id, user_id, seen_at) \
        SELECT gen_random_uuid(), now(), now(), c.tenant_id, c.id, u.id, now() FROM conversations c \
        JOIN users u ON u.tenant_id = c.tenant_id WHERE c.tenant_id = '{tenant}' LIMIT 1",
    "INSERT INTO canned_replies (id, created_at, updated_at, tenant_id, shortcut, text_sw, text_en) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'x', 'x', 'x')",
    "INSERT INTO waha_sessions (id, created_at, updated_at, tenant_id, external_session_id, status, \
        engine, base_url) VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'x', 'working', \
        'GOWS', 'http://localhost')",
    "INSERT INTO whatsapp_channels (id, created_at, updated_at, tenant_id, wa_number, status) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', '+255712345678', 'ACTIVE')",
    "INSERT INTO phone_numbers (id, created_at, updated_at, tenant_id, number, status) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', '+255712345678', 'ACTIVE')",
    "INSERT INTO tenant_integrations (id, created_at, updated_at, tenant_id, type, config, active) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'CALENDAR', '', true)",
    "INSERT INTO workout_plans (id, created_at, updated_at, tenant_id, plan) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', '{}')",
    "INSERT INTO auth_sessions (id, created_at, updated_at, user_id, token_hash, last_seen_at, \
        idle_expires_at, absolute_expires_at) SELECT gen_random_uuid(), now(), now(), id, 'x', \
        now(), now(), now() FROM users WHERE tenant_id = '{tenant}'",
    "INSERT INTO account_tokens (id, created_at, updated_at, user_id, kind, token_hash, email, \
        asked_at, expires_at) SELECT gen_random_uuid(), now(), now(), id, 'RESET', 'x', 'x', now(), \
        now() FROM users WHERE tenant_id = '{tenant}'",
    "INSERT INTO invitations (id, created_at, updated_at, tenant_id, email, role, token_hash, \
        inviter_name, language, expires_at) VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'x', \
        'AGENT', 'x', 'x', 'SW', now())",
    "INSERT INTO recovery_codes (id, created_at, updated_at, user_id, code_hash) \
        SELECT gen_random_uuid(), now(), now(), id, 'x' FROM users WHERE tenant_id = '{tenant}'",
    "INSERT INTO setup_drafts (id, created_at, updated_at, tenant_id, step) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'BUSINESS')",
    "INSERT INTO device_items (id, created_at, updated_at, tenant_id, kind, item_key, value, stamp) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'session', 'x', '', 0)",
    "INSERT INTO media_files (id, created_at, updated_at, tenant_id, message_id, state, size, run_at) \
        SELECT gen_random_uuid(), now(), now(), tenant_id, id, 'waiting', 1, now() FROM message_logs \
        WHERE tenant_id = '{tenant}' LIMIT 1",
    "INSERT INTO contact_tags (id, created_at, updated_at, tenant_id, contact_id, tag) \
        SELECT gen_random_uuid(), now(), now(), tenant_id, id, 'x' FROM contacts \
        WHERE tenant_id = '{tenant}' LIMIT 1",
    "INSERT INTO erasures (id, created_at, updated_at, tenant_id, contact_id, by_name, erased_at, \
        opted_out) VALUES (gen_random_uuid(), now(), now(), '{tenant}', gen_random_uuid(), 'x', now(), \
        false)",
    "INSERT INTO customer_imports (id, created_at, updated_at, tenant_id, added, changed, changes) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', 0, 0, '[]')",
    "INSERT INTO erasure_salts (id, created_at, updated_at, tenant_id, salt) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', '')",
    "INSERT INTO erased_addresses (id, created_at, updated_at, tenant_id, erasure_id, hash) \
        SELECT gen_random_uuid(), now(), now(), tenant_id, id, 'x' FROM erasures \
        WHERE tenant_id = '{tenant}' LIMIT 1",
    "INSERT INTO alerts (id, created_at, updated_at, tenant_id, kind, subject_id, due_at) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'FAILED', gen_random_uuid(), now())",
    "INSERT INTO alert_notices (id, created_at, updated_at, tenant_id, alert_id, user_id) \
        SELECT gen_random_uuid(), now(), now(), a.tenant_id, a.id, u.id FROM alerts a \
        JOIN users u ON u.tenant_id = a.tenant_id WHERE a.tenant_id = '{tenant}' LIMIT 1",
    "INSERT INTO services (id, created_at, updated_at, tenant_id, name_sw, name_en, minutes, \
        buffer_minutes, position, active) VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'x', \
        'x', 30, 0, 0, true)",
    "INSERT INTO resources (id, created_at, updated_at, tenant_id, name, capacity, position) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'x', 1, 0)",
    "INSERT INTO resource_services (id, created_at, updated_at, tenant_id, resource_id, service_id) \
        SELECT gen_random_uuid(), now(), now(), r.tenant_id, r.id, s.id \
        FROM resources r JOIN services s ON s.tenant_id = r.tenant_id WHERE r.tenant_id = '{tenant}'",
    "INSERT INTO calendar_feeds (id, created_at, updated_at, tenant_id, token_hash) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'x')",
    "INSERT INTO tenant_days (id, created_at, updated_at, tenant_id, day, timezone, incoming, by_bot, \
        by_person, unanswered, bookings, orders) VALUES (gen_random_uuid(), now(), now(), '{tenant}', \
        '2026-11-22', 'UTC', 1, 1, 0, 0, 0, 0)",
    "INSERT INTO closures (id, created_at, updated_at, tenant_id, starts_at, ends_at) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', now(), now())",
    "INSERT INTO appointments (id, created_at, updated_at, tenant_id, resource_id, service_name, \
        minutes, buffer_minutes, starts_at, ends_at, status) SELECT gen_random_uuid(), now(), now(), \
        tenant_id, id, 'x', 30, 0, now(), now(), 'BOOKED' FROM resources WHERE tenant_id = '{tenant}'",
    "INSERT INTO appointment_grains (id, created_at, updated_at, tenant_id, appointment_id, \
        resource_id, place, grain) SELECT gen_random_uuid(), now(), now(), tenant_id, id, resource_id, \
        0, 0 FROM appointments WHERE tenant_id = '{tenant}'",
    "INSERT INTO scheduled_messages (id, created_at, updated_at, tenant_id, contact_id, subject_id, \
        kind, run_at) SELECT gen_random_uuid(), now(), now(), tenant_id, id, id, 'MISSED', now() \
        FROM contacts WHERE tenant_id = '{tenant}' LIMIT 1",
    "INSERT INTO knowledge_documents (id, created_at, updated_at, tenant_id, kind, title, size_bytes, \
        source, words, position) VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'TEXT', 'x', 1, \
        'x', 'x', 0)",
    "INSERT INTO knowledge_passages (id, created_at, updated_at, tenant_id, document_id, text, search, \
        position) SELECT gen_random_uuid(), now(), now(), tenant_id, id, 'x', 'x', 0 \
        FROM knowledge_documents WHERE tenant_id = '{tenant}'",
    "INSERT INTO unanswered_questions (id, created_at, updated_at, tenant_id, text, question_key, times, \
        state, last_asked_at) VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'x', 'x', 1, 'OPEN', \
        now())",
    "INSERT INTO products (id, created_at, updated_at, tenant_id, name_sw, name_en, price_minor, active, \
        position) VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'x', 'x', 1, true, 0)",
    "INSERT INTO product_pictures (id, created_at, updated_at, tenant_id, product_id, mime, bytes) \
        SELECT gen_random_uuid(), now(), now(), tenant_id, id, 'image/png', '' FROM products \
        WHERE tenant_id = '{tenant}'",
    "INSERT INTO product_imports (id, created_at, updated_at, tenant_id, added, changed, changes) \
        VALUES (gen_random_uuid(), now(), now(), '{tenant}', 0, 0, '[]')",
    "INSERT INTO orders (id, created_at, updated_at, tenant_id, number, status, fulfilment, fee_minor, \
        total_minor) VALUES (gen_random_uuid(), now(), now(), '{tenant}', 1, 'NEW', 'PICKUP', 0, 1)",
    "INSERT INTO order_lines (id, created_at, updated_at, tenant_id, order_id, name, quantity, \
        price_minor, position) SELECT gen_random_uuid(), now(), now(), tenant_id, id, 'x', 1, 1, 0 \
        FROM orders WHERE tenant_id = '{tenant}'",
    "INSERT INTO flow_versions (id, created_at, updated_at, tenant_id, number, template, definition, \
        author_name) VALUES (gen_random_uuid(), now(), now(), '{tenant}', 1, 'SALON', '{}', 'x')",
    "INSERT INTO flow_drafts (id, created_at, updated_at, tenant_id, template, definition, revision, \
        author_name) VALUES (gen_random_uuid(), now(), now(), '{tenant}', 'SALON', '{}', 1, 'x')",
];

#[tokio::test]
async fn each_door_reaches_its_tables_and_nothing_else() {
    let Some(served) = Served::new().await else { return };
    for filler in FILLERS {
        let filler = filler.replace("{tenant}", &served.first.uuid().to_string());
        served.owner.execute_unprepared(&filler).await.unwrap();
    }
    let mut expected = BTreeMap::new();
    let mut found = BTreeMap::new();
    for (table, may) in MAY {
        let row = a_row(&served, table).await;
        let scopes = [Scope::Tenant(served.first)].into_iter().chain(DOORS.map(Scope::Door));
        for (scope, may) in scopes.zip(may) {
            let name = format!("{table}, {scope:?}");
            found.insert(name.clone(), done_to(&served, scope, table, &row).await);
            expected.insert(name, may.to_owned());
        }
    }
    assert_eq!(found, expected);
    served.close().await;
}

#[tokio::test]
async fn no_table_of_tenants_is_left_out_of_this() {
    let Some(served) = Served::new().await else { return };
    let sql = "SELECT relname::text AS name FROM pg_class \
        WHERE relrowsecurity AND relnamespace = 'public'::regnamespace ORDER BY relname";
    let rows = served.owner.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
    let walled: Vec<String> =
        rows.unwrap().iter().map(|row| row.try_get("", "name").unwrap()).collect();
    let mut listed = MAY.map(|(table, _)| table);
    listed.sort_unstable();
    assert_eq!(walled, listed);
    served.close().await;
}

/// One of the first tenant's rows, as JSON; where no tenant may read, only the first has any.
async fn a_row(served: &Served, table: &str) -> String {
    for scope in [Scope::Tenant(served.first), Scope::Door("upkeep")] {
        let tx = served.begin(&scope).await;
        let sql = format!("SELECT row_to_json(t)::text AS row FROM {table} t LIMIT 1");
        let row = tx.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
        tx.rollback().await.unwrap();
        if let Some(row) = row.unwrap() {
            return row.try_get("", "row").unwrap();
        }
    }
    panic!("{table} is empty: it proves nothing")
}

/// What can be done to a table, in the letters of [`MAY`].
async fn done_to(served: &Served, scope: Scope, table: &str, row: &str) -> String {
    let row = row.replace('\'', "''");
    let attempts = [
        ('s', format!("SELECT 1 FROM {table}")),
        // The same row once more: a policy refuses it before its key does.
        (
            'i',
            format!(
                "INSERT INTO {table} SELECT * FROM json_populate_record(null::{table}, '{row}')"
            ),
        ),
        ('u', format!("UPDATE {table} SET updated_at = now()")),
        ('d', format!("DELETE FROM {table}")),
    ];
    let mut may = String::new();
    for (letter, sql) in attempts {
        if is_done(&served.touched(&scope, &sql).await) {
            may.push(letter);
        }
    }
    may
}

fn is_done(touched: &Result<u64, DbErr>) -> bool {
    match touched {
        Ok(rows) => *rows > 0,
        Err(error) => {
            let error = error.to_string();
            let of_a_key = error.contains("unique constraint") || error.contains("foreign key");
            assert!(of_a_key || error.contains("row-level security policy"), "{error}");
            of_a_key
        }
    }
}
