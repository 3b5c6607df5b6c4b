//! The program as a process of its own, which is killed and started again, and its JSON.

use std::fs::OpenOptions;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// Far longer than a start takes, also on a machine that has other things to do.
const START: Duration = Duration::from_mins(1);
const READY: &str = "Flow HQ is ready at http://";
/// The first admin's, and the token for the figures.
pub const PASSWORD: &str = "siri ya admin";

/// A running server; dropping it kills it.
pub struct Program {
    folder: PathBuf,
    peer: String,
    /// The process.
    pub child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Program {
    /// Starts it on a folder that may be empty, and waits until it is ready.
    pub async fn start(folder: &Path, peer: &str) -> Self {
        let (child, address) = started(folder, peer).await;
        Self { folder: folder.to_owned(), peer: peer.to_owned(), child, address }
    }

    /// SIGKILL: nothing is finished, nothing is written any more.
    pub async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// Starts the next process on the same folder.
    pub async fn start_again(&mut self) {
        (self.child, self.address) = started(&self.folder, &self.peer).await;
    }

    /// Asks the control plane something.
    pub async fn get(&self, path: &str) -> Value {
        self.ask("GET", path, "").await
    }

    /// Tells the control plane something.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", path, &body.to_string()).await
    }

    async fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let credentials = BASE64_STANDARD.encode(format!("any:{PASSWORD}"));
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\naccept: application/json\r\n\
             authorization: Basic {credentials}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let mut line = TcpStream::connect(self.address).await.unwrap();
        line.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 2"), "{method} {path}: {answer}");
        serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {answer}"))
    }
}

async fn started(folder: &Path, peer: &str) -> (Child, SocketAddr) {
    let log = OpenOptions::new().create(true).append(true).open(folder.join("server.log")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowhq"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("FLOWHQ_") {
            command.env_remove(name);
        }
    }
    command
        .arg("serve")
        .current_dir(folder)
        .env("FLOWHQ_ENV", "development")
        .env("FLOWHQ_ADDR", "127.0.0.1:0")
        .env("FLOWHQ_DATABASE_URL", format!("sqlite://{}", database(folder).display()))
        .env("FLOWHQ_CHANNEL", "whatsapp_web")
        .env("FLOWHQ_WHATSAPP_PEER", peer)
        .env("FLOWHQ_ADMIN_EMAIL", "admin@example.com")
        .env("FLOWHQ_ADMIN_PASSWORD", PASSWORD)
        .env("FLOWHQ_METRICS_TOKEN", PASSWORD)
        .env("FLOWHQ_REPLIES_PER_MINUTE", "10000")
        .env("FLOWHQ_FRAGMENT_SECONDS", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some((_, address)) = line.split_once(READY) {
                return address.parse().unwrap();
            }
        }
        let told = std::fs::read_to_string(folder.join("server.log")).unwrap();
        panic!("the program ended before it was ready: {told}");
    };
    let address = timeout(START, ready).await.expect("the program is ready in time");
    (child, address)
}

/// The database's file.
pub fn database(folder: &Path) -> PathBuf {
    folder.join("flowhq.db")
}
