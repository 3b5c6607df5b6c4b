//! Customers whom no person answers, although the assistant is silent.

use chrono::TimeDelta;
use domain::message::ConversationMode;
use domain::standing::{Course, Hands};
use domain::{Instant, TenantId};
use sea_orm::DatabaseTransaction;

use super::inbox::standing_of;
use crate::entity::conversations;
use crate::error::Result;
use crate::tenant::config_row;
use crate::views;

/// After how many minutes a customer of a tenant has waited for too long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Idle {
    now: Instant,
    /// Nothing where no wait is too long.
    after: Option<u16>,
}

impl Idle {
    /// As the tenant has it; not looked up where no person has any of these conversations.
    pub(crate) async fn find(
        tx: &DatabaseTransaction,
        tenant: TenantId,
        now: Instant,
        rows: &[conversations::Model],
    ) -> Result<Self> {
        let human = ConversationMode::Human.as_str();
        if !rows.iter().any(|row| row.mode == human) {
            return Ok(Self { now, after: None });
        }
        let config = config_row(tx, tenant).await?;
        let settings = config.as_ref().map(views::team_settings).transpose()?.unwrap_or_default();
        let after = (settings.take_back_minutes > 0).then_some(settings.take_back_minutes);
        Ok(Self { now, after })
    }

    /// For how many minutes at least the customer has waited for an answer; nothing where that is not too long. Who has
    /// just taken a conversation over is given as much time as anybody.
    pub(crate) fn minutes(self, row: &conversations::Model) -> Option<u16> {
        let (after, heard) = (self.after?, row.customer_at?);
        let standing = standing_of(row, self.now).ok()?;
        let since = match standing.hands {
            Hands::Assistant => return None,
            Hands::Waiting => heard,
            Hands::Taken { since } => heard.max(since),
        };
        let is_answered = row.person_at.is_some_and(|said| said >= heard);
        let is_due = since + TimeDelta::minutes(i64::from(after)) <= self.now;
        (standing.course == Course::Open && is_due && !is_answered).then_some(after)
    }
}
