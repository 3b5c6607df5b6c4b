//! What the program's database says about sessions, and when it first said so.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbBackend, FromQueryResult, Statement,
};
use tokio::sync::watch::{Receiver, Sender};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::program::database;

/// As exact as the times are.
const LOOK_EVERY: Duration = Duration::from_millis(20);

const SESSIONS: &str = "SELECT t.phone_number AS phone, s.state AS state, \
    CAST(s.connected_at AS TEXT) AS connected_at \
    FROM whatsapp_sessions s JOIN tenants t ON t.id = s.tenant_id";

const SIZE: &str = "SELECT (SELECT count(*) FROM device_items) AS items, page_count * page_size AS bytes \
    FROM pragma_page_count(), pragma_page_size()";

/// How large the database is.
#[derive(FromQueryResult)]
pub struct Size {
    /// Rows of what linked devices keep.
    pub items: i64,
    /// Its bytes, also those that are in its log only.
    pub bytes: i64,
}

/// A session's row.
#[derive(Clone, PartialEq, FromQueryResult)]
struct Row {
    phone: String,
    state: String,
    connected_at: Option<String>,
}

/// A session as it was seen.
#[derive(Clone)]
pub struct Seen {
    row: Row,
    /// Since when it has been seen like this.
    pub since: Instant,
}

impl Seen {
    /// Whether its state is this.
    pub fn is(&self, state: &str) -> bool {
        self.row.state == state
    }

    /// Since when it is connected, as the database writes it.
    pub fn connection(&self) -> Option<&str> {
        self.row.connected_at.as_deref().filter(|_| self.is("CONNECTED"))
    }
}

/// All sessions, by the businesses' numbers in digits.
pub type Sessions = HashMap<String, Seen>;

/// Eyes on the sessions; they look only while somebody waits for something.
pub struct Watch {
    connection: DatabaseConnection,
    sessions: Receiver<Sessions>,
    is_wanted: Arc<AtomicBool>,
    _looking: JoinSet<()>,
}

impl Watch {
    /// Opens the database for reading.
    pub async fn begin(folder: &Path) -> Self {
        let url = format!("sqlite://{}?mode=ro", database(folder).display());
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        let connection = Database::connect(options).await.unwrap();
        let (news, sessions) = tokio::sync::watch::channel(Sessions::new());
        let is_wanted = Arc::new(AtomicBool::new(false));
        let mut looking = JoinSet::new();
        looking.spawn(look(connection.clone(), news, Arc::clone(&is_wanted)));
        Self { connection, sessions, is_wanted, _looking: looking }
    }

    /// Begins or stops looking.
    pub fn look(&self, wanted: bool) {
        self.is_wanted.store(wanted, Ordering::Relaxed);
    }

    /// How large the database is now.
    pub async fn size(&self) -> Size {
        let query = Statement::from_string(DbBackend::Sqlite, SIZE);
        Size::find_by_statement(query).one(&self.connection).await.unwrap().unwrap()
    }

    /// What was seen last.
    pub fn last(&self) -> Sessions {
        self.sessions.borrow().clone()
    }

    /// Waits until something is so; it must be looked meanwhile. Nothing when that takes longer than `limit`.
    pub async fn until<T>(
        &self,
        limit: Duration,
        mut check: impl FnMut(&Sessions) -> Option<T>,
    ) -> Option<T> {
        let mut sessions = self.sessions.clone();
        let mut found = None;
        let wait = sessions.wait_for(|sessions| {
            found = check(sessions);
            found.is_some()
        });
        timeout(limit, wait).await.ok()?.expect("it looks as long as we are there");
        found
    }
}

async fn look(connection: DatabaseConnection, news: Sender<Sessions>, is_wanted: Arc<AtomicBool>) {
    loop {
        sleep(LOOK_EVERY).await;
        if !is_wanted.load(Ordering::Relaxed) {
            continue;
        }
        let query = Statement::from_string(DbBackend::Sqlite, SESSIONS);
        // A file that is being opened by the next process may be busy for a moment.
        let Ok(rows) = Row::find_by_statement(query).all(&connection).await else { continue };
        let now = Instant::now();
        news.send_modify(|sessions| {
            for row in rows {
                let phone = row.phone.trim_start_matches('+');
                match sessions.get_mut(phone) {
                    Some(seen) if seen.row == row => {}
                    Some(seen) => *seen = Seen { row, since: now },
                    None => drop(sessions.insert(phone.to_owned(), Seen { row, since: now })),
                }
            }
        });
    }
}
