//! Mails about what somebody should see to.

use domain::Language;
use domain::alert::AlertKind;

use super::{Draft, draft, hello};
use crate::mail::kind::AlertLine;

/// Where a mail about several things leads, and where one about the phone does.
const INBOX: &str = "/app/inbox";
const PHONE: &str = "/app/whatsapp";

/// Tells a person what waits in a business.
pub(super) fn write(name: &str, business: &str, lines: &[AlertLine], language: Language) -> Draft {
    let told: Vec<String> = lines.iter().map(|line| sentence(line, language)).collect();
    let subject = match (lines, language) {
        ([line], _) => format!("{} · {business}", subject_of(line, language)),
        (_, Language::Sw) => format!("Mambo {} yanakusubiri · {business}", lines.len()),
        (_, Language::En) => format!("{} things wait for you · {business}", lines.len()),
    };
    let (action, after) = match language {
        Language::Sw => (
            "Fungua",
            "Unachagua unachoandikiwa, na saa za utulivu, kwenye ukurasa wa akaunti yako.",
        ),
        Language::En => (
            "Open it",
            "You choose what we mail you about, and your quiet hours, on your account's page.",
        ),
    };
    Draft {
        link: Some((action, place(lines))),
        after: vec![after.to_owned()],
        ..draft(&subject, vec![hello(name, language), told.join("\n")])
    }
}

/// The one conversation, the phone, or else the inbox.
fn place(lines: &[AlertLine]) -> String {
    if lines.iter().all(|line| line.kind.is_about_phone()) {
        return PHONE.to_owned();
    }
    match lines {
        [AlertLine { conversation: Some(id), .. }] => format!("{INBOX}/{id}"),
        _ => INBOX.to_owned(),
    }
}

fn subject_of(line: &AlertLine, language: Language) -> String {
    let who = customer(line, language);
    match (line.kind, language) {
        (AlertKind::Handoff, Language::Sw) => format!("{who} anasubiri mhudumu"),
        (AlertKind::Handoff, Language::En) => format!("{who} waits for a person"),
        (AlertKind::Emergency, Language::Sw) => format!("DHARURA: {who}"),
        (AlertKind::Emergency, Language::En) => format!("EMERGENCY: {who}"),
        (AlertKind::Disconnected, Language::Sw) => "WhatsApp haijaunganishwa".to_owned(),
        (AlertKind::Disconnected, Language::En) => "WhatsApp is disconnected".to_owned(),
        (AlertKind::LoggedOut, Language::Sw) => "WhatsApp imekatwa kwenye simu".to_owned(),
        (AlertKind::LoggedOut, Language::En) => "WhatsApp was disconnected on the phone".to_owned(),
        (AlertKind::Failed, Language::Sw) => format!("Ujumbe kwa {who} haukutumwa"),
        (AlertKind::Failed, Language::En) => format!("A message to {who} was not sent"),
        (AlertKind::Assigned, Language::Sw) => format!("Umepewa mazungumzo na {who}"),
        (AlertKind::Assigned, Language::En) => format!("{who} was given to you"),
        (AlertKind::Woken, Language::Sw) => format!("Yamerudi: mazungumzo na {who}"),
        (AlertKind::Woken, Language::En) => format!("Back from being put aside: {who}"),
    }
}

