//! An answer in the words that a customer reads.

use domain::{Instant, Language, TenantId};

use super::Patience;
use crate::Engine;

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking<'a> {
    /// Whose customer.
    pub tenant: TenantId,
    /// What the customer reads.
    pub language: Language,
    pub now: Instant,
    /// How long a language model may be waited for.
    pub patience: &'a Patience,
}

/// An answer as the customer reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Worded {
    pub text: String,
    /// Whether a language model worded it; otherwise it is the passage itself.
    pub phrased: bool,
}

impl Engine {
    /// The answer to a question: a language model's where there is one that keeps to the passages, otherwise the best
    /// passage, which is the first.
    pub(crate) async fn worded(
        &self,
        asking: Asking<'_>,
        question: &str,
        passages: Vec<String>,
    ) -> Worded {
        let plain = passages.first().cloned().unwrap_or_default();
        let phrased = match self.phraser() {
            Some(phraser) => {
                let Asking { tenant, language, now, patience } = asking;
                phraser.phrased(tenant, question, passages, language, now, patience).await
            }
            None => None,
        };
        let by_model = phrased.is_some();
        Worded { text: phrased.unwrap_or(plain), phrased: by_model }
    }
}
