//! Mails: kept in the database when they are written, sent by a task that tries again.
//!
//! They say what they say in [`texts`]; how they leave the house is a [`Mailer`]'s business.

mod kind;
mod letter;
mod port;
mod sender;
mod texts;

use domain::Language;

use crate::{Engine, EngineError};

pub(crate) use kind::Letter;
pub use kind::{AccountNote, AlertLine, MailKind, MailTo};
pub use port::{Mail, MailError, Mailer, NoMail};
pub(crate) use sender::run;

impl Engine {
    /// Keeps a mail until it is sent; done once it is in the database.
    ///
    /// To [`MailTo::Admins`] it is one mail for each.
    pub async fn queue_mail(&self, to: MailTo, kind: MailKind) -> Result<(), EngineError> {
        let addressees = match to {
            MailTo::Person { email, language } => vec![(email, language)],
            MailTo::Admins => {
                let addresses = self.store().accounts().admin_addresses().await?;
                addresses.into_iter().map(|email| (email, Language::En)).collect()
            }
        };
        for (email, language) in addressees {
            let letter = Letter::new(&email, language, kind.clone());
            self.store().mails().queue(letter.to_bytes()).await?;
        }
        self.wake_mail();
        Ok(())
    }
}
