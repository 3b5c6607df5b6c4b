//! Whose browsers listen on this node, so that nothing is read for nobody.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::TenantId;

/// How many browsers of each tenant listen; those of no tenant see every one.
#[derive(Default)]
pub(super) struct Watchers(Mutex<HashMap<Option<TenantId>, usize>>);

/// One browser, counted for as long as this lives.
pub(super) struct Watching {
    watchers: Arc<Watchers>,
    of: Option<TenantId>,
}

impl Watchers {
    pub(super) fn enter(watchers: &Arc<Self>, of: Option<TenantId>) -> Watching {
        *watchers.counts().entry(of).or_default() += 1;
        Watching { watchers: Arc::clone(watchers), of }
    }

    /// Whether anybody is there who may see something of a tenant.
    pub(super) fn are_there(&self, tenant: TenantId) -> bool {
        let counts = self.counts();
        counts.contains_key(&Some(tenant)) || counts.contains_key(&None)
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<Option<TenantId>, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut counts = self.watchers.counts();
        if let Some(count) = counts.get_mut(&self.of) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.of);
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
    fn a_tenant_is_watched_by_its_own_and_by_who_sees_all() {
        let watchers = Arc::new(Watchers::default());
        let [one, two] = [1, 2].map(|n| TenantId::from_uuid(Uuid::from_u128(n)));
        let seen = || [watchers.are_there(one), watchers.are_there(two)];
        assert_eq!(seen(), [false, false]);
        let tabs = [1, 2].map(|_| Watchers::enter(&watchers, Some(one)));
        assert_eq!(seen(), [true, false]);
        let [first, second] = tabs;
        drop(first);
        assert_eq!(seen(), [true, false]);
        drop(second);
        assert_eq!(seen(), [false, false]);
        let admin = Watchers::enter(&watchers, None);
        assert_eq!(seen(), [true, true]);
        drop(admin);
        assert!(watchers.counts().is_empty());
    }
}
