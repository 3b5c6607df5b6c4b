//! Trying an assistant: a conversation with the interpreter that answers customers.
//!
//! What was said is the whole state, so that plain forms carry it in the address where there is no
//! JavaScript; with it, the conversation goes on without loading the page anew.

use domain::simulation::{OwnSimulationForm, SAID_MAX, SimulatedTurn, Simulation, SimulationForm};
use domain::{Decision, Language, TemplateType};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

use super::chat::{Side, bubble, bubbles, chat_line, chat_note};
use super::erased::{Any, Item, dynamic, effect, flag, keyed};
use super::icon::{Icon, icon};
use super::load::Data;
use super::notice::{Tone, notice};
use crate::AppError;
use crate::api::Doc;
use crate::api::editor::simulate_own;
use crate::api::simulator::simulate;
use crate::text::{self, Locale, say, use_locale};

/// One conversation on a page.
#[derive(Clone, Copy)]
struct Chat {
    /// Unique on the page; names the conversation in the address.
    id: &'static str,
    /// The business and its assistant; what was said is in `told`.
    form: StoredValue<SimulationForm>,
    /// What else the address has to keep.
    keep: StoredValue<Vec<(&'static str, String)>>,
    /// Whose flow it is.
    of: Of,
    told: RwSignal<Simulation>,
    /// What was written and is not answered yet.
    writing: RwSignal<Option<String>>,
    failed: RwSignal<bool>,
    log: NodeRef<html::Div>,
}

/// Whose flow is tried.
#[derive(Clone, Copy)]
enum Of {
    /// A template's.
    Template,
    /// The business's own: which of its versions the form says in the template's place. What was said outlives the
    /// page's data here, so that a text that is changed is heard at once.
    Own(StoredValue<String>),
}

impl Of {
    async fn ask(self, form: SimulationForm) -> Result<Simulation, AppError> {
        match self {
            Self::Template => simulate(form).await.and_then(Doc::read),
            Self::Own(_) => simulate_own(own(form)).await.and_then(Doc::read),
        }
    }
}

/// What is asked of the business's own flow.
fn own(form: SimulationForm) -> OwnSimulationForm {
    let SimulationForm { template, language, said, .. } = form;
    OwnSimulationForm { which: template, language, said }
}

/// A conversation with the business's own flow: its `draft`, or what is `active`.
pub(crate) fn own_simulator(
    id: &'static str,
    which: &'static str,
    language: Language,
    said: StoredValue<String>,
    keep: Vec<(&'static str, String)>,
) -> AnyView {
    let begun = said.get_value();
    let asked = asked_in_address(id).or(Some(begun).filter(|begun| !begun.is_empty()));
    let form = SimulationForm {
        template: which.to_owned(),
        language: language.as_str().to_owned(),
        business: String::new(),
        said: asked.unwrap_or_else(|| hello(language).to_owned()),
    };
    let first = form.clone();
    Data::once(move || simulate_own(own(first.clone())))
        .shown(move |told| chat_of(id, Of::Own(said), &form, &keep, told))
}

/// What was said so far, where a plain form has it in the address.
fn asked_in_address(id: &'static str) -> Option<String> {
    let said = use_query_map().with_untracked(|query| {
        let field = |name: &str| query.get(name).unwrap_or_default();
        (field("chat") == id).then(|| joined(&field("said"), &field("text")))
    });
    said.filter(|said| !said.is_empty())
}

fn chat_of(
    id: &'static str,
    of: Of,
    form: &SimulationForm,
    keep: &[(&'static str, String)],
    told: Option<Simulation>,
) -> AnyView {
    match told {
        Some(told) => {
            let chat = Chat {
                id,
                form: StoredValue::new(form.clone()),
                keep: StoredValue::new(keep.to_vec()),
                of,
                told: RwSignal::new(told),
                writing: RwSignal::new(None),
                failed: RwSignal::new(false),
                log: NodeRef::new(),
            };
            chat.view()
        }
        None => notice(Tone::Bad, Icon::Alert, say!(use_locale(), sim.failed).to_owned()),
    }
}

/// A conversation with an assistant that does not exist yet; it begins with a greeting.
///
/// `id` is unique on the page. `keep` are fields of the address that plain forms must not lose.
pub(crate) fn simulator(
    id: &'static str,
    template: TemplateType,
    language: Language,
    business: String,
    keep: Vec<(&'static str, String)>,
) -> AnyView {
    let said = asked_in_address(id).unwrap_or_else(|| hello(language).to_owned());
    let form = SimulationForm {
        template: template.as_str().to_owned(),
        language: language.as_str().to_owned(),
        business,
        said,
    };
    let asked = form.clone();
    Data::once(move || simulate(asked.clone()))
        .shown(move |told| chat_of(id, Of::Template, &form, &keep, told))
}

/// How a customer begins.
fn hello(language: Language) -> &'static str {
    match language {
        Language::En => "Hello",
        Language::Sw => "Habari",
    }
}

/// What was said, and one message more; a message is one line.
fn joined(said: &str, text: &str) -> String {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match (said.is_empty(), text.is_empty()) {
        (_, true) => said.to_owned(),
        (true, _) => text,
        (false, false) => [said, "\n", text.as_str()].concat(),
    }
}

impl Chat {
    /// Says something; an empty text begins again.
    fn say(self, text: &str) {
        if self.writing.with_untracked(Option::is_some) {
            return;
        }
        let mut form = self.form.get_value();
        let said = self.told.with_untracked(|told| joined(&told.said, text));
        form.said = if text.is_empty() { form.said } else { said };
        self.writing.set(Some(text.to_owned()));
        spawn_local(async move {
            let told = self.of.ask(form).await;
            self.failed.try_set(told.is_err());
            if let Ok(told) = told {
                if let Of::Own(said) = self.of {
                    said.try_set_value(told.said.clone());
                }
                self.told.try_set(told);
            }
            self.writing.try_set(None);
        });
    }

    fn submitted(self, event: &SubmitEvent, text: &str) {
        event.prevent_default();
        self.say(text);
        if let Some(log) = self.log.get_untracked() {
            // The button that was pressed goes; whoever uses the keyboard stays in the conversation.
            drop(log.focus());
        }
    }

    fn view(self) -> AnyView {
        let l = use_locale();
        let chat = self;
        effect(move || {
            chat.told.track();
            chat.writing.track();
            if let Some(log) = chat.log.get() {
                request_animation_frame(move || log.set_scroll_top(log.scroll_height()));
            }
        });
        let turns = keyed(move || {
            let item = |(at, turn): (usize, SimulatedTurn)| -> Item {
                (at.to_string() + &turn.said, Box::new(move || chat.turn(l, turn)))
            };
            chat.told.get().turns.into_iter().enumerate().map(item).collect()
        });
        let writing = dynamic(move || match chat.writing.get() {
            Some(text) => {
                let said = (!text.is_empty()).then(|| bubble(Side::Customer, text, None));
                let note = chat_note(say!(l, sim.writing).to_owned());
                view! { {said} {note} }.into_any()
            }
            None => ().into_any(),
        });
        let failed = dynamic(move || match chat.failed.get() {
            true => notice(Tone::Bad, Icon::Alert, say!(l, sim.failed).to_owned()),
            false => ().into_any(),
        });
        view! {
            <section class="sim" id=self.id aria-label=self.label(l) data-testid=self.id>
                <div class="chat" node_ref=self.log tabindex="0">
                    {bubbles(say!(l, sim.chat), view! { {turns} {writing} }.into_any())}
                </div>
                {failed}
                {self.taps(l)}
                {self.line(l)}
            </section>
        }
        .any()
    }

    /// Its name, which differs from those of the others on the page.
    fn label(self, l: Locale) -> String {
        let template = self.form.with_value(|form| form.template.parse().ok());
        let name =
            template.map_or_else(|| say!(l, editor.title), |template| text::template(l, template));
        [say!(l, sim.label), ": ", name].concat()
    }

    /// What the customer wrote, what was answered, and which step of the flow answered.
    fn turn(self, l: Locale, turn: SimulatedTurn) -> AnyView {
        let flow = self.form.with_value(|form| form.template.clone());
        let decision = match self.of {
            Of::Template => {
                let step = turn.step;
                text::decision(l, &Decision::Answered { flow, step, delayed_by: None })
            }
            // The owner's own name for it.
            Of::Own(_) => turn.step,
        };
        let last = turn.replies.len().saturating_sub(1);
        let replies = turn.replies.into_iter().enumerate().map(|(at, reply)| {
            let foot = (at == last).then(|| decision.clone().into_any());
            bubble(Side::Business, reply, foot)
        });
        let handed = turn.handed_over.then(|| chat_note(say!(l, sim.handed).to_owned()));
        let deeds = turn.deeds.iter().map(|deed| chat_note(text::simulated_deed(l, deed)));
        view! {
            {bubble(Side::Customer, turn.said, None)}
            {replies.collect_view()}
            {deeds.collect_view()}
            {handed}
        }
        .into_any()
    }

    /// The numbers that count now, each a button.
    fn taps(self, l: Locale) -> AnyView {
        dynamic(move || {
            let told = self.told.get();
            let over = told.full || told.turns.last().is_some_and(|turn| turn.handed_over);
            if over || told.taps.is_empty() {
                return ().into_any();
            }
            let taps = told.taps.into_iter().map(|tap| {
                let (number, value) = (tap.number.clone(), tap.number.clone());
                let testid = ["tap-", &tap.number].concat();
                let pressed = move |event: SubmitEvent| self.submitted(&event, &number);
                view! {
                    <form method="get" action=self.place() on:submit=pressed>
                        {self.fields(&told.said)}
                        <button class="chip" name="text" value=value data-testid=testid>
                            <b>{tap.number}</b> " " {tap.label}
                        </button>
                    </form>
                }
                .any()
            });
            let taps = taps.collect_view();
            view! { <div class="taps" role="group" aria-label=say!(l, sim.taps)>{taps}</div> }.any()
        })
    }

    /// The line to write in, and the way back to the beginning.
    fn line(self, l: Locale) -> AnyView {
        let typed = NodeRef::<html::Input>::new();
        let over = flag(move || {
            self.told
                .with(|told| told.full || told.turns.last().is_some_and(|turn| turn.handed_over))
        });
        let sent = move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = typed.get_untracked() else { return };
            let text = joined("", &input.value());
            if !text.is_empty() {
                input.set_value("");
                self.say(&text);
            }
        };
        let again = move |event: SubmitEvent| {
            self.form.update_value(|form| {
                form.said = match form.language.parse() {
                    Ok(language) => hello(language).to_owned(),
                    Err(_) => String::new(),
                };
            });
            self.submitted(&event, "");
        };
        let full = dynamic(move || match self.told.with(|told| told.full) {
            true => view! { <p class="quiet" role="status">{say!(l, sim.full)}</p> }.any(),
            false => ().into_any(),
        });
        let fields = dynamic(move || self.fields(&self.told.with(|told| told.said.clone())));
        let input = view! {
            <input
                node_ref=typed
                name="text"
                autocomplete="off"
                maxlength=SAID_MAX.to_string()
                aria-label=say!(l, sim.write)
                placeholder=say!(l, sim.write)
                disabled=over
                data-testid="sim-text"
            />
        };
        view! {
            {full}
            <form method="get" action=self.place() on:submit=sent hidden=over>
                {fields}
                {chat_line(input.any(), say!(l, sim.send), "sim-send")}
            </form>
            <form class="sim-again" method="get" action=self.place() on:submit=again>
                {self.kept()}
                <button class="btn btn-bare" data-testid="sim-again">{icon(Icon::Restart)} {say!(l, sim.again)}</button>
            </form>
        }
        .into_any()
    }

    /// The same page, at this conversation.
    fn place(self) -> String {
        ["#", self.id].concat()
    }

    fn fields(self, said: &str) -> AnyView {
        view! {
            {self.kept()}
            <input type="hidden" name="chat" value=self.id/>
            <input type="hidden" name="said" value=said.to_owned()/>
        }
        .into_any()
    }

    fn kept(self) -> AnyView {
        let kept = self.keep.get_value().into_iter();
        let field = |(name, value)| view! { <input type="hidden" name=name value=value/> }.any();
        kept.map(field).collect_view().into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_of_what_was_said() {
        assert_eq!(joined("", " Habari \n yako "), "Habari yako");
        assert_eq!(joined("Habari", "1"), "Habari\n1");
        assert_eq!(joined("Habari", "  "), "Habari");
    }
}
