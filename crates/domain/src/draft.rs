//! The setup form in steps, and what has been typed so far.

use serde::{Deserialize, Serialize};

use crate::Instant;
use crate::forms::{DayForm, HoursForm, SetupForm};
use crate::hours::WeekHours;
use crate::text_enum::text_enum;
use crate::views::ConfigView;

text_enum! {
    /// One step of setting up; each is a form of its own.
    SetupStep {
        /// What the business is.
        Business => "business",
        /// How customers reach it, and in which language.
        Number => "number",
        /// When it is open and what the assistant does.
        Template => "template",
        /// A last look at everything before it is sent.
        Review => "review",
    }
}

impl SetupStep {
    /// The step that asks for a field, by the field's name in problems; the review asks for none.
    pub fn of_field(field: &str) -> Self {
        match field {
            "whatsapp_number" | "language" => Self::Number,
            "template" => Self::Template,
            other if other.starts_with("hours.") => Self::Template,
            _ => Self::Business,
        }
    }

    /// The step after this one; the review is the last.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Business => Self::Number,
            Self::Number => Self::Template,
            Self::Template | Self::Review => Self::Review,
        }
    }

    /// The step before this one; the first has none.
    pub const fn back(self) -> Option<Self> {
        match self {
            Self::Business => None,
            Self::Number => Some(Self::Business),
            Self::Template => Some(Self::Number),
            Self::Review => Some(Self::Template),
        }
    }
}

/// What one step's form sends; the fields of the other steps are absent and stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepForm {
    /// The name that customers read.
    pub business_name: String,
    /// Salon, clinic, shop ..; may be empty.
    pub business_type: String,
    /// The business's WhatsApp number.
    pub whatsapp_number: String,
    /// A [`crate::Language`] as text.
    pub language: String,
    /// A [`crate::TemplateType`] as text.
    pub template: String,
    /// Opening hours.
    pub hours: HoursForm,
}

/// What a business changes about itself later, in its settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BusinessForm {
    /// The name that customers read.
    pub business_name: String,
    /// Salon, clinic, shop ..; may be empty.
    pub business_type: String,
    /// A [`crate::Language`] as text.
    pub language: String,
    /// An IANA name such as `Africa/Dar_es_Salaam`.
    pub timezone: String,
    /// A [`crate::late::LateAnswers`] as text.
    pub late: String,
    /// A [`crate::money::Currency`] as text.
    pub currency: String,
    /// A [`crate::hours::AfterHours`] as text.
    pub after_hours: String,
    /// Opening hours.
    pub hours: HoursForm,
}

/// The opening hours alone, where they are changed beside what is said of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WeekForm {
    /// Opening hours.
    pub hours: HoursForm,
}

/// A setup form that is not finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupDraft {
    /// The step to go on with.
    pub step: SetupStep,
    /// What has been typed, right or wrong.
    pub form: SetupForm,
    /// When it was kept.
    pub saved_at: Instant,
}

/// The setup form as it would be sent to say what is known already.
pub fn known(config: &ConfigView, number: Option<String>) -> SetupForm {
    SetupForm {
        business_name: config.business_name.clone(),
        business_type: config.business_type.clone().unwrap_or_default(),
        template: config.template.as_str().to_owned(),
        whatsapp_number: number.unwrap_or_default(),
        language: config.language.as_str().to_owned(),
        hours: hours_form(&config.hours),
    }
}

/// What a business says about itself as it would be typed in its settings.
pub fn business_form(config: &ConfigView) -> BusinessForm {
    BusinessForm {
        business_name: config.business_name.clone(),
        business_type: config.business_type.clone().unwrap_or_default(),
        language: config.language.as_str().to_owned(),
        timezone: config.timezone.clone(),
        late: config.late.as_str().to_owned(),
        currency: config.currency.as_str().to_owned(),
        after_hours: config.after_hours.as_str().to_owned(),
        hours: hours_form(&config.hours),
    }
}

/// Opening hours as they would be typed.
pub fn hours_form(hours: &WeekHours) -> HoursForm {
    let [mon, tue, wed, thu, fri, sat, sun] = hours.0.map(|open| match open {
        Some(open) => DayForm { from: open.from_text(), to: open.to_text() },
        None => DayForm::default(),
    });
    HoursForm { mon, tue, wed, thu, fri, sat, sun }
}

/// Takes the fields of one step into the form, and leaves the others as they are.
pub fn fill_step(form: &mut SetupForm, step: SetupStep, sent: StepForm) {
    match step {
        SetupStep::Business => {
            form.business_name = sent.business_name;
            form.business_type = sent.business_type;
        }
        SetupStep::Number => {
            form.whatsapp_number = sent.whatsapp_number;
            form.language = sent.language;
        }
        SetupStep::Template => {
            form.template = sent.template;
            form.hours = sent.hours;
        }
        SetupStep::Review => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::hours::AfterHours;
    use crate::late::LateAnswers;
    use crate::money::Currency;
    use crate::{Language, TemplateType};

    use super::*;

    #[test]
    fn going_on_and_back_walks_the_same_way() {
        for pair in SetupStep::ALL.windows(2) {
            assert_eq!((pair[0].next(), pair[1].back()), (pair[1], Some(pair[0])));
        }
        assert_eq!(SetupStep::Business.back(), None);
    }

    #[test]
    fn a_step_changes_its_own_fields_only() {
        let sent = StepForm {
            business_name: "Mama Salon".to_owned(),
            whatsapp_number: "+255712345678".to_owned(),
            ..StepForm::default()
        };
        let mut form =
            SetupForm { whatsapp_number: "+255700000000".to_owned(), ..SetupForm::default() };
        fill_step(&mut form, SetupStep::Business, sent.clone());
        assert_eq!(form.business_name, "Mama Salon");
        assert_eq!(form.whatsapp_number, "+255700000000");
        fill_step(&mut form, SetupStep::Number, sent);
        assert_eq!(form.whatsapp_number, "+255712345678");
    }

    #[test]
    fn the_form_of_a_business_says_all_that_is_known() {
        let config = ConfigView {
            template: TemplateType::Booking,
            business_name: "Mama Salon".to_owned(),
            business_type: Some("Salon".to_owned()),
            language: Language::En,
            hours: WeekHours::USUAL,
            timezone: "Africa/Nairobi".to_owned(),
            late: LateAnswers::FourHours,
            currency: Currency::Kes,
            after_hours: AfterHours::Wait,
        };
        let form = business_form(&config);
        assert_eq!(
            (form.business_name.as_str(), form.business_type.as_str()),
            ("Mama Salon", "Salon")
        );
        assert_eq!(
            (form.language.parse(), form.late.parse()),
            (Ok(config.language), Ok(config.late))
        );
        assert_eq!(form.currency.parse(), Ok(config.currency));
        assert_eq!(form.after_hours.parse(), Ok(config.after_hours));
        assert_eq!((form.timezone, form.hours), (config.timezone, hours_form(&WeekHours::USUAL)));
    }

    #[test]
    fn every_field_is_asked_for_in_one_step() {
        for (field, step) in [
            ("business_name", SetupStep::Business),
            ("business_type", SetupStep::Business),
            ("whatsapp_number", SetupStep::Number),
            ("language", SetupStep::Number),
            ("template", SetupStep::Template),
            ("hours.sun", SetupStep::Template),
        ] {
            assert_eq!(SetupStep::of_field(field), step, "{field}");
        }
    }
}
