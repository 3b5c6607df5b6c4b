//! How the connector behaves; every figure that comes from outside names its source.

use std::time::Duration;

/// How long what we sent is known to have been sent. The protocol library sweeps by the same figure
/// (`CacheConfig::sent_message_ttl_secs`), within which a phone may still ask for a message again.
pub(crate) const SENT_KEPT: Duration = Duration::from_hours(24);

/// How long after a connection is back to wait for a sign that a message in doubt arrived: what was kept
/// for us comes first.
pub(crate) const EVIDENCE: Duration = Duration::from_secs(3);

/// How long a message may be under way to the log before it is taken for lost: the library hands a login's
/// backlog over in batches that it holds for 3 s at most.
pub(crate) const LOST_AFTER: Duration = Duration::from_secs(6);

/// How many arrivals are remembered; more than can be under way.
pub(crate) const ARRIVED_KEPT: usize = 1024;

/// How long WhatsApp's answer about a message is awaited, and a message that lost its connection seen to, before it goes back to the outbox; less than the
/// engine's 25 s, after which nobody would know what became of it.
pub(crate) const SEEN_TO: Duration = Duration::from_secs(18);

/// Messages of one tenant between being written down as sent and being on the wire. Of those nobody can tell
/// after a crash whether they went out, so there are few; waiting for the server's answer has no such bound.
pub(crate) const SENDING_AT_ONCE: usize = 3;

/// Sessions that begin to connect at once: a restart of many must not look like an attack.
pub(crate) const CONNECTING_AT_ONCE: usize = 5;

/// How long a session may hold its turn to connect.
pub(crate) const CONNECTING: Duration = Duration::from_secs(20);

/// How long after each connect the library's own "available" is taken back, so that the phone keeps
/// ringing: it is sent some 45 ms after the connection is reported.
pub(crate) const STAY_QUIET_AFTER: Duration = Duration::from_secs(2);

/// How long unlinking may take before the keys are deleted without WhatsApp's answer.
pub(crate) const LOG_OUT: Duration = Duration::from_secs(10);

/// How long nothing at all may come on a connection that stands: the library pings every 15 to 30 s, and each
/// ping is answered.
pub(crate) const SILENT_FOR: Duration = Duration::from_mins(3);

/// How often a connection is looked at for that.
pub(crate) const LOOK_AT_LINE: Duration = Duration::from_secs(10);

/// How long a connection may wait for WhatsApp to answer its login, which takes less than a second.
pub(crate) const LOGIN: Duration = Duration::from_secs(30);

/// The largest answer that is read when a file is fetched, in bytes: somewhat more than the largest file that may be
/// kept (`FLOWHQ_FILE_MEGABYTES`), for what the sender says of the size is no bound.
pub(crate) const FILE_MOST: u64 = 65_000_000;

/// How long a call may ring before it is taken for over, if nobody tells: WhatsApp's clients give up within a minute.
pub(crate) const RINGS: Duration = Duration::from_secs(90);

/// Calls that ring at once and are followed; more are no customers.
pub(crate) const CALLS_AT_ONCE: usize = 100;

/// How long a connection may take to end in order.
pub(crate) const END: Duration = Duration::from_secs(4);

/// The shortest pause after a ban: one that is over already must not be tried in a loop.
pub(crate) const BAN_AT_LEAST: Duration = Duration::from_secs(5);

/// How long taking the presence back may take; it is a courtesy to the owner's phone.
pub(crate) const COURTESY: Duration = Duration::from_secs(5);

/// How long to wait before WhatsApp is asked again whether this program is new enough.
pub(crate) const OUTDATED_AGAIN: Duration = Duration::from_hours(1);
