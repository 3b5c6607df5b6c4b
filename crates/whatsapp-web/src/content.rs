//! What messages carry, in the protocol's own form and in ours, both ways.

use channel::{ConnectorError, Content, IncomingFile, Outgoing};
use domain::content::{MediaKind, Place, QUOTED_MAX, Quoted};
use whatsapp_rust::download::{Downloadable, MediaType};
use whatsapp_rust::http::HttpStatusError;
use whatsapp_rust::media::{self, AudioOptions, DocumentOptions, ImageOptions};
use whatsapp_rust::upload::UploadOptions;
use whatsapp_rust::wacore::proto_helpers::MessageExt;
use whatsapp_rust::waproto::buffa::MessageField;
use whatsapp_rust::waproto::whatsapp::message as parts;
use whatsapp_rust::waproto::{codec, whatsapp as wa};
use whatsapp_rust::{Client, Jid};

use crate::inbound::channel_id;

/// What a customer's message carries.
#[derive(Default)]
pub(crate) struct Carried {
    pub(crate) kind: &'static str,
    pub(crate) text: String,
    pub(crate) place: Option<Place>,
    /// The message that it answers or reacts to, by WhatsApp's own id.
    pub(crate) quoted: Option<Quoted>,
    pub(crate) file: Option<IncomingFile>,
}

/// Reads a message; nothing for what carries no content of a person's.
pub(crate) fn read(message: &wa::Message) -> Option<Carried> {
    let message = message.get_base_message();
    let quoted = context(message).and_then(quoted);
    if let Some(text) = message.text_content() {
        return Some(Carried { kind: "text", text: text.to_owned(), quoted, ..Carried::default() });
    }
    if message.protocol_message.is_set() {
        return None;
    }
    if let Some(reaction) = message.reaction_message.as_option() {
        let id = reaction.key.as_option().and_then(|key| key.id.clone());
        return Some(Carried {
            kind: "reaction",
            text: reaction.text.clone().unwrap_or_default(),
            quoted: id.map(|id| Quoted { id, text: String::new() }),
            ..Carried::default()
        });
    }
    if let Some(location) = message.location_message.as_option() {
        let place = location.degrees_latitude.zip(location.degrees_longitude);
        return Some(Carried {
            kind: "location",
            text: location.name.clone().or_else(|| location.address.clone()).unwrap_or_default(),
            place: place.and_then(|(latitude, longitude)| Place::at(latitude, longitude)),
            quoted,
            file: None,
        });
    }
    if message.contact_message.is_set() {
        return Some(Carried { kind: "contact", quoted, ..Carried::default() });
    }
    let (kind, mime, name) = file_facts(message)?;
    let file = downloadable(message).map(|file| IncomingFile {
        name,
        mime: mime.unwrap_or_else(|| "application/octet-stream".to_owned()),
        size: file.file_length().unwrap_or_default(),
        ticket: codec::message_to_vec(message),
    });
    let text = message.get_caption().unwrap_or_default().to_owned();
    Some(Carried { kind: kind.as_str(), text, place: None, quoted, file })
}

/// What sort of file a message brings, its media type and its name.
fn file_facts(message: &wa::Message) -> Option<(MediaKind, Option<String>, Option<String>)> {
    if let Some(image) = message.image_message.as_option() {
        Some((MediaKind::Image, image.mimetype.clone(), None))
    } else if let Some(video) = message.video_message.as_option() {
        Some((MediaKind::Video, video.mimetype.clone(), None))
    } else if let Some(audio) = message.audio_message.as_option() {
        Some((MediaKind::Audio, audio.mimetype.clone(), None))
    } else if let Some(document) = message.document_message.as_option() {
        let name = document.file_name.clone().or_else(|| document.title.clone());
        Some((MediaKind::Document, document.mimetype.clone(), name))
    } else {
        let sticker = message.sticker_message.as_option()?;
        Some((MediaKind::Sticker, sticker.mimetype.clone(), None))
    }
}

fn downloadable(message: &wa::Message) -> Option<&dyn Downloadable> {
    if let Some(file) = message.image_message.as_option() {
        return Some(file);
    }
    if let Some(file) = message.video_message.as_option() {
        return Some(file);
    }
    if let Some(file) = message.audio_message.as_option() {
        return Some(file);
    }
    if let Some(file) = message.document_message.as_option() {
        return Some(file);
    }
    message.sticker_message.as_option().map(|file| file as &dyn Downloadable)
}

