//! The calm reminder that an address is not confirmed yet.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::profile::{VerifyAgain, read_account};
use crate::components::{Any, Data, Icon, Tone, banner};
use crate::text::{say, use_locale};

/// Reminds an owner to confirm the address; nothing once that is done.
pub(crate) fn unverified() -> AnyView {
    Data::once(read_account).shown(|profile| {
        let l = use_locale();
        let missing = profile.is_some_and(|profile| !profile.account.email_verified);
        if !missing {
            return ().into_any();
        }
        let again = view! {
            <form method="post" action=VerifyAgain::PATH data-testid="unverified">
                <button class="btn btn-quiet" data-testid="btn-verify-again">{say!(l, own.send_again)}</button>
            </form>
        };
        banner(Tone::Calm, Icon::Info, say!(l, own.banner).to_owned(), Some(again.any()))
    })
}
