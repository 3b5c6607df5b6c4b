//! The business's own conversation: read as an outline, changed step by step, tried, published.
//!
//! One step at a time is open. The others say what they say, so that the whole can be read; without JavaScript every
//! step opens by its address.

mod form;
mod history;
mod publish;
mod steps;
mod stood;
mod wares;

use domain::editor::{EditorView, FlowProblemView, StepPlace, StepView};
use domain::live::LiveEvent;
use domain::{Instant, Language, Permission};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::editor::{EditorPage, Typed, read_flow};
use crate::components::{
    Any, Data, Icon, Tab, Tone, banner, dynamic, notice, own_simulator, page_head, tabs,
};
use crate::live::{News, refetch, use_live};
use crate::text::{self, Locale, fill, say, use_locale};
use crate::time::{ago, ticking_in};

use stood::Texts;
use wares::Offer;

pub(crate) use history::FlowHistory;

/// What of the page is asked for.
#[derive(Clone, Default)]
struct Asked {
    /// The step that is open.
    step: String,
    /// The card on which something of the business is changed or was just saved.
    card: String,
    /// The service whose form is open, or `new`.
    service: String,
    /// The product whose form is open.
    product: String,
    /// Anything where the form of the hours is open.
    hours: String,
    /// What was just done.
    saved: String,
    /// Why a file was not taken.
    problem: String,
    /// The version that was just published.
    published: String,
    /// The language of the trial.
    trial: String,
}

impl Asked {
    /// Whether a form is open.
    fn is_writing(&self) -> bool {
        [&self.step, &self.service, &self.product, &self.hours].iter().any(|form| !form.is_empty())
    }
}

/// The page of the conversation.
#[component]
pub(crate) fn Flow() -> impl IntoView {
    let query = use_query_map();
    let field = move |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
    let asked = move || Asked {
        step: field("step"),
        card: field("card"),
        service: field("service"),
        product: field("product"),
        hours: field("hours"),
        saved: field("saved"),
        problem: field("problem"),
        published: field("published"),
        trial: field("trial"),
    };
    let said = StoredValue::new(String::new());
    let shown = Shown::nothing();
    use_live().listen(move |news| {
        if matches!(news, News::Event(LiveEvent::Flow { .. }) | News::Fresh { .. }) {
            refetch(read_flow, move |fresh: EditorPage| shown.compare(stand(&fresh.editor)));
        }
    });
    let key = move || {
        let Asked { step, saved, published, trial, problem, card, service, product, hours } =
            asked();
        let ware = [card, service, product, hours].join(" ");
        let again = shown.again.get().to_string();
        [step, saved, published, trial, problem, ware, field("at"), again].join(" ")
    };
    let data = Data::new(key, read_flow);
    data.page(move |page| view(page, &untrack(asked), said, shown))
}

/// What of a flow changes when somebody edits or publishes it: the draft's revision, and what answers.
type Stand = (Option<i64>, Option<i32>);

/// What the page shows, beside what there is by now. It is drawn anew only for a change: what stands open on it, and
/// what was said to the trial, would be gone.
#[derive(Clone, Copy)]
struct Shown {
    /// What is drawn, and whether somebody writes in it.
    drawn: StoredValue<Option<(Stand, bool)>>,
    /// How often it was to be drawn anew.
    again: RwSignal<u32>,
    /// Whether somebody changed it meanwhile, and the page still shows what was.
    is_old: RwSignal<bool>,
    /// How the texts in fields read when the person last saw them.
    texts: Texts,
}

impl Shown {
    fn nothing() -> Self {
        Self {
            drawn: StoredValue::new(None),
            again: RwSignal::new(0),
            is_old: RwSignal::new(false),
            texts: Texts::default(),
        }
    }

    /// Notes what is drawn now.
    fn draw(self, stand: Stand, is_writing: bool) {
        self.drawn.set_value(Some((stand, is_writing)));
        self.is_old.set(false);
    }

    /// Has the page drawn anew where it shows something else and nobody writes in it. It may have been left by now.
    fn compare(self, fresh: Stand) {
        let Some(Some((stand, is_writing))) = self.drawn.try_get_value() else { return };
        let is_old = stand != fresh;
        if is_old && !is_writing {
            self.again.try_update(|again| *again = again.wrapping_add(1));
        } else {
            self.is_old.try_set(is_old);
        }
    }
}

