//! The page that shows every component, drawn by the server alone.

use leptos::prelude::{Owner, RenderHtml, provide_context};

use super::site::Visit;
use crate::components::Toasts;

/// Draws it as a whole document; `sheet` is the path of the style sheet.
pub fn draw(visit: &Visit, sheet: &str) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        provide_context(visit.locale());
        provide_context(crate::theme::Chosen(visit.theme()));
        crate::live::Live::provide();
        Toasts::provide();
        crate::pages::components_document(sheet.to_owned()).to_html()
    });
    owner.cleanup();
    format!("<!DOCTYPE html>{html}")
}
