//! The same people, played over HTTP as a browser test does it.

use serde_json::{Value, json};

use crate::harness::{ANNA, BUSINESS, Device, server, until};
use crate::http;

#[tokio::test]
async fn a_conversation_over_http() {
    let server = server().await;
    let peer = server.peer();
    let url = peer.url();
    let device = Device::new(&peer).await;
    let order = json!({ "code": device.code().await, "phone": BUSINESS, "name": "Salon Luna" });
    let (status, linked) = http::json("POST", &format!("{url}/scan"), &order).await;
    assert_eq!((status, linked["jid"].as_str()), (200, Some("4915110000001:1@s.whatsapp.net")));
    device.connected().await;

    let order =
        json!({ "phone": BUSINESS, "from": ANNA, "text": "hello", "lid": true, "times": 2 });
    let (status, said) = http::json("POST", &format!("{url}/say"), &order).await;
    assert_eq!(status, 200);
    let info = device.heard("hello").await;
    assert_eq!(said["id"].as_str(), Some(info.id.as_str()));
    device.client().send_text(&info.source.chat, "good day").await.unwrap();
    until(&peer, "the answer", |peer| peer.sent(BUSINESS).unwrap().pop()).await;
    let (_, sent) = http::json("GET", &format!("{url}/sent?phone={BUSINESS}"), &Value::Null).await;
    assert_eq!((sent[0]["to"].as_str(), sent[0]["text"].as_str()), (Some(ANNA), Some("good day")));
    assert_eq!((sent[0]["copies"].as_u64(), sent[0]["quoted"].is_null()), (Some(1), true));

    let fault = json!({ "phone": BUSINESS, "do": "device_removed" });
    assert_eq!(http::json("POST", &format!("{url}/fault"), &fault).await.0, 200);
    let (_, state) =
        http::json("GET", &format!("{url}/state?phone={BUSINESS}"), &Value::Null).await;
    assert_eq!((state["linked"].as_bool(), state["handshake"].as_str()), (Some(false), Some("XX")));
}
