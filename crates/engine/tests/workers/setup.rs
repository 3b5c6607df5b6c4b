//! Setting up step by step, and changing the business later.

use domain::draft::{BusinessForm, SetupStep, StepForm};
use domain::forms::{DayForm, HoursForm};
use domain::{Permission, Problem, Role};
use engine::{EngineError, Onward};

use crate::world::World;

fn number(number: &str) -> StepForm {
    StepForm {
        whatsapp_number: number.to_owned(),
        language: "SW".to_owned(),
        ..StepForm::default()
    }
}

#[tokio::test]
async fn a_step_leads_on_when_it_is_right_and_is_kept_when_it_is_not() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let step = async |step, form, onward| {
        world.engine.save_setup_step(&shop.owner, step, form, onward).await
    };
    let kept = async || world.engine.setup_draft(&shop.owner).await.unwrap().unwrap();
    let business = StepForm { business_name: "Mama".to_owned(), ..StepForm::default() };
    let next = step(SetupStep::Business, business, Onward::Next).await.unwrap();
    assert_eq!(next, SetupStep::Number);

    let wrong = step(SetupStep::Number, number("0712345678"), Onward::Next).await;
    let Err(EngineError::Invalid(problems)) = wrong else { panic!("{wrong:?}") };
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].problem, Problem::PhoneCountryCode);
    let draft = kept().await;
    assert_eq!(
        (draft.step, draft.form.whatsapp_number.as_str()),
        (SetupStep::Number, "0712345678")
    );
    assert_eq!(draft.form.business_name, "Mama", "the other step is as it was");

    let back = step(SetupStep::Number, number("later"), Onward::Back).await.unwrap();
    assert_eq!((back, kept().await.form.whatsapp_number.as_str()), (SetupStep::Business, "later"));

    step(SetupStep::Number, number("+255712345678"), Onward::Next).await.unwrap();
    let template = StepForm { template: "BOOKING".to_owned(), ..StepForm::default() };
    let next = step(SetupStep::Template, template, Onward::Next).await.unwrap();
    assert_eq!((next, kept().await.step), (SetupStep::Review, SetupStep::Review));
    let again = step(SetupStep::Number, number("+255754000001"), Onward::Next).await.unwrap();
    assert_eq!(again, SetupStep::Review, "who had reached the review comes back to it");

    let form = kept().await.form;
    world.engine.submit_setup(&shop.owner, &form).await.unwrap();
    assert!(world.engine.setup_draft(&shop.owner).await.unwrap().is_none());
    let late = step(SetupStep::Number, number("+255754000001"), Onward::Next).await;
    assert!(matches!(late, Err(EngineError::Conflict(_))), "{late:?}");
}

#[tokio::test]
async fn the_business_is_changed_by_who_may() {
    let world = World::new().await;
    let shop = world.shop("Mama Salon").await;
    let tenant = shop.owner.tenant_id.unwrap();
    let form = BusinessForm {
        business_name: "Mama Salon".to_owned(),
        language: "EN".to_owned(),
        timezone: "Africa/Nairobi".to_owned(),
        late: "15".to_owned(),
        currency: "KES".to_owned(),
        after_hours: "ANSWER".to_owned(),
        hours: HoursForm {
            mon: DayForm { from: "09:00".to_owned(), to: "17:00".to_owned() },
            ..HoursForm::default()
        },
        ..BusinessForm::default()
    };
    let config = world.engine.change_business(&shop.owner, tenant, &form).await.unwrap();
    assert_eq!(world.detail(&shop).await.config, config);
    assert_eq!(config.timezone, "Africa/Nairobi");

    assert!(!Role::Agent.may(Permission::ChangeBusiness));
    let agent = domain::Principal { role: Role::Agent, ..shop.owner.clone() };
    let refused = world.engine.change_business(&agent, tenant, &form).await;
    assert!(matches!(refused, Err(EngineError::Forbidden)), "{refused:?}");
    let stranger = world.shop("Duka").await;
    let refused = world.engine.change_business(&stranger.owner, tenant, &form).await;
    assert!(matches!(refused, Err(EngineError::NotFound)), "{refused:?}");
}
