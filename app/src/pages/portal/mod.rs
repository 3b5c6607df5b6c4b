//! The owner's pages.

mod answers;
mod messages;
mod onboarding;
mod settings;
mod standing;
mod status;
mod whatsapp;

pub(crate) use answers::Answers;
pub(crate) use messages::Messages;
pub(crate) use onboarding::Onboarding;
pub(crate) use settings::Settings;
pub(crate) use status::Status;
pub(crate) use whatsapp::Whatsapp;
