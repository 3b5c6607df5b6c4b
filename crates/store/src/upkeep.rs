//! The door to what is over in any tenant: forgotten a little at a time, so that nothing grows for ever and nobody waits.

use chrono::Duration;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::bookings::grain_of;
use crate::db::Scope;
use crate::entity::{appointment_grains as grains, unanswered_questions as questions};
use crate::error::Result;
use crate::store::Store;

/// How long the grains of time of a booking outlast it, so that no time is given twice where a business puts last week's
/// calendar in order.
const GRAINS_KEPT: Duration = Duration::days(7);

/// How long a question is kept that was answered or dismissed.
const QUESTIONS_KEPT: Duration = Duration::days(30);

/// Rows that are forgotten in one transaction.
const ROWS_AT_ONCE: u64 = 1000;

/// What is over, across tenants.
#[derive(Debug, Clone)]
pub struct UpkeepStore {
    store: Store,
}

impl UpkeepStore {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    /// Gives back the time that bookings took more than a week ago, a batch of it, and tells how many rows that were. The
    /// bookings themselves stay.
    pub async fn forget_grains(&self) -> Result<u64> {
        let store = self.store.clone();
        self.store
            .write(Scope::Upkeep, move |tx| {
                Box::pin(async move {
                    let over = grains::Entity::find()
                        .select_only()
                        .column(grains::Column::Id)
                        .filter(grains::Column::Grain.lt(grain_of(store.now() - GRAINS_KEPT)))
                        .order_by_asc(grains::Column::Grain);
                    let gone = grains::Entity::delete_many()
                        .filter(grains::Column::Id.in_subquery(batch(over)));
                    Ok(gone.exec(tx).await?.rows_affected)
                })
            })
            .await
    }

    /// Forgets questions that were answered or dismissed more than 30 days ago, a batch of them, and tells how many.
    pub async fn forget_settled_questions(&self) -> Result<u64> {
        let store = self.store.clone();
        self.store
            .write(Scope::Upkeep, move |tx| {
                Box::pin(async move {
                    let over = questions::Entity::find()
                        .select_only()
                        .column(questions::Column::Id)
                        // To the letter as in the index.
                        .filter(Expr::cust("state <> 'OPEN'"))
                        .filter(questions::Column::UpdatedAt.lt(store.now() - QUESTIONS_KEPT))
                        .order_by_asc(questions::Column::UpdatedAt);
                    let gone = questions::Entity::delete_many()
                        .filter(questions::Column::Id.in_subquery(batch(over)));
                    Ok(gone.exec(tx).await?.rows_affected)
                })
            })
            .await
    }
}

fn batch(over: impl QuerySelect + QueryTrait<QueryStatement = SelectStatement>) -> SelectStatement {
    over.limit(ROWS_AT_ONCE).into_query()
}

#[cfg(test)]
mod tests {
    use domain::knowledge::QuestionState;

    #[test]
    fn the_condition_of_the_partial_index_is_that_of_the_enum() {
        assert_eq!(QuestionState::Open.as_str(), "OPEN");
    }
}
