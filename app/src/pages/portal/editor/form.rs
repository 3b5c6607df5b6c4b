//! An open step: its texts in both languages beside each other, and its items.

use domain::Language;
use domain::editor::{
    EditorView, FLOW_TEXT_MAX, FlowProblemView, ITEMS_MAX, ItemView, NewStep, PartView, StepKind,
    StepView,
};
use leptos::ev::FocusEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::steps::{said_wrong, wrong_line};
use super::stood::{Stood, Texts, follow};
use super::wares::Offer;
use crate::AppError;
use crate::api::editor::{ChangeFlow, SaveStep, Typed};
use crate::components::{Any, Icon, Post, dynamic, error_line, icon, problem, refusal, submit};
use crate::text::{self, Locale, fill, say};

/// The form of a step.
pub(super) fn open(offer: Offer<'_>, step: &StepView, wrong: &[&FlowProblemView]) -> AnyView {
    let Offer { l, editor, typed, texts, .. } = offer;
    let post = Post::to::<SaveStep>();
    let stood = StoredValue::default();
    let refused = Refused { typed, error: post.error(), texts, stood };
    let parts = parts_of(step);
    let fields =
        parts.iter().enumerate().map(|(at, part)| field(l, step, at, part, wrong, refused));
    let fields = fields.collect_view();
    let others = step.items.iter().enumerate().map(|(at, item)| words(l, step, at, item, refused));
    let others = others.collect_view();
    follow(post, step.id.clone(), stood);
    let whole = |problem: &&&FlowProblemView| !parts.iter().any(|part| part.part == problem.part);
    let rest: Vec<_> = wrong.iter().filter(whole).copied().collect();
    let last = StoredValue::new(String::new());
    let body = view! {
        {refusal(post.error())}
        <input type="hidden" name="form[step]" value=step.id.clone()/>
        {said_wrong(l, &rest)}
        {fields}
        {others}
        {placeholders(l, editor, step, last)}
        <div class="form-end">
            {submit("btn btn-primary", Some(Icon::Check), say!(l, editor.save), "btn-save-step", post.pending())}
        </div>
    };
    let items = (step.kind == StepKind::Menu).then(|| items(l, editor, step, typed));
    let place = place(step);
    let noted = move |event: FocusEvent| note_field(last, &event_target::<Element>(&event));
    view! {
        <div on:focusin=noted>{post.form_at(&place, "form flow-form", Some("step-form"), body.any())}</div>
        {items}
    }
    .any()
}

/// Where the card of a step is on the page.
fn place(step: &StepView) -> String {
    format!("#step-{}", step.id)
}

/// The texts of a step in the order of its fields.
pub(super) fn parts_of(step: &StepView) -> Vec<PartView> {
    let mut parts = Vec::new();
    if step.id != "@welcome" {
        parts.push(PartView { part: "title".to_owned(), text: step.title.clone() });
    }
    parts.extend(step.parts.iter().cloned());
    for (at, item) in step.items.iter().enumerate() {
        parts.push(PartView { part: format!("items.{at}.label"), text: item.label.clone() });
    }
    parts
}

/// What was typed and refused, and why.
#[derive(Clone, Copy)]
struct Refused<'a> {
    typed: &'a Typed,
    error: Signal<Option<AppError>>,
    texts: Texts,
    stood: StoredValue<Vec<Stood>>,
}

impl Refused<'_> {
    /// A field over a text that reads `now`, with what was typed into it where that was refused.
    fn stood(self, step: &StepView, field: &str, id: &str, now: &str) -> (Stood, Option<String>) {
        let typed = self.typed.text(&step.id, field).map(str::to_owned);
        let stood = Stood::new(field, id, now, self.texts, typed.is_some());
        self.stood.update_value(|all| all.push(stood.clone()));
        (stood, typed)
    }
}

