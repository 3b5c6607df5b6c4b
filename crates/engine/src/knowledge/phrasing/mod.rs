//! A language model that may say in a sentence what was found; off unless the operator names one.
//!
//! It only words what the business has written. Whatever goes wrong, be it late, silent or not true to the passages,
//! the customer reads the passage itself.

mod ask;
mod faithful;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::NaiveDate;
use domain::{Instant, Language, TenantId};

pub use ask::Phrase;
use ask::{NO_ANSWER, without_addresses};

/// Answers that are waited for at once, of all tenants: a flood costs answers in fine words, never threads.
const AT_ONCE: usize = 16;

/// What words an answer.
#[async_trait::async_trait]
pub trait Phrasing: Send + Sync + 'static {
    /// Answers a question from passages alone, in the customer's language. Cancel-safe.
    ///
    /// # Errors
    /// When there is no answer to be had.
    async fn phrase(&self, asked: &Phrase) -> Result<String, PhrasingError>;
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum PhrasingError {
    /// Nobody could be asked, or it said nothing that can be read.
    #[error("the language model is not to be had: {0}")]
    Unavailable(String),
    /// It took too long.
    #[error("the language model took too long")]
    Late,
}

/// A language model and what it may cost.
#[derive(Clone)]
pub struct Model {
    /// Whom to ask.
    pub phrasing: Arc<dyn Phrasing>,
    /// How long a customer may wait for it.
    pub timeout: Duration,
    /// Questions of one tenant that are put to it in a day, counted on this node.
    pub per_day: u32,
    /// How long it is left alone after it failed.
    pub rest: Duration,
}

/// The model with its accounts, one for each node.
pub(crate) struct Phraser {
    model: Model,
    turns: tokio::sync::Semaphore,
    account: Mutex<Account>,
}

/// What was asked today, and how it went.
#[derive(Debug, Default)]
struct Account {
    day: NaiveDate,
    asked: HashMap<TenantId, u32>,
    /// Until when nobody asks, because it failed.
    resting_until: Option<Instant>,
}

/// How much longer the customers that a worker answers in one round may wait for the model, all together: one that
/// is slow must not keep the worker from its other chats.
#[derive(Debug, Default)]
pub(crate) struct Patience(Mutex<Duration>);

impl Patience {
    /// Begins a round.
    pub(crate) fn renew(&self, whole: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = whole;
    }

    fn left(&self) -> Duration {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn spend(&self, spent: Duration) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_sub(spent);
    }
}

impl Phraser {
    pub(crate) fn new(model: Model) -> Self {
        let turns = tokio::sync::Semaphore::new(AT_ONCE);
        Self { model, turns, account: Mutex::default() }
    }

    /// How long the customers of one round may wait.
    pub(crate) fn patience(&self) -> Duration {
        self.model.timeout
    }

    /// The answer in the model's words; nothing when the passage itself is the better answer.
    pub(crate) async fn phrased(
        &self,
        tenant: TenantId,
        question: &str,
        passages: Vec<String>,
        language: Language,
        now: Instant,
        patience: &Patience,
    ) -> Option<String> {
        let left = patience.left();
        let turn = self.turns.try_acquire().ok()?;
        if left.is_zero() || !self.may_ask(tenant, now) {
            return None;
        }
        let asked = Phrase { question: without_addresses(question), passages, language };
        let began = tokio::time::Instant::now();
        let answer = tokio::time::timeout(left, self.model.phrasing.phrase(&asked)).await;
        drop(turn);
        patience.spend(began.elapsed());
        let answer = answer.unwrap_or(Err(PhrasingError::Late));
        match answer {
            Ok(answer) => judged(tenant, &answer, &asked),
            // It was given less than its time.
            Err(PhrasingError::Late) if left < self.model.timeout => None,
            Err(error) => {
                self.let_rest(now);
                tracing::warn!(tenant.id = %tenant, "a passage is told as it is: {error}");
                None
            }
        }
    }

    /// Counts a question; false when today's are used up, or the model rests.
    fn may_ask(&self, tenant: TenantId, now: Instant) -> bool {
        let mut account = self.account.lock().unwrap_or_else(PoisonError::into_inner);
        if account.resting_until.is_some_and(|until| now < until) {
            return false;
        }
        let today = now.date_naive();
        if account.day != today {
            account.day = today;
            account.asked.clear();
        }
        let asked = account.asked.entry(tenant).or_default();
        let may = *asked < self.model.per_day;
        *asked = asked.saturating_add(u32::from(may));
        may
    }

    fn let_rest(&self, now: Instant) {
        let mut account = self.account.lock().unwrap_or_else(PoisonError::into_inner);
        account.resting_until = Some(now + crate::config::span(self.model.rest));
    }
}

/// The answer, where it is one and says nothing that the passages do not.
fn judged(tenant: TenantId, answer: &str, asked: &Phrase) -> Option<String> {
    let answer = answer.trim();
    if answer.contains(NO_ANSWER) {
        return None;
    }
    let faithful = faithful::is_faithful(answer, &asked.passages);
    if !faithful {
        tracing::info!(tenant.id = %tenant, "a passage is told as it is: the language model strayed from it");
    }
    faithful.then(|| answer.to_owned())
}

#[cfg(test)]
mod tests;
