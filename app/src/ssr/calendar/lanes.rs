//! Bookings at the same time, beside each other.

/// Something shorter is drawn so long at least, in minutes, and would lie upon what follows it.
const DRAWN_MIN: i64 = 25;
/// More than so many beside each other could not be read; the others lie upon the last one.
const LANES_MAX: u32 = 6;

/// What is placed, with its lane and how many there are: first minute, last minute, `(lane, lanes)`.
type Placed<T> = (i64, i64, (u32, u32), T);

/// Gives each its lane. Those that overlap, also through others, share the width.
pub(super) fn placed<T>(mut times: Vec<(i64, i64, T)>) -> Vec<Placed<T>> {
    times.sort_by_key(|(from, to, _)| (*from, -*to));
    let mut placed: Vec<Placed<T>> = Vec::with_capacity(times.len());
    // Where each lane of those that overlap is free again, and which was the first of them.
    let (mut ends, mut first): (Vec<i64>, usize) = (Vec::new(), 0);
    for (from, to, what) in times {
        if ends.iter().all(|end| *end <= from) {
            share(&mut placed[first..], ends.len());
            (ends, first) = (Vec::new(), placed.len());
        }
        let drawn_to = to.max(from + DRAWN_MIN);
        let free = ends.iter().position(|end| *end <= from);
        let lane = free.unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = drawn_to,
            None => ends.push(drawn_to),
        }
        let lane = u32::try_from(lane).unwrap_or(u32::MAX).min(LANES_MAX - 1);
        placed.push((from, to, (lane, 1), what));
    }
    share(&mut placed[first..], ends.len());
    placed
}

fn share<T>(cluster: &mut [Placed<T>], lanes: usize) {
    let lanes = u32::try_from(lanes).unwrap_or(u32::MAX).clamp(1, LANES_MAX);
    for (_, _, place, _) in cluster {
        place.1 = lanes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(times: &[(i64, i64)]) -> Vec<(u32, u32)> {
        let times = times.iter().map(|(from, to)| (*from, *to, ())).collect();
        placed(times).into_iter().map(|(_, _, place, ())| place).collect()
    }

    #[test]
    fn what_follows_has_the_whole_width_and_what_overlaps_shares_it() {
        assert_eq!(lanes(&[(0, 60), (60, 120)]), [(0, 1), (0, 1)]);
        assert_eq!(lanes(&[(0, 60), (30, 90), (60, 120)]), [(0, 2), (1, 2), (0, 2)]);
        assert_eq!(lanes(&[(0, 30), (0, 30), (0, 30), (60, 90)]), [(0, 3), (1, 3), (2, 3), (0, 1)]);
        assert_eq!(lanes(&[]), []);
    }

    #[test]
    fn what_is_very_short_takes_the_room_that_it_is_drawn_in() {
        assert_eq!(lanes(&[(0, 5), (10, 15)]), [(0, 2), (1, 2)]);
    }

    #[test]
    fn there_are_never_more_lanes_than_can_be_read() {
        assert!(lanes(&[(0, 60); 20]).iter().all(|(lane, of)| lane < of && *of == LANES_MAX));
    }
}
