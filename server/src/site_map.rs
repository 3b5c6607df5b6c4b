//! What search engines ask for: which pages there are, and which are none of their business.

use app::ssr::Refusal;
use app::ssr::site::PublicPage;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::config::PublicUrl;
use crate::doors::Routes;
use crate::refusal::refuse;
use crate::state::AppState;

/// The one public page that the interface itself draws.
const TEMPLATES: &str = "/templates";
/// Places behind the door, and addresses that are no pages.
const NOT_FOR_ROBOTS: [&str; 6] = ["/app", "/admin", "/api/", "/portal/", "/sandbox", "/ws"];
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// `sitemap.xml` (sitemaps.org, 0.9) and `robots.txt` (RFC 9309).
pub(crate) fn routes() -> Routes {
    Routes::new().get("/sitemap.xml", site_map).get("/robots.txt", robots)
}

/// Needs whole addresses, so there is one only where the public address is known.
async fn site_map(State(state): State<AppState>) -> Response {
    let Some(origin) = state.config.public_url.as_ref().map(PublicUrl::origin) else {
        return refuse(Refusal::NotFound);
    };
    let paths = PublicPage::ALL.into_iter().map(PublicPage::path).chain([TEMPLATES]);
    let mut places = String::new();
    for path in paths {
        places.extend(["  <url><loc>", origin, path, "</loc></url>\n"]);
    }
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{places}</urlset>\n"
    );
    told("application/xml", xml)
}

async fn robots(State(state): State<AppState>) -> Response {
    let mut text = "User-agent: *\n".to_owned();
    for place in NOT_FOR_ROBOTS {
        text.push_str("Disallow: ");
        text.push_str(place);
        text.push('\n');
    }
    if let Some(url) = &state.config.public_url {
        text.push_str("\nSitemap: ");
        text.push_str(url.origin());
        text.push_str("/sitemap.xml\n");
    }
    told("text/plain; charset=utf-8", text)
}

fn told(content_type: &'static str, text: String) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, AN_HOUR);
    response
}
