//! The questions that a device asks the server, with the shortest answers that satisfy it.

use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use crate::adv::device_list;
use crate::companion::{Companion, UploadedKeys};
use crate::stanza::{Read as _, by_lid, digits_of, now_seconds, refusal, result};
use crate::world::World;

/// How long a client may keep what the server told it about itself.
const REFRESH_SECONDS: u32 = 24 * 3600;

impl World {
    /// Answers a question, or the answer to one of ours is taken as read.
    pub(crate) fn answer(&mut self, phone: &str, question: &Node) {
        if !question.is("type", "get") && !question.is("type", "set") {
            return;
        }
        let space = question.text("xmlns").unwrap_or_default();
        let about = question.first().map(|child| child.tag.to_string()).unwrap_or_default();
        let answer = match (space.as_str(), about.as_str()) {
            ("encrypt", _) if question.is("type", "set") => self.take_keys(phone, question),
            ("encrypt", "count") => {
                let left = self.companion_keys(phone).map_or(0, Companion::keys_left);
                result(question, [NodeBuilder::new("count").attr("value", left).build()])
            }
            ("encrypt", "digest") => {
                match self.companion_keys(phone).and_then(|companion| companion.keys.as_ref()) {
                    Some(keys) => result(question, [keys.digest()]),
                    None => refusal(question, 404, "item-not-found"),
                }
            }
            ("encrypt", "key") => self.bundles(phone, question),
            ("usync", _) => self.directory(phone, question),
            ("w:sync:app:state", _) => settings(question),
            ("abt", _) => {
                let props = NodeBuilder::new("props")
                    .attr("protocol", "1")
                    .attr("hash", "loopback")
                    .attr("refresh", REFRESH_SECONDS)
                    .build();
                result(question, [props])
            }
            ("blocklist", _) => result(question, [NodeBuilder::new("list").build()]),
            ("privacy", "privacy") => {
                let category = NodeBuilder::new("category")
                    .attr("name", "readreceipts")
                    .attr("value", "all")
                    .build();
                result(question, [NodeBuilder::new("privacy").children([category]).build()])
            }
            ("w:m", _) => result(question, [self.media_servers()]),
            ("md", "remove-companion-device") => {
                self.send(phone, result(question, []));
                self.forget_device(phone);
                return;
            }
            _ => result(question, []),
        };
        self.send(phone, answer);
        match (space.as_str(), about.as_str()) {
            ("passive", "active") => self.activate(phone),
            ("encrypt", _) if question.is("type", "set") => {
                self.share_keys(phone);
                self.deliver_news(phone);
            }
            _ => {}
        }
    }

    fn send(&self, phone: &str, node: Node) {
        if let Some(business) = self.businesses.get(phone) {
            business.send(node);
        }
    }

    fn companion_keys(&self, phone: &str) -> Option<&Companion> {
        self.businesses.get(phone)?.companion.as_ref()
    }

    /// The device uploads keys, or a new signed one.
    fn take_keys(&mut self, phone: &str, question: &Node) -> Node {
        let companion =
            self.businesses.get_mut(phone).and_then(|business| business.companion.as_mut());
        if let Some(companion) = companion {
            if let (Some(_), Some(keys)) = (question.child("rotate"), companion.keys.as_mut()) {
                keys.rotate(question);
            } else if question.child("identity").is_some() {
                companion.keys = UploadedKeys::read(question, companion.keys.take());
            }
        }
        result(question, [])
    }

    /// The device wants to write to phones that it does not know yet.
    fn bundles(&mut self, phone: &str, question: &Node) -> Node {
        let users = question.child("key").map(|list| list.all("user")).unwrap_or_default();
        let mut bundles = Vec::new();
        for address in users.into_iter().filter_map(|user| user.jid("jid")) {
            let Some(digits) = digits_of(&address) else { continue };
            let bundle = if digits == phone {
                self.businesses.get_mut(phone).map(|business| business.phone.bundle(&address))
            } else {
                Some(self.customer(&digits).bundle(&address))
            };
            match bundle {
                Some(Ok(bundle)) => bundles.push(bundle),
                Some(Err(error)) => {
                    tracing::warn!(error = ?error, "could not make a bundle of keys");
                }
                None => {}
            }
        }
        result(question, [NodeBuilder::new("list").children(bundles).build()])
    }

