//! Every door of the server, tried with every kind of caller.
//!
//! A new page, server function or JSON route gets a line in [`table`]; without one these tests fail and
//! say which line is missing. `UPDATE_DOCS=1` writes the table into docs/security.md.

mod callers;
mod table;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use http::Method;
use server::doors::{self, Door, DoorKind};
use server::router;
use server::security::forms;
use server::state::AppState;

use crate::world::World;
use callers::Callers;
use table::{May, Row, TABLE};

/// What changes nothing but the browser's own cookies, or needs a secret that cannot be guessed.
const UNCOUNTED: &[&str] = &[
    "/api/sign_out",
    "/api/set_language",
    "/api/set_theme",
    "/api/read_link",
    "/api/read_invitation",
];

/// Every component in every state, for who works on them; `tests/all/gallery.rs` holds it shut otherwise.
const IN_DEVELOPMENT: &str = "/admin/components";

fn is_row_of(row: &Row<'_>, door: &Door) -> bool {
    row.kind == door.kind && row.method == door.method && row.path == door.path
}

#[test]
fn every_door_stands_in_the_table_once_and_nothing_else_does() {
    let doors = doors::all();
    let missing = doors.iter().filter(|door| !TABLE.iter().any(|row| is_row_of(row, door)));
    let missing: Vec<_> =
        missing.map(|door| format!("{:?} {} {}", door.kind, door.method, door.path)).collect();
    assert!(missing.is_empty(), "doors/table.rs lacks\n{}", missing.join("\n"));
    let gone = TABLE.iter().filter(|row| !doors.iter().any(|door| is_row_of(row, door)));
    let gone: Vec<_> = gone.map(|row| format!("{} {}", row.method, row.path)).collect();
    assert!(gone.is_empty(), "doors/table.rs has what is no door any more\n{}", gone.join("\n"));
    let names: BTreeSet<_> = TABLE.iter().map(|row| (row.method, row.path, row.kind)).collect();
    assert_eq!(names.len(), TABLE.len(), "a door stands in doors/table.rs twice");
}

/// A route that is added past the lists that the doors are made from would be a door that nobody tries.
#[tokio::test]
async fn every_route_of_the_router_is_a_listed_door() {
    let world = World::new().await;
    let sides = router::sides(&world.state);
    let doors = doors::all();
    let listed: BTreeSet<&str> = doors.iter().map(|door| door.path.as_str()).collect();
    for (side, fewest) in [(&sides.pages, 80), (&sides.json, 10)] {
        let routes = routes(side);
        assert!(routes.len() >= fewest, "{routes:?}");
        for route in &routes {
            let known = listed.contains(route.as_str()) || route == IN_DEVELOPMENT;
            assert!(known, "{route} is routed and stands in no list of server/src/doors.rs");
        }
    }
}

/// A router tells its paths in its debug output alone: `RouteId(7): "/admin/tenants"`.
fn routes(router: &axum::Router) -> BTreeSet<String> {
    let told = format!("{router:?}");
    let paths = told.split("RouteId(").skip(1).filter_map(|after| after.split_once("): \""));
    let paths = paths.filter(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()));
    let paths = paths.filter_map(|(_, after)| after.split('"').next());
    paths.filter(|path| !path.contains("__private")).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_door_opens_to_whom_the_table_says() {
    let settings =
        [("FLOWHQ_PUBLIC_FORMS_PER_MINUTE", "10000"), ("FLOWHQ_PUBLIC_URL", crate::world::ORIGIN)];
    let world = with_a_file(World::with(&settings).await);
    let mut wrong = String::new();
    for row in TABLE {
        let callers = Callers::new(&world, row).await;
        let found = callers.try_all(&world, row).await;
        if found != row.may {
            let (method, path, may) = (row.method, row.path, row.may);
            writeln!(wrong, "{method} {path}: {found:?}, the table says {may:?}").unwrap();
        }
    }
    world.engine.shut_down(std::time::Duration::from_secs(5)).await;
    assert!(wrong.is_empty(), "visitor, owner, another owner, admin:\n{wrong}");
}

