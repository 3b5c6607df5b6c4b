//! Choices: ticks, switches, and cards of which one is picked.

use leptos::prelude::*;

use super::erased::{Any, flag};
use super::field::{error_line, problem};
use super::icon::{Icon, icon};
use crate::error::AppError;

/// Something to tick.
pub(crate) fn check(
    name: &'static str,
    value: impl Into<String>,
    label: impl Into<String>,
    checked: bool,
    testid: &'static str,
) -> AnyView {
    let (value, label): (String, String) = (value.into(), label.into());
    view! {
        <label class="check">
            <input type="checkbox" name=name value=value checked=checked data-testid=testid/>
            <span>{label}</span>
        </label>
    }
    .any()
}

/// Something that is on or off.
pub(crate) fn switch(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    on: bool,
    testid: &'static str,
) -> AnyView {
    view! {
        <label class="switch">
            <input type="checkbox" role="switch" name=name value="on" checked=on data-testid=testid/>
            <span class="switch-words">
                <span class="switch-name">{label}</span>
                <span class="field-help" hidden=help.is_empty()>{help}</span>
            </span>
        </label>
    }
    .any()
}

/// One card to pick.
pub(crate) struct Choice {
    value: &'static str,
    title: String,
    about: &'static str,
    sign: Icon,
}

impl Choice {
    /// A card with the value that the form sends, a name and a sentence about it.
    pub(crate) fn new(
        value: &'static str,
        title: impl Into<String>,
        about: &'static str,
        sign: Icon,
    ) -> Self {
        Self { value, title: title.into(), about, sign }
    }
}

/// Cards of which one is picked; `id` is the field's name in problems, `name` its name in the form.
pub(crate) fn radio_cards(
    id: &'static str,
    name: &'static str,
    legend: &'static str,
    help: &'static str,
    choices: Vec<Choice>,
    filled: &str,
    error: Signal<Option<AppError>>,
) -> AnyView {
    let wrong = problem(id, error);
    let cards = choices
        .into_iter()
        .map(|choice| {
            let testid = format!("choice-{id}-{}", choice.value);
            let checked = choice.value == filled;
            view! {
                <label class="choice">
                    <input type="radio" name=name value=choice.value checked=checked data-testid=testid/>
                    <span class="choice-sign">{icon(choice.sign)}</span>
                    <span class="choice-words">
                        <span class="choice-title">{choice.title}</span>
                        <span class="field-help">{choice.about}</span>
                    </span>
                </label>
            }
            .any()
        })
        .collect_view();
    view! {
        <fieldset class="choices" class:field-wrong=flag(move || wrong.get().is_some()) aria-describedby=format!("{id}-error")>
            <legend>{legend}</legend>
            <p class="field-help" hidden=help.is_empty()>{help}</p>
            <div class="choices-cards">{cards}</div>
            {error_line(id, wrong)}
        </fieldset>
    }
    .any()
}
