//! Reading a script: every line is one thing, and a line that is not understood is named.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use domain::appointment::AppointmentStatus;
use domain::booking_form::BookingAct;
use domain::order::{OrderAct, OrderStatus};

use crate::head::{Head, one};

/// A script, and where its lines stand.
pub struct Script {
    pub head: Head,
    pub lines: Vec<(usize, Line)>,
}

/// One thing that happens, or that must be so.
#[derive(Debug)]
pub enum Line {
    /// A customer writes; `meanwhile` is before the line above is answered.
    Says { who: usize, text: String, meanwhile: bool },
    /// What follows is about what this customer was told since the last look.
    To(usize),
    /// A line of what is told, word for word.
    Exact(String),
    /// It is in what is told.
    Has(String),
    /// It is not in what is told.
    Lacks(String),
    /// Nothing is told.
    Silence,
    /// It is later now.
    At(Moment),
    /// Somebody of the business does something.
    Does(Deed),
    /// What must be in the database.
    Stored(Stored),
}

/// A local time.
#[derive(Debug, Clone, Copy)]
pub enum Moment {
    On(NaiveDateTime),
    /// The next one.
    Next(Weekday, NaiveTime),
}

/// What somebody of the business does.
#[derive(Debug)]
pub enum Deed {
    Order(u32, OrderAct),
    Booking {
        who: usize,
        at: NaiveDateTime,
        act: BookingAct,
    },
    /// A person gives a customer's conversation back to the assistant.
    GiveBack(usize),
    Stock {
        product: String,
        count: String,
    },
    Price {
        product: String,
        price: String,
    },
    Close {
        from: NaiveDateTime,
        to: NaiveDateTime,
    },
}

/// What must be in the database: so many rows that begin with these parts.
#[derive(Debug)]
pub struct Stored {
    pub count: usize,
    pub kind: Kind,
    pub parts: Vec<String>,
}

/// Declares the kinds of what is stored, with their words.
macro_rules! kinds {
    ($($kind:ident $word:literal)+) => {
        #[derive(Debug, Clone, Copy)]
        pub enum Kind { $($kind),+ }

        impl Kind {
            fn read(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$kind),)+ _ => None }
            }

            pub const fn word(self) -> &'static str {
                match self { $(Self::$kind => $word),+ }
            }
        }
    };
}

kinds! {
    Booking "booking"
    Order "order"
    Stock "stock"
    Consent "consent"
    Unanswered "unanswered"
    Language "language"
    Mode "mode"
    Messages "messages"
    Log "log"
    Planned "planned"
}

/// Reads a script.
///
/// # Errors
/// Names every line that is not understood.
pub fn read(text: &str) -> Result<Script, Vec<(usize, String)>> {
    let mut script = Script { head: Head::default(), lines: Vec::new() };
    let mut wrong = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if let Err(why) = script.take(number, line) {
            wrong.push((number, why));
        }
    }
    if script.head.template.is_none() {
        wrong.push((1, "no flow is named".to_owned()));
    }
    if wrong.is_empty() { Ok(script) } else { Err(wrong) }
}

