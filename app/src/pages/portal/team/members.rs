//! The people, and what can be done about each.

use domain::team::MemberView;
use domain::{Instant, Role, UserId};
use leptos::prelude::*;

use super::Deeds;
use crate::components::{Any, Badge, Icon, Tone, card, empty, submit};
use crate::text::{self, Locale, fill, say};
use crate::time::ago;

/// Everybody, with what the person who asks may change.
pub(super) fn list(
    l: Locale,
    members: Vec<MemberView>,
    role: Role,
    me: Option<UserId>,
    now: ReadSignal<Instant>,
    deeds: &Deeds,
) -> AnyView {
    let alone = (members.len() < 2).then(|| {
        empty(
            say!(l, team.alone),
            "Kidole kimoja hakivunji chawa.",
            "One finger does not crush a louse.",
        )
    });
    let rows = members
        .into_iter()
        .map(|member| {
            let own = me == Some(member.id);
            let manages = !own && role.manages().contains(&member.role);
            let change = manages.then(|| change(l, &member, role, deeds));
            row(l, member, own, now, change)
        })
        .collect_view();
    card(say!(l, team.members), view! { <ul class="rows">{rows}</ul> {alone} }.any())
}

fn row(
    l: Locale,
    member: MemberView,
    own: bool,
    now: ReadSignal<Instant>,
    change: Option<AnyView>,
) -> AnyView {
    let state = (!member.active).then(|| {
        Badge::new(Tone::Bad, Icon::Ban, say!(l, team.blocked), "blocked").view("member-state")
    });
    let last = match member.last_login_at {
        Some(at) => view! { {say!(l, team.last)} ": " {ago(at, now)} }.into_any(),
        None => say!(l, team.never).into_any(),
    };
    let second = member
        .second_factor
        .then(|| view! { <p class="quiet">{say!(l, team.second_step)}</p> }.any());
    let own = own.then(|| {
        view! { <span class="badge tone-calm"><span>{say!(l, team.me)}</span></span> }.any()
    });
    let role = text::role(l, member.role);
    view! {
        <li class="row member" data-testid="member" data-role=member.role.as_str()>
            <div>
                <p class="row-name">{member.name} " " {own} {state}</p>
                <p data-testid="member-role">{role}</p>
                <p class="quiet">{member.email}</p>
                <p class="quiet">{last}</p>
                {second}
            </div>
            {change.map(|change| view! { <div class="row-acts">{change}</div> }.any())}
        </li>
    }
    .any()
}

/// What can be done about somebody, behind one button.
fn change(l: Locale, member: &MemberView, role: Role, deeds: &Deeds) -> AnyView {
    let label = fill(say!(l, team.change_what), &[("name", &member.name)]);
    let other = (member.active && role.changes_roles()).then(|| other_role(l, member, role, deeds));
    let out = if member.active { deactivate(l, member, deeds) } else { activate(l, member, deeds) };
    view! {
        <details class="confirm">
            <summary class="btn btn-quiet btn-small" aria-label=label data-testid="change-member">
                <span>{say!(l, team.change)}</span>
            </summary>
            <div class="confirm-card">{other} {out}</div>
        </details>
    }
    .any()
}

fn other_role(l: Locale, member: &MemberView, role: Role, deeds: &Deeds) -> AnyView {
    let id = format!("role-{}", member.id);
    let options = role
        .manages()
        .iter()
        .map(|role| {
            let selected = *role == member.role;
            view! { <option value=role.as_str() selected=selected>{text::role(l, *role)}</option> }
                .any()
        })
        .collect_view();
    let post = deeds.set_role;
    let save = say!(l, team.save_role);
    let fields = view! {
        <input type="hidden" name="user" value=member.id.to_string()/>
        <div class="field">
            <label for=id.clone()>{say!(l, team.role)}</label>
            <select id=id name="role" data-testid="pick-role">{options}</select>
            <p class="field-help">{say!(l, team.role_soon)}</p>
        </div>
        {submit("btn btn-primary btn-wide", Some(Icon::Check), save, "btn-role", post.pending())}
    };
    post.form("form", None, fields.any())
}

fn deactivate(l: Locale, member: &MemberView, deeds: &Deeds) -> AnyView {
    let sure = fill(say!(l, team.deactivate_sure), &[("name", &member.name)]);
    let talks = (member.conversations > 0).then(|| {
        let count = text::count(member.conversations);
        let talks = fill(say!(l, team.deactivate_talks), &[("n", &count)]);
        view! { <p data-testid="member-talks">{talks}</p> }.any()
    });
    let post = deeds.deactivate;
    let word = say!(l, team.deactivate);
    let fields = view! {
        <p>{sure}</p>
        {talks}
        <input type="hidden" name="user" value=member.id.to_string()/>
        {submit("btn btn-danger btn-wide", Some(Icon::Ban), word, "btn-deactivate", post.pending())}
    };
    post.form("form", None, fields.any())
}

fn activate(l: Locale, member: &MemberView, deeds: &Deeds) -> AnyView {
    let sure = fill(say!(l, team.activate_sure), &[("name", &member.name)]);
    let post = deeds.activate;
    let word = say!(l, team.activate);
    let fields = view! {
        <p>{sure}</p>
        <input type="hidden" name="user" value=member.id.to_string()/>
        {submit("btn btn-primary btn-wide", Some(Icon::Undo), word, "btn-activate", post.pending())}
    };
    post.form("form", None, fields.any())
}
