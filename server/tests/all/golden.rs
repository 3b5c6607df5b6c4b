//! Answers as golden files: what changes from run to run is replaced, everything else is pinned.

use std::fmt::Write;

use chrono::DateTime;
use serde_json::Value;
use uuid::Uuid;

use crate::world::{Ask, World};

/// A series of questions and answers in one file; the same id has the same name all through it.
#[derive(Default)]
pub struct Golden {
    text: String,
    ids: Vec<String>,
}

impl Golden {
    /// Asks, notes question and answer, and returns the answer's JSON.
    pub async fn ask(&mut self, world: &World, ask: Ask) -> Value {
        let question = format!("{} {}", ask.method, ask.path);
        let sent = ask.body.clone();
        let answer = world.ask(ask).await;
        let json = answer.json();
        let question = self.without_ids(&question);
        writeln!(self.text, "{question}").unwrap();
        if let Ok(sent) = serde_json::from_str::<Value>(&sent) {
            writeln!(self.text, "{sent}").unwrap();
        } else if !sent.is_empty() {
            writeln!(self.text, "({} bytes that are no JSON)", sent.len()).unwrap();
        }
        writeln!(self.text, "-> {} {}", answer.status.as_u16(), answer.header("content-type"))
            .unwrap();
        for name in ["www-authenticate", "retry-after"] {
            if answer.headers.contains_key(name) {
                writeln!(self.text, "{name}: {}", answer.header(name)).unwrap();
            }
        }
        let pinned = self.pinned(None, &json);
        writeln!(self.text, "{}\n", serde_json::to_string_pretty(&pinned).unwrap()).unwrap();
        json
    }

    /// Everything that was noted.
    pub fn text(self) -> String {
        self.text
    }

    fn pinned(&mut self, key: Option<&str>, value: &Value) -> Value {
        match value {
            Value::Object(map) => map
                .iter()
                .map(|(key, value)| (key.clone(), self.pinned(Some(key), value)))
                .collect(),
            Value::Array(items) => items.iter().map(|item| self.pinned(None, item)).collect(),
            Value::String(_) if matches!(key, Some("code" | "next")) => {
                format!("[{}]", key.unwrap()).into()
            }
            Value::String(text) if text.starts_with("data:image/svg+xml;base64,") => {
                "[picture]".into()
            }
            Value::String(text)
                if text.contains('T') && DateTime::parse_from_rfc3339(text).is_ok() =>
            {
                "[time]".into()
            }
            Value::String(text) => self.without_ids(text).into(),
            other => other.clone(),
        }
    }

    fn without_ids(&mut self, text: &str) -> String {
        let mut parts: Vec<String> = Vec::new();
        for part in text.split('/') {
            if Uuid::parse_str(part).is_err() || part.len() != 36 {
                parts.push(part.to_owned());
                continue;
            }
            let number = self.ids.iter().position(|known| known == part).unwrap_or_else(|| {
                self.ids.push(part.to_owned());
                self.ids.len() - 1
            });
            parts.push(format!("[id {}]", number + 1));
        }
        parts.join("/")
    }
}
