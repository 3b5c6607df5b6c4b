//! WhatsApp's addresses and ours, WhatsApp's message ids and ours.

use channel::Address;
use domain::message::AddressKind;
use domain::{E164, MessageId, RecordId};
use uuid::Uuid;
use whatsapp_rust::{Jid, Server};

/// What web clients begin their message ids with; phones tell by it what sort of device wrote.
const ID_START: &str = "3EB0";

/// A customer's address; nothing for a group, a channel or whatever is no single person.
pub(crate) fn address(jid: &Jid) -> Option<Address> {
    match jid.server {
        Server::Pn => {
            let number: E164 = format!("+{}", jid.user_base()).parse().ok()?;
            Some(Address { kind: AddressKind::Phone, value: number.into() })
        }
        Server::Lid => Some(Address { kind: AddressKind::Lid, value: jid.user_base().to_owned() }),
        _ => None,
    }
}

/// The other way round; nothing for an address that WhatsApp does not know.
pub(crate) fn jid(address: &Address) -> Option<Jid> {
    match address.kind {
        AddressKind::Phone => Some(Jid::pn(address.value.strip_prefix('+')?)),
        AddressKind::Lid => Some(Jid::lid(address.value.as_str())),
        AddressKind::Bsuid | AddressKind::Email => None,
    }
}

/// The phone number behind an own address.
pub(crate) fn number(jid: &Jid) -> Option<E164> {
    format!("+{}", jid.user_base()).parse().ok()
}

/// The id under which WhatsApp gets a message of ours: the same whenever it is tried.
pub(crate) fn wire_id(id: MessageId) -> String {
    format!("{ID_START}{:X}", id.uuid().as_simple())
}

/// Which message of ours it is; nothing for what somebody else sent.
pub(crate) fn message_id(wire: &str) -> Option<MessageId> {
    let hex = wire.strip_prefix(ID_START)?;
    let is_ours =
        hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let id = Uuid::try_parse(hex).ok().filter(|_| is_ours)?;
    (id.get_version_num() == 7).then(|| MessageId::from_uuid(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_comes_back_as_it_went() {
        for text in ["255712345678@s.whatsapp.net", "100000012345678@lid"] {
            let there: Jid = text.parse().unwrap();
            let address = address(&there).unwrap();
            assert_eq!(jid(&address).unwrap().to_string(), text);
        }
        let device: Jid = "255712345678:3@s.whatsapp.net".parse().unwrap();
        assert_eq!(address(&device).unwrap().value, "+255712345678");
    }

    #[test]
    fn what_is_no_single_person_has_no_address() {
        for text in ["120363021033254949@g.us", "status@broadcast", "1@newsletter", "1@bot"] {
            assert_eq!(address(&text.parse().unwrap()), None, "{text}");
        }
        let email = Address { kind: AddressKind::Email, value: "a@b".to_owned() };
        assert!(jid(&email).is_none());
    }

    #[test]
    fn our_ids_are_known_again_and_others_are_not() {
        let ours = "0193b2f0-1234-7abc-8def-0123456789ab".parse::<Uuid>().unwrap();
        let wire = wire_id(MessageId::from_uuid(ours));
        assert_eq!(wire, "3EB00193B2F012347ABC8DEF0123456789AB");
        assert_eq!(message_id(&wire), Some(MessageId::from_uuid(ours)));
        for other in ["3EB0ABCDEF0123456789", "0193B2F012347ABC8DEF0123456789AB", "", "3EB0"] {
            assert_eq!(message_id(other), None, "{other}");
        }
    }
}
