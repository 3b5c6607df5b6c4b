//! The business's own flow: looked at, changed, tried, published.

use domain::booking::ServiceView;
use domain::booking_form::ServiceForm;
use domain::draft::WeekForm;
use domain::editor::{EditorView, FlowActForm, HistoryView, PublishForm, StepTextsForm};
use domain::hours::WeekHours;
use domain::money::Currency;
use domain::shop::{ProductForm, ProductView};
use domain::simulation::{OwnSimulationForm, Simulation};
use domain::{Instant, Language, Role, Zone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// Services that a card shows, and products; their pages have all of them.
#[cfg(feature = "ssr")]
const WARES_SHOWN: usize = 20;

/// The editor with what its page needs beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EditorPage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// What customers are greeted in.
    pub(crate) language: Language,
    /// What its steps offer.
    pub(crate) wares: Wares,
    /// The flow.
    pub(crate) editor: EditorView,
    /// What was typed into a form of the draft that was refused.
    pub(crate) typed: Typed,
}

/// What was typed into a form of the draft and refused, in a browser without JavaScript.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Typed {
    /// The step.
    pub(crate) step: String,
    /// What was written in its fields, by their names: `text.sw`, `items.0.label.en`, `words.0`, `label_sw`.
    pub(crate) texts: Vec<(String, String)>,
    /// What is noted with a version.
    pub(crate) note: String,
    /// What becomes of conversations that have begun: a [`domain::editor::Onward`] as text.
    pub(crate) onward: String,
}

/// Under which name it is kept.
#[cfg(feature = "ssr")]
const DRAFT: &str = "flow";

impl Typed {
    /// What was typed into a field of a step.
    pub(crate) fn text(&self, step: &str, field: &str) -> Option<&str> {
        let mut texts = self.texts.iter().filter(|_| self.step == step);
        texts.find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }

    /// What of a step's texts was changed: all of them would not fit where it is kept.
    #[cfg(feature = "ssr")]
    fn into_texts(form: &StepTextsForm) -> Self {
        let texts = form.texts.iter().flat_map(|text| {
            [("sw", &text.was_sw, &text.sw), ("en", &text.was_en, &text.en)]
                .map(|(code, was, now)| (format!("{}.{code}", text.part), was, now))
        });
        let words = form.words.iter();
        let words = words.map(|words| (format!("words.{}", words.item), &words.was, &words.words));
        let plain = |text: &str| text.replace("\r\n", "\n");
        let changed = texts.chain(words).filter(|(_, was, now)| plain(was) != plain(now));
        let texts = changed.map(|(field, _, now)| (field, plain(now))).collect();
        Self { step: form.step.clone(), texts, ..Self::default() }
    }

    /// An item that was to be added.
    #[cfg(feature = "ssr")]
    fn into_item(form: &FlowActForm) -> Self {
        use domain::editor::FlowAct;
        let fields = [("label_sw", &form.label_sw), ("label_en", &form.label_en), ("to", &form.to)];
        let is_item = form.act == FlowAct::AddItem.as_str();
        let texts = fields.into_iter().filter(|_| is_item);
        let texts = texts.map(|(name, text)| (name.to_owned(), text.clone())).collect();
        Self { step: form.step.clone(), texts, ..Self::default() }
    }
}

/// What the business offers and when, as the cards of its conversation show it. None of it is in the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wares {
    /// What prices are in.
    pub(crate) currency: Currency,
    /// What can be booked, as much of it as cards show.
    pub(crate) services: Vec<ServiceView>,
    /// How many services there are in all.
    pub(crate) services_in_all: u32,
    /// What is sold, as much of it as cards show.
    pub(crate) products: Vec<ProductView>,
    /// How many products there are in all.
    pub(crate) products_in_all: u32,
    /// Opening hours.
    pub(crate) hours: WeekHours,
    /// What was typed into a form that was refused.
    pub(crate) service_draft: Option<ServiceForm>,
    /// The same of a product.
    pub(crate) product_draft: Option<ProductForm>,
    /// The same of the hours.
    pub(crate) hours_draft: Option<WeekForm>,
}

