//! What a step offers customers of the business itself: services, products, hours. Its card shows them, and who may
//! change the business changes them there.
//!
//! None of it is in the draft: it counts at once. One form at a time is open, by the address, so that the fields of
//! many cards are never on the page together.

use domain::Language;
use domain::draft::hours_form;
use domain::editor::{EditorView, StepKind, StepPlace, StepView};
use domain::money::Money;
use domain::shop::{ProductView, product_form};
use leptos::prelude::*;

use super::Asked;
use super::stood::Texts;
use crate::api::bookings::SaveService;
use crate::api::editor::{SaveHours, Typed, Wares};
use crate::api::products::SaveProduct;
use crate::components::{
    Any, Icon, Post, Tone, about_service, change_link, go, hours_fields, icon, notice,
    product_fields, refusal, row, service_fields, submit, week,
};
use crate::text::{Locale, fill, say};

/// Something of the business that steps offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ware {
    Services,
    Products,
    Hours,
}

impl Ware {
    const ALL: [Self; 3] = [Self::Services, Self::Products, Self::Hours];

    /// Whether customers get it at a step: by what the step does, or by what it says.
    fn is_at(self, step: &StepView) -> bool {
        match self {
            Self::Services => {
                matches!(step.kind, StepKind::Book | StepKind::Bookings) || says(step, "{services}")
            }
            Self::Products => step.kind == StepKind::Order || says(step, "{products}"),
            Self::Hours => says(step, "{hours}"),
        }
    }

    /// Its name in the address, where the form of one of them was just saved.
    const fn saved(self) -> &'static str {
        match self {
            Self::Services => "service",
            Self::Products => "product",
            Self::Hours => "hours",
        }
    }

    fn title(self, l: Locale) -> &'static str {
        match self {
            Self::Services => say!(l, editor.tab_services),
            Self::Products => say!(l, wares.products),
            Self::Hours => say!(l, editor.tab_hours),
        }
    }
}

/// Whether a placeholder stands in what a step says.
fn says(step: &StepView, placeholder: &str) -> bool {
    step.parts
        .iter()
        .any(|part| part.text.sw.contains(placeholder) || part.text.en.contains(placeholder))
}

/// What the business offers, and what of it the address asks for.
#[derive(Clone, Copy)]
pub(super) struct Offer<'a> {
    /// The words' language.
    pub(super) l: Locale,
    /// The business's language, in which services and products are named.
    pub(super) language: Language,
    /// What there is.
    pub(super) wares: &'a Wares,
    /// What of the page is asked for.
    pub(super) asked: &'a Asked,
    /// Whether the person may change it.
    pub(super) may: bool,
    /// The steps.
    pub(super) editor: &'a EditorView,
    /// What was typed into a form of the draft and refused.
    pub(super) typed: &'a Typed,
    /// How the texts in fields read before.
    pub(super) texts: Texts,
}

