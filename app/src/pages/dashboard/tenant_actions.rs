//! What an admin can do to a tenant: only what is possible at present, and twice asked where it hurts.

use domain::tenant::TenantEvent;
use domain::views::{TenantDetail, TenantView, WorkerView};
use domain::worker::WorkerCommand;
use domain::{Desired, WorkerStatus};
use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::AppError;
use crate::api::platform::{DeleteTenant, RestoreTenant, WorkerCommand as Command};
use crate::api::tenant::{Pause, Resume};
use crate::components::{Icon, error_of, icon, refusal};
use crate::text::{say, use_locale};

/// The actions that are possible, as the tenant's state decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Possible {
    start: bool,
    stop: bool,
    force: bool,
    pause: bool,
    resume: bool,
    delete: bool,
}

impl Possible {
    fn of(detail: &TenantDetail) -> Self {
        let alive = detail.tenant.deleted_at.is_none();
        let wanted = detail.worker.desired == Desired::Running;
        let status = detail.tenant.status;
        Self {
            start: alive && !wanted,
            stop: alive && wanted,
            force: alive && (wanted || detail.worker.status == WorkerStatus::Error),
            pause: alive && status.apply(TenantEvent::Paused).is_ok(),
            resume: alive && status.apply(TenantEvent::Resumed).is_ok(),
            delete: alive,
        }
    }
}

/// The row of buttons, with what was refused above it.
pub(super) fn actions(detail: RwSignal<TenantDetail>) -> AnyView {
    let l = use_locale();
    let command = ServerAction::<Command>::new();
    let pause = ServerAction::<Pause>::new();
    let resume = ServerAction::<Resume>::new();
    let delete = ServerAction::<DeleteTenant>::new();
    let restore = ServerAction::<RestoreTenant>::new();
    // The answers say what the live connection says as well; either is enough.
    let worker = move |answer: Option<Result<WorkerView, AppError>>| {
        if let Some(Ok(worker)) = answer {
            detail.update(|detail| detail.worker = worker);
        }
    };
    let tenant = move |answer: Option<Result<TenantView, AppError>>| {
        if let Some(Ok(tenant)) = answer {
            detail.update(|detail| detail.tenant = tenant);
        }
    };
    let whole = move |answer: Option<Result<TenantDetail, AppError>>| {
        if let Some(Ok(fresh)) = answer {
            detail.set(fresh);
        }
    };
    Effect::new(move |_| worker(command.value().get()));
    Effect::new(move |_| tenant(pause.value().get()));
    Effect::new(move |_| tenant(resume.value().get()));
    Effect::new(move |_| whole(delete.value().get()));
    Effect::new(move |_| whole(restore.value().get()));

    let id = detail.with_untracked(|detail| detail.tenant.id).to_string();
    let possible = Memo::new(move |_| detail.with(Possible::of));
    let refused = [error_of(command), error_of(pause), error_of(resume), error_of(delete), error_of(restore)];
    let refused = refused.into_iter().map(refusal).collect_view();

    let order = {
        let id = id.clone();
        move |order: WorkerCommand, class, sign, word| {
            let testid = format!("btn-{order}");
            view! {
                <ActionForm action=command>
                    <input type="hidden" name="tenant" value=id.clone()/>
                    <input type="hidden" name="command" value=order.as_str()/>
                    <button class=class data-testid=testid>{icon(sign)} <span>{word}</span></button>
                </ActionForm>
            }
            .into_any()
        }
    };
    let hidden = move || view! { <input type="hidden" name="tenant" value=id.clone()/> };
    let buttons = move || {
        let possible = possible.get();
        let force = order(WorkerCommand::ForceRestart, "btn btn-danger", Icon::Restart, say!(l, action.force_restart));
        view! {
            {possible.start.then(|| order(WorkerCommand::Start, "btn btn-primary", Icon::Play, say!(l, action.start)))}
            {possible.stop.then(|| order(WorkerCommand::Stop, "btn btn-quiet", Icon::Pause, say!(l, action.stop)))}
            {possible.stop.then(|| order(WorkerCommand::Restart, "btn btn-quiet", Icon::Restart, say!(l, action.restart)))}
            {possible.pause.then(|| view! {
                <ActionForm action=pause>
                    {hidden()}
                    <button class="btn btn-quiet" data-testid="btn-pause">{icon(Icon::Pause)} <span>{say!(l, action.pause)}</span></button>
                </ActionForm>
            })}
            {possible.resume.then(|| view! {
                <ActionForm action=resume>
                    {hidden()}
                    <button class="btn btn-primary" data-testid="btn-resume">{icon(Icon::Play)} <span>{say!(l, action.resume)}</span></button>
                </ActionForm>
            })}
            {possible.force.then(|| confirm("ask-force-restart", Icon::Restart, say!(l, action.force_restart), say!(l, action.force_sure), force))}
            {possible.delete.then(|| {
                let sure = view! {
                    <ActionForm action=delete>
                        {hidden()}
                        <button class="btn btn-danger" data-testid="btn-delete">{icon(Icon::Trash)} <span>{say!(l, action.delete)}</span></button>
                    </ActionForm>
                };
                confirm("ask-delete", Icon::Trash, say!(l, action.delete), say!(l, action.delete_sure), sure.into_any())
            })}
            {(!possible.delete).then(|| view! {
                <ActionForm action=restore>
                    {hidden()}
                    <button class="btn btn-primary" data-testid="btn-restore">{icon(Icon::Restart)} <span>{say!(l, action.restore)}</span></button>
                </ActionForm>
            })}
        }
        .into_any()
    };
    view! {
        {refused}
        <div class="actions" data-testid="tenant-actions">{buttons}</div>
    }
    .into_any()
}

/// Says what would happen before the button that does it; works without JavaScript.
fn confirm(testid: &'static str, sign: Icon, word: &'static str, sure: &'static str, button: AnyView) -> AnyView {
    view! {
        <details class="confirm">
            <summary class="btn btn-quiet" data-testid=testid>{icon(sign)} <span>{word} "…"</span></summary>
            <div class="confirm-card">
                <p>{sure}</p>
                {button}
            </div>
        </details>
    }
    .into_any()
}
