//! Live connections: one task per browser, numbered events, a snapshot whenever something is missing.
//!
//! A browser never holds anything back: the engine publishes and forgets, a browser that does not
//! take a frame in time is dropped, and one that fell behind gets a snapshot instead of what it missed.

use app::ssr::Refusal;
use axum::Extension;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::{IntoResponse, Response};
use domain::Principal;
use domain::live::{
    CLOSE_GARBAGE, CLOSE_RESTART, CLOSE_SIGNED_OUT, ClientFrame, PROTOCOL_VERSION, ServerFrame,
};
use engine::{Feed, LiveFeed};
use http::HeaderMap;
use tokio::time::{Duration, Instant, Interval, MissedTickBehavior, sleep_until, timeout};

use crate::refusal::refuse;
use crate::security::address::ClientAddress;
use crate::security::origin::{self, Sender};
use crate::security::session;
use crate::state::AppState;

/// Largest message from a browser in bytes; `Resync` needs twenty.
const MESSAGE_BYTES: usize = 4096;
/// Pings that may stay unanswered before the browser counts as gone.
const PINGS_UNANSWERED: u32 = 2;
/// Close code: a frame that is too large (RFC 6455 §7.4.1).
const CLOSE_TOO_LARGE: u16 = 1009;
/// Close code: nothing to send at present, connect again (RFC 6455 registry, "try again later").
const CLOSE_TRY_LATER: u16 = 1013;
/// When a browser tries again that found all places taken, in seconds.
const RETRY_WHEN_FULL_SECONDS: u32 = 30;
/// How long the browser may take to answer our close.
const CLOSE_TIME: Duration = Duration::from_secs(2);

