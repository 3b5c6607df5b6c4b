//! Asking as a customer would, to see what the assistant makes of it.

use ::knowledge::THRESHOLD;
use domain::knowledge::{Fit, Tried};
use domain::{Permission, Principal, TenantId};

use super::search::{self, Best, Searched};
use super::worded::{Asking, Worded};
use super::{Patience, Phraser};
use crate::{Engine, EngineError, access};

/// The longest question that is tried, in characters.
const TRIED_MAX: usize = 500;
/// From this score on nearly all of a question is in a passage.
const GOOD: f64 = 0.8;

impl Engine {
    /// What the assistant would do with a question; notes nothing.
    ///
    /// A language model words it as for a customer who has not written before, and counts it among the day's questions.
    pub async fn try_question(
        &self,
        principal: &Principal,
        question: &str,
    ) -> Result<Tried, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        let question: String = question.chars().take(TRIED_MAX).collect();
        let found = search::search(&self.store().tenant(tenant), &question).await?;
        let best = match found {
            Searched::NoWords => return Ok(Tried::NoWords),
            Searched::Empty | Searched::Best(None) => return Ok(Tried::Nothing),
            Searched::Best(Some(best)) => best,
        };
        let fit = match best.score {
            score if score >= GOOD => Fit::Good,
            score if score >= THRESHOLD => Fit::Enough,
            _ => Fit::Weak,
        };
        let worded = match fit {
            Fit::Weak => None,
            Fit::Good | Fit::Enough => Some(self.would_say(tenant, &question, &best).await?),
        };
        let phrased = worded.as_ref().is_some_and(|worded| worded.phrased);
        let said = worded.map(|worded| worded.text);
        Ok(Tried::Best { passage: best.passage, fit, said, phrased })
    }

    async fn would_say(
        &self,
        tenant: TenantId,
        question: &str,
        best: &Best,
    ) -> Result<Worded, EngineError> {
        let config = self.store().tenant(tenant).config().await?.ok_or(EngineError::NotFound)?;
        let patience = Patience::default();
        patience.renew(self.phraser().map_or_else(Default::default, Phraser::patience));
        let (language, now) = (config.language, self.now());
        let asking = Asking { tenant, language, now, patience: &patience };
        Ok(self.worded(asking, question, best.all_readable()).await)
    }
}
