//! Customers who have waited for a person for too long.

use domain::inbox::InboxRow;
use leptos::prelude::*;

use super::thread::Talk;
use crate::api::inbox::HandBack;
use crate::components::{Any, Icon, Post, Tone, icon, notice, refusal, steady, submit};
use crate::text::{Locale, fill, say};

/// That nobody has answered, above the form to answer, and the way back to the assistant.
pub(super) fn idle(l: Locale, talk: Talk) -> AnyView {
    let idle = move || {
        let own = talk.may && !talk.there().gone.get();
        talk.row.with(|row| row.idle_minutes.filter(|_| own))
    };
    let post = Post::to::<HandBack>();
    post.after(move || talk.again());
    steady(idle, move |idle| match *idle {
        Some(minutes) => asked(l, talk, post, minutes),
        None => ().into_any(),
    })
}

fn asked(l: Locale, talk: Talk, post: Post, minutes: u16) -> AnyView {
    let tenant = talk.row.with_untracked(|row| row.tenant_id.to_string());
    let fields = view! {
        <input type="hidden" name="tenant" value=tenant/>
        <input type="hidden" name="conversation" value=talk.id.to_string()/>
        <input type="hidden" name="tell" value="true"/>
        {submit("btn btn-quiet", Some(Icon::Undo), say!(l, inbox.hand_back), "btn-idle-back", post.pending())}
        {refusal(post.error())}
    };
    view! {
        <div class="thread-idle" data-testid="idle">
            {notice(Tone::Wait, Icon::Clock, in_words(l, say!(l, inbox.idle), minutes))}
            {post.form("idle-back", None, fields.any())}
        </div>
    }
    .any()
}

/// The same in a line of the list.
pub(super) fn sign(l: Locale, row: &InboxRow) -> Option<AnyView> {
    let words = in_words(l, say!(l, inbox.idle_short), row.idle_minutes?);
    let sign = view! {
        <span class="quiet with-sign" data-testid="idle-sign">{icon(Icon::Clock)} <span>{words}</span></span>
    };
    Some(sign.any())
}

fn in_words(l: Locale, text: &str, minutes: u16) -> String {
    let (time, n) = match minutes {
        60 => return fill(text, &[("time", say!(l, inbox.an_hour))]),
        61.. => (say!(l, inbox.hours), minutes / 60),
        _ => (say!(l, inbox.minutes), minutes),
    };
    fill(text, &[("time", &fill(time, &[("n", &n.to_string())]))])
}
