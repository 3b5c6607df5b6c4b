//! Services, prices and hours on the page of the conversation, as a browser without JavaScript changes them.

use domain::draft::business_form;
use domain::views::ConfigView;

use crate::world::{Answer, Ask, Person, World};

/// The page that an answer leads to, with what the answer left in the browser.
async fn followed(world: &World, owner: &Person, answer: &Answer) -> String {
    let mut cookies = format!("flowhq={}", owner.token);
    for line in answer.headers.get_all("set-cookie") {
        let kept = line.to_str().unwrap().split(';').next().unwrap();
        cookies = [cookies.as_str(), kept].join("; ");
    }
    let page = Ask::page(answer.header("location")).header("cookie", &cookies);
    world.ask(page).await.body
}

/// The owner's form on a card of the conversation.
fn on_card(owner: &Person, action: &str, from: &str, fields: &str) -> Ask {
    Ask::form(action, from, fields).cookie(owner)
}

/// Whether an answer leads back to a card, as saved.
fn is_back(answer: &Answer, card: &str, saved: &str) -> bool {
    let location = answer.header("location");
    location.starts_with(&format!("/app/flow?card={card}&saved={saved}&at="))
        && location.ends_with(&format!("#step-{card}"))
}

async fn config(world: &World, owner: &Person) -> ConfigView {
    world.engine.tenant_detail(&owner.principal, owner.tenant()).await.unwrap().config
}

#[tokio::test]
async fn a_price_is_refused_and_kept_on_the_card_that_it_stands_on() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    let new = "/app/flow?card=prices&service=new";
    let named = "card=prices&form[name_sw]=Kusuka&form[minutes]=60&form[active]=on&form[price]=";
    let wrong = on_card(&owner, "/api/save_service", new, &format!("{named}ghali"));
    let wrong = world.ask(wrong).await;
    assert_eq!(wrong.status, 302);
    let location = wrong.header("location");
    assert!(location.contains(new) && location.contains("__err="), "{location}");
    let page = followed(&world, &owner, &wrong).await;
    for shown in ["data-testid=\"ware-form\"", "value=\"ghali\"", "value=\"Kusuka\""] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
    assert!(page.contains("aria-invalid=\"true\""), "{page}");

    let right = on_card(&owner, "/api/save_service", new, &format!("{named}15%2C000"));
    let right = world.ask(right).await;
    assert!(is_back(&right, "prices", "service"), "{}", right.header("location"));
    let path = right.header("location").split('#').next().unwrap();
    let page = world.ask(Ask::page(path).cookie(&owner)).await.body;
    assert!(page.contains("TSh 15,000") && !page.contains("data-testid=\"ware-form\""), "{page}");
}

#[tokio::test]
async fn the_hours_change_alone_and_wrong_ones_are_kept_as_typed() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    let before = business_form(&config(&world, &owner).await);
    let from = "/app/flow?card=contact&hours=week";
    let wrong = "card=contact&form[hours][tue][from]=12:00&form[hours][tue][to]=07:35";
    let wrong = world.ask(on_card(&owner, "/api/save_hours", from, wrong)).await;
    assert!(wrong.header("location").contains("__err="), "{}", wrong.header("location"));
    let page = followed(&world, &owner, &wrong).await;
    assert!(page.contains("value=\"07:35\""), "{page}");
    assert_eq!(business_form(&config(&world, &owner).await), before);

    let right = "card=contact&form[hours][tue][from]=07:30&form[hours][tue][to]=12:00";
    let right = world.ask(on_card(&owner, "/api/save_hours", from, right)).await;
    assert!(is_back(&right, "contact", "hours"), "{}", right.header("location"));
    let mut after = business_form(&config(&world, &owner).await);
    assert_eq!((after.hours.tue.from.as_str(), after.hours.tue.to.as_str()), ("07:30", "12:00"));
    after.hours = before.hours.clone();
    assert_eq!(after, before, "nothing else of the business changed");
}

#[tokio::test]
async fn a_form_that_stands_on_no_card_leads_where_it_always_did() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    let service = "form[name_sw]=Kusuka&form[minutes]=60";
    for (card, place) in [
        ("", "/app/services?saved=service"),
        ("&card=", "/app/services?saved=service"),
        ("&card=//evil.example", "/app/services?saved=service"),
        ("&card=menu%26next%3D//evil.example", "/app/services?saved=service"),
    ] {
        let fields = [service, card].concat();
        let answer = world.ask(on_card(&owner, "/api/save_service", "/app/services", &fields));
        assert_eq!(answer.await.header("location"), place, "{card}");
    }
}

#[tokio::test]
async fn who_may_not_change_the_business_sees_what_it_offers_without_forms() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    let service = "card=prices&form[name_sw]=Kusuka&form[minutes]=60&form[price]=15000";
    world.ask(on_card(&owner, "/api/save_service", "/app/flow", service)).await;
    let path = "/app/flow?card=contact&hours=week";
    let own = world.ask(Ask::page(path).cookie(&owner)).await.body;
    assert!(own.contains("data-testid=\"ware-form\""), "{own}");

    let other = world.agent(&owner).await;
    let (tenant, user) = (owner.tenant(), other.principal.user_id.unwrap());
    world.engine.set_role(&owner.principal, tenant, user, "AUDITOR").await.unwrap();
    let seen = world.ask(Ask::page(path).cookie(&other)).await.body;
    assert!(seen.contains("Kusuka") && seen.contains("TSh 15,000"), "{seen}");
    for form in
        ["data-testid=\"ware-form\"", "data-testid=\"ware-add\"", "data-testid=\"ware-week\""]
    {
        assert!(!seen.contains(form), "{form}\n{seen}");
    }
}
