//! Who may do what: the table by which it is judged, in words.

use domain::{Permission, Role};
use leptos::prelude::*;

use crate::components::{Any, Icon, card, icon};
use crate::text::{self, Locale, say};

/// The parts of a business's people.
const ROLES: [Role; 4] = [Role::Owner, Role::Manager, Role::Agent, Role::Auditor];

/// The table; what belongs to the platform alone is left out.
pub(super) fn table(l: Locale) -> AnyView {
    let heads = ROLES.map(|role| view! { <th scope="col">{text::role(l, role)}</th> }.any());
    let rows = Permission::ALL
        .iter()
        .filter(|permission| ROLES.iter().any(|role| role.may(**permission)))
        .map(|permission| row(l, *permission))
        .collect_view();
    let body = view! {
        <p class="quiet">{say!(l, team.may_lead)}</p>
        <div class="may-frame" role="region" aria-label=say!(l, team.may) tabindex="0">
            <table class="may" data-testid="permissions">
                <thead>
                    <tr><th scope="col">{say!(l, team.deed)}</th> {heads.into_iter().collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    card(say!(l, team.may), body.any())
}

fn row(l: Locale, permission: Permission) -> AnyView {
    let cells = ROLES.map(|role| {
        let (sign, word) = match role.may(permission) {
            true => (Some(icon(Icon::Check)), say!(l, team.yes)),
            false => (None, say!(l, team.no)),
        };
        view! { <td>{sign} <span class="unseen">{word}</span></td> }.any()
    });
    view! {
        <tr data-permission=permission.as_str()>
            <th scope="row">{text::permission(l, permission)}</th>
            {cells.into_iter().collect_view()}
        </tr>
    }
    .any()
}
