//! Pages for people who look in from outside: read, not used.
//!
//! No program runs in them. They are drawn here as one text and cost a visitor nothing else, which
//! is why they are no routes of the interface that the browser takes over.

mod about;
mod contact;
mod facts;
mod frame;
mod landing;
mod legal;
mod pricing;
mod scenes;
mod talk;
mod visit;

use domain::lead::LeadForm;
use engine::Engine;
use leptos::prelude::{AnyView, Owner, RenderHtml, provide_context};

pub use facts::{Facts, Operator, Source};
pub use visit::Visit;

use crate::AppError;
use crate::text::{Locale, say};

/// A page that needs no program in the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicPage {
    /// What Flow HQ is.
    Landing,
    /// What it costs.
    Pricing,
    /// Who is behind it.
    About,
    /// How to write to us.
    Contact,
    /// What is kept about people.
    Privacy,
    /// On which terms.
    Terms,
}

impl PublicPage {
    /// Every page, the first one first.
    pub const ALL: [Self; 6] =
        [Self::Landing, Self::Pricing, Self::About, Self::Contact, Self::Privacy, Self::Terms];

    /// Where it is.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Landing => "/",
            Self::Pricing => "/pricing",
            Self::About => "/about",
            Self::Contact => "/contact",
            Self::Privacy => "/privacy",
            Self::Terms => "/terms",
        }
    }

    /// The file of its picture below `/og/`.
    const fn picture(self) -> &'static str {
        match self {
            Self::Landing => "home",
            Self::Pricing => "pricing",
            Self::About => "about",
            Self::Contact => "contact",
            Self::Privacy => "privacy",
            Self::Terms => "terms",
        }
    }

    fn title(self, l: Locale) -> &'static str {
        match self {
            Self::Landing => say!(l, landing.title),
            Self::Pricing => say!(l, pricing.title),
            Self::About => say!(l, about.title),
            Self::Contact => say!(l, contact.title),
            Self::Privacy => say!(l, privacy.title),
            Self::Terms => say!(l, terms.title),
        }
    }

    fn description(self, l: Locale) -> &'static str {
        match self {
            Self::Landing => say!(l, landing.description),
            Self::Pricing => say!(l, pricing.description),
            Self::About => say!(l, about.description),
            Self::Contact => say!(l, contact.description),
            Self::Privacy => say!(l, privacy.description),
            Self::Terms => say!(l, terms.description),
        }
    }
}

/// What became of the contact form.
#[derive(Debug, Clone, Default)]
pub enum Contact {
    /// It waits to be filled in.
    #[default]
    Empty,
    /// It was sent.
    Sent,
    /// It was not sent: what was typed, and why.
    Refused(LeadForm, NotSent),
}

/// Why a form was not sent.
#[derive(Debug, Clone)]
pub struct NotSent(AppError);

impl From<engine::EngineError> for NotSent {
    fn from(error: engine::EngineError) -> Self {
        Self(error.into())
    }
}

impl NotSent {
    /// The HTTP status that tells the truth about it.
    pub const fn status(&self) -> u16 {
        super::status(&self.0)
    }
}

/// Draws a page as a whole document.
pub fn draw(page: PublicPage, facts: &Facts, visit: &Visit, engine: &Engine) -> String {
    let l = visit.locale;
    document(page, facts, visit, || match page {
        PublicPage::Landing => landing::body(l, facts, visit, engine),
        PublicPage::Pricing => pricing::body(l, facts),
        PublicPage::About => about::body(l, facts),
        PublicPage::Contact => contact::body(l, facts, &Contact::Empty),
        PublicPage::Privacy => legal::privacy(l, facts),
        PublicPage::Terms => legal::terms(l, facts),
    })
}

/// Draws the contact page with what became of its form.
pub fn draw_contact(contact: &Contact, facts: &Facts, visit: &Visit) -> String {
    let page = PublicPage::Contact;
    document(page, facts, visit, || contact::body(visit.locale, facts, contact))
}

fn document(
    page: PublicPage,
    facts: &Facts,
    visit: &Visit,
    body: impl FnOnce() -> AnyView,
) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        provide_context(visit.locale);
        provide_context(crate::theme::Chosen(visit.theme));
        frame::document(page, facts, visit, body()).to_html()
    });
    owner.cleanup();
    html
}