/// A text in both languages.
fn field(
    l: Locale,
    step: &StepView,
    at: usize,
    part: &PartView,
    wrong: &[&FlowProblemView],
    refused: Refused<'_>,
) -> AnyView {
    let legend = text::step_part(l, &part.part);
    let sides = Language::ALL.iter().map(|language| {
        let is_here = |problem: &&&FlowProblemView| {
            problem.part == part.part && problem.language.is_none_or(|of| of == *language)
        };
        let wrong: Vec<_> = wrong.iter().filter(is_here).copied().collect();
        side(l, step, at, part, *language, &wrong, refused)
    });
    let sides = sides.collect_view();
    view! {
        <fieldset class="flow-part">
            <legend>{legend}</legend>
            <input type="hidden" name=format!("form[texts][{at}][part]") value=part.part.clone()/>
            <div class="flow-both">{sides}</div>
        </fieldset>
    }
    .any()
}

/// One language of a text.
fn side(
    l: Locale,
    step: &StepView,
    at: usize,
    part: &PartView,
    language: Language,
    wrong: &[&FlowProblemView],
    refused: Refused<'_>,
) -> AnyView {
    let is_line = part.part == "title" || part.part.rsplit('.').next() == Some("label");
    let code = match language {
        Language::Sw => "sw",
        Language::En => "en",
    };
    let was = part.text.get(language).to_owned();
    let field = format!("{}.{code}", part.part);
    let id = format!("text-{}-{at}-{code}", step.id.trim_start_matches('@'));
    let (stood, typed) = refused.stood(step, &field, &id, &was);
    let filled = typed.unwrap_or(was);
    let error = refused.error;
    let not_kept = dynamic(move || {
        let problem = error.with(|error| error.as_ref()?.problem(&field).cloned());
        match problem {
            Some(problem) => wrong_line(text::problem(l, &problem)),
            None => ().into_any(),
        }
    });
    let name = format!("form[texts][{at}][{code}]");
    let invalid = (!wrong.is_empty()).then_some("true");
    let described = format!("{id}-wrong");
    let rows = (filled.lines().count() + filled.chars().count() / 44 + 1).clamp(2, 12);
    let max = FLOW_TEXT_MAX.to_string();
    let input = match is_line {
        true => view! {
            <input id=id.clone() name=name value=filled.clone() maxlength="80" lang=code autocomplete="off"
                aria-invalid=invalid aria-describedby=described.clone()/>
        }
        .any(),
        false => view! {
            <textarea id=id.clone() name=name rows=rows.to_string() maxlength=max lang=code
                aria-invalid=invalid aria-describedby=described.clone()>{filled.clone()}</textarea>
        }
        .any(),
    };
    view! {
        <div class="field" class:field-wrong=invalid.is_some()>
            <label for=id>{text::language_name(l, language)}</label>
            {stood.was(format!("form[texts][{at}][was_{code}]"))}
            {input}
            {stood.over(l)}
            <div id=described>{said_wrong(l, wrong)} {not_kept}</div>
        </div>
    }
    .any()
}

/// Other words for an item.
fn words(l: Locale, step: &StepView, at: usize, item: &ItemView, refused: Refused<'_>) -> AnyView {
    let was = item.words.join(", ");
    let id = format!("words-{}-{at}", step.id.trim_start_matches('@'));
    let (stood, typed) = refused.stood(step, &format!("words.{at}"), &id, &was);
    let filled = typed.unwrap_or(was);
    let rows = (filled.chars().count() / 60 + 1).clamp(1, 6).to_string();
    let name = text::of_both(l, &item.label).to_owned();
    let number = fill(say!(l, editor.item), &[("n", &(at + 1).to_string())]);
    let help =
        (at == 0).then(|| view! { <p class="field-help">{say!(l, editor.words_help)}</p> }.any());
    view! {
        <div class="field">
            <label for=id.clone()>{say!(l, editor.words)} " · " {number} " · " {name}</label>
            {help}
            <input type="hidden" name=format!("form[words][{at}][item]") value=at.to_string()/>
            {stood.was(format!("form[words][{at}][was]"))}
            <textarea id=id name=format!("form[words][{at}][words]") rows=rows>{filled}</textarea>
            {stood.over(l)}
        </div>
    }
    .any()
}

