//! Recovery codes, shown once.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::api::profile::read_recovery_codes;
use crate::components::{Any, Data, Icon, Tone, copyable, notice, page_head};
use crate::text::{say, use_locale};

/// The codes that were just made, to copy or to keep as a file.
#[component]
pub(crate) fn RecoveryCodes() -> impl IntoView {
    let l = use_locale();
    let path = use_location().pathname.get_untracked();
    let home = path.trim_end_matches("/codes").to_owned();
    let data = Data::once(read_recovery_codes);
    view! {
        <Title text=say!(l, own.codes_title)/>
        {page_head(say!(l, own.codes_title).into_any(), None, None)}
        {data.page(move |codes| shown(codes, home.clone()))}
    }
}

fn shown(codes: Vec<String>, home: String) -> AnyView {
    let l = use_locale();
    if codes.is_empty() {
        return view! {
            {notice(Tone::Calm, Icon::Info, say!(l, own.codes_gone).to_owned())}
            <p><a class="btn btn-quiet" href=home>{say!(l, own.back)}</a></p>
        }
        .any();
    }
    let file = format!("data:text/plain;charset=utf-8,{}", codes.join("%0A"));
    let all = codes.join("\n");
    let list = codes
        .into_iter()
        .map(|code| view! { <li><code data-testid="recovery-code">{code}</code></li> }.any())
        .collect_view();
    view! {
        <section class="card stack">
            <p>{say!(l, own.codes_lead)}</p>
            <ul class="codes">{list}</ul>
            <div class="live-only">{copyable(say!(l, own.codes_title), all, "recovery-codes")}</div>
            <p class="form-end">
                <a class="btn btn-quiet" href=file download="flowhq-codes.txt" rel="external">{say!(l, own.codes_save)}</a>
                <a class="btn btn-primary" href=home data-testid="codes-kept">{say!(l, own.codes_kept)}</a>
            </p>
        </section>
    }
    .any()
}
