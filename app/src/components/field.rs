//! Form fields: label, help, what is wrong, and what was typed.

use leptos::prelude::*;

use super::erased::{Any, flag, value, words};
use super::icon::{Icon, icon};
use crate::error::AppError;
use crate::text::{self, use_locale};

/// One line of a form. `id` is the field's name in problems; `name` its name in the form.
#[component]
pub(crate) fn Field(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "")] help: &'static str,
    #[prop(default = "")] autocomplete: &'static str,
    #[prop(default = "")] placeholder: &'static str,
    #[prop(optional, into)] filled: String,
    #[prop(default = 100)] maxlength: u32,
    #[prop(default = false)] optional: bool,
    /// Which keyboard a phone shows, where the kind does not say it: `numeric` for codes.
    #[prop(default = "")]
    inputmode: &'static str,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let wrong = problem(id, error);
    let inputmode = match kind {
        _ if !inputmode.is_empty() => inputmode,
        "tel" => "tel",
        "email" => "email",
        _ => "text",
    };
    view! {
        <div class="field" class:field-wrong=flag(move || wrong.get().is_some())>
            <label for=id>{label} {optional_mark(optional)}</label>
            <input
                id=id
                name=name
                type=kind
                inputmode=inputmode
                value=filled
                placeholder=placeholder
                maxlength=maxlength.to_string()
                autocomplete=autocomplete
                data-testid=format!("field-{id}")
                aria-invalid=value(move || wrong.get().map(|_| "true".to_owned()))
                aria-describedby=format!("{id}-help {id}-error")
            />
            {help_line(id, help)}
            {error_line(id, wrong)}
        </div>
    }
}

/// A choice among few.
#[component]
pub(crate) fn Select(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    #[prop(default = "")] help: &'static str,
    /// Value and word of each choice.
    options: Vec<(&'static str, String)>,
    #[prop(optional, into)] filled: String,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let wrong = problem(id, error);
    let options = options
        .into_iter()
        .map(|(key, word)| {
            let selected = key == filled;
            view! { <option value=key selected=selected>{word}</option> }.any()
        })
        .collect_view();
    view! {
        <div class="field" class:field-wrong=flag(move || wrong.get().is_some())>
            <label for=id>{label}</label>
            <select
                id=id
                name=name
                data-testid=format!("field-{id}")
                aria-invalid=value(move || wrong.get().map(|_| "true".to_owned()))
                aria-describedby=format!("{id}-help {id}-error")
            >
                {options}
            </select>
            {help_line(id, help)}
            {error_line(id, wrong)}
        </div>
    }
}

/// A longer text.
#[component]
pub(crate) fn TextArea(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    #[prop(default = "")] help: &'static str,
    #[prop(default = false)] optional: bool,
    #[prop(optional, into)] filled: String,
    #[prop(default = 3)] rows: u32,
    #[prop(default = 1000)] maxlength: u32,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let wrong = problem(id, error);
    view! {
        <div class="field" class:field-wrong=flag(move || wrong.get().is_some())>
            <label for=id>{label} {optional_mark(optional)}</label>
            <textarea
                id=id
                name=name
                rows=rows.to_string()
                maxlength=maxlength.to_string()
                data-testid=format!("field-{id}")
                aria-invalid=value(move || wrong.get().map(|_| "true".to_owned()))
                aria-describedby=format!("{id}-help {id}-error")
            >{filled}</textarea>
            {help_line(id, help)}
            {error_line(id, wrong)}
        </div>
    }
}

/// What is wrong with a field, in words.
pub(crate) fn problem(
    field: &'static str,
    error: Signal<Option<AppError>>,
) -> Signal<Option<String>> {
    let locale = use_locale();
    Signal::derive(move || {
        error.with(|error| {
            error.as_ref()?.problem(field).map(|problem| text::problem(locale, problem))
        })
    })
}

/// The line below a field that says what is wrong with it.
pub(crate) fn error_line(id: &'static str, wrong: Signal<Option<String>>) -> AnyView {
    view! {
        <p class="field-error" id=format!("{id}-error") data-testid=format!("error-{id}") hidden=flag(move || wrong.get().is_none())>
            {icon(Icon::Alert)}
            <span>{words(move || wrong.get().unwrap_or_default())}</span>
        </p>
    }
    .any()
}

fn help_line(id: &'static str, help: &'static str) -> AnyView {
    view! { <p class="field-help" id=format!("{id}-help") hidden=help.is_empty()>{help}</p> }.any()
}

fn optional_mark(optional: bool) -> Option<AnyView> {
    let locale = use_locale();
    optional.then(|| {
        view! { <span class="field-optional">{text::say!(locale, form.optional)}</span> }.any()
    })
}
