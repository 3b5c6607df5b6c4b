//! How the people of the business work together.

use domain::team::{AgentsSee, TAKE_BACK_MINUTES, TeamSettings};
use domain::{Permission, Role};
use leptos::prelude::*;

use crate::components::{Any, Icon, Post, Select, card, fact, refusal, submit};
use crate::text::{Locale, fill, say};

/// The card: a form for who may change it, what is chosen for the others.
pub(super) fn settings(l: Locale, chosen: TeamSettings, role: Role, post: Post) -> AnyView {
    let body = match role.may(Permission::ChangeBusiness) {
        true => form(l, chosen, post),
        false => view! {
            <dl class="facts">
                {fact(say!(l, team.agents_see), sees(l, chosen.agents_see).into_any())}
                {fact(say!(l, team.take_back), after(l, chosen.take_back_minutes).into_any())}
            </dl>
        }
        .any(),
    };
    card(say!(l, team.together), body)
}

fn form(l: Locale, chosen: TeamSettings, post: Post) -> AnyView {
    let error = post.error();
    let seen = AgentsSee::ALL.iter().map(|see| (see.as_str(), sees(l, *see).to_owned())).collect();
    let minutes = TAKE_BACK_MINUTES.map(|minutes| (key(minutes), after(l, minutes))).to_vec();
    let fields = view! {
        {refusal(error)}
        <div class="fields">
            <Select id="agents_see" name="form[agents_see]" label=say!(l, team.agents_see)
                help=say!(l, team.agents_see_help) options=seen filled=chosen.agents_see.as_str() error/>
            <Select id="take_back_minutes" name="form[take_back_minutes]" label=say!(l, team.take_back)
                help=say!(l, team.take_back_help) options=minutes filled=key(chosen.take_back_minutes) error/>
        </div>
        <div class="form-end">
            {submit("btn btn-primary", Some(Icon::Check), say!(l, team.save), "btn-save-team", post.pending())}
        </div>
    };
    post.form("form", Some("team-settings"), fields.any())
}

fn sees(l: Locale, see: AgentsSee) -> &'static str {
    match see {
        AgentsSee::All => say!(l, team.see_all),
        AgentsSee::Assigned => say!(l, team.see_assigned),
    }
}

/// A choice of minutes as forms send it.
const fn key(minutes: u16) -> &'static str {
    match minutes {
        15 => "15",
        30 => "30",
        60 => "60",
        240 => "240",
        _ => "0",
    }
}

fn after(l: Locale, minutes: u16) -> String {
    let (words, count) = match minutes {
        0 => return say!(l, team.take_back_never).to_owned(),
        60 => return say!(l, team.take_back_hour).to_owned(),
        61.. => (say!(l, team.take_back_hours), minutes / 60),
        _ => (say!(l, team.take_back_minutes), minutes),
    };
    fill(words, &[("n", &count.to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_is_sent_as_it_is_kept() {
        for minutes in TAKE_BACK_MINUTES {
            assert_eq!(key(minutes), minutes.to_string());
        }
    }
}
