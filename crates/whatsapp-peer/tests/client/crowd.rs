//! Several businesses at once, on lines that break.

use whatsapp_peer::{Fault, Say, Scan};
use whatsapp_rust::prelude::*;

use crate::harness::{ANNA, BERT, Device, server, until};

const ROUNDS: usize = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_heard_twice_when_lines_break() {
    let server = server().await;
    let peer = server.peer();
    let mut businesses = Vec::new();
    for number in 1..=4 {
        let phone = format!("491511000010{number}");
        let device =
            Device::linked_as(&peer, Scan { phone: phone.clone(), ..Scan::default() }).await;
        businesses.push((phone, device));
    }
    for round in 0..ROUNDS {
        for (turn, (phone, _)) in businesses.iter().enumerate() {
            peer.say(&Say { times: 2, ..Say::text(phone, ANNA, &format!("anna {round}")) })
                .unwrap();
            if round % 4 == turn {
                peer.fault(phone, &Fault::Drop).unwrap();
            }
            peer.say(&Say::text(phone, BERT, &format!("bert {round}"))).unwrap();
        }
    }
    for (phone, device) in &businesses {
        for (customer, name) in [(ANNA, "anna"), (BERT, "bert")] {
            let expected: Vec<_> = (0..ROUNDS).map(|round| format!("{name} {round}")).collect();
            assert_eq!(device.heard_from(customer, ROUNDS).await, expected);
            for words in expected {
                device.client().send_text(Jid::pn(customer), format!("re {words}")).await.unwrap();
            }
        }
        let sent = until(&peer, "all answers", |peer| {
            let sent = peer.sent(phone).unwrap();
            (sent.len() == 2 * ROUNDS).then_some(sent)
        })
        .await;
        assert!(sent.iter().all(|sent| sent.copies == 1 && sent.kind == "text"), "{sent:?}");
        until(&peer, "an empty queue", |peer| {
            (peer.state(phone).unwrap().queue == 0).then_some(())
        })
        .await;
    }
}
