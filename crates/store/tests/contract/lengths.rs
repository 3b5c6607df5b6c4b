//! What may be typed fits into its column: SQLite takes longer texts, and PostgreSQL refuses them.

use domain::booking_form::{BOOKING_NAME_MAX, BOOKING_NOTE_MAX};
use domain::forms::NOTES_MAX;
use domain::knowledge::{HEADINGS_MAX, QUESTION_KEY_MAX, TITLE_MAX};
use domain::order::ADDRESS_MAX;
use domain::shop::{PRODUCT_CODE_MAX, PRODUCT_NAME_MAX, PRODUCT_TEXT_MAX};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use crate::support::on_each;

/// Columns with what the forms and the conversations put there at most.
const LIMITS: [(&str, &str, u32); 25] = [
    ("services", "name_sw", BOOKING_NAME_MAX),
    ("services", "name_en", BOOKING_NAME_MAX),
    ("resources", "name", BOOKING_NAME_MAX),
    ("closures", "reason", BOOKING_NAME_MAX),
    ("appointments", "service_name", BOOKING_NAME_MAX),
    ("appointments", "customer_name", BOOKING_NAME_MAX),
    ("appointments", "note", BOOKING_NOTE_MAX),
    ("products", "name_sw", PRODUCT_NAME_MAX),
    ("products", "name_en", PRODUCT_NAME_MAX),
    ("products", "description", PRODUCT_TEXT_MAX),
    ("products", "code", PRODUCT_CODE_MAX),
    ("orders", "customer_name", BOOKING_NAME_MAX),
    ("orders", "address", ADDRESS_MAX),
    ("orders", "note", NOTES_MAX),
    ("order_lines", "name", PRODUCT_NAME_MAX),
    ("knowledge_documents", "title", TITLE_MAX),
    ("knowledge_documents", "file_name", TITLE_MAX),
    ("knowledge_passages", "title", HEADINGS_MAX),
    ("unanswered_questions", "question_key", QUESTION_KEY_MAX),
    ("contact_tags", "tag", domain::customer::TAG_MAX),
    ("erasures", "by_name", domain::forms::NAME_MAX),
    ("invitations", "email", domain::forms::EMAIL_MAX),
    ("invitations", "inviter_name", domain::forms::NAME_MAX),
    ("auth_sessions", "view_reason", domain::team::VIEW_REASON_MAX),
    ("leads", "reach", domain::lead::REACH_MAX),
];

#[tokio::test]
async fn what_may_be_typed_fits_into_its_column() {
    on_each(async |world| {
        let db = Database::connect(world.database.url()).await.unwrap();
        for (table, column, limit) in LIMITS {
            assert_eq!(length(&db, table, column).await, Some(limit), "{table}.{column}");
        }
        db.close().await.unwrap();
    })
    .await;
}

/// How many characters a column takes, as its declaration says it; SQLite keeps that and does not enforce it.
async fn length(db: &DatabaseConnection, table: &str, column: &str) -> Option<u32> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            format!("SELECT type AS kind FROM pragma_table_info('{table}') WHERE name = '{column}'")
        }
        _ => format!(
            "SELECT concat('(', character_maximum_length, ')') AS kind \
             FROM information_schema.columns WHERE table_schema = current_schema() \
               AND table_name = '{table}' AND column_name = '{column}'"
        ),
    };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await.unwrap()?;
    let kind: String = row.try_get("", "kind").unwrap();
    kind.split_once('(')?.1.trim_end_matches(')').parse().ok()
}
