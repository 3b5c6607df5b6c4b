//! Drawn signs: one path each on a grid of 24, in the colour of the text beside them.

use leptos::prelude::*;

use super::erased::Any;

/// A sign; always beside a word, never instead of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Home,
    Phone,
    Chat,
    Form,
    People,
    Inbox,
    Gear,
    Server,
    Clock,
    Check,
    Pause,
    Play,
    Alert,
    Cross,
    Dot,
    Link,
    Person,
    Globe,
    Leave,
    Plus,
    Trash,
    Restart,
    Send,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Home => "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
            Self::Phone => "M7 2.5h10v19H7zM11 18.5h2",
            Self::Chat => "M4 5h16v11H11l-5 4v-4H4z",
            Self::Form => "M6 3h12v18H6zM9 8h6M9 12h6M9 16h4",
            Self::People => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.6-4 3-6 6.5-6s5.9 2 6.5 6M16 4.5a3.3 3.3 0 0 1 0 6M18 14.5c2 .8 3.2 2.7 3.5 5.5"
            }
            Self::Inbox => "M4 13l3-9h10l3 9v7H4zM4 13h5l1.5 3h3L15 13h5",
            Self::Gear => {
                "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2"
            }
            Self::Server => "M4 4h16v7H4zM4 13h16v7H4zM8 7.5h.01M8 16.5h.01",
            Self::Clock => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Pause => "M8 5v14M16 5v14",
            Self::Play => "M7 4.5l12 7.5-12 7.5z",
            Self::Alert => "M12 3.5L22 20.5H2zM12 10v5M12 17.7h.01",
            Self::Cross => "M6 6l12 12M18 6L6 18",
            Self::Dot => "M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
            Self::Link => {
                "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3A4 4 0 0 0 10.7 18.3L12 17"
            }
            Self::Person => {
                "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.7-4.5 3.5-6.5 7.5-6.5s6.8 2 7.5 6.5"
            }
            Self::Globe => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"
            }
            Self::Leave => "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Trash => "M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6",
            Self::Restart => "M19.5 12A7.5 7.5 0 1 1 17 6.4M17.5 2.5v4.5H13",
            Self::Send => "M3 11.5L21 4l-5 17-4.5-7zM11.5 14L21 4",
        }
    }
}

/// Draws a sign.
pub(crate) fn icon(icon: Icon) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=icon.path()></path>
        </svg>
    }
    .any()
}
