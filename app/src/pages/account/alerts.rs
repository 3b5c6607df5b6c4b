//! How a person wants to be alerted.

use domain::alert::{AlertChoice, AlertForm};
use leptos::prelude::*;

use super::form::Plain;
use crate::api::profile::ChangeAlerts;
use crate::components::{
    Any, Field, Icon, Tone, check, effect, flag, notice, switch, value, words,
};
use crate::live::{Notifies, ask, notifies};
use crate::text::{say, use_locale};

/// The form; `verified` says whether mail reaches the person.
pub(super) fn alerts(chosen: AlertForm, verified: bool) -> AnyView {
    let l = use_locale();
    let change = Plain::to::<ChangeAlerts>();
    let error = change.error;
    let unverified =
        (!verified).then(|| notice(Tone::Wait, Icon::Wait, say!(l, alerts.unverified).to_owned()));
    let fields = view! {
        {mailed(chosen.mail)}
        {told(chosen.browser)}
        {switch("form[quiet]", say!(l, alerts.quiet), say!(l, alerts.quiet_help), !chosen.quiet.is_empty(), "field-quiet")}
        <Field id="quiet_from" name="form[quiet_from]" kind="time" label=say!(l, alerts.quiet_from) filled=chosen.quiet_from maxlength=5 error/>
        <Field id="quiet_to" name="form[quiet_to]" kind="time" label=say!(l, alerts.quiet_to) filled=chosen.quiet_to maxlength=5 error/>
        <button class="btn btn-primary" data-testid="btn-change-alerts">{say!(l, alerts.save)}</button>
    };
    view! {
        <p>{say!(l, alerts.lead)}</p>
        {unverified}
        {change.form("alerts-form", fields.any())}
    }
    .any()
}

fn mailed(mail: AlertChoice) -> AnyView {
    let l = use_locale();
    view! {
        <fieldset class="choices">
            <legend>{say!(l, alerts.by_mail)}</legend>
            <p class="field-help">{say!(l, alerts.mail_help)}</p>
            {check("form[mail][handoff]", "true", say!(l, alerts.handoff), mail.handoff, "mail-handoff")}
            {check("form[mail][disconnected]", "true", say!(l, alerts.disconnected), mail.disconnected, "mail-disconnected")}
            {check("form[mail][failed]", "true", say!(l, alerts.failed), mail.failed, "mail-failed")}
        </fieldset>
    }
    .any()
}

fn told(browser: AlertChoice) -> AnyView {
    let l = use_locale();
    view! {
        <fieldset class="choices">
            <legend>{say!(l, alerts.in_browser)}</legend>
            <p class="field-help">{say!(l, alerts.browser_help)}</p>
            {this_browser()}
            {check("form[browser][handoff]", "true", say!(l, alerts.handoff), browser.handoff, "browser-handoff")}
            {check("form[browser][disconnected]", "true", say!(l, alerts.disconnected), browser.disconnected, "browser-disconnected")}
            {check("form[browser][failed]", "true", say!(l, alerts.failed), browser.failed, "browser-failed")}
        </fieldset>
    }
    .any()
}

/// What this one browser does, and the button that asks whether it may: browsers want to be asked each by itself.
fn this_browser() -> AnyView {
    let l = use_locale();
    // As it is where no program runs.
    let state = RwSignal::new(Notifies::Never);
    effect(move || state.set(notifies()));
    let press = move |_| {
        ask(move |now| {
            state.try_set(now);
        });
    };
    let sentence = move || match state.get() {
        Notifies::Never => say!(l, alerts.browser_cannot),
        Notifies::Blocked => say!(l, alerts.browser_blocked),
        Notifies::Unasked => say!(l, alerts.browser_unasked),
        Notifies::Allowed => say!(l, alerts.browser_allowed),
    };
    let name = move || match state.get() {
        Notifies::Never => "never",
        Notifies::Blocked => "blocked",
        Notifies::Unasked => "unasked",
        Notifies::Allowed => "allowed",
    };
    view! {
        <p role="status" data-testid="this-browser" data-state=value(move || Some(name().to_owned()))>
            {words(move || sentence().to_owned())}
        </p>
        <button type="button" class="btn btn-quiet" data-testid="btn-browser-ask" on:click=press hidden=flag(move || state.get() != Notifies::Unasked)>
            {say!(l, alerts.browser_ask)}
        </button>
    }
    .any()
}
