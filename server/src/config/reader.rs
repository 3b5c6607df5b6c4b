//! From texts to a checked configuration.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::forms::{PASSWORD_MAX, PASSWORD_MIN};
use store::SecretKey;
use tracing_subscriber::EnvFilter;

use super::model;
use super::problem::{ConfigProblem, ConfigProblems};
use super::proxies::TrustedProxies;
use super::secret_key::SecretKeySource;
use super::setting::{self, Setting};
use super::site;
use super::sources::Sources;
use super::values::{self, Channel, Environment, LogFormat, PublicUrl, Secret};
use crate::whatsapp;

use super::{Config, DatabaseConfig, FirstAdmin};

/// Shortest key of a program in production, in characters: 16 random letters cannot be guessed over a network.
const KEY_MIN: usize = 16;
const DAY_SECONDS: u64 = 86_400;

pub(super) struct Reader<'a> {
    sources: &'a Sources,
    problems: Vec<ConfigProblem>,
}

impl Reader<'_> {
    /// The setting's value; nothing when it was not given, or was wrong and is noted.
    pub(super) fn read<T>(
        &mut self,
        setting: &'static Setting,
        wanted: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let (text, place) = self.sources.find(setting)?;
        let value = parse(text.trim());
        if value.is_none() {
            let shown = (!setting.secret).then(|| text.to_owned());
            let wanted = wanted.to_owned();
            self.problems.push(ConfigProblem::Value { setting, place, value: shown, wanted });
        }
        value
    }

    fn switch(&mut self, setting: &'static Setting, default: bool) -> bool {
        self.read(setting, "on or off", values::switch).unwrap_or(default)
    }

    pub(super) fn number(
        &mut self,
        setting: &'static Setting,
        from: u32,
        to: u32,
        default: u32,
    ) -> u32 {
        let parse = |text: &str| text.parse().ok().filter(|number| (from..=to).contains(number));
        self.read(setting, &format!("a whole number from {from} to {to}"), parse).unwrap_or(default)
    }

    fn seconds(&mut self, setting: &'static Setting, from: u64, default: u64) -> Duration {
        let parse =
            |text: &str| text.parse().ok().filter(|number| (from..=DAY_SECONDS).contains(number));
        let wanted = format!("a whole number of seconds from {from} to {DAY_SECONDS}");
        Duration::from_secs(self.read(setting, &wanted, parse).unwrap_or(default))
    }

    /// Notes something that is wrong.
    pub(super) fn note(&mut self, problem: ConfigProblem) {
        self.problems.push(problem);
    }

    /// Whether anybody gave it a value.
    pub(super) fn is_given(&self, setting: &'static Setting) -> bool {
        self.sources.find(setting).is_some()
    }

    pub(super) fn missing(&mut self, setting: &'static Setting, wanted: &str) {
        self.problems.push(ConfigProblem::Missing { setting, wanted: wanted.to_owned() });
    }
}

