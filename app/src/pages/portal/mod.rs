//! The owner's pages.

mod answers;
mod appointments;
mod booking;
mod feed;
mod import;
mod messages;
mod new_booking;
mod onboarding;
mod order;
mod orders;
mod product;
mod products;
mod services;
mod settings;
mod standing;
mod status;
mod whatsapp;

pub(crate) use answers::Answers;
pub(crate) use appointments::Appointments;
pub(crate) use booking::Booking;
pub(crate) use feed::CalendarFeed;
pub(crate) use import::ImportProducts;
pub(crate) use messages::Messages;
pub(crate) use new_booking::NewBooking;
pub(crate) use onboarding::Onboarding;
pub(crate) use order::Order;
pub(crate) use orders::Orders;
pub(crate) use product::Product;
pub(crate) use products::Products;
pub(crate) use services::Services;
pub(crate) use settings::Settings;
pub(crate) use status::Status;
pub(crate) use whatsapp::Whatsapp;
