//! The three books side by side: what was said, what is logged, what arrived.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use whatsapp_peer::{Arrival, Peer};

use crate::book::Row;
use crate::plan::QUESTIONS;
use crate::run::{History, Said};
use crate::shops::Shop;

/// The business's and the customer's number, in digits.
type Chat<'a> = (&'a str, &'a str);

/// Everything that is known after a run.
pub struct Ledger<'a> {
    history: History,
    shops: &'a [Shop],
    rows: Vec<Row>,
    /// What arrived from each business, in the order of arrival.
    arrivals: Vec<(&'a str, Arrival)>,
    /// The messages that customers were asked to send again, because their first copy could not be read.
    asked_again: HashSet<String>,
}

impl<'a> Ledger<'a> {
    /// Takes it all in.
    pub fn new(history: History, shops: &'a [Shop], rows: Vec<Row>, peer: &Peer) -> Self {
        let arrivals = shops
            .iter()
            .flat_map(|shop| {
                let sent = peer.sent(&shop.phone).unwrap();
                sent.into_iter().map(|arrival| (shop.phone.as_str(), arrival))
            })
            .collect();
        let receipts = shops.iter().flat_map(|shop| peer.receipts(&shop.phone).unwrap());
        let asked_again =
            receipts.filter(|receipt| receipt.kind == "retry").map(|receipt| receipt.id).collect();
        Self { history, shops, rows, arrivals, asked_again }
    }

    /// What to tell of the run.
    pub fn figures(&self, took: Duration) -> String {
        let arrived = self.arrived();
        let unknown: Vec<_> = self.replies().filter(|row| row.status == "unknown").collect();
        let read = self.replies().filter(|row| row.status == "read").count();
        let came = unknown.iter().filter(|row| arrived.contains(row.wire_id().as_str())).count();
        format!(
            "{} messages ({} of them sent twice, {} asked for again), {} kills, {} drops; {} replies of which {} \
             arrived, {read} are read and {} unknown ({came} of these arrived); {:.1} s",
            self.history.said.len(),
            self.history.said.iter().filter(|said| said.times > 1).count(),
            self.asked_again.len(),
            self.history.kills,
            self.history.drops.len(),
            self.replies().count(),
            self.arrivals.len(),
            unknown.len(),
            took.as_secs_f64(),
        )
    }

