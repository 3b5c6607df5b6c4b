//! The handle by which tests and the HTTP surface play the people.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::account::Business;
use crate::call::Call;
use crate::error::PeerError;
use crate::faults::Fault;
use crate::pairing::{Linked, Scan};
use crate::say::Say;
use crate::seen::{Arrival, Habits, PresenceSeen, ReceiptSeen, State, Tick, TypingSeen};
use crate::wish::Typed;
use crate::world::World;

/// How long a client may take to answer the phone.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// The people and the server of a loopback WhatsApp. Clones speak of the same one.
#[derive(Clone)]
pub struct Peer {
    inner: Arc<Inner>,
}

struct Inner {
    world: Mutex<World>,
    changes: watch::Sender<u64>,
    address: SocketAddr,
}

impl Peer {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let world = Mutex::new(World::new(address.to_string()));
        Self { inner: Arc::new(Inner { world, changes: watch::Sender::new(0), address }) }
    }

    /// Where the HTTP surface is.
    pub fn url(&self) -> String {
        format!("http://{}", self.inner.address)
    }

    /// Where clients connect.
    pub fn socket_url(&self) -> String {
        format!("ws://{}/ws/chat", self.inner.address)
    }

    /// A business's phone scans the text of a QR code; the business exists from then on.
    pub fn scan(&self, code: &str, phone: &str, name: Option<&str>) -> Result<Linked, PeerError> {
        let scan = Scan {
            code: code.to_owned(),
            phone: phone.to_owned(),
            name: name.map(str::to_owned),
            ..Scan::default()
        };
        self.scan_as(&scan)
    }

    /// The same with all that there is to say about the business.
    pub fn scan_as(&self, scan: &Scan) -> Result<Linked, PeerError> {
        self.change(|world| world.scan(scan))
    }

    /// The owner of a business types the code that a client shows into the phone, and waits until the device is
    /// linked.
    ///
    /// # Errors
    /// When no client asked for a code for this number, when the code is wrong, or when the client went away.
    pub async fn link(&self, code: &str, phone: &str) -> Result<Linked, PeerError> {
        let (socket, wrapped) = self.look().wish_for(phone)?;
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        let code = code.to_ascii_uppercase();
        // Deriving a key from the code takes long on purpose.
        let typed = tokio::task::spawn_blocking(move || Typed::new(&code, &wrapped)).await;
        let typed = typed.map_err(|_| PeerError::WrongCode)??;
        self.change(|world| world.code_typed(socket, typed))?;
        self.until(ANSWER_LIMIT, |peer| peer.look().wish_outcome(socket))
            .await
            .unwrap_or(Err(PeerError::ExpiredCode))
    }

    /// How many clients are connected that have no account yet.
    pub fn unlinked_clients(&self) -> usize {
        self.look().newcomers.len()
    }

    /// Somebody says something to a business; gives the message's id.
    pub fn say(&self, say: &Say) -> Result<String, PeerError> {
        self.change(|world| world.say(say))
    }

    /// Something happens to a customer's call.
    pub fn call(&self, call: &Call) -> Result<(), PeerError> {
        self.change(|world| world.call(call))
    }

    /// Lets go of the messages that were held, the last first; gives their number.
    pub fn release(&self, phone: &str) -> Result<usize, PeerError> {
        self.change(|world| world.release(phone))
    }

    /// Everything that customers' phones received from a business, in the order of arrival.
    pub fn sent(&self, phone: &str) -> Result<Vec<Arrival>, PeerError> {
        Ok(self.look().business(phone)?.arrivals.clone())
    }

    /// The receipts that a business's device sent, in the order of arrival.
    pub fn receipts(&self, phone: &str) -> Result<Vec<ReceiptSeen>, PeerError> {
        Ok(self.look().business(phone)?.receipts.clone())
    }

    /// When a business's device typed and stopped typing.
    pub fn typing(&self, phone: &str) -> Result<Vec<TypingSeen>, PeerError> {
        Ok(self.look().business(phone)?.typing.clone())
    }

    /// When a business's device said that it is there or away.
    pub fn presence(&self, phone: &str) -> Result<Vec<PresenceSeen>, PeerError> {
        Ok(self.look().business(phone)?.presence.clone())
    }

    /// How a business stands.
    pub fn state(&self, phone: &str) -> Result<State, PeerError> {
        Ok(self.look().business(phone)?.state())
    }

    /// How all businesses stand, by number.
    pub fn states(&self) -> Vec<State> {
        let mut states: Vec<State> = self.look().businesses.values().map(Business::state).collect();
        states.sort_by(|left, right| left.phone.cmp(&right.phone));
        states
    }

    /// What becomes of the messages that a business sends from now on.
    pub fn habits(&self, phone: &str, habits: Habits) -> Result<(), PeerError> {
        self.change(|world| {
            world.business(phone)?.habits = habits;
            Ok(())
        })
    }

    /// A customer's phone tells what became of a message, beside or instead of its habits.
    pub fn tick(&self, phone: &str, id: &str, tick: Tick) -> Result<(), PeerError> {
        self.change(|world| world.tick(phone, id, tick))
    }

    /// Makes something go wrong for a business.
    pub fn fault(&self, phone: &str, fault: &Fault) -> Result<(), PeerError> {
        self.change(|world| world.fault(phone, fault))
    }

    /// The owner of a business removes the device on the phone.
    pub fn unlink(&self, phone: &str) -> Result<(), PeerError> {
        self.change(|world| world.unlink(phone))
    }

    /// How many codes the next clients get; WhatsApp gives six.
    pub fn codes_per_client(&self, count: usize) {
        self.change(|world| world.codes_per_client = count);
    }

    /// Cuts off the next clients, whoever they are, at their first word.
    pub fn drop_handshakes(&self, count: u32) {
        self.change(|world| world.handshakes_to_drop = count);
    }

    /// Refuses the next wishes for a code to type, as those that come too fast.
    pub fn refuse_wishes(&self, count: u32) {
        self.change(|world| world.wishes_to_refuse = count);
    }

    /// The phone that would scan this code asks for a passkey first.
    pub fn ask_for_passkey(&self, code: &str) -> Result<(), PeerError> {
        self.change(|world| world.ask_for_passkey(code))
    }

    /// Waits until `check` finds what it looks for, at most for `limit`; it looks again after every change.
    pub async fn until<T>(
        &self,
        limit: Duration,
        mut check: impl FnMut(&Self) -> Option<T>,
    ) -> Option<T> {
        let mut changes = self.inner.changes.subscribe();
        let wait = async {
            loop {
                changes.borrow_and_update();
                if let Some(found) = check(self) {
                    return Some(found);
                }
                if changes.changed().await.is_err() {
                    return None;
                }
            }
        };
        tokio::time::timeout(limit, wait).await.ok().flatten()
    }

    /// Does something to the world and tells those who wait.
    pub(crate) fn change<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let done = act(&mut self.look());
        self.inner.changes.send_modify(|version| *version += 1);
        done
    }

    /// A look at the world. It is never locked across a wait.
    pub(crate) fn look(&self) -> MutexGuard<'_, World> {
        self.inner.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