/// The versions with what their page needs beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HistoryPage {
    /// When this was so.
    pub(crate) now: Instant,
    /// The business's time zone.
    pub(crate) zone: Zone,
    /// What the person may do follows from it.
    pub(crate) role: Role,
    /// The versions.
    pub(crate) history: HistoryView,
}

/// The own business's flow.
#[server(endpoint = "read_flow")]
pub(crate) async fn read_flow() -> Result<Doc<EditorPage>, AppError> {
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let editor = engine.flow_editor(by, tenant).await?;
        let config = engine.tenant_config(by, tenant).await?;
        let zone = engine.zone(&config.timezone);
        let (now, role, language) = (crate::ssr::now(), by.role, config.language);
        let wares = wares(&cx, tenant, config).await?;
        let typed = crate::ssr::take_draft(DRAFT).unwrap_or_default();
        crate::ssr::doc(&EditorPage { now, zone, role, language, wares, editor, typed })
    })
    .await
}

/// The versions that were published; those before a number where one is said.
#[server(endpoint = "read_flow_history")]
pub(crate) async fn read_flow_history(
    #[server(default)] before: String,
) -> Result<Doc<HistoryPage>, AppError> {
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let before = Some(before.as_str()).filter(|before| !before.is_empty());
        let history = engine.flow_history(by, tenant, before).await?;
        let config = engine.tenant_config(by, tenant).await?;
        let zone = engine.zone(&config.timezone);
        let (now, role) = (crate::ssr::now(), by.role);
        crate::ssr::doc(&HistoryPage { now, zone, role, history })
    })
    .await
}

/// Keeps the texts of a step in the draft.
#[server(endpoint = "save_step")]
pub(crate) async fn save_step(form: StepTextsForm) -> Result<(), AppError> {
    let (step, kept) = (form.step.clone(), Typed::into_texts(&form));
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let saved = cx.engine.save_step_texts(&cx.principal, tenant, &form).await;
        saved.map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft(DRAFT, &kept))
    .map_err(crate::ssr::for_the_way_back)?;
    leptos_axum::redirect(&at_step(&step, "texts"));
    Ok(())
}

/// Adds, moves or removes something in the draft.
#[server(endpoint = "change_flow")]
pub(crate) async fn change_flow(form: FlowActForm) -> Result<(), AppError> {
    let (step, kept) = (form.step.clone(), Typed::into_item(&form));
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.change_flow(&cx.principal, tenant, &form).await.map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft(DRAFT, &kept))
    .map_err(crate::ssr::for_the_way_back)?;
    leptos_axum::redirect(&at_step(&step, "items"));
    Ok(())
}

/// Throws the draft away.
#[server(endpoint = "discard_flow")]
pub(crate) async fn discard_flow() -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.discard_flow(&cx.principal, tenant).await.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/flow?saved=discarded");
    Ok(())
}

/// Publishes the draft.
#[server(endpoint = "publish_flow")]
pub(crate) async fn publish_flow(form: PublishForm) -> Result<(), AppError> {
    let (note, onward) = (form.note.clone(), form.onward.clone());
    let kept = Typed { note, onward, ..Typed::default() };
    let number = crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        cx.engine.publish_flow(&cx.principal, tenant, &form).await.map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft(DRAFT, &kept))
    .map_err(crate::ssr::for_the_way_back)?;
    leptos_axum::redirect(&format!("/app/flow?published={number}"));
    Ok(())
}

/// Lets an older version answer again; the built-in flow by the number 0.
#[server(endpoint = "use_flow_again")]
pub(crate) async fn use_flow_again(
    #[server(default)] number: i32,
    #[server(default)] onward: String,
) -> Result<(), AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let used = cx.engine.use_flow_again(&cx.principal, tenant, number, &onward).await;
        used.map_err(AppError::from)
    })
    .await?;
    leptos_axum::redirect("/app/flow/history?saved=again");
    Ok(())
}

