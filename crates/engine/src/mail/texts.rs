//! What mails say, in both languages. The one place for it: pages have their catalogue in `app`.

mod alerts;
mod team;

use domain::Language;
use domain::lead::LeadView;

use super::kind::{AccountNote, MailKind};

/// A mail before it is laid out.
pub(super) struct Draft {
    pub(super) subject: String,
    /// Paragraphs before the link.
    pub(super) before: Vec<String>,
    /// What the link does, and where it leads below our own address.
    pub(super) link: Option<(&'static str, String)>,
    /// Paragraphs after the link.
    pub(super) after: Vec<String>,
    /// Whom an answer should reach.
    pub(super) reply_to: Option<String>,
}

/// Writes a mail.
pub(super) fn write(kind: &MailKind, language: Language) -> Draft {
    match kind {
        MailKind::VerifyEmail { name, token } => verify(name, token, language),
        MailKind::ChangeEmail { name, token } => change(name, token, language),
        MailKind::ResetPassword { token } => reset(token, language),
        MailKind::Note { name, note } => noted(name, note, language),
        MailKind::Invited { inviter, business, role, token } => {
            team::invited(inviter, business, *role, token, language)
        }
        MailKind::Viewed { name, business, by, reason } => {
            team::viewed(name, business, by, reason, language)
        }
        MailKind::Alerts { name, business, lines } => {
            alerts::write(name, business, lines, language)
        }
        MailKind::Lead { lead } => from_lead(lead, language),
    }
}

/// What stands under every mail.
pub(super) fn foot(language: Language) -> &'static str {
    match language {
        Language::Sw => "Flow HQ · msaidizi wa biashara yako",
        Language::En => "Flow HQ · your business's assistant",
    }
}

fn hello(name: &str, language: Language) -> String {
    match language {
        Language::Sw => format!("Habari {name},"),
        Language::En => format!("Hello {name},"),
    }
}

fn draft(subject: &str, before: Vec<String>) -> Draft {
    let subject = subject.to_owned();
    Draft { subject, before, link: None, after: Vec::new(), reply_to: None }
}

