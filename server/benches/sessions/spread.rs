//! Times of the same thing.

use std::time::Duration;

/// Times in any order.
#[derive(Default)]
pub struct Spread(Vec<Duration>);

impl Spread {
    /// Adds one.
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// The time within which so many of a hundred were done; zero when there is none.
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
        sorted.get(place).copied().unwrap_or_default()
    }

    /// The middle one and a high one, as people read them.
    pub fn shown(&self, high: usize) -> String {
        if self.0.is_empty() {
            return "none".to_owned();
        }
        format!("{}, p{high} {}", ms(self.percentile(50)), ms(self.percentile(high)))
    }
}

impl FromIterator<Duration> for Spread {
    fn from_iter<I: IntoIterator<Item = Duration>>(times: I) -> Self {
        Self(times.into_iter().collect())
    }
}

/// In milliseconds.
pub fn ms(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1000.0)
}

/// In seconds.
pub fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
