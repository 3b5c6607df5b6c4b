//! The control plane's JSON: every answer and every error in golden files.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::golden::Golden;
use crate::world::{Ask, World};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

fn new_tenant() -> Value {
    json!({
        "name": "Duka la Asha",
        "phone_number": "+255 712 345 678",
        "template_type": "ECOMMERCE",
        "language": "EN",
        "hours_json": { "mon": { "from": "08:00", "to": "17:30" }, "sun": null },
    })
}

async fn create(world: &World) -> String {
    let answer = world.ask(Ask::post("/admin/tenants").platform().json(&new_tenant())).await;
    id(&answer.json()).to_owned()
}

#[tokio::test]
async fn a_tenant_is_created_listed_and_looked_up() {
    let world = World::new().await;
    let mut golden = Golden::default();
    let created =
        golden.ask(&world, Ask::post("/admin/tenants").platform().json(&new_tenant())).await;
    golden.ask(&world, Ask::get("/admin/tenants").platform()).await;
    golden.ask(&world, Ask::get("/admin/tenants?search=asha&status=NEW").platform()).await;
    golden.ask(&world, Ask::get("/admin/tenants?search=nobody").platform()).await;
    golden.ask(&world, Ask::get("/admin/tenants?deleted=true").platform()).await;
    golden.ask(&world, Ask::get(format!("/admin/tenants/{}", id(&created))).platform()).await;
    assert_snapshot!(golden.text());
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let world = World::new().await;
    for _ in 0..3 {
        create(&world).await;
    }
    let mut seen = Vec::new();
    let mut path = "/admin/tenants?limit=2".to_owned();
    loop {
        let page = world.ask(Ask::get(path.as_str()).platform()).await.json();
        seen.extend(
            page["tenants"].as_array().unwrap().iter().map(|tenant| tenant["slug"].clone()),
        );
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/admin/tenants?limit=2&before={next}");
    }
    assert_eq!(seen, ["duka-la-asha-3", "duka-la-asha-2", "duka-la-asha"]);
}

#[tokio::test]
async fn every_wrong_value_of_a_tenant_is_named() {
    let world = World::new().await;
    let mut golden = Golden::default();
    let wrong = json!({
        "phone_number": "0712345678",
        "template_type": "FLOWERS",
        "hours_json": { "mon": { "from": "18:00", "to": "08:00" } },
    });
    let kinds = json!({
        "name": 7,
        "phone_number": ["+255712345678"],
        "hours_json": { "mon": "always", "someday": null },
    });
    for body in [json!({}), wrong, kinds] {
        golden.ask(&world, Ask::post("/admin/tenants").platform().json(&body)).await;
    }
    for query in
        ["limit=0", "limit=201", "limit=many", "before=yesterday", "status=ASLEEP", "deleted=maybe"]
    {
        golden.ask(&world, Ask::get(format!("/admin/tenants?{query}")).platform()).await;
    }
    assert_snapshot!(golden.text());
}

#[tokio::test]
async fn a_worker_is_told_what_to_do() {
    let world = World::new().await;
    let tenant = create(&world).await;
    let mut golden = Golden::default();
    for command in
        ["stop", "restart", "start", "start", "restart", "stop", "force-restart", "dance"]
    {
        let path = format!("/admin/tenants/{tenant}/worker/{command}");
        golden.ask(&world, Ask::post(path).platform()).await;
    }
    assert_snapshot!(golden.text());
}

#[tokio::test]
async fn the_qr_code_comes_as_a_picture() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    let path = format!("/admin/tenants/{}/qr", owner.tenant());
    let mut golden = Golden::default();
    golden.ask(&world, Ask::get(path.as_str()).platform()).await;
    world.engine.run();
    world.approve_and_wait_for_code(&owner).await;
    golden.ask(&world, Ask::get(path.as_str()).platform()).await;
    assert_snapshot!(golden.text());
    world.engine.shut_down(std::time::Duration::from_secs(5)).await;
}

