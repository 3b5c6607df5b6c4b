//! What a run happens in: the peer, the program with its folder, and the eyes on its database.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::peer::Peer;
use crate::program::Program;
use crate::rows::Table;
use crate::usage::Usage;
use crate::watch::{Size, Watch};

/// How long the program may take to end in order.
const FAREWELL: Duration = Duration::from_mins(2);

/// Everything that runs.
pub struct Scene {
    /// WhatsApp.
    pub peer: Peer,
    /// Flow HQ.
    pub program: Program,
    /// What its database says about sessions.
    pub watch: Watch,
    folder: PathBuf,
}

impl Scene {
    /// Starts peer and program on a folder that is made anew.
    pub async fn open(folder: &Path) -> Self {
        if folder.exists() {
            std::fs::remove_dir_all(folder).unwrap();
        }
        std::fs::create_dir_all(folder).unwrap();
        let peer = Peer::start().await;
        let program = Program::start(folder, &peer.url()).await;
        let watch = Watch::begin(folder).await;
        Self { peer, program, watch, folder: folder.to_owned() }
    }

    /// What the program has used so far.
    pub async fn usage(&self) -> Usage {
        Usage::of(self.process(), self.program.address).await
    }

    /// The program's process.
    pub fn process(&self) -> u32 {
        self.program.child.id().expect("nobody has waited for its end")
    }

    /// Asks the program to end, and waits until it has.
    pub async fn terminate(&mut self) {
        let id = self.process().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        timeout(FAREWELL, self.program.child.wait()).await.expect("it ends in time").unwrap();
    }

    /// Ends everything and tells what the program complained of.
    pub async fn close(mut self, table: &mut Table) {
        self.program.kill().await;
        let log = std::fs::read_to_string(self.folder.join("server.log")).unwrap();
        for level in ["WARN", "ERROR"] {
            let count = log.lines().filter(|line| line.contains(&format!(" {level} "))).count();
            table.add(&format!("lines of {level} in the log"), count.to_string());
        }
        let Size { items, bytes } = self.watch.size().await;
        table.add(
            "database at the end: MiB, rows of what devices keep",
            format!("{:.1}, {items}", bytes as f64 / 1_048_576.0),
        );
    }
}
