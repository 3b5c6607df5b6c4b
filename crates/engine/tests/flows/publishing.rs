//! Publishing, going back, and files.

use domain::{Conflict, Problem};

use crate::support::{is_missing, wrong};
use crate::world::{World, conflict};

#[tokio::test]
async fn a_draft_is_published_once_and_an_older_version_comes_back_as_a_new_one() {
    let world = World::new().await;
    let shop = world.shop().await;
    assert!(matches!(conflict(world.publish(&shop).await), Conflict::DraftChanged { .. }));
    world.word(&shop, "when", "prompt", "Lini?").await;
    assert_eq!(world.publish(&shop).await.unwrap(), 1);
    let editor = world.editor(&shop).await;
    assert_eq!((editor.draft, editor.active, editor.unreadable), (None, Some(1), false));
    world.word(&shop, "when", "prompt", "Siku gani?").await;
    assert_eq!(world.publish(&shop).await.unwrap(), 2);

    let again =
        async |number| world.engine.use_flow_again(&shop.owner, shop.tenant, number, "keep").await;
    assert_eq!(conflict(again(2).await), Conflict::NothingToPublish);
    assert!(is_missing(&again(9).await));
    again(1).await.unwrap();
    assert_eq!(world.text(&shop, "when", "prompt").await, "Lini?");
    let history = world.engine.flow_history(&shop.owner, shop.tenant, None).await.unwrap();
    let listed: Vec<_> = history
        .versions
        .iter()
        .map(|it| (it.version.number, it.version.from_number, it.changes.len()))
        .collect();
    assert_eq!(listed, [(3, Some(1), 1), (2, None, 1), (1, None, 1)]);
    assert_eq!(history.versions[1].version.note.as_deref(), Some("Wiki ya ofa"));
    assert_eq!(history.versions[1].changes[0].old, "Lini?");
    again(0).await.unwrap();
    assert!(world.editor(&shop).await.active.is_none());
}

#[tokio::test]
async fn what_is_to_be_mended_or_says_nothing_new_is_not_published() {
    let world = World::new().await;
    let shop = world.shop().await;
    let was = world.text(&shop, "when", "prompt").await;
    world.word(&shop, "when", "prompt", "").await;
    assert_eq!(conflict(world.publish(&shop).await), Conflict::FlowUnfinished { problems: 1 });
    world.word(&shop, "when", "prompt", &was).await;
    assert_eq!(conflict(world.publish(&shop).await), Conflict::NothingToPublish);
}

#[tokio::test]
async fn a_flow_goes_out_to_a_file_and_comes_in_as_a_draft() {
    let world = World::new().await;
    let shop = world.shop().await;
    world.word(&shop, "when", "prompt", "Lini? <script>alert(1)</script>").await;
    let file = world.engine.export_flow(&shop.owner, shop.tenant).await.unwrap();
    assert_eq!(file.name, "flow-booking.json");
    world.engine.discard_flow(&shop.owner, shop.tenant).await.unwrap();
    let import =
        async |bytes: &[u8]| world.engine.import_flow(&shop.owner, shop.tenant, bytes).await;
    import(file.json.as_bytes()).await.unwrap();
    let text = world.text(&shop, "when", "prompt").await;
    assert_eq!(text, "Lini? <script>alert(1)</script>");
    assert!(world.editor(&shop).await.active.is_none(), "nothing is published by itself");

    let other = file.json.replace("\"BOOKING\"", "\"SALON\"");
    let unknown = file.json.replace("\"definition\"", "\"more\": 1, \"definition\"");
    let deep = format!("{{\"flowhq_flow\":1,\"definition\":{}", "[".repeat(100_000));
    let large = vec![b' '; 10 * 1024 * 1024];
    let refused = [
        (b"".as_slice(), Problem::Required),
        (b"{}", Problem::Form { wanted: "flow-salon.json".into() }),
        (deep.as_bytes(), Problem::Form { wanted: "flow-salon.json".into() }),
        (unknown.as_bytes(), Problem::Form { wanted: "flow-salon.json".into() }),
        (other.as_bytes(), Problem::Choice { allowed: "BOOKING".into() }),
        (large.as_slice(), Problem::Megabytes { max: 1 }),
    ];
    for (bytes, problem) in refused {
        assert_eq!(wrong(import(bytes).await), [("file".to_owned(), problem)]);
    }
}
