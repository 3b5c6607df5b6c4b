//! What an admin can do to a tenant: only what is possible at present, and twice asked where it hurts.

use domain::tenant::TenantEvent;
use domain::views::TenantDetail;
use domain::worker::WorkerCommand;
use domain::{Desired, WorkerStatus};
use leptos::prelude::*;

use crate::api::platform::{DeleteTenant, RestoreTenant, WorkerCommand as Command};
use crate::api::tenant::{Pause, Resume};
use crate::components::{Any, Icon, Post, ask, dynamic, icon, refusal};
use crate::live::fetch;
use crate::text::{say, use_locale};

/// The actions that are possible, as the tenant's state decides.
#[expect(clippy::struct_excessive_bools, reason = "one for each button")]
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
    let command = Post::to::<Command>();
    let pause = Post::to::<Pause>();
    let resume = Post::to::<Resume>();
    let delete = Post::to::<DeleteTenant>();
    let restore = Post::to::<RestoreTenant>();
    let all = [command, pause, resume, delete, restore];
    // The live connection says what came of it as well; either is enough.
    for post in all {
        post.after(move || fetch(detail));
    }
    let id = detail.with_untracked(|detail| detail.tenant.id);

    let button = move |post: Post,
                       value: &'static str,
                       class: &'static str,
                       testid: &'static str,
                       sign: Icon,
                       word: &'static str| {
        let fields = view! {
            <input type="hidden" name="tenant" value=id.to_string()/>
            {(!value.is_empty()).then(|| view! { <input type="hidden" name="command" value=value/> }.any())}
            <button class=class data-testid=testid disabled=post.pending()>{icon(sign)} <span>{word}</span></button>
        };
        post.form("", None, fields.any())
    };
    let buttons = dynamic(move || {
        use WorkerCommand::{ForceRestart, Restart, Start, Stop};
        let possible = detail.with(Possible::of);
        let mut shown = Vec::new();
        let mut show = |if_possible: bool, view: &dyn Fn() -> AnyView| {
            if if_possible {
                shown.push(view());
            }
        };
        let (first, other, grave) = ("btn btn-primary", "btn btn-quiet", "btn btn-danger");
        show(possible.start, &|| {
            button(command, Start.as_str(), first, "btn-start", Icon::Play, say!(l, action.start))
        });
        show(possible.resume, &|| {
            button(resume, "", first, "btn-resume", Icon::Play, say!(l, action.resume))
        });
        show(possible.pause, &|| {
            button(pause, "", other, "btn-pause", Icon::Pause, say!(l, action.pause))
        });
        show(possible.stop, &|| {
            let word = say!(l, action.stop);
            let sure = button(command, Stop.as_str(), grave, "btn-stop", Icon::Cross, word);
            confirm("ask-stop", Icon::Cross, word, say!(l, action.stop_sure), sure)
        });
        show(possible.stop, &|| {
            button(
                command,
                Restart.as_str(),
                other,
                "btn-restart",
                Icon::Restart,
                say!(l, action.restart),
            )
        });
        show(possible.force, &|| {
            let word = say!(l, action.force_restart);
            let sure = button(
                command,
                ForceRestart.as_str(),
                grave,
                "btn-force-restart",
                Icon::Restart,
                word,
            );
            confirm("ask-force-restart", Icon::Restart, word, say!(l, action.force_sure), sure)
        });
        show(possible.delete, &|| {
            let word = say!(l, action.delete);
            let sure = button(delete, "", grave, "btn-delete", Icon::Trash, word);
            confirm("ask-delete", Icon::Trash, word, say!(l, action.delete_sure), sure)
        });
        show(!possible.delete, &|| {
            button(restore, "", first, "btn-restore", Icon::Restart, say!(l, action.restore))
        });
        shown.into_any()
    });
    view! {
        {all.map(|post| refusal(post.error())).into_iter().collect_view()}
        <div class="tenant-actions" data-testid="tenant-actions">{buttons}</div>
    }
    .any()
}

/// Says what would happen before the button that does it; works without JavaScript.
fn confirm(
    testid: &'static str,
    sign: Icon,
    word: &'static str,
    sure: &'static str,
    button: AnyView,
) -> AnyView {
    ask("btn btn-quiet", Some(sign), word, testid, view! { <p>{sure}</p> {button} }.any())
}
