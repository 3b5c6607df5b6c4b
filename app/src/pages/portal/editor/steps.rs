//! The outline: every step with what it says, one of them open.

use domain::editor::{Both, EditorView, FlowProblemView, StepPlace, StepView};
use leptos::prelude::*;

use super::wares::Offer;
use super::{form, heading};
use crate::api::editor::ChangeFlow;
use crate::components::{Any, Icon, Post, icon, refusal, submit};
use crate::text::{self, Locale, fill, say};

/// The deepest that a step is set in.
const DEPTH_MAX: u32 = 4;

/// The steps by their places.
pub(super) fn outline(
    l: Locale,
    editor: &EditorView,
    open: &str,
    may: bool,
    offer: Offer<'_>,
) -> AnyView {
    let places = StepPlace::ALL.iter().filter_map(|place| {
        let steps: Vec<_> = editor.steps.iter().filter(|step| step.place == *place).collect();
        if steps.is_empty() {
            return None;
        }
        let lonely = (*place == StepPlace::Nowhere).then(|| lonely(l, may));
        let cards = steps.into_iter().map(|step| card(l, editor, step, open, may, offer));
        let cards = cards.collect_view();
        Some(
            view! {
                <section class="flow-place">
                    <h2>{heading(l, *place)}</h2>
                    {lonely}
                    <ol class="flow-steps">{cards}</ol>
                </section>
            }
            .any(),
        )
    });
    places.collect::<Vec<_>>().into_any()
}

/// Why they stand there, and the button that takes them away.
fn lonely(l: Locale, may: bool) -> AnyView {
    let post = Post::to::<ChangeFlow>();
    let clean = may.then(|| {
        let word = say!(l, editor.clean);
        let class = "btn btn-quiet btn-small";
        let fields = view! {
            {refusal(post.error())}
            <input type="hidden" name="form[act]" value="clean"/>
            {submit(class, Some(Icon::Trash), word, "btn-clean", post.pending())}
        };
        post.form("", None, fields.any())
    });
    view! { <p class="quiet">{say!(l, editor.nowhere_lead)}</p> {clean} }.any()
}

fn card(
    l: Locale,
    editor: &EditorView,
    step: &StepView,
    open: &str,
    may: bool,
    offer: Offer<'_>,
) -> AnyView {
    let title = text::step_title(l, step);
    let is_open = step.id == open;
    let wrong: Vec<_> = editor.problems.iter().filter(|it| it.step == step.id).collect();
    let body = match is_open {
        true => form::open(offer, step, &wrong),
        false => view! { {read(l, editor, step)} {said_wrong(l, &wrong)} }.any(),
    };
    let way = may.then(|| way(l, step, &title, is_open));
    let depth = step.depth.min(DEPTH_MAX).to_string();
    view! {
        <li class="card flow-step" id=format!("step-{}", step.id) data-depth=depth
            data-testid=format!("step-{}", step.id) data-kind=step.kind.as_str()>
            <div class="between">
                <div>
                    <h3>{title}</h3>
                    <p class="quiet">{text::step_kind(l, step.kind)}</p>
                </div>
                {way}
            </div>
            {body}
            {offer.at(step)}
        </li>
    }
    .any()
}

/// The link that opens a step, or closes it.
fn way(l: Locale, step: &StepView, title: &str, is_open: bool) -> AnyView {
    if is_open {
        let href = format!("/app/flow#step-{}", step.id);
        return view! { <a class="btn btn-link btn-small" href=href>{say!(l, editor.close)}</a> }
            .any();
    }
    let href = format!("/app/flow?step={0}#step-{0}", step.id);
    let label = fill(say!(l, editor.change_what), &[("name", title)]);
    let testid = format!("change-{}", step.id);
    view! {
        <a class="btn btn-quiet btn-small" href=href aria-label=label data-testid=testid>
            {icon(Icon::Edit)} <span>{say!(l, editor.change)}</span>
        </a>
    }
    .any()
}

/// What a step says and where it leads, to be read.
fn read(l: Locale, editor: &EditorView, step: &StepView) -> AnyView {
    let first = step.parts.first().map(|part| side_by_side(&part.text));
    let items = step.items.iter().map(|item| {
        let name = text::of_both(l, &item.label).to_owned();
        view! { <li>{name} " " {leads(l, editor, &item.goto)}</li> }.any()
    });
    let items = (!step.items.is_empty())
        .then(|| view! { <ol class="flow-items">{items.collect_view()}</ol> }.any());
    let arrows = step.arrows.iter().map(|arrow| {
        view! { <p class="quiet">{say!(l, editor.then)} " " {leads(l, editor, &arrow.to)}</p> }
            .any()
    });
    let arrows = arrows.collect_view();
    view! { {first} {items} {arrows} }.any()
}

/// A text in both languages, beside each other where there is room.
fn side_by_side(text: &Both) -> AnyView {
    view! {
        <div class="flow-both">
            <p lang="sw">{text.sw.clone()}</p>
            <p lang="en">{text.en.clone()}</p>
        </div>
    }
    .any()
}

/// The name of a step, and the way to it.
fn leads(l: Locale, editor: &EditorView, id: &str) -> AnyView {
    let title = editor.steps.iter().find(|step| step.id == id);
    let title = title.map_or_else(|| id.to_owned(), |step| text::step_title(l, step));
    let href = format!("#step-{id}");
    view! {
        <a class="flow-leads" href=href rel="external" aria-label=[say!(l, editor.leads_to), " ", &title].concat()>
            {icon(Icon::Right)} <span>{title.clone()}</span>
        </a>
    }
    .any()
}

/// What is wrong with a step.
pub(super) fn said_wrong(l: Locale, wrong: &[&FlowProblemView]) -> AnyView {
    wrong
        .iter()
        .map(|problem| wrong_line(text::flow_problem(l, problem)))
        .collect::<Vec<_>>()
        .into_any()
}

pub(super) fn wrong_line(words: String) -> AnyView {
    view! { <p class="field-error flow-wrong">{icon(Icon::Alert)} <span>{words}</span></p> }.any()
}
