//! Messages in the protocol's own form, as phones write them.

use waproto::whatsapp as wa;
use waproto::whatsapp::message as parts;

use crate::stanza::now_ms;

/// An encrypted file and the keys to it.
pub(crate) struct Attachment {
    pub url: String,
    pub path: String,
    pub mime: String,
    pub name: String,
    pub key: Vec<u8>,
    pub sha256: Vec<u8>,
    pub encrypted_sha256: Vec<u8>,
    pub length: u64,
}

/// A text, as an answer if it is one; `asked` is the address of whoever wrote what it answers.
pub(crate) fn text(text: &str, reply_to: Option<&str>, asked: &str) -> wa::Message {
    let Some(quoted) = reply_to else {
        return wa::Message { conversation: Some(text.to_owned()), ..wa::Message::default() };
    };
    wa::Message {
        extended_text_message: parts::ExtendedTextMessage {
            text: Some(text.to_owned()),
            context_info: wa::ContextInfo {
                stanza_id: Some(quoted.to_owned()),
                participant: Some(asked.to_owned()),
                quoted_message: wa::Message {
                    conversation: Some(String::new()),
                    ..wa::Message::default()
                }
                .into(),
                ..wa::ContextInfo::default()
            }
            .into(),
            ..parts::ExtendedTextMessage::default()
        }
        .into(),
        ..wa::Message::default()
    }
}

/// An emoji under a message that the business sent into this chat.
pub(crate) fn reaction(emoji: &str, to: &str, chat: &str) -> wa::Message {
    wa::Message {
        reaction_message: parts::ReactionMessage {
            key: wa::MessageKey {
                remote_jid: Some(chat.to_owned()),
                from_me: Some(false),
                id: Some(to.to_owned()),
                ..wa::MessageKey::default()
            }
            .into(),
            text: Some(emoji.to_owned()),
            sender_timestamp_ms: i64::try_from(now_ms()).ok(),
            ..parts::ReactionMessage::default()
        }
        .into(),
        ..wa::Message::default()
    }
}

/// A place.
pub(crate) fn location(name: &str, latitude: f64, longitude: f64) -> wa::Message {
    wa::Message {
        location_message: parts::LocationMessage {
            degrees_latitude: Some(latitude),
            degrees_longitude: Some(longitude),
            name: Some(name.to_owned()),
            ..parts::LocationMessage::default()
        }
        .into(),
        ..wa::Message::default()
    }
}

/// A picture with a caption.
pub(crate) fn image(file: Attachment, caption: Option<String>) -> wa::Message {
    wa::Message {
        image_message: parts::ImageMessage {
            url: Some(file.url),
            direct_path: Some(file.path),
            mimetype: Some(file.mime),
            caption,
            media_key: Some(file.key),
            file_sha256: Some(file.sha256),
            file_enc_sha256: Some(file.encrypted_sha256),
            file_length: Some(file.length),
            ..parts::ImageMessage::default()
        }
        .into(),
        ..wa::Message::default()
    }
}

/// A document with a name.
pub(crate) fn document(file: Attachment, caption: Option<String>) -> wa::Message {
    wa::Message {
        document_message: parts::DocumentMessage {
            url: Some(file.url),
            direct_path: Some(file.path),
            mimetype: Some(file.mime),
            title: Some(file.name.clone()),
            file_name: Some(file.name),
            caption,
            media_key: Some(file.key),
            file_sha256: Some(file.sha256),
            file_enc_sha256: Some(file.encrypted_sha256),
            file_length: Some(file.length),
            ..parts::DocumentMessage::default()
        }
        .into(),
        ..wa::Message::default()
    }
}

/// A voice message.
pub(crate) fn audio(file: Attachment) -> wa::Message {
    wa::Message {
        audio_message: parts::AudioMessage {
            url: Some(file.url),
            direct_path: Some(file.path),
            mimetype: Some(file.mime),
            seconds: Some(1),
            ptt: Some(true),
            media_key: Some(file.key),
            file_sha256: Some(file.sha256),
            file_enc_sha256: Some(file.encrypted_sha256),
            file_length: Some(file.length),
            ..parts::AudioMessage::default()
        }
        .into(),
        ..wa::Message::default()
    }
}

/// What the business's own phone wrote to a customer, as its other devices hear of it.
pub(crate) fn own(message: wa::Message, to: &str) -> wa::Message {
    wa::Message {
        device_sent_message: parts::DeviceSentMessage {
            destination_jid: Some(to.to_owned()),
            message: message.into(),
            ..parts::DeviceSentMessage::default()
        }
        .into(),
        ..wa::Message::default()
    }
}

/// The key of the settings that all devices of a business share; there are no settings behind it.
pub(crate) fn key_share() -> wa::Message {
    let key = parts::AppStateSyncKey {
        key_id: parts::AppStateSyncKeyId { key_id: Some(rand::random::<[u8; 6]>().to_vec()) }
            .into(),
        key_data: parts::AppStateSyncKeyData {
            key_data: Some(rand::random::<[u8; 32]>().to_vec()),
            fingerprint: parts::AppStateSyncKeyFingerprint {
                raw_id: Some(1),
                current_index: Some(0),
                device_indexes: vec![0],
            }
            .into(),
            timestamp: i64::try_from(now_ms()).ok(),
        }
        .into(),
    };
    wa::Message {
        protocol_message: parts::ProtocolMessage {
            r#type: Some(parts::protocol_message::Type::APP_STATE_SYNC_KEY_SHARE),
            app_state_sync_key_share: parts::AppStateSyncKeyShare { keys: vec![key] }.into(),
            ..parts::ProtocolMessage::default()
        }
        .into(),
        ..wa::Message::default()
    }
}
