//! What an admin can do to a tenant: only what is possible at present, and twice asked where it hurts.

use domain::tenant::TenantEvent;
use domain::views::TenantDetail;
use domain::worker::WorkerCommand;
use domain::{Desired, TenantId, WorkerStatus};
use leptos::prelude::*;

use crate::api::platform::{DeleteTenant, RestoreTenant, WorkerCommand as Command};
use crate::api::tenant::{Pause, Resume};
use crate::components::{Any, Icon, Item, Post, ask, icon, keyed, refusal};
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

/// One thing to do: when it is possible, what is sent where, and how its button looks.
#[derive(Clone, Copy)]
struct Deed {
    is_possible: fn(&Possible) -> bool,
    post: Post,
    command: Option<WorkerCommand>,
    testid: &'static str,
    class: &'static str,
    sign: Icon,
    word: &'static str,
    /// Where it hurts: what would happen, and the name by which tests find the question.
    asks: Option<(&'static str, &'static str)>,
}

impl Deed {
    fn new(
        is_possible: fn(&Possible) -> bool,
        post: Post,
        testid: &'static str,
        sign: Icon,
        word: &'static str,
    ) -> Self {
        let class = "btn btn-primary";
        Self { is_possible, post, command: None, testid, class, sign, word, asks: None }
    }

    fn quiet(self) -> Self {
        Self { class: "btn btn-quiet", ..self }
    }

    fn command(self, command: WorkerCommand) -> Self {
        Self { command: Some(command), ..self }
    }

    /// Says what would happen before the button that does it; works without JavaScript.
    fn asking(self, testid: &'static str, sure: &'static str) -> Self {
        Self { class: "btn btn-danger", asks: Some((testid, sure)), ..self }
    }

    fn view(self, tenant: TenantId) -> AnyView {
        let Self { post, command, testid, class, sign, word, .. } = self;
        let command = command.map(|command| {
            view! { <input type="hidden" name="command" value=command.as_str()/> }.any()
        });
        let fields = view! {
            <input type="hidden" name="tenant" value=tenant.to_string()/>
            {command}
            <button class=class data-testid=testid disabled=post.pending()>{icon(sign)} <span>{word}</span></button>
        };
        let form = post.form("", None, fields.any());
        match self.asks {
            None => form,
            Some((testid, sure)) => {
                let body = view! { <p>{sure}</p> {form} };
                ask("btn btn-quiet", Some(sign), word, testid, body.any())
            }
        }
    }
}

/// The row of buttons, with what was refused above it.
pub(super) fn actions(detail: RwSignal<TenantDetail>) -> AnyView {
    use WorkerCommand::{ForceRestart, Restart, Start, Stop};
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
    let deeds = [
        Deed::new(|can| can.start, command, "btn-start", Icon::Play, say!(l, action.start))
            .command(Start),
        Deed::new(|can| can.resume, resume, "btn-resume", Icon::Play, say!(l, action.resume)),
        Deed::new(|can| can.pause, pause, "btn-pause", Icon::Pause, say!(l, action.pause)).quiet(),
        Deed::new(|can| can.stop, command, "btn-stop", Icon::Cross, say!(l, action.stop))
            .command(Stop)
            .asking("ask-stop", say!(l, action.stop_sure)),
        Deed::new(|can| can.stop, command, "btn-restart", Icon::Restart, say!(l, action.restart))
            .command(Restart)
            .quiet(),
        Deed::new(
            |can| can.force,
            command,
            "btn-force-restart",
            Icon::Restart,
            say!(l, action.force_restart),
        )
        .command(ForceRestart)
        .asking("ask-force-restart", say!(l, action.force_sure)),
        Deed::new(|can| can.delete, delete, "btn-delete", Icon::Trash, say!(l, action.delete))
            .asking("ask-delete", say!(l, action.delete_sure)),
        Deed::new(
            |can| !can.delete,
            restore,
            "btn-restore",
            Icon::Restart,
            say!(l, action.restore),
        ),
    ];
    // Each stays what it is while others come and go: somebody may be about to say yes.
    let buttons = keyed(move || {
        let possible = detail.with(Possible::of);
        let possible = deeds.into_iter().filter(|deed| (deed.is_possible)(&possible));
        possible
            .map(|deed| -> Item { (deed.testid.to_owned(), Box::new(move || deed.view(id))) })
            .collect()
    });
    view! {
        {all.map(|post| refusal(post.error())).into_iter().collect_view()}
        <div class="tenant-actions" data-testid="tenant-actions">{buttons}</div>
    }
    .any()
}
