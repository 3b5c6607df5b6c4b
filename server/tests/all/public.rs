//! The pages that anybody may read: whole, light, and without a program.

use std::io::Write;

use app::ssr::site::PublicPage;
use http::Method;

use crate::world::{Answer, Ask, ORIGIN, World, platform};

/// What the browser may have to load for a first look, in bytes: the page packed by gzip, which every
/// browser takes, and the style sheet's sources packed the same way. Brotli, which most browsers get
/// for the sheet, is about a fifth smaller.
const FIRST_LOOK_BYTES: usize = 40 * 1024;

fn page(path: &str) -> Ask {
    Ask::new(Method::GET, path).header("accept", "text/html")
}

fn contact(fields: &str) -> Ask {
    Ask::new(Method::POST, "/contact")
        .header("accept", "text/html")
        .header("origin", ORIGIN)
        .raw("application/x-www-form-urlencoded", fields)
}

fn gzip(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

fn style_sheets() -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../style");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let sheets = files.filter(|path| path.extension().is_some_and(|end| end == "css"));
    sheets.flat_map(|path| std::fs::read(path).unwrap()).collect()
}

async fn world() -> World {
    World::with(&[("FLOWHQ_PUBLIC_URL", "http://flowhq.test")]).await
}

#[tokio::test]
async fn every_public_page_is_whole_and_runs_nothing() {
    let world = world().await;
    for page_of in PublicPage::ALL {
        for language in ["en", "sw"] {
            let path = page_of.path();
            let shown = world.ask(page(path).header("accept-language", language)).await;
            assert_eq!(shown.status, 200, "{path}");
            let html = &shown.body;
            let count = |what: &str| html.matches(what).count();
            assert!(html.contains(&format!("<html lang=\"{language}\"")), "{path}: {html}");
            assert_eq!((count("<title>"), count("<h1")), (1, 1), "{path}");
            assert_eq!(count("<meta name=\"description\""), 1, "{path}");
            assert_eq!(
                (count("<script"), count("style=\""), count("modulepreload")),
                (0, 0, 0),
                "{path}"
            );
            let canonical = format!("rel=\"canonical\" href=\"{ORIGIN}{path}\"");
            assert!(html.contains(&canonical), "{path}: {html}");
            assert!(
                html.contains("property=\"og:image\" content=\"http://flowhq.test/og/"),
                "{path}"
            );
            assert!(!html.contains('{'), "{path}: a place was not filled in");
            assert!(shown.header("vary").contains("cookie"), "{path}");
            let policy = shown.header("content-security-policy");
            assert!(
                policy.contains("default-src 'none'") && !policy.contains("script"),
                "{policy}"
            );
            let bytes = gzip(html.as_bytes()) + gzip(&style_sheets());
            assert!(bytes < FIRST_LOOK_BYTES, "{path}: {bytes} bytes");
        }
    }
}

#[tokio::test]
async fn the_picture_of_every_page_is_there() {
    for page_of in PublicPage::ALL {
        for language in ["en", "sw"] {
            let name = match page_of.path().trim_start_matches('/') {
                "" => "home",
                name => name,
            };
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../public/og");
            let picture = std::fs::read(format!("{folder}/{name}-{language}.png")).unwrap();
            // The size stands in the first chunk (PNG, third edition, §11.2.1).
            let size = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
            assert_eq!((size(16), size(20)), (1200, 630), "{name}-{language}");
            assert!(picture.len() < 80 * 1024, "{name}-{language}: {} bytes", picture.len());
        }
    }
}

#[tokio::test]
async fn a_page_is_packed_and_not_sent_again_unless_it_changed() {
    let world = world().await;
    let first = world.ask(page("/").header("accept-encoding", "gzip")).await;
    assert_eq!(first.header("content-encoding"), "gzip");
    let tag = first.header("etag").to_owned();
    let again = world.ask(page("/").header("if-none-match", &tag)).await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
    let other = page("/").header("if-none-match", &tag).header("cookie", "flowhq_theme=dark");
    let other = world.ask(other).await;
    assert_eq!(other.status, 200);
    assert!(other.body.contains("data-theme=\"dark\""));
}

