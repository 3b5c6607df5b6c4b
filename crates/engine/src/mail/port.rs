//! How a finished mail leaves the house.

/// A mail, ready to go.
#[derive(Clone)]
pub struct Mail {
    /// Whom it is for.
    pub to: String,
    /// Whom an answer should reach, where that is not us.
    pub reply_to: Option<String>,
    /// The subject.
    pub subject: String,
    /// The text for those who read plain text.
    pub text: String,
    /// The same with simple HTML.
    pub html: String,
    /// The one link that it is about, for those who work without mail.
    pub link: Option<String>,
}

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Nobody will ever take it.
    #[error("the mail was refused: {0}")]
    Refused(String),
    /// Nobody takes it at present; trying again may help.
    #[error("the mail was not taken: {0}")]
    Unavailable(String),
}

/// Where mails are handed over.
#[async_trait::async_trait]
pub trait Mailer: Send + Sync + 'static {
    /// Hands one mail over; done when somebody else is responsible for it. Not cancel-safe: who stops
    /// waiting does not know whether it went.
    ///
    /// # Errors
    /// When it was not taken, with whether trying again makes sense.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;
}

/// Drops every mail: for engines that have no way out, such as those of tests and of the command line.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMail;

#[async_trait::async_trait]
impl Mailer for NoMail {
    async fn send(&self, _mail: &Mail) -> Result<(), MailError> {
        tracing::debug!("a mail was dropped: no mail server is configured");
        Ok(())
    }
}
