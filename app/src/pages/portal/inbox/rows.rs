//! The conversations of the list, as what happens changes them.

use domain::UserId;
use domain::inbox::{InboxRow, InboxShow, LINE_MAX, LastLine};
use domain::message::{Direction, MessageStatus};
use domain::standing::{Course, Hands};
use domain::views::MessageView;

use super::hands::is_over;
use crate::api::inbox::InboxList;

/// Whether a conversation is among those that are shown.
fn is_shown(row: &InboxRow, show: InboxShow, me: Option<UserId>) -> bool {
    let (hands, assigned) = (row.standing.hands, row.standing.assigned);
    match show {
        InboxShow::Closed => is_over(row),
        _ if is_over(row) => false,
        InboxShow::Snoozed => is_aside(row),
        _ if is_aside(row) => false,
        InboxShow::All => true,
        InboxShow::Waiting => hands == Hands::Waiting,
        InboxShow::Mine => assigned.is_some() && assigned == me,
        InboxShow::Unassigned => hands != Hands::Assistant && assigned.is_none(),
        InboxShow::Assistant => hands == Hands::Assistant,
    }
}

fn is_aside(row: &InboxRow) -> bool {
    matches!(row.standing.course, Course::Snoozed { .. })
}

/// Takes a conversation in as it is now: in its place, or out of the list where it does not belong any more. What is
/// new comes in at the beginning alone, and not beyond the last of a page that goes on.
pub(super) fn take_in(
    list: &mut InboxList,
    row: InboxRow,
    (show, me): (InboxShow, Option<UserId>),
    is_first: bool,
) {
    let before = list.rows.len();
    list.rows.retain(|known| known.id != row.id);
    let was_known = list.rows.len() < before;
    if !is_shown(&row, show, me) || !(was_known || is_first) {
        return;
    }
    let place = place_of(list, &row);
    if was_known || place < list.rows.len() || list.next.is_none() {
        list.rows.insert(place, row);
    }
}

/// What is to be done about a message beside showing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// Nothing.
    Shown,
    /// The figures, or whose part the conversation is in, may be others now.
    Counts,
    /// The conversation is not in the list.
    Unknown,
}

/// Takes in what was said.
pub(super) fn hear(list: &mut InboxList, message: &MessageView, me: Option<UserId>) -> Heard {
    let Some(place) = list.rows.iter().position(|row| row.id == message.conversation_id) else {
        return Heard::Unknown;
    };
    let mut row = list.rows.remove(place);
    let text: String = message.text.chars().take(LINE_MAX).collect();
    let is_new = row.last_at.is_none_or(|at| at < message.created_at);
    let is_last = row.last_at == Some(message.created_at)
        && row
            .last
            .as_ref()
            .is_none_or(|last| last.direction == message.direction && last.text == text);
    if is_new || is_last {
        row.last = Some(LastLine {
            direction: message.direction,
            text,
            message_type: message.message_type.clone(),
            status: message.status,
        });
    }
    if is_new {
        row.last_at = Some(message.created_at);
        // Only what a customer has just written waits like this.
        if message.status == MessageStatus::Pending {
            row.unread = row.unread.saturating_add(1);
        }
    }
    let place = place_of(list, &row);
    let (is_mine, was_aside) = (row.standing.assigned == me && me.is_some(), is_aside(&row));
    list.rows.insert(place, row);
    match message.direction == Direction::In && (is_mine || was_aside) {
        true => Heard::Counts,
        false => Heard::Shown,
    }
}

fn place_of(list: &InboxList, row: &InboxRow) -> usize {
    list.rows.partition_point(|other| (other.last_at, other.id) > (row.last_at, row.id))
}

#[cfg(test)]
mod tests {
    use domain::inbox::InboxCounts;
    use domain::message::Direction;
    use domain::standing::{Course, Standing};
    use domain::{ContactId, ConversationId, Instant, MessageId, RecordId, TenantId};
    use uuid::Uuid;

    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    fn row(number: u128, second: i64) -> InboxRow {
        InboxRow {
            id: ConversationId::from_uuid(Uuid::from_u128(number)),
            tenant_id: TenantId::from_uuid(Uuid::nil()),
            contact_id: ContactId::from_uuid(Uuid::nil()),
            name: None,
            address: "+255712345678".to_owned(),
            standing: Standing::NEW,
            assigned_name: None,
            unread: 0,
            last: None,
            last_at: Some(at(second)),
            opted_out: false,
            turn: 0,
            idle_minutes: None,
        }
    }

