//! Events that are taken together, in their order.

use channel::{Ack, ConnectorEvent, Incoming, Receipt};
use domain::MessageId;

/// Neighbours of one kind.
pub(super) enum Together {
    /// Customers' messages.
    Messages(Vec<(Incoming, Ack)>),
    /// Receipts.
    Receipts(Vec<(MessageId, Receipt, Ack)>),
    /// Anything else comes alone.
    Other(ConnectorEvent),
}

/// Puts neighbours of one kind together; nothing overtakes anything.
pub(super) fn together(events: impl IntoIterator<Item = ConnectorEvent>) -> Vec<Together> {
    let mut all = Vec::new();
    for event in events {
        match (event, all.last_mut()) {
            (ConnectorEvent::Message { incoming, ack }, Some(Together::Messages(messages))) => {
                messages.push((incoming, ack));
            }
            (ConnectorEvent::Message { incoming, ack }, _) => {
                all.push(Together::Messages(vec![(incoming, ack)]));
            }
            (ConnectorEvent::Receipt { id, receipt, ack }, Some(Together::Receipts(receipts))) => {
                receipts.push((id, receipt, ack));
            }
            (ConnectorEvent::Receipt { id, receipt, ack }, _) => {
                all.push(Together::Receipts(vec![(id, receipt, ack)]));
            }
            (other, _) => all.push(Together::Other(other)),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use channel::{Address, ChatKind};
    use domain::message::AddressKind;
    use domain::{Instant, RecordId};

    use super::*;

    fn message(id: &str) -> ConnectorEvent {
        let incoming = Incoming {
            id: id.to_owned(),
            from: Address { kind: AddressKind::Phone, value: "+255700000001".to_owned() },
            also: None,
            name: None,
            text: String::new(),
            message_type: "text".to_owned(),
            from_me: false,
            chat: ChatKind::Single,
            sent_at: Instant::UNIX_EPOCH,
            late: false,
            place: None,
            quoted: None,
            file: None,
        };
        ConnectorEvent::Message { incoming, ack: Ack::new().0 }
    }

    fn receipt() -> ConnectorEvent {
        let id = MessageId::from_uuid(uuid::Uuid::nil());
        ConnectorEvent::Receipt { id, receipt: Receipt::Read, ack: Ack::new().0 }
    }

    #[test]
    fn neighbours_are_taken_together_and_nothing_overtakes() {
        let events = [
            message("1"),
            message("2"),
            receipt(),
            message("3"),
            ConnectorEvent::LoggedOut,
            receipt(),
            receipt(),
        ];
        let shown: Vec<_> = together(events)
            .into_iter()
            .map(|events| match events {
                Together::Messages(messages) => {
                    let ids = messages.into_iter().map(|(incoming, _)| incoming.id);
                    ids.collect::<Vec<_>>().join(" ")
                }
                Together::Receipts(receipts) => format!("{} read", receipts.len()),
                Together::Other(event) => format!("{event:?}"),
            })
            .collect();
        assert_eq!(shown, ["1 2", "1 read", "3", "LoggedOut", "2 read"]);
    }
}
