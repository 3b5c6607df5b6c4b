//! Whose turn it is to use a connection, where more is asked for than there are connections.
//!
//! Waiting for one's turn means that much is going on; waiting for a connection once it is one's turn
//! means that the database cannot be reached. The two have times of their own, so that a busy hour is
//! not mistaken for an outage. Leases wait for nobody: a node must not lose its workers to its pages.

use std::time::Duration;

use sea_orm::{ConnAcquireErr, DbErr};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::db::Scope;
use crate::error::{Result, StoreError};

/// Connections that are kept for leases: one renews them while the other claims.
const KEPT_FOR_LEASES: u32 = 2;

/// First come, first served.
#[derive(Debug)]
pub(super) struct Turns {
    places: Semaphore,
    longest_wait: Duration,
}

impl Turns {
    /// Turns at a pool of so many connections.
    pub(super) fn new(connections: u32, longest_wait: Duration) -> Self {
        let places = connections.saturating_sub(KEPT_FOR_LEASES).max(1);
        Self { places: Semaphore::new(places as usize), longest_wait }
    }

    /// Waits for the turn, which lasts as long as what is returned; nothing for who need not wait.
    /// Cancel-safe.
    ///
    /// # Errors
    /// When the turn does not come in time.
    pub(super) async fn take(&self, scope: Scope) -> Result<Option<SemaphorePermit<'_>>> {
        if scope == Scope::Claims {
            return Ok(None);
        }
        let unavailable = |why| StoreError::Unavailable(DbErr::ConnectionAcquire(why));
        match timeout(self.longest_wait, self.places.acquire()).await {
            Ok(Ok(turn)) => Ok(Some(turn)),
            Ok(Err(_)) => Err(unavailable(ConnAcquireErr::ConnectionClosed)),
            Err(_) => Err(unavailable(ConnAcquireErr::Timeout)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Waker};

    use super::*;

    const LONGEST: Duration = Duration::from_secs(20);

    #[tokio::test(start_paused = true)]
    async fn who_waits_gets_the_turn_that_another_gives_back() {
        let turns = Turns::new(KEPT_FOR_LEASES + 1, LONGEST);
        let first = turns.take(Scope::Admin).await.unwrap();
        let mut second = std::pin::pin!(turns.take(Scope::SignIn));
        let mut context = Context::from_waker(Waker::noop());
        assert!(second.as_mut().poll(&mut context).is_pending());
        tokio::time::advance(LONGEST.saturating_sub(Duration::from_secs(1))).await;
        assert!(second.as_mut().poll(&mut context).is_pending());
        drop(first);
        assert!(second.await.unwrap().is_some());
    }

    #[tokio::test]
    async fn leases_find_a_connection_however_much_else_is_asked_for() {
        let turns = Turns::new(KEPT_FOR_LEASES + 2, LONGEST);
        let _pages =
            [turns.take(Scope::Admin).await.unwrap(), turns.take(Scope::SignIn).await.unwrap()];
        let mut context = Context::from_waker(Waker::noop());
        assert!(std::pin::pin!(turns.take(Scope::Admin)).poll(&mut context).is_pending());
        assert!(turns.take(Scope::Claims).await.unwrap().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_does_not_come_is_an_outage_after_a_while() {
        let turns = Turns::new(1, LONGEST);
        let _first = turns.take(Scope::Admin).await.unwrap();
        let began = tokio::time::Instant::now();
        let refused = turns.take(Scope::Admin).await.unwrap_err();
        assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
        assert_eq!(began.elapsed(), LONGEST);
    }
}
