//! What the people of a business are told although they look elsewhere: what it is about, who wants it, and when not.

use serde::{Deserialize, Serialize};

use crate::Role;
use crate::hours::{HoursRefused, clock_text, minutes};
use crate::text_enum::text_enum;

/// A person gets a mail about alerts at most once in so many minutes; what comes meanwhile joins the next one.
pub const MAIL_PAUSE_MINUTES: i64 = 15;

/// Minutes of a day.
const DAY: u16 = 24 * 60;

text_enum! {
    /// What somebody should see to.
    AlertKind {
        /// A customer waits for a person.
        Handoff => "HANDOFF",
        /// A customer wrote of an emergency.
        Emergency => "EMERGENCY",
        /// The phone has been without a connection.
        Disconnected => "DISCONNECTED",
        /// The phone has logged us out: it has to be linked anew.
        LoggedOut => "LOGGED_OUT",
        /// A message to a customer was not sent.
        Failed => "FAILED",
        /// Somebody gave a conversation to a colleague.
        Assigned => "ASSIGNED",
        /// A conversation that was put aside has come back.
        Woken => "WOKEN",
    }
}

impl AlertKind {
    /// How many minutes it may be seen to before a mail tells of it.
    pub const fn delay_minutes(self) -> i64 {
        match self {
            Self::Emergency | Self::LoggedOut | Self::Assigned | Self::Woken => 0,
            Self::Handoff => 2,
            Self::Disconnected | Self::Failed => 5,
        }
    }

    /// How many minutes it has to last before a browser tells of it: a connection may come back by itself, and a person
    /// is there to see to the rest.
    pub const fn patience_minutes(self) -> i64 {
        match self {
            Self::Disconnected => 5,
            Self::Emergency
            | Self::LoggedOut
            | Self::Handoff
            | Self::Failed
            | Self::Assigned
            | Self::Woken => 0,
        }
    }

    /// Whether mails tell of it too: no customer waits for what is only to be looked at again.
    pub const fn is_mailed(self) -> bool {
        !matches!(self, Self::Assigned | Self::Woken)
    }

    /// Whether it is for the person alone whose conversation it is, if it is anybody's.
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::Assigned | Self::Woken)
    }

    /// Whether it is about the business's phone, and so about no conversation.
    pub const fn is_about_phone(self) -> bool {
        matches!(self, Self::Disconnected | Self::LoggedOut)
    }

    /// Whether it is told at any hour, and at once.
    pub const fn is_urgent(self) -> bool {
        matches!(self, Self::Emergency)
    }
}

/// For which kinds of alerts something is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlertChoice {
    /// [`AlertKind::Handoff`], [`AlertKind::Emergency`], and what is given to the person or comes back to them.
    pub handoff: bool,
    /// [`AlertKind::Disconnected`] and [`AlertKind::LoggedOut`].
    pub disconnected: bool,
    /// [`AlertKind::Failed`].
    pub failed: bool,
}

impl AlertChoice {
    /// All of them.
    pub const ALL: Self = Self { handoff: true, disconnected: true, failed: true };
    /// None of them.
    pub const NONE: Self = Self { handoff: false, disconnected: false, failed: false };

    const fn all() -> Self {
        Self::ALL
    }

    /// Whether this kind is wanted.
    pub const fn has(self, kind: AlertKind) -> bool {
        match kind {
            AlertKind::Handoff | AlertKind::Emergency | AlertKind::Assigned | AlertKind::Woken => {
                self.handoff
            }
            AlertKind::Disconnected | AlertKind::LoggedOut => self.disconnected,
            AlertKind::Failed => self.failed,
        }
    }
}

/// Hours of each day in which nobody is disturbed, in minutes after midnight where the business is; they may go over
/// midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// The minute they begin, 0 to 1439.
    pub from: u16,
    /// The minute they end, 0 to 1439, another one than `from`.
    pub to: u16,
}

impl QuietHours {
    /// A usual night: 21:00 to 07:00.
    pub const USUAL: Self = Self { from: 21 * 60, to: 7 * 60 };

    /// Reads `21:00` and `07:00`; `24:00` is midnight too.
    ///
    /// # Errors
    /// When one is no time of day, or both are the same.
    pub fn parse(from: &str, to: &str) -> Result<Self, HoursRefused> {
        let (from, to) = (minutes(from)? % DAY, minutes(to)? % DAY);
        if from == to {
            return Err(HoursRefused::ClosesFirst);
        }
        Ok(Self { from, to })
    }

    /// Whether they are under way at this minute after midnight.
    pub const fn cover(self, minute: u16) -> bool {
        if self.from < self.to {
            self.from <= minute && minute < self.to
        } else {
            self.from <= minute || minute < self.to
        }
    }

    /// Their begin as `21:00`.
    pub fn from_text(self) -> String {
        clock_text(self.from)
    }

    /// Their end as `07:00`.
    pub fn to_text(self) -> String {
        clock_text(self.to)
    }
}

/// How a person wants to be alerted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlertPrefs {
    /// What is mailed.
    pub mail: AlertChoice,
    /// What a browser tells of that the person allowed to; all, while the person was never asked.
    #[serde(default = "AlertChoice::all")]
    pub browser: AlertChoice,
    /// When nothing is mailed, and no browser tells of anything.
    pub quiet: Option<QuietHours>,
}

