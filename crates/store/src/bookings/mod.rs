//! Bookings: what can be booked, what is, and what takes a place.
//!
//! That no place is given twice is the database's to say: each booking has a row for each grain of time that it
//! takes, and their unique key refuses a second one. Everything else here may be asked too late.

mod deeds;
mod feed;
mod lists;
mod place;
mod shelf;

pub use deeds::{Booker, BookingChange, BookingDeed, NewBooking};
pub use lists::{CalendarRows, TakenTime};
pub use shelf::{ResourceInput, ServiceInput};

pub(crate) use deeds::Bookings;
pub(crate) use lists::shown;
pub(crate) use place::grain_of;
