//! New ids.

use std::sync::{Mutex, PoisonError};

use domain::{Clock, Instant, RecordId};
use uuid::{ContextV7, Timestamp, Uuid};

/// Counts on within one millisecond, so that ids made after each other also sort after each other.
static COUNTER: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// A new id: UUIDv7 (RFC 9562 §5.7) with the clock's time, greater than all that this process made
/// before.
pub fn mint<T: RecordId>(clock: &dyn Clock) -> T {
    T::from_uuid(mint_at(clock.now()))
}

pub(crate) fn mint_at(now: Instant) -> Uuid {
    let counter = COUNTER.lock().unwrap_or_else(PoisonError::into_inner);
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(&*counter, seconds, now.timestamp_subsec_nanos()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::MessageId;

    struct Stopped;

    impl Clock for Stopped {
        fn now(&self) -> Instant {
            Instant::UNIX_EPOCH + chrono::Duration::days(20_000)
        }
    }

    #[test]
    fn ids_of_one_instant_sort_in_the_order_they_were_made() {
        let ids: Vec<MessageId> = (0..1000).map(|_| mint(&Stopped)).collect();
        assert!(ids.is_sorted());
        assert_eq!(ids[0].uuid().get_version_num(), 7);
    }
}
