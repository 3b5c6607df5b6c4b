//! Calls, which nobody here can take: a customer who rang in vain is told so, once for each call.
//!
//! The business's own phone rings as well, so nothing is said while it does. Only when the caller gave up, or
//! somebody declined, does a call become a message. One that was taken on the phone is none of ours. Calls of groups
//! are not either.

use std::collections::VecDeque;
use std::mem;

use channel::{ChatKind, Incoming};
use domain::Instant as Moment;
use tokio::time::Instant;
use whatsapp_rust::Jid;
use whatsapp_rust::types::call::{CallAction, IncomingCall, MissedCall};
use whatsapp_rust::wacore_binary::JidExt;

use crate::address::address;
use crate::inbound::log_id;
use crate::settings::{CALLS_AT_ONCE, RINGS};

/// What a call is called among the kinds of messages.
const CALL: &str = "call";
/// WhatsApp's word for a call that was taken on another device of the same account.
const TAKEN: &str = "accepted_elsewhere";
/// A device's word for that it cannot take calls; the others go on ringing.
const BUSY: &str = "busy";
/// What stands before a call's id, so that nobody takes it for a message's.
const MARK: &str = "#call-";

/// The calls that ring at present.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    ringing: Vec<Ringing>,
    /// Those that ended lately: the library tells of several things at once, the end before the ringing too.
    ended: VecDeque<Ended>,
}

#[derive(Debug)]
struct Ringing {
    call_id: String,
    message: Incoming,
    /// From when on nobody waits any more to hear how it ended.
    until: Instant,
}

#[derive(Debug)]
struct Ended {
    call_id: String,
    /// Whether a message is still to be made of it, once its ringing is told of.
    is_owed: bool,
}

impl Calls {
    /// Takes a word about a call in; gives the message when it turns out to have been in vain.
    pub(crate) fn on(&mut self, call: &IncomingCall) -> Option<Incoming> {
        let id = call.action.call_id();
        match &call.action {
            CallAction::Offer { caller_pn, group_jid, .. } => {
                let is_group = group_jid.is_some() || call.group.is_some();
                let is_known = self.ringing.iter().any(|ringing| ringing.call_id == id);
                if is_group || is_known || self.ringing.len() >= CALLS_AT_ONCE {
                    return None;
                }
                let message = message(&call.from, caller_pn.as_ref(), id, call.timestamp)?;
                let name = call.notify.as_deref().map(str::trim).filter(|name| !name.is_empty());
                let message = Incoming { name: name.map(str::to_owned), ..message };
                if let Some(ended) = self.ended.iter_mut().find(|ended| ended.call_id == id) {
                    return mem::take(&mut ended.is_owed).then_some(message);
                }
                let until = Instant::now() + RINGS;
                self.ringing.push(Ringing { call_id: id.to_owned(), message, until });
                None
            }
            CallAction::Accept { .. } => self.end(id, false),
            CallAction::Terminate { reason, .. } => self.end(id, reason.as_deref() != Some(TAKEN)),
            CallAction::Reject { reason, .. } if reason.as_deref() != Some(BUSY) => {
                self.end(id, true)
            }
            _ => None,
        }
    }

    /// Takes in that a call is over; gives its message where it rang and nobody took it.
    fn end(&mut self, call_id: &str, in_vain: bool) -> Option<Incoming> {
        let rang = self.take(call_id);
        if !self.ended.iter().any(|ended| ended.call_id == call_id) {
            self.ended.truncate(CALLS_AT_ONCE - 1);
            let is_owed = in_vain && rang.is_none();
            self.ended.push_front(Ended { call_id: call_id.to_owned(), is_owed });
        }
        rang.filter(|_| in_vain)
    }

    /// The message of a call that came while there was no connection.
    pub(crate) fn on_missed(&mut self, call: &MissedCall) -> Option<Incoming> {
        let rang = self.take(&call.call_id);
        let late = |message| Incoming { late: true, ..message };
        rang.or_else(|| message(&call.from, None, &call.call_id, call.timestamp).map(late))
    }

    /// When the first call is over of whose end nobody told.
    pub(crate) fn due_at(&self) -> Option<Instant> {
        self.ringing.iter().map(|ringing| ringing.until).min()
    }

    /// The messages of the calls that are over by now.
    pub(crate) fn over(&mut self) -> Vec<Incoming> {
        let now = Instant::now();
        let over = self.ringing.extract_if(.., |ringing| ringing.until <= now);
        over.map(|ringing| ringing.message).collect()
    }

    fn take(&mut self, call_id: &str) -> Option<Incoming> {
        let place = self.ringing.iter().position(|ringing| ringing.call_id == call_id)?;
        Some(self.ringing.swap_remove(place).message)
    }
}

