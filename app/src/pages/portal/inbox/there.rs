//! Who else has a conversation open, and who writes in it.

use std::time::Duration;

use domain::live::LiveEvent;
use domain::presence::{
    ATTEND_SECONDS, PresentIn, PresentView, WRITING_SECONDS, WRITING_TOLD_SECONDS, initials,
};
use domain::{ConversationId, UserId};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use web_sys::UrlSearchParams;

use crate::AppError;
use crate::api::Doc;
use crate::api::inbox::{Leave, attend, leave};
use crate::components::{Any, effect, words};
use crate::live::{News, use_live};
use crate::text::{Locale, fill, say};

/// So many faces are drawn; the names of all are told.
const FACES: usize = 4;

/// Who is in one conversation.
#[derive(Clone, Copy)]
pub(super) struct There {
    talk: ConversationId,
    me: Option<UserId>,
    people: RwSignal<Vec<PresentView>>,
    /// How often it was heard who is there.
    heard: StoredValue<u32>,
    /// When it was last told that the person writes, in milliseconds of the page.
    told: StoredValue<f64>,
    /// Whether the conversation is somebody else's, so that the person sees no more of it.
    pub(super) gone: RwSignal<bool>,
}

impl There {
    /// Who was there when the page came.
    pub(super) fn new(talk: ConversationId, me: Option<UserId>, people: Vec<PresentView>) -> Self {
        let (heard, told) = (StoredValue::new(0), StoredValue::new(f64::MIN));
        let gone = RwSignal::new(false);
        Self { talk, me, people: RwSignal::new(people), heard, told, gone }
    }

    /// Tells that the person is there for as long as the page is seen, and hears who else is.
    pub(super) fn follow(self) {
        use_live().listen(move |news| {
            if let News::Event(LiveEvent::Presence { there, .. }) = news
                && there.conversation_id == self.talk
            {
                self.take(there.people.clone());
            }
        });
        effect(move || {
            self.attend(false);
            let again = move || self.attend(false);
            let every = Duration::from_secs(ATTEND_SECONDS.into());
            let beat = set_interval_with_handle(again, every).ok();
            let seen = window_event_listener_untyped("visibilitychange", move |_| again());
            let closed = window_event_listener_untyped("pagehide", move |_| self.leave_for_good());
            on_cleanup(move || {
                if let Some(beat) = beat {
                    beat.clear();
                }
                seen.remove();
                closed.remove();
                spawn_local(async move {
                    // Whoever cannot say so is gone in a moment anyway.
                    drop(leave(self.talk).await);
                });
            });
        });
    }

    /// Tells that the person writes, now and then.
    pub(super) fn writes(self) {
        let now = window().performance().map_or(0.0, |performance| performance.now());
        let pause = f64::from(WRITING_TOLD_SECONDS) * 1000.0;
        if now - self.told.get_value() >= pause {
            self.told.set_value(now);
            self.attend(true);
        }
    }

    fn attend(self, writes: bool) {
        if document().hidden() {
            return;
        }
        spawn_local(async move {
            // What was missed while the line was cut is heard here.
            match attend(self.talk, writes).await.and_then(Doc::read) {
                Ok(people) => {
                    self.set_gone(false);
                    self.take(people);
                }
                Err(AppError::NotFound) => self.set_gone(true),
                Err(_) => {}
            }
        });
    }

    fn set_gone(self, gone: bool) {
        if self.gone.try_get_untracked() == Some(!gone) {
            self.gone.try_set(gone);
        }
    }

    /// A page that is closed has no time to wait for an answer.
    fn leave_for_good(self) {
        let Ok(fields) = UrlSearchParams::new() else { return };
        fields.append("conversation", &self.talk.to_string());
        let navigator = window().navigator();
        drop(navigator.send_beacon_with_opt_url_search_params(Leave::PATH, Some(&fields)));
    }

    fn take(self, people: Vec<PresentView>) {
        let heard = self.heard.try_update_value(|heard| {
            *heard += 1;
            *heard
        });
        let is_written = people.iter().any(|one| one.writes);
        if self.people.try_with_untracked(|known| *known != people) == Some(true) {
            self.people.try_set(people);
        }
        if is_written {
            // Whoever writes on is told of again before that.
            let over = move || {
                if self.heard.try_get_value() == heard {
                    self.people.try_update(|people| {
                        for one in people.iter_mut() {
                            one.writes = false;
                        }
                    });
                }
            };
            set_timeout(over, Duration::from_secs(WRITING_SECONDS.into()));
        }
    }

    /// The faces and names of those who are there too.
    pub(super) fn faces(self, l: Locale) -> AnyView {
        self.people.with(|people| faces(l, people, self.me, "quiet"))
    }

    /// Who writes at present.
    pub(super) fn writing(self, l: Locale) -> AnyView {
        let text = words(move || {
            self.people.with(|people| {
                let others = people.iter().filter(|one| one.writes && Some(one.user_id) != self.me);
                let names: Vec<_> = others.map(|one| one.name.as_str()).collect();
                let words = match names.len() {
                    0 => return String::new(),
                    1 => say!(l, inbox.writes),
                    _ => say!(l, inbox.write_several),
                };
                fill(words, &[("who", &names.join(", "))])
            })
        });
        view! { <p class="thread-writing quiet" role="status" data-testid="writing">{text}</p> }
            .any()
    }
}

/// Takes in who is in one of several conversations now.
pub(super) fn hear(all: &mut Vec<PresentIn>, there: &PresentIn) {
    all.retain(|known| known.conversation_id != there.conversation_id);
    if !there.people.is_empty() {
        all.push(there.clone());
    }
}

/// The faces of those who are there beside the person, and their names in words of this class.
pub(super) fn faces(
    l: Locale,
    people: &[PresentView],
    me: Option<UserId>,
    class: &'static str,
) -> AnyView {
    let names: Vec<_> =
        people.iter().filter(|one| Some(one.user_id) != me).map(|one| one.name.as_str()).collect();
    if names.is_empty() {
        return ().into_any();
    }
    let face = |name: &&str| view! { <span class="face">{initials(name)}</span> }.any();
    let drawn = names.iter().take(FACES).map(face).collect::<Vec<_>>();
    let told = fill(say!(l, inbox.there), &[("who", &names.join(", "))]);
    view! {
        <span class="faces" data-testid="there">
            <span class="faces-drawn" aria-hidden="true">{drawn}</span>
            <span class=class>{told}</span>
        </span>
    }
    .any()
}

#[cfg(test)]
mod tests {
    use domain::RecordId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_was_heard_last_of_a_conversation_holds() {
        let talk = |number| ConversationId::from_uuid(Uuid::from_u128(number));
        let there = |number, names: &[&str]| PresentIn {
            conversation_id: talk(number),
            people: names
                .iter()
                .map(|name| PresentView {
                    user_id: UserId::from_uuid(Uuid::nil()),
                    name: (*name).to_owned(),
                    writes: false,
                })
                .collect(),
        };
        let mut all = vec![there(1, &["Asha"]), there(2, &["Juma"])];
        hear(&mut all, &there(1, &["Asha", "Neema"]));
        assert_eq!(all, [there(2, &["Juma"]), there(1, &["Asha", "Neema"])]);
        hear(&mut all, &there(2, &[]));
        assert_eq!(all, [there(1, &["Asha", "Neema"])]);
    }
}
