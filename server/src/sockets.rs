//! How many live connections are open, and how many one person and one address may have.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use domain::UserId;

/// Whom an open connection counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Holder {
    Person(UserId),
    Network(IpAddr),
}

/// The live connections of this node; a cheap clone.
#[derive(Clone, Default)]
pub struct OpenSockets {
    counts: Arc<Mutex<HashMap<Holder, usize>>>,
}

/// One open connection; it counts until it is dropped.
pub struct OpenSocket {
    of: OpenSockets,
    holders: Vec<Holder>,
}

/// The most live connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocketCaps {
    /// Of one person: every tab has one.
    pub per_person: usize,
    /// Of one address, behind which a whole office may sit.
    pub per_address: usize,
}

impl Default for SocketCaps {
    fn default() -> Self {
        Self { per_person: 20, per_address: 50 }
    }
}

impl OpenSockets {
    /// How many are open: each counts for one network, as it came over a connection.
    pub fn count(&self) -> usize {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let networks = counts.iter().filter(|(holder, _)| matches!(holder, Holder::Network(_)));
        networks.map(|(_, count)| count).sum()
    }

    /// Counts one more; nothing when the person or the network has as many as it may.
    pub fn open(
        &self,
        person: Option<UserId>,
        network: Option<IpAddr>,
        caps: SocketCaps,
    ) -> Option<OpenSocket> {
        let person = person.map(|id| (Holder::Person(id), caps.per_person));
        let network = network.map(|address| (Holder::Network(address), caps.per_address));
        let wanted: Vec<_> = person.into_iter().chain(network).collect();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |(holder, cap): &(Holder, usize)| counts.get(holder).is_some_and(|n| n >= cap);
        if wanted.iter().any(full) {
            return None;
        }
        let holders: Vec<_> = wanted.into_iter().map(|(holder, _)| holder).collect();
        for holder in &holders {
            *counts.entry(*holder).or_default() += 1;
        }
        drop(counts);
        Some(OpenSocket { of: self.clone(), holders })
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        let mut counts = self.of.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for holder in &self.holders {
            if let Some(count) = counts.get_mut(holder) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(holder);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::RecordId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_person_and_an_address_have_so_many_and_no_more() {
        let sockets = OpenSockets::default();
        let caps = SocketCaps { per_person: 1, per_address: 2 };
        let person = |n| Some(UserId::from_uuid(Uuid::from_u128(n)));
        let network = Some(IpAddr::from([192, 0, 2, 1]));
        let first = sockets.open(person(1), network, caps).unwrap();
        assert!(sockets.open(person(1), None, caps).is_none(), "the person has one");
        let second = sockets.open(person(2), network, caps).unwrap();
        assert!(sockets.open(person(3), network, caps).is_none(), "the address has two");
        drop(first);
        let third = sockets.open(person(3), network, caps).unwrap();
        drop((second, third));
        assert!(sockets.counts.lock().unwrap().is_empty(), "nothing is kept of those that closed");
    }
}