/// A call as a message; nothing where no single person called.
fn message(from: &Jid, also: Option<&Jid>, call_id: &str, at: Moment) -> Option<Incoming> {
    if from.is_group() {
        return None;
    }
    let chat = address(from)?;
    let also = also.and_then(address).filter(|also| *also != chat);
    Some(Incoming {
        id: log_id(&chat, &format!("{MARK}{call_id}")),
        from: chat,
        also,
        name: None,
        text: String::new(),
        message_type: CALL.to_owned(),
        from_me: false,
        place: None,
        quoted: None,
        file: None,
        chat: ChatKind::Single,
        sent_at: at,
        late: false,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use whatsapp_rust::types::call::MissedReason;

    use super::*;
    use crate::inbound::channel_id;

    const ASHA: &str = "255712000001@s.whatsapp.net";

    fn jid(text: &str) -> Jid {
        text.parse().unwrap()
    }

    fn call(from: &str, action: CallAction) -> IncomingCall {
        IncomingCall::builder()
            .from(jid(from))
            .stanza_id("1".to_owned())
            .notify("Asha".to_owned())
            .timestamp(Moment::UNIX_EPOCH)
            .offline(false)
            .action(action)
            .build()
    }

    fn offer(group: Option<&str>) -> CallAction {
        CallAction::Offer {
            call_id: "C1".to_owned(),
            call_creator: jid(ASHA),
            caller_pn: None,
            caller_country_code: None,
            device_class: None,
            joinable: false,
            is_video: false,
            audio: Vec::new(),
            group_jid: group.map(jid),
        }
    }

    fn end(reason: Option<&str>) -> CallAction {
        CallAction::Terminate {
            call_id: "C1".to_owned(),
            call_creator: jid(ASHA),
            reason: reason.map(str::to_owned),
            duration: None,
            audio_duration: None,
        }
    }

    #[tokio::test]
    async fn a_call_in_vain_is_one_message_however_often_it_is_told_of() {
        let mut calls = Calls::default();
        assert_eq!(calls.on(&call(ASHA, offer(None))), None, "the phone rings");
        assert_eq!(calls.on(&call(ASHA, offer(None))), None);
        let message = calls.on(&call(ASHA, end(Some("timeout")))).unwrap();
        assert_eq!((message.message_type.as_str(), message.text.as_str()), ("call", ""));
        assert_eq!(
            (message.from.value.as_str(), message.name.as_deref()),
            ("+255712000001", Some("Asha"))
        );
        assert_eq!(channel_id(&message.id), None, "nobody confirms a call as read");
        assert_eq!(calls.on(&call(ASHA, end(None))), None);
        // Told of again after a login it is the same message, which the log has.
        let missed =
            MissedCall::new(jid(ASHA), "C1".to_owned(), Moment::UNIX_EPOCH, MissedReason::Offline);
        let again = calls.on_missed(&missed).unwrap();
        assert_eq!((again.id, again.late), (message.id, true));
    }

    #[tokio::test]
    async fn a_call_that_was_taken_and_one_of_a_group_are_none_of_ours() {
        let mut calls = Calls::default();
        calls.on(&call(ASHA, offer(None)));
        assert_eq!(calls.on(&call(ASHA, end(Some(TAKEN)))), None);
        calls.on(&call(ASHA, offer(None)));
        let accept = CallAction::Accept {
            call_id: "C1".to_owned(),
            call_creator: jid(ASHA),
            audio: Vec::new(),
        };
        assert_eq!(calls.on(&call(ASHA, accept)), None);
        assert_eq!(calls.on(&call(ASHA, end(None))), None, "hanging up after it was taken");
        for (from, group) in
            [(ASHA, Some("120363021033254949@g.us")), ("120363021033254949@g.us", None)]
        {
            calls.on(&call(from, offer(group)));
            assert_eq!(calls.on(&call(from, end(None))), None, "{from}");
        }
    }

    #[tokio::test]
    async fn an_end_that_is_told_of_before_the_ringing_counts() {
        let mut calls = Calls::default();
        assert_eq!(calls.on(&call(ASHA, end(Some("timeout")))), None);
        assert!(calls.on(&call(ASHA, offer(None))).is_some());
        assert_eq!(calls.on(&call(ASHA, offer(None))), None, "once");
        let mut calls = Calls::default();
        assert_eq!(calls.on(&call(ASHA, end(Some(TAKEN)))), None);
        assert_eq!(calls.on(&call(ASHA, offer(None))), None);
        assert_eq!(calls.due_at(), None, "it does not ring");
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_of_whose_end_nobody_tells_is_over_by_itself() {
        let mut calls = Calls::default();
        assert_eq!(calls.due_at(), None);
        calls.on(&call(ASHA, offer(None)));
        assert_eq!(calls.over(), []);
        tokio::time::advance(RINGS + Duration::from_secs(1)).await;
        assert!(calls.due_at().is_some());
        assert_eq!((calls.over().len(), calls.due_at()), (1, None));
    }
}
