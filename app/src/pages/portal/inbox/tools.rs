//! What else is done with a conversation: whom it is meant for, putting it aside, and its end.

use domain::inbox::SnoozeUntil;
use domain::standing::Course;
use leptos::prelude::*;

use super::hands::is_over;
use super::thread::Talk;
use crate::api::inbox::tools::{Assign, CloseConversation, ReopenConversation, Snooze};
use crate::components::{
    Any, Field, Icon, Post, Select, Tone, icon, notice, refusal, steady, submit,
};
use crate::text::{Locale, say};

/// The forms of a conversation beside the one to answer.
#[derive(Clone, Copy)]
pub(super) struct Tools(StoredValue<Forms>);

#[derive(Clone, Copy)]
struct Forms {
    assign: Post,
    snooze: Post,
    close: Post,
    reopen: Post,
}

impl Tools {
    /// The forms, none of which was sent yet.
    pub(super) fn new() -> Self {
        Self(StoredValue::new(Forms {
            assign: Post::to::<Assign>(),
            snooze: Post::to::<Snooze>(),
            close: Post::to::<CloseConversation>(),
            reopen: Post::to::<ReopenConversation>(),
        }))
    }

    fn forms(self) -> Forms {
        self.0.get_value()
    }

    /// Looks anew at the conversation after each deed.
    pub(super) fn follow(self, talk: Talk) {
        let Forms { assign, snooze, close, reopen } = self.forms();
        for post in [assign, snooze, close, reopen] {
            post.after(move || talk.again());
        }
    }
}

/// The drawer with what can be done; nothing for who only reads, and nothing for a conversation that is over.
pub(super) fn drawer(l: Locale, talk: Talk, tools: Tools) -> AnyView {
    let is_there = move || talk.may && !talk.there().gone.get() && !talk.row.with(is_over);
    steady(is_there, move |is_there| match is_there {
        true => opened(l, talk, tools),
        false => ().into_any(),
    })
}

fn opened(l: Locale, talk: Talk, tools: Tools) -> AnyView {
    let forms = tools.forms();
    let refused = [forms.assign, forms.snooze, forms.close]
        .iter()
        .any(|post| post.error().with_untracked(Option::is_some));
    let assigned = move || talk.row.with(|row| row.standing.assigned);
    let give = steady(assigned, move |assigned| assign(l, talk, tools, *assigned));
    let is_aside =
        move || talk.row.with(|row| matches!(row.standing.course, Course::Snoozed { .. }));
    let aside = steady(is_aside, move |is_aside| match is_aside {
        true => reopen(talk, tools, say!(l, inbox.wake)),
        false => snooze(l, talk, tools),
    });
    let close = view! {
        <input type="hidden" name="conversation" value=talk.id.to_string()/>
        {refusal(forms.close.error())}
        {submit("btn btn-quiet", Some(Icon::Check), say!(l, inbox.close), "btn-close", forms.close.pending())}
    };
    view! {
        <details class="confirm thread-more" id="thread-more" open=refused>
            <summary class="btn btn-quiet" data-testid="ask-more">
                {icon(Icon::More)} <span>{say!(l, inbox.more)}</span>
            </summary>
            <div class="confirm-card">
                {give}
                {aside}
                {forms.close.form("tool tool-close", Some("close-form"), close.any())}
            </div>
        </details>
    }
    .any()
}

fn assign(l: Locale, talk: Talk, tools: Tools, assigned: Option<domain::UserId>) -> AnyView {
    let post = tools.forms().assign;
    let people = talk.hand.with_value(|hand| {
        let people = &hand.people;
        let option = |who: &domain::inbox::Colleague| {
            let selected = assigned == Some(who.id);
            let name = match talk.me == Some(who.id) {
                true => format!("{} ({})", who.name, say!(l, inbox.you)),
                false => who.name.clone(),
            };
            view! { <option value=who.id.to_string() selected=selected>{name}</option> }.any()
        };
        people.iter().map(option).collect_view()
    });
    let fields = view! {
        {refusal(post.error())}
        <input type="hidden" name="conversation" value=talk.id.to_string()/>
        <div class="field">
            <label for="assign-to">{say!(l, inbox.assign)}</label>
            <select id="assign-to" name="to" data-testid="assign-to">
                <option value="" selected=assigned.is_none()>{say!(l, inbox.nobody)}</option>
                {people}
            </select>
        </div>
        {submit("btn btn-quiet", Some(Icon::Person), say!(l, inbox.assign_do), "btn-assign", post.pending())}
    };
    post.form("tool", Some("assign-form"), fields.any())
}

fn snooze(l: Locale, talk: Talk, tools: Tools) -> AnyView {
    let post = tools.forms().snooze;
    let options = SnoozeUntil::ALL
        .iter()
        .map(|until| {
            let word = match until {
                SnoozeUntil::Hour => say!(l, inbox.until_hour),
                SnoozeUntil::Tonight => say!(l, inbox.until_tonight),
                SnoozeUntil::Tomorrow => say!(l, inbox.until_tomorrow),
                SnoozeUntil::Monday => say!(l, inbox.until_monday),
                SnoozeUntil::At => say!(l, inbox.until_at),
            };
            (until.as_str(), word.to_owned())
        })
        .collect::<Vec<_>>();
    let error = post.error();
    let typed = talk.hand.with_value(|hand| hand.snooze.clone());
    let fields = view! {
        {refusal(error)}
        <input type="hidden" name="conversation" value=talk.id.to_string()/>
        <Select id="until" name="form[until]" label=say!(l, inbox.snooze) options=options filled=typed.until error/>
        <Field id="at" name="form[at]" label=say!(l, inbox.snooze_at) kind="datetime-local" filled=typed.at error/>
        {submit("btn btn-quiet", Some(Icon::Clock), say!(l, inbox.snooze_do), "btn-snooze", post.pending())}
    };
    post.form("tool snooze", Some("snooze-form"), fields.any())
}

/// The way back from being aside or over.
fn reopen(talk: Talk, tools: Tools, word: &'static str) -> AnyView {
    let post = tools.forms().reopen;
    let fields = view! {
        {refusal(post.error())}
        <input type="hidden" name="conversation" value=talk.id.to_string()/>
        {submit("btn btn-quiet", Some(Icon::Undo), word, "btn-reopen", post.pending())}
    };
    post.form("tool", Some("reopen-form"), fields.any())
}

/// That the conversation is over, and the way to go on with it.
pub(super) fn over(l: Locale, talk: Talk, tools: Tools) -> AnyView {
    view! {
        {notice(Tone::Calm, Icon::Check, say!(l, inbox.is_over).to_owned())}
        {reopen(talk, tools, say!(l, inbox.reopen))}
    }
    .any()
}
