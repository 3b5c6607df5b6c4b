//! What operators do with the program: keys, the log, the doctor, backups.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;

use engine::SystemClock;
use sea_orm::{ConnectionTrait, Database};
use serde_json::Value;
use store::{SecretKey, Store, StoreConfig};
use tempfile::TempDir;

use crate::program::{Started, flowhq, run, text};

/// A folder with demo data that nobody serves at present.
fn with_demo() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let seeded = run(&folder, &["demo", "seed"]);
    assert!(seeded.status.success(), "{}", told(&seeded));
    folder
}

fn told(output: &Output) -> String {
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

fn succeeds(folder: &TempDir, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    told(&output)
}

fn fails(folder: &TempDir, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", told(&output));
    told(&output)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Changes a database behind the program's back.
#[tokio::main(flavor = "current_thread")]
async fn sql(url: &str, sql: &str) -> u64 {
    let connection = Database::connect(url).await.unwrap();
    let changed = connection.execute_unprepared(sql).await.unwrap().rows_affected();
    connection.close().await.unwrap();
    changed
}

fn file_of(folder: &TempDir) -> String {
    format!("sqlite://{}", folder.path().join("data/flowhq.db").display())
}

#[test]
fn the_demos_businesses_have_what_their_pages_show_and_get_it_once() {
    let folder = with_demo();
    // A change that changes nothing tells how many rows there are.
    let rows = |table: &str, which: &str| {
        let same = format!("UPDATE {table} SET tenant_id = tenant_id WHERE {which}");
        sql(&file_of(&folder), &same)
    };
    let all = || {
        [
            rows("services", "1 = 1"),
            rows("resources", "1 = 1"),
            rows("appointments", "1 = 1"),
            rows("products", "1 = 1"),
            rows("product_pictures", "1 = 1"),
            rows("orders", "1 = 1"),
            rows("knowledge_documents", "kind = 'QA'"),
            rows("knowledge_documents", "kind = 'FILE'"),
            rows("unanswered_questions", "state = 'OPEN'"),
        ]
    };
    let made = all();
    assert_eq!(made, [6, 3, 15, 14, 8, 5, 9, 2, 2]);
    for status in ["NEW", "ACCEPTED", "READY", "COMPLETED", "CANCELLED"] {
        assert_eq!(rows("orders", &format!("status = '{status}'")), 1, "{status}");
    }
    // Customers have booked and ordered by writing, not only owners by hand.
    assert!(rows("appointments", "contact_id IS NOT NULL") >= 1);
    succeeds(&folder, &["demo", "seed"]);
    assert_eq!(all(), made);
}

#[test]
fn the_log_of_the_demo_is_whole_and_a_changed_one_is_named() {
    let folder = with_demo();
    assert!(succeeds(&folder, &["audit", "verify"]).contains("whole"));
    let changed = sql(
        &file_of(&folder),
        "UPDATE portal_event_logs SET actor = 'nobody' WHERE event_type = 'setup_request.approved' \
         AND tenant_id = (SELECT id FROM tenants WHERE name = 'Mama Salon')",
    );
    assert_eq!(changed, 1);
    let output = fails(&folder, &["audit", "verify"]);
    assert!(output.contains("(Mama Salon)"), "{output}");
    assert!(!output.contains("Kariakoo") && !output.contains("Furaha"), "{output}");
    assert!(output.contains("setup_request.approved"), "{output}");
    assert!(output.contains("was changed after it was written"), "{output}");
    assert!(fails(&folder, &["audit", "verify", "--tenant", "x"]).contains("no tenant's id"));
    let other = "00000000-0000-7000-8000-000000000000";
    assert!(fails(&folder, &["audit", "verify", "--tenant", other]).contains("there is no tenant"));
}

#[test]
fn in_development_a_new_key_is_made_and_the_old_one_kept_beside_it() {
    let folder = with_demo();
    let key = folder.path().join("data/secret.key");
    let first = fs::read_to_string(&key).unwrap();
    assert!(succeeds(&folder, &["keys", "rotate"]).contains("Made a new key"));
    let second = fs::read_to_string(&key).unwrap();
    assert_ne!(first, second);
    let beside = folder.path().join("data/secret.key.previous");
    assert_eq!(fs::read_to_string(&beside).unwrap(), first);
    assert_eq!((mode(&key), mode(&beside)), (0o600, 0o600));
    let status = succeeds(&folder, &["keys", "status"]);
    assert!(status.contains("no longer needed"), "{status}");
    assert!(succeeds(&folder, &["audit", "verify"]).contains("whole"));
}

/// Puts a mail into the database, where its text is sealed; or reads those that wait.
#[tokio::main(flavor = "current_thread")]
async fn waiting_mails(folder: &TempDir, key: &str, add: Option<&str>) -> Vec<Option<String>> {
    let key = SecretKey::from_base64(key).unwrap();
    let config = StoreConfig::new(file_of(folder));
    let store = Store::connect(&config, key, Arc::new(SystemClock)).await.unwrap();
    if let Some(text) = add {
        store.mails().queue(text.as_bytes().to_vec()).await.unwrap();
    }
    // Taken on for no time at all, so that the next one finds them again.
    let mails = store.mails().claim(chrono::TimeDelta::zero(), 100).await.unwrap();
    store.close().await.unwrap();
    mails.into_iter().map(|mail| mail.body.map(|body| text(&body))).collect()
}

#[test]
fn a_new_key_takes_over_what_the_old_one_sealed() {
    let folder = with_demo();
    let [old, new] = [(); 2].map(|()| SecretKey::generate().to_base64());
    let letter = |name: &str| Some(format!("barua ya {name}"));
    waiting_mails(&folder, &old, letter("kwanza").as_deref());
    waiting_mails(&folder, &old, letter("pili").as_deref());
    let with = |keys: [&str; 2], arguments: &[&str]| {
        let mut command = flowhq(&folder);
        command.args(arguments).env("FLOWHQ_SECRET_KEY", keys[0]).stdin(Stdio::null());
        let output = command.env("FLOWHQ_SECRET_KEY_PREVIOUS", keys[1]).output().unwrap();
        (output.status.success(), told(&output))
    };

    // Without the old key nothing is lost and nothing is claimed to be done.
    let (good, said) = with([&new, ""], &["keys", "rotate"]);
    assert!(!good && said.contains("no key at hand opens them"), "{said}");
    let (good, said) = with([&new, ""], &["keys", "status"]);
    assert!(!good && said.contains("a key that is not configured"), "{said}");
    let mut kept = waiting_mails(&folder, &old, None);
    kept.sort();
    assert_eq!(kept, [letter("kwanza"), letter("pili")]);

    let (good, said) = with([&new, &old], &["keys", "rotate"]);
    assert!(good && said.contains("2 values were sealed anew"), "{said}");
    let (good, said) = with([&new, &old], &["keys", "status"]);
    assert!(good && said.contains("an earlier key: 0 values, no longer needed"), "{said}");
    assert!(said.contains("mails.body: 2 values"), "{said}");

    // The new key alone is enough now, and the old one opens nothing any more.
    let (good, said) = with([&new, ""], &["keys", "rotate"]);
    assert!(good && said.contains("Everything is sealed with the current key"), "{said}");
    let mut mails = waiting_mails(&folder, &new, None);
    mails.sort();
    assert_eq!(mails, [letter("kwanza"), letter("pili")]);
    assert_eq!(waiting_mails(&folder, &old, None), [None, None]);
    assert!(succeeds(&folder, &["audit", "verify"]).contains("whole"));
}

#[test]
fn the_doctor_finds_a_working_set_up_well_and_makes_nothing_by_looking() {
    let folder = tempfile::tempdir().unwrap();
    let report = fails(&folder, &["doctor", "--site-dir", "nowhere"]);
    assert!(report.contains("there is none yet at data/flowhq.db"), "{report}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let folder = with_demo();
    assert_eq!(mode(&folder.path().join("data/flowhq.db")), 0o600);
    let site = folder.path().join("site");
    fs::create_dir_all(site.join("pkg")).unwrap();
    fs::write(site.join("pkg/flowhq.css"), "body{}").unwrap();
    let site = site.display().to_string();
    let report = succeeds(&folder, &["doctor", "--site-dir", &site, "--json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    let of = |check: &str| {
        let findings = report["findings"].as_array().unwrap();
        let found = findings.iter().find(|finding| finding["check"] == check);
        found.unwrap_or_else(|| panic!("{check}: {report}"))["level"].as_str().unwrap().to_owned()
    };
    for check in ["configuration", "database", "schema", "key", "clock", "port", "browser files"] {
        assert_eq!(of(check), "ok", "{check}: {report}");
    }
}

/// What is broken in a set-up, and the words by which the doctor tells it.
#[test]
fn the_doctor_names_what_is_broken_and_what_to_do() {
    type Break = fn(&TempDir);
    let cases: [(&str, Break, &[&str], &str, &str); 7] = [
        (
            "a file that is no database",
            |folder| fs::write(database(folder), [0xa5; 9000]).unwrap(),
            &[],
            "WRONG",
            "restore a backup",
        ),
        (
            "a file that others may read",
            |folder| {
                fs::set_permissions(database(folder), fs::Permissions::from_mode(0o644)).unwrap();
            },
            &[],
            "warning",
            "chmod 600",
        ),
        (
            "a step that is missing",
            |folder| drop(succeeds(folder, &["migrate", "down"])),
            &[],
            "warning",
            "migrate up",
        ),
        (
            "a key that others may read",
            |folder| {
                let key = folder.path().join("data/secret.key");
                fs::set_permissions(key, fs::Permissions::from_mode(0o640)).unwrap();
            },
            &[],
            "warning",
            "chmod 600",
        ),
        (
            "a key that is none",
            |folder| {
                fs::write(folder.path().join("data/secret.key"), "x").unwrap();
            },
            &[],
            "WRONG",
            "restore it from where you keep it",
        ),
        (
            "a setting that is wrong",
            |_| {},
            &["--heartbeat-seconds", "0"],
            "WRONG",
            "FLOWHQ_HEARTBEAT_SECONDS",
        ),
        (
            "a mail server that is not there",
            |_| {},
            &["--smtp-url", "smtp://127.0.0.1:9", "--mail-from", "a@example.com"],
            "WRONG",
            "FLOWHQ_SMTP_URL",
        ),
    ];
    for (name, damage, arguments, level, advice) in cases {
        let folder = with_demo();
        damage(&folder);
        let mut line = vec!["doctor"];
        line.extend(arguments);
        let report = told(&run(&folder, &line));
        let at = report.lines().position(|line| line.starts_with(level));
        assert!(at.is_some() && report.contains(advice), "{name}: {report}");
    }
}

fn database(folder: &TempDir) -> PathBuf {
    folder.path().join("data/flowhq.db")
}

#[test]
fn the_doctor_is_strict_in_production() {
    let folder = with_demo();
    let output = flowhq(&folder)
        .args(["doctor"])
        .env("FLOWHQ_ENV", "production")
        .env("FLOWHQ_PUBLIC_URL", "http://flowhq.example")
        .env("FLOWHQ_SECRET_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
        .env("FLOWHQ_SANDBOX", "on")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let report = text(&output.stdout);
    for words in ["without https", "does not look random", "can write as any customer"] {
        assert!(report.contains(words), "{words}: {report}");
    }
}

#[test]
fn a_port_that_somebody_else_has_is_wrong_and_our_own_is_fine() {
    let folder = with_demo();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    // Nobody accepts there, so the doctor must give up by itself.
    let report = fails(&folder, &["doctor", "--addr", &address]);
    assert!(report.contains("another program listens on"), "{report}");
    let started = Started::new(&folder, &["serve"]);
    let address = started.said.trim().rsplit_once('/').unwrap().1.to_owned();
    let report = told(&run(&folder, &["doctor", "--addr", &address]));
    assert!(report.contains("Flow HQ answers on"), "{report}");
}

#[test]
fn a_running_server_is_backed_up_and_the_backup_becomes_a_database() {
    let folder = with_demo();
    let started = Started::new(&folder, &["serve"]);
    let said = succeeds(&folder, &["backup", "first.backup"]);
    assert!(said.contains("was restored on trial"), "{said}");
    assert!(fails(&folder, &["backup", "first.backup"]).contains("exists already"));
    assert!(fails(&folder, &["restore", "first.backup", "--replace"]).contains("stop it first"));
    drop(started);
    let backup = folder.path().join("first.backup");
    assert_eq!(mode(&backup), 0o600);
    let left: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "nothing but the data and the backup: {left:?}");

    // Into a new folder, where there is nothing yet.
    let fresh = tempfile::tempdir().unwrap();
    let said = succeeds(&fresh, &["restore", backup.to_str().unwrap()]);
    assert!(said.contains("Restored"), "{said}");
    assert_eq!(mode(&database(&fresh)), 0o600);
    assert!(succeeds(&fresh, &["audit", "verify"]).contains("whole"));
    // A second time it is full.
    let refused = fails(&fresh, &["restore", backup.to_str().unwrap()]);
    assert!(refused.contains("--replace"), "{refused}");
    sql(&file_of(&fresh), "DELETE FROM setup_requests");
    let said = succeeds(&fresh, &["restore", backup.to_str().unwrap(), "--replace"]);
    assert!(said.contains("is kept as"), "{said}");
    let found = fs::read_dir(fresh.path().join("data")).unwrap();
    assert!(
        found
            .map(|file| file.unwrap().file_name())
            .any(|name| name.to_string_lossy().contains(".before-"))
    );
    assert!(succeeds(&fresh, &["audit", "verify"]).contains("whole"));
}

#[test]
fn a_backup_that_does_not_fit_is_refused() {
    let folder = with_demo();
    succeeds(&folder, &["backup", "a.backup"]);
    let whole = fs::read(folder.path().join("a.backup")).unwrap();
    fs::write(folder.path().join("half.backup"), &whole[..whole.len() / 2]).unwrap();
    assert!(fails(&folder, &["restore", "half.backup", "--replace"]).contains("cut off"));
    let newer =
        String::from_utf8_lossy(&whole[..100_000.min(whole.len())]).find("_tenants\"").unwrap();
    let mut other = whole;
    other[newer + 1..newer + 8].copy_from_slice(b"xenants");
    fs::write(folder.path().join("newer.backup"), other).unwrap();
    let refused = fails(&folder, &["restore", "newer.backup", "--replace"]);
    assert!(refused.contains("a schema that this version does not know"), "{refused}");
    // Nothing was touched by all that.
    assert!(succeeds(&folder, &["audit", "verify"]).contains("whole"));
}

/// Names a database of its own on the test server and drops it at the end.
struct Server {
    server: String,
    names: Vec<String>,
}

impl Server {
    fn new() -> Option<Self> {
        let server = std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())?;
        Some(Self { server, names: Vec::new() })
    }

    fn database(&mut self) -> String {
        let name = format!("operations_test_{}", format_args!("{:016x}", rand::random::<u64>()));
        sql(&self.server, &format!("CREATE DATABASE {name} TEMPLATE template0"));
        let (host, _) = self.server.rsplit_once('/').unwrap();
        let url = format!("{host}/{name}");
        self.names.push(name);
        url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for name in &self.names {
            sql(&self.server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

#[test]
fn a_server_is_dumped_and_restored() {
    let Some(mut server) = Server::new() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (server.database(), server.database());
    let output = |url: &str, arguments: &[&str]| {
        flowhq(&folder)
            .args(arguments)
            .env("FLOWHQ_DATABASE_URL", url)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    let good = |url: &str, arguments: &[&str]| {
        let output = output(url, arguments);
        assert!(output.status.success(), "{arguments:?}: {}", told(&output));
        told(&output)
    };
    good(&from, &["demo", "seed"]);
    sql(&from, "UPDATE nodes SET draining = true");
    let said = good(&from, &["backup", "server.backup"]);
    assert!(said.contains("was restored on trial"), "{said}");
    good(&to, &["restore", "server.backup"]);
    assert!(good(&to, &["audit", "verify"]).contains("whole"));
    let again = output(&to, &["restore", "server.backup"]);
    assert!(told(&again).contains("--replace"), "{}", told(&again));
    good(&to, &["restore", "server.backup", "--replace"]);
    let other = output("sqlite://other.db", &["restore", "server.backup"]);
    assert!(told(&other).contains("holds a PostgreSQL database"), "{}", told(&other));
    let without = flowhq(&folder)
        .args(["backup", "none.backup"])
        .env("FLOWHQ_DATABASE_URL", &from)
        .env("PATH", folder.path())
        .output()
        .unwrap();
    assert!(told(&without).contains("postgresql-client"), "{}", told(&without));
    assert!(!folder.path().join("none.backup").exists());
}

#[test]
fn a_password_stands_in_no_argument() {
    // The program that is called writes down how, in the place of pg_dump.
    let Some(mut server) = Server::new() else { return };
    let folder = tempfile::tempdir().unwrap();
    let url = server.database();
    let password = "p%40ss-in-the-open";
    let (scheme, rest) = url.split_once("://").unwrap();
    let (user, host) = rest.split_once('@').unwrap();
    let user = user.split(':').next().unwrap();
    let guarded = format!("{scheme}://{user}:{password}@{host}");
    let spy = folder.path().join("pg_dump");
    fs::write(&spy, "#!/bin/sh\necho \"$@\" > arguments\necho \"$PGPASSWORD\" > secret\nexit 1\n")
        .unwrap();
    fs::set_permissions(&spy, fs::Permissions::from_mode(0o755)).unwrap();
    // A role of its own, so that the password is right wherever the server asks for one.
    let role = format!("spied_{}", format_args!("{:016x}", rand::random::<u64>()));
    let guarded = guarded.replace(&format!("://{user}:"), &format!("://{role}:"));
    sql(&url, &format!("CREATE ROLE {role} LOGIN PASSWORD 'p@ss-in-the-open'"));
    sql(&url, &format!("GRANT ALL ON SCHEMA public TO {role}"));
    let migrated = flowhq(&folder)
        .args(["migrate", "up"])
        .env("FLOWHQ_DATABASE_URL", &guarded)
        .output()
        .unwrap();
    assert!(migrated.status.success(), "{}", told(&migrated));
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let output = flowhq(&folder)
        .args(["backup", "x.backup"])
        .env("FLOWHQ_DATABASE_URL", &guarded)
        .env("PATH", path)
        .output()
        .unwrap();
    assert!(!told(&output).contains("in-the-open"), "{}", told(&output));
    assert!(!fs::read_to_string(folder.path().join("arguments")).unwrap().contains("in-the-open"));
    assert_eq!(fs::read_to_string(folder.path().join("secret")).unwrap(), "p@ss-in-the-open\n");
    sql(&url, &format!("DROP OWNED BY {role} CASCADE; DROP ROLE {role}"));
}
