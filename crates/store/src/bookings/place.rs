//! Taking a place, grain by grain.

use chrono::Duration;
use domain::{Conflict, Instant};
use sea_orm::sea_query::OnConflict;
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use crate::entity::appointment_grains;
use crate::error::Result;
use crate::mint::mint_at;

/// The shortest time that can be taken. Bookings begin and end on grains: those that share one overlap.
const GRAIN_MINUTES: i64 = 5;

/// The grain that a moment lies in, counted since 1970.
pub(crate) fn grain_of(at: Instant) -> i64 {
    at.timestamp().div_euclid(GRAIN_MINUTES * 60)
}

/// What a booking takes up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub tenant: Uuid,
    pub appointment: Uuid,
    pub resource: Uuid,
    /// How many bookings the resource takes at once.
    pub capacity: i32,
    pub from: Instant,
    pub to: Instant,
}

impl Place {
    /// Takes a place for all the time, grain by grain whichever is free: that never more than the resource takes are
    /// there at once is all that matters, and a booking that fits is never refused for how others lie.
    ///
    /// # Errors
    /// When there is no room in one of the grains. The transaction must not be kept then.
    pub(super) async fn take(self, tx: &DatabaseTransaction, now: Instant) -> Result<()> {
        let mut wanted: Vec<i64> = self.grains().collect();
        for place in 0..self.capacity {
            let rows = wanted.iter().map(|grain| appointment_grains::ActiveModel {
                id: Set(mint_at(now)),
                tenant_id: Set(self.tenant),
                appointment_id: Set(self.appointment),
                resource_id: Set(self.resource),
                place: Set(place),
                grain: Set(*grain),
                created_at: Set(now),
                updated_at: Set(now),
            });
            // In their order, so that of two who want the same grains one waits for the other and never both.
            let taken = appointment_grains::Entity::insert_many(rows)
                .on_conflict(OnConflict::new().do_nothing().to_owned())
                .exec_without_returning(tx)
                .await?;
            if taken == wanted.len() as u64 {
                return Ok(());
            }
            let taken = self.taken(tx).await?;
            wanted.retain(|grain| !taken.contains(grain));
        }
        self.give_back(tx).await?;
        Err(Conflict::SlotTaken.into())
    }

    /// The grains that the booking has.
    async fn taken(self, tx: &DatabaseTransaction) -> Result<Vec<i64>> {
        Ok(appointment_grains::Entity::find()
            .select_only()
            .column(appointment_grains::Column::Grain)
            .filter(appointment_grains::COLUMN.tenant_id.eq(self.tenant))
            .filter(appointment_grains::COLUMN.appointment_id.eq(self.appointment))
            .into_tuple()
            .all(tx)
            .await?)
    }

    /// Gives back what the booking has taken.
    pub(super) async fn give_back(self, tx: &DatabaseTransaction) -> Result<()> {
        appointment_grains::Entity::delete_many()
            .filter(appointment_grains::COLUMN.tenant_id.eq(self.tenant))
            .filter(appointment_grains::COLUMN.appointment_id.eq(self.appointment))
            .exec(tx)
            .await?;
        Ok(())
    }

    /// The grains from the first moment up to the last, those included that are touched only in part.
    fn grains(self) -> impl Iterator<Item = i64> {
        let last = grain_of(self.to - Duration::microseconds(1));
        let first = grain_of(self.from);
        let count = u32::try_from(last - first + 1).unwrap_or_default();
        (0..count).map(move |n| first + i64::from(n))
    }
}
