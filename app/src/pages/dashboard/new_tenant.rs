//! Creating a business for somebody who did not sign up.

use domain::forms::SetupForm;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::platform::{CreateTenant, tenant_draft};
use crate::components::{Field, error_of, loaded, refusal, setup_fields};
use crate::text::{say, use_locale};

/// The form for a new tenant.
#[component]
pub(crate) fn NewTenant() -> impl IntoView {
    loaded(Resource::new(|| (), |()| tenant_draft()), view)
}

fn view(draft: Option<SetupForm>) -> AnyView {
    let l = use_locale();
    let action = ServerAction::<CreateTenant>::new();
    let error = error_of(action);
    let form = draft.unwrap_or_default();
    let name = form.business_name.clone();
    view! {
        <Title text=say!(l, tenants.create)/>
        <header class="page-head"><div>
            <h1>{say!(l, tenants.create)}</h1>
            <p class="lead">{say!(l, tenants.create_lead)}</p>
        </div></header>
        <ActionForm action attr:class="form card" attr:data-testid="create-tenant-form" attr:novalidate=true>
            {refusal(error)}
            <Field id="name" name="name" label=say!(l, tenants.short_name) help=say!(l, tenants.short_name_help) value=name error/>
            {setup_fields(form, error)}
            <div class="form-end">
                <a class="btn btn-quiet" href="/admin/tenants">{say!(l, form.cancel)}</a>
                <button class="btn btn-primary" data-testid="btn-create-tenant" disabled=move || action.pending().get()>
                    {say!(l, tenants.create)}
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}
