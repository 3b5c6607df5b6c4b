//! What a customer does with bookings that are made: look, move, cancel, confirm.

use std::sync::LazyLock;

use domain::{AppointmentId, Language};

use super::{BookTexts, Booking, Search, Task, options};
use crate::definition::{self, StepId};
use crate::facts::{Act, Appointment, Need};
use crate::heard::Heard;
use crate::interpreter::{MISUNDERSTANDINGS, Outcome, offer_person};
use crate::run::Run;
use crate::vocabulary;

/// The customer's bookings, and how the customer's words are taken.
pub(crate) struct Bookings<'a> {
    pub run: Run<'a>,
    pub at: &'a StepId,
    pub node: &'a definition::Bookings,
    pub heard: &'a Heard,
    pub misunderstood: u8,
}

/// For a flow that books nothing itself.
static USUAL: LazyLock<BookTexts> = LazyLock::new(BookTexts::default);

/// What the customer wants of a booking.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    Move,
    Cancel,
    Confirm,
}

impl<'a> Bookings<'a> {
    /// Comes to the node: what was wanted of a booking counts already.
    pub fn enter(self) -> Result<Outcome, Need> {
        let bookings = self.run.appointments()?;
        let [only] = bookings else {
            if bookings.is_empty() {
                return self.run.go(&self.node.none);
            }
            return Ok(self.list(bookings));
        };
        let wish = self.wish();
        self.about(only, wish)
    }

    /// Answers what the customer says in the middle of it.
    pub fn answer(self, task: &Task) -> Result<Outcome, Need> {
        match task {
            Task::PickBooking => self.pick(),
            Task::PickChange { appointment } => self.change(*appointment),
            Task::Cancel { appointment } => self.cancel(*appointment),
            moving => self.moving(moving),
        }
    }

    fn pick(mut self) -> Result<Outcome, Need> {
        let bookings = self.run.appointments()?;
        let number = self.heard.number().and_then(|number| usize::try_from(number).ok());
        let chosen = number.and_then(|number| bookings.get(number.checked_sub(1)?));
        if let Some(chosen) = chosen {
            return self.about(chosen, None);
        }
        if self.is_lost() {
            return Ok(offer_person(self.run, self.misunderstood));
        }
        let not_understood = &self.run.flow.not_understood().text;
        self.run.say(not_understood);
        Ok(self.list(bookings))
    }

    fn list(mut self, bookings: &[Appointment]) -> Outcome {
        let lines = options(bookings.iter().map(|booking| line(&self.run, booking)));
        let text = match self.run.turn.language {
            Language::Sw => format!("Miadi yako:\n{lines}\nAndika namba ya miadi. 0) Menyu"),
            Language::En => {
                format!("Your bookings:\n{lines}\nReply with the booking's number. 0) Menu")
            }
        };
        self.run.say_text(text);
        self.stay(Task::PickBooking)
    }

    /// One booking, and what is wanted of it where that is known.
    fn about(mut self, booking: &Appointment, wish: Option<Wish>) -> Result<Outcome, Need> {
        let appointment = booking.id;
        match wish {
            Some(Wish::Move) => return self.begin_moving(booking),
            Some(Wish::Cancel) => return Ok(self.ask_whether_to_cancel(booking)),
            Some(Wish::Confirm) => return self.confirmed(booking),
            None => {}
        }
        let line = line(&self.run, booking);
        self.run.say_text(match self.run.turn.language {
            Language::Sw => format!(
                "{line}\n1) Badilisha siku au saa 2) Futa miadi 3) Thibitisha kuwa nitakuja 0) Menyu"
            ),
            Language::En => format!(
                "{line}\n1) Change the day or time 2) Cancel it 3) Confirm that I will come 0) Menu"
            ),
        });
        Ok(self.stay(Task::PickChange { appointment }))
    }

    fn change(mut self, appointment: AppointmentId) -> Result<Outcome, Need> {
        let Some(booking) = self.booking(appointment)? else { return self.enter() };
        let wish = match self.heard.number() {
            Some(1) => Some(Wish::Move),
            Some(2) => Some(Wish::Cancel),
            Some(3) => Some(Wish::Confirm),
            _ => self.wish(),
        };
        if wish.is_none() {
            if self.is_lost() {
                return Ok(offer_person(self.run, self.misunderstood));
            }
            let not_understood = &self.run.flow.not_understood().text;
            self.run.say(not_understood);
        }
        self.about(booking, wish)
    }

