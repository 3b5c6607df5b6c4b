//! Asking over HTTP as often as it answers, and what that took.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// How long something took, many times.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Notes one more.
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Takes those of another in.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that `percent` of 100 stay below, in milliseconds; 0 of none.
    pub fn percentile(&mut self, percent: usize) -> f64 {
        self.0.sort_unstable();
        let place = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }

    /// `p50 1.2 ms, p99 3.4 ms`.
    pub fn shown(&mut self) -> String {
        format!("p50 {:.2} ms, p99 {:.2} ms", self.percentile(50), self.percentile(99))
    }
}

/// What came of asking.
pub struct Answers {
    /// Answers per second.
    pub rate: f64,
    /// How long each took.
    pub times: Times,
    /// The length of one answer's body, in bytes.
    pub bytes: usize,
}

/// Asks for `path` over `connections` at once for `span`, after a tenth of it to warm up.
///
/// # Panics
/// When an answer is not 200.
pub async fn ask(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, String)],
    connections: usize,
    span: Duration,
) -> Answers {
    let mut request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n");
    for (name, value) in headers {
        request.extend([name, ": ", value.as_str(), "\r\n"]);
    }
    request.push_str("\r\n");
    let warm_until = Instant::now() + span / 10;
    let until = warm_until + span;
    let mut askers = JoinSet::new();
    for _ in 0..connections {
        let request = request.clone();
        askers.spawn(async move {
            let mut line = Line::connect(address).await;
            let mut times = Times::default();
            let mut bytes = 0;
            while Instant::now() < until {
                let asked = Instant::now();
                bytes = line.ask(&request).await;
                if asked >= warm_until {
                    times.add(asked.elapsed());
                }
            }
            (times, bytes)
        });
    }
    let (mut times, mut bytes) = (Times::default(), 0);
    for (more, length) in askers.join_all().await {
        times.extend(more);
        bytes = length;
    }
    Answers { rate: times.count() as f64 / span.as_secs_f64(), times, bytes }
}

/// One connection that is kept open.
struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Line {
    async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: Vec::with_capacity(1 << 16) }
    }

    /// Asks once and gives the length of the body.
    async fn ask(&mut self, request: &str) -> usize {
        self.stream.write_all(request.as_bytes()).await.unwrap();
        self.buffer.clear();
        let head = loop {
            self.read().await;
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_ascii_lowercase();
        assert!(text.starts_with("http/1.1 200"), "{request}{text}");
        let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
        if let Some(length) = length {
            let length: usize = length.trim().parse().unwrap();
            while self.buffer.len() < head + length {
                self.read().await;
            }
            return length;
        }
        // Chunked: the last chunk is empty (RFC 9112, 7.1).
        while !self.buffer.ends_with(b"\r\n0\r\n\r\n") {
            self.read().await;
        }
        self.buffer.len() - head
    }

    async fn read(&mut self) {
        let count = self.stream.read_buf(&mut self.buffer).await.unwrap();
        assert!(count > 0, "the server hung up");
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}