/// Remembers which text was written in last.
fn note_field(last: StoredValue<String>, field: &Element) {
    let id = field.id();
    if id.starts_with("text-") {
        last.set_value(id);
    }
}

/// Puts a placeholder where the person was writing.
fn insert(last: StoredValue<String>, placeholder: &str) {
    let Some(field) = document().get_element_by_id(&last.get_value()) else { return };
    // What takes a text has the same methods, whether it has one line or more.
    let field = field.unchecked_ref::<HtmlInputElement>();
    drop(field.set_range_text(placeholder));
    drop(field.focus());
}

/// What texts may have filled in: buttons that write it where the person was writing.
fn placeholders(
    l: Locale,
    editor: &EditorView,
    step: &StepView,
    last: StoredValue<String>,
) -> Option<AnyView> {
    let own: &[&str] = match step.kind {
        StepKind::Book => &["options"],
        StepKind::Order => &["options", "example"],
        StepKind::Branch | StepKind::Bookings | StepKind::Orders => return None,
        _ => &[],
    };
    let names = own.iter().map(|name| (*name).to_owned()).chain(editor.placeholders.clone());
    let names = names.map(|name| {
        let name = format!("{{{name}}}");
        let written = name.clone();
        view! {
            <button type="button" class="chip" on:click=move |_| insert(last, &written)><code>{name}</code></button>
        }
        .any()
    });
    let names = names.collect_view();
    Some(
        view! {
            <div class="flow-fills">
                <p class="quiet">{say!(l, editor.placeholders)}</p>
                <div class="taps">{names}</div>
                <p class="field-help">{say!(l, editor.placeholders_help)}</p>
            </div>
        }
        .any(),
    )
}

/// The items of a menu: their order, where they lead, and one more.
fn items(l: Locale, editor: &EditorView, step: &StepView, typed: &Typed) -> AnyView {
    let post = Post::to::<ChangeFlow>();
    let count = step.items.len();
    let lines = step.items.iter().enumerate().map(|(at, item)| {
        let name = text::of_both(l, &item.label).to_owned();
        let about = Item { l, post, step: &step.id, at, was: &item.label.sw, name: &name };
        let up = (at > 0).then(|| about.button("move_up", say!(l, editor.move_up), Icon::Up));
        let down = (at + 1 < count)
            .then(|| about.button("move_down", say!(l, editor.move_down), Icon::Down));
        let remove = (count > 1)
            .then(|| about.button("remove_item", say!(l, editor.remove_item), Icon::Trash));
        view! {
            <li class="flow-item" data-testid=format!("item-{at}")>
                <p class="row-name">{name.clone()}</p>
                {about.target(editor, &item.goto)}
                <div class="row-acts">{up} {down} {remove}</div>
            </li>
        }
        .any()
    });
    let lines = lines.collect_view();
    let more = (count < ITEMS_MAX).then(|| add_item(l, editor, step, typed));
    view! {
        <section class="flow-menu">
            <h4>{say!(l, editor.items)}</h4>
            <p class="quiet">{say!(l, editor.items_help)}</p>
            {refusal(post.error())}
            <ol class="flow-item-list">{lines}</ol>
            {more}
        </section>
    }
    .any()
}

/// An item that something is done with.
#[derive(Clone, Copy)]
struct Item<'a> {
    l: Locale,
    post: Post,
    step: &'a str,
    at: usize,
    was: &'a str,
    name: &'a str,
}

