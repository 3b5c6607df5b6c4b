//! The floors of Flow HQ: a package imports only what lies below it, and the browser carries nothing of the server.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Each package, the packages of ours that it may import, and the foreign ones that it must never name.
const FLOORS: [(&str, &[&str], &[&str]); 12] = [
    ("domain", &[], &["tokio", "sea-orm", "axum", "leptos", "chrono-tz"]),
    ("migration", &[], &["axum", "leptos"]),
    ("flow", &["domain"], &["tokio", "sea-orm", "axum", "leptos"]),
    ("knowledge", &[], &["tokio", "sea-orm", "axum", "leptos"]),
    ("channel", &["domain"], &["sea-orm", "axum", "leptos"]),
    ("whatsapp-web", &["domain", "channel"], &["sea-orm", "axum", "leptos"]),
    ("whatsapp-peer", &[], &["sea-orm", "leptos"]),
    ("store", &["domain", "migration"], &["axum", "leptos"]),
    (
        "engine",
        &["domain", "flow", "knowledge", "channel", "store"],
        &["sea-orm", "axum", "leptos"],
    ),
    ("app", &["domain", "engine"], &["sea-orm"]),
    ("frontend", &["app"], &["tokio", "sea-orm", "axum"]),
    (
        "server",
        &["domain", "flow", "migration", "store", "channel", "whatsapp-web", "engine", "app"],
        &["sea-orm"],
    ),
];

/// The names of these, at the start of a package's name, give a server away.
const NEVER_IN_THE_BROWSER: [&str; 7] =
    ["tokio", "axum", "sea-orm", "sqlx", "hyper", "reqwest", "mio"];

#[test]
fn every_package_imports_only_what_lies_below_it() -> Result<()> {
    let text = cargo(&["metadata", "--no-deps", "--format-version", "1"])?;
    let metadata: Value = serde_json::from_str(&text)?;
    let imports = imports(&metadata)?;
    let ours: BTreeSet<&str> = imports.keys().copied().collect();
    let known: BTreeSet<&str> =
        FLOORS.iter().map(|(package, ..)| *package).chain(["xtask"]).collect();
    assert_eq!(ours, known, "a new package needs its floor in this table");

    for (package, below, never) in FLOORS {
        for import in &imports[package] {
            assert!(!never.contains(import), "{package} must not import {import}");
            assert!(
                !ours.contains(import) || below.contains(import),
                "{package} must not import {import}: it does not lie below"
            );
        }
    }
    assert!(
        imports["xtask"].is_disjoint(&ours),
        "the build program must not depend on what it builds"
    );
    Ok(())
}

#[test]
fn the_browser_takes_only_the_page_from_the_app() -> Result<()> {
    let text = cargo(&["metadata", "--no-deps", "--format-version", "1"])?;
    let metadata: Value = serde_json::from_str(&text)?;
    let app = packages(&metadata)?
        .iter()
        .find(|package| package["name"] == "app")
        .context("there is no package app")?;
    let dependencies = app["dependencies"].as_array().context("app has no dependencies")?;
    for name in ["engine", "axum", "leptos_axum"] {
        let found = dependencies.iter().find(|dependency| dependency["name"] == name);
        let optional = found.is_none_or(|dependency| dependency["optional"] == true);
        assert!(
            optional,
            "{name} is for the server alone: make it optional and name it in the feature ssr"
        );
    }
    Ok(())
}

#[test]
fn nothing_of_the_server_reaches_the_browser() -> Result<()> {
    let tree = cargo(&[
        "tree",
        "--package",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ])?;
    let carried: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(
        carried.contains("leptos"),
        "the tree of the frontend has no leptos, so it is not what the browser carries:\n{tree}"
    );
    let strays: Vec<_> = carried.iter().filter(|name| gives_a_server_away(name)).collect();
    assert!(strays.is_empty(), "the browser would carry {strays:?}");
    Ok(())
}

/// A program that accepts any server's certificate would let whoever stands in between read along.
#[test]
fn what_is_shipped_accepts_whatsapps_own_certificate_only() -> Result<()> {
    // Each package with the features that it is built with.
    let features = |more: &[&str]| {
        let args = ["tree", "--package", "server", "--edges", "normal", "--prefix", "none"];
        cargo(&[args.as_slice(), &["--format", "{p} {f}"], more].concat())
    };
    let danger = ["danger-skip-cert-chain-verify", "danger-skip-tls-verify", "loopback-peer"];
    let shipped = features(&[])?;
    assert!(shipped.contains("whatsapp-rust v"), "WhatsApp is not in the tree:\n{shipped}");
    for feature in danger {
        assert!(!shipped.contains(feature), "the shipped program has the feature {feature}");
    }
    assert!(!shipped.contains("whatsapp-peer"), "the shipped program contains the peer");
    // The search would find it.
    assert!(features(&["--features", "loopback-peer"])?.contains(danger[0]));
    let without = features(&["--no-default-features"])?;
    for name in ["whatsapp-rust", "wacore"] {
        assert!(!without.contains(name), "{name} is in a program without the feature whatsapp-web");
    }
    Ok(())
}

/// `tokio-util` counts, `miow` does not.
fn gives_a_server_away(name: &str) -> bool {
    let rest = |start: &&str| {
        name.strip_prefix(*start)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
    };
    NEVER_IN_THE_BROWSER.iter().any(rest)
}

/// What each of our packages imports, tests and build scripts aside.
fn imports(metadata: &Value) -> Result<BTreeMap<&str, BTreeSet<&str>>> {
    let mut imports = BTreeMap::new();
    for package in packages(metadata)? {
        let name = package["name"].as_str().context("a package has no name")?;
        let dependencies =
            package["dependencies"].as_array().context("a package has no dependencies")?;
        let normal = dependencies.iter().filter(|dependency| dependency["kind"].is_null());
        imports.insert(name, normal.filter_map(|dependency| dependency["name"].as_str()).collect());
    }
    Ok(imports)
}

fn packages(metadata: &Value) -> Result<&Vec<Value>> {
    metadata["packages"].as_array().context("cargo metadata has no packages")
}

fn cargo(arguments: &[&str]) -> Result<String> {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()?;
    ensure!(
        output.status.success(),
        "cargo {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}
