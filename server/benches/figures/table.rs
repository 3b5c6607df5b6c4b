//! A thousand rows rendered per request, beside a page that is glued together by hand.

use std::fmt::Write as _;
use std::time::Duration;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use leptos::prelude::*;
use uuid::Uuid;

use crate::load::ask;
use crate::raw::serve;
use crate::report::{Figure, Report, number};

const ROWS: u128 = 1000;
const SPAN: Duration = Duration::from_secs(3);

pub async fn measure(report: &mut Report) {
    let router = Router::new()
        .route("/ours", get(|| async { Html(rendered()) }))
        .route("/raw", get(|| async { Html(glued()) }));
    let (address, _serving) = serve(router).await;
    let mut ours = ask(address, "/ours", &[], 8, SPAN).await;
    let raw = ask(address, "/raw", &[], 8, SPAN).await;
    report.add(
        Figure::new(
            format!("a table of {ROWS} rows with two UUIDs each, rendered per request"),
            format!("{}/s, {}, {} bytes", number(ours.rate), ours.times.shown(), ours.bytes),
        )
        .of(
            &format!("axum and a string, {} bytes", raw.bytes),
            ours.rate,
            raw.rate,
            "pages/s",
        ),
    );
}

fn rows() -> impl Iterator<Item = (Uuid, Uuid)> {
    (0..ROWS).map(|n| (Uuid::from_u128(n), Uuid::from_u128(n << 64)))
}

fn rendered() -> String {
    let owner = Owner::new();
    let text = owner.with(|| {
        let rows = rows()
            .map(|(left, right)| view! { <tr><td>{left.to_string()}</td><td>{right.to_string()}</td></tr> })
            .collect_view();
        view! { <table><tbody>{rows}</tbody></table> }.to_html()
    });
    owner.cleanup();
    format!("<!DOCTYPE html><title>Table</title>{text}")
}

fn glued() -> String {
    let mut text = String::with_capacity(128 * 1024);
    text.push_str("<!DOCTYPE html><title>Table</title><table><tbody>");
    for (left, right) in rows() {
        let _ = write!(text, "<tr><td>{left}</td><td>{right}</td></tr>");
    }
    text.push_str("</tbody></table>");
    text
}
