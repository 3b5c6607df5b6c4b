//! What happens by the clock: stale workers, expired sign-ins, what is over, the platform's figures.

use std::time::Duration;

use chrono::TimeDelta;
use domain::live::LiveEvent;
use store::StoreError;
use tokio::time::MissedTickBehavior;

use crate::Engine;
use crate::config::span;

/// The platform's figures are published at most this often.
const FIGURES_PAUSE: Duration = Duration::from_millis(250);

/// How long a node that died stays listed.
const NODE_KEPT: TimeDelta = TimeDelta::hours(24);

/// Looks for stale workers and sweeps expired sign-ins until the engine drains.
pub(crate) async fn run(engine: Engine) {
    let mut tick = tokio::time::interval(engine.config().stale_check);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let draining = engine.draining();
    // The first tick comes at once: at start nobody had the time to beat yet.
    tick.tick().await;
    let mut looked_at = Some(engine.now());
    loop {
        tokio::select! {
            () = draining.cancelled() => return,
            _ = tick.tick() => {}
        }
        // After a gap of our own (the database away, the machine asleep) no worker had the time to
        // beat: calling them stale then would stop every one of them until a person comes.
        let now = engine.now();
        let gap = span(engine.config().stale_check * 2);
        let fair = looked_at.is_some_and(|at| now - at < gap);
        if fair && let Err(error) = mark_stale(&engine).await {
            tracing::warn!(%error, "stale workers could not be looked for; it is repeated");
            looked_at = None;
            continue;
        }
        match sweep(&engine).await {
            Ok(()) => looked_at = Some(now),
            Err(error) => {
                tracing::warn!(%error, "the regular sweep failed; it is repeated");
                looked_at = None;
            }
        }
    }
}

async fn mark_stale(engine: &Engine) -> Result<(), StoreError> {
    for tenant in engine.store().platform().mark_stale(engine.config().stale()).await? {
        tracing::warn!(tenant.id = %tenant, "worker of tenant {tenant} is stale");
        engine.publish_tenant(tenant).await;
    }
    Ok(())
}

async fn sweep(engine: &Engine) -> Result<(), StoreError> {
    for tenant in engine.store().leases().note_stopped().await? {
        tracing::info!(tenant.id = %tenant, "tenant {tenant} was stopped while its node was gone");
        engine.publish_tenant(tenant).await;
        engine.publish_session(tenant).await;
    }
    engine.store().leases().sweep_nodes(engine.now() - NODE_KEPT).await?;
    tell_who_has_gone(engine).await?;
    forget_what_is_over(engine).await?;
    let swept = engine.store().accounts().sweep_sessions().await?;
    if swept > 0 {
        tracing::info!(sessions = swept, "expired sign-ins were swept");
    }
    Ok(())
}

/// Tells of those who are gone without having said so: whoever looked on would see them for ever. Each node does so for
/// its own browsers.
async fn tell_who_has_gone(engine: &Engine) -> Result<(), StoreError> {
    if !engine.bus().is_watched() {
        return Ok(());
    }
    // The round before may have come late.
    let within = span(engine.config().stale_check * 2);
    for (tenant, conversation) in engine.store().upkeep().ended_presences(within).await? {
        engine.tell_presence(tenant, conversation).await;
    }
    Ok(())
}

/// A batch of each in every round, so that a backlog of years goes in an hour or two and holds nobody up.
async fn forget_what_is_over(engine: &Engine) -> Result<(), StoreError> {
    let upkeep = engine.store().upkeep();
    let grains = upkeep.forget_grains().await?;
    let questions = upkeep.forget_settled_questions().await?;
    let presences = upkeep.forget_presences().await?;
    if grains + questions + presences > 0 {
        tracing::debug!(grains, questions, presences, "what is over was forgotten");
    }
    Ok(())
}

/// Publishes the platform's figures after changes, a burst of them once.
pub(crate) async fn publish_figures(engine: Engine) {
    let draining = engine.draining();
    loop {
        tokio::select! {
            () = draining.cancelled() => return,
            () = engine.figures().notified() => {}
        }
        tokio::select! {
            () = draining.cancelled() => return,
            () = tokio::time::sleep(FIGURES_PAUSE) => {}
        }
        if !engine.bus().is_watched() {
            continue;
        }
        match engine.store().platform().overview(engine.config().stale()).await {
            Ok(overview) => engine.bus().tell(LiveEvent::Overview { overview }),
            Err(error) => tracing::warn!(%error, "the figures were not published"),
        }
    }
}
