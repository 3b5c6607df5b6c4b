//! The history goes up, down and up again on both databases, and makes the same schema on both.

use std::collections::BTreeSet;

use migration::{Migrator, MigratorTrait};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::catalogue::{self, Column, indexes};
use crate::{database, rows};

const TABLES: [&str; 59] = [
    "account_tokens",
    "alert_notices",
    "alerts",
    "appointment_grains",
    "appointments",
    "audit_heads",
    "auth_sessions",
    "calendar_feeds",
    "canned_replies",
    "closures",
    "contact_addresses",
    "contact_tags",
    "contacts",
    "conversation_notes",
    "conversations",
    "customer_imports",
    "device_items",
    "erased_addresses",
    "erasure_salts",
    "erasures",
    "flow_drafts",
    "flow_versions",
    "invitations",
    "knowledge_documents",
    "knowledge_passages",
    "leads",
    "mails",
    "media_files",
    "message_logs",
    "nodes",
    "order_lines",
    "orders",
    "outbox",
    "phone_numbers",
    "portal_event_logs",
    "presences",
    "product_imports",
    "product_pictures",
    "products",
    "recovery_codes",
    "resource_services",
    "resources",
    "sandbox_phones",
    "scheduled_messages",
    "services",
    "setup_drafts",
    "setup_requests",
    "tenant_configs",
    "tenant_days",
    "tenant_integrations",
    "tenants",
    "throttles",
    "unanswered_questions",
    "users",
    "waha_sessions",
    "whatsapp_channels",
    "whatsapp_sessions",
    "worker_processes",
    "workout_plans",
];

const HISTORY: &str = "seaql_migrations";

/// The columns of the product's tables, without the history's own.
async fn columns(db: &impl ConnectionTrait) -> Vec<Column> {
    let mut columns = catalogue::columns(db).await;
    columns.retain(|column| column.table != HISTORY);
    columns
}

/// All that a step may change.
async fn shape(db: &impl ConnectionTrait) -> (Vec<Column>, Vec<String>, Vec<(String, String)>) {
    let mut indexes = indexes(db).await;
    indexes.retain(|index| !index.contains(HISTORY));
    (columns(db).await, indexes, catalogue::policies(db).await)
}

async fn tables(db: &impl ConnectionTrait) -> Vec<String> {
    let columns = columns(db).await;
    let names: BTreeSet<String> = columns.into_iter().map(|column| column.table).collect();
    names.into_iter().collect()
}

