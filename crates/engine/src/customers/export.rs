//! The customers as a file.

use domain::customer::CustomerAddress;
use domain::message::AddressKind;
use domain::{Instant, Permission, Principal, TenantId};
use futures::stream::{self, BoxStream, StreamExt};
use serde_json::json;
use store::{Actor, CustomerInFull};

use crate::{Engine, EngineError, access, csv};

/// So many customers are read at once.
const AT_ONCE: u32 = 200;

const COLUMNS: [&str; 11] = [
    "name",
    "phone",
    "email",
    "status",
    "tags",
    "language",
    "wants_messages",
    "first_message",
    "last_message",
    "bookings",
    "orders",
];

impl Engine {
    /// The customers as a table, the newest first, piece by piece while they are read. That they were taken out is itself
    /// an event.
    ///
    /// # Errors
    /// For who may not, or may take nothing out.
    pub async fn export_customers(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<BoxStream<'static, Result<String, EngineError>>, EngineError> {
        access::taking_out(principal)?;
        access::tenant(principal, tenant, Permission::ExportCustomers)?;
        let door = self.door(principal, tenant).await?;
        door.log(&Actor::from(principal), "customers.exported", json!({})).await?;
        self.publish_deed(tenant).await;
        let pages = stream::try_unfold(Some(None), move |at: Option<Option<String>>| {
            let door = door.clone();
            async move {
                let Some(cursor) = at else { return Ok(None) };
                let page = door.customers_in_full(AT_ONCE, cursor.as_deref()).await?;
                let text: String = page.items.iter().map(line).collect();
                Ok(Some((text, page.next.map(Some))))
            }
        });
        // The mark says to spreadsheets that it is UTF-8.
        let names = format!("\u{feff}{}\r\n", COLUMNS.join(","));
        Ok(stream::iter([Ok(names)]).chain(pages).boxed())
    }
}

fn line(customer: &CustomerInFull) -> String {
    let CustomerInFull { row, addresses, language, bookings, orders } = customer;
    let of = |kind| {
        let found = addresses.iter().find(|address: &&CustomerAddress| address.kind == kind);
        found.map_or("", |address| address.value.as_str())
    };
    let time = |at: Instant| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let (first, last) = (time(row.first_at), row.last_at.map(time).unwrap_or_default());
    let (tags, bookings, orders) = (row.tags.join("; "), bookings.to_string(), orders.to_string());
    let cells = [
        row.name.as_deref().unwrap_or_default(),
        of(AddressKind::Phone),
        of(AddressKind::Email),
        row.status.as_str(),
        &tags,
        language.map_or("", |language| language.as_str()),
        if row.opted_out { "no" } else { "yes" },
        &first,
        &last,
        &bookings,
        &orders,
    ];
    format!("{}\r\n", cells.map(csv::cell).join(","))
}
