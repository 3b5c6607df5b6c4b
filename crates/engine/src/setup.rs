//! Judging what an owner or an admin tells us about a business.

use domain::forms::{NAME_MAX, SetupForm};
use domain::hours::{DAYS, HoursRefused, OpenHours, WeekHours};
use domain::phone::PhoneRefused;
use domain::{E164, FieldProblem, Language, Problem, TemplateType};
use store::SetupInput;

use crate::EngineError;

/// Parses the form into values that cannot be wrong.
///
/// # Errors
/// Names every wrong field at once.
pub(crate) fn check(form: &SetupForm) -> Result<SetupInput, EngineError> {
    let mut problems = Vec::new();
    let mut note = |field: &str, problem| problems.push(FieldProblem::new(field, problem));

    let business_name = form.business_name.trim();
    match business_name.chars().count() {
        0 => note("business_name", Problem::Required),
        n if n > NAME_MAX as usize => note("business_name", Problem::TooLong { max: NAME_MAX }),
        _ => {}
    }
    let business_type = form.business_type.trim();
    if business_type.chars().count() > NAME_MAX as usize {
        note("business_type", Problem::TooLong { max: NAME_MAX });
    }
    let template = choice(&form.template, TemplateType::ALL).map_err(|p| note("template", p)).ok();
    let language = choice(&form.language, Language::ALL).map_err(|p| note("language", p)).ok();
    let number = whatsapp_number(&form.whatsapp_number);
    let number = number.map_err(|problem| note("whatsapp_number", problem)).ok();

    let mut hours = WeekHours::default();
    for (day, (name, typed)) in DAYS.iter().zip(form.hours.days()).enumerate() {
        if typed.from.trim().is_empty() && typed.to.trim().is_empty() {
            continue;
        }
        match OpenHours::parse(&typed.from, &typed.to) {
            Ok(open) => hours.0[day] = Some(open),
            Err(HoursRefused::Time) => note(&format!("hours.{name}"), Problem::Time),
            Err(HoursRefused::ClosesFirst) => note(&format!("hours.{name}"), Problem::ClosesFirst),
        }
    }

    match (template, language, number) {
        (Some(template), Some(language), Some(whatsapp_number)) if problems.is_empty() => {
            Ok(SetupInput {
                business_name: business_name.to_owned(),
                business_type: (!business_type.is_empty()).then(|| business_type.to_owned()),
                template,
                whatsapp_number,
                language,
                hours,
            })
        }
        _ => Err(EngineError::Invalid(problems)),
    }
}

fn choice<T: Copy + ToString + std::str::FromStr>(text: &str, all: &[T]) -> Result<T, Problem> {
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
        let allowed = "BOOKING, ECOMMERCE, SUPPORT".to_owned();
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
    fn numbers_are_checked_against_their_country() {
        assert!(whatsapp_number("+254712345678").is_ok());
        assert!(whatsapp_number("+256772123456").is_ok());
        assert_eq!(whatsapp_number("+255112"), Err(Problem::PhoneImpossible));
        assert_eq!(whatsapp_number("+255000000000"), Err(Problem::PhoneImpossible));
        assert_eq!(whatsapp_number("+999712345678"), Err(Problem::PhoneImpossible));
    }
}