fn linked(subject: &str, before: Vec<String>, link: (&'static str, String), after: &str) -> Draft {
    Draft { link: Some(link), after: vec![after.to_owned()], ..draft(subject, before) }
}

fn verify(name: &str, token: &str, language: Language) -> Draft {
    let link = format!("/verify?token={token}");
    match language {
        Language::Sw => linked(
            "Thibitisha barua pepe yako",
            vec![
                hello(name, language),
                "Karibu Flow HQ. Thibitisha kwamba barua pepe hii ni yako, ili tuweze kukusaidia ukisahau nenosiri.".into(),
            ],
            ("Thibitisha barua pepe", link),
            "Kiungo kinafanya kazi kwa saa 24, mara moja tu. Kama hukujisajili Flow HQ, puuza barua hii.",
        ),
        Language::En => linked(
            "Confirm your e-mail address",
            vec![
                hello(name, language),
                "Welcome to Flow HQ. Confirm that this address is yours, so that we can help you if you forget your password.".into(),
            ],
            ("Confirm the address", link),
            "The link works once, for 24 hours. If you did not sign up for Flow HQ, ignore this mail.",
        ),
    }
}

fn change(name: &str, token: &str, language: Language) -> Draft {
    let link = format!("/verify?token={token}");
    match language {
        Language::Sw => linked(
            "Thibitisha barua pepe yako mpya",
            vec![
                hello(name, language),
                "Uliomba kutumia barua pepe hii kuingia Flow HQ. Itaanza kutumika ukishathibitisha.".into(),
            ],
            ("Tumia barua pepe hii", link),
            "Kiungo kinafanya kazi kwa saa 24, mara moja tu. Kama hukuomba hili, puuza barua hii.",
        ),
        Language::En => linked(
            "Confirm your new e-mail address",
            vec![
                hello(name, language),
                "You asked to sign in to Flow HQ with this address. It counts once you confirm it.".into(),
            ],
            ("Use this address", link),
            "The link works once, for 24 hours. If you did not ask for this, ignore this mail.",
        ),
    }
}

fn reset(token: &str, language: Language) -> Draft {
    let link = format!("/reset?token={token}");
    match language {
        Language::Sw => linked(
            "Weka nenosiri jipya",
            vec![
                "Mtu fulani, huenda ni wewe, ameomba nenosiri jipya la akaunti yako ya Flow HQ."
                    .into(),
            ],
            ("Weka nenosiri jipya", link),
            "Kiungo kinafanya kazi kwa saa moja, mara moja tu. Kama hukuomba hili, puuza barua hii: nenosiri lako linabaki lilivyo.",
        ),
        Language::En => linked(
            "Choose a new password",
            vec![
                "Somebody, probably you, asked for a new password for your Flow HQ account.".into(),
            ],
            ("Choose a new password", link),
            "The link works once, for one hour. If you did not ask for this, ignore this mail: your password stays as it is.",
        ),
    }
}

fn noted(name: &str, note: &AccountNote, language: Language) -> Draft {
    let (subject, sentence) = match language {
        Language::Sw => note_sw(note),
        Language::En => note_en(note),
    };
    let (action, alarm) = match language {
        Language::Sw => {
            ("Weka nenosiri jipya", "Kama si wewe uliyefanya hivi, weka nenosiri jipya mara moja.")
        }
        Language::En => {
            ("Choose a new password", "If this was not you, choose a new password at once.")
        }
    };
    let before = vec![hello(name, language), sentence, alarm.to_owned()];
    Draft { link: Some((action, "/reset".to_owned())), ..draft(subject, before) }
}

fn note_sw(note: &AccountNote) -> (&'static str, String) {
    match note {
        AccountNote::EmailChangeAsked { new } => (
            "Ombi la kubadilisha barua pepe",
            format!(
                "Umeomba kuingia Flow HQ kwa barua pepe mpya: {new}. Barua pepe hii inaendelea kutumika hadi ile mpya ithibitishwe."
            ),
        ),
        AccountNote::EmailChanged { new } => (
            "Barua pepe yako imebadilishwa",
            format!(
                "Kuanzia sasa unaingia Flow HQ kwa barua pepe {new}. Barua pepe hii haitumiki tena."
            ),
        ),
        AccountNote::PasswordChanged => (
            "Nenosiri lako limebadilishwa",
            "Nenosiri la akaunti yako ya Flow HQ limebadilishwa. Vifaa vingine vyote vimetolewa."
                .into(),
        ),
        AccountNote::SecondFactorOn => (
            "Hatua ya pili imewashwa",
            "Kuanzia sasa tutakuomba pia namba kutoka kwenye simu yako unapoingia Flow HQ.".into(),
        ),
        AccountNote::SecondFactorOff => (
            "Hatua ya pili imezimwa",
            "Hatutakuomba tena namba kutoka kwenye simu yako unapoingia Flow HQ.".into(),
        ),
        AccountNote::RecoveryCodeUsed { left } => (
            "Namba ya akiba imetumika",
            format!("Mtu ameingia Flow HQ kwa mojawapo ya namba zako za akiba. Zimebaki {left}."),
        ),
    }
}

fn note_en(note: &AccountNote) -> (&'static str, String) {
    match note {
        AccountNote::EmailChangeAsked { new } => (
            "Your e-mail address is to change",
            format!(
                "You asked to sign in to Flow HQ with a new address: {new}. This address goes on working until the new one is confirmed."
            ),
        ),
        AccountNote::EmailChanged { new } => (
            "Your e-mail address has changed",
            format!(
                "From now on you sign in to Flow HQ with {new}. This address does not work any more."
            ),
        ),
        AccountNote::PasswordChanged => (
            "Your password has changed",
            "The password of your Flow HQ account has changed. All other devices were signed out."
                .into(),
        ),
        AccountNote::SecondFactorOn => (
            "The second step is on",
            "From now on we also ask for a code from your phone when you sign in to Flow HQ."
                .into(),
        ),
        AccountNote::SecondFactorOff => (
            "The second step is off",
            "We do not ask for a code from your phone any more when you sign in to Flow HQ.".into(),
        ),
        AccountNote::RecoveryCodeUsed { left } => (
            "A recovery code was used",
            format!(
                "Somebody signed in to Flow HQ with one of your recovery codes. {left} are left."
            ),
        ),
    }
}

fn from_lead(lead: &LeadView, language: Language) -> Draft {
    let business = lead.business.as_deref().unwrap_or("-");
    let (subject, names) = match language {
        Language::Sw => ("Ujumbe mpya kutoka tovuti", ["Jina", "Biashara", "Mawasiliano"]),
        Language::En => ("A new message from the website", ["Name", "Business", "Reach"]),
    };
    let facts = [lead.name.as_str(), business, lead.reach.as_str()];
    let mut before: Vec<String> =
        names.iter().zip(facts).map(|(name, fact)| format!("{name}: {fact}")).collect();
    before.push(lead.message.clone());
    let reply_to = lead.reach.contains('@').then(|| lead.reach.clone());
    Draft { reply_to, ..draft(subject, before) }
}
