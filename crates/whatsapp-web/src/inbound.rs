//! What comes in: which of it a customer wrote to the business, and keeping WhatsApp waiting until that
//! is committed.
//!
//! A tenant's account also hears what is none of its customers' business with it: groups, status updates,
//! channels, its own other devices. That stops here. It is counted and confirmed, and never stored: it was
//! not written to the business.

use anyhow::anyhow;
use async_trait::async_trait;
use channel::{Ack, Address, ChatKind, ConnectorEvent, EventSink, Incoming};
use domain::content::Quoted;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use whatsapp_rust::types::message::{EditAttribute, MessageCategory, MessageInfo};
use whatsapp_rust::wacore::types::events::InboundMessage;
use whatsapp_rust::wacore_binary::JidExt;
use whatsapp_rust::waproto::whatsapp as wa;
use whatsapp_rust::{Client, InboundDurabilityHook, Jid};

use crate::address::address;
use crate::content;

/// The longest message id of WhatsApp's that is kept as it is.
const ID_MAX: usize = 200;

/// Takes messages over for the worker: WhatsApp hears that we have them only once they are committed.
pub(crate) struct Inbox {
    sink: EventSink,
}

impl Inbox {
    pub(crate) fn new(sink: EventSink) -> Self {
        Self { sink }
    }
}

#[async_trait]
impl InboundDurabilityHook for Inbox {
    async fn on_messages(
        &self,
        _client: Arc<Client>,
        batch: &[InboundMessage],
    ) -> anyhow::Result<()> {
        let mut commits = Vec::with_capacity(batch.len());
        for inbound in batch {
            match heard(&inbound.message, &inbound.info) {
                Heard::Customer(incoming) => {
                    let (ack, committed) = Ack::new();
                    let event = ConnectorEvent::Message { incoming, ack };
                    self.sink.send(event).await.map_err(|_| anyhow!("the worker ended"))?;
                    commits.push(committed);
                }
                Heard::NotForUs(what) => {
                    metrics::counter!("flowhq_whatsapp_passed_over_total", "what" => what)
                        .increment(1);
                }
            }
        }
        for committed in commits {
            committed.await.map_err(|_| anyhow!("a message was not committed"))?;
        }
        Ok(())
    }
}

/// Messages that the library hands over beside the hook, such as those that the phone had to open for us: nobody
/// waits for their commit.
pub(crate) fn beside_the_hook(batch: &[InboundMessage]) -> Vec<ConnectorEvent> {
    let customers =
        batch.iter().filter_map(|inbound| match heard(&inbound.message, &inbound.info) {
            // The phone hands over what it was asked for, whenever that was written.
            Heard::Customer(incoming) => Some(Incoming { late: true, ..incoming }),
            Heard::NotForUs(_) => None,
        });
    customers.map(|incoming| ConnectorEvent::Message { incoming, ack: Ack::new().0 }).collect()
}

