//! What the assistant knows about the business, and what was done.

mod log;

use domain::draft::{BusinessForm, business_form};
use domain::hours::AfterHours;
use domain::late::LateAnswers;
use domain::money::Currency;
use domain::zone::ZONES;
use domain::{Language, Permission};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::AppError;
use crate::api::portal::{ChangeBusiness, LogFilter, Settings as Read, read_settings};
use crate::components::{
    Any, Data, Field, Icon, Post, Select, Tone, business_facts, card, hours_fields, notice,
    page_head, refusal, submit,
};
use crate::text::{self, Locale, say, use_locale};
use crate::time::ticking_in;

/// The page of the settings.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        query.with(|query| {
            let field = |name: &str| query.get(name).unwrap_or_default();
            LogFilter {
                kind: field("kind"),
                since: field("since"),
                until: field("until"),
                before: field("before"),
            }
        })
    };
    let saved = move || query.with(|query| query.get("saved").is_some());
    let key = move || {
        let asked = asked();
        [asked.kind, asked.since, asked.until, asked.before, saved().to_string()].join(" ")
    };
    let data = Data::new(key, move || read_settings(untrack(asked)));
    data.page(move |read| view(read, untrack(asked), untrack(saved)))
}

fn view(read: Read, asked: LogFilter, saved: bool) -> AnyView {
    let l = use_locale();
    let now = ticking_in(read.zone, read.now);
    let may_change = read.role.may(Permission::ChangeBusiness);
    let saved = saved.then(|| notice(Tone::Good, Icon::Check, say!(l, settings.saved).to_owned()));
    let business = if may_change {
        form(l, read.typed.unwrap_or_else(|| business_form(&read.detail.config)))
    } else {
        business_facts(&read.detail.config, read.detail.tenant.phone_number.clone())
    };
    let log = read.log.map(|page| log::log(l, page, asked, now));
    view! {
        <Title text=say!(l, settings.title)/>
        {page_head(say!(l, settings.title).into_any(), Some(say!(l, settings.lead).into_any()), None)}
        {saved}
        <div class="stack">
            {card(say!(l, settings.business), business)}
            {log}
            {card(say!(l, settings.account), view! {
                <p class="quiet">{say!(l, settings.account_lead)}</p>
                <p class="form-act"><a class="btn btn-quiet" href="/app/account">{say!(l, settings.account)}</a></p>
            }.any())}
        </div>
    }
    .any()
}

/// The facts that the business itself may change.
fn form(l: Locale, shown: BusinessForm) -> AnyView {
    let post = Post::to::<ChangeBusiness>();
    let error = post.error();
    let BusinessForm {
        business_name,
        business_type,
        language,
        timezone,
        late,
        currency,
        after_hours,
        hours,
    } = shown;
    let lates = LateAnswers::ALL
        .iter()
        .map(|late| (late.as_str(), text::late_answers(l, *late).to_owned()))
        .collect::<Vec<_>>();
    let after = AfterHours::ALL
        .iter()
        .map(|after| (after.as_str(), text::after_hours(l, *after).to_owned()))
        .collect::<Vec<_>>();
    let currencies = Currency::ALL
        .iter()
        .map(|currency| (currency.as_str(), format!("{currency} · {}", currency.sign())))
        .collect::<Vec<_>>();
    let languages = Language::ALL
        .iter()
        .map(|language| (language.as_str(), text::language(*language).to_owned()))
        .collect::<Vec<_>>();
    let fields = view! {
        <p class="quiet">{say!(l, settings.business_lead)}</p>
        {refusal(error)}
        <div class="fields">
            <Field id="business_name" name="form[business_name]" label=say!(l, setup.business_name)
                help=say!(l, setup.business_name_help) autocomplete="organization" filled=business_name error/>
            <Field id="business_type" name="form[business_type]" label=say!(l, setup.business_type)
                help=say!(l, setup.business_type_help) optional=true filled=business_type error/>
            <Select id="language" name="form[language]" label=say!(l, setup.language)
                help=say!(l, setup.language_help) options=languages filled=language error/>
            {zones(l, timezone, error)}
            <Select id="late" name="form[late]" label=say!(l, settings.late)
                help=say!(l, settings.late_help) options=lates filled=late error/>
            <Select id="after_hours" name="form[after_hours]" label=say!(l, settings.after_hours)
                help=say!(l, settings.after_hours_help) options=after filled=after_hours error/>
            <Select id="currency" name="form[currency]" label=say!(l, settings.currency)
                help=say!(l, settings.currency_help) options=currencies filled=currency error/>
        </div>
        {hours_fields(&hours, error)}
        <p class="field-help">{say!(l, settings.fixed)}</p>
        <div class="form-end">
            {submit("btn btn-primary", Some(Icon::Check), say!(l, settings.save), "btn-save-business", post.pending())}
        </div>
    };
    post.form("form", Some("business-form"), fields.any())
}

/// The time zones to choose from; the one that is set is always among them.
fn zones(l: Locale, set: String, error: Signal<Option<AppError>>) -> AnyView {
    let known = ZONES.contains(&set.as_str());
    let own = (!known).then(|| set.clone());
    let options = own
        .into_iter()
        .chain(ZONES.iter().map(|name| (*name).to_owned()))
        .map(|name| {
            let selected = name == set;
            let place = text::place_of(&name);
            view! { <option value=name selected=selected>{place}</option> }.any()
        })
        .collect_view();
    let wrong = crate::components::problem("timezone", error);
    view! {
        <div class="field">
            <label for="timezone">{say!(l, settings.timezone)}</label>
            <select id="timezone" name="form[timezone]" data-testid="field-timezone" aria-describedby="timezone-help timezone-error">
                {options}
            </select>
            <p class="field-help" id="timezone-help">{say!(l, settings.timezone_help)}</p>
            {crate::components::error_line("timezone", wrong)}
        </div>
    }
    .any()
}
