//! English words: Porter's second stemmer, as the Snowball project keeps it.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// The word without its English ending; a word of another language mostly stays as it is.
pub(super) fn reduce(word: &str) -> String {
    STEMMER.stem(word).into_owned()
}
