//! What waits, for those who watch over the platform.

use store::{Queues, Writes};

use crate::{Engine, EngineError};

impl Engine {
    /// What waits on the whole platform; numbers only, so that it asks for nobody.
    pub async fn queues(&self) -> Result<Queues, EngineError> {
        Ok(self.store().platform().queues().await?)
    }

    /// What this node's one writer has done; nothing where the database takes writes side by side.
    pub fn writes(&self) -> Option<Writes> {
        self.store().writes()
    }
}
