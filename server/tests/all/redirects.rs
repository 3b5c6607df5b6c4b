//! Nobody is led to somebody else's place, whatever a link or a header says.

use url::Url;

use crate::world::{Ask, ORIGIN, World};

/// What leads browsers astray: they take tabs and line breaks out, a backslash for a slash, and two
/// slashes for a host (WHATWG URL, "URL parsing").
const TRICKS: &[&str] = &[
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "http:/\\evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "/@evil.example",
    "@evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/./\\evil.example",
    "/app/..//evil.example",
    "/app//evil.example",
    "/?next=//evil.example",
    "/#//evil.example",
    "/app\u{0}",
    "/\u{2215}evil.example",
    "/app\r\nset-cookie: flowhq=stolen",
    "?x=//evil.example",
    "#//evil.example",
    "evil.example",
    "",
];

/// Where a browser goes from our page.
fn goes_to(location: &str) -> Url {
    Url::parse(&format!("{ORIGIN}/signin")).unwrap().join(location).unwrap()
}

fn is_ours(location: &str) -> bool {
    let url = goes_to(location);
    // A path that begins with two slashes stays here, but would not if somebody wrote it down again.
    let whole = location.starts_with(ORIGIN);
    url.origin().ascii_serialization() == ORIGIN && (whole || !url.path().starts_with("//"))
}

#[tokio::test]
async fn signing_in_leads_to_a_place_of_ours() {
    let world = World::with(&[("FLOWHQ_PUBLIC_FORMS_PER_MINUTE", "1000")]).await;
    world.owner("Mama Salon").await;
    for trick in TRICKS {
        let fields = form_urlencoded::Serializer::new(String::new())
            .append_pair("email", "mama.salon@example.co.tz")
            .append_pair("password", "correct horse")
            .append_pair("next", trick)
            .finish();
        let answer = world.ask(Ask::form("/api/sign_in", "/signin", &fields)).await;
        assert_eq!(answer.status, 302, "{trick:?}");
        let location = answer.header("location");
        assert!(is_ours(location), "{trick:?} leads to {location:?}");
        assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 1, "{trick:?}");
    }
}

#[tokio::test]
async fn a_place_that_was_asked_for_is_gone_to() {
    let world = World::new().await;
    world.owner("Mama Salon").await;
    let fields =
        "email=mama.salon%40example.co.tz&password=correct+horse&next=%2Fapp%2Fmessages%3Fx%3D1";
    let answer = world.ask(Ask::form("/api/sign_in", "/signin", fields)).await;
    assert_eq!(answer.header("location"), "/app/messages?x=1");
}

#[tokio::test]
async fn a_page_that_a_form_came_from_is_one_of_ours() {
    let world = World::with(&[("FLOWHQ_PUBLIC_FORMS_PER_MINUTE", "1000")]).await;
    for trick in TRICKS {
        for referer in
            [format!("{ORIGIN}{trick}"), format!("http://evil.example{trick}"), (*trick).to_owned()]
        {
            let Ok(value) = referer.parse::<http::HeaderValue>() else { continue };
            for (action, fields) in [
                ("/api/set_language", "language=sw"),
                ("/api/sign_in", "email=a%40b.example&password=wrong+horse"),
            ] {
                let mut ask = Ask::form(action, "/", fields);
                ask.headers.insert("referer", value.clone());
                let answer = world.ask(ask).await;
                let location = answer.header("location");
                let ours = location.is_empty() || is_ours(location);
                assert!(ours, "{action} from {referer:?} leads to {location:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_way_to_the_door_names_a_place_of_ours() {
    let world = World::new().await;
    for path in ["/app//evil.example", "/app/%2f%2fevil.example", "/admin/tenants/..%2f..%2f/evil"]
    {
        let answer = world.ask(Ask::page(path)).await;
        let location = answer.header("location");
        assert!(location.is_empty() || is_ours(location), "{path} leads to {location:?}");
    }
}
