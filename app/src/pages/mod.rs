//! One file per page.

mod home;
mod lost;
mod sign_in;
mod sign_up;

pub(crate) use home::Home;
pub(crate) use lost::lost;
pub(crate) use sign_in::SignIn;
pub(crate) use sign_up::SignUp;