#[tokio::test]
async fn who_is_signed_in_is_led_to_the_own_pages() {
    let world = world().await;
    let (owner, admin) = (world.owner("Mama Salon").await, world.admin().await);
    let door = |answer: &Answer, href: &str| {
        answer.body.contains(&format!("href=\"{href}\" data-testid=\"site-door\""))
    };
    assert!(door(&world.ask(page("/pricing")).await, "/signin"));
    assert!(door(&world.ask(page("/pricing").cookie(&owner)).await, "/app"));
    assert!(door(&world.ask(page("/pricing").cookie(&admin)).await, "/admin"));
}

#[tokio::test]
async fn the_site_map_lists_exactly_the_public_pages() {
    let world = world().await;
    let map = world.ask(page("/sitemap.xml")).await;
    assert_eq!(map.header("content-type"), "application/xml");
    let mut listed: Vec<_> = map
        .body
        .split("<loc>")
        .skip(1)
        .filter_map(|rest| rest.split_once("</loc>")?.0.strip_prefix(ORIGIN))
        .collect();
    listed.sort_unstable();
    let public = ["/", "/about", "/contact", "/pricing", "/privacy", "/templates", "/terms"];
    assert_eq!(listed, public);
    for path in listed {
        assert_eq!(world.ask(page(path)).await.status, 200, "{path}");
    }
    let robots = world.ask(page("/robots.txt")).await.body;
    assert!(robots.contains("Disallow: /admin\n"), "{robots}");
    assert!(robots.contains("Sitemap: http://flowhq.test/sitemap.xml"), "{robots}");
}

#[tokio::test]
async fn without_a_public_address_pages_name_none() {
    let world = World::new().await;
    assert!(!world.ask(page("/")).await.body.contains("canonical"));
    assert_eq!(world.ask(page("/sitemap.xml")).await.status, 404);
}

#[tokio::test]
async fn a_message_of_a_visitor_is_kept_for_the_admins() {
    let world = world().await;
    let sent = "name=Neema&business=&reach=0712+345+678&message=Mwanza%3F&website=";
    let sent = world.ask(contact(sent).header("accept-language", "sw")).await;
    assert_eq!((sent.status.as_u16(), sent.header("location")), (303, "/contact?sent"));
    assert!(world.ask(page("/contact?sent")).await.body.contains("contact-thanks"));
    let leads = world.engine.leads(&platform(), 10, None).await.unwrap().items;
    assert_eq!(leads.len(), 1);
    assert_eq!((leads[0].name.as_str(), leads[0].reach.as_str()), ("Neema", "0712 345 678"));
    assert_eq!(leads[0].language, domain::Language::Sw);
}

#[tokio::test]
async fn a_refused_message_comes_back_as_it_was_typed() {
    let world = world().await;
    let typed = "name=&business=Duka+%3Cb%3E&reach=asha&message=Two%0D%0Alines";
    let back = world.ask(contact(typed)).await;
    assert_eq!(back.status, 422);
    let html = &back.body;
    assert!(
        html.contains("value=\"Duka &lt;b&gt;\"") || html.contains("value=\"Duka <b>\""),
        "{html}"
    );
    assert!(html.contains(">Two\r\nlines</textarea>"), "{html}");
    for wrong in ["error-name", "error-reach"] {
        assert!(html.contains(wrong), "{wrong}: {html}");
    }
    assert!(!html.contains("error-message"));
    assert_eq!(world.engine.leads(&platform(), 10, None).await.unwrap().items, []);
}

#[tokio::test]
async fn a_program_that_fills_in_every_field_is_thanked_and_forgotten() {
    let world = world().await;
    let sent = "name=x&reach=x%40example.com&message=buy&website=http%3A%2F%2Fspam.example";
    assert_eq!(world.ask(contact(sent)).await.status, 303);
    assert_eq!(world.engine.leads(&platform(), 10, None).await.unwrap().items, []);
}