    /// The device asks who there is and which devices they have.
    fn directory(&mut self, phone: &str, question: &Node) -> Node {
        let Some(usync) = question.child("usync") else { return result(question, []) };
        let wanted: Vec<String> = usync
            .child("query")
            .and_then(Node::children)
            .unwrap_or_default()
            .iter()
            .map(|child| child.tag.to_string())
            .collect();
        let mut users = Vec::new();
        for user in usync.child("list").map(|list| list.all("user")).unwrap_or_default() {
            let asked_by_number = user.child("contact").map(|contact| {
                String::from_utf8_lossy(contact.content()).trim_start_matches('+').to_owned()
            });
            let address = user
                .jid("jid")
                .or_else(|| Some(crate::stanza::by_number(asked_by_number.as_deref()?)));
            let Some(address) = address else { continue };
            let Some(digits) = digits_of(&address) else { continue };
            let entries = wanted.iter().filter_map(|wanted| match wanted.as_str() {
                "devices" => Some(self.devices(phone, &digits)),
                "contact" => Some(NodeBuilder::new("contact").attr("type", "in").build()),
                "lid" => Some(NodeBuilder::new("lid").attr("val", by_lid(&digits)).build()),
                _ => None,
            });
            users.push(
                NodeBuilder::new("user").attr("jid", address.to_non_ad()).children(entries).build(),
            );
        }
        let answer =
            NodeBuilder::new("usync").children([NodeBuilder::new("list").children(users).build()]);
        result(question, [answer.build()])
    }

    /// A customer has only a phone; the business has its linked device as well.
    fn devices(&self, phone: &str, digits: &str) -> Node {
        let device = |id: u16| NodeBuilder::new("device").attr("id", id);
        let mut devices = vec![device(0).build()];
        let mut index = None;
        if digits == phone
            && let Some(business) = self.businesses.get(phone)
            && let Some(companion) = &business.companion
        {
            devices.push(device(companion.device).attr("key-index", companion.device).build());
            index = device_list(&business.phone, companion.device).ok();
        }
        let mut children = vec![NodeBuilder::new("device-list").children(devices).build()];
        if let Some(bytes) = index {
            children.push(
                NodeBuilder::new("key-index-list").attr("ts", now_seconds()).bytes(bytes).build(),
            );
        }
        NodeBuilder::new("devices").children(children).build()
    }

    /// Where files are fetched and left: here, though the client will write `https` before the address.
    fn media_servers(&self) -> Node {
        let host = NodeBuilder::new("host")
            .attr("hostname", &self.host)
            .attr("type", "primary")
            .children([NodeBuilder::new("upload").build(), NodeBuilder::new("download").build()])
            .build();
        NodeBuilder::new("media_conn")
            .attr("auth", "loopback")
            .attr("ttl", REFRESH_SECONDS)
            .attr("auth_ttl", REFRESH_SECONDS)
            .attr("max_buckets", "12")
            .children([host])
            .build()
    }

    /// The device unlinks itself.
    fn forget_device(&mut self, phone: &str) {
        if let Some(business) = self.businesses.get_mut(phone) {
            business.companion = None;
            business.queue.clear();
        }
    }
}

/// The settings that devices share are empty.
fn settings(question: &Node) -> Node {
    let collections = question.child("sync").map(|sync| sync.all("collection")).unwrap_or_default();
    let empty = collections.into_iter().map(|collection| {
        NodeBuilder::new("collection")
            .attr("name", collection.text("name").unwrap_or_default())
            .attr("version", collection.text("version").unwrap_or_else(|| "0".to_owned()))
            .build()
    });
    result(question, [NodeBuilder::new("sync").children(empty).build()])
}
