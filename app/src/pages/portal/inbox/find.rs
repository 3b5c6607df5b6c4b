//! Looking for conversations: the field above the list, and what was found.

use domain::inbox::{FoundLine, InboxFound, InboxRow};
use domain::message::Direction;
use domain::{Instant, UserId};
use leptos::prelude::*;

use super::{HERE, hands};
use crate::components::{Any, Icon, empty, icon, message_text};
use crate::pages::portal::products::encoded;
use crate::text::{self, Locale, fill, say};
use crate::time::ago;

/// So many characters stand before what was found in a line.
const BEFORE: usize = 30;
/// So many characters of a line are shown.
const SHOWN: usize = 120;

/// The field to look for conversations; a plain form, so that it works in every browser.
pub(super) fn field(l: Locale, find: &str) -> AnyView {
    let word = say!(l, inbox.find);
    let clear = (!find.is_empty()).then(|| {
        view! {
            <a class="btn btn-bare" href=HERE data-testid="find-clear">
                {icon(Icon::Cross)} <span class="unseen">{say!(l, inbox.find_clear)}</span>
            </a>
        }
        .any()
    });
    view! {
        <form class="inbox-find" method="get" action=HERE role="search" aria-label=word>
            <input type="search" id="inbox-find" name="find" maxlength="100" aria-label=word placeholder=word
                value=find.to_owned() data-testid="find"/>
            <button class="btn btn-quiet" data-testid="btn-find">
                {icon(Icon::Search)} <span class="unseen">{say!(l, inbox.find_do)}</span>
            </button>
            {clear}
        </form>
    }
    .any()
}

/// The address of what is found, or of the next part of it.
pub(super) fn address(find: &str, before: &str) -> String {
    let mut address = format!("{HERE}?find={}", encoded(find));
    if !before.is_empty() {
        address = address + "&before=" + &encoded(before);
    }
    address
}

/// What was found: conversations by their customers, then messages, and the way to older ones.
pub(super) fn found(
    l: Locale,
    found: InboxFound,
    find: &str,
    me: Option<UserId>,
    now: ReadSignal<Instant>,
) -> AnyView {
    let is_empty = found.rows.is_empty() && found.lines.is_empty();
    let nothing = match (is_empty, &found.next) {
        (true, None) => {
            empty(say!(l, inbox.find_none), "Mtafutaji hachoki.", "Who searches does not tire.")
        }
        (true, Some(_)) => view! { <p class="quiet">{say!(l, inbox.find_none_yet)}</p> }.any(),
        _ => ().into_any(),
    };
    let rows = found.rows.iter().map(|row| customer(l, row, find, me, now)).collect_view();
    let lines = found.lines.iter().map(|line| said(l, line, find, now)).collect_view();
    let next = found.next.map(|next| {
        view! {
            <p class="more"><a class="btn btn-quiet" href=address(find, &next) data-testid="find-older">{say!(l, inbox.find_older)}</a></p>
        }
        .any()
    });
    view! {
        <div data-testid="found">
            {nothing}
            <ul class="inbox-lines" hidden=is_empty>{rows} {lines}</ul>
            {next}
        </div>
    }
    .any()
}

fn customer(
    l: Locale,
    row: &InboxRow,
    find: &str,
    me: Option<UserId>,
    now: ReadSignal<Instant>,
) -> AnyView {
    let name = row.name.clone().unwrap_or_else(|| text::address(l, &row.address));
    let at = row.last_at.map(|at| view! { <span class="quiet">{ago(at, now)}</span> }.any());
    let href = format!("{HERE}/{}?find={}", row.id, encoded(find));
    view! {
        <li>
            <a class="inbox-line" href=href data-testid="found-talk">
                <span class="inbox-line-head"><span class="row-name">{name}</span> {at}</span>
                <span class="inbox-line-state">{hands::badge(l, row, me)}</span>
            </a>
        </li>
    }
    .any()
}

fn said(l: Locale, line: &FoundLine, find: &str, now: ReadSignal<Instant>) -> AnyView {
    let message = &line.message;
    let address = match message.direction {
        Direction::In => &message.from,
        Direction::Out => &message.to,
    };
    let name = message.contact_name.clone().unwrap_or_else(|| text::address(l, address));
    let words = message_text(l, &message.text, &message.message_type);
    let (before, hit, after) = around(&words, find);
    let by = match message.direction {
        Direction::In => say!(l, message.incoming),
        Direction::Out => say!(l, message.outgoing),
    };
    let href = format!(
        "{HERE}/{}?older={}&find={}",
        message.conversation_id,
        encoded(&line.older),
        encoded(find)
    );
    let title = fill(say!(l, inbox.find_shows), &[("name", &name)]);
    view! {
        <li>
            <a class="inbox-line" href=href title=title data-testid="found-line">
                <span class="inbox-line-head">
                    <span class="row-name">{name}</span>
                    <span class="quiet">{ago(message.created_at, now)}</span>
                </span>
                <span class="inbox-found"><span class="unseen">{by} ": "</span> {before} <mark>{hit}</mark> {after}</span>
            </a>
        </li>
    }
    .any()
}

/// The piece of a text around the first place that holds what was looked for: what stands before it, it, and what
/// stands after it. The beginning where no place does, as the database may know more forms of a letter than we do.
fn around(text: &str, find: &str) -> (String, String, String) {
    let text: Vec<char> = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let small = |c: &char| c.to_lowercase().next().unwrap_or(*c);
    let wanted: Vec<char> = find.trim().chars().map(|c| small(&c)).collect();
    let place = (!wanted.is_empty())
        .then(|| {
            text.windows(wanted.len())
                .position(|part| part.iter().map(small).eq(wanted.iter().copied()))
        })
        .flatten();
    let Some(place) = place else {
        return (text.iter().take(SHOWN).collect(), String::new(), String::new());
    };
    let begin = place.saturating_sub(BEFORE);
    let mut before: String = text.iter().skip(begin).take(place - begin).collect();
    if begin > 0 {
        before.insert(0, '…');
    }
    let hit = text.iter().skip(place).take(wanted.len()).collect();
    let after = text.iter().skip(place + wanted.len()).take(SHOWN).collect();
    (before, hit, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_what_was_found_with_what_stands_around_it() {
        let around = |text: &str, find: &str| {
            let (before, hit, after) = around(text, find);
            format!("{before}[{hit}]{after}")
        };
        assert_eq!(around("Bei ya MCHELE\nni ngapi?", " mchele "), "Bei ya [MCHELE] ni ngapi?");
        assert_eq!(around("Ni Élan", "éLAN"), "Ni [Élan]");
        assert_eq!(around("Habari", "kitu"), "Habari[]");
        assert_eq!(around("ab", "abc"), "ab[]");
        let long = "a".repeat(50) + "x" + &"b".repeat(500);
        let wanted = format!("…{}[x]{}", "a".repeat(30), "b".repeat(120));
        assert_eq!(around(&long, "X"), wanted);
    }

    #[test]
    fn what_was_typed_stays_within_its_field_of_the_address() {
        assert_eq!(address("a&b", ""), "/app/inbox?find=a%26b");
        assert_eq!(address("mchele", "x_1"), "/app/inbox?find=mchele&before=x_1");
    }
}