#[tokio::test]
async fn a_foreign_page_cannot_write_in_a_visitors_name() {
    let world = world().await;
    let foreign =
        contact("name=x&reach=x%40example.com&message=x").header("origin", "http://evil.example");
    assert_eq!(world.ask(foreign).await.status, 403);
}

#[tokio::test]
async fn the_operators_prices_and_name_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plans.toml");
    let plans = "[[plan]]\nname = { en = \"Market\", sw = \"Soko\" }\n\
                 summary = { en = \"x\", sw = \"x\" }\ntzs = 1250000\nusd_cents = 4950\nfeatures = []\n";
    std::fs::write(&file, plans).unwrap();
    let file = file.display().to_string();
    let settings = [
        ("FLOWHQ_PLANS_FILE", file.as_str()),
        ("FLOWHQ_OPERATOR_NAME", "Mfano & Wana"),
        ("FLOWHQ_CONTACT_EMAIL", "habari@mfano.co.tz"),
    ];
    let world = World::with(&settings).await;
    let prices = world.ask(page("/pricing")).await.body;
    assert!(prices.contains("TZS\u{a0}1,250,000") && prices.contains("US$49.50"), "{prices}");
    let swahili = world.ask(page("/pricing").header("accept-language", "sw")).await.body;
    assert!(swahili.contains("Soko") && swahili.contains("TSh\u{a0}1,250,000"), "{swahili}");
    for path in ["/privacy", "/terms", "/about"] {
        let text = world.ask(page(path)).await.body;
        assert!(text.contains("Mfano &amp; Wana"), "{path}: {text}");
    }
    assert!(world.ask(page("/contact")).await.body.contains("mailto:habari@mfano.co.tz"));
}

#[tokio::test]
async fn the_about_page_leads_to_the_source() {
    let url = "https://example.com/flowhq";
    let world = World::with(&[("FLOWHQ_SOURCE_URL", url)]).await;
    let about = world.ask(page("/about")).await.body;
    assert!(about.contains(&format!("<a href=\"{url}\"")), "{about}");
    let licence = match cfg!(feature = "whatsapp-web") {
        true => "GNU Affero General Public License",
        false => "Apache 2.0",
    };
    assert!(about.contains(licence), "{about}");
}

#[tokio::test]
async fn without_an_address_of_the_source_the_about_page_says_whom_to_ask() {
    let about = world().await.ask(page("/about")).await.body;
    assert_eq!(about.contains("Ask us for its source"), cfg!(feature = "whatsapp-web"));
    assert!(!about.contains("data-testid=\"source\""), "{about}");
}

#[tokio::test]
async fn a_conversation_is_tried_without_javascript() {
    let world = world().await;
    let begun = world.ask(page("/templates")).await;
    assert_eq!(begun.status, 200);
    assert_eq!(begun.body.matches("data-testid=\"sim-again\"").count(), 9, "{}", begun.body);
    let on = world.ask(page("/templates?language=EN&chat=booking&said=Hello&text=1")).await;
    assert!(on.body.contains("Which service would you like?"), "{}", on.body);
    assert!(on.body.contains("value=\"Hello\n1\""), "{}", on.body);
    let garbage =
        "/templates?language=XX&chat=booking&said=%00%ff%0a%0a%F0%9F&text=%7Bbusiness_name%7D";
    assert_eq!(world.ask(page(garbage)).await.status, 200);
}

#[tokio::test]
async fn the_simulator_answers_programs_and_names_what_is_wrong() {
    let world = world().await;
    let ask = |fields: &str| {
        Ask::post("/api/simulate")
            .header("origin", ORIGIN)
            .raw("application/x-www-form-urlencoded", fields)
    };
    let fields = "sim[template]=SUPPORT&sim[language]=SW&sim[business]=Duka&sim[said]=habari";
    let told = world.ask(ask(fields)).await;
    assert_eq!(told.status, 200, "{}", told.body);
    assert_eq!(told.json()["turns"][0]["step"], "menu");
    let wrong = world.ask(ask("sim[template]=CAT&sim[language]=SW")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
}
