//! Asking somebody to work for the business.

use domain::team::{INVITATION_DAYS, InvitationView, InviteForm};
use domain::{Instant, Language, Role};
use leptos::prelude::*;

use super::Deeds;
use crate::components::{Any, Field, Icon, Post, Select, ask, card, refusal, submit};
use crate::text::{self, Locale, fill, say};
use crate::time::since;

/// Those who were asked and did not answer yet; nothing where there are none.
pub(super) fn list(
    l: Locale,
    invitations: Vec<InvitationView>,
    role: Role,
    at: Instant,
    now: ReadSignal<Instant>,
    deeds: &Deeds,
) -> Option<AnyView> {
    if invitations.is_empty() {
        return None;
    }
    let rows = invitations
        .into_iter()
        .map(|invitation| {
            let manages = role.manages().contains(&invitation.role);
            let revoke = manages.then(|| revoke(l, &invitation, deeds));
            row(l, invitation, at, now, revoke)
        })
        .collect_view();
    Some(card(say!(l, team.open), view! { <ul class="rows">{rows}</ul> }.any()))
}

fn row(
    l: Locale,
    invitation: InvitationView,
    at: Instant,
    now: ReadSignal<Instant>,
    revoke: Option<AnyView>,
) -> AnyView {
    let ends = if invitation.expires_at <= at {
        say!(l, team.expired).into_any()
    } else {
        view! { {say!(l, team.until)} " " {since(invitation.expires_at, now)} }.into_any()
    };
    let by = fill(say!(l, team.sent_by), &[("name", &invitation.inviter)]);
    view! {
        <li class="row" data-testid="invitation">
            <div>
                <p class="row-name">{invitation.email}</p>
                <p>{text::role(l, invitation.role)}</p>
                <p class="quiet">{by}</p>
                <p class="quiet">{ends}</p>
            </div>
            {revoke.map(|revoke| view! { <div class="row-acts">{revoke}</div> }.any())}
        </li>
    }
    .any()
}

fn revoke(l: Locale, invitation: &InvitationView, deeds: &Deeds) -> AnyView {
    let sure = fill(say!(l, team.revoke_sure), &[("email", &invitation.email)]);
    let post = deeds.revoke;
    let word = say!(l, team.revoke);
    let fields = view! {
        <p>{sure}</p>
        <input type="hidden" name="id" value=invitation.id.to_string()/>
        {submit("btn btn-danger", Some(Icon::Cross), word, "btn-revoke", post.pending())}
    };
    ask("btn btn-link btn-small", None, word, "ask-revoke", post.form("form", None, fields.any()))
}

/// The form that asks somebody.
pub(super) fn form(l: Locale, role: Role, typed: InviteForm, post: Post) -> AnyView {
    let error = post.error();
    let roles = role.manages().iter();
    let roles: Vec<_> =
        roles.map(|role| (role.as_str(), text::role(l, *role).to_owned())).collect();
    let languages: Vec<_> = Language::ALL
        .iter()
        .map(|language| (language.as_str(), text::language(*language).to_owned()))
        .collect();
    let days = INVITATION_DAYS.to_string();
    let word = say!(l, team.send);
    let fields = view! {
        <p class="quiet">{fill(say!(l, team.invite_lead), &[("n", &days)])}</p>
        {refusal(error)}
        <div class="fields">
            <Field id="email" name="form[email]" kind="email" label=say!(l, account.email)
                autocomplete="off" maxlength=255 filled=typed.email error/>
            <Select id="role" name="form[role]" label=say!(l, team.role) options=roles filled=typed.role error/>
            <Select id="language" name="form[language]" label=say!(l, team.language)
                options=languages filled=typed.language error/>
        </div>
        <div class="form-end">
            {submit("btn btn-primary", Some(Icon::Send), word, "btn-invite", post.pending())}
        </div>
    };
    card(say!(l, team.invite), post.form("form", Some("invite-form"), fields.any()))
}