fn stand(editor: &EditorView) -> Stand {
    (editor.draft.as_ref().map(|draft| draft.revision), editor.active)
}

fn view(page: EditorPage, asked: &Asked, said: StoredValue<String>, shown: Shown) -> AnyView {
    let l = use_locale();
    let now = ticking_in(page.zone, page.now);
    let EditorPage { role, language, editor, wares, typed, .. } = page;
    let may = role.may(Permission::ChangeFlow);
    let change = role.may(Permission::ChangeBusiness);
    let (wares, typed) = (&wares, &typed);
    let offer = Offer {
        l,
        language,
        wares,
        asked,
        may: change,
        editor: &editor,
        typed,
        texts: shown.texts,
    };
    let read_only =
        (!may).then(|| notice(Tone::Calm, Icon::Info, say!(l, editor.read_only).to_owned()));
    let open = editor.steps.iter().find(|step| may && step.id == asked.step);
    let open = open.map(|step| step.id.clone()).unwrap_or_default();
    let outline = steps::outline(l, &editor, &open, may, offer);
    let trial = trial(l, &editor, asked, language, said);
    shown.draw(stand(&editor), asked.is_writing());
    let elsewhere = dynamic(move || match shown.is_old.get() {
        true => notice(Tone::Now, Icon::Info, say!(l, editor.elsewhere).to_owned()),
        false => ().into_any(),
    });
    view! {
        <Title text=say!(l, editor.title)/>
        {page_head(say!(l, editor.title).into_any(), Some(say!(l, editor.lead).into_any()), None)}
        {parts(l, false)}
        <p class="quiet flow-at-once">{say!(l, editor.at_once)}</p>
        {done(l, asked)}
        {elsewhere}
        {read_only}
        {standing(l, &editor, now, may, typed)}
        {problems(l, &editor.problems, &editor.steps)}
        <div class="flow-page">
            <div class="stack">{outline}</div>
            <div class="flow-trial" id="trial">{trial}</div>
        </div>
        {history::files(l, may)}
    }
    .any()
}

/// The parts of what customers are answered with; some of them are pages of their own.
fn parts(l: Locale, history: bool) -> AnyView {
    tabs(
        say!(l, editor.tabs),
        vec![
            Tab::new("/app/flow", say!(l, editor.tab_flow), !history),
            Tab::new("/app/services", say!(l, editor.tab_services), false),
            Tab::new("/app/products", say!(l, editor.tab_products), false),
            Tab::new("/app/settings", say!(l, editor.tab_hours), false),
            Tab::new("/app/flow/history", say!(l, editor.tab_history), history),
        ],
    )
}

/// What was just done, or why a file was not taken.
fn done(l: Locale, asked: &Asked) -> Option<AnyView> {
    let good = |text: String| Some(notice(Tone::Good, Icon::Check, text));
    let bad = |text: &str| Some(notice(Tone::Bad, Icon::Alert, text.to_owned()));
    if asked.published.parse::<i32>().is_ok() {
        let told = fill(say!(l, editor.published), &[("n", &asked.published)]);
        return good([told.as_str(), " ", say!(l, editor.running)].concat());
    }
    match asked.problem.as_str() {
        "missing" => return bad(say!(l, editor.file_missing)),
        "too_large" => return bad(say!(l, editor.file_large)),
        "other" => return bad(say!(l, editor.file_other)),
        "" => {}
        _ => return bad(say!(l, editor.file_unreadable)),
    }
    match asked.saved.as_str() {
        // What counts at once says it on its card.
        "" | "service" | "product" | "hours" => None,
        "discarded" => good(say!(l, editor.discarded).to_owned()),
        "imported" => good(say!(l, editor.imported).to_owned()),
        _ => good(say!(l, editor.saved).to_owned()),
    }
}

