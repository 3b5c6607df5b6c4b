//! Seeing a business as its auditor does.

use domain::TenantId;
use domain::team::{VIEW_MINUTES, VIEW_REASON_MAX};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::team::BeginView;
use crate::components::{Any, Field, Icon, Post, ask, card, icon, refusal};
use crate::text::{fill, say, use_locale};

/// The form behind a button; where it was refused it stands open.
///
/// The browser sends it by itself: what is seen afterwards is somebody else's, and a new page connects anew.
pub(super) fn view_as(tenant: TenantId, typed: String) -> AnyView {
    let l = use_locale();
    let error = Post::to::<BeginView>().error();
    let lead = fill(say!(l, viewing.lead), &[("n", &VIEW_MINUTES.to_string())]);
    let form = view! {
        <form method="post" action=BeginView::PATH class="form" data-testid="view-as-form" novalidate>
            <p>{lead}</p>
            {refusal(error)}
            <input type="hidden" name="tenant" value=tenant.to_string()/>
            <Field id="reason" name="reason" label=say!(l, viewing.reason) help=say!(l, viewing.reason_help)
                autocomplete="off" maxlength=VIEW_REASON_MAX filled=typed error/>
            <button class="btn btn-primary btn-wide" data-testid="btn-view-as">
                {icon(Icon::Eye)} <span>{say!(l, viewing.start)}</span>
            </button>
        </form>
    }
    .any();
    if error.with_untracked(Option::is_some) {
        return card(say!(l, viewing.begin), form);
    }
    let form = ask("btn btn-quiet", Some(Icon::Eye), say!(l, viewing.begin), "ask-view-as", form);
    view! { <div class="tenant-actions">{form}</div> }.any()
}
