//! What is made of a text that names nothing of the flow: the customer's own things, a wish, a question.

use crate::answer::{self, Looked};
use crate::choice::by_word;
use crate::definition::StepId;
use crate::facts::Need;
use crate::heard::Heard;
use crate::order;
use crate::run::Run;
use crate::vocabulary;
use crate::when::{self, Understood, Wanted, When};

/// Where the customer's own things are of which a text speaks: what is booked, ordered, or put together for an order.
pub(super) fn own<'a>(run: &Run<'a>, heard: &Heard) -> Result<Option<&'a StepId>, Need> {
    let flow = run.flow;
    if let Some(order) = flow.order()
        && !run.basket.is_empty()
        && order::is_about_basket(heard)
    {
        return Ok(Some(order));
    }
    if let Some(orders) = flow.orders().filter(|_| vocabulary::own_orders(heard)) {
        return Ok(Some(orders));
    }
    own_bookings(run, heard)
}

/// The node for what the customer has booked, where the words are of that.
fn own_bookings<'a>(run: &Run<'a>, heard: &Heard) -> Result<Option<&'a StepId>, Need> {
    let Some(bookings) = run.flow.bookings() else { return Ok(None) };
    let is_meant = vocabulary::own_bookings(heard)
        || (vocabulary::may_be_own_bookings(heard) && !run.appointments()?.is_empty());
    Ok(is_meant.then_some(bookings))
}

/// What is made of a text that names nothing of the flow.
pub(super) enum Made<'a> {
    /// A wish, and the node that fulfils it.
    Wish(&'a StepId),
    Answer(Looked<'a>),
}

/// A wish for a booking or an order, or else something that the business has written about. A question about one is
/// answered where that is known, and else it is a wish like any other.
pub(super) fn look_up_or_wish<'a>(run: &Run<'a>, heard: &Heard) -> Result<Made<'a>, Need> {
    let wish = match wants_to_book(run, heard)? {
        Some(book) => Some(book),
        None => wants_to_order(run)?,
    };
    if let Some(wish) = wish.filter(|_| !vocabulary::asks(run.turn.text, heard)) {
        return Ok(Made::Wish(wish));
    }
    let looked = answer::look_up(run, heard)?;
    Ok(match wish {
        Some(wish) if !matches!(looked, Looked::Found(_)) => Made::Wish(wish),
        _ => Made::Answer(looked),
    })
}

/// What a text asks or wishes for that begins with a greeting, or thanks: nothing where that is all it says.
pub(super) fn beside_courtesy<'a>(run: &Run<'a>, heard: &Heard) -> Result<Made<'a>, Need> {
    let nothing = Made::Answer(Looked::Nothing);
    let rest = vocabulary::beside_courtesy(heard);
    if rest.core().is_empty() {
        return Ok(nothing);
    }
    let asks = vocabulary::asks(question_mark_at_the_end(run.turn.text), &rest);
    if vocabulary::thanks_for(heard) && !asks && !names_a_time(run) {
        return Ok(nothing);
    }
    let made = look_up_or_wish(run, heard)?;
    Ok(match made {
        Made::Answer(Looked::Unknown(_)) if !asks => nothing,
        Made::Answer(Looked::Found(_)) if !asks && rest.core().len() < 3 => nothing,
        made => made,
    })
}

/// The last mark of a text: "Mambo vipi? Naomba miadi" asks for nothing but how one is.
fn question_mark_at_the_end(text: &str) -> &str {
    if text.trim_end().ends_with('?') { "?" } else { "" }
}

/// Where a customer books who says what or when, and not that it is a booking: "kusuka kesho saa nane".
fn wants_to_book<'a>(run: &Run<'a>, heard: &Heard) -> Result<Option<&'a StepId>, Need> {
    let Some(book) = run.flow.book() else { return Ok(None) };
    let services = run.services()?;
    if services.is_empty() {
        return Ok(None);
    }
    if by_word(heard, services).is_some() {
        return Ok(Some(book));
    }
    let comes = vocabulary::coming(heard) && names_a_day_or_time(run);
    Ok((comes || names_a_time(run)).then_some(book))
}

/// Whether a day and a time of it are said, which still can be or might have been meant otherwise.
fn names_a_time(run: &Run<'_>) -> bool {
    let is_both = |when: &When| when.date.is_some() && when.time.is_some();
    match when::read(run.turn.text, run.turn.now, Wanted::Moment) {
        Understood::One(when) => is_both(&when),
        Understood::Several(whens) => whens.iter().all(is_both),
        // Of today; who speaks of another day that is over does not want to come then.
        Understood::Past(when) => is_both(&when) && when.date == Some(run.turn.now.date()),
        Understood::Nothing | Understood::Impossible => false,
    }
}

fn names_a_day_or_time(run: &Run<'_>) -> bool {
    let said = when::read(run.turn.text, run.turn.now, Wanted::Moment);
    !matches!(said, Understood::Nothing | Understood::Impossible)
}

/// Where a customer orders who says what, and not that it is an order: "sukari mbili".
fn wants_to_order<'a>(run: &Run<'a>) -> Result<Option<&'a StepId>, Need> {
    let Some(order) = run.flow.order() else { return Ok(None) };
    Ok(order::names_product(run)?.then_some(order))
}
