//! Values that a configuration is made of, and how each is read from a text.

use std::fmt;

/// A text that never reaches a log: its debug output is masked.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What the process is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// One machine, convenient.
    Development,
    /// Real customers.
    Production,
}

/// The address that browsers use: scheme and authority, nothing behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Reads `https://flowhq.example` or `http://localhost:3000`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_end_matches('/');
        let uri: http::Uri = text.parse().ok()?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
        let authority = uri.authority()?.as_str().to_lowercase();
        // Browsers leave the usual port out, and compare as text (RFC 6454 §6.2).
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let authority = authority.strip_suffix(usual).unwrap_or(&authority);
        let bare = uri.path() == "/" && uri.query().is_none() && !authority.contains('@');
        bare.then(|| Self(format!("{scheme}://{authority}")))
    }

    /// As browsers write it into `Origin`.
    pub fn origin(&self) -> &str {
        &self.0
    }

    /// The same address as websockets are reached under.
    pub fn websocket_origin(&self) -> String {
        self.0.replacen("http", "ws", 1)
    }

    /// Whether browsers come over https.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

/// What new businesses are connected over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The phone in the browser.
    Sandbox,
    /// WhatsApp's own multi-device protocol.
    WhatsappWeb,
}

impl Channel {
    /// The name that sessions store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::WhatsappWeb => "whatsapp_web",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let known = [Self::Sandbox, Self::WhatsappWeb];
        known.into_iter().find(|channel| channel.name() == text)
    }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For collectors.
    Json,
}

/// Reads `on` and `off`, also as `true`, `false`, `1` and `0`.
pub(super) fn switch(text: &str) -> Option<bool> {
    match text {
        "on" | "true" | "1" => Some(true),
        "off" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// The file of a SQLite URL; nothing for another database.
pub(super) fn sqlite_path(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"))?;
    Some(rest.split_once('?').map_or(rest, |(path, _)| path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin() {
        let origin = |text| PublicUrl::parse(text).map(|url| url.0);
        assert_eq!(origin("https://Flow.example/"), Some("https://flow.example".into()));
        assert_eq!(origin("http://localhost:3000"), Some("http://localhost:3000".into()));
        assert_eq!(origin("https://flow.example:443"), Some("https://flow.example".into()));
        assert_eq!(origin("http://flow.example:80"), Some("http://flow.example".into()));
        assert_eq!(origin("http://flow.example:443"), Some("http://flow.example:443".into()));
        for wrong in
            ["flow.example", "ftp://flow.example", "https://flow.example/app", "https://a@b", ""]
        {
            assert_eq!(origin(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_masked() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
    }
}
