//! What a conversation and its customer know of it when messages are written down: who spoke last, what nobody has seen,
//! and that what was put aside is back.

use std::collections::{HashMap, HashSet};

use domain::Gate;
use domain::message::{ConversationStatus, Direction, MessageStatus};
use uuid::Uuid;

use super::fence::Held;
use super::several::Script;
use crate::entity::message_logs;

impl Held<'_> {
    /// Notes that customers wrote just now, so that nothing is asked that was planned for their silence, and their
    /// names where they are news.
    pub(super) fn touch(
        &self,
        script: &mut Script,
        rows: &[message_logs::Model],
        learnt: &HashMap<Uuid, String>,
        courtesies: &HashSet<Uuid>,
    ) {
        let talks: HashSet<_> = rows.iter().map(|row| row.conversation_id).collect();
        self.forget_follow_ups(script, talks.iter().copied().collect());
        let customers: HashSet<_> = rows.iter().filter_map(|row| row.contact_id).collect();
        let (named, others): (Vec<_>, Vec<_>) =
            customers.into_iter().partition(|contact| learnt.contains_key(contact));
        self.hear(script, rows, courtesies);
        script.add_giving_ids(|values| {
            let now = values.put(self.now);
            let ids = values.list(others);
            format!(
                "UPDATE contacts SET last_message_at = {now}, updated_at = {now} \
                 WHERE id IN ({ids}) AND deleted_at IS NULL",
            )
        });
        for contact in named {
            script.add_giving_ids(|values| {
                let now = values.put(self.now);
                let name = values.put(learnt.get(&contact).map(String::as_str));
                let contact = values.put(contact);
                format!(
                    "UPDATE contacts SET last_message_at = {now}, updated_at = {now}, \
                     name = {name} WHERE id = {contact} AND deleted_at IS NULL",
                )
            });
        }
    }

    /// Notes in the conversations what their customers wrote; before it is written down, so that what is known counts
    /// no second time. What was put aside comes back.
    fn hear(&self, script: &mut Script, rows: &[message_logs::Model], courtesies: &HashSet<Uuid>) {
        let mut once = HashSet::new();
        let rows: Vec<_> = rows.iter().filter(|row| once.insert(&row.wa_message_id)).collect();
        script.add_giving_ids(|values| {
            let now = values.put(self.now);
            let tenant = values.put(self.tenant());
            let [inbound, open, snoozed, closed] = [
                Direction::In.as_str(),
                ConversationStatus::Open.as_str(),
                ConversationStatus::Snoozed.as_str(),
                ConversationStatus::Closed.as_str(),
            ]
            .map(|text| values.put(text));
            let heard: Vec<_> = rows
                .into_iter()
                .map(|row| {
                    // What a gate has stopped at once is no customer's word: a group's, a status, the business's own.
                    let counts = row.status == MessageStatus::Pending.as_str();
                    let waits = counts && !courtesies.contains(&row.id);
                    let gate = row.decision.as_ref().and_then(|decision| decision["gate"].as_str());
                    let own = gate == Some(Gate::OwnMessage.as_str());
                    let id = row.wa_message_id.clone();
                    values.row([
                        row.conversation_id.into(),
                        id.into(),
                        i32::from(counts).into(),
                        i32::from(waits).into(),
                        i32::from(own).into(),
                    ])
                })
                .collect();
            format!(
                "UPDATE conversations SET last_message_at = {now}, updated_at = {now}, \
                     unread = unread + v.heard, \
                     customer_at = CASE WHEN v.waits > 0 THEN {now} ELSE customer_at END, \
                     person_at = CASE WHEN v.own > 0 THEN {now} ELSE person_at END, \
                     status = CASE WHEN v.heard > 0 AND status = {snoozed} THEN {open} \
                         ELSE status END, \
                     snoozed_until = CASE WHEN v.heard > 0 THEN NULL ELSE snoozed_until END \
                 FROM (SELECT r.talk, SUM(r.heard * r.fresh) AS heard, \
                         SUM(r.waits * r.fresh) AS waits, SUM(r.own * r.fresh) AS own \
                     FROM (SELECT q.column1 AS talk, q.column3 AS heard, q.column4 AS waits, \
                             q.column5 AS own, CASE WHEN EXISTS (SELECT 1 FROM message_logs m \
                                 WHERE m.tenant_id = {tenant} AND m.wa_message_id = q.column2 \
                                   AND m.direction = {inbound}) THEN 0 ELSE 1 END AS fresh \
                         FROM (VALUES {}) q) r GROUP BY r.talk) v \
                 WHERE conversations.id = v.talk AND conversations.status <> {closed}",
                heard.join(", "),
            )
        });
    }
}
