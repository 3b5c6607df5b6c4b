//! The key that encrypts secrets in the database, where it is kept in a file.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use store::{SecretKey, SecretKeyRefused};

use super::values::Secret;

/// Where the key comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretKeySource {
    /// The configuration carries it, in base64.
    Given(Secret),
    /// It is kept in this file, which is made when it is missing. For development.
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
                let text = read_or_make(path)
                    .map_err(|source| SecretKeyError::File { path: path.clone(), source })?;
                SecretKey::from_base64(&text)
                    .map_err(|source| SecretKeyError::Content { path: path.clone(), source })
            }
        }
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

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/secret.key");
        let source = SecretKeySource::KeptIn(path.clone());
        let first = source.resolve().unwrap();
        assert_eq!(source.resolve().unwrap().to_base64(), first.to_base64());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
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
}
