//! Token buckets that forget: each key may do a thing so often at once, and then at a steady pace.
//!
//! One time per key says it all (the generic cell rate algorithm, ITU-T I.371): when its bucket will be
//! full again. A key whose time has passed is as good as one that was never seen, so memory is bounded
//! by dropping those, and beyond that the ones that are nearest to full.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How often something may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// So often at once.
    pub burst: u32,
    /// After that once in this time.
    pub every: Duration,
}

/// One bucket per key.
pub struct Buckets<K> {
    most: usize,
    full_at: Mutex<HashMap<K, Instant>>,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    /// Buckets for at most so many keys.
    pub fn new(most: usize) -> Self {
        Self { most, full_at: Mutex::default() }
    }

    /// Takes one out of a key's bucket.
    ///
    /// # Errors
    /// When it is empty: the time until the next is in it.
    pub fn take(&self, key: K, allowance: Allowance) -> Result<(), Duration> {
        let now = Instant::now();
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let full = full_at.get(&key).map_or(now, |full| (*full).max(now)) + allowance.every;
        let depth = allowance.every * allowance.burst;
        let missing = full.duration_since(now).saturating_sub(depth);
        if missing > Duration::ZERO {
            return Err(missing);
        }
        if full_at.len() >= self.most && !full_at.contains_key(&key) {
            make_room(&mut full_at, now, self.most);
        }
        full_at.insert(key, full);
        Ok(())
    }

    /// Whether a key's bucket is empty, without taking anything: the time until it is not.
    pub fn wait(&self, key: &K, allowance: Allowance) -> Option<Duration> {
        let now = Instant::now();
        let full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let full = (*full_at.get(key)?).max(now) + allowance.every;
        let missing = full.duration_since(now).saturating_sub(allowance.every * allowance.burst);
        (missing > Duration::ZERO).then_some(missing)
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.full_at.lock().unwrap().len()
    }
}

/// Drops the full buckets and, if that is not enough, the quarter that is nearest to full; a quarter,
/// so that a flood of new keys does not pay for this each time.
fn make_room<K: Hash + Eq + Clone>(full_at: &mut HashMap<K, Instant>, now: Instant, most: usize) {
    full_at.retain(|_, full| *full > now);
    if full_at.len() < most {
        return;
    }
    let mut times: Vec<_> = full_at.values().copied().collect();
    let quarter = times.len() / 4;
    let (_, limit, _) = times.select_nth_unstable(quarter);
    let limit = *limit;
    full_at.retain(|_, full| *full > limit);
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWANCE: Allowance = Allowance { burst: 3, every: Duration::from_secs(10) };

    #[tokio::test(start_paused = true)]
    async fn a_burst_passes_and_then_a_steady_pace() {
        let buckets = Buckets::new(10);
        for _ in 0..3 {
            assert_eq!(buckets.take("a", ALLOWANCE), Ok(()));
        }
        assert_eq!(buckets.take("a", ALLOWANCE), Err(Duration::from_secs(10)));
        assert_eq!(buckets.take("b", ALLOWANCE), Ok(()), "another key has its own");
        tokio::time::advance(Duration::from_secs(4)).await;
        assert_eq!(buckets.wait(&"a", ALLOWANCE), Some(Duration::from_secs(6)));
        tokio::time::advance(Duration::from_secs(6)).await;
        assert_eq!(buckets.wait(&"a", ALLOWANCE), None);
        assert_eq!(buckets.take("a", ALLOWANCE), Ok(()));
        assert!(buckets.take("a", ALLOWANCE).is_err());
        tokio::time::advance(Duration::from_mins(1)).await;
        for _ in 0..3 {
            assert_eq!(buckets.take("a", ALLOWANCE), Ok(()), "it is full again and no fuller");
        }
        assert!(buckets.take("a", ALLOWANCE).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_keys_takes_bounded_memory_and_frees_nobody_who_is_held() {
        let buckets = Buckets::new(100);
        while buckets.take(u32::MAX, ALLOWANCE).is_ok() {}
        for key in 0..10_000 {
            assert_eq!(buckets.take(key, ALLOWANCE), Ok(()));
            assert!(buckets.len() <= 100);
        }
        assert!(buckets.take(u32::MAX, ALLOWANCE).is_err());
    }
}
