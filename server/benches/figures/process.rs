//! The program as a process of its own: its memory, its start, and what a first visit loads.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::report::{Figure, Report};
use crate::world::{World, make_tenants, texts};

const PATIENCE: Duration = Duration::from_mins(2);
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// Memory is read when it has not grown for so long.
const QUIET: Duration = Duration::from_secs(8);

pub async fn measure(report: &mut Report, folder: &Path, site: Option<&Path>) {
    report.group(
        "process",
        "The released program on SQLite with the sandbox channel; memory is what Linux counts as resident (VmRSS) once it \
         no longer grows.",
    );
    let mut empty = 0.0;
    for tenants in [0, 100, 1000] {
        let database = folder.join(format!("process-{tenants}.db"));
        let url = format!("sqlite://{}", database.display());
        let world = World::open(&url).await;
        make_tenants(&world.engine, tenants).await;
        world.close().await;
        let server = Server::start(&url, site);
        let ready = server.until_answered("/readyz").await;
        server.until_working(&database, tenants).await;
        let kilobytes = server.quiet_memory().await;
        if tenants == 0 {
            empty = kilobytes;
        }
        let each = (kilobytes - empty) / f64::from(u32::try_from(tenants.max(1)).unwrap_or(1));
        let mut figure = Figure::new(
            format!("{tenants} idle workers"),
            format!("{:.1} MiB, {each:.0} KiB a worker", kilobytes / 1024.0),
        );
        if tenants == 1000 {
            figure = figure.at_most("an idle worker", each, 200.0, " KiB");
        }
        report.add(figure);
        if tenants == 1000 {
            report.add(
                Figure::new(
                    "start to the first answered request, 1,000 tenants whose workers start too",
                    format!("{:.0} ms", ready.as_secs_f64() * 1000.0),
                )
                .at_most(
                    "first answer after",
                    ready.as_secs_f64() * 1000.0,
                    1000.0,
                    " ms",
                ),
            );
        }
    }
    let url = format!("sqlite://{}", folder.join("visit.db").display());
    let server = Server::start(&url, site);
    server.until_answered("/readyz").await;
    for (name, path) in [("the landing page", "/"), ("sign-in", "/signin")] {
        let html = server.body(path).await;
        let mut kinds = vec![("html", html.len())];
        for (kind, file) in files_of(&String::from_utf8_lossy(&html)) {
            let bytes = server.body(&file).await.len();
            match kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, total)) => *total += bytes,
                None => kinds.push((kind, bytes)),
            }
        }
        let first: usize = kinds
            .iter()
            .filter(|(kind, _)| ["html", "css"].contains(kind))
            .map(|(_, bytes)| bytes)
            .sum();
        let total: usize = kinds.iter().map(|(_, bytes)| bytes).sum();
        let shown: Vec<_> = kinds.iter().map(|(kind, bytes)| format!("{kind} {bytes}")).collect();
        report.add(
            Figure::new(
                format!("bytes over the wire of a first visit to {name} (`{path}`)"),
                format!("{} KB: {}", total / 1000, shown.join(", ")),
            )
            .at_most("HTML and CSS", first as f64 / 1000.0, 40.0, " KB")
            .at_most("everything", total as f64 / 1000.0, 350.0, " KB"),
        );
    }
}

/// The files that a page names, with their kind.
fn files_of(html: &str) -> Vec<(&'static str, String)> {
    let mut files = Vec::new();
    for part in html.split('"') {
        let kind = [
            (".css", "css"),
            (".js", "js"),
            (".wasm", "wasm"),
            (".bin", "wasm"),
            (".woff2", "font"),
            (".svg", "picture"),
        ]
        .into_iter()
        .find_map(|(end, kind)| (part.starts_with('/') && part.ends_with(end)).then_some(kind));
        if let Some(kind) = kind
            && !files.iter().any(|(_, known)| known == part)
        {
            files.push((kind, part.to_owned()));
        }
    }
    files
}

/// A running server; dropping it ends it.
struct Server {
    child: Child,
    address: SocketAddr,
    started: Instant,
}

impl Server {
    fn start(url: &str, site: Option<&Path>) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowhq"));
        command
            .arg("serve")
            .env("FLOWHQ_DATABASE_URL", url)
            .env("FLOWHQ_ADDR", address.to_string())
            .env("FLOWHQ_LOG", "off")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some(site) = site {
            command.env("FLOWHQ_SITE_DIR", site);
        }
        if let Some(folder) = Path::new(url.trim_start_matches("sqlite://")).parent() {
            command.current_dir(folder);
        }
        let started = Instant::now();
        Self { child: command.spawn().unwrap(), address, started }
    }

    /// Asks until there is an answer, and says how long after the start that was.
    async fn until_answered(&self, path: &str) -> Duration {
        while self.started.elapsed() < PATIENCE {
            if let Ok(answer) = self.ask(path).await
                && answer.starts_with(b"HTTP/1.1 200")
            {
                return self.started.elapsed();
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        panic!("the server did not answer {path}");
    }

    /// Waits until so many workers have given a sign of life.
    async fn until_working(&self, database: &Path, workers: usize) {
        let query = "SELECT process_name FROM worker_processes WHERE heartbeat_at IS NOT NULL";
        while texts(database, query).await.len() < workers {
            assert!(self.started.elapsed() < PATIENCE, "not all of {workers} workers run");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn body(&self, path: &str) -> Vec<u8> {
        let answer = self.ask(path).await.unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}");
        let head = answer.windows(4).position(|part| part == b"\r\n\r\n").unwrap();
        answer[head + 4..].to_vec()
    }

    async fn ask(&self, path: &str) -> std::io::Result<Vec<u8>> {
        let mut line = TcpStream::connect(self.address).await?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\naccept: text/html\r\naccept-encoding: br\r\nconnection: close\r\n\r\n",
            self.address
        );
        line.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).await?;
        Ok(answer)
    }

    /// Resident memory in KiB once it has stopped growing.
    async fn quiet_memory(&self) -> f64 {
        let (mut most, mut since) = (0.0, Instant::now());
        while since.elapsed() < QUIET {
            let now = self.memory();
            if now > most * 1.002 {
                (most, since) = (now, Instant::now());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        self.memory()
    }

    fn memory(&self) -> f64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
