//! Small readings and writings of stanzas that the rest of the crate shares.

use std::time::{SystemTime, UNIX_EPOCH};

use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Jid, Node, NodeContent, Server};

/// The address of the server itself.
pub(crate) const SERVER: &str = "s.whatsapp.net";

/// A person's hidden address is these digits followed by those of the phone number, so that either can be had
/// from the other.
const LID_PREFIX: &str = "77";

/// Short ways to read a stanza.
pub(crate) trait Read {
    fn text(&self, key: &str) -> Option<String>;
    fn is(&self, key: &str, value: &str) -> bool;
    fn jid(&self, key: &str) -> Option<Jid>;
    fn child(&self, tag: &str) -> Option<&Node>;
    fn first(&self) -> Option<&Node>;
    fn all(&self, tag: &str) -> Vec<&Node>;
    fn content(&self) -> &[u8];
}

impl Read for Node {
    fn text(&self, key: &str) -> Option<String> {
        self.attrs.get(key).map(|value| value.as_str().into_owned())
    }

    fn is(&self, key: &str, value: &str) -> bool {
        self.attrs.get(key).is_some_and(|found| found == value)
    }

    fn jid(&self, key: &str) -> Option<Jid> {
        self.attrs.get(key)?.to_jid()
    }

    fn child(&self, tag: &str) -> Option<&Node> {
        self.get_optional_child(tag)
    }

    fn first(&self) -> Option<&Node> {
        self.children()?.first()
    }

    fn all(&self, tag: &str) -> Vec<&Node> {
        self.children().unwrap_or_default().iter().filter(|child| child.tag == tag).collect()
    }

    fn content(&self) -> &[u8] {
        match &self.content {
            Some(NodeContent::Bytes(bytes)) => bytes,
            Some(NodeContent::String(text)) => text.as_bytes(),
            Some(NodeContent::Nodes(_)) | None => &[],
        }
    }
}

/// The bytes of a child, or none.
pub(crate) fn bytes_of<'a>(node: &'a Node, tag: &str) -> &'a [u8] {
    node.child(tag).map_or(&[], Read::content)
}

/// The number in a child's content, most significant byte first.
pub(crate) fn number_of(node: &Node, tag: &str) -> u32 {
    bytes_of(node, tag).iter().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

/// A child with bytes in it.
pub(crate) fn with_bytes(tag: &'static str, bytes: impl Into<Vec<u8>>) -> Node {
    NodeBuilder::new(tag).bytes(bytes).build()
}

/// A key's number as WhatsApp writes it, in three bytes.
pub(crate) fn key_id(id: u32) -> Vec<u8> {
    id.to_be_bytes()[1..].to_vec()
}

/// The answer to a question, with what belongs inside it.
pub(crate) fn result(question: &Node, children: impl IntoIterator<Item = Node>) -> Node {
    let children: Vec<Node> = children.into_iter().collect();
    let answer = NodeBuilder::new("iq")
        .attr("from", SERVER)
        .attr("id", question.text("id").unwrap_or_default())
        .attr("type", "result");
    if children.is_empty() { answer.build() } else { answer.children(children).build() }
}

/// The refusal of a question.
pub(crate) fn refusal(question: &Node, code: u16, text: &'static str) -> Node {
    NodeBuilder::new("iq")
        .attr("from", SERVER)
        .attr("id", question.text("id").unwrap_or_default())
        .attr("type", "error")
        .children([NodeBuilder::new("error").attr("code", code).attr("text", text).build()])
        .build()
}

/// A person's address by phone number.
pub(crate) fn by_number(digits: &str) -> Jid {
    Jid::new(digits, Server::Pn)
}

/// A person's hidden address.
pub(crate) fn by_lid(digits: &str) -> Jid {
    Jid::new(format!("{LID_PREFIX}{digits}"), Server::Lid)
}

/// The phone number behind either kind of address.
pub(crate) fn digits_of(address: &Jid) -> Option<String> {
    match address.server {
        Server::Pn => Some(address.user.to_string()),
        Server::Lid => address.user.strip_prefix(LID_PREFIX).map(str::to_owned),
        _ => None,
    }
}

/// A fresh identifier as a phone makes them.
pub(crate) fn new_id() -> String {
    format!("3A{:016X}{:04X}", rand::random::<u64>(), rand::random::<u16>())
}

/// The time as the protocol writes it.
pub(crate) fn now_seconds() -> u64 {
    now_ms() / 1000
}

/// The time in milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
