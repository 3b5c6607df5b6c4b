//! What an address asks of a list.

use std::str::FromStr;

use axum::extract::Query;
use chrono::{Duration, NaiveDate, NaiveTime};
use domain::lists::{ListPage, Order};
use domain::{Instant, Zone};
use engine::Paging;
use http::Uri;

use crate::api::platform::{Asked, Listed};

/// Rows of one page.
const PAGE_SIZE: u32 = 50;

/// The names and values behind the `?` of an address; what is not understood counts as not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ListQuery {
    pairs: Vec<(String, String)>,
    heard: Vec<(String, String)>,
}

impl ListQuery {
    /// Reads what stands behind the `?`.
    pub(crate) fn new(text: &str) -> Self {
        let uri = format!("/?{}", text.trim_start_matches('?')).parse::<Uri>();
        let pairs = uri.ok().and_then(|uri| Query::try_from_uri(&uri).ok());
        Self { pairs: pairs.map(|Query(pairs)| pairs).unwrap_or_default(), heard: Vec::new() }
    }

    fn value(&self, name: &str) -> Option<String> {
        let found = self.pairs.iter().find(|(known, value)| known == name && !value.is_empty());
        found.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// All values of one name.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let found = self.pairs.iter().filter(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).collect()
    }

    /// A filter by a text.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        let value = self.value(name)?;
        self.heard.push((name.to_owned(), value.clone()));
        Some(value)
    }

    /// A filter by one of some choices.
    pub(crate) fn choice<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let value = self.value(name)?;
        let choice = value.parse().ok()?;
        self.heard.push((name.to_owned(), value));
        Some(choice)
    }

    /// A filter that is on or off.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let on = self.value(name).is_some();
        if on {
            self.heard.push((name.to_owned(), "on".to_owned()));
        }
        on
    }

    /// A filter by a day such as `2026-11-21`, as the point in time at which it begins in a zone.
    pub(crate) fn day(&mut self, name: &str, zone: &Zone) -> Option<Instant> {
        let day: NaiveDate = self.choice(name)?;
        let midnight = day.and_time(NaiveTime::MIN).and_utc();
        Some(midnight - Duration::seconds(i64::from(zone.offset_at(midnight))))
    }

    /// Order and page.
    pub(crate) fn paging<S: FromStr + Copy>(
        &self,
        usual: S,
        order: impl Fn(S) -> Order,
    ) -> Paging<S> {
        let sort = self.value("sort").and_then(|sort| sort.parse().ok()).unwrap_or(usual);
        let order =
            self.value("order").and_then(|way| way.parse().ok()).unwrap_or_else(|| order(sort));
        Paging { sort, order, limit: PAGE_SIZE, page: self.value("page") }
    }

    /// The page with what was understood of the wish.
    pub(crate) fn answer<T>(self, sort: &str, order: Order, page: ListPage<T>) -> Listed<T> {
        let first = self.value("page").is_none();
        let asked = Asked {
            filters: encoded(&self.heard),
            values: self.heard,
            sort: sort.to_owned(),
            descending: order == Order::Descending,
            first,
        };
        Listed { page, asked }
    }

    /// The filters that were understood, for another address.
    pub(crate) fn heard(self) -> (String, Vec<(String, String)>) {
        (encoded(&self.heard), self.heard)
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Names and values as they stand in an address (WHATWG URL, application/x-www-form-urlencoded).
fn encoded(pairs: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => {
                    text.push(char::from(byte));
                }
                b' ' => text.push('+'),
                other => {
                    let digits = [other >> 4, other & 15].map(|digit| HEX[usize::from(digit)]);
                    text.push('%');
                    text.extend(digits.map(char::from));
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use domain::TenantStatus;

    use super::*;

    #[test]
    fn filters_come_back_as_they_were_asked_for() {
        let mut query = ListQuery::new("?search=a%26b+%C3%A9&status=NEW&deleted=on&made=up");
        assert_eq!(query.text("search").as_deref(), Some("a&b é"));
        assert_eq!(query.choice("status"), Some(TenantStatus::New));
        assert!(query.flag("deleted"));
        assert_eq!(query.heard().0, "search=a%26b+%C3%A9&status=NEW&deleted=on");
    }

    #[test]
    fn what_is_not_understood_filters_nothing() {
        let mut query = ListQuery::new("status=new&search=++&page=");
        assert_eq!(query.choice::<TenantStatus>("status"), None);
        assert_eq!(query.text("search"), None);
        assert_eq!(query.value("page"), None);
        assert_eq!(query.heard().0, "");
    }

    #[test]
    fn a_name_may_come_several_times() {
        assert_eq!(ListQuery::new("id=1&do=stop&id=2").all("id"), ["1", "2"]);
    }
}
