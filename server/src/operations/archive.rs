//! A backup's file: a tar archive of a manifest and the database, in this order.
//!
//! `tar -xf FILE` gives both, so that a backup can be looked into without this program.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::snapshot::TableSum;

/// The layout of archive and manifest.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const DUMP: &str = "database";
/// Longer than any manifest of ours.
const MANIFEST_BYTES: u64 = 10_000_000;

/// Which kind of database a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// SQLite's own file.
    Sqlite,
    /// The custom format of `pg_dump`.
    Postgres,
}

impl Kind {
    /// The kind of the database at `url`.
    pub fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }

    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// The program that made it, with its version.
    pub made_by: String,
    /// When, in RFC 3339.
    pub made_at: String,
    /// Which kind of database.
    pub database: Kind,
    /// The steps of the schema that were taken, oldest first.
    pub steps: Vec<String>,
    /// The keys that its secrets are sealed with, by their ids; the keys themselves are elsewhere.
    pub keys: Vec<String>,
    /// What each table holds.
    pub tables: Vec<TableSum>,
    /// How long the database's file is.
    pub dump_bytes: u64,
    /// Its SHA-256.
    pub dump_sha256: String,
}

impl Manifest {
    /// A manifest of this program's format; what is said of the dump is read from it.
    ///
    /// # Errors
    /// When the dump cannot be read.
    pub fn new(
        database: Kind,
        made_at: String,
        (steps, keys, tables): (Vec<String>, Vec<String>, Vec<TableSum>),
        dump: &Path,
    ) -> anyhow::Result<Self> {
        let mut file = File::open(dump).context("cannot read the dump")?;
        let (dump_bytes, dump_sha256) =
            copy_and_hash(&mut file, &mut io::sink()).context("cannot read the dump")?;
        let made_by = format!("flowhq {}", env!("CARGO_PKG_VERSION"));
        let format = FORMAT;
        Ok(Self {
            format,
            made_by,
            made_at,
            database,
            steps,
            keys,
            tables,
            dump_bytes,
            dump_sha256,
        })
    }

    /// How many rows all tables hold.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// Makes an empty file that only its owner may read.
///
/// # Errors
/// When there is one already, or it cannot be made.
pub fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}

/// Writes a backup's file, down to the disk.
///
/// # Errors
/// When a file cannot be read or written.
pub fn pack(to: &Path, manifest: &Manifest, dump: &Path) -> anyhow::Result<()> {
    let file = private_file(to).with_context(|| format!("cannot make {}", to.display()))?;
    let mut archive = tar::Builder::new(file);
    let text = serde_json::to_vec_pretty(manifest).context("cannot write the manifest")?;
    append(&mut archive, MANIFEST, text.len() as u64, text.as_slice())?;
    let contents = File::open(dump).context("cannot read the dump")?;
    append(&mut archive, DUMP, manifest.dump_bytes, contents)?;
    let file = archive.into_inner().context("cannot write the backup")?;
    file.sync_all().context("cannot write the backup to the disk")
}

fn append(
    archive: &mut tar::Builder<File>,
    name: &str,
    bytes: u64,
    contents: impl Read,
) -> anyhow::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_cksum();
    archive.append_data(&mut header, name, contents).context("cannot write the backup")
}

/// Reads a backup's file into a folder and gives the manifest and where the database's file is.
///
/// # Errors
/// When it is no backup of ours, or its contents are not what its manifest says.
pub fn unpack(from: &Path, folder: &Path) -> anyhow::Result<(Manifest, PathBuf)> {
    let shown = from.display();
    let file = File::open(from).with_context(|| format!("cannot read {shown}"))?;
    let mut archive = tar::Archive::new(file);
    let no_backup = || format!("{shown} is no backup of Flow HQ, or is cut off");
    let mut entries = archive.entries().with_context(no_backup)?;
    let mut first = entries.next().with_context(no_backup)?.with_context(no_backup)?;
    if first.path_bytes().as_ref() != MANIFEST.as_bytes() || first.size() > MANIFEST_BYTES {
        bail!(no_backup());
    }
    let mut text = String::new();
    first.read_to_string(&mut text).with_context(no_backup)?;
    let manifest: serde_json::Value = serde_json::from_str(&text).with_context(no_backup)?;
    if manifest["format"] != FORMAT {
        bail!("{shown} was made by a newer Flow HQ; restore it with that one");
    }
    let manifest: Manifest = serde_json::from_value(manifest).with_context(no_backup)?;
    let mut second = entries.next().with_context(no_backup)?.with_context(no_backup)?;
    if second.path_bytes().as_ref() != DUMP.as_bytes() {
        bail!(no_backup());
    }
    let dump = folder.join("unpacked");
    let mut out = private_file(&dump).context("cannot unpack the backup")?;
    let (bytes, sha256) = copy_and_hash(&mut second, &mut out).with_context(no_backup)?;
    out.sync_all().context("cannot unpack the backup")?;
    if (bytes, sha256.as_str()) != (manifest.dump_bytes, manifest.dump_sha256.as_str()) {
        bail!("{shown} is damaged or cut off: the database in it is not what was written");
    }
    Ok((manifest, dump))
}

fn copy_and_hash(from: &mut impl Read, to: &mut impl Write) -> io::Result<(u64, String)> {
    let (mut bytes, mut hash, mut piece) = (0, Sha256::new(), vec![0; 1 << 16]);
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            break;
        }
        hash.update(&piece[..read]);
        to.write_all(&piece[..read])?;
        bytes += read as u64;
    }
    Ok((bytes, format!("{:x}", hash.finalize())))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn packed(folder: &Path) -> (PathBuf, Manifest) {
        let dump = folder.join("dump");
        std::fs::write(&dump, "rows and rows").unwrap();
        let parts = (vec!["one".to_owned()], vec![], vec![]);
        let made_at = "2026-11-21T10:00:00Z".to_owned();
        let manifest = Manifest::new(Kind::Sqlite, made_at, parts, &dump).unwrap();
        let file = folder.join("backup");
        pack(&file, &manifest, &dump).unwrap();
        (file, manifest)
    }

    #[test]
    fn a_backup_reads_back_and_only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let (file, manifest) = packed(folder.path());
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let (read, dump) = unpack(&file, folder.path()).unwrap();
        assert_eq!(read, manifest);
        assert_eq!(std::fs::read_to_string(dump).unwrap(), "rows and rows");
    }

    #[test]
    fn a_changed_a_cut_and_a_foreign_file_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (file, _) = packed(folder.path());
        let whole = std::fs::read(&file).unwrap();
        let at = whole.windows(4).position(|piece| piece == b"rows").unwrap();
        let mut changed = whole.clone();
        changed[at] = b'R';
        for (contents, word) in [
            (changed, "damaged"),
            (whole[..at + 4].to_vec(), "cut off"),
            (b"SQLite format 3".to_vec(), "no backup"),
            (Vec::new(), "no backup"),
        ] {
            let scratch = tempfile::tempdir().unwrap();
            std::fs::write(&file, contents).unwrap();
            let told = format!("{:#}", unpack(&file, scratch.path()).unwrap_err());
            assert!(told.contains(word), "{told}");
        }
    }
}
