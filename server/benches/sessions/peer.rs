//! The WhatsApp on loopback as a process of its own.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use serde::Deserialize;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::http::{Request, ask};

/// The peer; dropping it ends it.
pub struct Peer {
    address: SocketAddr,
    _child: Child,
}

/// A reply as a customer's phone received it.
#[derive(Deserialize)]
pub struct Arrival {
    /// The customer's number in digits.
    pub to: String,
    /// What kind of message it is; `undecryptable` for one that the phone could not open.
    pub kind: String,
    /// When it came, in milliseconds since 1970.
    pub at: u64,
}

/// A business began or stopped typing.
#[derive(Deserialize)]
pub struct Typing {
    /// The customer's number in digits.
    pub to: String,
    /// `composing` or `paused`.
    pub state: String,
    /// When it came, in milliseconds since 1970.
    pub at: u64,
}

/// How a business stands.
#[derive(Deserialize)]
pub struct Standing {
    /// Whether its device takes messages.
    pub active: bool,
}

impl Peer {
    /// Starts the program, which lies beside ours.
    pub async fn start() -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_flowhq")).with_file_name("whatsapp-peer");
        let mut command = Command::new(&program);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap_or_else(|error| {
            panic!(
                "build --package whatsapp-peer in the same profile: {}: {error}",
                program.display()
            )
        });
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().unwrap_or_default();
        let address = line.strip_prefix("http://").and_then(|address| address.parse().ok());
        Self { address: address.expect("the peer says where it is"), _child: child }
    }

    /// Where clients connect.
    pub fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// A business's phone scans a code.
    pub async fn scan(&self, code: &str, phone: &str) -> Result<(), String> {
        let scan = json!({ "code": code, "phone": phone, "name": "Duka" });
        self.post("/scan", &scan.to_string()).await
    }

    /// A customer writes to a business.
    pub async fn say(&self, phone: &str, customer: &str, text: &str) -> Result<(), String> {
        let say = json!({ "phone": phone, "from": customer, "text": text });
        self.post("/say", &say.to_string()).await
    }

    /// What customers' phones received from a business.
    pub async fn sent(&self, phone: &str) -> Vec<Arrival> {
        self.get(&format!("/sent?phone={phone}")).await
    }

    /// When a business typed.
    pub async fn typing(&self, phone: &str) -> Vec<Typing> {
        self.get(&format!("/typing?phone={phone}")).await
    }

    /// How many businesses take messages.
    pub async fn active(&self) -> usize {
        let states: Vec<Standing> = self.get("/states").await;
        states.iter().filter(|state| state.active).count()
    }

    async fn post(&self, path: &str, body: &str) -> Result<(), String> {
        let request = Request { method: "POST", path, token: None, body };
        ask(self.address, &request).await.map(drop)
    }

    async fn get<T: for<'a> Deserialize<'a>>(&self, path: &str) -> T {
        let request = Request { method: "GET", path, token: None, body: "" };
        serde_json::from_str(&ask(self.address, &request).await.unwrap()).unwrap()
    }
}
