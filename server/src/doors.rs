//! Every door of the server, listed: a test tries each of them with every kind of caller, and the table
//! in `docs/security.md` is made from what it found.

use app::ssr::site::PublicPage;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{get, post};
use http::Method;
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::generate_route_list;

use crate::state::AppState;
use crate::{api, downloads, feed, health, metrics, site_map, uploads};

/// What kind of thing is behind a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoorKind {
    /// A page for people.
    Page,
    /// What pages call.
    ServerFunction,
    /// JSON for programs.
    Json,
    /// What operators, proxies and browsers ask on their own.
    Service,
}

/// One method of one path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Door {
    /// What is behind it.
    pub kind: DoorKind,
    /// The path, with the names of its variable parts in braces.
    pub path: String,
    /// The method.
    pub method: String,
}

impl Door {
    fn new(kind: DoorKind, method: &Method, path: impl Into<String>) -> Self {
        Self { kind, path: path.into(), method: method.to_string() }
    }
}

/// Routes that know what they are.
pub(crate) struct Routes {
    router: Router<AppState>,
    listed: Vec<(Method, &'static str)>,
}

impl Routes {
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), listed: Vec::new() }
    }

    /// Answers `GET` there.
    pub(crate) fn get<H, T>(mut self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.listed.push((Method::GET, path));
        self.router = self.router.route(path, get(handler));
        self
    }

    /// Answers `POST` there.
    pub(crate) fn post<H, T>(mut self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.listed.push((Method::POST, path));
        self.router = self.router.route(path, post(handler));
        self
    }

    pub(crate) fn into_router(self) -> Router<AppState> {
        self.router
    }

    fn doors(self, kind: DoorKind) -> impl Iterator<Item = Door> {
        self.listed.into_iter().map(move |(method, path)| Door::new(kind, &method, path))
    }
}

/// All doors, in order.
pub fn all() -> Vec<Door> {
    let pages = generate_route_list(app::App).into_iter();
    let pages = pages.map(|page| Door::new(DoorKind::Page, &Method::GET, page.path()));
    let public = PublicPage::ALL.into_iter();
    let public = public.map(|page| Door::new(DoorKind::Page, &Method::GET, page.path()));
    let contact = Door::new(DoorKind::Page, &Method::POST, PublicPage::Contact.path());
    let previews = [uploads::PREVIEW, uploads::CUSTOMERS_PREVIEW]
        .map(|path| Door::new(DoorKind::Page, &Method::POST, path));
    let functions =
        server_fn_paths().map(|(path, method)| Door::new(DoorKind::ServerFunction, &method, path));
    let json = api::routes().into_iter().flat_map(|routes| routes.doors(DoorKind::Json));
    let services = [
        health::routes(),
        metrics::routes(),
        site_map::routes(),
        downloads::routes(),
        feed::routes(),
        uploads::routes(),
    ]
    .into_iter();
    let services = services.flat_map(|routes| routes.doors(DoorKind::Service));
    let others = [
        Door::new(DoorKind::Service, &Method::GET, "/ws"),
        Door::new(DoorKind::Service, &Method::GET, "/pkg/{file}"),
    ];
    let mut doors: Vec<_> = pages
        .chain(public)
        .chain([contact])
        .chain(previews)
        .chain(functions)
        .chain(json)
        .chain(services)
        .chain(others)
        .collect();
    doors.sort();
    doors.dedup();
    doors
}
