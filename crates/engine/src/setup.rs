//! Judging what an owner or an admin tells us about a business.

use domain::draft::{BusinessForm, SetupStep};
use domain::forms::{HoursForm, NAME_MAX, SetupForm};
use domain::hours::{AfterHours, DAYS, HoursRefused, OpenHours, WeekHours};
use domain::late::LateAnswers;
use domain::money::Currency;
use domain::phone::PhoneRefused;
use domain::{E164, FieldProblem, Language, Problem, TemplateType};
use store::{BusinessInput, SetupInput};

use crate::{EngineError, zone};

/// Parses the form into values that cannot be wrong.
///
/// # Errors
/// Names every wrong field at once.
pub(crate) fn check(form: &SetupForm) -> Result<SetupInput, EngineError> {
    let mut problems = Vec::new();
    let (business_name, business_type) =
        names(&form.business_name, &form.business_type, &mut problems);
    let mut note = |field: &str, problem| problems.push(FieldProblem::new(field, problem));
    let template = choice(&form.template, TemplateType::ALL).map_err(|p| note("template", p)).ok();
    let language = choice(&form.language, Language::ALL).map_err(|p| note("language", p)).ok();
    let number = whatsapp_number(&form.whatsapp_number);
    let number = number.map_err(|problem| note("whatsapp_number", problem)).ok();
    let hours = week(&form.hours, &mut problems);

    match (template, language, number) {
        (Some(template), Some(language), Some(whatsapp_number)) if problems.is_empty() => {
            Ok(SetupInput {
                business_name,
                business_type,
                template,
                whatsapp_number,
                language,
                hours,
            })
        }
        _ => Err(EngineError::Invalid(problems)),
    }
}

/// Checks the fields of one step alone, as if the other steps were right.
///
/// # Errors
/// Names every wrong field of the step.
pub(crate) fn check_step(form: &SetupForm, step: SetupStep) -> Result<(), EngineError> {
    let Err(EngineError::Invalid(mut problems)) = check(form) else { return Ok(()) };
    problems.retain(|found| SetupStep::of_field(&found.field) == step);
    if problems.is_empty() { Ok(()) } else { Err(EngineError::Invalid(problems)) }
}

/// Parses what a business says about itself later.
///
/// # Errors
/// Names every wrong field at once.
pub(crate) fn check_business(form: &BusinessForm) -> Result<BusinessInput, EngineError> {
    let mut problems = Vec::new();
    let (business_name, business_type) =
        names(&form.business_name, &form.business_type, &mut problems);
    let language = choice(&form.language, Language::ALL)
        .map_err(|problem| problems.push(FieldProblem::new("language", problem)))
        .ok();
    let timezone = form.timezone.trim();
    if !zone::is_timezone(timezone) {
        let wanted = "Africa/Dar_es_Salaam".to_owned();
        problems.push(FieldProblem::new("timezone", Problem::Form { wanted }));
    }
    let late = choice(&form.late, LateAnswers::ALL)
        .map_err(|problem| problems.push(FieldProblem::new("late", problem)))
        .ok();
    let currency = choice(&form.currency, Currency::ALL)
        .map_err(|problem| problems.push(FieldProblem::new("currency", problem)))
        .ok();
    let after_hours = choice(&form.after_hours, AfterHours::ALL)
        .map_err(|problem| problems.push(FieldProblem::new("after_hours", problem)))
        .ok();
    let hours = week(&form.hours, &mut problems);
    match (language, late, currency, after_hours) {
        (Some(language), Some(late), Some(currency), Some(after_hours)) if problems.is_empty() => {
            Ok(BusinessInput {
                business_name,
                business_type,
                language,
                late,
                currency,
                after_hours,
                hours,
                timezone: timezone.to_owned(),
            })
        }
        _ => Err(EngineError::Invalid(problems)),
    }
}

/// The business's name and kind.
fn names(name: &str, kind: &str, problems: &mut Vec<FieldProblem>) -> (String, Option<String>) {
    let (name, kind) = (name.trim(), kind.trim());
    let mut note = |field: &str, problem| problems.push(FieldProblem::new(field, problem));
    match name.chars().count() {
        0 => note("business_name", Problem::Required),
        n if n > NAME_MAX as usize => note("business_name", Problem::TooLong { max: NAME_MAX }),
        _ => {}
    }
    if kind.chars().count() > NAME_MAX as usize {
        note("business_type", Problem::TooLong { max: NAME_MAX });
    }
    (name.to_owned(), (!kind.is_empty()).then(|| kind.to_owned()))
}

/// The opening hours of a week.
pub(crate) fn week(typed: &HoursForm, problems: &mut Vec<FieldProblem>) -> WeekHours {
    let mut hours = WeekHours::default();
    for (day, (name, typed)) in DAYS.iter().zip(typed.days()).enumerate() {
        if typed.from.trim().is_empty() && typed.to.trim().is_empty() {
            continue;
        }
        let problem = match OpenHours::parse(&typed.from, &typed.to) {
            Ok(open) => {
                hours.0[day] = Some(open);
                continue;
            }
            Err(HoursRefused::Time) => Problem::Time,
            Err(HoursRefused::ClosesFirst) => Problem::ClosesFirst,
        };
        problems.push(FieldProblem::new(&format!("hours.{name}"), problem));
    }
    hours
}

