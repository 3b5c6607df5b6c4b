//! Every figure there is. Labels are few and known beforehand: never a tenant, a person or a number.

/// How a figure behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// It only grows.
    Counter,
    /// The same, for what may never happen: zero from the start, with these labels, so that its first time is
    /// seen as a rise.
    Rare(&'static [(&'static str, &'static str)]),
    /// It goes up and down.
    Gauge,
    /// How often something took how long, or was how large; with the upper bounds of its buckets.
    Histogram(&'static [f64]),
}

/// One figure.
#[derive(Debug, PartialEq)]
pub struct Metric {
    /// What it is called.
    pub name: &'static str,
    /// How it behaves.
    pub kind: Kind,
    /// What it says.
    pub help: &'static str,
}

/// Seconds from half a millisecond to ten.
const SECONDS: Kind = Kind::Histogram(&[
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
]);

pub(super) const BUILD_INFO: &str = "flowhq_build_info";
pub(super) const HTTP_REQUESTS: &str = "flowhq_http_requests_total";
pub(super) const HTTP_SECONDS: &str = "flowhq_http_request_seconds";
pub(super) const OUTBOX_READY: &str = "flowhq_outbox_ready";
pub(super) const OUTBOX_OLDEST: &str = "flowhq_outbox_oldest_seconds";
pub(super) const INBOUND_PENDING: &str = "flowhq_inbound_pending";
pub(super) const INBOUND_OLDEST: &str = "flowhq_inbound_oldest_seconds";
pub(super) const MAIL_WAITING: &str = "flowhq_mail_waiting";
pub(super) const WORKERS: &str = "flowhq_workers";
pub(super) const SOCKETS_OPEN: &str = "flowhq_sockets_open";
pub(super) const WRITES: &str = "flowhq_database_writes_total";
pub(super) const COMMITS: &str = "flowhq_database_commits_total";
pub(super) const WRITES_WAITING: &str = "flowhq_database_writes_waiting";
pub(super) const GATHERED: &str = "flowhq_database_answered";

macro_rules! metrics {
    ($($name:expr, $kind:expr, $help:literal;)+) => {
        /// All figures; engine and store name theirs where they are taken.
        pub static METRICS: &[Metric] = &[$(Metric { name: $name, kind: $kind, help: $help }),+];
    };
}

metrics! {
    BUILD_INFO, Kind::Gauge, "1, with the version of the program";
    HTTP_REQUESTS, Kind::Counter, "Answered requests by method, route and status";
    HTTP_SECONDS, SECONDS, "Time to answer by method and route";
    "flowhq_form_refusals_total", Kind::Counter, "Public forms and keys refused because they were tried too often";
    "flowhq_sign_in_refusals_total", Kind::Counter, "Sign-ins refused, by reason";
    "flowhq_stage_seconds", SECONDS, "A customer's message on its way, by stage";
    OUTBOX_READY, Kind::Gauge, "Messages that wait to be sent, of all nodes";
    OUTBOX_OLDEST, Kind::Gauge, "Age of the message that waits longest to be sent";
    INBOUND_PENDING, Kind::Gauge, "Customers' messages without a decision, of all nodes";
    INBOUND_OLDEST, Kind::Gauge, "Age of the customer's message that waits longest for a decision";
    MAIL_WAITING, Kind::Gauge, "Mails that wait to be sent, of all nodes";
    WORKERS, Kind::Gauge, "Workers of living tenants by state, of all nodes";
    SOCKETS_OPEN, Kind::Gauge, "Live connections of this node";
    GATHERED, Kind::Gauge, "1 when the figures of the database could be read for this answer";
    WRITES, Kind::Counter, "Pieces of work that this node's writer has done";
    COMMITS, Kind::Counter, "Commits of this node's writer, each of one or more pieces of work";
    "flowhq_database_write_seconds", SECONDS, "Writing on SQLite by part: waiting for this node's writer, and committing";
    "flowhq_whatsapp_undecryptable_total", Kind::Rare(&[]), "Messages on WhatsApp that could not be opened";
    "flowhq_whatsapp_asked_again_total", Kind::Rare(&[]), "Messages on WhatsApp that were lost on our side, so that their author was asked again";
    "flowhq_whatsapp_passed_over_total", Kind::Rare(&[("what", "group")]), "What was heard on WhatsApp and was not written to the business, by what it was";
    "flowhq_whatsapp_silent_total", Kind::Rare(&[]), "Connections to WhatsApp on which nothing came for long, so that they were made anew";
    WRITES_WAITING, Kind::Gauge, "Pieces of work that wait for this node's writer";
}
