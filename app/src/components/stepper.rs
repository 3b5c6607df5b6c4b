//! How far a setup request has come.

use domain::SetupStatus;
use domain::views::SetupRequestView;
use leptos::prelude::*;

use super::badge::Badge;
use super::erased::Any;
use super::progress::step;
use crate::text::{self, say, use_locale};

const STEPS: [SetupStatus; 4] =
    [SetupStatus::Submitted, SetupStatus::Reviewing, SetupStatus::Approved, SetupStatus::Active];

/// The steps of a request, or why it was turned down and how to ask again.
pub(crate) fn stepper(request: SetupRequestView) -> AnyView {
    let l = use_locale();
    let badge = Badge::request(l, request.status).view("request-status");
    let notes = request.notes.filter(|notes| !notes.is_empty());
    if request.status == SetupStatus::Rejected {
        return view! {
            <div class="request">
                <p>{badge}</p>
                <p class="lead">{say!(l, request.rejected_lead)}</p>
                <blockquote class="note" data-testid="request-notes">{notes}</blockquote>
                <a class="btn btn-primary" data-testid="submit-again" href="/app/onboarding">{say!(l, request.again)}</a>
            </div>
        }
        .any();
    }
    let reached = STEPS.iter().position(|step| *step == request.status).unwrap_or_default();
    let steps = STEPS
        .iter()
        .enumerate()
        .map(|(number, status)| {
            let done = number < reached || *status == SetupStatus::Active && reached == number;
            let state = match number {
                _ if done => "done",
                _ if number == reached => "now",
                _ => "todo",
            };
            step(number, text::setup_status(l, *status), state)
        })
        .collect_view();
    view! {
        <div class="request">
            <p>{badge}</p>
            <ol class="stepper">{steps}</ol>
            {notes.map(|notes| view! {
                <p class="quiet">{say!(l, request.note)}</p>
                <blockquote class="note" data-testid="request-notes">{notes}</blockquote>
            }.any())}
        </div>
    }
    .any()
}