fn sentence(line: &AlertLine, language: Language) -> String {
    let (who, since) = (customer(line, language), &line.since);
    match (line.kind, language) {
        (AlertKind::Handoff, Language::Sw) => {
            format!("{who} anasubiri kujibiwa na mtu tangu {since}.")
        }
        (AlertKind::Handoff, Language::En) => {
            format!("{who} has been waiting for a person since {since}.")
        }
        (AlertKind::Emergency, Language::Sw) => {
            format!("{who} ameandika kuhusu dharura ({since}). Mpigie au mjibu sasa hivi.")
        }
        (AlertKind::Emergency, Language::En) => {
            format!("{who} wrote of an emergency ({since}). Call or answer now.")
        }
        (AlertKind::Disconnected, Language::Sw) => format!(
            "WhatsApp ya biashara haijaunganishwa tangu {since}. Wateja hawajibiwi mpaka irudi."
        ),
        (AlertKind::Disconnected, Language::En) => format!(
            "The business's WhatsApp has been disconnected since {since}. Customers get no answer until it is back."
        ),
        (AlertKind::LoggedOut, Language::Sw) => format!(
            "WhatsApp ya biashara imekatwa kwenye simu ({since}). Wateja hawajibiwi mpaka uiunganishe upya."
        ),
        (AlertKind::LoggedOut, Language::En) => format!(
            "The business's WhatsApp was disconnected on the phone ({since}). Customers get no answer until you link it again."
        ),
        (AlertKind::Failed, Language::Sw) => {
            format!("Ujumbe kwa {who} haukutumwa ({since}).")
        }
        (AlertKind::Failed, Language::En) => {
            format!("A message to {who} was not sent ({since}).")
        }
        (AlertKind::Assigned, Language::Sw) => format!("Umepewa mazungumzo na {who} ({since})."),
        (AlertKind::Assigned, Language::En) => format!("{who} was given to you ({since})."),
        (AlertKind::Woken, Language::Sw) => format!("Mazungumzo na {who} yamerudi ({since})."),
        (AlertKind::Woken, Language::En) => {
            format!("The conversation with {who} is back from being put aside ({since}).")
        }
    }
}

/// The customer's name, on one line: it is what somebody calls themselves on a phone.
fn customer(line: &AlertLine, language: Language) -> String {
    let name = line.customer.as_deref().unwrap_or_default();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match (name.is_empty(), line.kind, language) {
        (false, ..) => name,
        (true, AlertKind::Failed, Language::Sw) => "mteja".to_owned(),
        (true, AlertKind::Failed, Language::En) => "a customer".to_owned(),
        (true, _, Language::Sw) => "Mteja".to_owned(),
        (true, _, Language::En) => "A customer".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::{ConversationId, RecordId};
    use uuid::Uuid;

    use super::*;

    fn line(kind: AlertKind, customer: Option<&str>) -> AlertLine {
        AlertLine {
            kind,
            customer: customer.map(str::to_owned),
            since: "12:00".into(),
            conversation: (!kind.is_about_phone()).then(|| ConversationId::from_uuid(Uuid::nil())),
        }
    }

    #[test]
    fn one_thing_leads_to_its_place() {
        let waits = line(AlertKind::Handoff, None);
        let phone = line(AlertKind::Disconnected, None);
        let out = line(AlertKind::LoggedOut, None);
        assert_eq!(place(std::slice::from_ref(&waits)), format!("/app/inbox/{}", Uuid::nil()));
        assert_eq!(place(std::slice::from_ref(&phone)), "/app/whatsapp");
        assert_eq!(place(&[out, phone.clone()]), "/app/whatsapp");
        assert_eq!(place(&[waits, phone]), "/app/inbox");
    }

    #[test]
    fn each_kind_says_who_and_since_when_in_both_languages() {
        for language in [Language::Sw, Language::En] {
            for kind in AlertKind::ALL {
                let told = write("Asha", "Salon", &[line(*kind, Some("Ne\r\nema"))], language);
                assert!(told.before[1].contains("12:00"), "{}", told.before[1]);
                assert!(told.subject.ends_with(" · Salon") && !told.subject.contains('\n'));
                if !kind.is_about_phone() {
                    assert!(told.before[1].contains("Ne ema"), "{}", told.before[1]);
                }
                let unknown = write("Asha", "Salon", &[line(*kind, None)], language);
                assert!(!unknown.before[1].contains("  "), "{}", unknown.before[1]);
            }
        }
    }
}
