//! Password hashing off the async threads, a bounded number at a time.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use tokio::sync::Semaphore;

use crate::EngineError;

/// Hashes and verifies passwords with argon2id at the crate's defaults (RFC 9106's second choice:
/// 19 MiB, two passes).
#[derive(Clone)]
pub(crate) struct Hasher {
    /// Hashing is deliberately slow and large: more than a few at once would starve the node.
    slots: Arc<Semaphore>,
    /// Verified against when the account does not exist, so that the answer takes the same time.
    decoy: Arc<str>,
}

impl Hasher {
    /// Makes the decoy, which costs one hash.
    pub(crate) fn new(at_once: usize) -> Result<Self, EngineError> {
        let decoy = hash("no account has this password")?.into();
        Ok(Self { slots: Arc::new(Semaphore::new(at_once)), decoy })
    }

    /// Hashes a new password; waits for a free slot.
    pub(crate) async fn hash(&self, password: String) -> Result<String, EngineError> {
        self.blocking(move || hash(&password)).await
    }

    /// Whether the password fits the hash; without a hash never, after the same work.
    pub(crate) async fn verify(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<bool, EngineError> {
        let decoy = self.decoy.clone();
        self.blocking(move || {
            let known = stored.is_some();
            let text = stored.as_deref().unwrap_or(&decoy);
            let parsed = PasswordHash::new(text).map_err(|error| internal(&error))?;
            let fits = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
            Ok(fits && known)
        })
        .await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let slot = self.slots.clone().acquire_owned().await;
        let slot = slot.map_err(|error| EngineError::Internal(Box::new(error)))?;
        tokio::task::spawn_blocking(move || {
            let _slot = slot;
            work()
        })
        .await
        .map_err(|error| EngineError::Internal(Box::new(error)))?
    }
}

fn hash(password: &str) -> Result<String, EngineError> {
    let salt = SaltString::generate(&mut OsRng);
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    Ok(hash.map_err(|error| internal(&error))?.to_string())
}

fn internal(error: &argon2::password_hash::Error) -> EngineError {
    EngineError::Internal(error.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_fits() {
        let hasher = Hasher::new(1).unwrap();
        let stored = hasher.hash("siri kubwa".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(hasher.verify("siri kubwa".into(), Some(stored.clone())).await.unwrap());
        assert!(!hasher.verify("siri ndogo".into(), Some(stored)).await.unwrap());
        assert!(!hasher.verify("no account has this password".into(), None).await.unwrap());
    }
}
