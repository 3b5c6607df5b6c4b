//! Waking a tenant's worker when something is to be said to customers at once.
//!
//! What is to be said lies in the database, where the worker finds it with its next heartbeat, on whatever node it
//! runs. A worker on this node need not wait for that, and one elsewhere is woken by its node ([`crate::news`]).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use domain::TenantId;
use tokio::sync::Notify;

/// The workers of this node that can be woken.
#[derive(Default)]
pub(crate) struct Sleepers(Mutex<HashMap<TenantId, Weak<Notify>>>);

impl Sleepers {
    /// What wakes the worker that begins now, for as long as it holds it; an earlier worker of the tenant is woken no
    /// more.
    pub(crate) fn enter(&self, tenant: TenantId) -> Arc<Notify> {
        let bell = Arc::new(Notify::new());
        let mut sleepers = self.sleepers();
        sleepers.retain(|_, bell| bell.strong_count() > 0);
        sleepers.insert(tenant, Arc::downgrade(&bell));
        bell
    }

    /// Wakes a tenant's worker, or has one that is busy look again; false where it does not run here.
    pub(crate) fn wake(&self, tenant: TenantId) -> bool {
        let bell = self.sleepers().get(&tenant).and_then(Weak::upgrade);
        if let Some(bell) = &bell {
            bell.notify_one();
        }
        bell.is_some()
    }

    fn sleepers(&self) -> MutexGuard<'_, HashMap<TenantId, Weak<Notify>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use domain::RecordId;
    use futures::FutureExt;
    use uuid::Uuid;

    use super::*;

    fn tenant(n: u128) -> TenantId {
        TenantId::from_uuid(Uuid::from_u128(n))
    }

    #[test]
    fn a_bell_rings_for_its_tenants_newest_worker_alone() {
        let sleepers = Sleepers::default();
        let rang = |bell: &Notify| bell.notified().now_or_never().is_some();
        let (old, other) = (sleepers.enter(tenant(1)), sleepers.enter(tenant(2)));
        let new = sleepers.enter(tenant(1));
        assert!(sleepers.wake(tenant(1)));
        assert_eq!((rang(&old), rang(&new), rang(&other)), (false, true, false));
        assert!(!rang(&new), "once");
        drop(new);
        assert!(!sleepers.wake(tenant(1)));
        drop(sleepers.enter(tenant(3)));
        assert_eq!(sleepers.sleepers().len(), 2, "who is gone is forgotten");
    }
}
