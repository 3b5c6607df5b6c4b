//! Several businesses at once, on lines that break.

use whatsapp_peer::{Fault, Peer, Say, Scan};
use whatsapp_rust::prelude::*;

use crate::harness::{ANNA, BERT, Device, server, until};

/// Each business' line breaks twice.
const ROUNDS: usize = 8;

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
            if breaks(turn, round) {
                peer.fault(phone, &Fault::Drop).unwrap();
            }
            peer.say(&Say::text(phone, BERT, &format!("bert {round}"))).unwrap();
        }
        // Nothing but this round is under way when the next line breaks.
        for (phone, device) in &businesses {
            device.heard(&format!("bert {round}")).await;
            emptied(&peer, phone).await;
        }
    }
    for (turn, (phone, device)) in businesses.iter().enumerate() {
        // What the client itself works on when its line breaks, it may tell twice or never: it writes down that a
        // message's key was used apart from the message. The server's part is that it came again and was confirmed.
        let is_sure = |words: &String| {
            !(0..ROUNDS).any(|round| breaks(turn, round) && *words == format!("anna {round}"))
        };
        let mut expected_answers = 0;
        for (customer, name) in [(ANNA, "anna"), (BERT, "bert")] {
            let expected: Vec<_> =
                (0..ROUNDS).map(|round| format!("{name} {round}")).filter(is_sure).collect();
            device.heard(expected.last().unwrap()).await;
            let mut heard = device.heard_from(customer, expected.len()).await;
            heard.retain(is_sure);
            assert_eq!(heard, expected);
            for words in &expected {
                device.client().send_text(Jid::pn(customer), format!("re {words}")).await.unwrap();
            }
            expected_answers += expected.len();
        }
        let sent = until(&peer, "all answers", |peer| {
            let sent = peer.sent(phone).unwrap();
            (sent.len() == expected_answers).then_some(sent)
        })
        .await;
        assert!(sent.iter().all(|sent| sent.copies == 1 && sent.kind == "text"), "{sent:?}");
        emptied(&peer, phone).await;
    }
}

/// Whether the line of this business breaks between the two messages of a round.
fn breaks(turn: usize, round: usize) -> bool {
    round % 4 == turn
}

/// Waits until everything that a business was told is confirmed.
async fn emptied(peer: &Peer, phone: &str) {
    until(peer, "an empty queue", |peer| (peer.state(phone).unwrap().queue == 0).then_some(()))
        .await;
}
