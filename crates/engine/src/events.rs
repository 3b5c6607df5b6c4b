//! The event log: read in pages, filtered, and handed out as a file.

use chrono::TimeDelta;
use domain::views::{EventView, Page};
use domain::{Permission, Principal, TenantId};
use futures::stream::{self, BoxStream, StreamExt};
use serde_json::json;
use store::{Actor, EventFilter};

use crate::tenants::PAGE_MAX;
use crate::{Engine, EngineError, access, csv, zone};

/// How the event log is written into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated values with a line of names first (RFC 4180), safe to open in a spreadsheet.
    Csv,
    /// One JSON object in each line.
    JsonLines,
}

/// What somebody asks of the event log, as it stands in an address: empty texts ask for nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct EventWish<'a> {
    /// A tenant's id.
    pub tenant: &'a str,
    /// What was done, or the group of it.
    pub kind: &'a str,
    /// A part of the name of who did it.
    pub actor: &'a str,
    /// The first day, such as `2026-11-03`.
    pub since: &'a str,
    /// The last day.
    pub until: &'a str,
    /// A part of any text.
    pub text: &'a str,
}

impl Engine {
    /// What an address asks of the event log. Its days are those of the tenant's zone for the tenant's own
    /// people and of the platform's for admins; what is no day and no tenant narrows nothing.
    ///
    /// # Errors
    /// For who may not read it.
    pub async fn event_filter(
        &self,
        principal: &Principal,
        wish: EventWish<'_>,
    ) -> Result<EventFilter, EngineError> {
        let tenant = wish.tenant.parse().ok();
        let zone = match may_read(principal, tenant)? {
            Some(own) => {
                let config = self.store().tenant(own).config().await?;
                config.map(|config| self.zone(&config.timezone))
            }
            None => None,
        };
        let zone = zone.unwrap_or_else(|| self.platform_zone());
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(EventFilter {
            tenant,
            event_type: text(wish.kind),
            actor: text(wish.actor),
            from: zone::day_begin(&zone, wish.since),
            until: zone::day_begin(&zone, wish.until).map(|begin| begin + TimeDelta::days(1)),
            text: text(wish.text),
            limit: PAGE_MAX,
        })
    }

    /// A page of the event log, newest first: of their own tenant for its people, of all tenants and the
    /// platform for admins. The cursor is `next` of the page before.
    ///
    /// # Errors
    /// For who may not read it, and for a cursor that is not one of ours.
    pub async fn events(
        &self,
        principal: &Principal,
        filter: EventFilter,
        cursor: Option<String>,
    ) -> Result<Page<EventView>, EngineError> {
        let limit = filter.limit.clamp(1, PAGE_MAX);
        let filter = EventFilter { limit, ..filter };
        match may_read(principal, filter.tenant)? {
            Some(own) => Ok(self.store().tenant(own).events(filter, cursor).await?),
            None => Ok(self.store().platform().events(filter, cursor).await?),
        }
    }

    /// The event log as a file, newest first, piece by piece while it is read; the filter's limit does not
    /// count. That it was taken out is itself an event.
    ///
    /// What happens after the call is not in the file.
    ///
    /// # Errors
    /// For who may not read it, or may take nothing out.
    pub async fn export_events(
        &self,
        principal: &Principal,
        filter: EventFilter,
        format: ExportFormat,
    ) -> Result<BoxStream<'static, Result<String, EngineError>>, EngineError> {
        access::taking_out(principal)?;
        let own = may_read(principal, filter.tenant)?;
        let now = self.now();
        let until = filter.until.map_or(now, |until| until.min(now));
        let filter = EventFilter { limit: PAGE_MAX, until: Some(until), ..filter };
        let (by, payload) = (Actor::from(principal), json!({ "format": format.name() }));
        match own {
            Some(tenant) => {
                self.store().tenant(tenant).log(&by, "events.exported", payload).await?;
                self.publish_deed(tenant).await;
            }
            None => drop(self.store().platform().log(&by, "events.exported", payload).await?),
        }
        let (engine, principal) = (self.clone(), principal.clone());
        let pages = stream::try_unfold(Some(None), move |at: Option<Option<String>>| {
            let (engine, principal, filter) = (engine.clone(), principal.clone(), filter.clone());
            async move {
                let Some(cursor) = at else { return Ok(None) };
                let page = engine.events(&principal, filter, cursor).await?;
                let text: String = page.items.iter().map(|event| format.line(event)).collect();
                Ok(Some((text, page.next.map(Some))))
            }
        });
        let names = format.names().map(Ok);
        Ok(stream::iter(names).chain(pages).boxed())
    }
}

