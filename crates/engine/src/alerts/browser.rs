//! What browsers tell of while nobody looks at them: pushed to the people whom it is for, on every node by itself.
//!
//! It is read from the alerts, not sent along by what raises them. So a browser of this node hears of what another node
//! raised, and nobody hears of what was not written in the end.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use chrono::TimeDelta;
use domain::live::LiveEvent;
use domain::{AlertId, Instant, TenantId};
use store::{OpenAlert, StoreError};
use tokio::time::MissedTickBehavior;

use super::judge;
use crate::Engine;

/// How often it is looked for what came up.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// For so long something is news: whoever comes later sees it on the page.
const NEWS: TimeDelta = TimeDelta::minutes(1);
/// The longest patience of any kind, with [`NEWS`] and a margin on top.
const LOOK_BACK: TimeDelta = TimeDelta::minutes(8);

/// Tells browsers of what comes up until the engine drains.
pub(crate) async fn run(engine: Engine) {
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let draining = engine.draining();
    let mut told = HashSet::new();
    loop {
        tokio::select! {
            () = draining.cancelled() => return,
            _ = tick.tick() => {}
        }
        if !engine.bus().is_watched() {
            continue;
        }
        if let Err(error) = tell(&engine, &mut told).await {
            tracing::warn!(%error, "browsers were not told of alerts; it is repeated");
        }
    }
}

/// Tells of what is news and was not told by this node.
async fn tell(engine: &Engine, told: &mut HashSet<AlertId>) -> Result<(), StoreError> {
    let now = engine.now();
    let open = engine.store().upkeep().alerts_after(now - LOOK_BACK).await?;
    told.retain(|id| open.iter().any(|alert| alert.id == *id));
    let mut news: BTreeMap<TenantId, Vec<AlertId>> = BTreeMap::new();
    for alert in open.iter().filter(|alert| is_news(alert, now)) {
        if !told.contains(&alert.id) {
            news.entry(alert.tenant).or_default().push(alert.id);
        }
    }
    for (tenant_id, which) in news {
        let round = match engine.store().tenant(tenant_id).alert_round(which.clone()).await {
            Ok(round) => round,
            Err(error) => {
                tracing::warn!(%error, tenant.id = %tenant_id, "browsers were not told of alerts");
                continue;
            }
        };
        told.extend(which);
        let Some(round) = round else { continue };
        for alert in &round.alerts {
            let event = LiveEvent::Alert {
                tenant_id,
                kind: alert.kind,
                conversation_id: alert.conversation,
                customer: alert.customer.clone(),
            };
            engine.bus().publish_to(judge::called(&round, alert), event);
        }
    }
    Ok(())
}

/// Whether it has lasted long enough to be told, and not for so long that it is no news.
fn is_news(alert: &OpenAlert, now: Instant) -> bool {
    let ripe = alert.since + TimeDelta::minutes(alert.kind.patience_minutes());
    ripe <= now && now < ripe + NEWS
}

#[cfg(test)]
mod tests {
    use domain::RecordId;
    use domain::alert::AlertKind;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn something_is_news_for_a_minute_once_it_has_lasted() {
        let since: Instant = "2026-11-22T09:00:00Z".parse().unwrap();
        let news = |kind, seconds| {
            let id = AlertId::from_uuid(Uuid::nil());
            let tenant = TenantId::from_uuid(Uuid::nil());
            is_news(&OpenAlert { id, tenant, kind, since }, since + TimeDelta::seconds(seconds))
        };
        assert!(news(AlertKind::Handoff, 0) && news(AlertKind::Handoff, 59));
        assert!(!news(AlertKind::Handoff, 60) && !news(AlertKind::Handoff, -1));
        assert!(news(AlertKind::LoggedOut, 0), "a phone that logged us out does not come back");
        assert!(!news(AlertKind::Disconnected, 299) && news(AlertKind::Disconnected, 300));
        for kind in AlertKind::ALL {
            let patience = TimeDelta::minutes(kind.patience_minutes());
            assert!(patience + NEWS < LOOK_BACK, "{kind} is looked for while it is news");
        }
    }
}
