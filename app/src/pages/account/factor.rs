//! Setting the second factor up.

use domain::account::FactorSetup;
use leptos::prelude::*;
use leptos_meta::Title;

use super::form::Plain;
use crate::AppError;
use crate::api::account::SignOut;
use crate::api::profile::{ConfirmPassword, ConfirmSecondFactor, read_factor_setup};
use crate::components::{
    Any, Data, Field, Icon, Post, Tone, copyable, notice, page_head, refusal, toasts, visitor_frame,
};
use crate::text::{say, use_locale};

/// Light modules around a QR code (ISO/IEC 18004 asks for four).
const QUIET_ZONE: u32 = 4;

/// The page inside the portal and the dashboard.
#[component]
pub(crate) fn SecondStep() -> impl IntoView {
    let l = use_locale();
    view! {
        <Title text=say!(l, own.factor)/>
        {page_head(say!(l, own.factor).into_any(), Some(say!(l, own.setup_lead).into_any()), None)}
        <section class="card"><div class="stack">{setup()}</div></section>
    }
}

/// The page of an admin who has to set it up before anything else.
#[component]
pub(crate) fn FirstSecondStep() -> impl IntoView {
    let l = use_locale();
    let leave = view! {
        <button class="btn btn-link" data-testid="btn-signout">{say!(l, account.sign_out)}</button>
    };
    visitor_frame(
        view! {
            <Title text=say!(l, own.factor)/>
            <section class="door">
                <h1>{say!(l, own.factor)}</h1>
                {notice(Tone::Calm, Icon::Info, say!(l, own.setup_required).to_owned())}
                <p class="lead">{say!(l, own.setup_lead)}</p>
                {setup()}
                {Post::to::<SignOut>().form("aside", None, leave.any())}
            </section>
            {toasts()}
        }
        .any(),
    )
}

fn setup() -> AnyView {
    let code = Plain::to::<ConfirmSecondFactor>();
    let password = Plain::to::<ConfirmPassword>();
    Data::once(read_factor_setup).page(move |setup| match setup {
        Some(setup) => steps(setup, code),
        None => password_first(password, code.error),
    })
}

/// Whoever finds a browser open must not lock its owner out with a phone of their own.
fn password_first(plain: Plain, too_late: Signal<Option<AppError>>) -> AnyView {
    let l = use_locale();
    let error = plain.error;
    let fields = view! {
        <Field id="password" name="password" kind="password" label=say!(l, own.your_password) autocomplete="current-password" maxlength=200 error/>
        <button class="btn btn-primary" data-testid="btn-password-again">{say!(l, own.password_go)}</button>
    };
    view! {
        {refusal(too_late)}
        <p>{say!(l, own.password_first)}</p>
        {plain.form("password-form", fields.any())}
    }
    .any()
}

fn steps(setup: FactorSetup, plain: Plain) -> AnyView {
    let l = use_locale();
    let error = plain.error;
    let side = setup.modules + 2 * QUIET_ZONE;
    let frame = format!("-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}");
    let fields = view! {
        <Field id="code" name="code" label=say!(l, own.setup_code) autocomplete="one-time-code" inputmode="numeric" maxlength=10 error/>
        <button class="btn btn-primary" data-testid="btn-factor-on">{say!(l, own.setup_confirm)}</button>
    };
    view! {
        <p>{say!(l, own.setup_scan)}</p>
        <div class="qr-card">
            <svg class="qr" role="img" aria-label=say!(l, own.qr_label) viewBox=frame shape-rendering="crispEdges" data-testid="factor-qr">
                <path d=setup.path></path>
            </svg>
        </div>
        <p>{say!(l, own.setup_type)}</p>
        {copyable(say!(l, own.setup_type), setup.secret, "factor-secret")}
        {plain.form("factor-form", fields.any())}
    }
    .any()
}
