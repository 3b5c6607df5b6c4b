//! What a customer does with bookings that are made: look, move, cancel, confirm.

use std::sync::LazyLock;

use domain::{AppointmentId, Language};

use super::{BookTexts, Booking, Search, Task, options};
use crate::definition::{self, StepId};
use crate::facts::{Act, Appointment, Need};
use crate::heard::Heard;
use crate::interpreter::{MISUNDERSTANDINGS, Outcome, offer_person};
use crate::run::Run;
use crate::vocabulary::{self, Wish};
use crate::when::{self, TimeSaid, Understood, Wanted, When};

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

impl<'a> Bookings<'a> {
    /// Comes to the node: what was wanted of a booking counts already.
    pub fn enter(self) -> Result<Outcome, Need> {
        let bookings = self.run.appointments()?;
        if bookings.is_empty() {
            return self.run.go(&self.node.none);
        }
        let wish = vocabulary::wish(self.heard);
        match self.meant(bookings, wish) {
            Some(booking) => self.about(booking, wish),
            None => Ok(self.list(bookings, wish)),
        }
    }

    /// The booking that is spoken of: the only one, the only one of the day that is named, or the next one where
    /// the customer says that they will come.
    fn meant(&self, bookings: &'a [Appointment], wish: Option<Wish>) -> Option<&'a Appointment> {
        if let [only] = bookings {
            return Some(only);
        }
        match wish {
            Some(Wish::Confirm) => bookings.iter().find(|it| self.is_at_that_time(it)),
            _ => self.only_named(bookings),
        }
    }

    /// The booking whose time the customer names, where it is one.
    fn only_named(&self, bookings: &'a [Appointment]) -> Option<&'a Appointment> {
        let whens = self.whens();
        let mut named = bookings.iter().filter(|it| whens.iter().any(|when| is_of(when, it)));
        let booking = named.next()?;
        named.next().is_none().then_some(booking)
    }

    /// Answers what the customer says in the middle of it.
    pub fn answer(self, task: &Task) -> Result<Outcome, Need> {
        match task {
            Task::PickBooking { .. } | Task::PickChange { .. } if vocabulary::leave(self.heard) => {
                self.run.go_back()
            }
            Task::PickBooking { wish } => self.pick(*wish),
            Task::PickChange { appointment } => self.change(*appointment),
            Task::Cancel { appointment } => self.cancel(*appointment),
            moving => self.moving(moving),
        }
    }

    /// Asks once more what was asked last, after something that was no answer.
    pub fn again(self, task: &Task) -> Result<Outcome, Need> {
        let booking = match task {
            Task::PickBooking { wish } => {
                let bookings = self.run.appointments()?;
                return match bookings {
                    [] => self.run.go_back(),
                    bookings => Ok(self.list(bookings, *wish)),
                };
            }
            Task::PickChange { appointment } | Task::Cancel { appointment } => {
                self.booking(*appointment)?
            }
            moving => return self.finding().again(moving),
        };
        match (booking, task) {
            (None, _) => self.run.go_back(),
            (Some(booking), Task::Cancel { .. }) => Ok(self.ask_whether_to_cancel(booking)),
            (Some(booking), _) => self.about(booking, None),
        }
    }

    fn pick(mut self, wish: Option<Wish>) -> Result<Outcome, Need> {
        let bookings = self.run.appointments()?;
        // A word for what is wanted may still come: "futa ya Ijumaa".
        let wish = vocabulary::wish(self.heard).filter(|_| !vocabulary::yes(self.heard)).or(wish);
        let number = self.heard.number().and_then(|number| usize::try_from(number).ok());
        let chosen = number.and_then(|number| bookings.get(number.checked_sub(1)?));
        if let Some(chosen) = chosen.or_else(|| self.only_named(bookings)) {
            return self.about(chosen, wish);
        }
        if self.is_lost() {
            return Ok(offer_person(self.run, self.misunderstood));
        }
        let not_understood = &self.run.flow.not_understood().text;
        self.run.say(not_understood);
        Ok(self.list(bookings, wish))
    }

    fn list(mut self, bookings: &[Appointment], wish: Option<Wish>) -> Outcome {
        let lines = options(bookings.iter().map(|booking| line(&self.run, booking)));
        let text = match self.run.turn.language {
            Language::Sw => format!("Miadi yako:\n{lines}\nAndika namba ya miadi. 0) Menyu"),
            Language::En => {
                format!("Your bookings:\n{lines}\nReply with the booking's number. 0) Menu")
            }
        };
        self.run.say_text(text);
        self.stay(Task::PickBooking { wish })
    }

    /// One booking, and what is wanted of it where that is known.
    fn about(mut self, booking: &Appointment, wish: Option<Wish>) -> Result<Outcome, Need> {
        let appointment = booking.id;
        match wish {
            Some(Wish::Move) => return self.begin_moving(booking),
            Some(Wish::Cancel) => return Ok(self.ask_whether_to_cancel(booking)),
            Some(Wish::Confirm) if self.is_at_that_time(booking) => return self.confirmed(booking),
            Some(Wish::Confirm) | None => {}
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
            _ => vocabulary::wish(self.heard),
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
        let (language, number) = (self.run.turn.language, self.heard.number());
        if vocabulary::wish(self.heard) == Some(Wish::Move) {
            return self.begin_moving(booking);
        }
        let is_refused = number == Some(2) || (number.is_none() && vocabulary::keep(self.heard));
        let is_sure = number == Some(1)
            || vocabulary::yes(self.heard)
            || vocabulary::wish(self.heard) == Some(Wish::Cancel);
        if is_sure && !is_refused {
            let line = line(&self.run, booking);
            self.run.acts.push(Act::Cancel { appointment });
            self.run.say_text(match language {
                Language::Sw => format!("Miadi imefutwa: {line}."),
                Language::En => format!("Your booking is cancelled: {line}."),
            });
            return self.run.go(&self.node.next);
        }
        if is_refused {
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
        let said = self.other_time(booking);
        let finding = self.finding();
        let said = finding.said_of_day(said, Some(booking.at.date()));
        finding.find(search, &said, |texts| &texts.time)
    }

    /// What the customer says of the time that is wanted instead: not the one that is booked, and of two times
    /// the one after the word for it ("ya kesho iwe Ijumaa").
    fn other_time(&self, booking: &Appointment) -> &'a str {
        let said = self.run.turn.text;
        let is_own = |when: &When| is_of(when, booking);
        let is_other = match self.read(said) {
            Understood::One(when) => !is_own(&when),
            Understood::Several(whens) => !whens.iter().any(is_own),
            Understood::Impossible | Understood::Past(_) => false,
            Understood::Nothing => true,
        };
        if is_other {
            return said;
        }
        let mut after = INSTEAD.iter().filter_map(|word| said.rsplit_once(word));
        after.next().map(|(_, after)| after).unwrap_or_default()
    }

    fn read(&self, said: &str) -> Understood {
        when::read(said, self.run.turn.now, Wanted::Moment)
    }

    /// The times that the customer's words can mean.
    fn whens(&self) -> Vec<When> {
        match self.read(self.run.turn.text) {
            Understood::One(when) | Understood::Past(when) => vec![when],
            Understood::Several(whens) => whens,
            Understood::Nothing | Understood::Impossible => Vec::new(),
        }
    }

    /// Whether the customer names no other time than the booking's.
    fn is_at_that_time(&self, booking: &Appointment) -> bool {
        let whens = self.whens();
        whens.is_empty() || whens.iter().any(|when| is_of(when, booking))
    }

    fn moving(self, task: &Task) -> Result<Outcome, Need> {
        // "Futa" may be said of the booking itself.
        if vocabulary::gives_up(self.heard) && !vocabulary::cancel(self.heard) {
            return self.run.go_back();
        }
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

    fn is_lost(&mut self) -> bool {
        self.misunderstood = self.misunderstood.saturating_add(1);
        self.misunderstood >= MISUNDERSTANDINGS
    }

    fn stay(mut self, task: Task) -> Outcome {
        self.run.task = Some(task.into());
        self.run.stay(self.at, self.at, self.misunderstood)
    }
}

/// Words before the time that is wanted instead of another.
const INSTEAD: [&str; 6] = [" iwe ", " kuwa ", " hadi ", " mpaka ", " to ", " until "];

/// Whether a booking is at a time that was said, as far as it was said.
fn is_of(when: &When, booking: &Appointment) -> bool {
    let time = booking.at.time();
    let is_then = match when.time {
        None => true,
        Some(TimeSaid::At(said)) => said == time,
        Some(TimeSaid::Within(span)) => span.from <= time && time <= span.to,
    };
    is_then && when.date.is_none_or(|date| date == booking.at.date())
}

/// A booking on one line.
fn line(run: &Run<'_>, booking: &Appointment) -> String {
    format!("{}, {}", booking.name, run.moment(booking.at))
}
