//! What people say to a business, in all the forms in which WhatsApp delivers it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use wacore::download::MediaType;
use wacore::upload::encrypt_media;
use wacore_binary::NodeContent;
use waproto::buffa::Message as _;
use waproto::whatsapp as wa;

use crate::account::{Author, Body, Letter, Queued};
use crate::compose::{self, Attachment};
use crate::envelope::{envelope, media_type};
use crate::error::PeerError;
use crate::pairing::check_number;
use crate::stanza::{by_lid, by_number, new_id, with_bytes};
use crate::world::World;

/// What kind of message it is, or what it is meant to look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Words.
    #[default]
    Text,
    /// A picture; the text is its caption.
    Image,
    /// A file; the text is its caption.
    Document,
    /// A voice message.
    Audio,
    /// A place; the text is its name.
    Location,
    /// An emoji (the text) under the message `reply_to`.
    Reaction,
    /// Words in a group.
    Group,
    /// A status for everybody to see.
    Status,
    /// A post in a channel; it is not encrypted.
    Newsletter,
    /// What the business's owner wrote on the phone to the customer `from`.
    Own,
    /// A message between the business's own devices.
    Peer,
}

/// Something that somebody says to a business.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the JSON")]
pub struct Say {
    /// The business's phone number in digits.
    pub phone: String,
    /// The customer's phone number in digits; `peer` needs none.
    pub from: String,
    /// The customer's name as it is sent along.
    pub name: Option<String>,
    /// The words.
    pub text: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// The id of the message that it answers or reacts to.
    pub reply_to: Option<String>,
    /// The id, if it is not to be a new one.
    pub id: Option<String>,
    /// Whether the customer writes from the hidden address.
    pub lid: bool,
    /// How long ago it was written.
    pub late_seconds: u64,
    /// How often the same stanza is sent; 0 is once.
    pub times: u16,
    /// Whether it is spoilt on its way, so that the client must ask for it anew.
    pub garbled: bool,
    /// Whether it comes under the key of the customer's last message, which the client has used up. So it looks
    /// to a client that kept a key's use but lost the message, and so it must ask for it anew.
    pub worn: bool,
    /// Whether it waits for [`Peer::release`](crate::Peer::release).
    pub hold: bool,
    /// A file's content in base64; without it a few bytes are made up.
    pub data: Option<String>,
    /// Whether the file is gone by the time that anybody asks for it.
    pub gone: bool,
    /// A file's media type.
    pub mime: Option<String>,
    /// A document's name.
    pub file_name: Option<String>,
    /// Where a place is, as latitude and longitude in degrees.
    pub place: Option<(f64, f64)>,
}

impl Say {
    /// A customer's plain words to a business.
    pub fn text(phone: &str, from: &str, text: &str) -> Self {
        Self {
            phone: phone.to_owned(),
            from: from.to_owned(),
            text: Some(text.to_owned()),
            ..Self::default()
        }
    }

    fn words(&self) -> String {
        self.text.clone().unwrap_or_default()
    }
}

impl World {
    /// Puts a message on its way and gives its id.
    pub(crate) fn say(&mut self, say: &Say) -> Result<String, PeerError> {
        if say.kind != Kind::Peer {
            check_number(&say.from)?;
        }
        let business = self.business(&say.phone)?;
        if business.companion.is_none() {
            return Err(PeerError::NotLinked(say.phone.clone()));
        }
        let id = say.id.clone().unwrap_or_else(new_id);
        let message = self.message_of(say)?;
        if let Some(name) = &say.name {
            self.customer(&say.from).name = Some(name.clone());
        }
        let name = self.customers.get(&say.from).and_then(|customer| customer.name.clone());
        let sender = if say.lid { by_lid(&say.from) } else { by_number(&say.from) };
        let (from, envelope) = envelope(say, &id, &sender, name);
        let body = match say.kind {
            Kind::Newsletter => {
                let mut node = envelope;
                node.content = Some(NodeContent::Nodes(vec![with_bytes(
                    "plaintext",
                    message.encode_to_vec(),
                )]));
                Body::Plain(node)
            }
            kind => Body::Letter(Box::new(Letter {
                author: match kind {
                    Kind::Own | Kind::Peer => Author::Owner,
                    _ => Author::Customer(say.from.clone()),
                },
                envelope,
                message,
                media_type: media_type(kind),
                sealed: None,
                is_garbled: say.garbled,
                is_worn: say.worn,
                retries: 0,
                spoilt: 0,
            })),
        };
        self.business(&say.phone)?.queue.push(Queued {
            id: id.clone(),
            from,
            body,
            is_held: say.hold,
            times: say.times.max(1),
            sent_on: None,
        });
        if say.hold {
            self.seal_held(&say.phone);
        }
        self.deliver_news(&say.phone);
        Ok(id)
    }