/// `GET /ws`: for pages of ours, with the session cookie, and nobody else.
pub async fn upgrade(
    State(state): State<AppState>,
    principal: Option<Extension<Principal>>,
    address: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    if origin::sender(&headers, state.config.public_url.as_ref()) != Sender::Own {
        return refuse(Refusal::ForeignPage);
    }
    let token = session::token(&headers, &state);
    let (Some(Extension(principal)), Some(token)) = (principal, token) else {
        return refuse(Refusal::SignInFirst);
    };
    if state.draining.is_cancelled() {
        return refuse(Refusal::ShuttingDown);
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let network = address.map(|Extension(address)| address.network());
    let Some(open) = state.open_sockets.open(principal.user_id, network, state.socket_caps) else {
        tracing::warn!(client.network = ?network, "refused a live connection: too many are open");
        return refuse(Refusal::TooOften(RETRY_WHEN_FULL_SECONDS));
    };
    // The task belongs to the tracker from now on, so that shutting down waits for its last frame.
    let tracked = state.sockets.token();
    let upgrade = upgrade.max_message_size(MESSAGE_BYTES).max_frame_size(MESSAGE_BYTES);
    upgrade.on_upgrade(async move |socket| {
        let _counted = (tracked, open);
        Connection::new(state, principal, token, socket).serve().await;
    })
}

/// Why a connection ends.
enum End {
    /// The other side is gone; there is nobody to tell.
    Gone,
    /// We end it, with this code.
    Close(u16, &'static str),
}

const RESTART: End = End::Close(CLOSE_RESTART, "restarting");
const SIGNED_OUT: End = End::Close(CLOSE_SIGNED_OUT, "signed out");

struct Connection {
    state: AppState,
    principal: Principal,
    token: String,
    feed: LiveFeed,
    socket: WebSocket,
    /// The number of the last frame.
    seq: u64,
    /// When a snapshot is due; nothing while the browser has all there is.
    snapshot_due: Option<Instant>,
    pings_unanswered: u32,
}

impl Connection {
    fn new(state: AppState, principal: Principal, token: String, socket: WebSocket) -> Self {
        let feed = state.engine.live(&principal, Some(&token));
        let snapshot_due = Some(Instant::now());
        Self { state, principal, token, feed, socket, seq: 0, snapshot_due, pings_unanswered: 0 }
    }

    async fn serve(mut self) {
        let Err(end) = self.run().await;
        if let End::Close(code, reason) = end {
            let frame = CloseFrame { code, reason: reason.into() };
            let goodbye = async {
                if self.socket.send(Message::Close(Some(frame))).await.is_ok() {
                    // Until the browser has answered; closing earlier could lose our own frame.
                    while let Some(Ok(_)) = self.socket.recv().await {}
                }
            };
            let _ = timeout(CLOSE_TIME, goodbye).await;
        }
    }

    async fn run(&mut self) -> Result<std::convert::Infallible, End> {
        self.send(&ServerFrame::Hello { version: PROTOCOL_VERSION }).await?;
        let mut ping = every(self.state.live.ping_every);
        let mut recheck = every(self.state.live.recheck_every);
        let draining = self.state.draining.clone();
        loop {
            let snapshot_due = self.snapshot_due;
            tokio::select! {
                biased;
                () = draining.cancelled() => return Err(RESTART),
                () = sleep_until(snapshot_due.unwrap_or_else(Instant::now)), if snapshot_due.is_some() => {
                    self.send_snapshot().await?;
                }
                _ = ping.tick() => self.ping().await?,
                _ = recheck.tick() => self.recheck().await?,
                message = self.socket.recv() => self.received(message)?,
                feed = self.feed.next() => self.pass_on(feed).await?,
            }
        }
    }

    async fn pass_on(&mut self, feed: Feed) -> Result<(), End> {
        match feed {
            // Before the first snapshot there is nothing that an event could change.
            Feed::Event(_) if self.seq == 0 => Ok(()),
            Feed::Event(event) => {
                self.seq += 1;
                self.send(&ServerFrame::Event { seq: self.seq, event }).await
            }
            Feed::Lagged => {
                self.want_snapshot();
                Ok(())
            }
            Feed::SignedOut => Err(SIGNED_OUT),
            Feed::Closed => Err(RESTART),
        }
    }

    fn received(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        let garbage = End::Close(CLOSE_GARBAGE, "not a frame of this protocol");
        match message {
            Some(Ok(Message::Text(text))) => {
                let ClientFrame::Resync {} = serde_json::from_str(&text).map_err(|_| garbage)?;
                self.want_snapshot();
                Ok(())
            }
            Some(Ok(Message::Pong(_))) => {
                self.pings_unanswered = 0;
                Ok(())
            }
            Some(Ok(Message::Ping(_))) => Ok(()),
            Some(Ok(Message::Close(_))) | None => Err(End::Gone),
            Some(Err(error)) if is_too_large(&error) => {
                Err(End::Close(CLOSE_TOO_LARGE, "the message is too large"))
            }
            Some(Ok(Message::Binary(_)) | Err(_)) => Err(garbage),
        }
    }

    /// A snapshot soon, but not more often than the pause allows, however often it is asked for.
    fn want_snapshot(&mut self) {
        self.snapshot_due.get_or_insert_with(|| Instant::now() + self.state.live.snapshot_pause);
    }

    async fn send_snapshot(&mut self) -> Result<(), End> {
        let taken = self.state.engine.live_snapshot(&self.principal).await;
        let (tenant, overview) = taken.map_err(|error| {
            tracing::debug!(%error, "no snapshot for a live connection");
            End::Close(CLOSE_TRY_LATER, "not available at present")
        })?;
        self.snapshot_due = None;
        self.seq += 1;
        self.send(&ServerFrame::Snapshot { seq: self.seq, tenant: tenant.map(Box::new), overview })
            .await
    }

    async fn ping(&mut self) -> Result<(), End> {
        if self.pings_unanswered >= PINGS_UNANSWERED {
            return Err(End::Gone);
        }
        self.pings_unanswered += 1;
        self.send_message(Message::Ping(axum::body::Bytes::new())).await
    }

    /// Ends the connection when the sign-in behind it ended or changed elsewhere.
    async fn recheck(&mut self) -> Result<(), End> {
        match self.state.engine.principal_of(&self.token).await {
            Ok(Some(principal)) if principal == self.principal => Ok(()),
            Ok(_) => Err(SIGNED_OUT),
            // The database is away: nothing is known to have changed.
            Err(_) => Ok(()),
        }
    }

    async fn send(&mut self, frame: &ServerFrame) -> Result<(), End> {
        let text = serde_json::to_string(frame).expect("frames hold nothing that JSON cannot");
        self.send_message(Message::Text(text.into())).await
    }

    async fn send_message(&mut self, message: Message) -> Result<(), End> {
        match timeout(self.state.live.send_timeout, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = tokio::time::interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// axum does not tell its websocket errors apart; this one is worth a code of its own.
fn is_too_large(error: &axum::Error) -> bool {
    error.to_string().to_lowercase().contains("too long")
}
