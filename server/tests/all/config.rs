//! The configuration: where values come from, and how wrong ones are told.

use std::collections::BTreeMap;
use std::fs;

use insta::assert_snapshot;
use server::config::{Channel, Config, Secret, SecretKeySource, Sources};

fn environment(pairs: &[(&str, &str)]) -> Result<Config, String> {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let sources =
        Sources::new(BTreeMap::new(), pairs, None).map_err(|problems| problems.to_string())?;
    Config::read(&sources).map_err(|problems| problems.to_string())
}

#[test]
fn nothing_needs_to_be_configured_in_development() {
    let config = environment(&[]).unwrap();
    assert_eq!(config.addr.to_string(), "127.0.0.1:3000");
    assert_eq!(config.database.url, Secret::new("sqlite://data/flowhq.db"));
    assert_eq!(config.secret_key, SecretKeySource::KeptIn("data/secret.key".into()));
    assert!(config.sandbox);
    assert!(config.basic_password.is_none() && config.portal_key.is_none());
}

#[test]
fn every_wrong_value_is_named_with_what_would_be_right() {
    let wrong = [
        ("FLOWHQ_ENV", "staging"),
        ("FLOWHQ_ADDR", "localhost"),
        ("FLOWHQ_PUBLIC_URL", "flowhq.example"),
        ("FLOWHQ_DATABASE_URL", "mysql://root:hunter2@db/flowhq"),
        ("FLOWHQ_DATABASE_MAX_CONNECTIONS", "1"),
        ("FLOWHQ_SECRET_KEY", "c2hvcnQ="),
        ("FLOWHQ_SANDBOX", "maybe"),
        ("FLOWHQ_ADMIN_EMAIL", "admin"),
        ("FLOWHQ_ADMIN_PASSWORD", "short"),
        ("FLOWHQ_ADMIN_BASIC", "yes"),
        ("FLOWHQ_HEARTBEAT_SECONDS", "0"),
        ("FLOWHQ_STALE_SECONDS", "30"),
        ("FLOWHQ_REPLIES_PER_MINUTE", "-1"),
        ("FLOWHQ_LOG", "info,flowhq=loud"),
        ("FLOWHQ_LOG_FORMAT", "xml"),
    ];
    let problems = environment(&wrong).unwrap_err();
    for secret in ["hunter2", "c2hvcnQ", "short"] {
        assert!(!problems.contains(secret), "{secret} is shown");
    }
    assert_snapshot!(problems);
}

#[test]
fn new_businesses_are_connected_over_what_there_is() {
    let development = environment(&[]).unwrap();
    assert_eq!(development.channel, Channel::Sandbox);
    let chosen = environment(&[("FLOWHQ_CHANNEL", "whatsapp_web")]).unwrap();
    assert_eq!(chosen.channel, Channel::WhatsappWeb);
    let without = environment(&[("FLOWHQ_SANDBOX", "off")]).unwrap();
    assert_eq!(without.channel, Channel::WhatsappWeb);
    for wrong in [
        vec![("FLOWHQ_CHANNEL", "sms")],
        vec![("FLOWHQ_CHANNEL", "sandbox"), ("FLOWHQ_SANDBOX", "off")],
        vec![("FLOWHQ_WHATSAPP_PEER", "ws://192.168.0.7:9000")],
        vec![("FLOWHQ_WHATSAPP_PEER", "wss://web.whatsapp.com")],
    ] {
        let problem = environment(&wrong).unwrap_err();
        assert!(problem.contains(wrong[0].0), "{problem}");
    }
}

#[test]
fn production_needs_its_own_key_and_address_and_leaves_doors_shut() {
    assert_snapshot!(
        environment(&[
            ("FLOWHQ_ENV", "production"),
            ("FLOWHQ_ADMIN_EMAIL", "admin@example.com"),
            ("FLOWHQ_PORTAL_KEY", "too short"),
        ])
        .unwrap_err()
    );
    let key = store::SecretKey::generate().to_base64();
    let config = environment(&[
        ("FLOWHQ_ENV", "production"),
        ("FLOWHQ_PUBLIC_URL", "https://flowhq.example"),
        ("FLOWHQ_SECRET_KEY", &key),
        ("FLOWHQ_ADMIN_PASSWORD", "long enough"),
    ])
    .unwrap();
    assert!(!config.sandbox && config.basic_password.is_none());
}

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("flowhq.toml");
    fs::write(&file, "addr = \"127.0.0.1:1\"\nreplies_per_minute = 3\nsandbox = false\n").unwrap();
    let read = |flags: &[(&'static str, &str)], environment: &[(&str, &str)]| {
        let flags = flags.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let environment =
            environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(&Sources::new(flags, environment, Some(&file)).unwrap()).unwrap()
    };
    let config = read(&[], &[]);
    assert_eq!((config.addr.port(), config.replies_per_minute, config.sandbox), (1, 3, false));
    let environment = [("FLOWHQ_ADDR", "127.0.0.1:2"), ("FLOWHQ_SANDBOX", "")];
    assert_eq!(read(&[], &environment).addr.port(), 2);
    assert_eq!(read(&[("FLOWHQ_ADDR", "127.0.0.1:3")], &environment).addr.port(), 3);
    assert!(!read(&[], &environment).sandbox, "an empty variable is none");
}

#[test]
fn a_file_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let told = |content: Option<&str>| {
        let file = folder.path().join("flowhq.toml");
        drop(fs::remove_file(&file));
        if let Some(content) = content {
            fs::write(&file, content).unwrap();
        }
        let problems = Sources::new(BTreeMap::new(), [], Some(&file)).err().unwrap().to_string();
        problems.replace(&folder.path().display().to_string(), "..")
    };
    assert_snapshot!(
        [
            told(None),
            told(Some("addr = \"127.0.0.1:1\"\nsecret_key = hunter2\n")),
            told(Some("adr = \"127.0.0.1:1\"\nlog = []\n")),
        ]
        .join("\n")
    );
}
