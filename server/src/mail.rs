//! How mails leave: by SMTP, or in development into the log.

use std::sync::Arc;
use std::time::Duration;

use engine::{Mail, MailError, Mailer, NoMail};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config::Config;

/// How long the mail server may take for one step of the conversation.
const STEP_TIME: Duration = Duration::from_secs(20);

/// Whether lettre can use this as the address of a mail server.
pub(crate) fn is_smtp_url(text: &str) -> bool {
    (text.starts_with("smtp://") || text.starts_with("smtps://"))
        && AsyncSmtpTransport::<Tokio1Executor>::from_url(text).is_ok()
}

/// Whether mails can come from this: `hello@flowhq.example` or `Flow HQ <hello@flowhq.example>`.
pub(crate) fn is_sender(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

/// The way out that the configuration names.
pub fn mailer(config: &Config) -> Arc<dyn Mailer> {
    let smtp = config.smtp_url.as_ref().zip(config.mail_from.as_ref());
    if let Some((url, from)) = smtp {
        if let Some(smtp) = Smtp::new(url.reveal(), from) {
            return Arc::new(smtp);
        }
        tracing::error!("the mail server's settings cannot be used; mails are dropped");
    }
    if config.is_production() { Arc::new(NoMail) } else { Arc::new(IntoLog) }
}

/// Hands mails to a mail server.
struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    fn new(url: &str, from: &str) -> Option<Self> {
        let from: Mailbox = from.parse().ok()?;
        let name = ClientId::Domain(from.email.domain().to_owned());
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).ok()?;
        let transport = transport.timeout(Some(STEP_TIME)).hello_name(name).build();
        Some(Self { transport, from })
    }

    fn message(&self, mail: &Mail) -> Result<Message, MailError> {
        let refused = |what: &str| MailError::Refused(format!("{what} is no address"));
        let to: Mailbox = mail.to.parse().map_err(|_| refused("the addressee's"))?;
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject.clone())
            // No machine answers it (RFC 3834 §5).
            .header(AutoSubmitted);
        if let Some(reply_to) = &mail.reply_to {
            // Somebody else typed it; a wrong one is no reason to keep the mail back.
            if let Ok(reply_to) = reply_to.parse() {
                message = message.reply_to(reply_to);
            }
        }
        let parts = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
        message.multipart(parts).map_err(|error| MailError::Refused(error.to_string()))
    }
}

#[async_trait::async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = self.message(mail)?;
        let sent = self.transport.send(message).await;
        sent.map(drop).map_err(|error| {
            let why = told(&error);
            // 5yz: the server will never take it (RFC 5321 §4.2.1). Wrong names and passwords are ours
            // to mend, so a mail waits for that.
            let for_ever = error.is_permanent()
                && error.status().is_none_or(|code| !matches!(u16::from(code), 530 | 534 | 535));
            if for_ever { MailError::Refused(why) } else { MailError::Unavailable(why) }
        })
    }
}

/// An error with its causes, in one line.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Says that no person wrote it.
#[derive(Clone)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Writes the link of a mail into the log, for those who develop without a mail server.
struct IntoLog;

#[async_trait::async_trait]
impl Mailer for IntoLog {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let link = mail.link.as_deref().unwrap_or("no link");
        let subject = &mail.subject;
        tracing::info!(
            subject,
            link,
            "mail \"{subject}\", not sent without FLOWHQ_SMTP_URL: {link}"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_servers_and_senders_are_judged_before_the_first_mail() {
        for good in [
            "smtp://localhost:2525",
            "smtps://a:b@mail.example:465",
            "smtp://mail.example:587?tls=required",
        ] {
            assert!(is_smtp_url(good), "{good}");
        }
        for bad in ["http://mail.example", "mail.example", "smtp://", ""] {
            assert!(!is_smtp_url(bad), "{bad}");
        }
        assert!(is_sender("Flow HQ <hello@flowhq.example>") && is_sender("hello@flowhq.example"));
        assert!(!is_sender("Flow HQ") && !is_sender(""));
    }
}
