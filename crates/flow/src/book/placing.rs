//! From a time that is chosen to a booking that is made.

use domain::{Language, ServiceId};

use super::free::nearest;
use super::{Booking, Search, Task};
use crate::facts::{Act, Need, Service};
use crate::interpreter::Outcome;
use crate::slots::Slot;
use crate::vocabulary;
use crate::when::{self, TimeSaid, Understood};

impl Booking<'_> {
    /// A time is chosen: the name and a last question follow.
    pub(super) fn take(mut self, search: Search, slot: Slot) -> Result<Outcome, Need> {
        let knows_name = self.run.turn.customer.is_some() || self.run.slots.contains_key("name");
        if search.moves.is_none() && !knows_name {
            self.run.say(&self.texts.name);
            return Ok(self.stay(Task::Name { service: search.service, slot }));
        }
        self.ask_whether_right(search, slot)
    }

    pub(super) fn take_name(mut self, service: ServiceId, slot: Slot) -> Result<Outcome, Need> {
        let Some(name) = crate::name::name(self.run.turn.text, self.heard) else {
            if !self.answered()? && self.is_lost() {
                return Ok(self.offer_person());
            }
            self.run.say(&self.texts.name);
            return Ok(self.stay(Task::Name { service, slot }));
        };
        self.run.slots.insert("name".to_owned(), name);
        self.misunderstood = 0;
        self.ask_whether_right(Search { service, with: None, moves: None }, slot)
    }

    pub(super) fn ask_whether_right(mut self, search: Search, slot: Slot) -> Result<Outcome, Need> {
        let Some(service) = self.service(search)? else { return self.run.go_back() };
        let with = self.who(search, slot)?;
        self.describe(service, slot, with);
        self.run.say(&self.texts.confirm);
        let Search { service, with, moves } = search;
        Ok(self.stay(Task::Confirm { service, slot, with, moves }))
    }

    pub(super) fn confirm(mut self, search: Search, slot: Slot) -> Result<Outcome, Need> {
        let (said, number) = (self.run.turn.text, self.heard.number());
        if number == Some(1) || vocabulary::book_it(said, self.heard) {
            return self.book(search, slot);
        }
        if vocabulary::cancel(self.heard) {
            return self.run.go_back();
        }
        if number.is_none() && !matches!(self.read(said), Understood::Nothing) {
            let said = self.said_of_day(said, Some(slot.at.date()));
            return self.find(search, &said, |texts| &texts.retry);
        }
        let is_no = number == Some(2) || vocabulary::not_right(self.heard);
        if is_no || vocabulary::change(self.heard) {
            let now = self.run.turn.now;
            return self.offer(search, now, |texts| &texts.time);
        }
        if !self.answered()? {
            if self.is_lost() {
                return Ok(self.offer_person());
            }
            let not_understood = &self.run.flow.not_understood().text;
            self.run.say(not_understood);
        }
        self.ask_whether_right(search, slot)
    }

    /// Books what was confirmed, unless somebody else was quicker.
    fn book(mut self, search: Search, slot: Slot) -> Result<Outcome, Need> {
        let calendar = self.calendar(slot.at.date())?;
        let Some(service) = self.service(search)? else { return self.run.go_back() };
        let now = self.run.turn.now;
        let still = search.room(calendar, service, now).with(Some(slot.resource)).at(slot.at);
        let Some(slot) = still.or_else(|| search.room(calendar, service, now).at(slot.at)) else {
            let room = search.room(calendar, service, now);
            let near = nearest(&room, slot.at.date(), Some(TimeSaid::At(slot.at.time())));
            return Ok(self.show(search, service, near, |texts| &texts.taken));
        };
        let with = self.who(search, slot)?;
        self.describe(service, slot, with);
        let (resource, at) = (slot.resource, slot.at);
        self.run.acts.push(match search.moves {
            Some(appointment) => Act::Move { appointment, resource, at },
            None => {
                let name = self.run.slots.get("name").cloned();
                let note = self.note.map(|note| self.run.filled(note));
                let note = note.filter(|note| !note.is_empty());
                Act::Book {
                    service: service.id,
                    service_name: service.name.clone(),
                    resource,
                    at,
                    name,
                    note,
                }
            }
        });
        if search.moves.is_some() {
            let moved = self.run.moment(at);
            self.run.say_text(match self.run.turn.language {
                Language::Sw => format!("Sawa, miadi yako sasa ni {moved}."),
                Language::En => format!("All right, your booking is now {moved}."),
            });
        }
        self.run.go(self.next)
    }

    /// Who it will be, where that tells the customer something: one of several, or the one that was asked for.
    fn who(&mut self, search: Search, slot: Slot) -> Result<Option<String>, Need> {
        let calendar = self.calendar(slot.at.date())?;
        let several = calendar.resources.len() > 1 || search.with.is_some();
        let resource = calendar.resources.iter().find(|resource| resource.id == slot.resource);
        Ok(resource.filter(|_| several).map(|resource| resource.name.clone()))
    }

    /// Keeps what the texts after it say of the booking.
    fn describe(&mut self, service: &Service, slot: Slot, with: Option<String>) {
        let (language, today) = (self.run.turn.language, self.run.turn.now.date());
        let said = [
            ("service", Some(service.name.get(language).to_owned())),
            ("day", Some(when::day_in_words(slot.at.date(), today, language))),
            ("time", Some(when::time_in_words(slot.at.time(), language))),
            ("price", service.price.map(domain::money::Money::text)),
            ("with", with),
        ];
        for (name, value) in said {
            match value {
                Some(value) => self.run.slots.insert(name.to_owned(), value),
                None => self.run.slots.remove(name),
            };
        }
    }
}
