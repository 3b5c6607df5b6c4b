//! What the draft read when a field was filled, so that nobody's words are replaced unknowingly.

use std::collections::BTreeMap;

use domain::Conflict;
use domain::editor::{StepView, word_list};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::form::parts_of;
use crate::AppError;
use crate::api::editor::{EditorPage, read_flow};
use crate::components::{Any, Post, dynamic, effect, value};
use crate::live::refetch;
use crate::text::{Locale, say};

/// How the texts in the fields of a page read when the person last saw them, by the fields' ids.
///
/// A page that is drawn anew keeps what stands in its fields, as a browser does; whether that was typed shows only beside
/// what stood there before.
pub(super) type Texts = StoredValue<BTreeMap<String, String>>;

/// One field over one text of the draft.
#[derive(Debug, Clone)]
pub(super) struct Stood {
    /// The text: `title.sw`, `items.0.label.en`, `words.0`.
    field: String,
    /// The field's id on the page.
    id: String,
    /// How the text reads in what is drawn.
    drawn: String,
    /// How it read when the person last saw it.
    was: RwSignal<String>,
    /// Whether somebody else's words stand where the person's are to go.
    is_over: RwSignal<bool>,
    texts: Texts,
}

impl Stood {
    /// A field over a text that reads `now`; `is_over` says that it holds something else that was typed.
    pub(super) fn new(field: &str, id: &str, now: &str, texts: Texts, is_over: bool) -> Self {
        let was = texts.with_value(|texts| texts.get(id).cloned());
        Self {
            field: field.to_owned(),
            id: id.to_owned(),
            drawn: now.to_owned(),
            was: RwSignal::new(was.unwrap_or_else(|| now.to_owned())),
            is_over: RwSignal::new(is_over),
            texts,
        }
    }

    /// What is sent along: a save over anything else is refused.
    pub(super) fn was(&self, name: String) -> AnyView {
        let was = self.was;
        view! { <input type="hidden" name=name value=value(move || Some(was.get()))/> }.any()
    }

    /// Over what the person would save.
    pub(super) fn over(&self, l: Locale) -> AnyView {
        let (was, is_over, reads) = (self.was, self.is_over, say!(l, editor.reads_now));
        dynamic(move || match is_over.get() {
            true => view! {
                <p class="field-help" data-testid="reads-now">{reads} ": " {was.get()}</p>
            }
            .any(),
            false => ().into_any(),
        })
    }

    /// Takes in how the text reads now: a field in which nothing was typed shows it; for another the person sees it
    /// beside what was typed, and saving again is meant.
    fn renew(&self, now: String) {
        self.texts.try_update_value(|texts| texts.insert(self.id.clone(), now.clone()));
        let Some(was) = self.was.try_get_untracked().filter(|was| *was != now) else { return };
        // What takes a text has the same property, whether it has one line or more. A field that is not there yet comes
        // with the text.
        if let Some(field) = document().get_element_by_id(&self.id) {
            let field = field.unchecked_ref::<HtmlInputElement>();
            let stands = field.value();
            let is_typed = stands != was && !self.is_same(&stands, &now);
            if !is_typed {
                field.set_value(&now);
            }
            self.is_over.set(is_typed);
        }
        self.was.set(now);
    }

    /// Whether a text that was typed is one that was saved, of which the server keeps no needless spaces and commas.
    fn is_same(&self, typed: &str, saved: &str) -> bool {
        match self.field.starts_with("words.") {
            true => word_list(typed) == word_list(saved),
            false => typed.trim() == saved.trim(),
        }
    }
}

/// Looks at the draft again when a save was refused because somebody else had written there.
///
/// The fields of a page that was drawn anew take in what is drawn.
pub(super) fn follow(post: Post, step: String, fields: StoredValue<Vec<Stood>>) {
    effect(move || {
        for field in fields.get_value() {
            field.renew(field.drawn.clone());
        }
    });
    effect(move || {
        let is_other = |error: &Option<AppError>| {
            matches!(error, Some(AppError::Conflict(Conflict::TextChanged { .. })))
        };
        if post.error().with(is_other) {
            let step = step.clone();
            refetch(read_flow, move |fresh: EditorPage| {
                let step = fresh.editor.steps.into_iter().find(|found| found.id == step);
                let Some(step) = step else { return };
                // By now the page may have been left.
                for field in fields.try_get_value().unwrap_or_default() {
                    if let Some(now) = text_of(&step, &field.field) {
                        field.renew(now);
                    }
                }
            });
        }
    });
}

/// How a text of a step reads, by its field's name.
fn text_of(step: &StepView, field: &str) -> Option<String> {
    let (part, code) = field.rsplit_once('.')?;
    if part == "words" {
        return step.items.get(code.parse::<usize>().ok()?).map(|item| item.words.join(", "));
    }
    let language = code.to_uppercase().parse().ok()?;
    let part = parts_of(step).into_iter().find(|found| found.part == part)?;
    Some(part.text.get(language).to_owned())
}