/// Whose log may be read: the person's own tenant, or nothing for everybody's.
fn may_read(
    principal: &Principal,
    wanted: Option<TenantId>,
) -> Result<Option<TenantId>, EngineError> {
    if principal.is_admin() {
        access::platform(principal)?;
        return Ok(None);
    }
    let own = access::own_tenant(principal, Permission::ReadEvents)?;
    access::tenant(principal, wanted.unwrap_or(own), Permission::ReadEvents)?;
    Ok(Some(own))
}

const COLUMNS: [&str; 7] = ["time", "tenant_id", "tenant", "actor", "type", "details", "id"];

impl ExportFormat {
    /// The ending of a file in this format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    /// The media type (RFC 4180; JSON Lines has no registered one, this is what it is commonly sent as).
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => csv::MEDIA_TYPE,
            Self::JsonLines => "application/jsonl",
        }
    }

    fn names(self) -> Option<String> {
        (self == Self::Csv).then(|| format!("{}\r\n", COLUMNS.join(",")))
    }

    fn line(self, event: &EventView) -> String {
        let tenant_id = event.tenant_id.map(|id| id.to_string());
        let time = event.created_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        match self {
            Self::Csv => {
                let id = event.id.to_string();
                let cells = [
                    time.as_str(),
                    tenant_id.as_deref().unwrap_or_default(),
                    event.tenant_name.as_deref().unwrap_or_default(),
                    &event.actor,
                    &event.event_type,
                    &event.payload,
                    &id,
                ];
                format!("{}\r\n", cells.map(csv::cell).join(","))
            }
            Self::JsonLines => {
                let details: serde_json::Value =
                    serde_json::from_str(&event.payload).unwrap_or_default();
                let line = json!({
                    "time": time,
                    "tenant_id": tenant_id,
                    "tenant": event.tenant_name,
                    "actor": event.actor,
                    "type": event.event_type,
                    "details": details,
                    "id": event.id.to_string(),
                });
                format!("{line}\n")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{EventId, Instant, RecordId};
    use uuid::Uuid;

    use super::*;

    fn event(actor: &str) -> EventView {
        EventView {
            id: EventId::from_uuid(Uuid::nil()),
            tenant_id: None,
            tenant_name: None,
            actor: actor.to_owned(),
            event_type: "tenant.paused".to_owned(),
            payload: "{\"note\":\"a, b\"}".to_owned(),
            created_at: Instant::from_timestamp_micros(1_795_000_000_000_001).unwrap(),
        }
    }

    #[test]
    fn both_formats_carry_the_same_columns() {
        let csv = ExportFormat::Csv.line(&event("=cmd"));
        assert_eq!(
            csv,
            "\"2026-11-18T11:06:40.000001Z\",\"\",\"\",\"'=cmd\",\"tenant.paused\",\
             \"{\"\"note\"\":\"\"a, b\"\"}\",\"00000000-0000-0000-0000-000000000000\"\r\n"
        );
        let line = ExportFormat::JsonLines.line(&event("=cmd"));
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert!(COLUMNS.iter().all(|name| value.get(name).is_some()), "{value}");
        assert_eq!(value["details"]["note"], "a, b");
        assert_eq!(value["actor"], "=cmd");
    }
}
