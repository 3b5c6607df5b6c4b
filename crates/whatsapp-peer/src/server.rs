//! The listener and the life of one client's socket.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::serve::ListenerExt as _;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt as _, StreamExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;
use wacore_binary::consts::WA_CONN_HEADER;
use wacore_noise::framing::FrameDecoder;

use crate::account::{Out, Socket};
use crate::control;
use crate::error::PeerError;
use crate::noise::{Arrived, Greeting, Opener, Sealer, frame};
use crate::peer::Peer;

/// How many stanzas may wait for a client that does not read; the rest is lost.
const WAITING: usize = 8192;

/// How long a client may take to hang up after the server has.
const FAREWELL: Duration = Duration::from_secs(2);

/// A loopback WhatsApp that listens. It ends when this is dropped.
pub struct Server {
    peer: Peer,
    tasks: TaskTracker,
    stop: CancellationToken,
    _guard: DropGuard,
}

/// What every handler shares.
#[derive(Clone)]
pub(crate) struct Shared {
    pub peer: Peer,
    stop: CancellationToken,
}

impl Server {
    /// Listens on a loopback address; port 0 is any free one.
    ///
    /// # Errors
    /// When the address is not a loopback one, or the port is taken.
    pub async fn start(address: SocketAddr) -> Result<Self, PeerError> {
        if !address.ip().is_loopback() {
            return Err(PeerError::NotLoopback(address));
        }
        let listen = |error| PeerError::Listen(address, error);
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let peer = Peer::new(listener.local_addr().map_err(listen)?);
        let stop = CancellationToken::new();
        let shared = Shared { peer: peer.clone(), stop: stop.clone() };
        let tasks = TaskTracker::new();
        // Stanzas are small and each is answered: they must not wait for one another's acknowledgement.
        let listener = listener.tap_io(|line| {
            if let Err(error) = line.set_nodelay(true) {
                tracing::debug!(%error, "a line keeps small stanzas back");
            }
        });
        let service = axum::serve(listener, control::router(shared));
        tasks.spawn(stop.clone().run_until_cancelled_owned(async move {
            if let Err(error) = service.await {
                tracing::error!(error = %error, "the loopback peer stopped listening");
            }
        }));
        tasks.close();
        Ok(Self { peer, tasks, _guard: stop.clone().drop_guard(), stop })
    }

    /// The handle by which the people are played.
    pub fn peer(&self) -> Peer {
        self.peer.clone()
    }

    /// Ends everything and waits until it has.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

/// Takes a client's socket.
pub(crate) async fn chat(State(shared): State<Shared>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |socket| {
        let life = live(shared.peer, socket);
        if let Some(Err(error)) = shared.stop.run_until_cancelled(life).await {
            tracing::debug!(error = ?error, "a client's socket ended");
        }
    })
}

/// One client, from its handshake to its end.
async fn live(peer: Peer, socket: WebSocket) -> Result<(), PeerError> {
    let (mut write, read) = socket.split();
    let mut frames = Frames { read, decoder: FrameDecoder::new(), has_header: false };
    let hello = frames.next().await?;
    let is_cut = peer.change(|world| {
        let is_cut = world.handshakes_to_drop > 0;
        world.handshakes_to_drop = world.handshakes_to_drop.saturating_sub(1);
        is_cut
    });
    if is_cut {
        return Ok(());
    }
    let greeting = peer.look().keys.greet(&hello)?;
    let (arrived, last_answer) = match greeting {
        Greeting::Known { answer, arrived } => (arrived, Some(answer)),
        Greeting::New { answer, rest } => {
            send(&mut write, frame(&answer)?).await?;
            (rest.finish(&frames.next().await?)?, None)
        }
    };
    if peer.change(|world| world.drops_handshake(&arrived)) {
        return Ok(());
    }
    if let Some(answer) = last_answer {
        send(&mut write, frame(&answer)?).await?;
    }
    let (out, orders) = mpsc::channel(WAITING);
    let cut = CancellationToken::new();
    let id = peer.change(|world| {
        let id = world.next_socket();
        world.opened(Socket { id, out, cut: cut.clone() }, &arrived);
        id
    });
    let Arrived { sealer, opener, .. } = arrived;
    let ended = tokio::select! {
        ended = receive(&peer, id, &mut frames, opener) => ended.map(|()| End::Cut),
        ended = transmit(write, orders, sealer) => ended,
        () = cut.cancelled() => Ok(End::Cut),
    };
    peer.change(|world| world.closed(id));
    if let End::Closed = ended? {
        // A socket that is closed with something unread in it takes the last word back that was on its way.
        tokio::time::timeout(FAREWELL, frames.drain()).await.ok();
    }
    Ok(())
}

/// How the server ended a connection.
enum End {
    Closed,
    Cut,
}

/// Gives every stanza from a client to the world.
async fn receive(
    peer: &Peer,
    id: u64,
    frames: &mut Frames,
    mut opener: Opener,
) -> Result<(), PeerError> {
    loop {
        let node = opener.open(&frames.next().await?)?;
        peer.change(|world| world.received(id, &node));
    }
}

/// Does to a client's socket what the world orders.
async fn transmit(
    mut write: Write,
    mut orders: mpsc::Receiver<Out>,
    mut sealer: Sealer,
) -> Result<End, PeerError> {
    while let Some(order) = orders.recv().await {
        match order {
            Out::Stanza(node) => send(&mut write, sealer.seal(&node)?).await?,
            Out::Pause(pause) => tokio::time::sleep(pause).await,
            Out::Close => {
                // A client that has gone first is no loss.
                write.close().await.ok();
                return Ok(End::Closed);
            }
        }
    }
    Ok(End::Cut)
}

type Write = SplitSink<WebSocket, Message>;

async fn send(write: &mut Write, bytes: Vec<u8>) -> Result<(), PeerError> {
    write
        .send(Message::Binary(bytes.into()))
        .await
        .map_err(|_| PeerError::Handshake("the client has gone"))
}

/// The frames in what a client sends, which need not come one by one.
struct Frames {
    read: SplitStream<WebSocket>,
    decoder: FrameDecoder,
    has_header: bool,
}

impl Frames {
    /// Reads to the end without listening.
    async fn drain(&mut self) {
        while let Some(Ok(_)) = self.read.next().await {}
    }

    async fn next(&mut self) -> Result<Vec<u8>, PeerError> {
        loop {
            if let Some(frame) = self.decoder.decode_frame() {
                return Ok(frame.to_vec());
            }
            let message =
                self.read.next().await.ok_or(PeerError::Handshake("the client has gone"))?;
            let message = message.map_err(|_| PeerError::Handshake("the client has gone"))?;
            let Message::Binary(bytes) = message else { continue };
            let bytes = if self.has_header {
                &bytes[..]
            } else {
                self.has_header = true;
                bytes
                    .strip_prefix(&WA_CONN_HEADER)
                    .ok_or(PeerError::Handshake("no header of the protocol"))?
            };
            self.decoder.feed(bytes);
        }
    }
}
