//! What a message carries beside its text.

use domain::content::{FileState, FileView, Place};
use domain::views::MessageView;
use leptos::prelude::*;

use crate::components::erased::Any;
use crate::components::icon::{Icon, icon};
use crate::text::{self, Locale, say};

/// What it answers, its place and its file.
pub(super) fn extras(l: Locale, message: &MessageView) -> Option<AnyView> {
    let extras = &message.extras;
    let quoted = extras.quoted.as_ref().filter(|quoted| !quoted.text.is_empty()).map(|quoted| {
        let text = quoted.text.clone();
        view! {
            <blockquote class="message-quoted" data-testid="quoted">
                <span class="unseen">{say!(l, message.answers)} ": "</span> {text}
            </blockquote>
        }
        .any()
    });
    let place = extras.place.map(|place| map_link(l, place));
    let file = extras.file.as_ref().map(|file| {
        let href = format!("/files/{}/{}", message.tenant_id, message.id);
        let kind = text::message_type(l, &message.message_type);
        file_line(l, file, kind, href)
    });
    (quoted.is_some() || place.is_some() || file.is_some())
        .then(|| view! { {quoted} {place} {file} }.any())
}

/// A way to see a place on a map; the map hears nothing of the page that leads there.
fn map_link(l: Locale, place: Place) -> AnyView {
    let (latitude, longitude) = place.decimal();
    let href = format!(
        "https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=16/{latitude}/{longitude}"
    );
    view! {
        <p class="message-extra">
            <a class="way" href=href rel="external noreferrer" target="_blank" data-testid="place">
                {say!(l, message.map)}
            </a>
        </p>
    }
    .any()
}

/// A picture, a file to take out, or why there is none.
fn file_line(l: Locale, file: &FileView, kind: &'static str, href: String) -> AnyView {
    let why = match file.state {
        FileState::Kept => "",
        FileState::Waiting => say!(l, message.file_waiting),
        FileState::TooLarge => say!(l, message.file_too_large),
        FileState::NoRoom => say!(l, message.file_no_room),
        FileState::Lost => say!(l, message.file_lost),
    };
    let is_here = why.is_empty();
    let shown = if is_here && file.is_picture() {
        let source = href.clone();
        view! { <img class="message-picture" src=source alt=kind loading="lazy"/> }.any()
    } else {
        let name = file.name.clone().unwrap_or_else(|| kind.to_owned());
        let size = text::size(l, file.size);
        view! { {icon(Icon::Form)} <span class="file-name">{name} ", " {size} " " {why}</span> }
            .any()
    };
    // Without an address it leads nowhere.
    let (href, testid) = if is_here { (Some(href), "file") } else { (None, "file-state") };
    view! {
        <p class="message-extra">
            <a class="file" href=href rel="external" target="_blank" data-testid=testid>{shown}</a>
        </p>
    }
    .any()
}
