//! People who are no customers yet: what they write to us, and who takes care of it.

use domain::forms::NAME_MAX;
use domain::lead::{LEAD_MESSAGE_MAX, LeadForm, LeadView, REACH_DIGITS_MIN, REACH_MAX};
use domain::views::Page;
use domain::{FieldProblem, Language, LeadId, Principal, Problem};
use store::{Actor, NewLead};

use crate::mail::{MailKind, MailTo};
use crate::tenants::PAGE_MAX;
use crate::{Engine, EngineError, access};

impl Engine {
    /// Keeps what a visitor wrote, and has it mailed where that is wanted; nothing comes of it where a program filled in the hidden field.
    ///
    /// # Errors
    /// Names every wrong field at once.
    pub async fn leave_lead(
        &self,
        form: &LeadForm,
        language: Language,
    ) -> Result<Option<LeadView>, EngineError> {
        if !form.website.trim().is_empty() {
            tracing::info!("a message with the hidden field filled in was thrown away");
            return Ok(None);
        }
        let lead = self.store().leads().leave(check(form, language)?).await?;
        tracing::info!(lead.id = %lead.id, "somebody wrote on the contact page, lead {}", lead.id);
        if let Some(email) = self.config().contact_email.clone() {
            let to = MailTo::Person { email, language };
            let mail = MailKind::Lead { lead: Box::new(lead.clone()) };
            if let Err(error) = self.queue_mail(to, mail).await {
                // It is kept, and the dashboard shows it: the visitor need not write again.
                tracing::warn!(%error, lead.id = %lead.id, "lead {} was not mailed", lead.id);
            }
        }
        Ok(Some(lead))
    }

    /// A page of what visitors wrote, newest first.
    pub async fn leads(
        &self,
        principal: &Principal,
        limit: u32,
        before: Option<String>,
    ) -> Result<Page<LeadView>, EngineError> {
        access::platform(principal)?;
        Ok(self.store().leads().list(limit.clamp(1, PAGE_MAX), before).await?)
    }

    /// How many messages nobody has taken care of.
    pub async fn open_leads(&self, principal: &Principal) -> Result<u32, EngineError> {
        access::platform(principal)?;
        Ok(self.store().leads().open().await?)
    }

    /// Notes that somebody took care of a message; the first one to do so stays noted.
    pub async fn mark_lead_handled(
        &self,
        principal: &Principal,
        id: LeadId,
    ) -> Result<LeadView, EngineError> {
        access::platform(principal)?;
        let handled = self.store().leads().handle(&Actor::from(principal), id).await?;
        handled.ok_or(EngineError::NotFound)
    }

    /// Erases a message, as its writer may ask us to.
    pub async fn delete_lead(&self, principal: &Principal, id: LeadId) -> Result<(), EngineError> {
        access::platform(principal)?;
        let erased = self.store().leads().erase(&Actor::from(principal), id).await?;
        if erased { Ok(()) } else { Err(EngineError::NotFound) }
    }
}

fn check(form: &LeadForm, language: Language) -> Result<NewLead, EngineError> {
    let mut problems = Vec::new();
    let mut text = |field: &str, value: &str, max: u32, wrong: fn(&str) -> Option<Problem>| {
        let value = value.trim();
        let problem = match value.chars().count() {
            n if n > max as usize => Some(Problem::TooLong { max }),
            _ => wrong(value),
        };
        problems.extend(problem.map(|problem| FieldProblem::new(field, problem)));
        value.to_owned()
    };
    let required = |value: &str| value.is_empty().then_some(Problem::Required);
    let name = text("name", &form.name, NAME_MAX, required);
    let business = text("business", &form.business, NAME_MAX, |_| None);
    let reach = text("reach", &form.reach, REACH_MAX, unreachable);
    let message = text("message", &form.message, LEAD_MESSAGE_MAX, required);
    if !problems.is_empty() {
        return Err(EngineError::Invalid(problems));
    }
    let business = (!business.is_empty()).then_some(business);
    Ok(NewLead { name, business, reach, message, language })
}

/// Why nobody could be answered under this address.
fn unreachable(reach: &str) -> Option<Problem> {
    if reach.is_empty() {
        return Some(Problem::Required);
    }
    if let Some((local, host)) = reach.split_once('@') {
        let whole = !reach.contains(char::is_whitespace) && !local.is_empty();
        let placed = host.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
        return (!whole || !placed || host.contains('@')).then_some(Problem::Email);
    }
    let digits = reach.chars().filter(char::is_ascii_digit).count();
    let written = reach.chars().all(|c| c.is_ascii_digit() || "+ ()-./".contains(c));
    match written {
        true if digits >= REACH_DIGITS_MIN as usize => None,
        true => Some(Problem::PhoneImpossible),
        false => Some(Problem::Email),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> LeadForm {
        LeadForm {
            name: " Neema ".into(),
            business: String::new(),
            reach: "0712 345 678".into(),
            message: "Je, mnafanya kazi Mwanza?".into(),
            website: String::new(),
        }
    }

    fn problems(form: &LeadForm) -> Vec<(String, Problem)> {
        match check(form, Language::Sw) {
            Err(EngineError::Invalid(found)) => {
                found.into_iter().map(|p| (p.field, p.problem)).collect()
            }
            Err(other) => panic!("{other}"),
            Ok(_) => vec![],
        }
    }

    #[test]
    fn a_message_is_trimmed_and_an_empty_business_is_none() {
        let lead = check(&form(), Language::Sw).unwrap();
        assert_eq!((lead.name.as_str(), lead.business), ("Neema", None));
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = LeadForm {
            name: "  ".into(),
            business: "x".repeat(101),
            reach: String::new(),
            message: "x".repeat(2001),
            website: String::new(),
        };
        assert_eq!(
            problems(&wrong),
            [
                ("name".into(), Problem::Required),
                ("business".into(), Problem::TooLong { max: 100 }),
                ("reach".into(), Problem::Required),
                ("message".into(), Problem::TooLong { max: 2000 }),
            ]
        );
    }

    #[test]
    fn one_can_be_reached_by_mail_or_by_phone() {
        for good in ["asha@example.co.tz", "+255 712 345 678", "0712-345-678", "(022) 211 1111"] {
            assert_eq!(unreachable(good), None, "{good}");
        }
        for (bad, why) in [
            ("asha@", Problem::Email),
            ("asha@host", Problem::Email),
            ("a b@example.com", Problem::Email),
            ("a@b@c.d", Problem::Email),
            ("Asha", Problem::Email),
            ("12", Problem::PhoneImpossible),
        ] {
            assert_eq!(unreachable(bad), Some(why), "{bad}");
        }
    }
}
