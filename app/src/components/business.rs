//! What a business tells us about itself: the form's fields, and the facts as they stand.

use domain::forms::{DayForm, HoursForm, SetupForm};
use domain::hours::WeekHours;
use domain::views::ConfigView;
use domain::{Language, TemplateType};
use leptos::prelude::*;

use super::card::fact;
use super::erased::{Any, flag};
use super::field::{Field, Select, error_line, problem};
use crate::error::AppError;
use crate::text::{self, Locale, say, use_locale};

/// Names of the hours' inputs, Monday first, as the form's encoding wants them.
const INPUTS: [(&str, &str, &str, &str); 7] = [
    ("form[hours][mon][from]", "form[hours][mon][to]", "hours.mon", "mon"),
    ("form[hours][tue][from]", "form[hours][tue][to]", "hours.tue", "tue"),
    ("form[hours][wed][from]", "form[hours][wed][to]", "hours.wed", "wed"),
    ("form[hours][thu][from]", "form[hours][thu][to]", "hours.thu", "thu"),
    ("form[hours][fri][from]", "form[hours][fri][to]", "hours.fri", "fri"),
    ("form[hours][sat][from]", "form[hours][sat][to]", "hours.sat", "sat"),
    ("form[hours][sun][from]", "form[hours][sun][to]", "hours.sun", "sun"),
];

/// The fields of the setup form, filled with what is known.
pub(crate) fn setup_fields(form: SetupForm, error: Signal<Option<AppError>>) -> AnyView {
    let l = use_locale();
    let templates = TemplateType::ALL
        .iter()
        .map(|template| (template.as_str(), template_choice(l, *template)))
        .collect::<Vec<_>>();
    let languages = Language::ALL
        .iter()
        .map(|language| (language.as_str(), text::language(*language).to_owned()))
        .collect::<Vec<_>>();
    view! {
        <Field id="business_name" name="form[business_name]" label=say!(l, setup.business_name)
            help=say!(l, setup.business_name_help) autocomplete="organization" filled=form.business_name error/>
        <Field id="business_type" name="form[business_type]" label=say!(l, setup.business_type)
            help=say!(l, setup.business_type_help) optional=true filled=form.business_type error/>
        <Select id="template" name="form[template]" label=say!(l, setup.template)
            help=say!(l, setup.template_help) options=templates filled=form.template error/>
        <Field id="whatsapp_number" name="form[whatsapp_number]" kind="tel" label=say!(l, setup.number)
            help=say!(l, setup.number_help) autocomplete="tel" placeholder="+255 712 345 678" maxlength=32
            filled=form.whatsapp_number error/>
        <Select id="language" name="form[language]" label=say!(l, setup.language)
            help=say!(l, setup.language_help) options=languages filled=form.language error/>
        {hours_fields(&form.hours, error)}
    }
    .any()
}

/// The opening hours of a week.
pub(crate) fn hours_fields(hours: &HoursForm, error: Signal<Option<AppError>>) -> AnyView {
    let l = use_locale();
    let days = hours.days().map(Clone::clone);
    let days = days
        .into_iter()
        .enumerate()
        .map(|(day, hours)| day_fields(l, day, hours, error))
        .collect_view();
    view! {
        <fieldset class="hours">
            <legend>{say!(l, setup.hours)}</legend>
            <p class="field-help">{say!(l, setup.hours_help)}</p>
            {days}
        </fieldset>
    }
    .any()
}

fn template_choice(l: Locale, template: TemplateType) -> String {
    format!("{}: {}", text::template(l, template), text::about_template(l, template))
}

fn day_fields(l: Locale, day: usize, hours: DayForm, error: Signal<Option<AppError>>) -> AnyView {
    let (from, to, field, short) = INPUTS[day];
    let wrong = problem(field, error);
    let name = text::day(l, day);
    view! {
        <div class="day" class:field-wrong=flag(move || wrong.get().is_some())>
            <span class="day-name">{name}</span>
            <input type="time" name=from value=hours.from data-testid=format!("field-{short}-from")
                aria-label=format!("{name}: {}", say!(l, setup.opens)) aria-describedby=format!("{field}-error")/>
            <span aria-hidden="true">"–"</span>
            <input type="time" name=to value=hours.to data-testid=format!("field-{short}-to")
                aria-label=format!("{name}: {}", say!(l, setup.closes)) aria-describedby=format!("{field}-error")/>
            {error_line(field, wrong)}
        </div>
    }
    .any()
}

/// A week's opening hours to be read, days with the same hours together.
pub(crate) fn week(hours: &WeekHours) -> AnyView {
    let l = use_locale();
    let runs = hours
        .runs()
        .into_iter()
        .map(|(first, last, open)| {
            let days = if first == last {
                text::day(l, first).to_owned()
            } else {
                format!("{} – {}", text::day(l, first), text::day(l, last))
            };
            let open = match open {
                Some(open) => format!("{} – {}", open.from_text(), open.to_text()),
                None => say!(l, setup.closed).to_owned(),
            };
            view! { <li><span>{days}</span> " " <span class="number">{open}</span></li> }.any()
        })
        .collect_view();
    view! { <ul class="hours-list">{runs}</ul> }.any()
}

/// The facts about a business.
pub(crate) fn business_facts(config: &ConfigView, number: Option<String>) -> AnyView {
    let l = use_locale();
    view! {
        <dl class="facts">
            {fact(say!(l, setup.business_name), config.business_name.clone())}
            {config.business_type.clone().map(|kind| fact(say!(l, setup.business_type), kind))}
            {fact(say!(l, setup.template), text::template(l, config.template))}
            {fact(say!(l, setup.number), number.unwrap_or_else(|| "–".to_owned()))}
            {fact(say!(l, setup.language), text::language(config.language))}
            {fact(say!(l, setup.hours), week(&config.hours))}
        </dl>
    }
    .any()
}

#[cfg(test)]
mod tests {
    use domain::hours::DAYS;

    use super::*;

    #[test]
    fn the_inputs_are_named_after_the_days() {
        for ((from, to, field, short), day) in INPUTS.iter().zip(DAYS) {
            assert_eq!(*from, format!("form[hours][{day}][from]"));
            assert_eq!(*to, format!("form[hours][{day}][to]"));
            assert_eq!((*field, *short), (format!("hours.{day}").as_str(), day));
        }
    }
}
