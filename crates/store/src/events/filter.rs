//! Which entries of the event log to read.

use domain::{Instant, RecordId, TenantId};
use sea_orm::sea_query::{Alias, Expr, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, ExprTrait};

use crate::entity::portal_event_logs::Column;

/// Which entries of the event log to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// One tenant's; otherwise all that the reader may see.
    pub tenant: Option<TenantId>,
    /// What was done: `tenant.paused`, or `tenant` for all of its group.
    pub event_type: Option<String>,
    /// A part of the name of who did it.
    pub actor: Option<String>,
    /// Not before this.
    pub from: Option<Instant>,
    /// Before this.
    pub until: Option<Instant>,
    /// A part of what was done, of who did it or of the details.
    pub text: Option<String>,
    /// How many at most, 1 to 200.
    pub limit: u32,
}

impl EventFilter {
    /// The newest entries.
    pub fn newest(limit: u32) -> Self {
        Self { limit, ..Self::default() }
    }

    pub(crate) fn condition(&self) -> Condition {
        let given = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_lowercase)
        };
        let lower = |column: Column| Expr::expr(Func::lower(Expr::col(column)));
        let of_type = given(&self.event_type).map(|kind| {
            Column::EventType
                .eq(kind.as_str())
                .or(Expr::col(Column::EventType).like(like("", &kind, ".%")))
        });
        let by = given(&self.actor).map(|name| lower(Column::Actor).like(like("%", &name, "%")));
        let with = given(&self.text).map(|text| {
            let details = Expr::col(Column::PayloadJson).cast_as(Alias::new("text"));
            Expr::col(Column::EventType)
                .like(like("%", &text, "%"))
                .or(lower(Column::Actor).like(like("%", &text, "%")))
                .or(Expr::expr(Func::lower(details)).like(like("%", &text, "%")))
        });
        Condition::all()
            .add_option(self.tenant.map(|id| Column::TenantId.eq(id.uuid())))
            .add_option(of_type)
            .add_option(by)
            .add_option(self.from.map(|from| Column::CreatedAt.gte(from)))
            .add_option(self.until.map(|until| Column::CreatedAt.lt(until)))
            .add_option(with)
    }
}

/// The text itself between two patterns.
fn like(before: &str, text: &str, after: &str) -> LikeExpr {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("{before}{escaped}{after}")).escape('\\')
}