impl Script {
    fn take(&mut self, number: usize, line: &str) -> Result<(), String> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        if matches!(word, "" | "#") {
            return Ok(());
        }
        if self.lines.is_empty() {
            if let Some(taken) = self.head.take(word, rest) {
                return taken;
            }
        } else if Head::default().take(word, rest).is_some() {
            return Err(format!("'{word}' belongs to the head"));
        }
        let line = self.line(word, rest)?;
        self.lines.push((number, line));
        Ok(())
    }

    fn line(&self, word: &str, rest: &str) -> Result<Line, String> {
        if let Some(label) = word.strip_suffix(':') {
            return self.says(label, rest, false);
        }
        Ok(match word {
            "+" => {
                let (label, text) = rest.split_once(": ").ok_or("somebody says something")?;
                return self.says(label, text, true);
            }
            "to" => Line::To(self.head.customer(rest)?),
            "=" => Line::Exact(rest.to_owned()),
            "~" => Line::Has(told(rest)?),
            "!" => Line::Lacks(told(rest)?),
            "nothing" if rest.is_empty() => Line::Silence,
            "at" => Line::At(moment(rest)?),
            "stored" => Line::Stored(stored(rest)?),
            _ => Line::Does(self.deed(word, rest)?),
        })
    }

    fn says(&self, label: &str, text: &str, meanwhile: bool) -> Result<Line, String> {
        let text = told(text)?.replace("\\n", "\n");
        Ok(Line::Says { who: self.head.customer(label)?, text, meanwhile })
    }

    fn deed(&self, word: &str, rest: &str) -> Result<Deed, String> {
        let (first, last) = rest.rsplit_once(' ').unwrap_or((rest, ""));
        Ok(match word {
            "order" => Deed::Order(one(first)?, order_act(last)?),
            "booking" => {
                let (label, at) = first.split_once(' ').ok_or("no booking is named")?;
                let who = self.head.customer(label)?;
                Deed::Booking { who, at: day_and_time(at)?, act: booking_act(last)? }
            }
            "back" => Deed::GiveBack(self.head.customer(rest)?),
            "stock" => Deed::Stock { product: first.to_owned(), count: last.to_owned() },
            "price" => Deed::Price { product: first.to_owned(), price: last.to_owned() },
            "closed" => {
                let (from, to) = rest.split_once(" to ").ok_or("no period like .. to ..")?;
                Deed::Close { from: day_and_time(from)?, to: day_and_time(to)? }
            }
            _ => return Err(format!("there is no line '{word}'")),
        })
    }
}

/// A text that is there.
fn told(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("nothing stands here".to_owned()) } else { Ok(text.to_owned()) }
}

/// `2026-03-02 09:00`, or `Mon 09:00` for the next Monday.
fn moment(text: &str) -> Result<Moment, String> {
    let (day, time) = text.split_once(' ').ok_or("a day and a time")?;
    match day.parse::<Weekday>() {
        Ok(day) => Ok(Moment::Next(day, clock(time)?)),
        Err(_) => day_and_time(text).map(Moment::On),
    }
}

fn day_and_time(text: &str) -> Result<NaiveDateTime, String> {
    let (day, time) = text.split_once(' ').ok_or("a day and a time")?;
    Ok(one::<NaiveDate>(day)?.and_time(clock(time)?))
}

fn clock(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| format!("'{text}' is no time like 09:00"))
}

/// Where an order comes to stand, as what somebody does with it.
fn order_act(status: &str) -> Result<OrderAct, String> {
    Ok(match one(status)? {
        OrderStatus::Accepted => OrderAct::Accept,
        OrderStatus::Ready => OrderAct::Ready,
        OrderStatus::OnTheWay => OrderAct::SendOut,
        OrderStatus::Completed => OrderAct::Complete,
        OrderStatus::Cancelled => OrderAct::Cancel,
        OrderStatus::New => return Err("nobody makes an order new".to_owned()),
    })
}

/// Where a booking comes to stand, as what somebody does with it.
fn booking_act(status: &str) -> Result<BookingAct, String> {
    Ok(match one(status)? {
        AppointmentStatus::Confirmed => BookingAct::Confirm,
        AppointmentStatus::Completed => BookingAct::Complete,
        AppointmentStatus::Missed => BookingAct::Miss,
        AppointmentStatus::Cancelled => BookingAct::Cancel,
        AppointmentStatus::Booked => return Err("customers book by writing".to_owned()),
    })
}

/// `booking Neema | Kusuka`, `nothing booking Neema` or `2 log Neema | reminder DAY_BEFORE`.
fn stored(text: &str) -> Result<Stored, String> {
    let (first, after) = text.split_once(' ').unwrap_or((text, ""));
    let (count, text) = match first {
        "nothing" => (0, after),
        number if number.parse::<usize>().is_ok() => (one(number)?, after),
        _ => (1, text),
    };
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let kind = Kind::read(word).ok_or_else(|| format!("nothing is stored that is a '{word}'"))?;
    let parts = match rest.trim() {
        "" => Vec::new(),
        rest => rest.split('|').map(|part| part.trim().to_owned()).collect(),
    };
    Ok(Stored { count, kind, parts })
}
