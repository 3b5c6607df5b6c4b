//! How people want to be alerted.

use domain::alert::{AlertChoice, AlertForm, AlertPrefs};
use domain::{Permission, Problem, Role};
use engine::EngineError;

use crate::team::joined;
use crate::world::{World, problem};

fn form() -> AlertForm {
    AlertForm {
        mail: AlertChoice { handoff: true, ..AlertChoice::NONE },
        browser: AlertChoice { failed: true, ..AlertChoice::NONE },
        ..AlertForm::default()
    }
}

#[tokio::test]
async fn each_person_says_how_they_want_it_and_who_only_reads_is_never_alerted() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let usual = AlertPrefs::usual(Role::Owner);
    assert_eq!(world.engine.alert_prefs(&owner.principal).await.unwrap(), Some(usual));
    world.engine.change_alerts(&owner.principal, &form()).await.unwrap();
    let kept = world.engine.alert_prefs(&owner.principal).await.unwrap();
    assert_eq!(kept, Some(form().prefs().unwrap()));

    let (from, to) = ("21:00".to_owned(), "21:00".to_owned());
    let wrong = AlertForm { quiet: "on".into(), quiet_from: from, quiet_to: to, ..form() };
    let refused = world.engine.change_alerts(&owner.principal, &wrong).await;
    assert_eq!(problem(refused), ("quiet_to".to_owned(), Problem::SameTime));
    let wrong = AlertForm { quiet_to: "late".into(), ..wrong };
    let refused = world.engine.change_alerts(&owner.principal, &wrong).await;
    assert_eq!(problem(refused), ("quiet_to".to_owned(), Problem::Clock));
    assert_eq!(world.engine.alert_prefs(&owner.principal).await.unwrap(), kept);

    let auditor = joined(&world, &owner.principal, "juma", Role::Auditor).await;
    assert!(!auditor.principal.role.may(Permission::Converse));
    assert_eq!(world.engine.alert_prefs(&auditor.principal).await.unwrap(), None);
    let refused = world.engine.change_alerts(&auditor.principal, &form()).await;
    assert!(matches!(refused, Err(EngineError::Forbidden)), "{refused:?}");
}
