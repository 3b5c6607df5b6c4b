//! One request over a connection of its own.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What is asked.
pub struct Request<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// The path with its query.
    pub path: &'a str,
    /// The bearer token, where one is wanted.
    pub token: Option<&'a str>,
    /// A JSON document, or nothing.
    pub body: &'a str,
}

/// Asks, and gives the body of a good answer; otherwise what was answered.
pub async fn ask(address: SocketAddr, request: &Request<'_>) -> Result<String, String> {
    let Request { method, path, token, body } = request;
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let text = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\n{token}content-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let told = |error: std::io::Error| format!("{method} {path}: {error}");
    let mut line = TcpStream::connect(address).await.map_err(told)?;
    line.write_all(text.as_bytes()).await.map_err(told)?;
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.map_err(told)?;
    match answer.split_once("\r\n\r\n") {
        Some((head, body)) if head.starts_with("HTTP/1.1 2") => Ok(body.to_owned()),
        _ => Err(format!("{method} {path}: {answer}")),
    }
}