fn context(message: &wa::Message) -> Option<&wa::ContextInfo> {
    let texts = message.extended_text_message.as_option().map(|part| &part.context_info);
    let images = message.image_message.as_option().map(|part| &part.context_info);
    let videos = message.video_message.as_option().map(|part| &part.context_info);
    let audios = message.audio_message.as_option().map(|part| &part.context_info);
    let documents = message.document_message.as_option().map(|part| &part.context_info);
    let places = message.location_message.as_option().map(|part| &part.context_info);
    let contexts = [texts, images, videos, audios, documents, places];
    contexts.into_iter().flatten().find_map(MessageField::as_option)
}

fn quoted(context: &wa::ContextInfo) -> Option<Quoted> {
    let id = context.stanza_id.clone()?;
    let said = context.quoted_message.as_option();
    let text = said.and_then(|said| said.text_content().or_else(|| said.get_caption()));
    let text = text.unwrap_or_default().chars().take(QUOTED_MAX).collect();
    Some(Quoted { id, text })
}

/// Fetches the file of a message that [`read`] made a ticket of.
pub(crate) async fn fetch(client: &Client, ticket: &[u8]) -> Result<Vec<u8>, ConnectorError> {
    let gone = |why: String| ConnectorError::Refused(why);
    let mut message = codec::message_decode(ticket).map_err(|error| gone(error.to_string()))?;
    only_from_whatsapp(&mut message);
    let file = downloadable(&message)
        .filter(|file| is_at_whatsapp(*file))
        .ok_or_else(|| gone("there is no file that WhatsApp keeps".to_owned()))?;
    client.download(file).await.map_err(|error| {
        let status = error.downcast_ref::<HttpStatusError>().map(|status| status.status);
        match status {
            Some(404 | 410) => gone("WhatsApp does not have the file any more".to_owned()),
            _ => ConnectorError::Unavailable(error.to_string()),
        }
    })
}

/// Drops whole addresses: the library would ask whatever server a customer named there.
fn only_from_whatsapp(message: &mut wa::Message) {
    if let Some(image) = message.image_message.as_option_mut() {
        image.static_url = None;
    }
    if let Some(video) = message.video_message.as_option_mut() {
        video.static_url = None;
    }
}

/// Whether a file lies on one of the hosts that WhatsApp names. The library writes the path behind the host as it
/// is, so one without a slash in front would go on with the host's name, and lead the account's token elsewhere.
fn is_at_whatsapp(file: &dyn Downloadable) -> bool {
    file.static_url().is_none()
        && file.is_encrypted()
        && file.direct_path().is_some_and(|path| path.starts_with('/'))
}

/// Puts a message of ours into the protocol's form; leaves its file with WhatsApp first, where it has one.
pub(crate) async fn compose(
    client: &Client,
    message: &Outgoing,
    to: &Jid,
) -> Result<wa::Message, ConnectorError> {
    let answered = message.quoted.as_ref().and_then(|quoted| answering(quoted, to));
    let caption = Some(message.text.clone()).filter(|text| !text.is_empty());
    Ok(match &message.content {
        Content::Text => match answered {
            None => wa::Message { conversation: Some(message.text.clone()), ..Default::default() },
            Some(context) => wa::Message {
                extended_text_message: MessageField::some(parts::ExtendedTextMessage {
                    text: Some(message.text.clone()),
                    context_info: context.into(),
                    ..Default::default()
                }),
                ..Default::default()
            },
        },
        Content::Place(place) => wa::Message {
            location_message: MessageField::some(parts::LocationMessage {
                degrees_latitude: Some(place.latitude()),
                degrees_longitude: Some(place.longitude()),
                name: caption,
                context_info: answered.map(Into::into).unwrap_or_default(),
                ..Default::default()
            }),
            ..Default::default()
        },
        Content::Reaction { to: reacted } => {
            let id = channel_id(reacted)
                .ok_or_else(|| ConnectorError::Refused("there is no such message".to_owned()))?;
            wa::Message {
                reaction_message: MessageField::some(parts::ReactionMessage {
                    key: MessageField::some(wa::MessageKey {
                        remote_jid: Some(to.to_string()),
                        from_me: Some(false),
                        id: Some(id.to_owned()),
                        ..Default::default()
                    }),
                    text: Some(message.text.clone()),
                    ..Default::default()
                }),
                ..Default::default()
            }
        }
        Content::File { kind, mime, name, bytes } => {
            let sort = match kind {
                MediaKind::Image => MediaType::Image,
                MediaKind::Audio => MediaType::Audio,
                MediaKind::Document | MediaKind::Video | MediaKind::Sticker => MediaType::Document,
            };
            let left = client.upload(bytes.clone(), sort, UploadOptions::new()).await;
            let left = left.map_err(|error| ConnectorError::Unavailable(error.to_string()))?;
            let (mimetype, context_info) = (Some(mime.clone()), answered.map(Box::new));
            match kind {
                MediaKind::Image => media::image_message(
                    left,
                    ImageOptions { caption, mimetype, context_info, ..Default::default() },
                ),
                MediaKind::Audio => {
                    let ptt = Some(true);
                    let options =
                        AudioOptions { mimetype, ptt, context_info, ..Default::default() };
                    media::audio_message(left, options)
                }
                MediaKind::Document | MediaKind::Video | MediaKind::Sticker => {
                    let file_name = name.clone();
                    let options = DocumentOptions {
                        caption,
                        mimetype,
                        file_name,
                        context_info,
                        ..Default::default()
                    };
                    media::document_message(left, options)
                }
            }
        }
    })
}