pub(super) fn read(sources: &Sources) -> Result<Config, ConfigProblems> {
    let mut reader = Reader { sources, problems: Vec::new() };
    let environment = reader
        .read(&setting::ENV, "development or production", |text| match text {
            "development" => Some(Environment::Development),
            "production" => Some(Environment::Production),
            _ => None,
        })
        .unwrap_or(Environment::Development);
    let development = environment == Environment::Development;
    let database = database(&mut reader);
    let secret_key = secret_key(&mut reader, development, database.url.reveal());
    let (first_admin, basic_password) = admin(&mut reader, development);
    let heartbeat = reader.seconds(&setting::HEARTBEAT_SECONDS, 1, 30);
    let (smtp_url, mail_from) = mail(&mut reader);
    let sandbox = reader.switch(&setting::SANDBOX, development);
    let config = Config {
        environment,
        addr: reader
            .read(&setting::ADDR, "an address and a port such as 127.0.0.1:3000", |text| {
                text.parse().ok()
            })
            .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3000))),
        public_url: public_url(&mut reader, development),
        database,
        secret_key,
        previous_keys: previous_keys(&mut reader),
        sandbox,
        channel: channel(&mut reader, sandbox),
        whatsapp_peer: reader.read(&setting::WHATSAPP_PEER, whatsapp::PEER_WANTED, whatsapp::peer),
        first_admin,
        basic_password,
        portal_key: key(&mut reader, &setting::PORTAL_KEY, development),
        heartbeat,
        stale_after: reader.seconds(
            &setting::STALE_SECONDS,
            heartbeat.as_secs() + 1,
            120.max(heartbeat.as_secs() * 4),
        ),
        file_megabytes: reader.number(&setting::FILE_MEGABYTES, 1, 64, 16),
        files_megabytes: reader.number(&setting::FILES_MEGABYTES, 1, 1_000_000, 512),
        fragment_seconds: reader.number(&setting::FRAGMENT_SECONDS, 0, 30, 4),
        replies_per_minute: reader.number(&setting::REPLIES_PER_MINUTE, 1, 10_000, 10),
        trusted_proxies: reader
            .read(
                &setting::TRUSTED_PROXIES,
                "addresses or networks such as 127.0.0.1, 10.0.0.0/8, separated by commas",
                TrustedProxies::parse,
            )
            .unwrap_or_default(),
        public_forms_per_minute: reader.number(&setting::PUBLIC_FORMS_PER_MINUTE, 1, 10_000, 30),
        metrics_token: key(&mut reader, &setting::METRICS_TOKEN, development),
        metrics_addr: reader.read(
            &setting::METRICS_ADDR,
            "a loopback address and a port such as 127.0.0.1:9464",
            |text| text.parse().ok().filter(|addr: &SocketAddr| addr.ip().is_loopback()),
        ),
        node_name: reader
            .read(&setting::NODE_NAME, "a name of 1 to 100 characters", |text| {
                (1..=100).contains(&text.chars().count()).then(|| text.to_owned())
            })
            .unwrap_or_else(machine_name),
        sign_in_tries_per_address: reader.number(
            &setting::SIGN_IN_TRIES_PER_ADDRESS,
            1,
            1_000_000,
            5,
        ),
        smtp_url,
        mail_from,
        model: model::model(&mut reader),
        timezone: reader
            .read(&setting::TIMEZONE, "a time zone such as Africa/Dar_es_Salaam", |text| {
                engine::is_timezone(text).then(|| text.to_owned())
            })
            .unwrap_or_else(|| "Africa/Dar_es_Salaam".to_owned()),
        operator: site::operator(&mut reader),
        source_url: site::source(&mut reader),
        plans: site::plans(&mut reader),
        site_dir: reader
            .read(&setting::SITE_DIR, "a folder", |text| Some(PathBuf::from(text)))
            .unwrap_or_else(beside_the_program),
        log: reader
            .read(
                &setting::LOG,
                "a level (error, warn, info, debug, trace) or tracing directives",
                |text| EnvFilter::builder().parse(text).ok().map(|_| text.to_owned()),
            )
            .unwrap_or_else(|| "info".to_owned()),
        log_format: reader
            .read(&setting::LOG_FORMAT, "text or json", |text| match text {
                "text" => Some(LogFormat::Text),
                "json" => Some(LogFormat::Json),
                _ => None,
            })
            .unwrap_or(LogFormat::Text),
    };
    if reader.problems.is_empty() { Ok(config) } else { Err(ConfigProblems(reader.problems)) }
}

/// The phone in the browser where it is on, otherwise WhatsApp itself; neither can be asked for where it is
/// not.
fn channel(reader: &mut Reader<'_>, sandbox: bool) -> Channel {
    let usual =
        if sandbox || !whatsapp::BUILT_IN { Channel::Sandbox } else { Channel::WhatsappWeb };
    let is_there = |channel: &Channel| match channel {
        Channel::Sandbox => sandbox,
        Channel::WhatsappWeb => whatsapp::BUILT_IN,
    };
    let wanted = match (sandbox, whatsapp::BUILT_IN) {
        (true, true) => "whatsapp_web or sandbox",
        (true, false) => "sandbox: this program was built without WhatsApp",
        (false, true) => "whatsapp_web, for the sandbox is off",
        (false, false) => {
            "nothing: this program was built without WhatsApp, and the sandbox is off"
        }
    };
    let parse = |text: &str| Channel::parse(text).filter(is_there);
    reader.read(&setting::CHANNEL, wanted, parse).unwrap_or(usual)
}

fn public_url(reader: &mut Reader<'_>, development: bool) -> Option<PublicUrl> {
    if !development && reader.sources.find(&setting::PUBLIC_URL).is_none() {
        reader.missing(
            &setting::PUBLIC_URL,
            "in production it is the address that browsers use, such as https://flowhq.example",
        );
    }
    reader.read(
        &setting::PUBLIC_URL,
        "a scheme and a host such as https://flowhq.example, without a path",
        PublicUrl::parse,
    )
}

fn database(reader: &mut Reader<'_>) -> DatabaseConfig {
    let url = reader
        .read(&setting::DATABASE_URL, "a URL that begins with sqlite:// or postgres://", |text| {
            let known = ["sqlite:", "postgres://", "postgresql://"];
            let named = values::sqlite_path(text).is_none_or(|path| !path.is_empty());
            (named && known.iter().any(|scheme| text.starts_with(scheme))).then(|| text.to_owned())
        })
        .unwrap_or_else(|| "sqlite://data/flowhq.db".to_owned());
    let owner_url = reader.read(
        &setting::DATABASE_OWNER_URL,
        "a URL that begins with postgres://, as the database's own does",
        |text| {
            let postgres =
                |url: &str| url.starts_with("postgres://") || url.starts_with("postgresql://");
            (postgres(text) && postgres(&url)).then(|| Secret::new(text))
        },
    );
    let max_connections = reader.number(&setting::DATABASE_MAX_CONNECTIONS, 2, 1000, 20);
    DatabaseConfig {
        url: Secret::new(url),
        owner_url,
        max_connections,
        min_connections: reader.number(
            &setting::DATABASE_MIN_CONNECTIONS,
            0,
            max_connections,
            5.min(max_connections),
        ),
        acquire_timeout: reader.seconds(&setting::DATABASE_ACQUIRE_SECONDS, 1, 20),
        idle_timeout: reader.seconds(&setting::DATABASE_IDLE_SECONDS, 1, 30),
        connect_timeout: reader.seconds(&setting::DATABASE_CONNECT_SECONDS, 1, 5),
    }
}

