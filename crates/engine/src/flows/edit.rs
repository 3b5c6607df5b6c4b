//! Changing the draft of a flow.
//!
//! A change says what it replaces. So it is made on the newest draft, whichever the person saw, and refused only where
//! somebody else changed the same thing: two who change different steps do not notice each other.

use domain::editor::{
    DraftView, EditorView, FLOW_MAX_BYTES, FLOW_TEXT_MAX, FlowAct, FlowActForm, NewStep,
    StepTextsForm, TextForm, WordsForm, word_list,
};
use domain::{Conflict, Language, Permission, Principal, Problem, TemplateType, TenantId};
use flow::{Edit, EditRefused, FlowDraft, StepId, Text, To};
use store::{Actor, DraftInput, FlowDraftRow, FlowStanding, StoreError, TenantStore};

use super::Running;
use crate::{Engine, EngineError, access, setup};

/// How often a change is made anew on a draft that somebody else changed just now.
const TRIES: usize = 4;
/// Characters that are told of a text that somebody else wrote.
const NOW_MAX: usize = 200;
/// Differences that are shown.
pub(super) const CHANGES_MAX: usize = 200;

/// The draft, or what one would begin with.
pub(super) struct Begun {
    pub(super) standing: FlowStanding,
    /// What answers now.
    pub(super) active: Running,
    /// Whether the version that should answer cannot be read.
    pub(super) unreadable: bool,
    pub(super) row: Option<FlowDraftRow>,
    /// The draft, as it reads or would begin.
    pub(super) draft: FlowDraft,
}

impl Begun {
    fn author(&self) -> String {
        let active = || self.standing.active.as_ref().map(|active| active.author.clone());
        self.row.as_ref().map(|row| row.author.clone()).or_else(active).unwrap_or_default()
    }
}

impl Engine {
    /// The editor: the draft where there is one, or what answers now, with what is to be mended in it.
    ///
    /// # Errors
    /// When the person may not see it.
    pub async fn flow_editor(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<EditorView, EngineError> {
        access::tenant(principal, tenant, Permission::ReadFlow)?;
        let begun = self.begun(&self.store().tenant(tenant)).await?;
        let mut changes = match begun.row {
            Some(_) => flow::diff(&begun.active, begun.draft.definition()),
            None => Vec::new(),
        };
        changes.truncate(CHANGES_MAX);
        Ok(EditorView {
            template: begun.standing.template,
            active: begun.standing.active.map(|active| active.number),
            unreadable: begun.unreadable,
            draft: begun.row.map(|row| DraftView {
                revision: row.revision,
                author: row.author,
                at: row.updated_at,
                base: row.base_number,
            }),
            steps: begun.draft.outline(),
            placeholders: begun.draft.placeholders(),
            problems: begun.draft.problems(),
            changes,
        })
    }

    /// Keeps the texts of a step as they were typed. The first change begins a draft.
    ///
    /// # Errors
    /// When somebody else gave one of the texts another wording meanwhile; then none is kept.
    pub async fn save_step_texts(
        &self,
        principal: &Principal,
        tenant: TenantId,
        form: &StepTextsForm,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeFlow)?;
        let step = StepId::from(form.step.as_str());
        let texts = form.texts.iter().flat_map(|text| texts(&step, text));
        let words = form.words.iter().filter_map(|words| other_words(&step, words));
        let edits: Vec<Edit> = texts.chain(words).collect();
        self.edit_flow(principal, tenant, |_| Ok(edits.clone())).await
    }