/// Says which of the customer's messages is answered; nothing for one whose id WhatsApp would not know.
fn answering(quoted: &Quoted, customer: &Jid) -> Option<wa::ContextInfo> {
    Some(wa::ContextInfo {
        stanza_id: Some(channel_id(&quoted.id)?.to_owned()),
        participant: Some(customer.to_string()),
        quoted_message: MessageField::some(wa::Message {
            conversation: Some(quoted.text.clone()),
            ..Default::default()
        }),
        ..Default::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_tells_what_it_answers_and_a_place_where_it_is() {
        let said = wa::Message { conversation: Some("Bei?".repeat(200)), ..Default::default() };
        let message = wa::Message {
            location_message: MessageField::some(parts::LocationMessage {
                degrees_latitude: Some(-2.516_7),
                degrees_longitude: Some(32.9),
                name: Some("Mwanza".to_owned()),
                context_info: MessageField::some(wa::ContextInfo {
                    stanza_id: Some("3EB0AA".to_owned()),
                    quoted_message: MessageField::some(said),
                    ..Default::default()
                }),
                ..Default::default()
            }),
            ..Default::default()
        };
        let carried = read(&message).unwrap();
        assert_eq!((carried.kind, carried.text.as_str()), ("location", "Mwanza"));
        assert_eq!(carried.place, Place::at(-2.516_7, 32.9));
        let quoted = carried.quoted.unwrap();
        assert_eq!((quoted.id.as_str(), quoted.text.chars().count()), ("3EB0AA", QUOTED_MAX));
    }

    #[test]
    fn a_file_is_fetched_from_whatsapp_alone() {
        let image = |path: Option<&str>, key: Option<&[u8]>| wa::Message {
            image_message: MessageField::some(parts::ImageMessage {
                static_url: Some("http://127.0.0.1/secrets".to_owned()),
                direct_path: path.map(str::to_owned),
                media_key: key.map(<[u8]>::to_vec),
                ..Default::default()
            }),
            ..Default::default()
        };
        let cases = [
            (Some("/v/t62"), Some(&[1; 32][..]), true),
            (Some(".evil.example/x"), Some(&[1; 32][..]), false),
            (Some("@evil.example/x"), Some(&[1; 32][..]), false),
            (Some("/v/t62"), None, false),
            (None, Some(&[1; 32][..]), false),
        ];
        for (path, key, good) in cases {
            let mut message = image(path, key);
            assert!(!is_at_whatsapp(downloadable(&message).unwrap()), "with an address of its own");
            only_from_whatsapp(&mut message);
            assert_eq!(is_at_whatsapp(downloadable(&message).unwrap()), good, "{path:?}");
        }
    }

    #[test]
    fn a_document_is_told_by_its_name_and_size_and_a_reaction_by_its_emoji() {
        let message = wa::Message {
            document_message: MessageField::some(parts::DocumentMessage {
                file_name: Some("orodha.pdf".to_owned()),
                mimetype: Some("application/pdf".to_owned()),
                file_length: Some(1234),
                caption: Some("Orodha".to_owned()),
                ..Default::default()
            }),
            ..Default::default()
        };
        let carried = read(&message).unwrap();
        let file = carried.file.unwrap();
        assert_eq!((carried.kind, carried.text.as_str()), ("document", "Orodha"));
        assert_eq!((file.name.as_deref(), file.size), (Some("orodha.pdf"), 1234));
        assert!(codec::message_decode(&file.ticket).unwrap().document_message.is_set());

        let message = wa::Message {
            reaction_message: MessageField::some(parts::ReactionMessage {
                text: Some("👍".to_owned()),
                ..Default::default()
            }),
            ..Default::default()
        };
        let carried = read(&message).unwrap();
        assert_eq!((carried.kind, carried.text.as_str()), ("reaction", "👍"));
    }
}
