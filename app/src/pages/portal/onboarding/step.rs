//! The forms of the three steps.

use domain::draft::SetupStep;
use domain::forms::SetupForm;
use domain::{Language, TemplateType};
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::head;
use crate::api::portal::SaveSetup;
use crate::components::{
    Any, Choice, Field, Icon, Post, dynamic, hours_fields, radio_cards, refusal, simulator, submit,
};
use crate::text::{self, Locale, say};

/// What the business is.
pub(super) fn business(l: Locale, form: SetupForm) -> AnyView {
    let post = Post::to::<SaveSetup>();
    let error = post.error();
    let fields = view! {
        <Field id="business_name" name="form[business_name]" label=say!(l, setup.business_name)
            help=say!(l, setup.business_name_help) autocomplete="organization" filled=form.business_name error/>
        <Field id="business_type" name="form[business_type]" label=say!(l, setup.business_type)
            help=say!(l, setup.business_type_help) optional=true filled=form.business_type error/>
    };
    of_step(l, post, SetupStep::Business, say!(l, setup.head_business), fields.any())
}

/// How customers reach it, and in which language they are greeted.
pub(super) fn number(l: Locale, form: SetupForm) -> AnyView {
    let post = Post::to::<SaveSetup>();
    let error = post.error();
    let languages = Language::ALL
        .iter()
        .map(|language| {
            let about = match language {
                Language::Sw => say!(l, setup.greets_sw),
                Language::En => say!(l, setup.greets_en),
            };
            Choice::new(language.as_str(), text::language(*language), about, Icon::Chat)
        })
        .collect();
    let (legend, help) = (say!(l, setup.language), say!(l, setup.language_help));
    let fields = view! {
        <Field id="whatsapp_number" name="form[whatsapp_number]" kind="tel" label=say!(l, setup.number)
            help=say!(l, setup.number_help) autocomplete="tel" placeholder="+255 712 345 678" maxlength=32
            filled=form.whatsapp_number error/>
        {radio_cards("language", "form[language]", legend, help, languages, &form.language, error)}
    };
    of_step(l, post, SetupStep::Number, say!(l, setup.head_number), fields.any())
}

/// What the assistant does and when the business is open, with the assistant itself to try.
pub(super) fn template(l: Locale, form: SetupForm) -> AnyView {
    let post = Post::to::<SaveSetup>();
    let error = post.error();
    let templates = TemplateType::ALL
        .iter()
        .map(|template| {
            let (about, sign) = (text::about_template(l, *template), Icon::of(*template));
            Choice::new(template.as_str(), text::template(l, *template), about, sign)
        })
        .collect();
    let chosen = RwSignal::new(form.template.parse().unwrap_or(TemplateType::Booking));
    let language = form.language.parse().unwrap_or(Language::Sw);
    let (legend, help) = (say!(l, setup.template), say!(l, setup.template_help));
    let cards =
        radio_cards("template", "form[template]", legend, help, templates, &form.template, error);
    let fields = view! {
        <div on:change=move |event| {
            let picked: HtmlInputElement = event_target(&event);
            if let Ok(template) = picked.value().parse() {
                chosen.set(template);
            }
        }>{cards}</div>
        <p class="to-try"><a href="#try" rel="external">{say!(l, setup.try_title)}</a></p>
        // With JavaScript the conversation beside it follows the choice at once.
        <p class="still-only">
            <button class="btn btn-quiet" name="go" value="stay" data-testid="btn-try">{say!(l, setup.try_this)}</button>
        </p>
        {hours_fields(&form.hours, error)}
    };
    let form_view =
        of_step(l, post, SetupStep::Template, say!(l, setup.head_template), fields.any());
    let name = form.business_name;
    let tried = dynamic(move || {
        let keep = vec![("step", SetupStep::Template.as_str().to_owned())];
        simulator("try", chosen.get(), language, name.clone(), keep)
    });
    view! {
        <div class="trying">
            {form_view}
            <section class="trying-chat" aria-labelledby="try-title">
                <h2 class="card-title" id="try-title">{say!(l, setup.try_title)}</h2>
                <p class="quiet">{say!(l, setup.try_lead)}</p>
                {tried}
            </section>
        </div>
    }
    .any()
}

/// The form around a step's fields, with the ways on and back.
fn of_step(
    l: Locale,
    post: Post,
    step: SetupStep,
    title: &'static str,
    fields: AnyView,
) -> AnyView {
    let back = step.back().map(|_| {
        view! {
            <button class="btn btn-quiet" name="go" value="back" formnovalidate data-testid="btn-back">
                {say!(l, setup.back)}
            </button>
        }
        .any()
    });
    let body = view! {
        <input type="hidden" name="step" value=step.as_str()/>
        // Enter presses a form's first button, and that one must lead on.
        <button class="unseen" tabindex="-1" aria-hidden="true">{say!(l, setup.next)}</button>
        {head(l, step, title, None)}
        {refusal(post.error())}
        {fields}
        <div class="form-end step-end">
            {back}
            {submit("btn btn-primary", None, say!(l, setup.next), "btn-next", post.pending())}
        </div>
    };
    let testid = match step {
        SetupStep::Business => "setup-business",
        SetupStep::Number => "setup-number",
        _ => "setup-template",
    };
    post.form("form card", Some(testid), body.any())
}