impl Item<'_> {
    fn fields(self, act: &'static str) -> AnyView {
        view! {
            <input type="hidden" name="form[act]" value=act/>
            <input type="hidden" name="form[step]" value=self.step.to_owned()/>
            <input type="hidden" name="form[item]" value=self.at.to_string()/>
            <input type="hidden" name="form[was]" value=self.was.to_owned()/>
        }
        .any()
    }

    fn button(self, act: &'static str, words: &'static str, sign: Icon) -> AnyView {
        let label = fill(words, &[("name", self.name)]);
        let testid = format!("{act}-{}", self.at);
        let button = view! {
            {self.fields(act)}
            <button class="btn btn-bare" aria-label=label data-testid=testid>{icon(sign)}</button>
        };
        self.post.form("", None, button.any())
    }

    /// Where the item leads, and the way to lead it elsewhere.
    fn target(self, editor: &EditorView, goto: &str) -> AnyView {
        let l = self.l;
        let label = fill(say!(l, editor.to_of), &[("name", self.name)]);
        let part = format!("items.{}.goto", self.at);
        let form = view! {
            {self.fields("goto")}
            <input type="hidden" name="form[part]" value=part/>
            <select name="form[to]" aria-label=label>{targets(l, editor, goto)}</select>
            <button class="btn btn-quiet btn-small">{say!(l, editor.set_to)}</button>
        };
        self.post.form("flow-goto", None, form.any())
    }
}

/// The steps that something can lead to, and new ones.
fn targets(l: Locale, editor: &EditorView, chosen: &str) -> AnyView {
    let steps = editor.steps.iter().filter(|step| step.kind != StepKind::Beside);
    let steps = steps.map(|step| {
        let selected = step.id == chosen;
        view! { <option value=step.id.clone() selected=selected>{text::step_title(l, step)}</option> }
            .any()
    });
    let new = NewStep::ALL.iter().map(|new| {
        let word = match new {
            NewStep::Say => say!(l, editor.new_say),
            NewStep::Menu => say!(l, editor.new_menu),
            NewStep::Ask => say!(l, editor.new_ask),
            NewStep::Handoff => say!(l, editor.new_handoff),
        };
        let value = format!("+{new}");
        let selected = chosen == value;
        view! { <option value=value selected=selected>{word}</option> }.any()
    });
    view! { {new.collect_view()} {steps.collect_view()} }.any()
}

/// The form of one more item.
fn add_item(l: Locale, editor: &EditorView, step: &StepView, typed: &Typed) -> AnyView {
    let post = Post::to::<ChangeFlow>();
    let error = post.error();
    let typed = |field: &str| typed.text(&step.id, field).unwrap_or_default().to_owned();
    let to = Some(typed("to")).filter(|to| !to.is_empty()).unwrap_or_else(|| "+say".to_owned());
    let line = |id: &'static str, name: &'static str, label: &'static str, code: &'static str| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input id=id name=name value=typed(id) maxlength="80" lang=code autocomplete="off"
                    aria-describedby=format!("{id}-error") data-testid=format!("field-{id}")/>
                {error_line(id, problem(id, error))}
            </div>
        }
        .any()
    };
    let fields = view! {
        {refusal(error)}
        <input type="hidden" name="form[act]" value="add_item"/>
        <input type="hidden" name="form[step]" value=step.id.clone()/>
        <div class="flow-both">
            {line("label_sw", "form[label_sw]", say!(l, editor.item_sw), "sw")}
            {line("label_en", "form[label_en]", say!(l, editor.item_en), "en")}
        </div>
        <div class="field">
            <label for="new-to">{say!(l, editor.to)}</label>
            <select id="new-to" name="form[to]" data-testid="field-to">{targets(l, editor, &to)}</select>
        </div>
        <div class="form-end">
            {submit("btn btn-quiet", Some(Icon::Plus), say!(l, editor.add_item), "btn-add-item", post.pending())}
        </div>
    };
    post.form_at(&place(step), "form flow-add", Some("add-item"), fields.any())
}
