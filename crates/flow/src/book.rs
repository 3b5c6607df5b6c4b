//! Finding a time with a customer, and booking it.

mod manage;
mod task;
mod texts;

pub(crate) use manage::Bookings;
pub(crate) use task::Task;
pub use texts::BookTexts;

use chrono::{Days, NaiveDate, NaiveDateTime};
use domain::{AppointmentId, Language, ResourceId, ServiceId};

use crate::answer::{self, Looked};
use crate::choice::{by_number, by_word};
use crate::definition::{Book, StepId, Text};
use crate::facts::{Act, Calendar, Need, Resource, Service};
use crate::heard::{Heard, words};
use crate::interpreter::Outcome;
use crate::run::Run;
use crate::slots::{Room, Slot};
use crate::template::OPTIONS;
use crate::vocabulary;
use crate::when::{self, TimeSaid, Understood, Wanted, When};

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

    fn ask_for_service(mut self, services: &[Service], wish: String) -> Result<Outcome, Need> {
        if services.is_empty() {
            return self.run.go_back();
        }
        self.run.put(OPTIONS, options(services.iter().map(|it| self.run.service_line(it))));
        self.run.say(&self.texts.service);
        Ok(self.stay(Task::PickService { wish }))
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

    fn pick_service(mut self, wish: &str) -> Result<Outcome, Need> {
        let services = self.run.services()?;
        let chosen =
            by_number(self.heard, services).or_else(|| service_named(self.heard, services));
        let Some(service) = chosen else {
            if !self.answered()? {
                if self.is_lost() {
                    return Ok(self.offer_person());
                }
                let not_understood = &self.run.flow.not_understood().text;
                self.run.say(not_understood);
            }
            return self.ask_for_service(services, wish.to_owned());
        };
        let search = Search { service: service.id, with: None, moves: None };
        self.misunderstood = 0;
        let said = self.said_with(wish);
        self.find(search, &said, |texts| &texts.time)
    }

    /// What is said now and what was said before: "kusuka kesho saa tatu" says more than the service, and else
    /// "naomba miadi ya kesho" did. Where both cannot be, what is said now counts.
    fn said_with(&self, wish: &str) -> String {
        let now = self.run.turn.text;
        let both = format!("{now}\n{wish}");
        let is_contradiction = matches!(self.read(&both), Understood::Impossible)
            && !matches!(self.read(now), Understood::Nothing);
        if is_contradiction { now.to_owned() } else { both }
    }

    fn pick_time(mut self, search: Search, offered: &[Slot]) -> Result<Outcome, Need> {
        let number = self.heard.number().and_then(|number| usize::try_from(number).ok());
        if let Some(slot) = number.and_then(|number| offered.get(number.checked_sub(1)?)) {
            return self.take(search, *slot);
        }
        let said = self.run.turn.text;
        let names_somebody = search.with.is_none() && self.named(search, said)?.is_some();
        let is_clear = number.is_none() || said.contains([':', '.', '/']);
        if (is_clear && !matches!(self.read(said), Understood::Nothing)) || names_somebody {
            self.misunderstood = 0;
            let said = self.said_of_day(said, only_day(offered));
            return self.find(search, &said, |texts| &texts.retry);
        }
        if vocabulary::more(self.heard)
            && let Some(last) = offered.last()
        {
            let after = match vocabulary::another_day(self.heard) {
                true => (last.at.date() + Days::new(1)).and_time(chrono::NaiveTime::MIN),
                false => last.at + chrono::Duration::minutes(1),
            };
            return self.offer(search, after, |texts| &texts.time);
        }
        if self.answered()? {
            return self.again(&search.task(offered.to_vec()));
        }
        if self.is_lost() {
            return Ok(self.offer_person());
        }
        let now = self.run.turn.now;
        self.offer(search, now, |texts| &texts.retry)
    }

    /// A time that is said without a day is one of the day that is spoken of.
    pub fn said_of_day(&self, said: &str, day: Option<NaiveDate>) -> String {
        let has_no_day = |when: &When| when.date.is_none();
        let is_time_alone = match self.read(said) {
            Understood::One(when) => has_no_day(&when),
            Understood::Several(whens) => whens.iter().all(has_no_day),
            Understood::Past(_) | Understood::Nothing | Understood::Impossible => false,
        };
        match day.filter(|_| is_time_alone) {
            Some(day) => format!("{said}\n{day}"),
            None => said.to_owned(),
        }
    }

    /// Looks for the time that `said` names; where it names none, free ones are offered with `otherwise`.
    pub fn find(
        mut self,
        mut search: Search,
        said: &str,
        otherwise: Words,
    ) -> Result<Outcome, Need> {
        if let Some(with) = self.named(search, said)? {
            search.with = Some(with);
        }
        let now = self.run.turn.now;
        match self.read(said) {
            Understood::Nothing => self.offer(search, now, otherwise),
            Understood::Impossible => self.offer(search, now, |texts| &texts.impossible),
            Understood::Past(_) => self.offer(search, now, |texts| &texts.past),
            Understood::One(when) => self.meant(search, when),
            Understood::Several(meanings) => self.several(search, &meanings),
        }
    }

    /// Of whom or what the customer speaks.
    fn named(&mut self, search: Search, said: &str) -> Result<Option<ResourceId>, Need> {
        let calendar = self.calendar(self.run.turn.now.date())?;
        let heard = Heard::new(said);
        let fitting = calendar.resources.iter().filter(|resource| {
            resource.services.is_empty() || resource.services.contains(&search.service)
        });
        Ok(resource_named(&heard, &fitting.collect::<Vec<_>>()))
    }

    /// One meaning: the time itself where it is free, else what is near it.
    fn meant(self, search: Search, when: When) -> Result<Outcome, Need> {
        let now = self.run.turn.now;
        if when.date.is_some_and(|date| date > now.date() + FAR) {
            return self.offer(search, now, |texts| &texts.full);
        }
        let calendar = self.calendar(when.date.unwrap_or(now.date()))?;
        let Some(service) = self.service(search)? else { return self.run.go_back() };
        let room = search.room(calendar, service, now);
        if let (Some(date), Some(TimeSaid::At(time))) = (when.date, when.time)
            && let Some(slot) = room.at(date.and_time(time))
        {
            return self.take(search, slot);
        }
        let fitting = matching(&room, &when, now, calendar.until);
        if !fitting.is_empty() {
            return Ok(self.show(search, service, fitting, |texts| &texts.time));
        }
        let near = match when.date {
            Some(date) => nearest(&room, date, when.time),
            None => room.next(now, OFFERED, OFFERED_A_DAY),
        };
        Ok(self.show(search, service, near, |texts| &texts.taken))
    }

    /// Several meanings: the free times among them are to be chosen from.
    fn several(self, search: Search, meanings: &[When]) -> Result<Outcome, Need> {
        let now = self.run.turn.now;
        let dates = meanings.iter().filter_map(|when| when.date);
        let last = dates.max().unwrap_or(now.date()).min(now.date() + FAR);
        let calendar = self.calendar(last)?;
        let Some(service) = self.service(search)? else { return self.run.go_back() };
        let room = search.room(calendar, service, now);
        let each = (OFFERED / meanings.len().max(1)).max(1);
        let mut free: Vec<Slot> = meanings
            .iter()
            .flat_map(|when| matching(&room, when, now, calendar.until).into_iter().take(each))
            .collect();
        free.sort_by_key(|slot| slot.at);
        free.dedup();
        if free.is_empty() {
            let near = room.next(now, OFFERED, OFFERED_A_DAY);
            return Ok(self.show(search, service, near, |texts| &texts.taken));
        }
        Ok(self.show(search, service, free, |texts| &texts.which))
    }

    /// Offers what is free next.
    fn offer(self, search: Search, from: NaiveDateTime, text: Words) -> Result<Outcome, Need> {
        let calendar = self.calendar(from.date())?;
        let Some(service) = self.service(search)? else { return self.run.go_back() };
        let room = search.room(calendar, service, self.run.turn.now);
        let free = room.next(from, OFFERED, OFFERED_A_DAY);
        Ok(self.show(search, service, free, text))
    }

    fn show(
        mut self,
        search: Search,
        service: &Service,
        offered: Vec<Slot>,
        text: Words,
    ) -> Outcome {
        let language = self.run.turn.language;
        self.run.put("service", service.name.get(language).to_owned());
        let text = if offered.is_empty() { &self.texts.full } else { text(self.texts) };
        self.run.put(OPTIONS, options(offered.iter().map(|slot| self.run.moment(slot.at))));
        self.run.say(text);
        self.stay(search.task(offered))
    }

    /// A time is chosen: the name and a last question follow.
    fn take(mut self, search: Search, slot: Slot) -> Result<Outcome, Need> {
        let knows_name = self.run.turn.customer.is_some() || self.run.slots.contains_key("name");
        if search.moves.is_none() && !knows_name {
            self.run.say(&self.texts.name);
            return Ok(self.stay(Task::Name { service: search.service, slot }));
        }
        self.ask_whether_right(search, slot)
    }

    fn take_name(mut self, service: ServiceId, slot: Slot) -> Result<Outcome, Need> {
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

    fn ask_whether_right(mut self, search: Search, slot: Slot) -> Result<Outcome, Need> {
        let Some(service) = self.service(search)? else { return self.run.go_back() };
        let with = self.who(search, slot)?;
        self.describe(service, slot, with);
        self.run.say(&self.texts.confirm);
        let Search { service, with, moves } = search;
        Ok(self.stay(Task::Confirm { service, slot, with, moves }))
    }

    fn confirm(mut self, search: Search, slot: Slot) -> Result<Outcome, Need> {
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

/// Words of services' names that name none, because every wish for a booking may have them.
const NO_SERVICE: [&str; 18] = [
    "kuweka",
    "weka",
    "miadi",
    "huduma",
    "nafasi",
    "booking",
    "book",
    "appointment",
    "service",
    "services",
    "kupata",
    "kufanya",
    "make",
    "with",
    "hour",
    "saa",
    "siku",
    "kwa",
];

/// The service that the text names: with its whole name, or else with more words of it than any other's, as
/// "kusuka" names "Kusuka nywele".
fn service_named<'a>(heard: &Heard, services: &'a [Service]) -> Option<&'a Service> {
    if let Some((service, _)) = by_word(heard, services) {
        return Some(service);
    }
    let said = |service: &Service| {
        let mut names = words(&service.name.sw);
        names.extend(words(&service.name.en));
        names.sort();
        names.dedup();
        let names = names.iter().filter(|word| word.chars().count() >= 4);
        let names = names.filter(|word| !NO_SERVICE.contains(&word.as_str()));
        names.filter(|word| heard.find(word).is_some()).count()
    };
    let most = services.iter().map(said).max().filter(|most| *most > 0)?;
    let mut named = services.iter().filter(|service| said(service) == most);
    let service = named.next()?;
    named.next().is_none().then_some(service)
}

/// A resource is named by its whole name, or by the first word of it where nobody else's begins so: "na Asha" for
/// Asha Juma, and not "chumba" for one of several rooms.
fn resource_named(heard: &Heard, resources: &[&Resource]) -> Option<ResourceId> {
    let whole = |resource: &&Resource| heard.find(&words(&resource.name).join(" "));
    let named = resources.iter().filter_map(|resource| Some((resource.id, whole(resource)?)));
    if let Some((id, _)) = named.min_by_key(|(_, found)| std::cmp::Reverse(found.length)) {
        return Some(id);
    }
    let by_first_word = |resource: &&&Resource| {
        let words = words(&resource.name);
        let first = words.first().filter(|word| word.chars().count() > 2);
        first.is_some_and(|first| heard.find(first).is_some())
    };
    let mut named = resources.iter().filter(by_first_word);
    let resource = named.next()?;
    named.next().is_none().then_some(resource.id)
}

/// The day of all these times, where it is one.
fn only_day(offered: &[Slot]) -> Option<NaiveDate> {
    let day = offered.first()?.at.date();
    offered.iter().all(|slot| slot.at.date() == day).then_some(day)
}

/// The free times that fit a meaning.
fn matching(room: &Room<'_>, when: &When, now: NaiveDateTime, until: NaiveDate) -> Vec<Slot> {
    let fits = |slot: &Slot| match when.time {
        None => true,
        Some(TimeSaid::At(time)) => slot.at.time() == time,
        Some(TimeSaid::Within(span)) => span.from <= slot.at.time() && slot.at.time() < span.to,
    };
    let on = |day: NaiveDate| match when.time {
        // A time that is said may lie between those that are offered.
        Some(TimeSaid::At(time)) => room.at(day.and_time(time)).into_iter().collect(),
        _ => room.on(day).into_iter().filter(fits).collect::<Vec<_>>(),
    };
    if let Some(date) = when.date {
        return spread(&on(date));
    }
    if when.time.is_none() {
        return Vec::new();
    }
    let last = until.min(now.date() + FAR);
    let days = now.date().iter_days().take_while(|day| *day <= last);
    days.flat_map(|day| on(day).into_iter().take(OFFERED_A_DAY)).take(OFFERED_A_DAY).collect()
}

/// What is free around a day and time: of that day what is nearest, then of the days after it.
fn nearest(room: &Room<'_>, date: NaiveDate, time: Option<TimeSaid>) -> Vec<Slot> {
    let mut of_day = room.on(date);
    let wanted = match time {
        Some(TimeSaid::At(time)) => Some(time),
        Some(TimeSaid::Within(span)) => Some(span.from),
        None => None,
    };
    if let Some(wanted) = wanted {
        of_day.sort_by_key(|slot| (slot.at.time() - wanted).abs());
    }
    of_day.truncate(OFFERED_A_DAY);
    of_day.sort_by_key(|slot| slot.at);
    let after = (date + Days::new(1)).and_time(chrono::NaiveTime::MIN);
    of_day.extend(room.next(after, OFFERED - of_day.len(), 2));
    of_day
}

/// At most as many as are offered, evenly over all of them.
fn spread(free: &[Slot]) -> Vec<Slot> {
    let count = free.len().min(OFFERED);
    (0..count).map(|n| free[n * free.len() / count]).collect()
}

/// Numbered lines.
pub(crate) fn options(lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<_> = lines.zip(1..).map(|(line, number)| format!("{number}) {line}")).collect();
    lines.join("\n")
}
