//! What a message carries beside its text.

use domain::content::FileState;
use domain::views::MessageView;
use leptos::prelude::*;

use crate::components::erased::Any;
use crate::components::icon::{Icon, icon};
use crate::text::{self, Locale, say};

/// What it answers, its place and its file.
pub(crate) fn extras(l: Locale, message: &MessageView) -> AnyView {
    let extras = &message.extras;
    let mut shown = Vec::new();
    if let Some(quoted) = extras.quoted.as_ref().filter(|quoted| !quoted.text.is_empty()) {
        let text = say!(l, message.answers).to_owned() + ": " + &quoted.text;
        shown.push(view! { <p class="message-quoted" data-testid="quoted">{text}</p> }.any());
    }
    if let Some(place) = extras.place {
        let (latitude, longitude) = place.decimal();
        // The map hears nothing of the page that leads there.
        let href =
            ["https://www.openstreetmap.org/?mlat=", &latitude, "&mlon=", &longitude].concat();
        shown.push(link(Some(href), "place", say!(l, message.map).into_any()));
    }
    if let Some(file) = &extras.file {
        let href =
            ["/files/", &message.tenant_id.to_string(), "/", &message.id.to_string()].concat();
        let kind = text::message_type(l, &message.message_type);
        let (name, size) = (file.name.as_deref().unwrap_or(kind), text::size(l, file.size));
        let why = match file.state {
            FileState::Kept => "",
            FileState::Waiting => say!(l, message.file_waiting),
            FileState::TooLarge => say!(l, message.file_too_large),
            FileState::NoRoom => say!(l, message.file_no_room),
            FileState::Lost => say!(l, message.file_lost),
        };
        let is_here = why.is_empty();
        let inside = if is_here && file.is_picture() {
            let source = href.clone();
            view! { <img class="message-picture" src=source alt=kind loading="lazy"/> }.any()
        } else {
            let text = [name, ", ", &size, " ", why].concat();
            view! { {icon(Icon::Form)} <span>{text}</span> }.any()
        };
        // Without an address it leads nowhere.
        let (href, testid) = if is_here { (Some(href), "file") } else { (None, "file-state") };
        shown.push(link(href, testid, inside));
    }
    shown.into_any()
}

/// A way out of the page, where there is one.
fn link(href: Option<String>, testid: &'static str, inside: AnyView) -> AnyView {
    view! { <a class="file" href=href rel="external noreferrer" target="_blank" data-testid=testid>{inside}</a> }
        .any()
}
