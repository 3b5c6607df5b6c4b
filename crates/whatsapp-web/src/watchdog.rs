//! Sockets that look alive and are not.
//!
//! The library pings and notices a socket that answers nothing; public reports tell of connections that
//! stayed "connected" for hours all the same. So it is looked at from outside as well: a connection on which
//! nothing at all came for long is made anew, and so is one whose login was never answered, for the library
//! waits for that without end while its pings are answered.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use whatsapp_rust::Client;

use crate::settings::{LOGIN, LOOK_AT_LINE, SILENT_FOR};

/// Watches one client.
pub(crate) struct Watchdog<'a> {
    client: &'a Arc<Client>,
    silence: Silence,
}

impl<'a> Watchdog<'a> {
    pub(crate) fn new(client: &'a Arc<Client>) -> Self {
        let now = Instant::now();
        Self { client, silence: Silence { line: Standing::Away, heard: 0, since: now } }
    }

    /// Waits until the connection is to be made anew. Cancel-safe.
    pub(crate) async fn bites(&mut self) {
        loop {
            sleep(LOOK_AT_LINE).await;
            let heard = self.client.stats().last_data_received_ms;
            if self.silence.lasted(self.standing(), heard, Instant::now()) {
                metrics::counter!("flowhq_whatsapp_silent_total").increment(1);
                tracing::warn!(
                    "a WhatsApp connection was silent, or its login unanswered, for long; it is made anew"
                );
                return;
            }
        }
    }

    fn standing(&self) -> Standing {
        match (self.client.is_connected(), self.client.is_logged_in()) {
            (true, true) => Standing::In,
            // A device that nobody has linked yet has nothing to log in with.
            (true, false) if self.client.pn().is_some() => Standing::AtTheDoor,
            _ => Standing::Away,
        }
    }
}

/// How far a connection has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// There is none, or it waits for a phone to scan.
    Away,
    /// It waits for its login to be answered.
    AtTheDoor,
    In,
}

/// How long nothing has come, by our own monotonic clock.
struct Silence {
    line: Standing,
    /// When the client last heard something, by its clock: only whether it changes counts.
    heard: u64,
    since: Instant,
}

impl Silence {
    /// Whether a connection has been silent for too long; begins anew then.
    fn lasted(&mut self, line: Standing, heard: u64, now: Instant) -> bool {
        let most = match line {
            Standing::Away => None,
            // Answers to pings are no answer to the login.
            Standing::AtTheDoor => (line == self.line).then_some(LOGIN),
            Standing::In => (line == self.line && heard == self.heard).then_some(SILENT_FOR),
        };
        let Some(most) = most else {
            *self = Self { line, heard, since: now };
            return false;
        };
        let lasted = now - self.since >= most;
        if lasted {
            self.since = now;
        }
        lasted
    }
}

/// The looks must be closer together than the silence that they are to notice.
const _: () = {
    assert!(Duration::as_secs(&LOOK_AT_LINE) * 2 <= Duration::as_secs(&SILENT_FOR));
    assert!(Duration::as_secs(&LOOK_AT_LINE) * 2 <= Duration::as_secs(&LOGIN));
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_standing_connection_that_hears_nothing_for_long_is_silent() {
        let start = Instant::now();
        let mut silence = Silence { line: Standing::Away, heard: 0, since: start };
        assert!(!silence.lasted(Standing::In, 7, start), "something came");
        assert!(!silence.lasted(Standing::In, 7, start + SILENT_FOR / 2));
        assert!(silence.lasted(Standing::In, 7, start + SILENT_FOR));
        let next = start + SILENT_FOR + LOOK_AT_LINE;
        assert!(!silence.lasted(Standing::In, 7, next), "it has its time again");
        let late = start + SILENT_FOR * 9;
        assert!(!silence.lasted(Standing::Away, 7, late), "there is none to be silent");
        let back = start + SILENT_FOR * 20;
        assert!(!silence.lasted(Standing::In, 8, back), "it came back with news");
    }

    #[test]
    fn a_login_must_be_answered_whatever_else_comes() {
        let start = Instant::now();
        let mut silence = Silence { line: Standing::In, heard: 7, since: start };
        let began = start + SILENT_FOR;
        assert!(!silence.lasted(Standing::AtTheDoor, 8, began));
        assert!(!silence.lasted(Standing::AtTheDoor, 9, began + LOGIN / 2));
        assert!(silence.lasted(Standing::AtTheDoor, 10, began + LOGIN));
        assert!(!silence.lasted(Standing::In, 11, began + LOGIN + LOOK_AT_LINE), "it is in");
    }
}