/// What answers customers, what is not published yet, and the way to publish it.
fn standing(
    l: Locale,
    editor: &EditorView,
    now: ReadSignal<Instant>,
    may: bool,
    typed: &Typed,
) -> AnyView {
    let version = |text: &str| fill(text, &[("n", &editor.active.unwrap_or_default().to_string())]);
    let answers = match editor.active {
        None => say!(l, editor.answers_builtin).to_owned(),
        Some(_) => version(say!(l, editor.answers_version)),
    };
    let unreadable = editor
        .unreadable
        .then(|| banner(Tone::Bad, Icon::Alert, version(say!(l, editor.unreadable)), None));
    let draft = match &editor.draft {
        None => {
            view! { {publish::refused()} <p class="quiet">{say!(l, editor.no_draft)}</p> }.any()
        }
        Some(draft) => {
            let by = fill(say!(l, editor.draft_by), &[("name", &draft.author)]);
            let acts = may.then(|| publish::acts(l, editor, draft.revision, typed));
            view! {
                <p class="flow-draft" data-testid="flow-draft">
                    <b>{say!(l, editor.draft)}</b>
                    <span class="quiet">{by} " · " {ago(draft.at, now)}</span>
                </p>
                {publish::changes(l, &editor.changes)}
                {acts}
            }
            .any()
        }
    };
    view! {
        {unreadable}
        <section class="card flow-standing" data-testid="flow-standing">
            <p data-testid="flow-answers">{answers}</p>
            {draft}
        </section>
    }
    .any()
}

/// What is to be mended, each with the way to its field.
fn problems(l: Locale, problems: &[FlowProblemView], steps: &[StepView]) -> Option<AnyView> {
    if problems.is_empty() {
        return None;
    }
    let lines = problems.iter().map(|problem| {
        let step = steps.iter().find(|step| step.id == problem.step);
        let words = text::flow_problem(l, problem);
        match step {
            Some(step) => {
                let href = format!("/app/flow?step={0}#step-{0}", step.id);
                let title = text::step_title(l, step);
                view! { <li><a href=href>{title}</a> ": " {words}</li> }.any()
            }
            None => view! { <li>{words}</li> }.any(),
        }
    });
    let lines = lines.collect_view();
    Some(
        view! {
            <section class="notice tone-wait flow-problems" data-testid="flow-problems">
                <div>
                    <h2>{say!(l, editor.problems)}</h2>
                    <ul>{lines}</ul>
                </div>
            </section>
        }
        .any(),
    )
}

/// The simulated phone with the draft, or with what answers now.
fn trial(
    l: Locale,
    editor: &EditorView,
    asked: &Asked,
    language: Language,
    said: StoredValue<String>,
) -> AnyView {
    let language = asked.trial.parse().unwrap_or(language);
    let which = if editor.draft.is_some() { "draft" } else { "active" };
    let (lead, phone) = match (which, editor.problems.is_empty()) {
        ("draft", false) => (say!(l, editor.try_later), None),
        ("draft", true) => (say!(l, editor.try_draft), Some(())),
        _ => (say!(l, editor.try_active), Some(())),
    };
    let mut keep = vec![("step", asked.step.clone()), ("trial", language.as_str().to_owned())];
    let ware = [
        ("card", &asked.card),
        ("service", &asked.service),
        ("product", &asked.product),
        ("hours", &asked.hours),
    ];
    keep.extend(
        ware.iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (*name, (*value).clone())),
    );
    let phone = phone.map(|()| own_simulator("own-trial", which, language, said, keep));
    let step = asked.step.clone();
    let ways = Language::ALL.iter().map(|of| {
        let href = format!("/app/flow?trial={}&step={step}#trial", of.as_str());
        let current = (*of == language).then_some("true");
        let name = text::language_name(l, *of);
        view! { <a class="chip" href=href aria-current=current on:click=move |_| said.set_value(String::new())>{name}</a> }.any()
    });
    let ways = ways.collect_view();
    view! {
        <section class="card" data-testid="flow-trial">
            <h2>{say!(l, editor.trial)}</h2>
            <p class="quiet">{lead}</p>
            <div class="taps" role="group" aria-label=say!(l, editor.try_language)>{ways}</div>
            {phone}
        </section>
    }
    .any()
}

/// The steps of one place, by its heading.
fn heading(l: Locale, place: StepPlace) -> &'static str {
    match place {
        StepPlace::Way => say!(l, editor.way),
        StepPlace::Anywhere => say!(l, editor.anywhere),
        StepPlace::Nowhere => say!(l, editor.nowhere),
    }
}
