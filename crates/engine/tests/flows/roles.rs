//! Who may see and change the flow.

use domain::Role;
use domain::editor::{FlowActForm, PublishForm, StepTextsForm};
use domain::simulation::OwnSimulationForm;

use crate::support::{May, became};
use crate::world::World;

#[tokio::test]
async fn agents_do_not_see_it_and_auditors_do_not_change_it() {
    let world = World::new().await;
    let (shop, other) = (world.shop().await, world.shop_named("Duka").await);
    for (role, reads, changes) in [
        (Role::Owner, May::Yes, May::Yes),
        (Role::Manager, May::Yes, May::Yes),
        (Role::Agent, May::No, May::No),
        (Role::Auditor, May::Yes, May::No),
    ] {
        let (engine, who) = (&world.engine, shop.staff(role));
        let trial = OwnSimulationForm {
            which: "active".into(),
            language: "SW".into(),
            said: "Habari".into(),
        };
        for (tenant, reads, changes) in
            [(shop.tenant, reads, changes), (other.tenant, May::NotHere, May::NotHere)]
        {
            assert_eq!(became(&engine.flow_editor(&who, tenant).await), reads, "{role}");
            assert_eq!(became(&engine.flow_history(&who, tenant, None).await), reads, "{role}");
            assert_eq!(became(&engine.export_flow(&who, tenant).await), reads, "{role}");
            assert_eq!(became(&engine.simulate_own(&who, tenant, &trial).await), reads, "{role}");
            let texts = StepTextsForm::default();
            assert_eq!(became(&engine.save_step_texts(&who, tenant, &texts).await), changes);
            let act = FlowActForm::default();
            assert_eq!(became(&engine.change_flow(&who, tenant, &act).await), changes, "{role}");
            let publish = PublishForm::default();
            assert_eq!(became(&engine.publish_flow(&who, tenant, &publish).await), changes);
            assert_eq!(became(&engine.use_flow_again(&who, tenant, 0, "").await), changes);
            assert_eq!(became(&engine.import_flow(&who, tenant, b"").await), changes, "{role}");
            if changes != May::Yes {
                assert_eq!(became(&engine.discard_flow(&who, tenant).await), changes, "{role}");
            }
        }
    }
}
