//! When a customer wants to come: the time that is named, or free ones that are offered.

use chrono::{Days, NaiveDate, NaiveDateTime};
use domain::ResourceId;

use super::free::{matching, nearest, only_day};
use super::{Booking, FAR, OFFERED, OFFERED_A_DAY, Search, Words, options};
use crate::facts::{Need, Resource, Service};
use crate::heard::{Heard, words};
use crate::interpreter::Outcome;
use crate::slots::Slot;
use crate::template::OPTIONS;
use crate::vocabulary;
use crate::when::{TimeSaid, Understood, When};

impl Booking<'_> {
    pub(super) fn pick_time(mut self, search: Search, offered: &[Slot]) -> Result<Outcome, Need> {
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
    pub(super) fn said_of_day(&self, said: &str, day: Option<NaiveDate>) -> String {
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
    pub(super) fn find(
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
    pub(super) fn named(&mut self, search: Search, said: &str) -> Result<Option<ResourceId>, Need> {
        let calendar = self.calendar(self.run.turn.now.date())?;
        let heard = Heard::new(said);
        let fitting = calendar.resources.iter().filter(|resource| {
            resource.services.is_empty() || resource.services.contains(&search.service)
        });
        Ok(resource_named(&heard, &fitting.collect::<Vec<_>>()))
    }

    /// One meaning: the time itself where it is free, else what is near it.
    pub(super) fn meant(self, search: Search, when: When) -> Result<Outcome, Need> {
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
    pub(super) fn several(self, search: Search, meanings: &[When]) -> Result<Outcome, Need> {
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
    pub(super) fn offer(
        self,
        search: Search,
        from: NaiveDateTime,
        text: Words,
    ) -> Result<Outcome, Need> {
        let calendar = self.calendar(from.date())?;
        let Some(service) = self.service(search)? else { return self.run.go_back() };
        let room = search.room(calendar, service, self.run.turn.now);
        let free = room.next(from, OFFERED, OFFERED_A_DAY);
        Ok(self.show(search, service, free, text))
    }

    pub(super) fn show(
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
