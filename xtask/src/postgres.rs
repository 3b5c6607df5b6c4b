//! A PostgreSQL server of our own for the time of a test run.
//!
//! It has its own data folder, port and password, keeps nothing, and ends with this program: also when that is killed.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    command::{find, output, run, succeeds},
    debian,
};

/// PostgreSQL refuses to run as root; its packages make this user.
const UNPRIVILEGED: &str = "postgres";
/// The role that owns the databases; it is a superuser, as the first role of a cluster is.
const OWNER: &str = "flowhq";
/// A role that serves and owns nothing, so that row-level security holds it. The tests find it by its
/// ending; it has the owner's password.
const SERVING: &str = "flowhq_serving";
const READY_WITHIN: Duration = Duration::from_mins(1);
const STOPPED_WITHIN: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(50);

/// A running server; dropping it stops it and removes its data.
pub(crate) struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    server: Child,
    port: u16,
    password: String,
}

/// What a commit means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Nothing has to survive a power cut: the data of tests is thrown away, and many run at once.
    None,
    /// As in production, for what is measured.
    Full,
}

impl Durability {
    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::None => {
                &["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
            }
            Self::Full => &["-c", "shared_buffers=512MB"],
        }
    }
}

impl Postgres {
    /// Installs PostgreSQL where it is missing, makes a cluster for tests and starts it.
    pub(crate) fn start() -> Result<Self> {
        Self::start_with(Durability::None)
    }

    /// The same with a say in what a commit means.
    pub(crate) fn start_with(durability: Durability) -> Result<Self> {
        let programs = programs()?;
        let root = debian::is_root();
        let folder = new_folder(root)?;
        let started = Self::start_in(programs, root, folder.clone(), durability);
        if started.is_err() {
            // The folder lies among temporary files: leaving it behind is a nuisance, no failure.
            fs::remove_dir_all(&folder).ok();
        }
        started
    }

    fn start_in(
        programs: PathBuf,
        root: bool,
        folder: PathBuf,
        durability: Durability,
    ) -> Result<Self> {
        let password = random_password()?;
        let secret = folder.join("password");
        fs::write(&secret, &password)?;
        if root {
            run(Command::new("chown").arg(UNPRIVILEGED).arg(&secret))?;
        }
        let data = folder.join("data");
        output(
            unprivileged(root, &programs.join("initdb"))
                .args([
                    &format!("--username={OWNER}"),
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--no-locale",
                    "--no-sync",
                ])
                .arg(format!("--pwfile={}", secret.display()))
                .arg(&data)
                .current_dir(&folder),
        )?;
        let port = free_port()?;
        let log = fs::File::create(folder.join("log"))?;
        let server = unprivileged(root, &programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-k"])
            .arg(&folder)
            .args(["-c", "max_connections=300"])
            .args(durability.settings())
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("cannot start postgres")?;
        let mut postgres = Self { programs, folder, server, port, password };
        postgres.wait_until_ready()?;
        postgres.create_serving_role()?;
        Ok(postgres)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let deadline = Instant::now() + READY_WITHIN;
        while !succeeds(Command::new(self.programs.join("pg_isready")).args([
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            &self.port.to_string(),
        ])) {
            let ended = self.server.try_wait()?;
            if ended.is_some() || Instant::now() > deadline {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("postgres did not become ready; its log says:\n{log}");
            }
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// Makes a database and returns its address for the role that owns it.
    pub(crate) fn create_database(&self, name: &str) -> Result<String> {
        output(&mut self.client("createdb", name))?;
        Ok(format!("postgres://{OWNER}:{}@127.0.0.1:{}/{name}", self.password, self.port))
    }

    fn create_serving_role(&self) -> Result<()> {
        let create = format!(
            "CREATE ROLE {SERVING} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{}'",
            self.password
        );
        output(self.client("psql", "postgres").args(["--quiet", "--command", &create]))?;
        Ok(())
    }

    /// One of PostgreSQL's programs, as the owner.
    fn client(&self, program: &str, database: &str) -> Command {
        let mut client = Command::new(self.programs.join(program));
        client
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", OWNER])
            .env("PGPASSWORD", &self.password)
            .arg(database);
        client
    }

    fn stop(&mut self) -> Result<()> {
        if self.server.try_wait()?.is_none() {
            // SIGINT is its fast shutdown: it rolls open transactions back and ends its helpers.
            run(Command::new("kill").args(["-INT", &self.server.id().to_string()]))?;
            let deadline = Instant::now() + STOPPED_WITHIN;
            while self.server.try_wait()?.is_none() && Instant::now() < deadline {
                thread::sleep(POLL);
            }
            if self.server.try_wait()?.is_none() {
                self.server.kill()?;
                self.server.wait()?;
            }
        }
        fs::remove_dir_all(&self.folder)
            .with_context(|| format!("cannot remove {}", self.folder.display()))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Err(err) = self.stop() {
            eprintln!(
                "warning: postgres with process id {} was not stopped cleanly: {err:#}",
                self.server.id()
            );
        }
    }
}

/// The folder of PostgreSQL's programs. Debian keeps them off the search path, one folder for each version.
fn programs() -> Result<PathBuf> {
    let look = || {
        let complete = |folder: &Path| {
            ["initdb", "postgres", "pg_isready", "createdb", "psql"]
                .iter()
                .all(|program| folder.join(program).exists())
        };
        let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let mut folders: Vec<(u32, PathBuf)> = versions
            .filter_map(|entry| {
                Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
            })
            .filter(|(_, folder)| complete(folder))
            .collect();
        folders.sort();
        let newest = folders.pop().map(|(_, folder)| folder);
        newest.or_else(|| {
            find("initdb")?.parent().map(Path::to_path_buf).filter(|folder| complete(folder))
        })
    };
    if look().is_none() {
        debian::install(&["postgresql"], "the tests on PostgreSQL")?;
    }
    look().context("no PostgreSQL found: install the package postgresql")
}

/// A command that ends when this program does, as a user that PostgreSQL accepts.
fn unprivileged(root: bool, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if root {
        command.args([
            format!("--reuid={UNPRIVILEGED}"),
            format!("--regid={UNPRIVILEGED}"),
            "--init-groups".to_owned(),
        ]);
    }
    command.args(["--pdeathsig=INT", "--"]).arg(program);
    command
}

/// A short path, as it holds a socket, whose path may have no more than 107 characters.
fn new_folder(root: bool) -> Result<PathBuf> {
    let made = output(Command::new("mktemp").args(["--directory", "/tmp/flowhq-postgres.XXXXXX"]))?;
    let folder = PathBuf::from(made.trim());
    if root {
        run(Command::new("chown").arg(UNPRIVILEGED).arg(&folder))?;
    }
    Ok(folder)
}

fn free_port() -> Result<u16> {
    let probe = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(probe.local_addr()?.port())
}

/// Any other user of the machine can reach the port.
fn random_password() -> Result<String> {
    let mut bytes = [0; 16];
    std::io::Read::read_exact(&mut fs::File::open("/dev/urandom")?, &mut bytes)?;
    Ok(format!("{:x}", u128::from_le_bytes(bytes)))
}
