//! The pages and their server functions.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::post;
use http::header::{CONTENT_SECURITY_POLICY, LOCATION};
use http::{Method, StatusCode};
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{
    LeptosRoutes, ResponseOptions, generate_route_list, render_app_async_with_context,
};

use crate::config::PublicUrl;
use crate::security::{headers, session};
use crate::state::AppState;
use crate::{gallery, site_map, uploads, visitors};

/// Every page of the interface, every server function, and the page for everything else.
pub fn routes(state: &AppState) -> Router<AppState> {
    let engine = state.engine.clone();
    let cookie = session::cookie(state);
    let areas = state.site.areas();
    let context = move || {
        provide_context(engine.clone());
        provide_context(cookie);
        provide_context(areas.clone());
    };
    let options = state.leptos.clone();
    let websocket = state.config.public_url.as_ref().map(PublicUrl::websocket_origin);
    let shell = move || {
        let policy = headers::page_policy(use_nonce().as_ref(), websocket.as_deref());
        if let Some(response) = use_context::<ResponseOptions>() {
            response.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
        app::shell(options.clone())
    };
    let not_found = render_app_async_with_context(context.clone(), shell.clone());
    let with_its_file = not_found.clone();
    let with_customers = not_found.clone();
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(app::App), context, shell)
        .merge(visitors::routes(state))
        .merge(gallery::routes(state))
        .merge(site_map::routes().into_router())
        .route(
            uploads::PREVIEW,
            post(async move |request: Request| match uploads::with_file(request).await {
                Ok(request) => with_its_file(request).await,
                Err(answer) => answer,
            }),
        )
        .route(
            uploads::CUSTOMERS_PREVIEW,
            post(async move |request: Request| match uploads::with_customers(request).await {
                Ok(request) => with_customers(request).await,
                Err(answer) => answer,
            }),
        )
        .fallback(move |request: Request| {
            let page = not_found(request);
            async move { with_status_not_found(page.await) }
        })
        .layer(from_fn(with_status_found))
}

/// The interface draws its own page for a path that it does not know; a redirect stays a redirect.
fn with_status_not_found(mut page: Response) -> Response {
    if page.status() == StatusCode::OK && !page.headers().contains_key(LOCATION) {
        *page.status_mut() = StatusCode::NOT_FOUND;
    }
    page
}

/// A page that leads elsewhere says so to every client; Leptos says it by status only to those that
/// ask for HTML by name, and to others by a header for its own server functions.
async fn with_status_found(request: Request, next: Next) -> Response {
    let asks = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut answer = next.run(request).await;
    if asks && answer.status() == StatusCode::OK && answer.headers().contains_key(LOCATION) {
        *answer.status_mut() = StatusCode::FOUND;
        answer.headers_mut().remove("serverfnredirect");
    }
    answer
}