impl Offer<'_> {
    /// What a step offers, below what it says.
    pub(super) fn at(self, step: &StepView) -> AnyView {
        let wares = Ware::ALL.into_iter().filter(|ware| ware.is_at(step));
        wares.map(|ware| self.part(ware, step)).collect::<Vec<_>>().into_any()
    }

    fn part(self, ware: Ware, step: &StepView) -> AnyView {
        let l = self.l;
        let is_here = self.asked.card == step.id;
        let form = if is_here && self.may { self.form(ware, step) } else { None };
        let is_saved = is_here && self.asked.saved == ware.saved();
        let open = form.is_some() || is_saved || self.is_first(ware, step);
        let saved =
            is_saved.then(|| notice(Tone::Good, Icon::Check, say!(l, wares.saved).to_owned()));
        let at_once =
            self.may.then(|| view! { <p class="quiet">{say!(l, wares.at_once)}</p> }.any());
        let body = form.unwrap_or_else(|| self.shown(ware, step));
        view! {
            <details class="flow-ware" open=open data-testid=format!("ware-{}", ware.saved())>
                <summary>{ware.title(l)}</summary>
                <div class="flow-ware-body">{at_once} {saved} {body}</div>
            </details>
        }
        .any()
    }

    /// Whether the step is the first of the outline that offers it: there it is shown without being asked for.
    fn is_first(self, ware: Ware, step: &StepView) -> bool {
        let first = StepPlace::ALL.iter().find_map(|place| {
            self.editor.steps.iter().find(|step| step.place == *place && ware.is_at(step))
        });
        first.is_some_and(|first| first.id == step.id)
    }

    fn shown(self, ware: Ware, step: &StepView) -> AnyView {
        match ware {
            Ware::Services => self.services(step),
            Ware::Products => self.products(step),
            Ware::Hours => self.hours(step),
        }
    }

    /// The address of a form on a step's card.
    fn place(step: &StepView, form: &str) -> String {
        format!("/app/flow?card={0}&{form}#step-{0}", step.id)
    }

    fn services(self, step: &StepView) -> AnyView {
        let (l, wares) = (self.l, self.wares);
        let rows = wares.services.iter().map(|service| {
            let name = service.name(self.language).to_owned();
            let href = Self::place(step, &format!("service={}", service.id));
            let change = self.may.then(|| change_link(l, href, &name));
            row(name.clone(), about_service(l, service, wares.currency), change, "ware")
        });
        let rows = rows.collect();
        let add = self.may.then(|| {
            let href = Self::place(step, "service=new");
            let word = say!(l, services.add_service);
            go("btn btn-quiet btn-small", href, Some(Icon::Plus), word, "ware-add")
        });
        let all = ("/app/services", say!(l, wares.all_services));
        let list = self.list(rows, wares.services_in_all, say!(l, services.none_services));
        with_ways(list, add, all)
    }

    fn products(self, step: &StepView) -> AnyView {
        let (l, wares) = (self.l, self.wares);
        let rows = wares.products.iter().map(|product| {
            let name = product.name(self.language).to_owned();
            let href = Self::place(step, &format!("product={}", product.id));
            let change = self.may.then(|| change_link(l, href, &name));
            row(name.clone(), self.about(product), change, "ware")
        });
        let rows = rows.collect();
        // A new one gets its picture on its page.
        let add = self.may.then(|| {
            let (href, word) = ("/app/products/new", say!(l, products.add));
            go("btn btn-quiet btn-small", href, Some(Icon::Plus), word, "ware-add")
        });
        let all = ("/app/products", say!(l, wares.all_products));
        let list = self.list(rows, wares.products_in_all, say!(l, wares.none_products));
        with_ways(list, add, all)
    }

    fn about(self, product: &ProductView) -> String {
        let l = self.l;
        let currency = self.wares.currency;
        let mut parts = vec![Money { minor: product.price_minor, currency }.text()];
        if product.stock == Some(0) {
            parts.push(say!(l, products.sold_out).to_owned());
        }
        if !product.active {
            parts.push(say!(l, products.is_off).to_owned());
        }
        parts.join(" · ")
    }

    fn hours(self, step: &StepView) -> AnyView {
        let l = self.l;
        let change = self.may.then(|| {
            let href = Self::place(step, "hours=week");
            let word = say!(l, wares.change_hours);
            go("btn btn-quiet btn-small", href, Some(Icon::Edit), word, "ware-week")
        });
        let change = change.map(|change| view! { <div class="flow-acts">{change}</div> }.any());
        view! { {week(&self.wares.hours)} {change} }.any()
    }

    /// The rows, or that there are none; where there are more than are shown, it is said.
    fn list(self, rows: Vec<AnyView>, in_all: u32, none: &'static str) -> AnyView {
        if rows.is_empty() {
            return view! { <p>{none}</p> }.any();
        }
        let shown = rows.len().to_string();
        let more = (rows.len() < usize::try_from(in_all).unwrap_or(usize::MAX)).then(|| {
            let counts = [("n", shown.as_str()), ("all", &in_all.to_string())];
            let words = fill(say!(self.l, wares.first), &counts);
            view! { <p class="quiet">{words}</p> }.any()
        });
        view! { <ul class="rows">{rows}</ul> {more} }.any()
    }

    /// The form that is asked for on a step's card, if it is one of these.
    fn form(self, ware: Ware, step: &StepView) -> Option<AnyView> {
        match ware {
            Ware::Services => self.service_form(step),
            Ware::Products => self.product_form(step),
            Ware::Hours => self.hours_form(step),
        }
    }

    fn service_form(self, step: &StepView) -> Option<AnyView> {
        let (l, wares, asked) = (self.l, self.wares, &self.asked.service);
        let known = wares.services.iter().find(|service| service.id.to_string() == *asked);
        if known.is_none() && asked != "new" {
            return None;
        }
        let title = match known {
            Some(_) => say!(l, services.change_service),
            None => say!(l, services.add_service),
        };
        let post = Post::to::<SaveService>();
        let typed = wares.service_draft.clone();
        let fields = service_fields(l, known, typed, wares.currency, post.error());
        Some(self.form_of(step, post, title, fields))
    }

    fn product_form(self, step: &StepView) -> Option<AnyView> {
        let (l, wares, asked) = (self.l, self.wares, &self.asked.product);
        let known = wares.products.iter().find(|product| product.id.to_string() == *asked)?;
        let post = Post::to::<SaveProduct>();
        let form = wares.product_draft.clone().unwrap_or_else(|| product_form(known));
        let fields = product_fields(l, known.id.to_string(), form, wares.currency, post.error());
        Some(self.form_of(step, post, say!(l, wares.change_product), fields))
    }

    fn hours_form(self, step: &StepView) -> Option<AnyView> {
        if self.asked.hours.is_empty() {
            return None;
        }
        let (l, wares) = (self.l, self.wares);
        let post = Post::to::<SaveHours>();
        let typed = wares.hours_draft.clone().map(|draft| draft.hours);
        let form = typed.unwrap_or_else(|| hours_form(&wares.hours));
        let fields = hours_fields(&form, post.error());
        Some(self.form_of(step, post, say!(l, wares.change_hours), fields))
    }

    /// The form around its fields; it comes back to the step's card.
    fn form_of(self, step: &StepView, post: Post, title: &'static str, fields: AnyView) -> AnyView {
        let l = self.l;
        let back = format!("/app/flow#step-{}", step.id);
        let body = view! {
            {refusal(post.error())}
            <input type="hidden" name="card" value=step.id.clone()/>
            {fields}
            <div class="form-end">
                <a class="btn btn-link" href=back>{say!(l, form.cancel)}</a>
                {submit("btn btn-primary", Some(Icon::Check), say!(l, services.save), "btn-save-ware", post.pending())}
            </div>
        };
        let place = format!("#step-{}", step.id);
        let form = post.form_at(&place, "form", Some("ware-form"), body.any());
        view! { <h4>{title}</h4> {form} }.any()
    }
}