    /// Adds, moves or removes what a flow is made of.
    ///
    /// # Errors
    /// When that is not possible, or not there any more.
    pub async fn change_flow(
        &self,
        principal: &Principal,
        tenant: TenantId,
        form: &FlowActForm,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeFlow)?;
        let act = setup::choice(&form.act, FlowAct::ALL)
            .map_err(|problem| EngineError::field("act", problem))?;
        if act == FlowAct::AddItem {
            let mut problems = Vec::new();
            for (field, text) in [("label_sw", &form.label_sw), ("label_en", &form.label_en)] {
                if text.trim().is_empty() {
                    problems.push(domain::FieldProblem::new(field, Problem::Required));
                }
            }
            if !problems.is_empty() {
                return Err(EngineError::Invalid(problems));
            }
        }
        self.edit_flow(principal, tenant, |draft| Ok(vec![deed(draft, act, form)?])).await
    }

    /// Throws the draft away.
    ///
    /// # Errors
    /// When there is none.
    pub async fn discard_flow(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeFlow)?;
        if !self.store().tenant(tenant).drop_flow_draft(&Actor::from(principal)).await? {
            return Err(EngineError::NotFound);
        }
        self.publish_flow_change(tenant);
        self.publish_deed(tenant).await;
        Ok(())
    }

    /// Makes changes on the newest draft.
    async fn edit_flow(
        &self,
        principal: &Principal,
        tenant: TenantId,
        edits: impl Fn(&FlowDraft) -> Result<Vec<Edit>, EngineError>,
    ) -> Result<(), EngineError> {
        let door = self.store().tenant(tenant);
        let mut refused = Conflict::DraftChanged { name: String::new() };
        for _ in 0..TRIES {
            let begun = self.begun(&door).await?;
            let mut draft = begun.draft.clone();
            for edit in edits(&draft)? {
                draft.apply(&edit).map_err(|refused| explained(refused, begun.author(), &edit))?;
            }
            if draft == begun.draft {
                return Ok(());
            }
            match self.keep_draft(principal, &door, &begun, &draft).await {
                Err(EngineError::Conflict(conflict @ Conflict::DraftChanged { .. })) => {
                    refused = conflict;
                }
                kept => return kept,
            }
        }
        Err(EngineError::Conflict(refused))
    }

    pub(super) async fn keep_draft(
        &self,
        principal: &Principal,
        door: &TenantStore,
        begun: &Begun,
        draft: &FlowDraft,
    ) -> Result<(), EngineError> {
        let definition = draft.to_json();
        if definition.len() > FLOW_MAX_BYTES {
            return Err(EngineError::Conflict(Conflict::FlowRefused));
        }
        let input = DraftInput {
            base_number: begun.standing.active.as_ref().map(|active| active.number),
            template: begun.standing.template,
            definition,
            over: begun.row.as_ref().map(|row| row.revision),
        };
        door.save_flow_draft(&Actor::from(principal), input).await?;
        self.publish_flow_change(door.id());
        Ok(())
    }

    /// The draft, or what one would begin with. A draft that this program cannot read is as good as none.
    pub(super) async fn begun(&self, door: &TenantStore) -> Result<Begun, StoreError> {
        let standing = door.flow_standing().await?;
        let (active, unreadable) = self.answering(door, &standing).await?;
        let row = door.flow_draft().await?;
        let kept = row.as_ref().and_then(|row| FlowDraft::from_json(&row.definition).ok());
        let draft = kept.unwrap_or_else(|| FlowDraft::of(&active));
        Ok(Begun { standing, active, unreadable, row, draft })
    }

    /// What answers now, and whether that is only because the own version cannot be read.
    pub(super) async fn answering(
        &self,
        door: &TenantStore,
        standing: &FlowStanding,
    ) -> Result<(Running, bool), StoreError> {
        let version = standing.active.as_ref().map(|active| active.id);
        let active = self.flows().running(door, standing.template, version).await?;
        let unreadable = active.id() != version;
        Ok((active, unreadable))
    }
}

/// The built-in flow that a draft of a template is compared with.
pub(super) fn built_in(template: TemplateType) -> Running {
    Running::built_in(template)
}

/// Those languages of a text that read otherwise than they did.
fn texts(step: &StepId, form: &TextForm) -> Vec<Edit> {
    let both = [(Language::Sw, &form.was_sw, &form.sw), (Language::En, &form.was_en, &form.en)];
    let differs = |(_, was, text): &(Language, &String, &String)| {
        let plain = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
        plain(was) != plain(text)
    };
    let edit = |(language, was, text): (Language, &String, &String)| Edit::Text {
        step: step.clone(),
        part: form.part.clone(),
        language,
        was: was.clone(),
        text: text.clone(),
    };
    both.into_iter().filter(differs).map(edit).collect()
}