    fn list(numbers: &[(u128, i64)], next: Option<&str>) -> InboxList {
        let rows = numbers.iter().map(|(number, second)| row(*number, *second)).collect();
        InboxList { rows, next: next.map(str::to_owned), counts: InboxCounts::default() }
    }

    fn order(list: &InboxList) -> Vec<u128> {
        list.rows.iter().map(|row| row.id.uuid().as_u128()).collect()
    }

    fn message(conversation: u128, second: i64, status: MessageStatus) -> MessageView {
        MessageView {
            id: MessageId::from_uuid(Uuid::from_u128(9)),
            tenant_id: TenantId::from_uuid(Uuid::nil()),
            conversation_id: ConversationId::from_uuid(Uuid::from_u128(conversation)),
            contact_id: None,
            contact_name: None,
            direction: Direction::In,
            from: String::new(),
            to: String::new(),
            text: "Habari".to_owned(),
            message_type: "text".to_owned(),
            status,
            decision: None,
            error: None,
            extras: domain::views::Extras::default(),
            created_at: at(second),
        }
    }

    #[test]
    fn who_wrote_last_stands_first_and_is_unread_once() {
        let mut shown = list(&[(1, 30), (2, 20), (3, 10)], None);
        let mut heard = |message: &MessageView| hear(&mut shown, message, None);
        assert_eq!(heard(&message(3, 40, MessageStatus::Pending)), Heard::Shown);
        assert_eq!(heard(&message(3, 40, MessageStatus::Handled)), Heard::Shown);
        assert_eq!(order(&shown), [3, 1, 2]);
        assert_eq!(shown.rows[0].unread, 1);
        assert_eq!(shown.rows[0].last.as_ref().unwrap().status, MessageStatus::Handled);
        // What is told of an older one changes nothing.
        assert_eq!(hear(&mut shown, &message(1, 5, MessageStatus::Handled), None), Heard::Shown);
        assert_eq!((order(&shown), shown.rows[1].last.as_ref()), (vec![3, 1, 2], None));
        assert_eq!(hear(&mut shown, &message(4, 50, MessageStatus::Pending), None), Heard::Unknown);
    }

    #[test]
    fn what_is_written_where_i_answer_changes_the_figures() {
        let mut shown = list(&[(1, 30)], None);
        let me = UserId::from_uuid(Uuid::from_u128(7));
        shown.rows[0].standing.assigned = Some(me);
        let written = message(1, 40, MessageStatus::Pending);
        assert_eq!(hear(&mut shown, &written, Some(me)), Heard::Counts);
        assert_eq!(hear(&mut shown, &written, None), Heard::Shown);
    }

    #[test]
    fn a_conversation_comes_goes_and_stays_where_it_belongs() {
        let all = (InboxShow::All, None);
        let mut shown = list(&[(1, 30), (2, 20)], Some("more"));
        take_in(&mut shown, row(3, 25), all, true);
        assert_eq!(order(&shown), [1, 3, 2]);
        take_in(&mut shown, row(4, 1), all, true);
        assert_eq!(order(&shown), [1, 3, 2], "it stands on the next page");
        take_in(&mut shown, row(5, 99), all, false);
        assert_eq!(order(&shown), [1, 3, 2], "an older page takes nothing new in");
        let mut over = row(3, 25);
        over.standing.course = Course::Closed { at: at(26) };
        take_in(&mut shown, over, all, true);
        assert_eq!(order(&shown), [1, 2]);
    }

    #[test]
    fn each_part_of_the_inbox_shows_what_the_store_lists_there() {
        let me = UserId::from_uuid(Uuid::from_u128(7));
        let taken = Hands::Taken { since: at(0) };
        let of = |hands, assigned| InboxRow {
            standing: Standing { hands, assigned, ..Standing::NEW },
            ..row(1, 1)
        };
        let shown = |row: &InboxRow| {
            let shown = InboxShow::ALL.iter().filter(|show| is_shown(row, **show, Some(me)));
            shown.map(|show| show.as_str()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(&of(Hands::Assistant, None)), "all assistant");
        assert_eq!(shown(&of(Hands::Waiting, None)), "all waiting unassigned");
        assert_eq!(shown(&of(taken, Some(me))), "all mine");
        assert_eq!(shown(&of(taken, None)), "all unassigned");
    }
}
