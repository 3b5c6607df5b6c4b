//! The keys that encrypt secrets in the database, and the files where development keeps them.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use store::{KeyRing, SecretKey, SecretKeyRefused};

use super::values::Secret;

/// Where the key comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretKeySource {
    /// The configuration carries it, in base64.
    Given(Secret),
    /// It is kept in this file, which is made when it is missing; earlier keys are kept beside it. For
    /// development.
    KeptIn(PathBuf),
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum SecretKeyError {
    /// The file cannot be read or written.
    #[error("cannot read or make the secret key's file {}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file holds something else.
    #[error("the secret key's file {} is not usable", .path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: SecretKeyRefused,
    },
    /// The configured text is no key.
    #[error("the configured secret key is not usable")]
    Given(#[source] SecretKeyRefused),
}

impl SecretKeySource {
    /// The key; makes it when it is to be kept in a file that does not exist.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds no key.
    pub fn resolve(&self) -> Result<SecretKey, SecretKeyError> {
        match self {
            Self::Given(key) => SecretKey::from_base64(key.reveal()).map_err(SecretKeyError::Given),
            Self::KeptIn(path) => {
                let text = read_or_make(path).map_err(unusable(path))?;
                SecretKey::from_base64(&text)
                    .map_err(|source| SecretKeyError::Content { path: path.clone(), source })
            }
        }
    }

    /// The key with those of earlier times: `previous` from the configuration, and what is kept beside a
    /// kept key. A process that runs reads kept keys anew when another one has changed them.
    ///
    /// # Errors
    /// When a file cannot be read or made, or holds something else.
    pub fn ring(&self, previous: &[Secret]) -> Result<KeyRing, SecretKeyError> {
        let read = |key: &Secret| SecretKey::from_base64(key.reveal());
        let previous: Vec<SecretKey> =
            previous.iter().map(read).collect::<Result<_, _>>().map_err(SecretKeyError::Given)?;
        let current = self.resolve()?;
        let Self::KeptIn(path) = self else { return Ok(KeyRing::new(current, previous)) };
        let kept = kept_previous(path)?;
        let ring = KeyRing::new(current, kept.into_iter().chain(previous.iter().cloned()));
        let path = path.clone();
        Ok(ring.reloaded_by(move || {
            // A file that is gone for a moment changes nothing; no key is made here.
            let text = fs::read_to_string(&path).ok()?;
            let mut keys = vec![SecretKey::from_base64(&text).ok()?];
            keys.extend(kept_previous(&path).ok()?);
            keys.extend(previous.iter().cloned());
            Some(keys)
        }))
    }
}

/// Makes a new key the current one and keeps the present one beside it.
///
/// At every moment the files hold every key that a value may be sealed with: the present key is written
/// down as an earlier one before the new one takes its place.
///
/// # Errors
/// When a file cannot be read or written.
pub fn renew(path: &Path) -> Result<(), SecretKeyError> {
    let present = read_or_make(path).map_err(unusable(path))?;
    let beside = beside(path);
    let earlier = read_if_there(&beside).map_err(unusable(&beside))?;
    let kept = format!("{}\n{earlier}", present.trim());
    replace(&beside, &kept).map_err(unusable(&beside))?;
    let new = format!("{}\n", SecretKey::generate().to_base64());
    replace(path, &new).map_err(unusable(path))
}

/// The file of the keys before the one in `path`: one in each line, the newest first.
pub fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".previous");
    name.into()
}

fn kept_previous(path: &Path) -> Result<Vec<SecretKey>, SecretKeyError> {
    let beside = beside(path);
    let text = read_if_there(&beside).map_err(unusable(&beside))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(SecretKey::from_base64)
        .collect::<Result<_, _>>()
        .map_err(|source| SecretKeyError::Content { path: beside.clone(), source })
}

fn unusable(path: &Path) -> impl FnOnce(io::Error) -> SecretKeyError {
    |source| SecretKeyError::File { path: path.to_owned(), source }
}

fn read_if_there(path: &Path) -> io::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        other => other,
    }
}

fn read_or_make(path: &Path) -> io::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        other => return other,
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let key = SecretKey::generate().to_base64();
    // Only the account that runs Flow HQ may read it. A second process that starts at the same time loses here and is told.
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{key}")?;
    file.sync_all()?;
    Ok(key)
}

/// Puts a new file in the place of an old one in one step, so that no reader sees half of it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_key_is_made_once_and_only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/secret.key");
        let source = SecretKeySource::KeptIn(path.clone());
        let first = source.resolve().unwrap();
        assert_eq!(source.resolve().unwrap().to_base64(), first.to_base64());
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn a_file_with_something_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        fs::write(&path, "too short").unwrap();
        assert!(matches!(
            SecretKeySource::KeptIn(path).resolve(),
            Err(SecretKeyError::Content { .. })
        ));
    }

    #[test]
    fn a_new_key_leaves_the_old_ones_beside_it_and_a_ring_at_hand_learns_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let source = SecretKeySource::KeptIn(path.clone());
        let ring = source.ring(&[]).unwrap();
        let mut made = vec![ring.current()];
        for _ in 0..2 {
            renew(&path).unwrap();
            made.insert(0, source.resolve().unwrap());
        }
        let ids = |keys: &[SecretKey]| keys.iter().map(SecretKey::id).collect::<Vec<_>>();
        assert_eq!(source.ring(&[]).unwrap().ids(), ids(&made));
        let place = store::keys::USER_TOTP.of(uuid::Uuid::nil());
        assert!(ring.open(place, &ring.seal(place, b"x")).is_some());
        assert_eq!(ring.ids(), ids(&made));
        assert_eq!((mode(&path), mode(&beside(&path))), (0o600, 0o600));
    }
}
