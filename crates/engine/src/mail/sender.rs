//! The task that sends what waits.

use std::time::Duration;

use chrono::TimeDelta;
use domain::Instant;
use store::{StoreError, WaitingMail};
use tokio::time::MissedTickBehavior;

use super::kind::{Letter, MailKind};
use super::letter::lay_out;
use super::port::MailError;
use crate::Engine;
use crate::accounts::{RESET_LINK_VALID, token_hash};
use crate::config::span;

/// How often the database is looked at when nothing asks for it.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long a mail server may take for one mail (RFC 5321 §4.5.3.2 allows more; a person waits).
const SEND_TIME: Duration = Duration::from_secs(30);
/// How long nobody else takes a mail on; longer than one takes.
const TERM: TimeDelta = TimeDelta::minutes(2);
/// How many are taken on at once: all must be done within the term.
const AT_ONCE: u64 = 3;
/// The pauses after each try that failed, in minutes; after the last one a mail is given up.
const PAUSES_MINUTES: [i64; 7] = [1, 2, 5, 15, 60, 180, 360];
/// How often what ran out is swept.
const SWEEP_EVERY: TimeDelta = TimeDelta::minutes(10);

/// Sends mails until the engine drains. What is being sent then is finished, or left to the next node.
pub(crate) async fn run(engine: Engine) {
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let draining = engine.draining();
    let mut swept = engine.now();
    loop {
        tokio::select! {
            () = draining.cancelled() => return,
            _ = tick.tick() => {}
            () = engine.mail_wanted().notified() => {}
        }
        if let Err(error) = send_waiting(&engine).await {
            tracing::warn!(%error, "mails could not be looked for; it is repeated");
        }
        if engine.now() - swept >= SWEEP_EVERY {
            swept = engine.now();
            if let Err(error) = engine.store().accounts().sweep_tries().await {
                tracing::warn!(%error, "old tries were not swept; it is repeated");
            }
        }
    }
}

async fn send_waiting(engine: &Engine) -> Result<(), StoreError> {
    while !engine.draining().is_cancelled() {
        let waiting = engine.store().mails().claim(TERM, AT_ONCE).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        for mail in waiting {
            deliver(engine, mail).await?;
        }
    }
    Ok(())
}

async fn deliver(engine: &Engine, waiting: WaitingMail) -> Result<(), StoreError> {
    let mails = engine.store().mails();
    let letter = waiting.body.as_deref().map(serde_json::from_slice::<Letter>);
    let Some(Ok(letter)) = letter else {
        tracing::error!("a mail cannot be read any more and is dropped; was the secret key lost?");
        return mails.done(waiting.id).await;
    };
    if !is_wanted(engine, &letter, waiting.created_at).await? {
        return mails.done(waiting.id).await;
    }
    let mail = lay_out(&letter, &engine.config().public_url);
    let mailer = &engine.config().mailer;
    let sent = tokio::select! {
        sent = tokio::time::timeout(SEND_TIME, mailer.send(&mail)) => sent,
        () = engine.abort().cancelled() => return Ok(()),
    };
    let sent = sent.unwrap_or_else(|_| Err(MailError::Unavailable("no answer in time".into())));
    let tries = usize::try_from(waiting.attempts).unwrap_or(usize::MAX);
    match sent {
        Ok(()) => mails.done(waiting.id).await,
        Err(error @ MailError::Unavailable(_)) if tries <= PAUSES_MINUTES.len() => {
            let minutes = PAUSES_MINUTES[tries.saturating_sub(1)];
            tracing::warn!(%error, tries, "a mail was not sent; it is tried again in {minutes} min");
            mails.put_off(waiting.id, engine.now() + TimeDelta::minutes(minutes)).await
        }
        Err(error) => {
            tracing::error!(%error, tries, "a mail was given up");
            mails.done(waiting.id).await
        }
    }
}

/// Whether the mail still has a sense. Here, out of sight of who asked, it is found out whether there is
/// an account to reset.
async fn is_wanted(
    engine: &Engine,
    letter: &Letter,
    asked_at: Instant,
) -> Result<bool, StoreError> {
    let MailKind::ResetPassword { token } = &letter.kind else { return Ok(true) };
    let expires_at = asked_at + span(RESET_LINK_VALID);
    if engine.now() >= expires_at {
        return Ok(false);
    }
    let accounts = engine.store().accounts();
    accounts.keep_reset_link(&letter.to, token_hash(token), asked_at, expires_at).await
}