pub(crate) fn choice<T: Copy + ToString + std::str::FromStr>(
    text: &str,
    all: &[T],
) -> Result<T, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Required);
    }
    text.trim().parse().map_err(|_| {
        let allowed: Vec<_> = all.iter().map(ToString::to_string).collect();
        Problem::Choice { allowed: allowed.join(", ") }
    })
}

/// Reads a WhatsApp number and checks it against its country's numbering plan.
///
/// # Errors
/// Says whether the country code is missing or no such number can exist.
pub(crate) fn whatsapp_number(text: &str) -> Result<E164, Problem> {
    let number = E164::parse(text).map_err(|refused| match refused {
        PhoneRefused::Empty => Problem::Required,
        PhoneRefused::NoCountryCode => Problem::PhoneCountryCode,
        PhoneRefused::NotDigits | PhoneRefused::Length(_) => Problem::PhoneImpossible,
    })?;
    let possible = phonenumber::parse(None, number.as_str())
        .is_ok_and(|parsed| phonenumber::is_valid(&parsed));
    if possible { Ok(number) } else { Err(Problem::PhoneImpossible) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::forms::{DayForm, HoursForm};

    fn form() -> SetupForm {
        SetupForm {
            business_name: " Mama Salon ".into(),
            business_type: "Salon".into(),
            template: "BOOKING".into(),
            whatsapp_number: "+255 712 345 678".into(),
            language: "SW".into(),
            hours: HoursForm {
                mon: DayForm { from: "08:00".into(), to: "18:00".into() },
                ..HoursForm::default()
            },
        }
    }

    fn problems(form: &SetupForm) -> Vec<(String, Problem)> {
        match check(form) {
            Err(EngineError::Invalid(found)) => {
                found.into_iter().map(|p| (p.field, p.problem)).collect()
            }
            Err(other) => panic!("{other}"),
            Ok(_) => vec![],
        }
    }

    #[test]
    fn a_good_form_is_parsed() {
        let input = check(&form()).unwrap();
        assert_eq!(input.business_name, "Mama Salon");
        assert_eq!(input.whatsapp_number.as_str(), "+255712345678");
        assert_eq!(input.hours.0.iter().flatten().count(), 1);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = SetupForm {
            business_name: " ".into(),
            template: "FLOWERS".into(),
            whatsapp_number: "0712345678".into(),
            language: String::new(),
            hours: HoursForm {
                sun: DayForm { from: "18:00".into(), to: "08:00".into() },
                sat: DayForm { from: "8".into(), to: String::new() },
                ..HoursForm::default()
            },
            ..form()
        };
        let templates: Vec<_> = TemplateType::ALL.iter().map(|it| it.as_str()).collect();
        let allowed = templates.join(", ");
        assert_eq!(
            problems(&wrong),
            [
                ("business_name".into(), Problem::Required),
                ("template".into(), Problem::Choice { allowed }),
                ("language".into(), Problem::Required),
                ("whatsapp_number".into(), Problem::PhoneCountryCode),
                ("hours.sat".into(), Problem::Time),
                ("hours.sun".into(), Problem::ClosesFirst),
            ]
        );
    }

    #[test]
    fn a_step_is_judged_by_its_own_fields() {
        let wrong = SetupForm { whatsapp_number: "0712345678".into(), ..form() };
        assert!(check_step(&wrong, SetupStep::Business).is_ok());
        assert!(check_step(&wrong, SetupStep::Template).is_ok());
        let Err(EngineError::Invalid(found)) = check_step(&wrong, SetupStep::Number) else {
            panic!("the number was taken")
        };
        assert_eq!(found, [FieldProblem::new("whatsapp_number", Problem::PhoneCountryCode)]);
    }

    #[test]
    fn later_changes_are_judged_like_the_first_ones() {
        let hours = HoursForm {
            mon: DayForm { from: "08:00".into(), to: "18:00".into() },
            ..HoursForm::default()
        };
        let good = BusinessForm {
            business_name: " Mama ".into(),
            language: "EN".into(),
            timezone: "Africa/Nairobi".into(),
            late: "240".into(),
            currency: "KES".into(),
            after_hours: "WAIT".into(),
            hours: hours.clone(),
            ..BusinessForm::default()
        };
        let input = check_business(&good).unwrap();
        assert_eq!((input.business_name.as_str(), input.business_type), ("Mama", None));
        let wrong =
            BusinessForm { timezone: "Mars/Olympus".into(), hours, ..BusinessForm::default() };
        let Err(EngineError::Invalid(found)) = check_business(&wrong) else { panic!("taken") };
        let fields: Vec<_> = found.iter().map(|found| found.field.as_str()).collect();
        assert_eq!(
            fields,
            ["business_name", "language", "timezone", "late", "currency", "after_hours"]
        );
    }

    #[test]
    fn numbers_are_checked_against_their_country() {
        assert!(whatsapp_number("+254712345678").is_ok());
        assert!(whatsapp_number("+256772123456").is_ok());
        assert_eq!(whatsapp_number("+255112"), Err(Problem::PhoneImpossible));
        assert_eq!(whatsapp_number("+255000000000"), Err(Problem::PhoneImpossible));
        assert_eq!(whatsapp_number("+999712345678"), Err(Problem::PhoneImpossible));
    }
}