/// What does no more than read or try, does nothing for who answers no customers, belongs to a sign-in that has begun,
/// or ends the looking.
const FOR_WHOEVER_LOOKS: [&str; 6] = [
    "/api/whoami",
    "/api/simulate_own",
    "/api/mark_seen",
    "/api/attend",
    "/api/sign_in_code",
    "/api/end_view",
];

fn is_for_whoever_looks(row: &Row<'_>) -> bool {
    row.may[0] == May::Yes
        || row.path.starts_with("/api/read_")
        || FOR_WHOEVER_LOOKS.contains(&row.path)
}

/// Somebody of Flow HQ who sees a business as its auditor does is refused by every door that does something.
#[tokio::test]
async fn whoever_looks_at_a_business_goes_through_no_door_that_changes_it() {
    let settings =
        [("FLOWHQ_PUBLIC_FORMS_PER_MINUTE", "10000"), ("FLOWHQ_PUBLIC_URL", crate::world::ORIGIN)];
    let world = World::with(&settings).await;
    let mut wrong = String::new();
    // The portal's JSON knows people by their address, and nothing of sign-ins.
    let rows =
        TABLE.iter().filter(|row| row.method == Method::POST && !row.path.starts_with("/portal/"));
    for row in rows.filter(|row| !is_for_whoever_looks(row)) {
        let callers = Callers::new(&world, row).await;
        let found = callers.try_looking(&world, row).await;
        if !matches!(found, May::No | May::NotHere) {
            writeln!(wrong, "{} {}: {found:?}", row.method, row.path).unwrap();
        }
        let done = callers.what_looking_did(&world).await;
        if !done.is_empty() {
            writeln!(wrong, "{} {}: the log has {done:?}", row.method, row.path).unwrap();
        }
    }
    world.engine.shut_down(std::time::Duration::from_secs(5)).await;
    assert!(wrong.is_empty(), "{wrong}");
}

/// The site is read at start; this one has a style sheet.
fn with_a_file(mut world: World) -> World {
    let folder = world.state.config.site_dir.join("pkg");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("flowhq.css"), "").unwrap();
    let config = (*world.state.config).clone();
    world.state = AppState::new(config, world.engine.clone()).unwrap();
    world.router = router::router(world.state.clone());
    world
}

#[test]
fn what_strangers_may_send_is_counted() {
    for row in TABLE.iter().filter(|row| row.method == Method::POST && row.may[0] == May::Yes) {
        let counted = forms::is_limited(row.path) || UNCOUNTED.contains(&row.path);
        assert!(counted, "{} stands neither in security/forms.rs nor above", row.path);
    }
}

#[test]
fn the_documented_table_is_the_tested_one() {
    const BEGIN: &str = "<!-- made by a test: begin -->\n";
    const END: &str = "<!-- made by a test: end -->";
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/security.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the place for the table");
    let (_, after) = rest.split_once(END).expect("the end of the table");
    let wanted = format!("{before}{BEGIN}{}{END}{after}", documented());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    } else if text != wanted {
        panic!(
            "docs/security.md is out of date; `UPDATE_DOCS=1 cargo test -p server doors` renews it"
        );
    }
}

/// The table as people read it.
fn documented() -> String {
    let mut text = String::new();
    for (kind, title) in [
        (DoorKind::Page, "Pages"),
        (DoorKind::ServerFunction, "Server functions, which the pages call"),
        (DoorKind::Json, "JSON for programs"),
        (DoorKind::Service, "Services"),
    ] {
        writeln!(text, "\n### {title}\n").unwrap();
        text.push_str("| | visitor | owner | another owner | admin |\n|---|---|---|---|---|\n");
        let mut rows: Vec<_> = TABLE.iter().filter(|row| row.kind == kind).collect();
        rows.sort_by_key(|row| (row.path, row.method));
        for row in rows {
            let may = row.may.map(May::in_words).join(" | ");
            writeln!(text, "| `{} {}` | {may} |", row.method, row.path).unwrap();
        }
    }
    text.push('\n');
    text
}