fn other_words(step: &StepId, form: &WordsForm) -> Option<Edit> {
    let (was, words) = (word_list(&form.was), word_list(&form.words));
    (was != words).then(|| Edit::Words { step: step.clone(), item: form.item, was, words })
}

/// What a form wants done.
fn deed(draft: &FlowDraft, act: FlowAct, form: &FlowActForm) -> Result<Edit, EngineError> {
    let step = StepId::from(form.step.as_str());
    let gone = || EngineError::Conflict(Conflict::NotInFlow);
    let item = || {
        let at: usize = form.item.parse().map_err(|_| gone())?;
        let steps = draft.outline();
        let items = steps.iter().find(|found| found.id == form.step).map(|found| &found.items);
        let label = items.and_then(|items| items.get(at)).map(|item| item.label.sw.as_str());
        // Items have no names of their own: the one that was shown there must still stand there.
        if label == Some(form.was.as_str()) { Ok(at) } else { Err(gone()) }
    };
    Ok(match act {
        FlowAct::AddItem => {
            let label = Text { sw: form.label_sw.clone(), en: form.label_en.clone() };
            Edit::AddItem { step, label, to: target(&form.to)? }
        }
        FlowAct::MoveUp => {
            let from = item()?;
            Edit::MoveItem { step, from, to: from.checked_sub(1).ok_or_else(gone)? }
        }
        FlowAct::MoveDown => {
            let from = item()?;
            Edit::MoveItem { step, from, to: from + 1 }
        }
        FlowAct::RemoveItem => Edit::RemoveItem { step, item: item()? },
        FlowAct::Goto => {
            if !form.item.is_empty() {
                item()?;
            }
            Edit::Goto { step, part: form.part.clone(), to: target(&form.to)? }
        }
        FlowAct::Clean => Edit::RemoveUnreachable,
    })
}

fn target(to: &str) -> Result<To, EngineError> {
    let Some(new) = to.strip_prefix('+') else {
        return Ok(To::Step(StepId::from(to)));
    };
    let new = setup::choice(new, NewStep::ALL);
    new.map(To::New).map_err(|problem| EngineError::field("to", problem))
}

fn explained(refused: EditRefused, name: String, edit: &Edit) -> EngineError {
    EngineError::Conflict(match refused {
        EditRefused::Missing => Conflict::NotInFlow,
        EditRefused::Changed { now } => {
            Conflict::TextChanged { name, now: now.chars().take(NOW_MAX).collect() }
        }
        EditRefused::Full | EditRefused::LastItem => Conflict::FlowRefused,
        EditRefused::TooLong { max } => {
            return EngineError::field(&field_of(edit), Problem::TooLong { max });
        }
    })
}

/// The field of a step's form that a change came from.
fn field_of(edit: &Edit) -> String {
    match edit {
        Edit::Text { part, language: Language::Sw, .. } => format!("{part}.sw"),
        Edit::Text { part, language: Language::En, .. } => format!("{part}.en"),
        Edit::AddItem { label, .. } if label.sw.chars().count() > FLOW_TEXT_MAX as usize => {
            "label_sw".to_owned()
        }
        // Nothing else has a text of its own.
        _ => "label_en".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_reads_as_it_did_is_no_change() {
        let form = TextForm {
            part: "text".to_owned(),
            sw: "Karibu.\r\nAndika.\r\n".to_owned(),
            was_sw: "Karibu.\nAndika.".to_owned(),
            en: "Hello".to_owned(),
            was_en: "Welcome".to_owned(),
        };
        let edits = texts(&StepId::from("menu"), &form);
        assert!(matches!(&edits[..], [Edit::Text { language: Language::En, .. }]), "{edits:?}");
    }
}