fn secret_key(reader: &mut Reader<'_>, development: bool, database_url: &str) -> SecretKeySource {
    let wanted = "32 bytes in base64; `openssl rand -base64 32` makes one";
    let given = reader.sources.find(&setting::SECRET_KEY).is_some();
    let key = reader.read(&setting::SECRET_KEY, wanted, |text| {
        SecretKey::from_base64(text).ok().map(|_| Secret::new(text))
    });
    if let Some(key) = key {
        return SecretKeySource::Given(key);
    }
    if !development && !given {
        reader.missing(&setting::SECRET_KEY, &format!("in production it is {wanted}"));
    }
    let folder = values::sqlite_path(database_url).and_then(|path| Path::new(path).parent());
    SecretKeySource::KeptIn(folder.unwrap_or_else(|| Path::new("data")).join("secret.key"))
}

fn previous_keys(reader: &mut Reader<'_>) -> Vec<Secret> {
    let wanted = "keys of 32 bytes in base64, separated by commas";
    let keys = reader.read(&setting::SECRET_KEY_PREVIOUS, wanted, |text| {
        let keys = text.split(',').map(str::trim).filter(|key| !key.is_empty());
        keys.map(|key| SecretKey::from_base64(key).ok().map(|_| Secret::new(key))).collect()
    });
    keys.unwrap_or_default()
}

/// The first admin, and the password of Basic auth where that is on.
fn admin(reader: &mut Reader<'_>, development: bool) -> (Option<FirstAdmin>, Option<Secret>) {
    let length = format!("{PASSWORD_MIN} to {PASSWORD_MAX} characters long");
    let given = reader.sources.find(&setting::ADMIN_PASSWORD).is_some();
    let password = reader.read(&setting::ADMIN_PASSWORD, &length, |text| {
        let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        (PASSWORD_MIN..=PASSWORD_MAX).contains(&characters).then(|| Secret::new(text))
    });
    let email =
        reader.read(&setting::ADMIN_EMAIL, "an e-mail address such as admin@example.com", |text| {
            let (name, host) = text.split_once('@')?;
            (!name.is_empty() && host.contains('.')).then(|| text.to_owned())
        });
    if email.is_some() && !given {
        reader.missing(&setting::ADMIN_PASSWORD, &format!("the first admin needs one, {length}"));
    }
    let basic = reader.switch(&setting::ADMIN_BASIC, development);
    if basic && !given && reader.sources.find(&setting::ADMIN_BASIC).is_some() {
        reader.missing(&setting::ADMIN_PASSWORD, &format!("Basic auth needs one, {length}"));
    }
    let first = email.zip(password.clone()).map(|(email, password)| FirstAdmin { email, password });
    (first, password.filter(|_| basic))
}

/// A key that programs send instead of signing in.
fn key(reader: &mut Reader<'_>, setting: &'static Setting, development: bool) -> Option<Secret> {
    let shortest = if development { 1 } else { KEY_MIN };
    reader.read(setting, &format!("at least {shortest} characters long"), |text| {
        (text.chars().count() >= shortest).then(|| Secret::new(text))
    })
}

/// The mail server and whom mails come from: both or neither.
fn mail(reader: &mut Reader<'_>) -> (Option<Secret>, Option<String>) {
    let server = "a mail server such as smtps://user:password@mail.example:465";
    let url = reader.read(&setting::SMTP_URL, server, |text| {
        crate::mail::is_smtp_url(text).then(|| Secret::new(text))
    });
    let sender = "a sender such as Flow HQ <hello@flowhq.example>";
    let from = reader.read(&setting::MAIL_FROM, sender, |text| {
        crate::mail::is_sender(text).then(|| text.to_owned())
    });
    if url.is_some() && reader.sources.find(&setting::MAIL_FROM).is_none() {
        reader.missing(&setting::MAIL_FROM, &format!("with FLOWHQ_SMTP_URL it is {sender}"));
    }
    (url, from)
}

fn machine_name() -> String {
    std::fs::read_to_string("/etc/hostname")
        .ok()
        .map(|text| text.trim().chars().take(100).collect::<String>())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "flowhq".to_owned())
}

fn beside_the_program() -> PathBuf {
    let program = std::env::current_exe().ok();
    program.as_deref().and_then(Path::parent).unwrap_or_else(|| Path::new(".")).join("site")
}
