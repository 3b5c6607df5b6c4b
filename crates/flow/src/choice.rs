//! Choosing one of several numbered things by number or by word.

use crate::definition::{Choice, Item, Text};
use crate::facts::Service;
use crate::heard::{Found, Heard, words};

/// Something that has a number and words for it.
pub(crate) trait Named {
    fn label(&self) -> &Text;
    fn words(&self) -> &[String];
}

impl Named for Item {
    fn label(&self) -> &Text {
        &self.label
    }
    fn words(&self) -> &[String] {
        &self.words
    }
}

impl Named for Service {
    fn label(&self) -> &Text {
        &self.name
    }
    fn words(&self) -> &[String] {
        &[]
    }
}

impl Named for Choice {
    fn label(&self) -> &Text {
        &self.label
    }
    fn words(&self) -> &[String] {
        &self.words
    }
}

/// Every phrase for a thing, as it is heard.
pub(crate) fn phrases(thing: &impl Named) -> impl Iterator<Item = String> {
    let label = thing.label();
    [&label.sw, &label.en].into_iter().chain(thing.words()).map(|phrase| words(phrase).join(" "))
}

/// The thing whose number the text is.
pub(crate) fn by_number<'a, T: Named>(heard: &Heard, things: &'a [T]) -> Option<&'a T> {
    let number = usize::try_from(heard.number()?).ok()?;
    things.get(number.checked_sub(1)?)
}

/// The thing that the text names, with the longest phrase and then the earliest: "bei za huduma"
/// asks for prices even where "huduma" is an item of its own.
pub(crate) fn by_word<'a, T: Named>(heard: &Heard, things: &'a [T]) -> Option<(&'a T, Found)> {
    things
        .iter()
        .flat_map(|thing| phrases(thing).map(move |phrase| (thing, phrase)))
        .filter_map(|(thing, phrase)| heard.find(&phrase).map(|found| (thing, found)))
        .min_by_key(|(_, found)| (std::cmp::Reverse(found.length), found.position))
}