/// What to make of a message.
#[derive(Debug, PartialEq)]
enum Heard {
    /// A customer wrote it to the business, or the business's own phone to a customer.
    Customer(Incoming),
    /// It is none of a customer's; the text says what it is, for the figures.
    NotForUs(&'static str),
}

fn heard(message: &wa::Message, info: &MessageInfo) -> Heard {
    let source = &info.source;
    if info.category == MessageCategory::Peer {
        return Heard::NotForUs("own device");
    }
    if source.is_group || source.chat.is_group() {
        return Heard::NotForUs("group");
    }
    if source.chat.is_status_broadcast() {
        return Heard::NotForUs("status");
    }
    let Some(chat) = address(&source.chat) else {
        return Heard::NotForUs("channel, bot or list");
    };
    if info.edit != EditAttribute::Empty {
        return Heard::NotForUs("edit or deletion");
    }
    let Some(carried) = content::read(message) else {
        return Heard::NotForUs("protocol");
    };
    let other = if source.is_from_me { &source.recipient_alt } else { &source.sender_alt };
    let also = other.as_ref().and_then(address).filter(|other| *other != chat);
    let name = Some(info.push_name.trim()).filter(|name| !name.is_empty() && !source.is_from_me);
    Heard::Customer(Incoming {
        id: log_id(&chat, &info.id),
        from: chat,
        also,
        name: name.map(str::to_owned),
        text: carried.text,
        message_type: carried.kind.to_owned(),
        place: carried.place,
        quoted: carried.quoted.map(|quoted| quoted_in(&info.source.chat, quoted)),
        file: carried.file,
        from_me: source.is_from_me,
        chat: ChatKind::Single,
        sent_at: info.timestamp,
        late: info.is_offline,
    })
}

/// The same with the id that the message has with us.
fn quoted_in(chat: &Jid, quoted: Quoted) -> Quoted {
    let id = address(chat).map_or(quoted.id.clone(), |chat| log_id(&chat, &quoted.id));
    Quoted { id, ..quoted }
}

/// The id that a message has with us. WhatsApp's own is unique within a chat only.
pub(crate) fn log_id(chat: &Address, id: &str) -> String {
    // A zero byte is the one character that no database of ours keeps.
    if id.chars().count() > ID_MAX || id.contains('\0') {
        return format!("{}/#{:x}", chat.value, Sha256::digest(id.as_bytes()));
    }
    format!("{}/{id}", chat.value)
}

/// WhatsApp's own id of a message; nothing where it was too long to be kept.
pub(crate) fn channel_id(log_id: &str) -> Option<&str> {
    log_id.split_once('/').map(|(_, id)| id).filter(|id| !id.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use domain::message::AddressKind;
    use whatsapp_rust::types::message::MessageSource;
    use whatsapp_rust::waproto::buffa::MessageField;

    use super::*;

    const ASHA: &str = "255712000001@s.whatsapp.net";

    fn info(chat: &str) -> MessageInfo {
        let chat: Jid = chat.parse().unwrap();
        let source = MessageSource { sender: chat.clone(), chat, ..Default::default() };
        MessageInfo { source, id: "3A01".to_owned(), ..Default::default() }
    }

    fn text(text: &str) -> wa::Message {
        wa::Message { conversation: Some(text.to_owned()), ..Default::default() }
    }

    fn customers(heard: Heard) -> Incoming {
        let Heard::Customer(incoming) = heard else { panic!("{heard:?}") };
        incoming
    }

    #[test]
    fn a_customers_text_is_taken_over_with_name_and_number() {
        let named = MessageInfo { push_name: " Asha ".to_owned(), ..info(ASHA) };
        let incoming = customers(heard(&text("Habari"), &named));
        assert_eq!(incoming.from.value, "+255712000001");
        assert_eq!((incoming.name.as_deref(), incoming.text.as_str()), (Some("Asha"), "Habari"));
        assert_eq!(
            (incoming.id.as_str(), channel_id(&incoming.id)),
            ("+255712000001/3A01", Some("3A01"))
        );
        assert!(!incoming.from_me);
    }

    #[test]
    fn a_customer_without_a_number_brings_the_number_where_it_is_known() {
        let mut hidden = info("100000012345678@lid");
        hidden.source.sender_alt = Some(ASHA.parse().unwrap());
        let incoming = customers(heard(&text("Habari"), &hidden));
        assert_eq!(
            (incoming.from.kind, incoming.from.value.as_str()),
            (AddressKind::Lid, "100000012345678")
        );
        assert_eq!(incoming.also.unwrap().value, "+255712000001");
    }

    #[test]
    fn what_was_not_written_to_the_business_is_passed_over() {
        for chat in
            ["120363021033254949@g.us", "status@broadcast", "1@newsletter", "13135550002@bot"]
        {
            assert!(matches!(heard(&text("x"), &info(chat)), Heard::NotForUs(_)), "{chat}");
        }
        let peer = MessageInfo { category: MessageCategory::Peer, ..info(ASHA) };
        assert_eq!(heard(&text("x"), &peer), Heard::NotForUs("own device"));
        let edit = MessageInfo { edit: EditAttribute::MessageEdit, ..info(ASHA) };
        assert_eq!(heard(&text("x"), &edit), Heard::NotForUs("edit or deletion"));
        let keys = wa::Message {
            protocol_message: MessageField::some(wa::message::ProtocolMessage::default()),
            ..Default::default()
        };
        assert_eq!(heard(&keys, &info(ASHA)), Heard::NotForUs("protocol"));
        assert_eq!(heard(&wa::Message::default(), &info(ASHA)), Heard::NotForUs("protocol"));
    }

    #[test]
    fn what_the_own_phone_wrote_belongs_to_the_customers_chat() {
        let mut own = MessageInfo { push_name: "Mama Salon".to_owned(), ..info(ASHA) };
        own.source.is_from_me = true;
        own.source.sender = "255700000009@s.whatsapp.net".parse().unwrap();
        let incoming = customers(heard(&text("Nakuja"), &own));
        assert!(incoming.from_me);
        assert_eq!((incoming.from.value.as_str(), incoming.name), ("+255712000001", None));
    }

    #[test]
    fn a_picture_is_told_by_its_kind_and_caption() {
        let picture = wa::message::ImageMessage {
            caption: Some("Bei gani?".to_owned()),
            ..Default::default()
        };
        let message =
            wa::Message { image_message: MessageField::some(picture), ..Default::default() };
        let incoming = customers(heard(&message, &info(ASHA)));
        assert_eq!(
            (incoming.message_type.as_str(), incoming.text.as_str()),
            ("image", "Bei gani?")
        );
    }

    #[test]
    fn an_id_that_is_too_long_is_still_the_same_each_time() {
        let chat = address(&ASHA.parse().unwrap()).unwrap();
        let (one, other) = ("x".repeat(300), "x".repeat(301));
        assert_eq!(log_id(&chat, &one), log_id(&chat, &one));
        assert_ne!(log_id(&chat, &one), log_id(&chat, &other));
        assert_eq!(channel_id(&log_id(&chat, &one)), None);
        assert!(log_id(&chat, &one).len() < 255);
        assert!(!log_id(&chat, "3A\0").contains('\0'));
    }
}
