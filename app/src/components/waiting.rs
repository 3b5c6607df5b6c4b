//! Conversations in which a customer waits for a person.

use domain::Instant;
use domain::views::{ConversationView, TenantDetail};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use super::notice::{error_of, refusal};
use crate::api::tenant::HandBack;
use crate::text::{say, use_locale};
use crate::time::Ago;

/// The conversations that wait, each with the way back to the assistant.
pub(crate) fn waiting_list(detail: RwSignal<TenantDetail>, now: ReadSignal<Instant>, may: bool) -> AnyView {
    let l = use_locale();
    let action = ServerAction::<HandBack>::new();
    Effect::new(move |_| {
        // The live connection tells it as well; without one the answer is enough.
        if let (Some(Ok(())), Some(sent)) = (action.value().get(), action.input().get_untracked()) {
            detail.update(|detail| detail.waiting.retain(|waiting| waiting.id != sent.conversation));
        }
    });
    let refused = refusal(error_of(action));
    let waiting = Memo::new(move |_| detail.with(|detail| detail.waiting.clone()));
    let rows = move || {
        let rows = waiting.get().into_iter().map(|conversation| row(conversation, now, action, may));
        rows.collect_view()
    };
    view! {
        <section class="card card-now" hidden=move || waiting.with(Vec::is_empty)>
            <h2 class="card-title">{icon(Icon::Alert)} <span>{say!(l, waiting.title)}</span></h2>
            <p class="quiet">{say!(l, waiting.lead)}</p>
            {refused}
            <ul class="rows">{rows}</ul>
        </section>
    }
    .into_any()
}

fn row(
    conversation: ConversationView,
    now: ReadSignal<Instant>,
    action: ServerAction<HandBack>,
    may: bool,
) -> AnyView {
    let l = use_locale();
    let name = conversation.contact_name.unwrap_or_else(|| conversation.contact_address.clone());
    let button = may.then(|| {
        view! {
            <ActionForm action>
                <input type="hidden" name="tenant" value=conversation.tenant_id.to_string()/>
                <input type="hidden" name="conversation" value=conversation.id.to_string()/>
                <button class="btn btn-quiet" data-testid="btn-hand-back">{say!(l, waiting.hand_back)}</button>
            </ActionForm>
        }
    });
    view! {
        <li class="row" data-testid="waiting">
            <div>
                <p class="row-name">{name}</p>
                <p class="quiet">
                    {conversation.contact_address}
                    {conversation.last_message_at.map(|at| view! { " · " <Ago at now/> })}
                </p>
            </div>
            {button}
        </li>
    }
    .into_any()
}