    /// Lets go of everything that was held, the last word first.
    pub(crate) fn release(&mut self, phone: &str) -> Result<usize, PeerError> {
        let queue = &mut self.business(phone)?.queue;
        let (mut held, rest): (Vec<_>, Vec<_>) =
            std::mem::take(queue).into_iter().partition(|queued| queued.is_held);
        *queue = rest;
        let count = held.len();
        held.reverse();
        for mut queued in held {
            queued.is_held = false;
            queue.push(queued);
        }
        self.deliver_news(phone);
        Ok(count)
    }

    fn message_of(&mut self, say: &Say) -> Result<wa::Message, PeerError> {
        let reply_to = say.reply_to.as_deref();
        let asked = by_number(&say.phone).to_string();
        Ok(match say.kind {
            Kind::Text | Kind::Group | Kind::Status | Kind::Newsletter => {
                compose::text(&say.words(), reply_to, &asked)
            }
            Kind::Own => compose::own(
                compose::text(&say.words(), None, &asked),
                &by_number(&say.from).to_string(),
            ),
            Kind::Peer => compose::key_share(),
            Kind::Reaction => {
                let to = reply_to.ok_or(PeerError::Missing("reply_to"))?;
                compose::reaction(&say.words(), to, &asked)
            }
            Kind::Location => {
                let (latitude, longitude) = say.place.unwrap_or((48.1372, 11.5756));
                compose::location(&say.words(), latitude, longitude)
            }
            Kind::Image => {
                compose::image(self.attach(say, MediaType::Image, "image/png")?, say.text.clone())
            }
            Kind::Document => compose::document(
                self.attach(say, MediaType::Document, "application/pdf")?,
                say.text.clone(),
            ),
            Kind::Audio => {
                compose::audio(self.attach(say, MediaType::Audio, "audio/ogg; codecs=opus")?)
            }
        })
    }

    /// Encrypts a file and puts it where the client can fetch it.
    fn attach(
        &mut self,
        say: &Say,
        media_type: MediaType,
        mime: &str,
    ) -> Result<Attachment, PeerError> {
        let data = match &say.data {
            Some(data) => {
                BASE64_STANDARD.decode(data).map_err(|_| PeerError::Missing("data in base64"))?
            }
            None => b"a file from the loopback peer".to_vec(),
        };
        let sealed = encrypt_media(&data, media_type)
            .map_err(|_| PeerError::Missing("a file that can be encrypted"))?;
        let path = format!("/media/{:032x}.enc", rand::random::<u128>());
        if !say.gone {
            self.files.insert(path.clone(), sealed.data_to_upload);
        }
        Ok(Attachment {
            url: format!("https://{}{path}", self.host),
            path,
            mime: say.mime.clone().unwrap_or_else(|| mime.to_owned()),
            name: say.file_name.clone().unwrap_or_else(|| "file.pdf".to_owned()),
            key: sealed.media_key.to_vec(),
            sha256: sealed.file_sha256.to_vec(),
            encrypted_sha256: sealed.file_enc_sha256.to_vec(),
            length: u64::try_from(data.len()).unwrap_or(u64::MAX),
        })
    }
}
