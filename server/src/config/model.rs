//! The language model that words answers.

use std::time::Duration;

use super::reader::Reader;
use super::setting;
use super::values::Secret;

/// The longest that customers may be asked to wait, in seconds.
const SECONDS_MAX: u32 = 30;

/// A language model and what it may cost.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// The address before `/chat/completions`, without a slash at the end.
    pub url: String,
    /// The model's name.
    pub name: String,
    /// The key, where its server wants one.
    pub key: Option<Secret>,
    /// How long customers may wait for it.
    pub timeout: Duration,
    /// Questions of one business in a day.
    pub per_day: u32,
}

pub(super) fn model(reader: &mut Reader<'_>) -> Option<ModelConfig> {
    let url = reader.read(
        &setting::MODEL_URL,
        "an address such as https://models.example/v1, without a password, `?` or `#`",
        |text| crate::model::is_model_url(text).then(|| text.trim_end_matches('/').to_owned()),
    );
    let wanted = "a name of 1 to 200 characters";
    let name = reader.read(&setting::MODEL_NAME, wanted, |text| {
        (1..=200).contains(&text.chars().count()).then(|| text.to_owned())
    });
    let key = reader.read(&setting::MODEL_KEY, "visible ASCII characters", |text| {
        let visible = !text.is_empty() && text.chars().all(|letter| letter.is_ascii_graphic());
        visible.then(|| Secret::new(text))
    });
    let seconds = reader.number(&setting::MODEL_SECONDS, 1, SECONDS_MAX, 8);
    let per_day = reader.number(&setting::MODEL_DAILY, 0, 1_000_000, 200);
    if url.is_some() && !reader.is_given(&setting::MODEL_NAME) {
        reader.missing(&setting::MODEL_NAME, "with FLOWHQ_MODEL_URL it is the model's name");
    }
    let timeout = Duration::from_secs(seconds.into());
    let (url, name) = url.zip(name)?;
    Some(ModelConfig { url, name, key, timeout, per_day })
}
