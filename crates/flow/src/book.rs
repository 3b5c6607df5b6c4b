//! Finding a time with a customer, and booking it.

mod free;
mod manage;
mod placing;
mod service;
mod task;
mod texts;
mod time;

pub(crate) use manage::Bookings;
pub(crate) use task::Task;
pub use texts::BookTexts;

use service::service_named;

use chrono::{Days, NaiveDate, NaiveDateTime};
use domain::{AppointmentId, ResourceId, ServiceId};

use crate::answer::{self, Looked};
use crate::definition::{Book, StepId, Text};
use crate::facts::{Calendar, Need, Service};
use crate::heard::Heard;
use crate::interpreter::Outcome;
use crate::run::Run;
use crate::slots::{Room, Slot};
use crate::when::{self, Understood, Wanted};

/// The days in which a free time is looked for when the customer names none.
const SOON: Days = Days::new(14);
/// The farthest day that can be booked.
const FAR: Days = Days::new(180);
/// Times that are offered at once, and of one day among others.
const OFFERED: usize = 6;
const OFFERED_A_DAY: usize = 3;

/// The slots that a booking fills.
pub(crate) const BOOK_SLOTS: [&str; 6] = ["service", "day", "time", "price", "with", "name"];

/// Which of the texts is said.
pub(crate) type Words = fn(&BookTexts) -> &Text;

/// A customer who wants a time: what is known so far.
#[derive(Clone, Copy)]
pub(crate) struct Search {
    pub service: ServiceId,
    /// Whom the customer asked for.
    pub with: Option<ResourceId>,
    /// The booking that is to be moved.
    pub moves: Option<AppointmentId>,
}

/// The node where it happens, and how the customer's words are taken.
pub(crate) struct Booking<'a> {
    pub run: Run<'a>,
    pub at: &'a StepId,
    /// The node after it.
    pub next: &'a StepId,
    pub texts: &'a BookTexts,
    /// What is noted for the owner.
    pub note: Option<&'a Text>,
    pub heard: &'a Heard,
    pub misunderstood: u8,
}

impl<'a> Booking<'a> {
    pub fn at(run: Run<'a>, at: &'a StepId, book: &'a Book, heard: &'a Heard) -> Self {
        let (next, texts, note) = (&book.next, &book.texts, book.note.as_ref());
        Self { run, at, next, texts, note, heard, misunderstood: 0 }
    }

    /// Comes to the node: what the customer said on the way counts already.
    pub fn enter(self, book: &'a Book) -> Result<Outcome, Need> {
        let services = self.run.services()?;
        if services.is_empty() {
            return self.run.go(&book.none);
        }
        let named = service_named(self.heard, services);
        let only = services.first().filter(|_| services.len() == 1);
        let Some(service) = named.or(only) else {
            let wish = self.run.wish().to_owned();
            return self.ask_for_service(services, wish);
        };
        let search = Search { service: service.id, with: None, moves: None };
        let said = self.run.wish().to_owned();
        self.find(search, &said, |texts| &texts.time)
    }

    /// Answers what the customer says in the middle of it.
    pub fn answer(self, task: &Task) -> Result<Outcome, Need> {
        match task {
            Task::PickService { wish } => self.pick_service(wish),
            Task::PickTime { service, with, moves, offered } => {
                let search = Search { service: *service, with: *with, moves: *moves };
                self.pick_time(search, offered)
            }
            Task::Name { service, slot } => self.take_name(*service, *slot),
            Task::Confirm { service, slot, with, moves } => {
                let search = Search { service: *service, with: *with, moves: *moves };
                self.confirm(search, *slot)
            }
            // These are another node's; who comes here with one begins again.
            Task::PickBooking { .. } | Task::PickChange { .. } | Task::Cancel { .. } => {
                self.run.go_back()
            }
        }
    }

    /// Asks once more what was asked last, after something that was no answer.
    pub fn again(mut self, task: &Task) -> Result<Outcome, Need> {
        match task {
            Task::PickService { wish } => {
                let services = self.run.services()?;
                self.ask_for_service(services, wish.clone())
            }
            Task::PickTime { service, with, moves, offered } => {
                let search = Search { service: *service, with: *with, moves: *moves };
                let Some(service) = self.service(search)? else { return self.run.go_back() };
                Ok(self.show(search, service, offered.clone(), |texts| &texts.time))
            }
            Task::Name { service, slot } => {
                self.run.say(&self.texts.name);
                Ok(self.stay(Task::Name { service: *service, slot: *slot }))
            }
            Task::Confirm { service, slot, with, moves } => {
                let search = Search { service: *service, with: *with, moves: *moves };
                self.ask_whether_right(search, *slot)
            }
            Task::PickBooking { .. } | Task::PickChange { .. } | Task::Cancel { .. } => {
                self.run.go_back()
            }
        }
    }

    /// What the business has written about a question that the customer asks in the middle of it.
    fn answered(&mut self) -> Result<bool, Need> {
        let Looked::Found(text) = answer::look_up(&self.run, self.heard)? else {
            return Ok(false);
        };
        self.run.say_text(text.to_owned());
        self.misunderstood = 0;
        Ok(true)
    }

    fn read(&self, said: &str) -> Understood {
        when::read(said, self.run.turn.now, Wanted::Moment)
    }

    /// The calendar up to this day at least, and to the end of what is usually offered.
    fn calendar(&self, day: NaiveDate) -> Result<&'a Calendar, Need> {
        let soon = self.run.turn.now.date() + SOON;
        // Days after the one that was named are offered where it is full.
        let until = soon.max(day + Days::new(7)).min(self.run.turn.now.date() + FAR + SOON);
        self.run.calendar(until)
    }

    /// Nothing when it is not offered any more.
    fn service(&self, search: Search) -> Result<Option<&'a Service>, Need> {
        Ok(self.run.services()?.iter().find(|service| service.id == search.service))
    }

    fn is_lost(&mut self) -> bool {
        self.misunderstood = self.misunderstood.saturating_add(1);
        self.misunderstood >= crate::interpreter::MISUNDERSTANDINGS
    }

    fn offer_person(self) -> Outcome {
        crate::interpreter::offer_person(self.run, self.misunderstood)
    }

    fn stay(mut self, task: Task) -> Outcome {
        self.run.task = Some(task.into());
        self.run.stay(self.at, self.at, self.misunderstood)
    }
}

impl Search {
    fn task(self, offered: Vec<Slot>) -> Task {
        let Self { service, with, moves } = self;
        Task::PickTime { service, with, moves, offered }
    }

    fn room<'a>(
        self,
        calendar: &'a Calendar,
        service: &'a Service,
        now: NaiveDateTime,
    ) -> Room<'a> {
        Room::new(calendar, service, now).with(self.with).moving(self.moves)
    }
}

/// Numbered lines.
pub(crate) fn options(lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<_> = lines.zip(1..).map(|(line, number)| format!("{number}) {line}")).collect();
    lines.join("\n")
}