impl AlertPrefs {
    /// What holds for somebody who has not said anything: who runs the business hears of all, who only answers of what is
    /// to be answered, and only in the browser.
    pub const fn usual(role: Role) -> Self {
        let (mail, browser) = match role {
            Role::Owner | Role::Manager => (AlertChoice::ALL, AlertChoice::ALL),
            Role::Agent => {
                (AlertChoice::NONE, AlertChoice { disconnected: false, ..AlertChoice::ALL })
            }
            Role::Admin | Role::Auditor => (AlertChoice::NONE, AlertChoice::NONE),
        };
        Self { mail, browser, quiet: Some(QuietHours::USUAL) }
    }

    /// Whether the person is not to be disturbed at this minute after midnight, where the business is.
    pub fn is_quiet(&self, minute: u16) -> bool {
        self.quiet.is_some_and(|quiet| quiet.cover(minute))
    }
}

/// [`AlertPrefs`] as a form sends them: a box that is not ticked is not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlertForm {
    /// What is to be mailed.
    pub mail: AlertChoice,
    /// What browsers are to tell of.
    pub browser: AlertChoice,
    /// `on` where there are quiet hours.
    pub quiet: String,
    /// Their begin, such as `21:00`.
    pub quiet_from: String,
    /// Their end, such as `07:00`.
    pub quiet_to: String,
}

impl From<AlertPrefs> for AlertForm {
    fn from(prefs: AlertPrefs) -> Self {
        let quiet = prefs.quiet.unwrap_or(QuietHours::USUAL);
        Self {
            mail: prefs.mail,
            browser: prefs.browser,
            quiet: prefs.quiet.map(|_| "on".to_owned()).unwrap_or_default(),
            quiet_from: quiet.from_text(),
            quiet_to: quiet.to_text(),
        }
    }
}

impl AlertForm {
    /// What the form says; its quiet hours only count where they are wanted.
    ///
    /// # Errors
    /// When quiet hours are wanted that are none.
    pub fn prefs(&self) -> Result<AlertPrefs, HoursRefused> {
        let quiet = match self.quiet.is_empty() {
            true => None,
            false => Some(QuietHours::parse(&self.quiet_from, &self.quiet_to)?),
        };
        Ok(AlertPrefs { mail: self.mail, browser: self.browser, quiet })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_go_over_midnight() {
        let night = QuietHours::parse("21:00", "7:00").unwrap();
        assert_eq!(night, QuietHours::USUAL);
        for (minute, quiet) in
            [(0, true), (419, true), (420, false), (720, false), (1259, false), (1260, true)]
        {
            assert_eq!(night.cover(minute), quiet, "{minute}");
        }
        let noon = QuietHours::parse("12:00", "13:30").unwrap();
        assert!(noon.cover(720) && !noon.cover(810) && !noon.cover(0));
        assert_eq!((noon.from_text(), noon.to_text()), ("12:00".into(), "13:30".into()));
    }

    #[test]
    fn midnight_ends_an_evening_and_no_time_at_all_is_refused() {
        let evening = QuietHours::parse("22:00", "24:00").unwrap();
        assert!(evening.cover(1439) && !evening.cover(0));
        assert_eq!(QuietHours::parse("00:00", "24:00"), Err(HoursRefused::ClosesFirst));
        assert_eq!(QuietHours::parse("night", "07:00"), Err(HoursRefused::Time));
    }

    #[test]
    fn quiet_hours_that_nobody_wants_are_not_judged() {
        let mail = AlertChoice { failed: true, ..AlertChoice::NONE };
        let form = AlertForm { mail, quiet_from: "x".into(), ..AlertForm::default() };
        let prefs = form.prefs().unwrap();
        assert_eq!((prefs.quiet, prefs.mail.has(AlertKind::Failed)), (None, true));
        assert!(AlertForm { quiet: "on".into(), ..form }.prefs().is_err());
    }

    #[test]
    fn a_form_says_what_it_was_made_of() {
        for quiet in [None, Some(QuietHours::USUAL), Some(QuietHours { from: 1, to: 61 })] {
            let prefs = AlertPrefs { quiet, ..AlertPrefs::usual(Role::Agent) };
            assert_eq!(AlertForm::from(prefs).prefs().unwrap(), prefs);
        }
    }

    #[test]
    fn what_is_kept_of_an_older_form_reads() {
        let kept = r#"{"mail":{"handoff":true}}"#;
        let prefs: AlertPrefs = serde_json::from_str(kept).unwrap();
        assert!(prefs.mail.has(AlertKind::Handoff) && !prefs.mail.has(AlertKind::Failed));
        // Nobody was asked about browsers then, and each of them is asked by itself.
        assert_eq!((prefs.browser, prefs.quiet), (AlertChoice::ALL, None));
        let kept = r#"{"mail":{},"browser":{"failed":true},"quiet":null}"#;
        let prefs: AlertPrefs = serde_json::from_str(kept).unwrap();
        assert!(prefs.browser.has(AlertKind::Failed) && !prefs.browser.has(AlertKind::LoggedOut));
    }

    #[test]
    fn who_only_answers_is_told_by_the_browser_alone_and_not_of_the_phone() {
        let agent = AlertPrefs::usual(Role::Agent);
        for kind in AlertKind::ALL {
            assert!(!agent.mail.has(*kind), "{kind}");
            assert_eq!(agent.browser.has(*kind), !kind.is_about_phone(), "{kind}");
        }
        assert_eq!(AlertPrefs::usual(Role::Auditor).browser, AlertChoice::NONE);
        assert!(agent.is_quiet(0) && !agent.is_quiet(720));
        assert!(!AlertPrefs { quiet: None, ..agent }.is_quiet(0));
    }
}
