//! The program itself: commands, signals, exit codes.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

pub(crate) fn flowhq(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowhq"));
    for (name, _) in
        std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FLOWHQ_"))
    {
        command.env_remove(name);
    }
    command.current_dir(folder.path()).env("FLOWHQ_ADDR", "127.0.0.1:0").env("FLOWHQ_LOG", "warn");
    command
}

pub(crate) fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    flowhq(folder).args(arguments).stdin(Stdio::null()).output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A started server and the lines up to the one that says where it is.
pub(crate) struct Started {
    child: Child,
    pub(crate) said: String,
}

impl Started {
    pub(crate) fn new(folder: &TempDir, arguments: &[&str]) -> Self {
        let mut child = flowhq(folder).args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("Flow HQ is ready at http://127.0.0.1:") {
            assert_ne!(lines.read_line(&mut said).unwrap(), 0, "it ended early: {said}");
        }
        Self { child, said }
    }

    fn signal(&self, name: &str) {
        let sent =
            Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

/// No server outlives its test.
impl Drop for Started {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn it_serves_on_nothing_but_an_empty_folder_and_ends_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut started = Started::new(&folder, &["serve"]);
    assert!(Path::new(&folder.path().join("data/flowhq.db")).exists());
    started.signal("-TERM");
    assert_eq!(started.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut started = Started::new(&folder, &["serve"]);
    // A connection in the middle of a request holds the drain up.
    let port = started.said.trim().rsplit_once(':').unwrap().1.parse::<u16>().unwrap();
    let mut held = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    held.write_all(b"POST /signin HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(200));
    started.signal("-INT");
    std::thread::sleep(Duration::from_millis(200));
    started.signal("-INT");
    assert_eq!(started.child.wait().unwrap().code(), Some(1));
}

#[test]
fn the_demo_is_made_once_and_its_salon_is_connected() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let mut started = Started::new(&folder, &["serve", "--demo"]);
        for email in
            ["admin@flowhq.local", "asha@flowhq.local", "salma@flowhq.local", "juma@flowhq.local"]
        {
            assert_eq!(started.said.matches(email).count(), 1, "{}", started.said);
        }
        started.signal("-TERM");
        assert!(started.child.wait().unwrap().success());
    }
}

#[test]
fn the_schema_goes_up_down_and_up() {
    let folder = tempfile::tempdir().unwrap();
    let missing = |output: &Output| text(&output.stdout).matches("missing ").count();
    let status = run(&folder, &["migrate", "status"]);
    let steps = missing(&status);
    assert!(steps > 10, "{}", text(&status.stderr));
    assert_eq!(missing(&run(&folder, &["migrate", "up"])), 0);
    assert_eq!(missing(&run(&folder, &["migrate", "down", "--steps", "2"])), 2);
    assert_eq!(missing(&run(&folder, &["migrate", "up"])), 0);
}

#[test]
fn an_admin_is_made_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let create = |email: &str, password: &str| {
        let mut child = flowhq(&folder)
            .args(["admin", "create", "--email", email])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    };
    assert_eq!(
        create("asha@example.com", "correct horse"),
        (true, "asha@example.com can sign in.\n".to_owned(), String::new()),
    );
    let refused =
        |told: &str| (false, String::new(), format!("flowhq: no admin was made: {told}\n"));
    assert_eq!(
        create("asha@example.com", "correct horse"),
        refused("the email is registered already")
    );
    assert_eq!(
        create("juma@example.com", "short"),
        refused("the password is shorter than 10 characters")
    );
}

#[test]
fn a_wrong_configuration_ends_it_with_every_fault_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = flowhq(&folder)
        .args(["config", "check", "--log-format", "xml"])
        .env("FLOWHQ_ADDR", "here")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(
        told.contains("FLOWHQ_ADDR: 'here' from the environment must be an address and a port"),
        "{told}"
    );
    assert!(
        told.contains("FLOWHQ_LOG_FORMAT: 'xml' from the command line must be text or json"),
        "{told}"
    );
    let output = run(&folder, &["config", "check"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("database: SQLite, data/flowhq.db"));
}

#[test]
fn production_asks_for_its_schema_and_refuses_the_demo() {
    let folder = tempfile::tempdir().unwrap();
    let told = |arguments: &[&str]| {
        let output = flowhq(&folder)
            .args(arguments)
            .env("FLOWHQ_ENV", "production")
            .env("FLOWHQ_PUBLIC_URL", "https://flowhq.example")
            .env("FLOWHQ_SECRET_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        text(&output.stderr)
    };
    assert!(told(&["serve"]).contains("run `flowhq migrate up` first"));
    assert!(told(&["serve", "--demo"]).contains("it is not for production"));
}

#[test]
fn a_port_in_use_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut child =
        flowhq(&folder).args(["serve", "--addr", &address]).stderr(Stdio::piped()).spawn().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert!(told.contains(&format!("cannot listen on {address}")), "{told}");
}
