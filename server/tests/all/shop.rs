//! Pictures and files of products.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::shop::{IMPORT_MAX_BYTES, PICTURE_MAX_BYTES, ProductForm};
use http::{Method, StatusCode};

use crate::world::{Ask, ORIGIN, Person, World};

const BOUND: &str = "between-the-fields";
const LIST: &str = "jina,bei,idadi\nSukari,\"3,500\",4\nChumvi,ghali,\n";
const PICTURE: &str = "RIFF\u{10}\0\0\0WEBPVP8 ";

/// What the form of our own page sends.
fn hand_in(path: &str, field: &str, content: &str) -> Ask {
    let body = format!(
        "--{BOUND}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"a\"\r\n\r\n\
         {content}\r\n--{BOUND}--\r\n"
    );
    let kind = format!("multipart/form-data; boundary={BOUND}");
    let ask = Ask::new(Method::POST, path).header("origin", ORIGIN);
    ask.header("accept", "text/html").raw(&kind, &body)
}

async fn sold(world: &World, owner: &Person) -> Vec<String> {
    let catalogue = world.engine.catalogue(&owner.principal, owner.tenant()).await.unwrap();
    catalogue.products.into_iter().map(|product| product.name_sw).collect()
}

#[tokio::test]
async fn a_file_of_products_is_looked_at_before_it_is_taken_in() {
    let world = World::new().await;
    let owner = world.owner("Duka").await;
    let looked = hand_in("/app/products/import", "file", LIST).cookie(&owner);
    let looked = world.ask(looked).await;
    assert_eq!(looked.status, StatusCode::OK);
    assert!(looked.header("content-security-policy").contains("script-src"));
    for shown in ["data-testid=\"preview\"", "data-fate=\"added\"", "data-fate=\"wrong\"", "Sukari"]
    {
        assert!(looked.body.contains(shown), "{shown}\n{}", looked.body);
    }
    let content = STANDARD.encode(LIST);
    assert!(looked.body.contains(&format!("value=\"{content}\"")), "{}", looked.body);
    assert!(sold(&world, &owner).await.is_empty(), "looking writes nothing");

    let taken = hand_in("/app/products/import/take", "content", &content).cookie(&owner);
    assert_eq!(world.ask(taken).await.header("location"), "/app/products?saved=imported");
    assert_eq!(sold(&world, &owner).await, ["Sukari"]);
    let page = world.ask(Ask::page("/app/products").cookie(&owner)).await;
    assert!(page.body.contains("data-testid=\"btn-undo-import\""), "{}", page.body);
}

#[tokio::test]
async fn what_is_no_file_of_products_is_refused_with_the_reason() {
    let world = World::new().await;
    let owner = world.owner("Duka").await;
    let large = "a".repeat(IMPORT_MAX_BYTES + 1);
    for (path, field, content, problem) in [
        ("/app/products/import", "file", "", "missing"),
        ("/app/products/import", "other", LIST, "missing"),
        ("/app/products/import", "file", &large, "too_large"),
        ("/app/products/import/take", "content", "", "missing"),
        ("/app/products/import/take", "content", "no base64!", "broken"),
    ] {
        let answer = world.ask(hand_in(path, field, content).cookie(&owner)).await;
        let place = format!("/app/products/import?problem={problem}");
        assert_eq!(answer.header("location"), place, "{path} {field}");
        let page = world.ask(Ask::page(&place).cookie(&owner)).await;
        assert!(page.body.contains("role=\"alert\""), "{}", page.body);
    }
    let visitor = world.ask(hand_in("/app/products/import", "file", LIST)).await;
    assert_eq!(visitor.header("location"), "/signin?next=/app/products");
    let foreign =
        hand_in("/app/products/import", "file", LIST).header("origin", "https://evil.example");
    assert_eq!(world.ask(foreign.cookie(&owner)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_picture_is_kept_and_handed_to_who_may_see_it() {
    let world = World::new().await;
    let (owner, other) = (world.owner("Duka").await, world.owner("Soko").await);
    let form =
        ProductForm { name_sw: "Sukari".into(), price: "3500".into(), ..ProductForm::default() };
    let saved = world.engine.save_product(&owner.principal, owner.tenant(), None, &form).await;
    let page = format!("/app/products/{}", saved.unwrap());
    let path = format!("{page}/picture");
    assert_eq!(world.ask(Ask::get(&path).cookie(&owner)).await.status, StatusCode::NOT_FOUND);
    let large = PICTURE.to_owned() + &"a".repeat(PICTURE_MAX_BYTES);
    for (content, said) in [
        ("GIF89a", "problem=unknown_kind"),
        (large.as_str(), "problem=too_large"),
        ("", "problem=missing"),
        (PICTURE, "saved=picture"),
    ] {
        let answer = world.ask(hand_in(&path, "file", content).cookie(&owner)).await;
        assert_eq!(answer.header("location"), format!("{page}?{said}"));
    }
    let foreign = world.ask(hand_in(&path, "file", PICTURE).cookie(&other)).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);

    let picture = world.ask(Ask::get(&path).cookie(&owner)).await;
    assert_eq!((picture.status, picture.body.as_str()), (StatusCode::OK, PICTURE));
    assert_eq!(picture.header("content-type"), "image/webp");
    assert_eq!(picture.header("x-content-type-options"), "nosniff");
    assert_eq!(picture.header("cache-control"), "private, no-cache");
    assert_eq!(picture.header("content-security-policy"), "default-src 'none'; sandbox");
    let again = Ask::get(&path).header("if-none-match", picture.header("etag")).cookie(&owner);
    let again = world.ask(again).await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(world.ask(Ask::get(&path).cookie(&other)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.ask(Ask::get(&path)).await.status, StatusCode::UNAUTHORIZED);
}
