//! The program's database, read while the program writes it.

use std::fmt;
use std::path::Path;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, FromQueryResult,
    Statement,
};

use crate::program::database;

/// A row of the message log, in the order of the log.
#[derive(FromQueryResult)]
pub struct Row {
    /// Its id in capital hexadecimal digits.
    pub id: String,
    /// The business's number.
    pub shop: String,
    /// `IN` or `OUT`.
    pub direction: String,
    /// The number that it came from.
    pub from_number: String,
    /// The number that it went to.
    pub to_number: String,
    /// What it says.
    pub message_text: String,
    /// WhatsApp's id, as the log keeps it.
    pub wa_message_id: Option<String>,
    /// What became of it.
    pub status: String,
    /// What was decided about it.
    pub kind: Option<String>,
    /// The step of the flow.
    pub step: Option<String>,
    /// What went wrong.
    pub error_message: Option<String>,
    /// When it was written down.
    pub created_at: String,
}

const ROWS: &str = "SELECT hex(m.id) AS id, t.phone_number AS shop, m.direction AS direction, \
    m.from_number AS from_number, m.to_number AS to_number, m.message_text AS message_text, \
    m.wa_message_id AS wa_message_id, m.status AS status, \
    json_extract(m.decision, '$.kind') AS kind, json_extract(m.decision, '$.step') AS step, \
    m.error_message AS error_message, CAST(m.created_at AS TEXT) AS created_at \
    FROM message_logs m JOIN tenants t ON t.id = m.tenant_id ORDER BY m.id";

const MOVING: &str = "SELECT 'customers'' messages' AS what, count(*) AS count FROM message_logs \
    WHERE direction = 'IN' AND status <> 'handled' \
    UNION ALL SELECT 'replies ' || state, count(*) FROM outbox \
    WHERE state IN ('ready', 'claimed') GROUP BY state";

/// The database.
pub struct Book {
    connection: DatabaseConnection,
}

impl Book {
    /// Opens it for reading.
    pub async fn open(folder: &Path) -> Self {
        let url = format!("sqlite://{}?mode=ro", database(folder).display());
        let mut options = ConnectOptions::new(url);
        options.max_connections(1);
        Self { connection: Database::connect(options).await.unwrap() }
    }

    /// The whole log, oldest first.
    pub async fn rows(&self) -> Vec<Row> {
        let query = Statement::from_string(DbBackend::Sqlite, ROWS);
        Row::find_by_statement(query).all(&self.connection).await.unwrap()
    }

    /// What is not done yet, with its number.
    pub async fn moving(&self) -> Vec<(String, i64)> {
        let query = Statement::from_string(DbBackend::Sqlite, MOVING);
        let rows = self.connection.query_all_raw(query).await.unwrap();
        let read = |row: &sea_orm::QueryResult| {
            (row.try_get("", "what").unwrap(), row.try_get("", "count").unwrap())
        };
        rows.iter().map(read).filter(|(_, count)| *count > 0).collect()
    }
}

/// On one line, for whoever looks for the cause.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} of {:?} written at {}: {:?}, {} as {:?} ({:?} at {:?}), error {:?}",
            self.direction,
            self.id,
            self.chat(),
            self.created_at,
            self.message_text,
            self.status,
            self.wa_message_id,
            self.kind,
            self.step,
            self.error_message,
        )
    }
}

impl Row {
    /// Whether a customer wrote it.
    pub fn is_inbound(&self) -> bool {
        self.direction == "IN"
    }

    /// The customer's number in digits.
    pub fn customer(&self) -> &str {
        let number = if self.is_inbound() { &self.from_number } else { &self.to_number };
        number.trim_start_matches('+')
    }

    /// Its chat: the business's and the customer's number, in digits.
    pub fn chat(&self) -> (&str, &str) {
        (self.shop.trim_start_matches('+'), self.customer())
    }

    /// The id under which a reply goes over the wire.
    pub fn wire_id(&self) -> String {
        format!("3EB0{}", self.id)
    }
}
