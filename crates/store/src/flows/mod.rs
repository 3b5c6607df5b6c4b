//! A business's own flow: the draft that is being changed, the versions that were published, and which of them answers.
//!
//! What a flow says is kept as its text and not looked into here. Versions are added and never changed: who reads one
//! by its id can keep it for ever.

mod drafts;
mod versions;

pub use drafts::{DraftInput, FlowDraftRow};
pub use versions::{FlowStanding, Publication, StoredFlow};

/// How long a person's name may be, in characters.
const AUTHOR_MAX: usize = 150;
