//! A last look at everything, and the request is sent.

use domain::draft::SetupStep;
use domain::forms::{DayForm, SetupForm};
use domain::{FieldProblem, Language, TemplateType};
use leptos::prelude::*;

use super::{head, name, place};
use crate::AppError;
use crate::api::portal::SubmitSetup;
use crate::components::{Any, Icon, Post, Tone, dynamic, fact, go, icon, notice, submit};
use crate::text::{self, Locale, say};

/// The whole form to read, each part with the way to its step. What is read here is what is sent.
pub(super) fn review(l: Locale, form: SetupForm) -> AnyView {
    let post = Post::to::<SubmitSetup>();
    let template = form.template.parse().map(|template: TemplateType| text::template(l, template));
    let language = form.language.parse().map(|language: Language| text::language(language));
    let shown =
        |typed: &str| if typed.trim().is_empty() { "–".to_owned() } else { typed.to_owned() };
    let business = view! {
        {fact(say!(l, setup.business_name), shown(&form.business_name))}
        {fact(say!(l, setup.business_type), shown(&form.business_type))}
    };
    let number = view! {
        {fact(say!(l, setup.number), view! { <span class="number">{shown(&form.whatsapp_number)}</span> }.any())}
        {fact(say!(l, setup.language), language.unwrap_or("–"))}
    };
    let assistant = view! {
        {fact(say!(l, setup.template), template.unwrap_or("–"))}
        {fact(say!(l, setup.hours), week(l, &form))}
    };
    let body = view! {
        {head(l, SetupStep::Review, say!(l, setup.head_review), Some(say!(l, setup.lead_review)))}
        {wrong(l, post.error())}
        {part(l, SetupStep::Business, business.into_any())}
        {part(l, SetupStep::Number, number.into_any())}
        {part(l, SetupStep::Template, assistant.into_any())}
        {hidden(form)}
        <div class="form-end step-end">
            {go("btn btn-quiet", place(SetupStep::Template), None, say!(l, setup.back), "btn-back")}
            {submit("btn btn-primary", Some(Icon::Send), say!(l, setup.submit), "btn-submit-setup", post.pending())}
        </div>
    };
    post.form("form card", Some("setup-form"), body.any())
}

/// One step's answers, with the way to change them.
fn part(l: Locale, step: SetupStep, facts: AnyView) -> AnyView {
    let testid = "change-".to_owned() + step.as_str();
    view! {
        <section class="review-part">
            <div class="between">
                <h3>{name(l, step)}</h3>
                <a class="way" href=place(step) data-testid=testid>
                    {say!(l, setup.change)} <span class="unseen">{name(l, step)}</span>
                </a>
            </div>
            <dl class="facts">{facts}</dl>
        </section>
    }
    .any()
}

/// What is wrong, each with the way to the step where it is.
fn wrong(l: Locale, error: Signal<Option<AppError>>) -> AnyView {
    dynamic(move || match error.get() {
        None => ().into_any(),
        Some(AppError::Invalid(problems)) => {
            let lines = problems.into_iter().map(|found| line(l, &found)).collect_view();
            view! {
                <div class="notice tone-bad" role="alert">
                    {icon(Icon::Alert)}
                    <div>
                        <p>{say!(l, setup.wrong_lead)}</p>
                        <ul class="wrong-list">{lines}</ul>
                    </div>
                </div>
            }
            .any()
        }
        Some(error) => notice(Tone::Bad, Icon::Alert, error.sentence(l)),
    })
}

fn line(l: Locale, found: &FieldProblem) -> AnyView {
    let field = field_name(l, &found.field);
    let text = field + ": " + &text::problem(l, &found.problem);
    let step = SetupStep::of_field(&found.field);
    view! { <li><a href=place(step) data-testid=format!("wrong-{}", found.field)>{text}</a></li> }
        .any()
}

fn field_name(l: Locale, field: &str) -> String {
    let day = domain::hours::DAYS.iter().position(|day| field.strip_prefix("hours.") == Some(*day));
    match (field, day) {
        (_, Some(day)) => text::day(l, day).to_owned(),
        ("business_name", _) => say!(l, setup.business_name).to_owned(),
        ("business_type", _) => say!(l, setup.business_type).to_owned(),
        ("whatsapp_number", _) => say!(l, setup.number).to_owned(),
        ("language", _) => say!(l, setup.language).to_owned(),
        _ => say!(l, setup.template).to_owned(),
    }
}

/// The opening hours as they were typed; neighbours with the same hours are one line.
fn week(l: Locale, form: &SetupForm) -> AnyView {
    let open = |day: &DayForm| match (day.from.trim(), day.to.trim()) {
        ("", "") => say!(l, setup.closed).to_owned(),
        (from, to) => from.to_owned() + " – " + to,
    };
    let mut runs: Vec<(usize, usize, String)> = Vec::new();
    for (day, typed) in form.hours.days().into_iter().enumerate() {
        let open = open(typed);
        match runs.last_mut() {
            Some((_, last, same)) if *same == open => *last = day,
            _ => runs.push((day, day, open)),
        }
    }
    let lines = runs
        .into_iter()
        .map(|(first, last, open)| {
            let days = match first == last {
                true => text::day(l, first).to_owned(),
                false => text::day(l, first).to_owned() + " – " + text::day(l, last),
            };
            view! { <li><span>{days}</span> " " <span class="number">{open}</span></li> }.any()
        })
        .collect_view();
    view! { <ul class="hours-list">{lines}</ul> }.any()
}

/// The form's fields as they are sent.
fn hidden(form: SetupForm) -> AnyView {
    let days =
        domain::hours::DAYS.iter().zip(form.hours.days().map(Clone::clone)).map(|(day, typed)| {
            let name = |end: &str| ["form[hours][", day, "][", end, "]"].concat();
            view! {
                <input type="hidden" name=name("from") value=typed.from/>
                <input type="hidden" name=name("to") value=typed.to/>
            }
            .into_any()
        });
    view! {
        <input type="hidden" name="form[business_name]" value=form.business_name/>
        <input type="hidden" name="form[business_type]" value=form.business_type/>
        <input type="hidden" name="form[template]" value=form.template/>
        <input type="hidden" name="form[whatsapp_number]" value=form.whatsapp_number/>
        <input type="hidden" name="form[language]" value=form.language/>
        {days.collect_view()}
    }
    .into_any()
}