/// A conversation with the own flow from its beginning; nothing is kept of it.
#[server(endpoint = "simulate_own")]
pub(crate) async fn simulate_own(sim: OwnSimulationForm) -> Result<Doc<Simulation>, AppError> {
    crate::ssr::serve(|cx| async move {
        let tenant = cx.own_tenant()?;
        let told = cx.engine.simulate_own(&cx.principal, tenant, &sim).await?;
        crate::ssr::doc(&told)
    })
    .await
}

/// Keeps the opening hours and nothing else of the business, and leads back to the card that the form stood on.
#[server(endpoint = "save_hours")]
pub(crate) async fn save_hours(
    #[server(default)] card: String,
    #[server(default)] form: WeekForm,
) -> Result<(), AppError> {
    use domain::draft::{BusinessForm, business_form};
    let kept = form.clone();
    crate::ssr::serve(|cx| async move {
        let (engine, by) = (&cx.engine, &cx.principal);
        let tenant = cx.own_tenant()?;
        let config = engine.tenant_config(by, tenant).await?;
        let form = BusinessForm { hours: form.hours, ..business_form(&config) };
        engine.change_business(by, tenant, &form).await.map(drop).map_err(AppError::from)
    })
    .await
    .inspect_err(|_| crate::ssr::keep_draft("hours", &kept))?;
    let back = at_card(&card, "hours");
    leptos_axum::redirect(back.as_deref().unwrap_or("/app/settings?saved=business"));
    Ok(())
}

/// What the business offers, with what was typed of it and refused.
#[cfg(feature = "ssr")]
async fn wares(
    cx: &crate::ssr::Cx,
    tenant: domain::TenantId,
    config: domain::views::ConfigView,
) -> Result<Wares, AppError> {
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let mut services = cx.engine.shelf(&cx.principal, tenant).await?.services;
    let mut products = cx.engine.catalogue(&cx.principal, tenant).await?.products;
    let (services_in_all, products_in_all) = (count(services.len()), count(products.len()));
    services.truncate(WARES_SHOWN);
    products.truncate(WARES_SHOWN);
    Ok(Wares {
        currency: config.currency,
        services,
        services_in_all,
        products,
        products_in_all,
        hours: config.hours,
        service_draft: crate::ssr::take_draft("service"),
        product_draft: crate::ssr::take_draft("product"),
        hours_draft: crate::ssr::take_draft("hours"),
    })
}

/// The card of a step on which something that counts at once was saved; nothing where no step is named.
#[cfg(feature = "ssr")]
pub(crate) fn at_card(card: &str, saved: &str) -> Option<String> {
    let at = crate::ssr::now().timestamp_millis();
    let back = || format!("/app/flow?card={card}&saved={saved}&at={at}#step-{card}");
    is_step(card).then(back)
}

/// Whether a text can be the id of a step, and so cannot lead elsewhere.
#[cfg(feature = "ssr")]
fn is_step(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '@';
    !text.is_empty() && text.chars().all(fits)
}

/// The page with a step open; each time another address, so that the page asks anew.
#[cfg(feature = "ssr")]
fn at_step(step: &str, saved: &str) -> String {
    let at = crate::ssr::now().timestamp_millis();
    match is_step(step) {
        true => format!("/app/flow?step={step}&saved={saved}&at={at}#step-{step}"),
        false => format!("/app/flow?saved={saved}&at={at}"),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn only_a_card_is_led_back_to() {
        for card in ["", "//evil.example", "menu&next=/", "menu/../..", "a b", "menu#x", "\\"] {
            assert_eq!(at_card(card, "hours"), None, "{card}");
        }
        for card in ["menu", "@welcome", "trial_book"] {
            let back = at_card(card, "service").unwrap_or_default();
            assert!(
                back.starts_with(&format!("/app/flow?card={card}&saved=service&at=")),
                "{back}"
            );
            assert!(back.ends_with(&format!("#step-{card}")), "{back}");
        }
    }
}
