//! Plain forms, and what became of the one before.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use crate::AppError;
use crate::components::{Any, Icon, Post, Tone, ask, notice, refusal};
use crate::text::{Locale, say, use_locale};

/// One form to one server function, sent by the browser itself.
#[derive(Clone, Copy)]
pub(super) struct Plain {
    path: &'static str,
    /// Why it was refused the last time.
    pub(super) error: Signal<Option<AppError>>,
}

impl Plain {
    /// Posts to a server function.
    pub(super) fn to<S: ServerFn<Error = AppError>>() -> Self {
        Self { path: S::PATH, error: Post::to::<S>().error() }
    }

    /// The same with names of its own for the fields that were wrong: several forms of one page ask for
    /// the password, and each field needs an id that no other has.
    pub(super) fn named<S: ServerFn<Error = AppError>>(prefix: &'static str) -> Self {
        let Self { path, error } = Self::to::<S>();
        let error = Signal::derive(move || error.get().map(|error| renamed(error, prefix)));
        Self { path, error }
    }

    /// The form around its fields, with what was wrong above them.
    pub(super) fn form(self, testid: &'static str, fields: AnyView) -> AnyView {
        view! {
            <form method="post" action=self.path class="form" data-testid=testid novalidate>
                {refusal(self.error)}
                {fields}
            </form>
        }
        .any()
    }

    /// A form that is no more than its button.
    pub(super) fn bare(self, testid: &'static str, button: AnyView) -> AnyView {
        view! {
            <form method="post" action=self.path data-testid=testid>
                {refusal(self.error)}
                {button}
            </form>
        }
        .any()
    }

    /// The form behind a button that opens it in place; where it was refused it stands open.
    pub(super) fn drawer(
        self,
        word: &'static str,
        testid: &'static str,
        form_testid: &'static str,
        fields: AnyView,
    ) -> AnyView {
        let form = self.form(form_testid, fields);
        if self.error.with_untracked(Option::is_some) {
            return form;
        }
        ask("btn btn-quiet", None, word, testid, form)
    }
}

fn renamed(error: AppError, prefix: &str) -> AppError {
    let AppError::Invalid(mut problems) = error else { return error };
    for found in &mut problems {
        found.field = [prefix, "_", &found.field].concat();
    }
    AppError::Invalid(problems)
}

/// What the form before led to, as the address says it.
pub(super) fn done() -> Option<AnyView> {
    let l = use_locale();
    let done = use_query_map().with_untracked(|query| query.get("done"))?;
    let sentence = sentence(l, &done)?;
    Some(notice(Tone::Good, Icon::Check, sentence.to_owned()))
}

fn sentence(l: Locale, done: &str) -> Option<&'static str> {
    Some(match done {
        "sent" => say!(l, own.done_sent),
        "moving" => say!(l, own.done_moving),
        "password" => say!(l, own.done_password),
        "ended" => say!(l, own.done_ended),
        "alerts" => say!(l, own.done_alerts),
        "factor_off" => say!(l, conflict.second_factor_off),
        _ => return None,
    })
}
