//! The HTTP surface and the program, without a client.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

#[path = "support/http.rs"]
mod http;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use whatsapp_peer::{PeerError, Server};

#[tokio::test]
async fn it_listens_on_loopback_only() {
    let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    assert!(matches!(Server::start(everywhere).await, Err(PeerError::NotLoopback(_))));
}

#[tokio::test]
async fn orders_that_cannot_be_followed_say_why() {
    let server = Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    let url = server.peer().url();
    let cases = [
        ("scan", json!({ "code": "hello", "phone": "4915110000001" }), 422),
        ("scan", json!({ "code": "2@unknown,AAAA,AAAA,AAAA,1", "phone": "4915110000001" }), 404),
        ("scan", json!({ "code": "2@unknown,AAAA,AAAA,AAAA,1", "phone": "+49151" }), 422),
        ("link", json!({ "code": "ABCD1234", "phone": "4915110000001" }), 404),
        ("say", json!({ "phone": "4915110000001", "from": "4915220000001", "text": "hello" }), 404),
        ("fault", json!({ "phone": "4915110000001", "do": "drop" }), 404),
        ("fault", json!({ "phone": "4915110000001", "do": "nonsense" }), 422),
    ];
    for (path, order, expected) in cases {
        let (status, answer) = http::json("POST", &format!("{url}/{path}"), &order).await;
        assert_eq!(status, expected, "{path} {order} {answer}");
    }
    let (status, answer) =
        http::json("GET", &format!("{url}/state?phone=4915110000001"), &Value::Null).await;
    assert_eq!(
        (status, answer["error"].as_str()),
        (404, Some("no business has the number 4915110000001"))
    );
}

#[tokio::test]
async fn the_program_says_where_it_is_and_ends_when_told() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_whatsapp-peer"))
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let url = lines.next_line().await.unwrap().unwrap();
    let (status, all) = http::json("GET", &format!("{url}/states"), &Value::Null).await;
    assert_eq!((status, all), (200, json!([])));
    let pid = program.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    let ended =
        tokio::time::timeout(Duration::from_secs(10), program.wait()).await.unwrap().unwrap();
    assert!(ended.success());
}
