//! The one way to a tenant's phone: orders are carried out one after the other and answered once
//! the phone is stored.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::TenantId;
use tokio::sync::{oneshot, watch};

use super::world::World;
use super::{Phone, SandboxError};
use crate::ConnectorError;

/// A tenant's line to its phone.
///
/// The phone is kept in memory only while a connector runs here; otherwise it is read anew each
/// time, because another process may have written it.
pub(super) struct Line {
    pub(super) world: Arc<World>,
    pub(super) tenant: TenantId,
    stored: watch::Sender<Option<Arc<Phone>>>,
    desk: Mutex<Desk>,
}

/// What is decided without waiting; never locked across an await.
#[derive(Default)]
struct Desk {
    orders: Vec<Order>,
    is_working: bool,
    occupant: Option<Occupant>,
    occupants: u64,
}

/// The connector that runs on the line.
struct Occupant {
    number: u64,
    code: Option<String>,
}

/// Carries an order out on the phone; what it returns answers the caller once the phone is stored.
/// The phone is cloned by whoever changes it (`Arc::make_mut`), so that looking costs nothing.
type Order = Box<dyn FnOnce(Result<&mut Arc<Phone>, ConnectorError>) -> Answer + Send>;
type Answer = Box<dyn FnOnce(Result<(), ConnectorError>) + Send>;

/// The right to run a connector on the line; given back when dropped.
pub(super) struct Place {
    line: Arc<Line>,
    pub(super) number: u64,
}

impl Line {
    pub(super) fn new(world: Arc<World>, tenant: TenantId) -> Self {
        Self { world, tenant, stored: watch::Sender::new(None), desk: Mutex::default() }
    }

    /// Follows the phone as it is stored; only while a connector runs here.
    pub(super) fn follow(&self) -> watch::Receiver<Option<Arc<Phone>>> {
        self.stored.subscribe()
    }

    /// Has `order` carried out and waits until its outcome is stored. An order that refuses must
    /// leave the phone unchanged. The order is carried out even if the caller stops waiting; those
    /// that come in the meantime share the next save.
    pub(super) async fn order<T: Send + 'static>(
        self: &Arc<Self>,
        order: impl FnOnce(&mut Arc<Phone>) -> Result<T, SandboxError> + Send + 'static,
    ) -> Result<T, SandboxError> {
        let (reply, answer) = oneshot::channel();
        let order: Order = Box::new(move |phone| {
            let outcome = phone.map_err(SandboxError::State).and_then(order);
            Box::new(move |stored| {
                // Whoever stopped waiting does not want to know.
                let _ = reply.send(stored.map_err(SandboxError::State).and(outcome));
            })
        });
        let begins = {
            let mut desk = self.desk();
            desk.orders.push(order);
            !std::mem::replace(&mut desk.is_working, true)
        };
        if begins {
            self.world.tracker.spawn(work(Arc::clone(self)));
        }
        let gone = ConnectorError::State("the phone's keeper ended early".to_owned());
        answer.await.unwrap_or(Err(SandboxError::State(gone)))
    }

    /// Takes the line for a connector; nothing when another one runs.
    pub(super) fn occupy(self: &Arc<Self>) -> Option<Place> {
        let number = {
            let mut desk = self.desk();
            if desk.occupant.is_some() {
                return None;
            }
            desk.occupants += 1;
            desk.occupant = Some(Occupant { number: desk.occupants, code: None });
            desk.occupants
        };
        (self.world.watcher)(self.tenant);
        Some(Place { line: Arc::clone(self), number })
    }

    /// Ends the connector with this number on the line; later calls do nothing.
    pub(super) fn vacate(&self, number: u64) {
        {
            let mut desk = self.desk();
            if desk.occupant.as_ref().is_none_or(|occupant| occupant.number != number) {
                return;
            }
            desk.occupant = None;
            self.stored.send_replace(None);
        }
        (self.world.watcher)(self.tenant);
    }

    /// Whether a connector runs here.
    pub(super) fn is_served(&self) -> bool {
        self.desk().occupant.is_some()
    }

    /// Whether the connector with this number runs here.
    pub(super) fn is_served_by(&self, number: u64) -> bool {
        self.desk().occupant.as_ref().is_some_and(|occupant| occupant.number == number)
    }

    /// Sets the code that the phone may scan; nothing withdraws it.
    pub(super) fn offer(&self, number: u64, code: Option<String>) {
        if let Some(occupant) = self.desk().occupant.as_mut().filter(|it| it.number == number) {
            occupant.code = code;
        }
    }

    /// Whether the phone may scan this code now.
    pub(super) fn offers(&self, code: &str) -> bool {
        self.desk().occupant.as_ref().is_some_and(|it| it.code.as_deref() == Some(code))
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what is known to be stored for the connector that runs, if one does.
    fn publish(&self, phone: Option<Arc<Phone>>) {
        let desk = self.desk();
        if desk.occupant.is_some() {
            self.stored.send_replace(phone);
        }
    }

    fn take_orders(&self) -> Option<Vec<Order>> {
        let mut desk = self.desk();
        if desk.orders.is_empty() {
            desk.is_working = false;
            return None;
        }
        Some(std::mem::take(&mut desk.orders))
    }

    async fn carry_out(&self, orders: Vec<Order>) {
        let known = self.stored.borrow().clone();
        let before = match known {
            Some(phone) => phone,
            None => match self.world.store.load(self.tenant).await {
                Ok(phone) => {
                    let phone = Arc::new(phone.unwrap_or_default());
                    self.publish(Some(Arc::clone(&phone)));
                    phone
                }
                Err(error) => {
                    for order in orders {
                        order(Err(error.clone()))(Ok(()));
                    }
                    return;
                }
            },
        };
        let mut after = Arc::clone(&before);
        let answers: Vec<Answer> = orders.into_iter().map(|order| order(Ok(&mut after))).collect();
        let is_changed = !Arc::ptr_eq(&before, &after);
        let stored =
            if is_changed { self.world.store.save(self.tenant, &after).await } else { Ok(()) };
        if is_changed {
            // After a failed save only the store knows what holds: it is read anew.
            self.publish(stored.is_ok().then_some(after));
            (self.world.watcher)(self.tenant);
        }
        for answer in answers {
            answer(stored.clone());
        }
    }
}

/// Carries orders out until there are none.
async fn work(line: Arc<Line>) {
    let mut shift = Shift { line: &line, is_over: false };
    while let Some(orders) = line.take_orders() {
        line.carry_out(orders).await;
    }
    shift.is_over = true;
}

/// Lets the next order begin a new shift even if this one ends in a panic.
struct Shift<'a> {
    line: &'a Line,
    is_over: bool,
}

impl Drop for Shift<'_> {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        self.line.publish(None);
        let orphans = {
            let mut desk = self.line.desk();
            desk.is_working = false;
            std::mem::take(&mut desk.orders)
        };
        drop(orphans);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.line.vacate(self.number);
    }
}
