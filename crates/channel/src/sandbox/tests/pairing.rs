//! Linking and unlinking the phone.

use std::time::Duration;

use domain::Conflict;
use domain::forms::SandboxDelivery;
use tokio::time::Instant;

use super::rig::{Rig, asha, tenant};
use crate::ConnectorEvent;
use crate::sandbox::SandboxError;

fn refused<T>(conflict: Conflict) -> Result<T, SandboxError> {
    Err(SandboxError::Conflict(conflict))
}

#[tokio::test(start_paused = true)]
async fn a_scan_links_the_phone_and_is_stored_before_it_is_reported() {
    let rig = Rig::new();
    let mut worker = rig.worker(16).await;
    let code = worker.code().await;
    assert!(code.starts_with("2@") && code.len() > 100);
    rig.sandbox.scan(tenant(), &code).await.unwrap();
    assert!(rig.store.phone().linked);
    match worker.next().await {
        ConnectorEvent::Connected { phone: Some(phone) } => {
            assert!(phone.as_str().starts_with("+255700"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(rig.sandbox.scan(tenant(), &code).await, refused(Conflict::PhoneLinked));
}

#[tokio::test(start_paused = true)]
async fn a_code_expires_and_a_fresh_one_follows_for_ever() {
    let rig = Rig::new();
    let mut worker = rig.worker(16).await;
    let begin = Instant::now();
    let mut codes = vec![worker.code().await];
    for _ in 0..20 {
        codes.push(worker.code().await);
    }
    assert_eq!(begin.elapsed().as_secs(), 60 + 19 * 20);
    for old in &codes[..20] {
        assert_eq!(rig.sandbox.scan(tenant(), old).await, refused(Conflict::QrInvalid));
    }
    rig.sandbox.scan(tenant(), &codes[20]).await.unwrap();
    worker.connected().await;
}

#[tokio::test(start_paused = true)]
async fn a_code_that_expired_while_the_worker_was_busy_is_refused() {
    let rig = Rig::new();
    let mut worker = rig.worker(1).await;
    let code = worker.code().await;
    // Nobody reads the next codes: the sink is full with the second one.
    tokio::time::sleep(Duration::from_secs(90)).await;
    let second = worker.code().await;
    assert_eq!(rig.sandbox.scan(tenant(), &code).await, refused(Conflict::QrInvalid));
    assert_eq!(rig.sandbox.scan(tenant(), &second).await, refused(Conflict::QrInvalid));
    let third = worker.code().await;
    rig.sandbox.scan(tenant(), &third).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_wrong_code_is_refused() {
    let rig = Rig::new();
    let mut worker = rig.worker(16).await;
    worker.code().await;
    for wrong in ["", "2@", "2@abc,def,ghi,jkl"] {
        assert_eq!(rig.sandbox.scan(tenant(), wrong).await, refused(Conflict::QrInvalid));
    }
    assert!(!rig.store.phone().linked);
}

#[tokio::test(start_paused = true)]
async fn a_code_of_a_stopped_connector_is_refused() {
    let rig = Rig::new();
    let mut worker = rig.worker(16).await;
    let code = worker.code().await;
    worker.connector.stop().await;
    assert_eq!(rig.sandbox.scan(tenant(), &code).await, refused(Conflict::QrInvalid));
}

#[tokio::test(start_paused = true)]
async fn nobody_writes_to_a_phone_that_is_not_linked() {
    let rig = Rig::new();
    let said = rig.sandbox.say(tenant(), &asha(), None, "Habari", SandboxDelivery::Normal).await;
    assert_eq!(said, refused(Conflict::PhoneNotLinked));
}

#[tokio::test(start_paused = true)]
async fn logging_out_on_the_phone_is_reported_and_new_codes_follow() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.sandbox.log_out(tenant()).await.unwrap();
    assert!(matches!(worker.next().await, ConnectorEvent::LoggedOut));
    match worker.next().await {
        ConnectorEvent::Qr { code, valid_for } => {
            assert_eq!(valid_for.num_seconds(), 60);
            rig.sandbox.scan(tenant(), &code).await.unwrap();
        }
        other => panic!("{other:?}"),
    }
    worker.connected().await;
    worker.connector.logout().await.unwrap();
    assert!(matches!(worker.next().await, ConnectorEvent::LoggedOut));
    assert_eq!(rig.sandbox.log_out(tenant()).await, refused(Conflict::PhoneNotLinked));
}

#[tokio::test(start_paused = true)]
async fn logging_out_while_offline_is_learnt_when_the_network_is_back() {
    let rig = Rig::linked().await;
    let mut worker = rig.worker(16).await;
    worker.connected().await;
    rig.sandbox.set_online(tenant(), false).await.unwrap();
    rig.sandbox.log_out(tenant()).await.unwrap();
    assert!(matches!(worker.next().await, ConnectorEvent::Disconnected { .. }));
    worker.hears_nothing().await;
    rig.sandbox.set_online(tenant(), true).await.unwrap();
    assert!(matches!(worker.next().await, ConnectorEvent::LoggedOut));
    worker.code().await;
}
