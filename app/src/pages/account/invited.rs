//! Where the link of an invitation leads. Opening it uses nothing up: mail servers open links to look at them.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::form::Plain;
use super::show::show_password;
use crate::api::account::Secret;
use crate::api::team::{AcceptInvitation, InvitedPage, read_invitation};
use crate::components::{Any, Data, Field, error_line, problem, visitor_frame};
use crate::text::{self, fill, say, use_locale};

/// Takes the name and the password of somebody who was invited.
#[component]
pub(crate) fn Invited() -> impl IntoView {
    let l = use_locale();
    let token = use_query_map().with_untracked(|query| query.get("token")).unwrap_or_default();
    let wanted = token.clone();
    let page = Data::once(move || read_invitation(Secret::new(wanted.clone())))
        .page(move |page| form(page, token.clone()));
    visitor_frame(
        view! {
            <Title text=say!(l, invited.title)/>
            <section class="door">
                <h1>{say!(l, invited.title)}</h1>
                {page}
                <p class="aside"><a class="way" href="/signin" rel="external">{say!(l, invited.other)}</a></p>
            </section>
        }
        .any(),
    )
}

fn form(page: InvitedPage, token: String) -> AnyView {
    let l = use_locale();
    let plain = Plain::to::<AcceptInvitation>();
    let error = plain.error;
    let invited = page.invited;
    let names = [("inviter", invited.inviter.as_str()), ("business", invited.business.as_str())];
    let lead = fill(say!(l, invited.lead), &names);
    let role = text::role(l, invited.role);
    let email = invited.email.clone();
    let fields = view! {
        <input type="hidden" name="token" value=token/>
        <input type="text" name="username" value=invited.email autocomplete="username" hidden/>
        <Field id="name" name="name" label=say!(l, account.name) autocomplete="name" filled=page.name error/>
        <Field id="password" name="password" kind="password" label=say!(l, account.password) help=say!(l, account.password_help) autocomplete="new-password" maxlength=200 error/>
        {show_password("password")}
        <button class="btn btn-primary btn-wide" data-testid="btn-join">{say!(l, invited.join)}</button>
    };
    view! {
        <p class="lead" data-testid="invited-lead">{lead}</p>
        <dl class="facts">
            <div class="fact"><dt>{say!(l, team.role)}</dt> <dd data-testid="invited-role">{role}</dd></div>
            <div class="fact">
                <dt>{say!(l, account.email)}</dt>
                <dd data-testid="invited-email">{email}</dd>
            </div>
        </dl>
        <p class="quiet">{say!(l, invited.email_help)}</p>
        {error_line("email", problem("email", error))}
        {plain.form("invited-form", fields.any())}
    }
    .any()
}
