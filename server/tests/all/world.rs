//! A server of its own for every test.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use domain::forms::{DayForm, HoursForm, SandboxSayForm, SetupForm, SignUpForm};
use domain::session::SessionStateName;
use domain::team::AcceptForm;
use domain::views::{SetupRequestView, TenantDetail};
use domain::{Clock, Principal, Role, TenantId};
use engine::{ClientInfo, Engine, EngineConfig, SystemClock};
use http::{HeaderMap, Method, Request, StatusCode};
use serde_json::Value;
use server::config::{Config, Sources};
use server::state::AppState;
use server::{router, services};
use store::{Actor, NewInvitation, Store};
use tempfile::TempDir;
use tower::ServiceExt;

pub const PLATFORM_PASSWORD: &str = "the platform's own";
pub const PORTAL_KEY: &str = "the portal's own key";
pub const HOST: &str = "flowhq.test";
pub const ORIGIN: &str = "http://flowhq.test";

pub struct World {
    pub router: Router,
    pub state: AppState,
    pub engine: Engine,
    pub store: Store,
    _folder: TempDir,
}

/// Somebody who is signed in.
pub struct Person {
    pub principal: Principal,
    pub token: String,
}

impl Person {
    pub fn tenant(&self) -> TenantId {
        self.principal.tenant_id.unwrap()
    }
}

