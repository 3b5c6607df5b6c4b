//! Creating a business for somebody who did not sign up.

use domain::draft::hours_form;
use domain::forms::SetupForm;
use domain::hours::WeekHours;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::platform::{CreateTenant, read_tenant_draft};
use crate::components::{Any, Data, Field, Icon, Post, page_head, refusal, setup_fields, submit};
use crate::text::{say, use_locale};

/// The form for a new tenant.
#[component]
pub(crate) fn NewTenant() -> impl IntoView {
    Data::once(read_tenant_draft).page(view)
}

fn view(draft: Option<(String, SetupForm)>) -> AnyView {
    let l = use_locale();
    let post = Post::to::<CreateTenant>();
    let error = post.error();
    let (name, form) = draft.unwrap_or_else(|| {
        let hours = hours_form(&WeekHours::USUAL);
        (String::new(), SetupForm { hours, ..SetupForm::default() })
    });
    let fields = view! {
        {refusal(error)}
        <Field id="name" name="name" label=say!(l, tenants.short_name) help=say!(l, tenants.short_name_help)
            filled=name error/>
        {setup_fields(form, error)}
        <div class="form-end">
            <a class="btn btn-quiet" href="/admin/tenants">{say!(l, form.cancel)}</a>
            {submit("btn btn-primary", Some(Icon::Plus), say!(l, tenants.create), "btn-create-tenant", post.pending())}
        </div>
    };
    view! {
        <Title text=say!(l, tenants.create)/>
        {page_head(say!(l, tenants.create).into_any(), Some(say!(l, tenants.create_lead).into_any()), None)}
        {post.form("form card", Some("create-tenant-form"), fields.any())}
    }
    .any()
}
