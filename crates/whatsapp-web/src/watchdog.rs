//! Sockets that look alive and are not.
//!
//! The library pings and notices a socket that answers nothing; public reports tell of connections that
//! stayed "connected" for hours all the same. So it is looked at from outside as well: a connection on which
//! nothing at all came for long is made anew.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use whatsapp_rust::Client;

use crate::settings::{LOOK_AT_LINE, SILENT_FOR};

/// Watches one client.
pub(crate) struct Watchdog<'a> {
    client: &'a Arc<Client>,
    silence: Silence,
}

impl<'a> Watchdog<'a> {
    pub(crate) fn new(client: &'a Arc<Client>) -> Self {
        Self { client, silence: Silence { heard: 0, since: Instant::now() } }
    }

    /// Waits until the connection is to be made anew. Cancel-safe.
    pub(crate) async fn bites(&mut self) {
        loop {
            sleep(LOOK_AT_LINE).await;
            let stands = self.client.is_connected() && self.client.is_logged_in();
            let heard = self.client.stats().last_data_received_ms;
            if self.silence.lasted(stands, heard, Instant::now()) {
                metrics::counter!("flowhq_whatsapp_silent_total").increment(1);
                tracing::warn!("nothing came on a WhatsApp connection for long; it is made anew");
                return;
            }
        }
    }
}

/// How long nothing has come, by our own monotonic clock.
struct Silence {
    /// When the client last heard something, by its clock: only whether it changes counts.
    heard: u64,
    since: Instant,
}

impl Silence {
    /// Whether a connection that stands has been silent for too long; begins anew then.
    fn lasted(&mut self, stands: bool, heard: u64, now: Instant) -> bool {
        if !stands || heard != self.heard {
            *self = Self { heard, since: now };
            return false;
        }
        let lasted = now - self.since >= SILENT_FOR;
        if lasted {
            self.since = now;
        }
        lasted
    }
}

/// The looks must be closer together than the silence that they are to notice.
const _: () = assert!(Duration::as_secs(&LOOK_AT_LINE) * 2 <= Duration::as_secs(&SILENT_FOR));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_standing_connection_that_hears_nothing_for_long_is_silent() {
        let start = Instant::now();
        let mut silence = Silence { heard: 0, since: start };
        assert!(!silence.lasted(true, 7, start), "something came");
        assert!(!silence.lasted(true, 7, start + SILENT_FOR / 2));
        assert!(silence.lasted(true, 7, start + SILENT_FOR));
        assert!(
            !silence.lasted(true, 7, start + SILENT_FOR + LOOK_AT_LINE),
            "it has its time again"
        );
        assert!(!silence.lasted(false, 7, start + SILENT_FOR * 9), "there is none to be silent");
        assert!(!silence.lasted(true, 8, start + SILENT_FOR * 20), "it came back with news");
    }
}