#[tokio::test]
async fn it_goes_up_down_and_up_again() {
    for database in database::each().await {
        let db = &database.connection;
        Migrator::up(db, None).await.unwrap();
        assert_eq!(tables(db).await, TABLES);
        let first = columns(db).await;

        Migrator::down(db, None).await.unwrap();
        assert_eq!(tables(db).await, Vec::<String>::new());

        Migrator::up(db, None).await.unwrap();
        assert_eq!(columns(db).await, first);
        assert!(Migrator::get_pending_migrations(db).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn every_step_alone_can_be_taken_back() {
    for database in database::each().await {
        let db = &database.connection;
        for step in Migrator::migrations() {
            let before = shape(db).await;
            Migrator::up(db, Some(1)).await.unwrap();
            // SQLite has no row-level security, so there is nothing to see of that there.
            let is_seen = db.get_database_backend() == DbBackend::Postgres
                || !step.name().ends_with("row_level_security");
            assert_eq!(shape(db).await != before, is_seen, "{}", step.name());
            Migrator::down(db, Some(1)).await.unwrap();
            assert_eq!(shape(db).await, before, "{}", step.name());
            Migrator::up(db, Some(1)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn it_comes_down_over_rows_that_hang_on_each_other() {
    for database in database::each().await {
        let db = &database.connection;
        Migrator::up(db, None).await.unwrap();
        let times = "'2026-11-21T08:00:00.000001Z', '2026-11-21T08:00:00.000001Z'";
        let id = "'01940000-0000-7000-8000-000000000001'";
        for sql in [
            format!(
                "INSERT INTO tenants (id, name, slug, status, created_at, updated_at)
                 VALUES ({id}, 'Salon', 'salon', 'NEW', {times})"
            ),
            format!(
                "INSERT INTO users (id, tenant_id, name, email, password_hash, role, is_active,
                                    created_at, updated_at)
                 VALUES ({id}, {id}, 'Asha', 'asha@example.com', 'x', 'OWNER', TRUE, {times})"
            ),
            format!(
                "INSERT INTO setup_requests (id, tenant_id, user_id, template_type,
                                             whatsapp_number, status, created_at, updated_at)
                 VALUES ({id}, {id}, {id}, 'BOOKING', '+255712345678', 'SUBMITTED', {times})"
            ),
        ] {
            db.execute_unprepared(&sql).await.unwrap();
        }
        Migrator::down(db, None).await.unwrap();
        assert_eq!(tables(db).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_behind() {
    for database in database::each().await {
        let db = &database.connection;
        Migrator::up(db, Some(2)).await.unwrap();
        // The third step makes its table before this index's name is found to be taken.
        db.execute_unprepared("CREATE INDEX idx_auth_sessions_user_id ON users (name)")
            .await
            .unwrap();
        let before = columns(db).await;
        assert!(Migrator::up(db, Some(1)).await.is_err());
        assert_eq!(columns(db).await, before);

        db.execute_unprepared("DROP INDEX idx_auth_sessions_user_id").await.unwrap();
        Migrator::up(db, None).await.unwrap();
        assert_eq!(tables(db).await, TABLES);
    }
}

#[tokio::test]
async fn every_table_has_its_id_and_its_times() {
    for database in database::each().await {
        let db = &database.connection;
        Migrator::up(db, None).await.unwrap();
        let columns = columns(db).await;
        for table in TABLES {
            for name in ["id", "created_at", "updated_at"] {
                let found = columns.iter().find(|c| c.table == table && c.name == name);
                assert!(found.is_some_and(|c| !c.nullable), "{table}.{name}");
            }
        }
    }
}

#[tokio::test]
async fn both_databases_have_the_same_columns_and_indexes() {
    let mut shapes = Vec::new();
    for database in database::each().await {
        let db = &database.connection;
        Migrator::up(db, None).await.unwrap();
        let columns: Vec<_> =
            columns(db).await.into_iter().map(|c| (c.table, c.name, c.nullable)).collect();
        shapes.push((columns, indexes(db).await));
    }
    for pair in shapes.windows(2) {
        assert_eq!(pair[0], pair[1]);
    }
}

#[tokio::test]
async fn the_message_log_can_be_read_by_all_that_it_is_asked_for() {
    for database in database::each().await {
        let db = &database.connection;
        Migrator::up(db, None).await.unwrap();
        let indexes = indexes(db).await;
        for columns in [
            "tenant_id_created_at",
            "tenant_id_conversation_id_created_at",
            "whatsapp_session_id",
            "waha_session_id",
            "whatsapp_channel_id",
            "from_number",
            "to_number",
            "status",
            "created_at",
        ] {
            let name = format!("idx_message_logs_{columns}");
            assert!(indexes.contains(&name), "{name}");
        }
    }
}

/// Goes up to the step before the one of this name.
async fn up_to(db: &sea_orm_migration::sea_orm::DatabaseConnection, name: &str) {
    let steps = Migrator::migrations();
    let before = steps.iter().position(|step| step.name().ends_with(name)).unwrap();
    Migrator::up(db, Some(u32::try_from(before).unwrap())).await.unwrap();
}

#[tokio::test]
async fn orders_that_are_there_keep_their_money_and_what_they_took() {
    for database in database::each().await {
        let db = &database.connection;
        up_to(db, "order_currency").await;
        rows::tenant(db, 1, "duka").await.unwrap();
        let (tenant, order) = (rows::id(1), rows::id(2));
        rows::insert(
            db,
            "tenant_configs",
            1,
            "tenant_id, template_type, business_name, language, timezone, currency",
            &format!("{tenant}, 'ECOMMERCE', 'Duka', 'SW', 'Africa/Nairobi', 'KES'"),
        )
        .await
        .unwrap();
        let product = "tenant_id, name_sw, name_en, price_minor, stock, active, position";
        for (number, stock) in [(3, "5"), (4, "NULL")] {
            let values = format!("{tenant}, 'Sukari', '', 100, {stock}, TRUE, 0");
            rows::insert(db, "products", number, product, &values).await.unwrap();
        }
        let columns = "tenant_id, number, status, fulfilment, fee_minor, total_minor";
        let values = format!("{tenant}, 1, 'NEW', 'PICKUP', 0, 200");
        rows::insert(db, "orders", 2, columns, &values).await.unwrap();
        let columns = "tenant_id, order_id, product_id, name, quantity, price_minor, position";
        for number in [3, 4] {
            let product = rows::id(number);
            let values = format!("{tenant}, {order}, {product}, 'Sukari', 1, 100, 0");
            rows::insert(db, "order_lines", number, columns, &values).await.unwrap();
        }
        Migrator::up(db, None).await.unwrap();
        assert_eq!(rows::count(db, "orders WHERE currency = 'KES'").await, 1);
        let counted = rows::id(3);
        let taken = format!("order_lines WHERE stock_taken AND product_id = {counted}");
        assert_eq!(rows::count(db, &taken).await, 1);
        assert_eq!(rows::count(db, "order_lines WHERE stock_taken").await, 1);
    }
}