#[tokio::test]
async fn the_message_log_tells_why_a_message_was_answered() {
    let world = World::new().await;
    world.engine.run();
    let owner = world.owner("Mama Salon").await;
    world.connect_phone(&owner).await;
    world.say(&owner, "+255754111222", "Habari").await;
    let path = format!("/admin/tenants/{}/logs", owner.tenant());
    let mut read = Value::Null;
    for _ in 0..200 {
        read = world.ask(Ask::get(path.as_str()).platform()).await.json();
        if read["logs"][0]["status"] == "read" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(read["logs"].as_array().map(Vec::len), Some(2), "{read}");
    let mut golden = Golden::default();
    golden.ask(&world, Ask::get(path.as_str()).platform()).await;
    golden.ask(&world, Ask::get(format!("{path}?limit=1")).platform()).await;
    golden.ask(&world, Ask::get(format!("{path}?limit=-1")).platform()).await;
    assert_snapshot!(golden.text());
    world.engine.shut_down(std::time::Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_setup_request_is_approved_once() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    let request = world.submit(&owner).await;
    let path = format!("/admin/setup-requests/{}", request.id);
    let note = json!({ "notes": "Karibu!" });
    let mut golden = Golden::default();
    golden.ask(&world, Ask::get("/admin/setup-requests").platform()).await;
    golden.ask(&world, Ask::get("/admin/setup-requests?status=ACTIVE").platform()).await;
    golden.ask(&world, Ask::get("/admin/setup-requests?status=LOST").platform()).await;
    golden.ask(&world, Ask::get(path.as_str()).platform()).await;
    golden
        .ask(&world, Ask::post(format!("{path}/approve")).platform().json(&json!({ "notes": 1 })))
        .await;
    golden.ask(&world, Ask::post(format!("{path}/approve")).platform().json(&note)).await;
    golden.ask(&world, Ask::post(format!("{path}/approve")).platform()).await;
    golden.ask(&world, Ask::post(format!("{path}/reject")).platform().json(&note)).await;
    assert_snapshot!(golden.text());
}

#[tokio::test]
async fn a_setup_request_is_rejected_with_a_reason() {
    let world = World::new().await;
    let owner = world.owner("Mama Salon").await;
    let request = world.submit(&owner).await;
    let path = format!("/admin/setup-requests/{}/reject", request.id);
    let mut golden = Golden::default();
    golden.ask(&world, Ask::post(path.as_str()).platform()).await;
    let endless = json!({ "notes": "x".repeat(1001) });
    let answer = world.ask(Ask::post(path.as_str()).platform().json(&endless)).await;
    assert_eq!(answer.json()["fields"]["notes"], "is longer than 1000 characters");
    let reason = json!({ "notes": "The number is not on WhatsApp" });
    golden.ask(&world, Ask::post(path.as_str()).platform().json(&reason)).await;
    golden.ask(&world, Ask::post(path.as_str()).platform().json(&reason)).await;
    assert_snapshot!(golden.text());
}

#[tokio::test]
async fn who_may_not_ask_is_told_so() {
    let world = World::new().await;
    let (owner, other) = (world.owner("Mama Salon").await, world.owner("Kariakoo Phones").await);
    let own = format!("/admin/tenants/{}", owner.tenant());
    let foreign = format!("/admin/tenants/{}", other.tenant());
    let mut golden = Golden::default();
    golden.ask(&world, Ask::get("/admin/tenants")).await;
    golden.ask(&world, Ask::get("/admin/tenants").basic("a guess")).await;
    golden.ask(&world, Ask::get("/admin/tenants").header("authorization", "Basic ???")).await;
    golden.ask(&world, Ask::get("/admin/tenants").signed_in(&owner)).await;
    golden.ask(&world, Ask::post(format!("{own}/worker/start")).signed_in(&owner)).await;
    for below in ["", "/qr", "/logs"] {
        golden.ask(&world, Ask::get(format!("{own}{below}")).signed_in(&owner)).await;
        golden.ask(&world, Ask::get(format!("{foreign}{below}")).signed_in(&owner)).await;
    }
    assert_snapshot!(golden.text());
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let world = World::new().await;
    let nobody = "00000000-0000-7000-8000-000000000000";
    let mut golden = Golden::default();
    for id in [nobody, "first"] {
        for below in ["", "/qr", "/logs"] {
            golden.ask(&world, Ask::get(format!("/admin/tenants/{id}{below}")).platform()).await;
        }
        golden.ask(&world, Ask::post(format!("/admin/tenants/{id}/worker/start")).platform()).await;
        golden.ask(&world, Ask::get(format!("/admin/setup-requests/{id}")).platform()).await;
        golden
            .ask(&world, Ask::post(format!("/admin/setup-requests/{id}/approve")).platform())
            .await;
    }
    golden.ask(&world, Ask::get("/admin/nothing").platform()).await;
    golden.ask(&world, Ask::post("/admin/setup-requests").platform()).await;
    assert_snapshot!(golden.text());
}

#[tokio::test]
async fn a_path_that_is_no_text_is_not_found() {
    let world = World::new().await;
    for path in ["/admin/tenants/%FF", "/admin/tenants/%FF/qr", "/admin/setup-requests/%FF"] {
        let answer = world.ask(Ask::get(path).platform()).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.json()["error"], "Not found", "{path}");
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused() {
    let world = World::new().await;
    let path = "/admin/tenants";
    let mut golden = Golden::default();
    golden.ask(&world, Ask::post(path).platform().raw("application/json", "{\"name\": ")).await;
    golden.ask(&world, Ask::post(path).platform().raw("application/json", "[]")).await;
    golden.ask(&world, Ask::post(path).platform().raw("text/plain", "{}")).await;
    golden
        .ask(&world, Ask::post(path).platform().raw("application/json", &" ".repeat(65_537)))
        .await;
    assert_snapshot!(golden.text());
}

#[tokio::test]
async fn without_a_database_the_answer_is_503() {
    let world = World::new().await;
    let admin = world.admin().await;
    world.store.close().await.unwrap();
    let mut golden = Golden::default();
    golden.ask(&world, Ask::get("/admin/tenants").platform()).await;
    golden.ask(&world, Ask::get("/admin/tenants").signed_in(&admin)).await;
    golden.ask(&world, Ask::get("/portal/me").portal("admin@example.com")).await;
    assert_snapshot!(golden.text());
}

#[tokio::test]
async fn basic_auth_can_be_off() {
    let world = World::with(&[("FLOWHQ_ADMIN_BASIC", "off")]).await;
    let answer = world.ask(Ask::get("/admin/tenants").platform()).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("www-authenticate"), "");
    let said = answer.json()["error"].as_str().unwrap().to_owned();
    assert!(said.contains("off") && said.contains("docs/operations.md"), "{said}");
    // Nobody learns whether the password would have been right.
    let wrong = world.ask(Ask::get("/admin/tenants").basic("wrong")).await;
    assert_eq!((wrong.status, wrong.body), (answer.status, answer.body));
}

#[tokio::test]
async fn a_signed_in_admin_asks_without_the_password() {
    let world = World::new().await;
    let admin = world.admin().await;
    assert_eq!(world.ask(Ask::get("/admin/tenants").signed_in(&admin)).await.status, 200);
}
