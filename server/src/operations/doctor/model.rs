//! The language model that words answers: whether it is there and lets us in.

use engine::PhrasingError;

use super::Finding;
use crate::config::ModelConfig;
use crate::model::greet;

const CHECK: &str = "language model";

/// Asks it one small question. It is never needed, so what is wrong with it is a warning.
pub(super) async fn examine(config: Option<&ModelConfig>) -> Finding {
    let Some(config) = config else {
        return Finding::ok(CHECK, "off: customers read passages as they are written");
    };
    let ModelConfig { url, name, timeout, .. } = config;
    let seconds = timeout.as_secs();
    match greet(config).await {
        Ok(()) => Finding::ok(CHECK, format!("{name} at {url} answers within {seconds} s")),
        Err(PhrasingError::Late) => Finding::warning(
            CHECK,
            format!(
                "{name} at {url} did not answer within {seconds} s: customers read passages as they are"
            ),
            "check FLOWHQ_MODEL_URL and the firewall; give a slow model more FLOWHQ_MODEL_SECONDS, or take a smaller one",
        ),
        Err(error @ PhrasingError::Unavailable(_)) => Finding::warning(
            CHECK,
            format!("at {url}: {error}; customers read passages as they are"),
            "check FLOWHQ_MODEL_URL (the address before /chat/completions), FLOWHQ_MODEL_NAME and FLOWHQ_MODEL_KEY; its server's own log says more",
        ),
    }
}
