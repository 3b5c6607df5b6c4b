//! Which service a customer wants to book.

use super::{Booking, Search, Task, options};
use crate::choice::{by_number, by_word};
use crate::facts::{Need, Service};
use crate::heard::{Heard, words};
use crate::interpreter::Outcome;
use crate::template::OPTIONS;
use crate::when::Understood;

impl Booking<'_> {
    pub(super) fn ask_for_service(
        mut self,
        services: &[Service],
        wish: String,
    ) -> Result<Outcome, Need> {
        if services.is_empty() {
            return self.run.go_back();
        }
        self.run.put(OPTIONS, options(services.iter().map(|it| self.run.service_line(it))));
        self.run.say(&self.texts.service);
        Ok(self.stay(Task::PickService { wish }))
    }

    pub(super) fn pick_service(mut self, wish: &str) -> Result<Outcome, Need> {
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
pub(super) fn service_named<'a>(heard: &Heard, services: &'a [Service]) -> Option<&'a Service> {
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
