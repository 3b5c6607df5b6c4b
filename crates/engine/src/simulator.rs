//! Trying an assistant before anything is live: the interpreter that answers customers, and nothing else.

use chrono::NaiveDateTime;
use domain::hours::WeekHours;
use domain::simulation::{SAID_MAX, SimulatedTurn, Simulation, SimulationForm, TURNS_MAX, Tap};
use domain::{FieldProblem, Language, Problem, TemplateType};
use flow::{Business, Effect, Facts, FlowDefinition, FlowState, Turn};

use crate::{Engine, EngineError, setup};

impl Engine {
    /// Tells a conversation from its beginning; asks nobody and keeps nothing.
    ///
    /// What stands after a hand-off is left out, as a customer's messages then wait for a person.
    ///
    /// # Errors
    /// When there is no such template or language. Whatever was said has an answer.
    pub fn simulate(
        &self,
        form: &SimulationForm,
        hours: &WeekHours,
    ) -> Result<Simulation, EngineError> {
        let now = self.now().with_timezone(&chrono_tz::Africa::Dar_es_Salaam).naive_local();
        simulate(form, hours, now)
    }
}

fn simulate(
    form: &SimulationForm,
    hours: &WeekHours,
    now: NaiveDateTime,
) -> Result<Simulation, EngineError> {
    let mut problems = Vec::new();
    let mut note = |field: &str, problem: Problem| problems.push(FieldProblem::new(field, problem));
    let template = setup::choice(&form.template, TemplateType::ALL);
    let template = template.map_err(|problem| note("template", problem)).ok();
    let language = setup::choice(&form.language, Language::ALL);
    let language = language.map_err(|problem| note("language", problem)).ok();
    let Some((template, language)) = template.zip(language) else {
        return Err(EngineError::Invalid(problems));
    };
    let business = Business {
        business_name: form.business.chars().take(SAID_MAX).collect(),
        phone: None,
        hours: flow::hours_in_words(hours, language),
    };
    Ok(told(&form.said, flow::builtin(template), language, &business, now))
}

fn told(
    said: &str,
    flow: &FlowDefinition,
    language: Language,
    business: &Business,
    now: NaiveDateTime,
) -> Simulation {
    let facts = Facts::of_nobody();
    let mut state: Option<FlowState> = None;
    let mut turns: Vec<SimulatedTurn> = Vec::new();
    let said = said.lines().map(str::trim).filter(|line| !line.is_empty());
    for line in said.take(TURNS_MAX) {
        let text: String = line.chars().take(SAID_MAX).collect();
        let turn = Turn::plain(&text, language, business, now, &facts);
        let Ok(outcome) = flow::step(flow, state.as_ref(), &turn) else { break };
        let handed_over = outcome.effect == Effect::HandOff;
        turns.push(SimulatedTurn {
            replies: outcome.replies,
            step: outcome.step,
            handed_over,
            said: text,
            deeds: Vec::new(),
        });
        state = Some(outcome.state);
        if handed_over {
            break;
        }
    }
    let numbers = state.map(|state| flow::numbers(flow, &state, language)).unwrap_or_default();
    let said: Vec<_> = turns.iter().map(|turn| turn.said.as_str()).collect();
    Simulation {
        taps: numbers
            .into_iter()
            .map(|(number, label)| Tap { number: number.to_string(), label })
            .collect(),
        said: said.join("\n"),
        full: turns.len() == TURNS_MAX,
        turns,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(template: &str, language: &str, said: &str) -> Result<Simulation, EngineError> {
        let form = SimulationForm {
            template: template.into(),
            language: language.into(),
            business: "Mama Salon".into(),
            said: said.into(),
        };
        super::simulate(&form, &WeekHours::USUAL, NaiveDateTime::default())
    }

    fn simulate(template: &str, language: &str, said: &str) -> Simulation {
        of(template, language, said).unwrap()
    }

    #[test]
    fn a_conversation_is_told_as_customers_would_have_it() {
        let told = simulate("BOOKING", "SW", "Habari\r\n1\nKusuka nywele");
        let steps: Vec<_> = told.turns.iter().map(|turn| turn.step.as_str()).collect();
        assert_eq!(steps, ["menu", "service", "when"]);
        let menu = "Karibu Mama Salon. Andika: 1) Booking 2) Huduma 3) Bei 4) Mawasiliano";
        assert_eq!(told.turns[0].replies, [menu]);
        assert_eq!(told.said, "Habari\n1\nKusuka nywele");
    }

    #[test]
    fn going_on_is_the_same_as_having_said_it_all() {
        let begun = simulate("SUPPORT", "EN", "hello");
        let number = begun.taps[0].number.clone();
        let on = simulate("SUPPORT", "EN", &format!("{}\n{number}", begun.said));
        assert_eq!(on.turns[..1], begun.turns[..]);
        assert_eq!(on.turns.len(), 2);
    }

    #[test]
    fn a_person_takes_over_and_the_assistant_is_silent() {
        let told = simulate("BOOKING", "EN", "I want to talk to a person\nhello\nhello");
        assert_eq!(told.turns.len(), 1);
        assert!(told.turns[0].handed_over && told.taps.is_empty());
    }

    #[test]
    fn nothing_that_is_sent_is_too_much() {
        let endless = "🦩x\u{0}{business_name}\n".repeat(5000);
        let told = simulate("ECOMMERCE", "SW", &endless);
        assert!(told.turns.len() <= TURNS_MAX);
        let long = simulate("BOOKING", "EN", &"a".repeat(100_000));
        assert_eq!(long.said.chars().count(), SAID_MAX);
        assert_eq!(simulate("BOOKING", "EN", " \n\r\n").turns, []);
    }

    #[test]
    fn an_unknown_template_or_language_is_named() {
        let Err(EngineError::Invalid(problems)) = of("", "", "hello") else {
            panic!("it was simulated")
        };
        let fields: Vec<_> = problems.iter().map(|p| (p.field.as_str(), &p.problem)).collect();
        assert_eq!(fields, [("template", &Problem::Required), ("language", &Problem::Required)]);
    }
}
