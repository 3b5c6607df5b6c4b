//! Who works for the business, who is asked to, what each may do, and who looked at it from outside.

mod invitations;
mod looks;
mod members;
mod permissions;
mod settings;

use domain::Permission;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::team::{
    Activate, Deactivate, Invite, RevokeInvitation, SaveTeamSettings, SetRole, TeamPage, read_team,
};
use crate::components::{Any, Data, Icon, Post, Tone, notice, page_head, refusal};
use crate::text::{Locale, say, use_locale};
use crate::time::ticking_in;

/// What can be done on the page.
struct Deeds {
    invite: Post,
    revoke: Post,
    set_role: Post,
    deactivate: Post,
    activate: Post,
    settings: Post,
}

impl Deeds {
    fn new(again: RwSignal<u32>) -> Self {
        let deeds = Self {
            invite: Post::to::<Invite>(),
            revoke: Post::to::<RevokeInvitation>(),
            set_role: Post::to::<SetRole>(),
            deactivate: Post::to::<Deactivate>(),
            activate: Post::to::<Activate>(),
            settings: Post::to::<SaveTeamSettings>(),
        };
        for post in [deeds.invite, deeds.settings].into_iter().chain(deeds.on_rows()) {
            post.after(move || again.update(|again| *again += 1));
        }
        deeds
    }

    /// Those whose forms stand in rows; why one was refused stands above them all.
    fn on_rows(&self) -> [Post; 4] {
        [self.revoke, self.set_role, self.deactivate, self.activate]
    }
}

/// The page of the team.
#[component]
pub(crate) fn Team() -> impl IntoView {
    let query = use_query_map();
    let done = move || query.with(|query| query.get("done")).unwrap_or_default();
    let again = RwSignal::new(0_u32);
    let data = Data::new(move || [again.get().to_string(), done()].join(" "), read_team);
    data.page(move |page| view(page, &untrack(done), &Deeds::new(again)))
}

fn view(page: TeamPage, done: &str, deeds: &Deeds) -> AnyView {
    let l = use_locale();
    let now = ticking_in(page.zone, page.now);
    let may = page.role.may(Permission::ManageTeam);
    let done = sentence(l, done).map(|text| notice(Tone::Good, Icon::Check, text.to_owned()));
    let refused = deeds.on_rows().map(|post| refusal(post.error())).into_iter().collect_view();
    let invite = may.then(|| invitations::form(l, page.role, page.form, deeds.invite));
    view! {
        <Title text=say!(l, team.title)/>
        {page_head(say!(l, team.title).into_any(), Some(say!(l, team.lead).into_any()), None)}
        {done}
        {refused}
        <div class="stack" data-testid="team">
            {members::list(l, page.team.members, page.role, page.me, now, deeds)}
            {invitations::list(l, page.team.invitations, page.role, page.now, now, deeds)}
            {invite}
            {settings::settings(l, page.settings, page.role, deeds.settings)}
            {permissions::table(l)}
            {looks::list(l, page.team.looks, page.now, now)}
        </div>
    }
    .any()
}

/// What was just done.
fn sentence(l: Locale, done: &str) -> Option<&'static str> {
    Some(match done {
        "invited" => say!(l, team.done_invited),
        "revoked" => say!(l, team.done_revoked),
        "role" => say!(l, team.done_role),
        "deactivated" => say!(l, team.done_deactivated),
        "activated" => say!(l, team.done_activated),
        "settings" => say!(l, team.done_settings),
        _ => return None,
    })
}
