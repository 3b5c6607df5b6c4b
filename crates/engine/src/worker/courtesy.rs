//! Shows customers that a person writes to them, or has read what they wrote.

use std::time::Duration;

use channel::{Address, Typing};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

use super::{Shared, WorkerError, until};
use crate::courtesy::Courtesy;

/// How long a channel may take for it.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Who was not heard of writing for so long writes no more.
const WRITES: Duration = Duration::from_secs(10);

/// Shows what comes until the worker ends; what fails is not shown.
pub(super) async fn run(
    shared: &Shared,
    mut courtesies: mpsc::Receiver<Courtesy>,
) -> Result<(), WorkerError> {
    // To whom somebody writes, and until when.
    let mut written: Option<(Address, Instant)> = None;
    loop {
        let over = written.as_ref().map(|(_, over)| *over);
        let courtesy = tokio::select! {
            () = shared.soft.cancelled() => return Ok(()),
            courtesy = courtesies.recv() => courtesy,
            () = until(over) => {
                if let Some((to, _)) = written.take() {
                    shows(shared, shared.connector.typing(&to, Typing::Off)).await;
                }
                continue;
            }
        };
        // Another worker of the tenant hears of them now.
        let Some(Courtesy { to, read }) = courtesy else { return Ok(()) };
        match read {
            Some(id) => shows(shared, shared.connector.mark_read(&to, &[id])).await,
            None => {
                shows(shared, shared.connector.typing(&to, Typing::On)).await;
                written = Some((to, Instant::now() + WRITES));
            }
        }
    }
}

async fn shows(
    shared: &Shared,
    courtesy: impl Future<Output = Result<(), channel::ConnectorError>>,
) {
    if *shared.connected.borrow() && !matches!(timeout(TIMEOUT, courtesy).await, Ok(Ok(()))) {
        tracing::debug!(tenant.id = %shared.tenant, "a customer was not shown what a person does");
    }
}
