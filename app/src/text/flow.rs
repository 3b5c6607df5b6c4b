//! Words about a business's own flow: its steps and their parts, what is wrong with it, how two of them differ.

use domain::Language;
use domain::editor::{Both, ChangeKind, FlowFault, FlowProblemView, StepKind, StepView};
use domain::simulation::{DeedKind, SimulatedDeed};

use super::{Locale, fill, say};

/// The one of two texts that the person reads.
pub(crate) fn of_both(l: Locale, both: &Both) -> &str {
    match l {
        Locale::sw => &both.sw,
        Locale::en => &both.en,
    }
}

/// What a step is called.
pub(crate) fn step_title(l: Locale, step: &StepView) -> String {
    match of_both(l, &step.title) {
        "" if step.id == "@welcome" => say!(l, editor.welcome_title).to_owned(),
        "" => step.id.clone(),
        title => title.to_owned(),
    }
}

/// What a step does.
pub(crate) fn step_kind(l: Locale, kind: StepKind) -> &'static str {
    match kind {
        StepKind::Say => say!(l, flow_kind.say),
        StepKind::Menu => say!(l, flow_kind.menu),
        StepKind::Ask => say!(l, flow_kind.ask),
        StepKind::Branch => say!(l, flow_kind.branch),
        StepKind::Book => say!(l, flow_kind.book),
        StepKind::Bookings => say!(l, flow_kind.bookings),
        StepKind::Order => say!(l, flow_kind.order),
        StepKind::Orders => say!(l, flow_kind.orders),
        StepKind::Answer => say!(l, flow_kind.answer),
        StepKind::Handoff => say!(l, flow_kind.handoff),
        StepKind::End => say!(l, flow_kind.end),
        StepKind::Beside => say!(l, flow_kind.beside),
    }
}

/// A language by its name.
pub(crate) fn language_name(l: Locale, language: Language) -> &'static str {
    match language {
        Language::Sw => say!(l, editor.sw),
        Language::En => say!(l, editor.en),
    }
}

/// What a part of a step is for.
pub(crate) fn step_part(l: Locale, part: &str) -> String {
    let number = |rest: &str| {
        let at = rest.split('.').next().and_then(|at| at.parse::<u32>().ok()).unwrap_or(0);
        (at + 1).to_string()
    };
    if let Some(name) = part.strip_prefix("without.") {
        return fill(say!(l, flow_part.without), &[("name", name)]);
    }
    if let Some(rest) = part.strip_prefix("options.") {
        return fill(say!(l, flow_part.option), &[("n", &number(rest))]);
    }
    if let Some(rest) = part.strip_prefix("items.") {
        return fill(say!(l, flow_part.item), &[("n", &number(rest))]);
    }
    let words = match part.strip_prefix("texts.").unwrap_or(part) {
        "title" => say!(l, flow_part.title),
        "text" | "welcome" => say!(l, flow_part.text),
        "again" => say!(l, flow_part.again),
        "prompt" => say!(l, flow_part.prompt),
        "retry" => say!(l, flow_part.retry),
        "after" => say!(l, flow_part.after),
        "note" => say!(l, flow_part.note),
        "service" => say!(l, flow_part.service),
        "time" => say!(l, flow_part.time),
        "full" => say!(l, flow_part.full),
        "taken" => say!(l, flow_part.taken),
        "which" => say!(l, flow_part.which),
        "past" => say!(l, flow_part.past),
        "impossible" => say!(l, flow_part.impossible),
        "name" => say!(l, flow_part.name),
        "confirm" => say!(l, flow_part.confirm),
        "catalogue" => say!(l, flow_part.catalogue),
        "basket" => say!(l, flow_part.basket),
        "empty" => say!(l, flow_part.empty),
        "how_many" => say!(l, flow_part.how_many),
        "fulfilment" => say!(l, flow_part.fulfilment),
        "address" => say!(l, flow_part.address),
        "items" => say!(l, editor.items),
        other => other,
    };
    words.to_owned()
}

/// What is to be mended, and how.
pub(crate) fn flow_problem(l: Locale, problem: &FlowProblemView) -> String {
    let words = match problem.fault {
        FlowFault::MissingStep => say!(l, flow_problem.missing_step),
        FlowFault::WrongKind => say!(l, flow_problem.wrong_kind),
        FlowFault::Unreachable => say!(l, flow_problem.unreachable),
        FlowFault::Circle => say!(l, flow_problem.circle),
        FlowFault::ReservedName => say!(l, flow_problem.reserved_name),
        FlowFault::MissingTranslation => say!(l, flow_problem.missing_translation),
        FlowFault::TextTooLong => say!(l, flow_problem.text_too_long),
        FlowFault::StrayBrace => say!(l, flow_problem.stray_brace),
        FlowFault::UnknownPlaceholder => say!(l, flow_problem.unknown_placeholder),
        FlowFault::TextMayVanish => say!(l, flow_problem.text_may_vanish),
        FlowFault::ItemCount => say!(l, flow_problem.item_count),
        FlowFault::NumberNotShown => say!(l, flow_problem.number_not_shown),
        FlowFault::NoWayBack => say!(l, flow_problem.no_way_back),
        FlowFault::AmbiguousWord => say!(l, flow_problem.ambiguous_word),
        FlowFault::BlankWord => say!(l, flow_problem.blank_word),
        FlowFault::BadRange => say!(l, flow_problem.bad_range),
        FlowFault::NothingDecides => say!(l, flow_problem.nothing_decides),
        FlowFault::OneWay => say!(l, flow_problem.one_way),
        FlowFault::RefusedOption => say!(l, flow_problem.refused_option),
        FlowFault::DeafToEmergency => say!(l, flow_problem.deaf_to_emergency),
        FlowFault::NoDay => say!(l, flow_problem.no_day),
        FlowFault::BadSlot => say!(l, flow_problem.bad_slot),
    };
    let language = problem.language.map_or("", |language| language_name(l, language));
    let number = problem.number.to_string();
    fill(words, &[("about", &problem.about), ("language", language), ("number", &number)])
}

/// How two flows differ at one place.
pub(crate) fn flow_change(l: Locale, kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::StepAdded => say!(l, flow_change.step_added),
        ChangeKind::StepRemoved => say!(l, flow_change.step_removed),
        ChangeKind::Text => say!(l, flow_change.text),
        ChangeKind::ItemAdded => say!(l, flow_change.item_added),
        ChangeKind::ItemRemoved => say!(l, flow_change.item_removed),
        ChangeKind::ItemsMoved => say!(l, flow_change.items_moved),
        ChangeKind::Target => say!(l, flow_change.target),
        ChangeKind::Words => say!(l, flow_change.words),
        ChangeKind::Rule => say!(l, flow_change.rule),
        ChangeKind::Role => say!(l, flow_change.role),
    }
}

/// What a trial would have done.
pub(crate) fn simulated_deed(l: Locale, deed: &SimulatedDeed) -> String {
    let words = match deed.kind {
        DeedKind::Book => say!(l, deed.book),
        DeedKind::Move => say!(l, deed.moved),
        DeedKind::Cancel => say!(l, deed.cancel),
        DeedKind::Confirm => say!(l, deed.confirm),
        DeedKind::Order => say!(l, deed.order),
        DeedKind::CancelOrder => say!(l, deed.cancel_order),
        DeedKind::Unanswered => say!(l, deed.unanswered),
    };
    fill(words, &[("about", &deed.about)])
}
