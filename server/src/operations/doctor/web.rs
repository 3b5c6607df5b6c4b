//! What browsers and channels need: the address, the port, the files, mail and phones.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::{Finding, Level};
use crate::config::Config;
use crate::site::Site;
use crate::whatsapp;

/// How long somebody else may take to answer.
const ANSWER_TIME: Duration = Duration::from_secs(5);

pub(super) async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![address(config), port("port", config.addr, "FLOWHQ_ADDR").await];
    if let Some(addr) = config.metrics_addr {
        findings.push(port("metrics port", addr, "FLOWHQ_METRICS_ADDR").await);
    }
    findings.push(site(config));
    findings.push(mail(config).await);
    findings.push(channel(config));
    findings
}

fn address(config: &Config) -> Finding {
    const CHECK: &str = "public address";
    let Some(url) = &config.public_url else {
        return Finding::ok(CHECK, "whatever a browser asks for (development)");
    };
    if url.is_https() {
        return Finding::ok(CHECK, url.origin());
    }
    let found =
        format!("{}: without https everybody on the way can read and sign in", url.origin());
    let advice = "put a proxy with a certificate in front and set FLOWHQ_PUBLIC_URL to https://..";
    let level = if config.is_production() { Level::Wrong } else { Level::Warning };
    let local = ["http://localhost", "http://127.0.0.1"];
    if !config.is_production() && local.iter().any(|local| url.origin().starts_with(local)) {
        return Finding::ok(CHECK, url.origin());
    }
    Finding { level, ..Finding::warning(CHECK, found, advice) }
}

/// Whether the port is free, or the server that has it is ours.
async fn port(check: &'static str, addr: SocketAddr, setting: &str) -> Finding {
    let Err(error) = TcpListener::bind(addr).await else {
        return Finding::ok(check, format!("{addr} is free"));
    };
    match error.kind() {
        ErrorKind::AddrInUse if is_ours(addr).await => {
            Finding::ok(check, format!("Flow HQ answers on {addr}"))
        }
        ErrorKind::AddrInUse => Finding::wrong(
            check,
            format!("another program listens on {addr}"),
            format!("end it (`ss -ltnp` names it) or set {setting} to another port"),
        ),
        ErrorKind::PermissionDenied => Finding::wrong(
            check,
            format!("this account may not listen on {addr}"),
            format!("set {setting} to a port from 1024 on and put a proxy in front"),
        ),
        _ => Finding::wrong(
            check,
            format!("cannot listen on {addr}: {error}"),
            format!("set {setting} to an address of this machine"),
        ),
    }
}

/// Whether `/healthz` there says what ours does. The figures' own address has no such path but answers
/// in HTTP.
async fn is_ours(addr: SocketAddr) -> bool {
    let asked = async {
        let mut stream = TcpStream::connect(addr).await.ok()?;
        let request = format!("GET /healthz HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = Vec::new();
        (&mut stream).take(10_000).read_to_end(&mut answer).await.ok()?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        Some(answer.starts_with("HTTP/1.1 200") && answer.ends_with("alive\n"))
    };
    timeout(ANSWER_TIME, asked).await.ok().flatten().unwrap_or(false)
}

fn site(config: &Config) -> Finding {
    const CHECK: &str = "browser files";
    let folder = config.site_dir.display();
    let advice = "set FLOWHQ_SITE_DIR to the folder `site` that was built with the program";
    match Site::load(&config.site_dir) {
        Ok(site) if site.is_empty() => Finding::wrong(
            CHECK,
            format!("none in {folder}: pages come without style and script"),
            advice,
        ),
        Ok(_) => Finding::ok(CHECK, format!("in {folder}")),
        Err(error) => Finding::wrong(CHECK, format!("{folder} cannot be read: {error}"), advice),
    }
}

/// Connects, encrypts and signs in as for sending, and sends nothing.
async fn mail(config: &Config) -> Finding {
    const CHECK: &str = "mail";
    let Some(url) = &config.smtp_url else {
        let advice = "set FLOWHQ_SMTP_URL and FLOWHQ_MAIL_FROM";
        return match config.is_production() {
            true => Finding::warning(
                CHECK,
                "no mail server: nobody can reset a password or confirm an address",
                advice,
            ),
            false => Finding::ok(CHECK, "no mail server: mails go into the log (development)"),
        };
    };
    let greeted = async {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.reveal())?;
        let transport: AsyncSmtpTransport<Tokio1Executor> =
            transport.timeout(Some(ANSWER_TIME)).build();
        let greeted: Result<bool, SmtpError> = transport.test_connection().await;
        greeted
    };
    let advice =
        "check FLOWHQ_SMTP_URL: name, port, encryption, user and password, and the firewall";
    match timeout(ANSWER_TIME * 2, greeted).await {
        Ok(Ok(true)) => Finding::ok(CHECK, "the mail server greets and lets us in"),
        Ok(Ok(false)) => Finding::wrong(CHECK, "the mail server refuses us", advice),
        Ok(Err(error)) => {
            let error = anyhow::Error::from(error);
            Finding::wrong(CHECK, format!("the mail server cannot be used: {error:#}"), advice)
        }
        Err(_) => Finding::wrong(CHECK, "the mail server does not answer", advice),
    }
}

fn channel(config: &Config) -> Finding {
    const CHECK: &str = "channel";
    if config.is_production() && config.sandbox {
        return Finding::warning(
            CHECK,
            "the sandbox phone is on: who may use it can write as any customer",
            "set FLOWHQ_SANDBOX=off unless this is a demonstration",
        );
    }
    if let Some(peer) = &config.whatsapp_peer {
        let what = format!("phones are linked to a peer on this machine, {peer}, not to WhatsApp");
        return Finding::warning(CHECK, what, "leave FLOWHQ_WHATSAPP_PEER out to reach WhatsApp");
    }
    match (config.sandbox, whatsapp::BUILT_IN) {
        (true, true) => Finding::ok(CHECK, "WhatsApp, and the sandbox phone"),
        (true, false) => Finding::ok(CHECK, "the sandbox phone is on"),
        (false, true) => Finding::ok(CHECK, "WhatsApp"),
        (false, false) => Finding::warning(
            CHECK,
            "the sandbox phone is off, and this program was built without WhatsApp: no phone can be linked",
            "take a program with the feature whatsapp-web, or set FLOWHQ_SANDBOX=on to try the assistant",
        ),
    }
}
