//! The language model, over the chat completions that most servers of models speak.

use std::sync::Arc;
use std::time::Duration;

use domain::Language;
use engine::{Model, Phrase, Phrasing, PhrasingError};
use serde::{Deserialize, Serialize};
use ureq::Agent;

use crate::config::{Config, ModelConfig, Secret};

/// Words are wanted, not a page; a token is a few letters.
const TOKENS_MAX: u32 = 400;
/// The longest answer that is read, in bytes.
const BYTES_MAX: u64 = 256 * 1024;
/// How long the model is left alone after it failed.
const REST: Duration = Duration::from_secs(30);

/// Whether a language model can be asked there. A password has no place in an address, which logs show.
pub(crate) fn is_model_url(text: &str) -> bool {
    let Ok(url) = text.parse::<http::Uri>() else { return false };
    let host = url.authority().map(http::uri::Authority::as_str).unwrap_or_default();
    let plain = !text.contains(['?', '#']) && !host.contains('@') && !host.is_empty();
    matches!(url.scheme_str(), Some("http" | "https")) && plain
}

/// The model that the configuration names.
pub fn model(config: &Config) -> Option<Model> {
    let config = config.model.as_ref()?;
    let phrasing = Arc::new(ChatCompletions::new(config));
    Some(Model { phrasing, timeout: config.timeout, per_day: config.per_day, rest: REST })
}

/// Asks the model one small question, of nobody's, to see whether it is there and lets us in.
///
/// # Errors
/// As when a customer's question is put to it.
pub(crate) async fn greet(config: &ModelConfig) -> Result<(), PhrasingError> {
    let asked = Phrase {
        question: "Are you there?".to_owned(),
        passages: vec!["Yes.".to_owned()],
        language: Language::En,
    };
    ChatCompletions::new(config).phrase(&asked).await.map(drop)
}

/// A server that answers `POST /chat/completions`.
struct ChatCompletions(Arc<Inner>);

struct Inner {
    agent: Agent,
    url: String,
    name: String,
    key: Option<Secret>,
}

impl ChatCompletions {
    fn new(config: &ModelConfig) -> Self {
        let agent = Agent::config_builder()
            .timeout_global(Some(config.timeout))
            .http_status_as_error(false)
            // The key is for this server and for no other.
            .max_redirects(0)
            .proxy(None)
            .user_agent("flowhq")
            .build()
            .new_agent();
        let url = format!("{}/chat/completions", config.url);
        Self(Arc::new(Inner { agent, url, name: config.name.clone(), key: config.key.clone() }))
    }
}

#[async_trait::async_trait]
impl Phrasing for ChatCompletions {
    async fn phrase(&self, asked: &Phrase) -> Result<String, PhrasingError> {
        let (inner, asked) = (self.0.clone(), asked.clone());
        // Ends with the client's own timeout when nobody waits any more.
        let answer = tokio::task::spawn_blocking(move || inner.ask(&asked)).await;
        answer.unwrap_or_else(|panic| Err(PhrasingError::Unavailable(panic.to_string())))
    }
}

impl Inner {
    fn ask(&self, asked: &Phrase) -> Result<String, PhrasingError> {
        let messages = [
            Message { role: "system", content: asked.instructions().into() },
            Message { role: "user", content: asked.material() },
        ];
        let request =
            Request { model: &self.name, messages, temperature: 0.0, max_tokens: TOKENS_MAX };
        let request = serde_json::to_vec(&request).map_err(|error| unavailable(&error))?;
        let mut post = self.agent.post(&self.url).header("content-type", "application/json");
        if let Some(key) = &self.key {
            post = post.header("authorization", format!("Bearer {}", key.reveal()));
        }
        let mut response = post.send(&request).map_err(failed)?;
        // What a server says beside an error may repeat what it was asked, so it is not told.
        if !response.status().is_success() {
            return Err(PhrasingError::Unavailable(format!("it answered {}", response.status())));
        }
        let body = response.body_mut().with_config().limit(BYTES_MAX).read_to_vec();
        let answer: Answer = serde_json::from_slice(&body.map_err(failed)?)
            .map_err(|_| PhrasingError::Unavailable("its answer cannot be read".to_owned()))?;
        let said = answer.choices.into_iter().next().and_then(|choice| choice.message.content);
        said.ok_or_else(|| PhrasingError::Unavailable("its answer is empty".to_owned()))
    }
}

fn failed(error: ureq::Error) -> PhrasingError {
    match error {
        ureq::Error::Timeout(_) => PhrasingError::Late,
        error => unavailable(&error),
    }
}

fn unavailable(error: &dyn std::error::Error) -> PhrasingError {
    PhrasingError::Unavailable(error.to_string())
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    messages: [Message; 2],
    temperature: f32,
    max_tokens: u32,
}

#[derive(Serialize)]
struct Message {
    role: &'static str,
    content: String,
}

#[derive(Deserialize)]
struct Answer {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Said,
}

#[derive(Deserialize)]
struct Said {
    content: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_judged_before_the_first_question() {
        for good in ["https://models.example/v1", "http://127.0.0.1:11434/v1/"] {
            assert!(is_model_url(good), "{good}");
        }
        for bad in [
            "models.example/v1",
            "ftp://models.example",
            "https://",
            "https://key@models.example/v1",
            "https://models.example/v1?key=1",
            "",
        ] {
            assert!(!is_model_url(bad), "{bad}");
        }
    }
}
