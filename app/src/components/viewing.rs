//! The bar over everything while somebody of Flow HQ sees a business as its auditor does.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::erased::Any;
use super::icon::{Icon, icon};
use crate::api::account::Who;
use crate::api::team::EndView;
use crate::text::{fill, say, use_locale};

/// Says what is seen and until when, with the way out; nothing for whoever sees their own.
///
/// The browser sends the form by itself: what is seen afterwards is another one's, and a new page connects anew.
pub(super) fn viewing_bar(who: Option<Who>) -> AnyView {
    let Some(viewing) = who.and_then(|who| who.viewing) else { return ().into_any() };
    let l = use_locale();
    let values = [("business", viewing.business.as_str()), ("clock", viewing.until.as_str())];
    let text = fill(say!(l, viewing.bar), &values);
    view! {
        <aside class="viewing" aria-label=say!(l, viewing.label) data-testid="viewing-bar">
            {icon(Icon::Eye)}
            <p>{text}</p>
            <form method="post" action=EndView::PATH>
                <button class="btn btn-quiet btn-small" data-testid="btn-end-view">{say!(l, viewing.end)}</button>
            </form>
        </aside>
    }
    .any()
}