/// A list with what adds to it, and the way to the page that has all of it.
fn with_ways(
    list: AnyView,
    add: Option<AnyView>,
    (href, word): (&'static str, &'static str),
) -> AnyView {
    view! {
        {list}
        <div class="flow-acts">
            {add}
            <a class="way with-sign" href=href><span>{word}</span> {icon(Icon::Right)}</a>
        </div>
    }
    .any()
}

#[cfg(test)]
mod tests {
    use domain::editor::{Both, PartView};

    use super::*;

    fn step(kind: StepKind, sw: &str, en: &str) -> StepView {
        let text = Both { sw: sw.to_owned(), en: en.to_owned() };
        StepView {
            id: "contact".to_owned(),
            kind,
            place: StepPlace::Way,
            depth: 1,
            title: Both::default(),
            parts: vec![PartView { part: "text".to_owned(), text }],
            items: Vec::new(),
            arrows: Vec::new(),
        }
    }

    fn at(step: &StepView) -> Vec<Ware> {
        Ware::ALL.into_iter().filter(|ware| ware.is_at(step)).collect()
    }

    #[test]
    fn a_step_offers_by_what_it_does_and_by_what_it_says() {
        for (kind, sw, en, wares) in [
            (StepKind::Book, "Huduma gani?", "Which service?", vec![Ware::Services]),
            (StepKind::Bookings, "", "", vec![Ware::Services]),
            (StepKind::Order, "", "", vec![Ware::Products]),
            (StepKind::Menu, "{services}\nSaa: {hours}", "", vec![Ware::Services, Ware::Hours]),
            (StepKind::Menu, "", "{products}", vec![Ware::Products]),
            (StepKind::Say, "hours", "services", vec![]),
        ] {
            assert_eq!(at(&step(kind, sw, en)), wares, "{kind} {sw} {en}");
        }
    }
}
