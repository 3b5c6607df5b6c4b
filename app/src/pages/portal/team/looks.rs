//! When somebody of Flow HQ saw the business as its auditor does.

use domain::Instant;
use domain::team::LookView;
use leptos::prelude::*;

use crate::components::{Any, Badge, Icon, Tone, card};
use crate::text::{Locale, fill, say};
use crate::time::ago;

/// The looks, the last one first.
pub(super) fn list(
    l: Locale,
    looks: Vec<LookView>,
    at: Instant,
    now: ReadSignal<Instant>,
) -> AnyView {
    let never = looks
        .is_empty()
        .then(|| view! { <p data-testid="no-looks">{say!(l, team.looked_never)}</p> }.any());
    let rows = looks.into_iter().map(|look| row(l, look, at, now)).collect_view();
    let body = view! {
        <p class="quiet">{say!(l, team.looked_lead)}</p>
        {never}
        <ul class="rows">{rows}</ul>
    };
    card(say!(l, team.looked), body.any())
}

fn row(l: Locale, look: LookView, at: Instant, now: ReadSignal<Instant>) -> AnyView {
    let long = if look.ended_at > at {
        Badge::new(Tone::Now, Icon::Eye, say!(l, team.looking), "looking").view("looking")
    } else {
        // Begun minutes count.
        let minutes = ((look.ended_at - look.began_at).num_seconds() + 59) / 60;
        let text = fill(say!(l, team.looked_for), &[("n", &minutes.max(1).to_string())]);
        view! { <span class="quiet">{text}</span> }.any()
    };
    view! {
        <li class="row" data-testid="look">
            <div>
                <p class="row-name">{look.by}</p>
                <p>{look.reason}</p>
                <p class="quiet">{ago(look.began_at, now)} " · " {long}</p>
            </div>
        </li>
    }
    .any()
}
