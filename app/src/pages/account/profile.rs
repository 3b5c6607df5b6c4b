//! A person's own account: address, password, second step, devices.

use domain::Instant;
use domain::account::{AccountView, BrowserView, SecondFactorView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::alerts::alerts;
use super::form::{Plain, done};
use super::show::show_password;
use crate::api::profile::{
    ChangeEmail, ChangePassword, EndBrowser, EndOtherBrowsers, EndSecondFactor, Profile,
    RenewRecoveryCodes, VerifyAgain, read_account,
};
use crate::components::{Any, Badge, Data, Field, Icon, Tone, card, fact, notice, page_head};
use crate::text::{fill, say, use_locale};
use crate::time::{ago, ticking_in};

/// The account's page, inside the portal and the dashboard alike.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let l = use_locale();
    let home = use_location().pathname.get_untracked().trim_end_matches('/').to_owned();
    let data = Data::once(read_account);
    view! {
        <Title text=say!(l, own.title)/>
        {page_head(say!(l, own.title).into_any(), Some(say!(l, own.lead).into_any()), None)}
        {done()}
        {data.page(move |profile| page(profile, &home))}
    }
}

fn page(profile: Profile, home: &str) -> AnyView {
    let l = use_locale();
    let Profile { now, zone, account, alerts: alerted } = profile;
    let now = ticking_in(zone, now);
    let alerted = alerted
        .map(|form| card(say!(l, alerts.title), stack(alerts(form, account.email_verified))));
    view! {
        <div class="stack">
            {card(say!(l, account.email), stack(email(&account)))}
            {card(say!(l, account.password), stack(password(account.email.clone())))}
            {alerted}
            {card(say!(l, own.factor), stack(factor(&account.second_factor, home)))}
            {card(say!(l, own.devices), stack(devices(account.browsers, now)))}
        </div>
    }
    .any()
}

fn stack(parts: AnyView) -> AnyView {
    view! { <div class="stack">{parts}</div> }.any()
}

fn email(account: &AccountView) -> AnyView {
    let l = use_locale();
    let state = match account.email_verified {
        true => say!(l, own.verified),
        false => say!(l, own.unverified),
    };
    let again = (!account.email_verified).then(|| {
        let button = view! { <button class="btn btn-quiet" data-testid="btn-send-again">{say!(l, own.send_again)}</button> };
        Plain::to::<VerifyAgain>().bare("send-again-form", button.any())
    });
    let moving = account
        .new_email
        .as_ref()
        .map(|new| notice(Tone::Wait, Icon::Wait, fill(say!(l, own.moving), &[("email", new)])));
    let change = Plain::named::<ChangeEmail>("move");
    let error = change.error;
    let fields = view! {
        <Field id="move_email" name="email" kind="email" label=say!(l, own.new_email) autocomplete="email" maxlength=255 error/>
        <Field id="move_password" name="password" kind="password" label=say!(l, own.your_password) autocomplete="current-password" maxlength=200 error/>
        <button class="btn btn-primary" data-testid="btn-change-email">{say!(l, own.change_email)}</button>
    };
    view! {
        <dl class="facts">
            {fact(say!(l, account.name), account.name.clone())}
            {fact(say!(l, account.email), view! { <span data-testid="own-email">{account.email.clone()}</span> " · " <span data-testid="email-state">{state}</span> }.into_any())}
        </dl>
        {moving}
        {again}
        {change.drawer(say!(l, own.change_email), "change-email", "change-email-form", fields.any())}
    }
    .any()
}

fn password(email: String) -> AnyView {
    let l = use_locale();
    let change = Plain::named::<ChangePassword>("change");
    let error = change.error;
    let fields = view! {
        <input type="text" name="username" value=email autocomplete="username" hidden/>
        <Field id="change_password" name="password" kind="password" label=say!(l, own.old_password) autocomplete="current-password" maxlength=200 error/>
        <Field id="change_new_password" name="new_password" kind="password" label=say!(l, own.new_password) help=say!(l, account.password_help) autocomplete="new-password" maxlength=200 error/>
        {show_password("change_new_password")}
        <button class="btn btn-primary" data-testid="btn-change-password">{say!(l, own.change_password)}</button>
    };
    view! {
        <p>{say!(l, own.password_lead)}</p>
        {change.drawer(say!(l, own.change_password), "change-password", "change-password-form", fields.any())}
    }
    .any()
}

