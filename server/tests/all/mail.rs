//! Mails over a real connection, to a mail server of our own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::{Mail, MailError};
use server::mail;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::world;

/// A mail server on this machine that keeps what it gets (RFC 5321, as far as one client goes).
pub struct Sink {
    pub url: String,
    mails: Arc<Mutex<Vec<String>>>,
    _serving: JoinSet<()>,
}

impl Sink {
    /// Answers every mail with `answer` once it has it all.
    pub async fn new(answer: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let mails = Arc::new(Mutex::new(Vec::new()));
        let kept = mails.clone();
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            let mut clients = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                clients.spawn(serve(client, answer, kept.clone()));
            }
        });
        Self { url, mails, _serving: serving }
    }

    /// Waits for a mail with this in it, its lines put together again.
    pub async fn mail(&self, text: &str) -> String {
        let look = async {
            loop {
                let found = self.mails.lock().unwrap().iter().find(|m| m.contains(text)).cloned();
                match found {
                    Some(mail) => return mail,
                    None => tokio::time::sleep(Duration::from_millis(10)).await,
                }
            }
        };
        match tokio::time::timeout(Duration::from_secs(20), look).await {
            Ok(mail) => mail,
            Err(elapsed) => panic!("no mail with {text}: {elapsed}"),
        }
    }
}

async fn serve(client: TcpStream, answer: &'static str, mails: Arc<Mutex<Vec<String>>>) {
    let (read, mut write) = client.into_split();
    let mut lines = BufReader::new(read).lines();
    if write.write_all(b"220 sink\r\n").await.is_err() {
        return;
    }
    while let Ok(Some(line)) = lines.next_line().await {
        let reply = match line.split(' ').next().unwrap_or_default() {
            "DATA" => {
                if write.write_all(b"354 go on\r\n").await.is_err() {
                    return;
                }
                let mut mail = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    mail += &line;
                    mail += "\n";
                }
                // Quoted-printable breaks long lines with a `=` (RFC 2045 §6.7).
                mails.lock().unwrap().push(mail.replace("=\n", "").replace("=3D", "="));
                answer
            }
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
        if write.write_all(format!("{reply}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

fn letter() -> Mail {
    Mail {
        to: "asha@example.co.tz".into(),
        reply_to: Some("juma@example.com".into()),
        subject: "Karibu".into(),
        text: "Habari Asha, bofya hapa".into(),
        html: "<p>Habari <b>Asha</b></p>".into(),
        link: None,
    }
}

async fn send(url: &str) -> Result<(), MailError> {
    let folder = tempfile::tempdir().unwrap();
    let from = "Flow HQ <hello@flowhq.example>";
    let settings = [("FLOWHQ_SMTP_URL", url), ("FLOWHQ_MAIL_FROM", from)];
    mail::mailer(&world::config(&folder, &settings)).send(&letter()).await
}

#[tokio::test]
async fn a_mail_arrives_as_text_and_as_html() {
    let sink = Sink::new("250 kept").await;
    send(&sink.url).await.unwrap();
    let mail = sink.mail("Karibu").await;
    for part in [
        "From: \"Flow HQ\" <hello@flowhq.example>",
        "To: asha@example.co.tz",
        "Reply-To: juma@example.com",
        "Subject: Karibu",
        "Auto-Submitted: auto-generated",
        "text/plain",
        "Habari Asha, bofya hapa",
        "text/html",
        "<b>Asha</b>",
    ] {
        assert!(mail.contains(part), "{part} in {mail}");
    }
}

#[tokio::test]
async fn a_refusal_says_whether_trying_again_helps() {
    let never = Sink::new("550 no such user").await;
    assert!(matches!(send(&never.url).await, Err(MailError::Refused(_))));
    let later = Sink::new("451 greylisted").await;
    assert!(matches!(send(&later.url).await, Err(MailError::Unavailable(_))));
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let nobody = send(&format!("smtp://{closed}")).await;
    assert!(matches!(nobody, Err(MailError::Unavailable(_))));
}
