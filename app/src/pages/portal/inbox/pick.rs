//! Ready answers by their short names: a stroke at the beginning of the field opens a list of them.

use domain::inbox::CannedReply;
use domain::{CannedReplyId, Language};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::KeyboardEvent;

use super::answer::AnswerForm;
use super::thread::Talk;
use crate::api::Doc;
use crate::api::inbox::tools::insert_canned;
use crate::components::{Any, dynamic, effect, flag, value};
use crate::text::{Locale, say};

/// Most ready answers that are offered at once.
const OFFERED: usize = 8;
/// The list's id, and what its options' ids begin with.
pub(super) const LIST: &str = "canned-list";

/// What is offered while somebody types.
#[derive(Clone, Copy)]
pub(super) struct Picker {
    talk: Talk,
    form: AnswerForm,
    offered: Memo<Vec<CannedReply>>,
    /// Which of them Enter takes.
    at: RwSignal<usize>,
    /// Whether it was put away, until something else is typed.
    away: RwSignal<bool>,
}

impl Picker {
    /// Offers what fits to what is typed.
    pub(super) fn new(talk: Talk, form: AnswerForm) -> Self {
        let typed = form.typed();
        let offered = Memo::new(move |_| {
            let fitting = |replies: &Vec<CannedReply>| {
                typed.with(|typed| fitting(typed, replies, talk.language))
            };
            talk.hand.with_value(|hand| fitting(&hand.canned))
        });
        let picker = Self { talk, form, offered, at: RwSignal::new(0), away: RwSignal::new(false) };
        effect(move || {
            typed.track();
            picker.at.set(0);
            picker.away.set(false);
        });
        picker
    }

    fn is_open(self) -> bool {
        !self.away.get() && self.offered.with(|offered| !offered.is_empty())
    }

    /// The option that Enter takes, for the field that leads through them.
    pub(super) fn active(self) -> Signal<Option<String>> {
        value(move || self.is_open().then(|| format!("{LIST}-{}", self.at.get())))
    }

    /// Takes a key that is meant for the list; false where it is not.
    pub(super) fn takes(self, event: &KeyboardEvent) -> bool {
        if !untrack(move || self.is_open()) || event.ctrl_key() || event.meta_key() {
            return false;
        }
        let count = self.offered.with_untracked(Vec::len);
        let at = self.at.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.at.set((at + 1) % count.max(1)),
            "ArrowUp" => self.at.set((at + count.max(1) - 1) % count.max(1)),
            "Escape" => self.away.set(true),
            "Enter" => {
                let id = self.offered.with_untracked(|offered| offered.get(at).map(|one| one.id));
                if let Some(id) = id {
                    self.take(id);
                }
            }
            _ => return false,
        }
        event.prevent_default();
        true
    }

    /// Puts a ready answer in the place of what was typed to find it.
    fn take(self, id: CannedReplyId) {
        self.away.set(true);
        spawn_local(async move {
            // Where the line is broken the name stays as it was typed, and can be tried again.
            let filled = insert_canned(self.talk.id, id, self.form.id(), String::new())
                .await
                .and_then(Doc::read);
            if let Ok(text) = filled {
                self.form.replace(&text);
            }
        });
    }
}

/// The ready answers whose names or texts hold what follows the stroke.
fn fitting(typed: &str, replies: &[CannedReply], language: Language) -> Vec<CannedReply> {
    let Some(part) = typed.strip_prefix('/').filter(|part| !part.contains('\n')) else {
        return Vec::new();
    };
    let part = part.trim().to_lowercase();
    let fits = |reply: &&CannedReply| {
        reply.shortcut.contains(&part) || reply.text(language).to_lowercase().contains(&part)
    };
    replies.iter().filter(fits).take(OFFERED).cloned().collect()
}

/// The list above the field.
pub(super) fn list(l: Locale, picker: &Picker) -> AnyView {
    let picker = *picker;
    let options = dynamic(move || {
        let option = |(at, reply): (usize, &CannedReply)| {
            let id = reply.id;
            let text: String = reply.text(picker.talk.language).chars().take(80).collect();
            // With the button held down the field would lose the focus.
            let pick = move |event: MouseEvent| {
                event.prevent_default();
                picker.take(id);
            };
            view! {
                <li role="option" id=format!("{LIST}-{at}") class="canned-option" data-testid="canned-option"
                    aria-selected=value(move || Some((picker.at.get() == at).to_string())) on:mousedown=pick>
                    <b>"/" {reply.shortcut.clone()}</b> " " <span class="quiet">{text}</span>
                </li>
            }
            .any()
        };
        picker.offered.with(|all| all.iter().enumerate().map(option).collect_view().into_any())
    });
    view! {
        <ul role="listbox" id=LIST class="canned-list" aria-label=say!(l, inbox.canned_all)
            hidden=flag(move || !picker.is_open())>{options}</ul>
    }
    .any()
}

#[cfg(test)]
mod tests {
    use domain::RecordId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_stroke_offers_what_fits_by_name_and_by_text() {
        let reply = |number, shortcut: &str, sw: &str, en: &str| CannedReply {
            id: CannedReplyId::from_uuid(Uuid::from_u128(number)),
            shortcut: shortcut.to_owned(),
            sw: sw.to_owned(),
            en: en.to_owned(),
        };
        let replies = [
            reply(1, "lipa", "Lipa kwa M-Pesa.", "Pay by M-Pesa."),
            reply(2, "mahali", "Tupo Kariakoo.", ""),
        ];
        let offered = |typed: &str| -> Vec<String> {
            let offered = fitting(typed, &replies, Language::En);
            offered.into_iter().map(|reply| reply.shortcut).collect()
        };
        assert_eq!(offered("/"), ["lipa", "mahali"]);
        assert_eq!(offered("/LI"), ["lipa", "mahali"]);
        assert_eq!(offered("/lip"), ["lipa"]);
        assert_eq!(offered("/kariakoo"), ["mahali"], "the other language stands in");
        for typed in ["", "lipa", "Bei 5,000/=", "/hakuna", "/lipa\nna"] {
            assert_eq!(offered(typed), Vec::<String>::new(), "{typed}");
        }
    }
}
