//! temporary
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use domain::Language;
/// a
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// a
    Date,
    /// a
    Time,
    /// a
    Moment,
}
/// a
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// a
    pub from: NaiveTime,
    /// a
    pub to: NaiveTime,
}
/// a
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeSaid {
    /// a
    At(NaiveTime),
    /// a
    Within(Span),
}
/// a
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// a
    pub date: Option<NaiveDate>,
    /// a
    pub time: Option<TimeSaid>,
}
/// a
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Understood {
    /// a
    One(When),
    /// a
    Several(Vec<When>),
    /// a
    Past(When),
    /// a
    Nothing,
    /// a
    Impossible,
}
/// a
pub fn read(_text: &str, _now: NaiveDateTime, _wanted: Wanted) -> Understood {
    Understood::Nothing
}
/// a
pub fn day_in_words(date: NaiveDate, _today: NaiveDate, _language: Language) -> String {
    date.to_string()
}
/// a
pub fn time_in_words(time: NaiveTime, _language: Language) -> String {
    time.to_string()
}
