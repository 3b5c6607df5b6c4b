//! Trying a flow before customers get it: the interpreter that answers them, with what the business really offers.
//! Nothing is written; what would be done is only said.

use chrono::NaiveDateTime;
use domain::simulation::{
    DeedKind, OwnSimulationForm, SAID_MAX, SimulatedDeed, SimulatedTurn, Simulation, TURNS_MAX, Tap,
};
use domain::{Conflict, ContactId, Language, Permission, Principal, RecordId, TenantId};
use flow::{Act, Effect, Facts, FlowState, Turn};
use store::TenantStore;
use uuid::Uuid;

use super::Running;
use crate::knowledge::Patience;
use crate::talk::{About, business};
use crate::{Engine, EngineError, access, setup, zone};

impl Engine {
    /// Tells a conversation with the draft, with what answers now or with a version, from its beginning.
    ///
    /// What stands after a hand-off is left out, as a customer's messages then wait for a person.
    ///
    /// # Errors
    /// When there is no such flow, or something in it is to be mended first.
    pub async fn simulate_own(
        &self,
        principal: &Principal,
        tenant: TenantId,
        form: &OwnSimulationForm,
    ) -> Result<Simulation, EngineError> {
        access::tenant(principal, tenant, Permission::ReadFlow)?;
        let language = setup::choice(&form.language, Language::ALL)
            .map_err(|problem| EngineError::field("language", problem))?;
        let door = self.store().tenant(tenant);
        let flow = self.tried(&door, &form.which).await?;
        let detail = self.detail(tenant).await?;
        let now = self.now();
        let patience = Patience::default();
        let about = About {
            engine: self,
            store: &door,
            tenant,
            config: &detail.config,
            // A customer whom nobody is: nothing was booked or ordered before.
            contact: ContactId::from_uuid(Uuid::nil()),
            language,
            now,
            patience: &patience,
        };
        let local = zone::local(zone::of(&detail.config.timezone), now);
        let business = business::of(&detail.config, detail.tenant.phone_number.clone(), language);
        let mut state: Option<FlowState> = None;
        let mut turns: Vec<SimulatedTurn> = Vec::new();
        let said = form.said.lines().map(str::trim).filter(|line| !line.is_empty());
        for line in said.take(TURNS_MAX) {
            let text: String = line.chars().take(SAID_MAX).collect();
            let facts = Facts::default();
            let turn = Turn::plain(&text, language, &business, local, &facts);
            let outcome = about.step(&flow, state.as_ref(), &turn).await?;
            let handed_over = outcome.effect == Effect::HandOff;
            let step = outcome.step_title.unwrap_or(outcome.step);
            let deeds = outcome.acts.iter().map(|act| said_of(act, local, language)).collect();
            turns.push(SimulatedTurn {
                said: text,
                replies: outcome.replies,
                step,
                handed_over,
                deeds,
            });
            state = Some(outcome.state);
            if handed_over {
                break;
            }
        }
        let numbers = state.map(|state| flow::numbers(&flow, &state, language)).unwrap_or_default();
        let tap = |(number, label): (u32, String)| Tap { number: number.to_string(), label };
        let said: Vec<_> = turns.iter().map(|turn| turn.said.as_str()).collect();
        Ok(Simulation {
            taps: numbers.into_iter().map(tap).collect(),
            said: said.join("\n"),
            full: turns.len() == TURNS_MAX,
            turns,
        })
    }

    /// The flow that is tried.
    async fn tried(&self, door: &TenantStore, which: &str) -> Result<Running, EngineError> {
        let begun = self.begun(door).await?;
        match which {
            "active" => Ok(begun.active),
            "draft" => {
                let problems = u32::try_from(begun.draft.problems().len()).unwrap_or(u32::MAX);
                let unfinished = || EngineError::Conflict(Conflict::FlowUnfinished { problems });
                let flow = begun.draft.check().map_err(|_| unfinished())?;
                Ok(Running::Own(std::sync::Arc::new(flow)))
            }
            number => {
                let number = number.parse().map_err(|_| EngineError::NotFound)?;
                let stored = door.flow_version(number).await?.ok_or(EngineError::NotFound)?;
                let own = self.flows().own(door, stored.version.id).await?;
                own.map(Running::Own).ok_or(EngineError::NotFound)
            }
        }
    }
}

/// What a customer's words would have done.
fn said_of(act: &Act, now: NaiveDateTime, language: Language) -> SimulatedDeed {
    let moment = |at: &NaiveDateTime| {
        let day = flow::day_in_words(at.date(), now.date(), language);
        format!("{day}, {}", flow::time_in_words(at.time(), language))
    };
    let (kind, about) = match act {
        Act::Book { service_name, at, .. } => {
            (DeedKind::Book, format!("{}, {}", service_name.get(language), moment(at)))
        }
        Act::Move { at, .. } => (DeedKind::Move, moment(at)),
        Act::Cancel { .. } => (DeedKind::Cancel, String::new()),
        Act::Confirm { .. } => (DeedKind::Confirm, String::new()),
        Act::Order { lines, .. } => {
            let line = |line: &flow::OrderLine| format!("{} × {}", line.quantity, line.name);
            (DeedKind::Order, lines.iter().map(line).collect::<Vec<_>>().join(", "))
        }
        Act::CancelOrder { .. } => (DeedKind::CancelOrder, String::new()),
        Act::Unanswered { question } => (DeedKind::Unanswered, question.clone()),
    };
    SimulatedDeed { kind, about }
}
