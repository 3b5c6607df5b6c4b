//! One running connector: it watches the stored phone and reports what it has not reported yet.

use std::future::pending;
use std::sync::Arc;

use domain::session::DisconnectReason;
use rand::distr::{Alphanumeric, SampleString};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::connection::{Connection, Done, Traffic};
use super::line::{Line, Place};
use super::phone::Phone;
use crate::{ConnectorEvent, EventSink};

/// A connector's running task. It holds no lock while it waits for the sink.
pub(super) struct Session {
    line: Arc<Line>,
    place: Place,
    stop: CancellationToken,
    stored: watch::Receiver<Option<Arc<Phone>>>,
    phone: Arc<Phone>,
    link: Link,
    /// Whether the phone was linked when it was last reported connected.
    was_linked: bool,
}

/// What the worker was told last.
enum Link {
    /// Nothing, or that there is no connection; `codes` counts those of this pairing.
    Down { codes: u32 },
    /// A code that may be scanned.
    Offering { codes: u32, until: Instant },
    /// That the phone is connected.
    Up(Box<Connection>),
}

/// What is to be reported next.
enum Report {
    Disconnected,
    LoggedOut,
    Code,
    Connected,
    Traffic(Traffic),
}

impl Session {
    pub(super) fn new(
        line: Arc<Line>,
        place: Place,
        stop: CancellationToken,
        stored: watch::Receiver<Option<Arc<Phone>>>,
        phone: Arc<Phone>,
    ) -> Self {
        Self { line, place, stop, stored, phone, link: Link::Down { codes: 0 }, was_linked: false }
    }

    /// Runs until it is stopped or nobody listens any more.
    pub(super) async fn run(mut self, sink: EventSink) {
        loop {
            let now = Instant::now();
            self.catch_up(now);
            let report = self.next_report(now);
            let wake_at = self.wake_at(now);
            tokio::select! {
                biased;
                () = self.stop.cancelled() => return,
                permit = sink.reserve(), if report.is_some() => {
                    let Ok(permit) = permit else { return };
                    if let Some(event) = report.and_then(|report| self.make(report)) {
                        permit.send(event);
                    }
                }
                done = next_done(&mut self.link) => self.settle(done),
                changed = self.stored.changed() => {
                    if changed.is_err() {
                        return;
                    }
                }
                () = wake(wake_at) => {}
                () = sink.closed() => return,
            }
        }
    }

    /// Takes in what was stored and which times have passed.
    fn catch_up(&mut self, now: Instant) {
        // Nothing is published when a save failed; then the last known phone holds until the next
        // order reads the stored one.
        if let Some(phone) = self.stored.borrow_and_update().clone() {
            self.phone = phone;
        }
        match &mut self.link {
            Link::Offering { codes, until } if *until <= now => {
                self.link = Link::Down { codes: *codes };
                self.line.offer(self.place.number, None);
            }
            Link::Up(connection) => {
                connection.plan_receipts(&self.phone, now + self.line.world.timing.receipts);
            }
            Link::Offering { .. } | Link::Down { .. } => {}
        }
    }

    fn next_report(&self, now: Instant) -> Option<Report> {
        let phone = &self.phone;
        match &self.link {
            Link::Up(connection) if !phone.online || connection.number != phone.connection => {
                Some(Report::Disconnected)
            }
            Link::Offering { .. } if !phone.online => Some(Report::Disconnected),
            Link::Up(_) if !phone.linked => Some(Report::LoggedOut),
            Link::Up(connection) => connection.next_traffic(phone, now).map(Report::Traffic),
            Link::Down { .. } if !phone.online => None,
            Link::Down { .. } | Link::Offering { .. } if phone.linked => Some(Report::Connected),
            Link::Down { .. } if self.was_linked => Some(Report::LoggedOut),
            Link::Down { .. } => Some(Report::Code),
            Link::Offering { .. } => None,
        }
    }

    fn wake_at(&self, now: Instant) -> Option<Instant> {
        let at = match &self.link {
            Link::Down { .. } => None,
            Link::Offering { until, .. } => Some(*until),
            Link::Up(connection) => connection.next_receipt_at(),
        };
        // What is due already waits for the sink.
        at.filter(|at| *at > now)
    }

    /// Makes the event and notes that it is reported; the place in the sink is reserved.
    fn make(&mut self, report: Report) -> Option<ConnectorEvent> {
        match report {
            Report::Disconnected => {
                self.go_down();
                Some(ConnectorEvent::Disconnected {
                    reason: DisconnectReason::Network,
                    again: None,
                })
            }
            Report::LoggedOut => {
                self.go_down();
                self.was_linked = false;
                Some(ConnectorEvent::LoggedOut)
            }
            Report::Code => Some(self.offer_code()),
            Report::Connected => {
                self.line.offer(self.place.number, None);
                self.was_linked = true;
                self.link = Link::Up(Box::new(Connection::new(&self.phone)));
                Some(ConnectorEvent::Connected { phone: self.phone.number.clone() })
            }
            Report::Traffic(traffic) => {
                let Link::Up(connection) = &mut self.link else { return None };
                connection.make(traffic, &self.line, &self.phone)
            }
        }
    }

    fn go_down(&mut self) {
        self.line.offer(self.place.number, None);
        self.link = Link::Down { codes: 0 };
    }

    fn offer_code(&mut self) -> ConnectorEvent {
        let codes = match self.link {
            Link::Down { codes } | Link::Offering { codes, .. } => codes,
            Link::Up(_) => 0,
        };
        let timing = &self.line.world.timing;
        let valid_for = if codes == 0 { timing.first_code } else { timing.next_code };
        let code = new_code();
        self.line.offer(self.place.number, Some(code.clone()));
        let until = Instant::now() + valid_for;
        self.link = Link::Offering { codes: codes.saturating_add(1), until };
        let valid_for = chrono::Duration::from_std(valid_for).unwrap_or(chrono::Duration::MAX);
        ConnectorEvent::Qr { code, valid_for }
    }

    fn settle(&mut self, done: Done) {
        if let Link::Up(connection) = &mut self.link {
            connection.settle(done);
        }
    }
}

async fn wake(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

/// The next background duty of the connection that is done; waits for ever when there is none.
async fn next_done(link: &mut Link) -> Done {
    match link {
        Link::Up(connection) => connection.next_done().await,
        Link::Down { .. } | Link::Offering { .. } => pending().await,
    }
}

/// A code that looks like WhatsApp's, with some 250 bits of chance in each part.
fn new_code() -> String {
    let mut rng = rand::rng();
    let mut part = || Alphanumeric.sample_string(&mut rng, 43);
    format!("2@{},{},{},{}", part(), part(), part(), part())
}