impl World {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    pub async fn with(settings: &[(&'static str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&folder, settings);
        let store = services::connect(&config).await.unwrap();
        store.migrate().await.unwrap();
        let settings = EngineConfig { typing: Duration::ZERO, ..services::engine_config(&config) };
        let engine = services::open_engine(settings, &store).await.unwrap();
        let state = AppState::new(config, engine.clone()).unwrap();
        Self { router: router::router(state.clone()), state, engine, store, _folder: folder }
    }

    pub async fn owner(&self, business: &str) -> Person {
        let form = SignUpForm {
            name: format!("Owner of {business}"),
            business_name: business.to_owned(),
            email: format!("{}@example.co.tz", business.to_lowercase().replace(' ', ".")),
            password: "correct horse".to_owned(),
        };
        let signed_in = self.engine.sign_up(&form, &ClientInfo::default()).await.unwrap();
        Person { principal: signed_in.principal, token: signed_in.token }
    }

    pub async fn admin(&self) -> Person {
        self.admin_named("admin@example.com").await
    }

    pub async fn admin_named(&self, email: &str) -> Person {
        let password = "correct horse";
        self.engine.create_admin("Admin", email, password).await.unwrap();
        let form =
            domain::forms::SignInForm { email: email.to_owned(), password: password.to_owned() };
        let entry = self.engine.sign_in(&form, &ClientInfo::default()).await.unwrap();
        let signed_in = entry.signed_in().unwrap();
        Person { principal: signed_in.principal, token: signed_in.token }
    }

    /// What the link of an invitation carries that an owner sends to an agent.
    pub async fn invited(&self, owner: &Person) -> String {
        use base64::Engine;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        use sha2::{Digest, Sha256};

        let token = uuid::Uuid::from_u128(rand::random()).to_string();
        let new = NewInvitation {
            email: format!("{token}@example.co.tz"),
            role: Role::Agent,
            token_hash: URL_SAFE_NO_PAD.encode(Sha256::digest(&token)),
            language: domain::Language::Sw,
            expires_at: SystemClock.now() + chrono::Duration::days(7),
            mail: Vec::new(),
        };
        let by = Actor::from(&owner.principal);
        self.store.tenant(owner.tenant()).invite(&by, new).await.unwrap();
        token
    }

    /// Somebody who answers the owner's customers.
    pub async fn agent(&self, owner: &Person) -> Person {
        let token = self.invited(owner).await;
        let form = AcceptForm { name: "Neema".to_owned(), password: "correct horse".to_owned() };
        let joined = self.engine.accept_invitation(&token, &form, &ClientInfo::default()).await;
        let joined = joined.unwrap();
        Person { principal: joined.principal, token: joined.token }
    }

    pub async fn submit(&self, owner: &Person) -> SetupRequestView {
        self.engine.submit_setup(&owner.principal, &setup()).await.unwrap()
    }

    /// Brings an owner's tenant up to the QR code; the engine must run.
    pub async fn approve_and_wait_for_code(&self, owner: &Person) -> String {
        let request = self.submit(owner).await;
        self.engine.approve_request(&platform(), request.id, None).await.unwrap();
        self.until(owner, |detail| detail.session.qr.as_ref().map(|qr| qr.code.clone())).await
    }

    /// Brings an owner's tenant up to a linked phone; the engine must run.
    pub async fn connect_phone(&self, owner: &Person) {
        let code = self.approve_and_wait_for_code(owner).await;
        self.engine.phone_scan(&owner.principal, owner.tenant(), &code).await.unwrap();
        let connected = |detail: &TenantDetail| {
            (detail.session.state == SessionStateName::Connected).then_some(())
        };
        self.until(owner, connected).await;
    }

    pub async fn say(&self, owner: &Person, from: &str, text: &str) {
        let form = SandboxSayForm {
            from: from.to_owned(),
            text: text.to_owned(),
            ..SandboxSayForm::default()
        };
        self.engine.phone_say(&owner.principal, owner.tenant(), &form).await.unwrap();
    }

    pub async fn until<T>(&self, owner: &Person, seen: impl Fn(&TenantDetail) -> Option<T>) -> T {
        for _ in 0..400 {
            let detail = self.engine.tenant_detail(&owner.principal, owner.tenant()).await.unwrap();
            if let Some(seen) = seen(&detail) {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("it did not come about");
    }

    pub async fn ask(&self, ask: Ask) -> Answer {
        let response = self.router.clone().oneshot(ask.request()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 10_000_000).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

pub fn config(folder: &TempDir, settings: &[(&'static str, &str)]) -> Config {
    let database = format!("sqlite://{}/flowhq.db", folder.path().display());
    let site = folder.path().join("site");
    let mut flags = BTreeMap::from([
        ("FLOWHQ_DATABASE_URL", database),
        ("FLOWHQ_SITE_DIR", site.display().to_string()),
        ("FLOWHQ_ADMIN_PASSWORD", PLATFORM_PASSWORD.to_owned()),
        ("FLOWHQ_PORTAL_KEY", PORTAL_KEY.to_owned()),
    ]);
    flags.extend(settings.iter().map(|(name, value)| (*name, (*value).to_owned())));
    Config::read(&Sources::new(flags, [], None).unwrap()).unwrap()
}

pub fn platform() -> Principal {
    Principal {
        user_id: None,
        role: Role::Admin,
        tenant_id: None,
        name: "API".into(),
        email: String::new(),
        viewing: false,
    }
}

pub fn setup() -> SetupForm {
    SetupForm {
        business_name: "Mama Salon".into(),
        business_type: "Salon".into(),
        template: "BOOKING".into(),
        whatsapp_number: "+255712345678".into(),
        language: "SW".into(),
        hours: HoursForm {
            mon: DayForm { from: "08:00".into(), to: "18:00".into() },
            ..HoursForm::default()
        },
    }
}

/// A request in the making.
#[derive(Clone)]
pub struct Ask {
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
    /// The other end of the connection.
    pub peer: Option<SocketAddr>,
}

impl Ask {
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        let (path, headers) = (path.into(), HeaderMap::new());
        let ask = Self { method, path, headers, body: String::new(), peer: None };
        ask.header("host", HOST)
    }

    /// A page, as a browser asks for it.
    pub fn page(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path).header("accept", "text/html,application/xhtml+xml")
    }

    /// A form, as a browser without JavaScript sends it from one of our pages.
    pub fn form(action: impl Into<String>, from: &str, fields: &str) -> Self {
        Self::new(Method::POST, action)
            .header("accept", "text/html,application/xhtml+xml")
            .header("origin", ORIGIN)
            .header("referer", &format!("{ORIGIN}{from}"))
            .raw("application/x-www-form-urlencoded", fields)
    }

    /// Over a connection from this address.
    pub fn from(mut self, address: &str) -> Self {
        self.peer = Some(SocketAddr::new(address.parse().unwrap(), 40_000));
        self
    }

    /// A question for JSON.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path).header("accept", "application/json")
    }

    /// A wish, answered in JSON.
    pub fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path).header("accept", "application/json")
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value.parse().unwrap());
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.raw("application/json", &body.to_string())
    }

    pub fn raw(self, content_type: &str, body: &str) -> Self {
        let mut ask = self.header("content-type", content_type);
        body.clone_into(&mut ask.body);
        ask
    }

    pub fn platform(self) -> Self {
        self.basic(PLATFORM_PASSWORD)
    }

    pub fn basic(self, password: &str) -> Self {
        use base64::Engine;
        let credentials =
            base64::engine::general_purpose::STANDARD.encode(format!("any:{password}"));
        self.header("authorization", &format!("Basic {credentials}"))
    }

    /// As a page of ours sends it.
    pub fn signed_in(self, person: &Person) -> Self {
        self.cookie(person).header("origin", ORIGIN)
    }

    pub fn cookie(self, person: &Person) -> Self {
        self.header("cookie", &format!("flowhq={}", person.token))
    }

    pub fn portal(self, email: &str) -> Self {
        self.header("x-portal-key", PORTAL_KEY).header("x-user-email", email)
    }

    fn request(self) -> Request<Body> {
        let mut request = Request::new(Body::from(self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = self.path.parse().unwrap();
        *request.headers_mut() = self.headers;
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        request
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
