//! A person's own account, and the pages that mailed links lead to.
//!
//! The forms here are plain ones and load the page anew: what they change also changes the browser's
//! token, and a new page connects with the new one.

mod alerts;
mod codes;
mod factor;
mod form;
mod invited;
mod link;
mod profile;
mod show;
mod step;
mod unverified;

pub(crate) use codes::RecoveryCodes;
pub(crate) use factor::{FirstSecondStep, SecondStep};
pub(crate) use invited::Invited;
pub(crate) use link::{Reset, Verify};
pub(crate) use profile::Account;
pub(crate) use show::show_password;
pub(crate) use step::SignInCode;
pub(crate) use unverified::unverified;