    fn ask_whether_to_cancel(mut self, booking: &Appointment) -> Outcome {
        let line = line(&self.run, booking);
        self.run.say_text(match self.run.turn.language {
            Language::Sw => {
                format!("Ungependa kufuta miadi hii?\n{line}\n1) Ndiyo, futa 2) Hapana 0) Menyu")
            }
            Language::En => format!(
                "Do you want to cancel this booking?\n{line}\n1) Yes, cancel it 2) No 0) Menu"
            ),
        });
        self.stay(Task::Cancel { appointment: booking.id })
    }

    fn cancel(mut self, appointment: AppointmentId) -> Result<Outcome, Need> {
        let Some(booking) = self.booking(appointment)? else { return self.enter() };
        let language = self.run.turn.language;
        let is_sure = self.heard.number() == Some(1)
            || vocabulary::yes(self.heard)
            || vocabulary::cancel(self.heard);
        if is_sure {
            let line = line(&self.run, booking);
            self.run.acts.push(Act::Cancel { appointment });
            self.run.say_text(match language {
                Language::Sw => format!("Miadi imefutwa: {line}."),
                Language::En => format!("Your booking is cancelled: {line}."),
            });
            return self.run.go(&self.node.next);
        }
        if self.heard.number() == Some(2) || vocabulary::no(self.heard) {
            self.run.say_text(match language {
                Language::Sw => "Sawa, miadi yako inabaki.".to_owned(),
                Language::En => "All right, your booking stays.".to_owned(),
            });
            return self.run.go(&self.node.next);
        }
        if self.is_lost() {
            return Ok(offer_person(self.run, self.misunderstood));
        }
        Ok(self.ask_whether_to_cancel(booking))
    }

    fn confirmed(mut self, booking: &Appointment) -> Result<Outcome, Need> {
        let line = line(&self.run, booking);
        self.run.acts.push(Act::Confirm { appointment: booking.id });
        self.run.say_text(match self.run.turn.language {
            Language::Sw => format!("Asante kwa kuthibitisha. Tunakusubiri: {line}."),
            Language::En => {
                format!("Thank you for confirming. We look forward to seeing you: {line}.")
            }
        });
        self.run.go(&self.node.next)
    }

    /// Looks for another time; what is not offered any more is a person's to move.
    fn begin_moving(self, booking: &Appointment) -> Result<Outcome, Need> {
        let services = self.run.services()?;
        let Some(service) = booking.service.filter(|id| services.iter().any(|s| s.id == *id))
        else {
            let person = self.run.flow.person();
            return self.run.go(person);
        };
        let search = Search { service, with: None, moves: Some(booking.id) };
        let said = self.run.turn.text;
        self.finding().find(search, said, |texts| &texts.time)
    }

    fn moving(self, task: &Task) -> Result<Outcome, Need> {
        self.finding().answer(task)
    }

    /// Finding another time, said as the flow says it for new bookings.
    fn finding(self) -> Booking<'a> {
        let Self { run, at, node, heard, misunderstood } = self;
        let texts = run.flow.book_texts().unwrap_or(&USUAL);
        Booking { run, at, next: &node.next, texts, note: None, heard, misunderstood }
    }

    fn booking(&self, id: AppointmentId) -> Result<Option<&'a Appointment>, Need> {
        Ok(self.run.appointments()?.iter().find(|booking| booking.id == id))
    }

    fn wish(&self) -> Option<Wish> {
        if vocabulary::cancel(self.heard) {
            Some(Wish::Cancel)
        } else if vocabulary::change(self.heard) {
            Some(Wish::Move)
        } else {
            vocabulary::will_come(self.heard).then_some(Wish::Confirm)
        }
    }

    fn is_lost(&mut self) -> bool {
        self.misunderstood = self.misunderstood.saturating_add(1);
        self.misunderstood >= MISUNDERSTANDINGS
    }

    fn stay(mut self, task: Task) -> Outcome {
        self.run.task = Some(task.into());
        self.run.stay(self.at, self.at, self.misunderstood)
    }
}

/// A booking on one line.
fn line(run: &Run<'_>, booking: &Appointment) -> String {
    format!("{}, {}", booking.name, run.moment(booking.at))
}
