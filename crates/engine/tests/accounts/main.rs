//! Accounts over the real store: a clock that moves when it is told to, and a mail server that remembers.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod alerts;
mod door;
mod email;
mod events;
mod factor;
mod mails;
mod sessions;
mod team;
mod viewing;
mod world;
