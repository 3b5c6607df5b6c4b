//! What a message says, read from the protocol's own form.

use std::collections::HashMap;

use wacore::download::{DownloadUtils, MediaType};
use wacore::messages::unwrap_device_sent;
use waproto::whatsapp as wa;

/// The kind of a message that a phone could not decrypt.
pub(crate) const UNREADABLE: &str = "undecryptable";

/// What a message says.
pub(crate) struct Content {
    pub kind: &'static str,
    pub text: Option<String>,
    pub quoted: Option<String>,
    pub file: Option<FileKey>,
}

/// Where a file lies and how it is opened.
pub(crate) struct FileKey {
    path: String,
    key: Vec<u8>,
    media_type: MediaType,
}

impl Content {
    pub(crate) fn unreadable() -> Self {
        Self::new(UNREADABLE, None, None)
    }

    pub(crate) fn read(message: &wa::Message) -> Self {
        let message = unwrap_device_sent(message.clone());
        if message.conversation.is_some() {
            return Self::new("text", message.conversation, None);
        }
        if let Some(part) = message.extended_text_message.as_option() {
            return Self::new("text", part.text.clone(), part.context_info.as_option());
        }
        if let Some(part) = message.image_message.as_option() {
            let file =
                FileKey::new(part.direct_path.as_ref(), part.media_key.as_ref(), MediaType::Image);
            return Self {
                file,
                ..Self::new("image", part.caption.clone(), part.context_info.as_option())
            };
        }
        if let Some(part) = message.document_message.as_option() {
            let text = part.caption.clone().or_else(|| part.file_name.clone());
            let file = FileKey::new(
                part.direct_path.as_ref(),
                part.media_key.as_ref(),
                MediaType::Document,
            );
            return Self { file, ..Self::new("document", text, part.context_info.as_option()) };
        }
        if let Some(part) = message.audio_message.as_option() {
            let file =
                FileKey::new(part.direct_path.as_ref(), part.media_key.as_ref(), MediaType::Audio);
            return Self { file, ..Self::new("audio", None, part.context_info.as_option()) };
        }
        if let Some(part) = message.location_message.as_option() {
            return Self::new("location", part.name.clone(), part.context_info.as_option());
        }
        if let Some(part) = message.reaction_message.as_option() {
            let quoted = part.key.as_option().and_then(|key| key.id.clone());
            return Self { quoted, ..Self::new("reaction", part.text.clone(), None) };
        }
        Self::new("other", None, None)
    }

    fn new(kind: &'static str, text: Option<String>, context: Option<&wa::ContextInfo>) -> Self {
        Self {
            kind,
            text,
            quoted: context.and_then(|context| context.stanza_id.clone()),
            file: None,
        }
    }
}

impl FileKey {
    fn new(path: Option<&String>, key: Option<&Vec<u8>>, media_type: MediaType) -> Option<Self> {
        Some(Self { path: path?.clone(), key: key?.clone(), media_type })
    }

    /// The file itself, if it lies here and its key opens it.
    pub(crate) fn open(&self, files: &HashMap<String, Vec<u8>>) -> Option<Vec<u8>> {
        let sealed = files.get(&self.path)?;
        DownloadUtils::decrypt_stream(sealed.as_slice(), &self.key, self.media_type).ok()
    }
}
