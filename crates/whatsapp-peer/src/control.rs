//! The HTTP surface: every method of [`Peer`](crate::Peer) for those who play the people from outside, such as a browser test.

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::call::Call;
use crate::error::PeerError;
use crate::faults::Fault;
use crate::pairing::{Linked, Scan};
use crate::say::Say;
use crate::seen::{
    Arrival, Habits, PresenceSeen, ReceiptSeen, State as Standing, Tick, TypingSeen,
};
use crate::server::{Shared, chat};

type Answer<T> = Result<Json<T>, PeerError>;

pub(crate) fn router(shared: Shared) -> Router {
    Router::new()
        .route("/ws/chat", get(chat))
        .route("/scan", post(scan))
        .route("/link", post(link))
        .route("/say", post(say))
        .route("/call", post(call))
        .route("/release", post(release))
        .route("/sent", get(sent))
        .route("/receipts", get(receipts))
        .route("/typing", get(typing))
        .route("/presence", get(presence))
        .route("/state", get(state))
        .route("/states", get(states))
        .route("/habits", post(habits))
        .route("/tick", post(tick))
        .route("/fault", post(fault))
        .route("/unlink", post(unlink))
        .route("/codes", post(codes))
        .route("/handshakes", post(handshakes))
        .route("/wishes", post(wishes))
        .route("/passkey", post(passkey))
        .route("/media/{name}", get(fetch))
        .route("/mms/{kind}/{token}", post(leave))
        .with_state(shared)
}

#[derive(Deserialize)]
struct LinkOrder {
    code: String,
    phone: String,
}

#[derive(Deserialize)]
struct PhoneOrder {
    phone: String,
}

#[derive(Deserialize)]
struct HabitsOrder {
    phone: String,
    #[serde(flatten)]
    habits: Habits,
}

#[derive(Deserialize)]
struct TickOrder {
    phone: String,
    id: String,
    #[serde(rename = "type")]
    tick: Tick,
}

#[derive(Deserialize)]
struct FaultOrder {
    phone: String,
    #[serde(flatten)]
    fault: Fault,
}

#[derive(Deserialize)]
struct CodeOrder {
    code: String,
}

#[derive(Deserialize)]
struct CountOrder {
    count: u32,
}

async fn scan(State(shared): State<Shared>, Json(order): Json<Scan>) -> Answer<Linked> {
    shared.peer.scan_as(&order).map(Json)
}

async fn link(State(shared): State<Shared>, Json(order): Json<LinkOrder>) -> Answer<Linked> {
    shared.peer.link(&order.code, &order.phone).await.map(Json)
}

async fn say(State(shared): State<Shared>, Json(order): Json<Say>) -> Answer<Value> {
    shared.peer.say(&order).map(|id| Json(json!({ "id": id })))
}

async fn call(State(shared): State<Shared>, Json(order): Json<Call>) -> Answer<Value> {
    shared.peer.call(&order).map(|()| Json(json!({})))
}

async fn release(State(shared): State<Shared>, Json(order): Json<PhoneOrder>) -> Answer<Value> {
    shared.peer.release(&order.phone).map(|count| Json(json!({ "released": count })))
}

async fn sent(State(shared): State<Shared>, Query(of): Query<PhoneOrder>) -> Answer<Vec<Arrival>> {
    shared.peer.sent(&of.phone).map(Json)
}

async fn receipts(
    State(shared): State<Shared>,
    Query(of): Query<PhoneOrder>,
) -> Answer<Vec<ReceiptSeen>> {
    shared.peer.receipts(&of.phone).map(Json)
}

async fn typing(
    State(shared): State<Shared>,
    Query(of): Query<PhoneOrder>,
) -> Answer<Vec<TypingSeen>> {
    shared.peer.typing(&of.phone).map(Json)
}

async fn presence(
    State(shared): State<Shared>,
    Query(of): Query<PhoneOrder>,
) -> Answer<Vec<PresenceSeen>> {
    shared.peer.presence(&of.phone).map(Json)
}

async fn state(State(shared): State<Shared>, Query(of): Query<PhoneOrder>) -> Answer<Standing> {
    shared.peer.state(&of.phone).map(Json)
}

async fn states(State(shared): State<Shared>) -> Json<Vec<Standing>> {
    Json(shared.peer.states())
}

async fn habits(State(shared): State<Shared>, Json(order): Json<HabitsOrder>) -> Answer<Value> {
    shared.peer.habits(&order.phone, order.habits).map(done)
}

async fn tick(State(shared): State<Shared>, Json(order): Json<TickOrder>) -> Answer<Value> {
    shared.peer.tick(&order.phone, &order.id, order.tick).map(done)
}

async fn fault(State(shared): State<Shared>, Json(order): Json<FaultOrder>) -> Answer<Value> {
    shared.peer.fault(&order.phone, &order.fault).map(done)
}

async fn unlink(State(shared): State<Shared>, Json(order): Json<PhoneOrder>) -> Answer<Value> {
    shared.peer.unlink(&order.phone).map(done)
}

async fn codes(State(shared): State<Shared>, Json(order): Json<CountOrder>) -> Json<Value> {
    shared.peer.codes_per_client(usize::try_from(order.count).unwrap_or(usize::MAX));
    done(())
}

async fn handshakes(State(shared): State<Shared>, Json(order): Json<CountOrder>) -> Json<Value> {
    shared.peer.drop_handshakes(order.count);
    done(())
}

async fn wishes(State(shared): State<Shared>, Json(order): Json<CountOrder>) -> Json<Value> {
    shared.peer.refuse_wishes(order.count);
    done(())
}

async fn passkey(State(shared): State<Shared>, Json(order): Json<CodeOrder>) -> Answer<Value> {
    shared.peer.ask_for_passkey(&order.code).map(done)
}

/// A file that a customer sent, encrypted as it lies on WhatsApp's servers.
async fn fetch(State(shared): State<Shared>, Path(name): Path<String>) -> Response {
    let file = shared.peer.look().files.get(&format!("/media/{name}")).cloned();
    file.map_or_else(|| StatusCode::NOT_FOUND.into_response(), IntoResponse::into_response)
}

/// A file that the client leaves before it sends a message about it.
async fn leave(
    State(shared): State<Shared>,
    Path((_, token)): Path<(String, String)>,
    body: Bytes,
) -> Json<Value> {
    let path = format!("/media/{token}");
    let url = shared.peer.change(|world| {
        world.files.insert(path.clone(), body.to_vec());
        format!("https://{}{path}", world.host)
    });
    Json(json!({ "url": url, "direct_path": path }))
}

fn done((): ()) -> Json<Value> {
    Json(json!({}))
}

impl IntoResponse for PeerError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::UnknownBusiness(_) | Self::UnknownCode | Self::UnknownMessage(_) => {
                StatusCode::NOT_FOUND
            }
            Self::NotACode | Self::NotANumber(_) | Self::Missing(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::UsedCode | Self::ExpiredCode | Self::WrongCode | Self::NotLinked(_) => {
                StatusCode::CONFLICT
            }
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({ "error": self.to_string() }))).into_response()
    }
}
