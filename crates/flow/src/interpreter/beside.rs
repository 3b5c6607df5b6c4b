//! What a customer says in the middle of a question that is no answer to it.

use crate::facts::Need;
use crate::heard::Heard;
use crate::interpreter::Outcome;
use crate::run::Run;
use crate::vocabulary::{self, Everywhere, asks_for_person_in_answer};

/// What a customer says in the middle of a question that is no answer to it.
pub(super) enum Beside<'a> {
    Answered(Result<Outcome, Need>),
    /// It may be the answer.
    Asked(Run<'a>),
}

/// What is understood while a node asks several things: only what cannot be the answer to any of them.
pub(super) fn beside_the_question<'a>(run: Run<'a>, heard: &Heard) -> Beside<'a> {
    let flow = run.flow;
    if asks_for_person_in_answer(heard) {
        return Beside::Answered(run.go(flow.person()));
    }
    Beside::Answered(match vocabulary::in_answer(heard) {
        Some(Everywhere::Back) => run.go_back(),
        Some(Everywhere::Greeting) => run.greet(),
        Some(Everywhere::Farewell) => run.go(flow.goodbye()),
        Some(Everywhere::Thanks | Everywhere::Noted) | None => return Beside::Asked(run),
    })
}

/// What is understood before a text counts as the answer to a question: the answers to reminders, which come
/// while any question may be open, and that the customer wants no more of it.
pub(super) fn beside_the_answer<'a>(run: Run<'a>, heard: &Heard) -> Result<Beside<'a>, Need> {
    if let Some(bookings) = run.flow.bookings()
        && vocabulary::own_bookings(heard)
        && !run.appointments()?.is_empty()
    {
        return Ok(Beside::Answered(run.go(bookings)));
    }
    Ok(match vocabulary::gives_up(heard) {
        true => Beside::Answered(run.go_back()),
        false => Beside::Asked(run),
    })
}

/// The same while a booking is being made.
pub(super) fn beside_the_booking<'a>(run: Run<'a>, heard: &Heard) -> Result<Beside<'a>, Need> {
    if vocabulary::gives_up(heard) {
        return Ok(Beside::Answered(run.go_back()));
    }
    if let Some(bookings) = run.flow.bookings()
        && vocabulary::turns_to_own_bookings(heard)
        && !run.appointments()?.is_empty()
    {
        return Ok(Beside::Answered(run.go(bookings)));
    }
    Ok(Beside::Asked(run))
}
