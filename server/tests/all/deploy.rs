//! The files for operators: what they name exists, and what they set is understood.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use server::cli::Cli;
use server::config::{Config, Secret, Sources, setting};
use server::metrics::{Kind, METRICS};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_example_configuration_is_understood_and_complete() {
    let file = root().join("deploy/flowhq.toml");
    let key = store::SecretKey::generate().to_base64();
    let environment = [("FLOWHQ_SECRET_KEY".to_owned(), key)];
    let sources = Sources::new(BTreeMap::new(), environment, Some(&file)).unwrap();
    let config = Config::read(&sources).unwrap();
    assert!(config.is_production() && config.is_https() && !config.sandbox);
    assert_eq!(config.database.url, Secret::new("sqlite:///var/lib/flowhq/flowhq.db"));
    let text = read("deploy/flowhq.toml");
    // What no program that is shipped takes has no place in it.
    let shipped = setting::ALL.iter().filter(|one| one.name != setting::WHATSAPP_PEER.name);
    for setting in shipped {
        let named = [format!("\n{} = ", setting.key()), format!("\n# {} = ", setting.key())];
        assert!(named.iter().any(|line| text.contains(line)), "{} is not in it", setting.key());
    }
    // What stands behind a # is an example that works as well.
    for line in text.lines().filter_map(|line| line.strip_prefix("# ")) {
        if let Some((name, _)) = line.split_once(" = ").filter(|(name, _)| !name.contains(' ')) {
            assert!(setting::ALL.iter().any(|setting| setting.key() == name), "{name}");
            line.parse::<toml::Table>().unwrap();
        }
    }
}

#[test]
fn the_file_of_secrets_names_secret_settings_only() {
    for line in read("deploy/flowhq.env").lines().filter(|line| line.contains('=')) {
        let name = line.trim_start_matches('#').split('=').next().unwrap();
        let setting = setting::ALL.iter().find(|setting| setting.name == name);
        assert!(setting.is_some_and(|setting| setting.secret), "{name}");
    }
}

#[test]
fn what_the_package_takes_in_is_there() {
    let manifest: toml::Table = read("server/Cargo.toml").parse().unwrap();
    let deb = &manifest["package"]["metadata"]["deb"];
    let mut taken = 0;
    for asset in deb["assets"].as_array().unwrap() {
        let from = asset[0].as_str().unwrap();
        // What is built comes later.
        if !from.starts_with("target/") {
            assert!(root().join("server").join(from).exists(), "{from}");
            taken += 1;
        }
    }
    assert!(taken >= 4);
    for units in deb["systemd-units"].as_array().unwrap() {
        let [folder, name] = ["unit-scripts", "unit-name"].map(|key| units[key].as_str().unwrap());
        assert!(root().join("server").join(format!("{folder}/{name}.service")).exists(), "{name}");
        // The account has to be there before `systemd-sysusers` is asked for it by a name of cargo-deb's own
        // making, which it takes from files in this folder.
        for file in std::fs::read_dir(root().join("server").join(folder)).unwrap() {
            let file = file.unwrap().file_name().into_string().unwrap();
            assert!(!file.contains("sysusers"), "{file} belongs into deploy/sysusers.d");
        }
    }
    let scripts = deb["maintainer-scripts"].as_str().unwrap();
    assert!(root().join("server").join(scripts).join("postinst").exists());
}

#[test]
fn every_alert_watches_a_figure_that_there_is() {
    let text = read("deploy/prometheus/flowhq.rules.yml");
    let (mut alerts, mut figures) = (0, 0);
    for line in text.lines() {
        alerts += usize::from(line.contains("- alert:"));
        let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        for word in words.filter(|word| word.starts_with("flowhq_")) {
            let known = METRICS.iter().any(|metric| match metric.kind {
                Kind::Histogram(_) => word == format!("{}_bucket", metric.name),
                _ => word == metric.name,
            });
            assert!(known, "{word} does not exist");
            figures += 1;
        }
    }
    // All but the one for a process that does not answer watch a figure of ours.
    assert!(alerts >= 5 && figures >= alerts - 1, "{alerts} alerts, {figures} figures");
}

/// The table in the handbook is made from the settings themselves; `UPDATE_DOCS=1` writes it anew.
#[test]
fn the_handbook_lists_every_setting() {
    const BEGIN: &str = "<!-- settings: made by a test, do not edit -->\n";
    const END: &str = "<!-- end of settings -->";
    let path = root().join("docs/operations.md");
    let text = read("docs/operations.md");
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    let mut table = String::from("\n| environment | file | what for |\n|---|---|---|\n");
    for setting in setting::ALL {
        let help = setting.help.replace('|', "\\|").replace('<', "&lt;").replace('>', "&gt;");
        table.extend(["| `", setting.name, "` | `", &setting.key(), "` | ", &help, " |\n"]);
    }
    table.push('\n');
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(found, table, "run this test with UPDATE_DOCS=1");
}

#[test]
fn the_readme_names_every_command() {
    let readme = read("README.md");
    for command in Cli::command().get_subcommands() {
        let name = command.get_name();
        let tasks: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
        let told =
            |text: &str| readme.lines().any(|line| line.starts_with("| `") && line.contains(text));
        assert!(told(&format!("`flowhq {name}")), "{name}");
        for task in tasks {
            let beside = format!("`{task}`");
            let after = format!("`flowhq {name} {task}");
            assert!(told(&after) || told(&beside), "{name} {task}");
        }
    }
}

/// A setting that was renamed would stay in the documents, and nobody would know why it does nothing.
#[test]
fn the_documents_name_settings_that_there_are() {
    let mut named = 0;
    for document in
        ["README.md", "CHANGELOG.md", "docs/operations.md", "docs/security.md", "docs/LOGGING.md"]
    {
        let text = read(document);
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        for word in words.filter(|word| word.starts_with("FLOWHQ_")) {
            let known = setting::ALL.iter().any(|setting| setting.name == word);
            assert!(known || word == "FLOWHQ_CONFIG", "{document} names {word}");
            named += 1;
        }
    }
    assert!(named > 60, "{named}");
}