    /// Whatever is not as it should be.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        self.logged_once(&mut problems);
        self.answered_once(&mut problems);
        self.arrived_at_most_once(&mut problems);
        self.known_ones_arrived(&mut problems);
        self.few_are_unknown(&mut problems);
        self.in_order(&mut problems);
        problems
    }

    /// Every message that the peer accepted is in the log once, as it was written, and nothing else is.
    fn logged_once(&self, problems: &mut Vec<String>) {
        let mut logged: HashMap<&str, Vec<&Row>> = HashMap::new();
        for row in self.rows.iter().filter(|row| row.is_inbound()) {
            logged.entry(said_id(row)).or_default().push(row);
        }
        for said in &self.history.said {
            let rows = logged.remove(said.id.as_str()).unwrap_or_default();
            let [row] = rows.as_slice() else {
                let times = said.times;
                problems.push(format!(
                    "{} from {} (sent {times} times) is in the log {} times: {rows:?}",
                    said.id,
                    said.customer,
                    rows.len()
                ));
                continue;
            };
            let question = &QUESTIONS[said.question];
            let as_said = row.chat() == self.chat_of(said) && row.message_text == question.text;
            let answered = row.kind.as_deref() == Some("answered")
                && row.step.as_deref() == Some(question.step);
            if !as_said || !answered || row.status != "handled" {
                problems
                    .push(format!("{} was not answered by {}: {row:?}", said.id, question.step));
            }
        }
        let never_said = logged.into_values().flatten();
        problems.extend(never_said.map(|row| format!("nobody ever said this: {row:?}")));
    }

    /// The replies of a chat are those to its messages, one to each, in the order of the log.
    fn answered_once(&self, problems: &mut Vec<String>) {
        let steps = |inbound: bool| {
            let mut steps: BTreeMap<Chat<'_>, Vec<&str>> = BTreeMap::new();
            for row in self.rows.iter().filter(|row| row.is_inbound() == inbound) {
                steps.entry(row.chat()).or_default().push(row.step.as_deref().unwrap_or("none"));
            }
            steps
        };
        let mut replies = steps(false);
        for (chat, asked) in steps(true) {
            let answered = replies.remove(&chat).unwrap_or_default();
            if asked != answered {
                problems.push(format!("{chat:?} asked {asked:?} and was answered {answered:?}"));
            }
        }
        problems.extend(replies.into_keys().map(|chat| format!("{chat:?} never asked")));
    }

    /// What arrived is a row of the log, came once, to its customer, and says what the row says.
    fn arrived_at_most_once(&self, problems: &mut Vec<String>) {
        let rows: HashMap<_, _> = self.replies().map(|row| (row.wire_id(), row)).collect();
        let mut seen = HashSet::new();
        for (shop, arrival) in &self.arrivals {
            let row = rows.get(&arrival.id);
            let is_as_logged = row.is_some_and(|row| {
                row.chat() == (*shop, arrival.to.as_str())
                    && arrival.text.as_deref() == Some(row.message_text.as_str())
            });
            if !is_as_logged || arrival.copies != 1 || !seen.insert(&arrival.id) {
                problems.push(format!("{shop} sent {arrival:?}, and the log has {row:?}"));
            }
        }
    }

    /// A reply arrived unless the log says that nobody can know.
    fn known_ones_arrived(&self, problems: &mut Vec<String>) {
        let arrived = self.arrived();
        for row in self.replies() {
            let is_settled = ["sent", "delivered", "read"].contains(&row.status.as_str())
                && arrived.contains(row.wire_id().as_str());
            if !is_settled && row.status != "unknown" {
                problems.push(format!("it did not arrive: {row:?}"));
            }
        }
    }

    /// A chat has one reply on its way at a time, so that a kill leaves one at most of which nobody can know. A
    /// broken line leaves none.
    fn few_are_unknown(&self, problems: &mut Vec<String>) {
        let mut unknown: BTreeMap<Chat<'_>, Vec<&Row>> = BTreeMap::new();
        for row in self.replies().filter(|row| row.status == "unknown") {
            unknown.entry(row.chat()).or_default().push(row);
        }
        for ((shop, customer), rows) in unknown {
            if rows.len() > self.history.kills {
                problems.push(format!("{shop} knows too little about {customer}: {rows:?}"));
            }
        }
    }

    /// A chat's messages are logged in the order in which they were written, but for those that had to be
    /// asked for again, and its replies arrive in the order of the log.
    fn in_order(&self, problems: &mut Vec<String>) {
        let mut said: BTreeMap<Chat<'_>, Vec<&str>> = BTreeMap::new();
        let came_at_once = |id: &&str| !self.asked_again.contains(*id);
        for one in &self.history.said {
            said.entry(self.chat_of(one)).or_default().push(&one.id);
        }
        let mut came: BTreeMap<Chat<'_>, Vec<&str>> = BTreeMap::new();
        for (shop, arrival) in &self.arrivals {
            came.entry((*shop, arrival.to.as_str())).or_default().push(&arrival.id);
        }
        for (chat, said) in said {
            let rows = || self.rows.iter().filter(|row| row.chat() == chat);
            let said: Vec<_> = said.into_iter().filter(came_at_once).collect();
            let logged = rows().filter(|row| row.is_inbound()).map(said_id);
            let logged: Vec<_> = logged.filter(came_at_once).collect();
            if logged != said {
                problems.push(format!("{chat:?} wrote {said:?} and the log says {logged:?}"));
            }
            let came = came.remove(&chat).unwrap_or_default();
            let replies = rows().filter(|row| !row.is_inbound()).map(Row::wire_id);
            let sent: Vec<_> = replies.filter(|id| came.contains(&id.as_str())).collect();
            if sent != came {
                problems.push(format!("{chat:?} got {came:?} and the log says {sent:?}"));
            }
        }
    }

    fn replies(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !row.is_inbound())
    }

    /// The ids of what customers' phones could read.
    fn arrived(&self) -> HashSet<&str> {
        let read = self.arrivals.iter().filter(|(_, arrival)| arrival.kind == "text");
        read.map(|(_, arrival)| arrival.id.as_str()).collect()
    }

    fn chat_of<'b>(&'b self, said: &'b Said) -> Chat<'b> {
        (&self.shops[said.shop].phone, &said.customer)
    }
}

/// WhatsApp's id of a customer's message; the log puts the chat in front of it.
fn said_id(row: &Row) -> &str {
    let id = row.wa_message_id.as_deref().unwrap_or_default();
    id.split_once('/').map_or(id, |(_, id)| id)
}
