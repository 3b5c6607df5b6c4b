//! Whom to tell what, and when not: a pure function of what is due and who is there.

use chrono::{NaiveDateTime, TimeDelta, Timelike};
use domain::alert::MAIL_PAUSE_MINUTES;
use domain::team::AgentsSee;
use domain::{AlertId, Role, UserId};
use store::{AlertMail, AlertPerson, AlertRound, DueAlert, Verdict};

use crate::mail::{AlertLine, Letter, MailKind};
use crate::zone;

/// Each person gets one mail about all that they want to hear of and have not heard of, unless it is quiet for them or they
/// got one a moment ago: then it waits, and joins the next. An emergency waits for nothing, and takes along what does.
pub(super) fn judge(round: &AlertRound) -> Verdict {
    let local = zone::local(zone::of(&round.timezone), round.now);
    let mut verdict = Verdict::default();
    let mut waiting: Vec<AlertId> = Vec::new();
    for person in &round.people {
        let Some(email) = &person.email else { continue };
        let news: Vec<_> =
            round.alerts.iter().filter(|alert| is_news(round, person, alert)).collect();
        let urgent = news.iter().any(|alert| alert.kind.is_urgent());
        if news.is_empty() {
            continue;
        }
        let ids = news.iter().map(|alert| alert.id);
        if !urgent && (is_quiet(person, local) || heard_lately(person, round)) {
            waiting.extend(ids);
            continue;
        }
        let lines = news.iter().map(|alert| line(alert, round, local)).collect();
        let (name, business) = (person.name.clone(), round.business.clone());
        let letter = Letter::new(email, round.language, MailKind::Alerts { name, business, lines });
        verdict.mails.push(AlertMail {
            user: person.id,
            alerts: ids.collect(),
            body: letter.to_bytes(),
        });
    }
    let ids = round.alerts.iter().map(|alert| alert.id);
    verdict.over = ids.filter(|id| !waiting.contains(id)).collect();
    verdict
}

/// Whose browsers tell of it now. What comes in quiet hours is seen when the person looks.
pub(super) fn called(round: &AlertRound, alert: &DueAlert) -> Vec<UserId> {
    let local = zone::local(zone::of(&round.timezone), round.now);
    let wants = |person: &&AlertPerson| {
        let awake = alert.kind.is_urgent() || !is_quiet(person, local);
        awake && person.prefs.browser.has(alert.kind) && concerns(round, person, alert)
    };
    round.people.iter().filter(wants).map(|person| person.id).collect()
}

fn is_news(round: &AlertRound, person: &AlertPerson, alert: &DueAlert) -> bool {
    let wanted = alert.kind.is_mailed()
        && person.prefs.mail.has(alert.kind)
        && concerns(round, person, alert);
    wanted && !person.told.contains(&alert.id)
}

/// Whether it is the person's to see to: who only answers is left alone with what is somebody else's, and with
/// conversations that they may not see.
fn concerns(round: &AlertRound, person: &AlertPerson, alert: &DueAlert) -> bool {
    if alert.kind.is_personal()
        && let Some(whose) = alert.assigned
    {
        return whose == person.id;
    }
    if person.role != Role::Agent || alert.kind.is_about_phone() {
        return true;
    }
    match alert.assigned {
        Some(whose) => whose == person.id,
        None => round.agents_see == AgentsSee::All,
    }
}

fn is_quiet(person: &AlertPerson, local: NaiveDateTime) -> bool {
    let minute = u16::try_from(local.num_seconds_from_midnight() / 60).unwrap_or_default();
    person.prefs.is_quiet(minute)
}

fn heard_lately(person: &AlertPerson, round: &AlertRound) -> bool {
    let pause = TimeDelta::minutes(MAIL_PAUSE_MINUTES);
    person.last_told_at.is_some_and(|last| round.now < last + pause)
}