fn factor(factor: &SecondFactorView, home: &str) -> AnyView {
    let l = use_locale();
    if factor.since.is_none() {
        let href = format!("{home}/second-step");
        return view! {
            <p data-testid="factor-state">{say!(l, own.factor_off)}</p>
            <p><a class="btn btn-primary" href=href data-testid="factor-set-up">{say!(l, own.factor_set_up)}</a></p>
        }
        .any();
    }
    let left = fill(say!(l, own.codes_left), &[("n", &factor.codes_left.to_string())]);
    let renew = Plain::named::<RenewRecoveryCodes>("renew");
    let error = renew.error;
    let renewing = view! {
        <p>{say!(l, own.renew_lead)}</p>
        <Field id="renew_password" name="password" kind="password" label=say!(l, own.your_password) autocomplete="current-password" maxlength=200 error/>
        <button class="btn btn-primary" data-testid="btn-renew-codes">{say!(l, own.renew_codes)}</button>
    };
    let off = (!factor.required).then(|| {
        let end = Plain::named::<EndSecondFactor>("off");
        let error = end.error;
        let fields = view! {
            <Field id="off_password" name="password" kind="password" label=say!(l, own.your_password) autocomplete="current-password" maxlength=200 error/>
            <Field id="off_code" name="code" label=say!(l, own.code) help=say!(l, own.code_help) autocomplete="one-time-code" maxlength=40 error/>
            <button class="btn btn-danger" data-testid="btn-factor-off">{say!(l, own.turn_off)}</button>
        };
        end.drawer(say!(l, own.turn_off), "factor-off", "factor-off-form", fields.any())
    });
    view! {
        <p data-testid="factor-state">{say!(l, own.factor_on)} " " {left}</p>
        {renew.drawer(say!(l, own.renew_codes), "renew-codes", "renew-codes-form", renewing.any())}
        {off}
    }
    .any()
}

fn devices(browsers: Vec<BrowserView>, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let others = browsers.iter().any(|browser| !browser.this_one).then(|| {
        let button = view! { <button class="btn btn-quiet" data-testid="btn-end-others">{say!(l, own.sign_out_others)}</button> };
        Plain::to::<EndOtherBrowsers>().bare("end-others-form", button.any())
    });
    let ending = Plain::to::<EndBrowser>();
    let items = browsers.into_iter().map(|found| device(found, ending, now)).collect_view();
    view! {
        <ul class="rows" data-testid="devices">{items}</ul>
        {others}
    }
    .any()
}

fn device(found: BrowserView, ending: Plain, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let name = match found.name.is_empty() {
        true => say!(l, own.unknown_device).to_owned(),
        false => found.name,
    };
    let this_one = found.this_one.then(|| {
        Badge::new(Tone::Good, Icon::Check, say!(l, own.this_one), "here").view("this-device")
    });
    let act = (!found.this_one).then(|| {
        let fields = view! {
            <input type="hidden" name="id" value=found.id.to_string()/>
            <button class="btn btn-quiet" data-testid="btn-end-device">{say!(l, own.sign_out_device)}</button>
        };
        ending.bare("end-device-form", fields.any())
    });
    view! {
        <li class="row row-device" data-testid="device">
            <div class="badges"><h3>{name}</h3> {this_one}</div>
            <dl class="facts">
                {fact(say!(l, own.started), ago(found.started_at, now))}
                {fact(say!(l, own.last_used), ago(found.last_seen_at, now))}
                {found.address.map(|address| fact(say!(l, own.address), address))}
            </dl>
            {act}
        </li>
    }
    .any()
}