fn line(alert: &DueAlert, round: &AlertRound, local: NaiveDateTime) -> AlertLine {
    let since = zone::local(zone::of(&round.timezone), alert.since);
    let shown = if since.date() == local.date() { "%H:%M" } else { "%d/%m %H:%M" };
    AlertLine {
        kind: alert.kind,
        customer: alert.customer.clone(),
        since: since.format(shown).to_string(),
        conversation: alert.conversation,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use domain::alert::{AlertChoice, AlertKind, AlertPrefs, QuietHours};
    use domain::{ConversationId, Instant, Language, RecordId};
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> Instant {
        format!("2026-11-{text}Z").parse().unwrap()
    }

    fn alert(id: u128, kind: AlertKind) -> DueAlert {
        DueAlert {
            id: AlertId::from_uuid(Uuid::from_u128(id)),
            kind,
            conversation: Some(ConversationId::from_uuid(Uuid::from_u128(id))),
            assigned: None,
            customer: Some("Neema".into()),
            since: at("22T09:00:00"),
        }
    }

    fn person() -> AlertPerson {
        AlertPerson {
            id: UserId::from_uuid(Uuid::from_u128(7)),
            name: "Asha".into(),
            role: Role::Owner,
            email: Some("asha@example.com".into()),
            prefs: AlertPrefs::usual(Role::Owner),
            last_told_at: None,
            told: HashSet::new(),
        }
    }

    /// At 12:05 in Dar es Salaam.
    fn round(alerts: Vec<DueAlert>, people: Vec<AlertPerson>) -> AlertRound {
        AlertRound {
            now: at("22T09:05:00"),
            business: "Mama Salon".into(),
            timezone: "Africa/Dar_es_Salaam".into(),
            language: Language::Sw,
            agents_see: AgentsSee::All,
            alerts,
            people,
        }
    }

    #[test]
    fn forty_alerts_are_one_mail() {
        let alerts = (1..=40).map(|id| alert(id, AlertKind::Handoff)).collect();
        let verdict = judge(&round(alerts, vec![person()]));
        assert_eq!(verdict.mails.len(), 1);
        assert_eq!(verdict.mails[0].alerts.len(), 40);
        assert_eq!(verdict.over.len(), 40);
    }

    #[test]
    fn nobody_is_told_twice_and_nobody_is_told_what_they_do_not_want() {
        let told = AlertPerson { told: [alert(1, AlertKind::Handoff).id].into(), ..person() };
        let other = AlertPerson { id: UserId::from_uuid(Uuid::from_u128(8)), ..person() };
        let mail = AlertChoice { failed: true, ..AlertChoice::default() };
        let prefs = AlertPrefs { mail, ..AlertPrefs::default() };
        let failures = AlertPerson { prefs, ..other };
        let unread = AlertPerson { email: None, ..person() };
        let people = vec![told, failures, unread];
        let verdict = judge(&round(vec![alert(1, AlertKind::Handoff)], people));
        assert!(verdict.mails.is_empty());
        assert_eq!(verdict.over.len(), 1);
    }

    #[test]
    fn what_comes_at_night_waits_for_the_morning_where_the_business_is() {
        let mut night = round(vec![alert(1, AlertKind::Failed)], vec![person()]);
        for (now, told) in [
            ("22T17:59:00", true),
            ("22T18:00:00", false),
            ("22T22:30:00", false),
            ("23T03:59:00", false),
            ("23T04:00:00", true),
        ] {
            night.now = at(now);
            let verdict = judge(&night);
            assert_eq!((verdict.mails.len() == 1, verdict.over.len() == 1), (told, told), "{now}");
        }
        // The business moves to a zone where it is day.
        night.now = at("22T22:30:00");
        night.timezone = "Pacific/Auckland".into();
        assert_eq!(judge(&night).mails.len(), 1);
        night.timezone = "Africa/Dar_es_Salaam".into();
        night.people[0].prefs.quiet = Some(QuietHours { from: 600, to: 660 });
        assert_eq!(judge(&night).mails.len(), 1);
    }

    #[test]
    fn the_next_mail_waits_a_quarter_of_an_hour() {
        let mut later = round(vec![alert(2, AlertKind::Handoff)], vec![person()]);
        later.people[0].last_told_at = Some(at("22T08:50:01"));
        let verdict = judge(&later);
        assert!(verdict.mails.is_empty() && verdict.over.is_empty());
        later.people[0].last_told_at = Some(at("22T08:50:00"));
        assert_eq!(judge(&later).mails.len(), 1);
    }

    #[test]
    fn an_emergency_wakes_people_up() {
        let alerts = vec![alert(1, AlertKind::Failed), alert(2, AlertKind::Emergency)];
        let mut night = round(alerts, vec![person()]);
        night.now = at("22T22:30:00");
        night.people[0].last_told_at = Some(at("22T22:29:00"));
        let verdict = judge(&night);
        assert_eq!(verdict.mails[0].alerts.len(), 2);
        night.people[0].prefs.mail.handoff = false;
        assert!(judge(&night).mails.is_empty());
    }

    #[test]
    fn a_browser_tells_by_day_what_its_person_wants_to_hear() {
        let failures = AlertChoice { failed: true, ..AlertChoice::NONE };
        let prefs = AlertPrefs { browser: failures, ..AlertPrefs::usual(Role::Owner) };
        let other = AlertPerson { id: UserId::from_uuid(Uuid::from_u128(8)), prefs, ..person() };
        // Mail is nothing to a browser: who has confirmed no address is told too.
        let unread = AlertPerson { email: None, ..person() };
        let told = [alert(1, AlertKind::Handoff).id].into();
        let mut day = round(Vec::new(), vec![AlertPerson { told, ..unread }, other]);
        let owners = |kind, day: &AlertRound| called(day, &alert(1, kind)).len();
        assert_eq!(called(&day, &alert(1, AlertKind::Handoff)), [person().id]);
        assert_eq!(owners(AlertKind::Failed, &day), 2);
        day.now = at("22T18:00:00");
        assert_eq!(owners(AlertKind::Failed, &day), 0);
        assert_eq!(called(&day, &alert(1, AlertKind::Emergency)), [person().id]);
    }

    #[test]
    fn who_only_answers_is_told_of_the_own_conversations_and_of_nobodys() {
        let prefs = AlertPrefs { mail: AlertChoice::ALL, ..AlertPrefs::usual(Role::Agent) };
        let agent = AlertPerson { role: Role::Agent, prefs, ..person() };
        let asha = UserId::from_uuid(Uuid::from_u128(9));
        for (assigned, told) in [(None, true), (Some(agent.id), true), (Some(asha), false)] {
            let alert = DueAlert { assigned, ..alert(1, AlertKind::Handoff) };
            let day = round(vec![alert.clone()], vec![agent.clone()]);
            assert_eq!(called(&day, &alert).len() == 1, told, "{assigned:?}");
            assert_eq!(judge(&day).mails.len() == 1, told, "{assigned:?}");
            let owners = round(vec![alert.clone()], vec![person()]);
            assert_eq!(called(&owners, &alert).len(), 1);
        }
        // Where agents see their own alone, nobody's are for who runs the business.
        let phone = alert(2, AlertKind::Disconnected);
        let mut strict = round(vec![alert(1, AlertKind::Handoff), phone], vec![agent, person()]);
        strict.agents_see = AgentsSee::Assigned;
        assert_eq!(called(&strict, &strict.alerts[0]), [person().id]);
        assert_eq!(judge(&strict).mails[0].alerts, [strict.alerts[1].id]);
    }

    #[test]
    fn what_is_given_to_somebody_or_comes_back_to_them_is_theirs_and_no_mail() {
        let agent = AlertPerson {
            id: UserId::from_uuid(Uuid::from_u128(9)),
            role: Role::Agent,
            prefs: AlertPrefs { mail: AlertChoice::ALL, ..AlertPrefs::usual(Role::Agent) },
            ..person()
        };
        for kind in [AlertKind::Assigned, AlertKind::Woken] {
            let given = DueAlert { assigned: Some(agent.id), ..alert(1, kind) };
            let day = round(vec![given.clone()], vec![person(), agent.clone()]);
            assert_eq!(called(&day, &given), [agent.id], "{kind}");
            let verdict = judge(&day);
            assert!(verdict.mails.is_empty(), "{kind}");
            assert_eq!(verdict.over, [given.id], "{kind}");
            assert_eq!(called(&day, &alert(1, kind)), [person().id, agent.id], "{kind}");
        }
    }

    #[test]
    fn it_says_when_it_began_where_the_business_is() {
        let round = round(vec![alert(1, AlertKind::Handoff)], vec![person()]);
        let local = zone::local(chrono_tz::Africa::Dar_es_Salaam, round.now);
        assert_eq!(line(&round.alerts[0], &round, local).since, "12:00");
        let tomorrow = local + TimeDelta::days(1);
        assert_eq!(line(&round.alerts[0], &round, tomorrow).since, "22/11 12:00");
    }
}
