//! Notes, whom a conversation is meant for, putting it aside, and its end.

use chrono::{Datelike, Days, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use chrono_tz::Tz;
use domain::inbox::{Colleague, NOTE_MAX, NoteView, SnoozeForm, SnoozeUntil};
use domain::{ConversationId, Instant, NoteId, Permission, Principal, Problem, UserId};
use store::Actor;

use super::{found, person, said};
use crate::{Engine, EngineError, access, zone};

/// When somebody who put a conversation aside "until tonight" takes it up again, and when until another day.
const TONIGHT: u32 = 18;
const MORNING: u32 = 8;
/// Nothing is put aside for longer.
const SNOOZE_MAX: TimeDelta = TimeDelta::days(366);

impl Engine {
    /// The notes about a conversation, oldest first.
    pub async fn notes(
        &self,
        principal: &Principal,
        conversation: ConversationId,
    ) -> Result<Vec<NoteView>, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        Ok(self.door(principal, tenant).await?.notes(conversation).await?)
    }

    /// Notes something about a conversation for the team; the customer never sees it. What is noted twice with one id is
    /// noted once.
    ///
    /// # Errors
    /// When the note is empty or too long, or there is no such conversation.
    pub async fn add_note(
        &self,
        principal: &Principal,
        conversation: ConversationId,
        id: NoteId,
        text: &str,
    ) -> Result<(), EngineError> {
        let (tenant, _) = person(principal)?;
        let text = said("note", text, NOTE_MAX)?;
        let door = self.door(principal, tenant).await?;
        door.add_note(&Actor::from(principal), conversation, id, text).await.map_err(found)?;
        self.publish_conversation(tenant, conversation).await;
        Ok(())
    }

    /// Whom the person may give a conversation to, by name: everybody who answers customers, or the person alone. Nobody
    /// for who answers none.
    pub async fn colleagues(&self, principal: &Principal) -> Result<Vec<Colleague>, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        if !principal.role.may(Permission::Converse) {
            return Ok(Vec::new());
        }
        let may_give = principal.role.may(Permission::Assign);
        let people = self.store().tenant(tenant).people().await?.into_iter();
        Ok(people
            .filter(|who| who.active && who.role.may(Permission::Converse))
            .filter(|who| may_give || Some(who.id) == principal.user_id)
            .map(|who| Colleague { id: who.id, name: who.name })
            .collect())
    }

    /// Gives a conversation to somebody of the business, or to nobody; whether the assistant answers stays as it is. Who
    /// may not give it to others may take it, and give back what is theirs.
    ///
    /// # Errors
    /// When there is no such conversation or person, or the person answers no customers; a conflict when it is over.
    pub async fn assign(
        &self,
        principal: &Principal,
        conversation: ConversationId,
        to: Option<UserId>,
    ) -> Result<(), EngineError> {
        let (tenant, user) = person(principal)?;
        let door = self.door(principal, tenant).await?;
        let row = door.inbox_row(conversation).await?.ok_or(EngineError::NotFound)?;
        let mine = Some(user);
        let is_own = to == mine || (to.is_none() && row.standing.assigned == mine);
        if !is_own && !principal.role.may(Permission::Assign) {
            return Err(EngineError::Forbidden);
        }
        if let Some(to) = to {
            let people = door.people().await?;
            let fit = people.iter().filter(|who| who.active && who.role.may(Permission::Converse));
            if !fit.clone().any(|who| who.id == to) {
                let allowed = fit.map(|who| who.name.as_str()).collect::<Vec<_>>().join(", ");
                return Err(EngineError::field("to", Problem::Choice { allowed }));
            }
        }
        if door.assign(&Actor::from(principal), conversation, to).await.map_err(found)? {
            self.publish_hands(tenant, conversation).await;
        }
        Ok(())
    }

    /// Puts a conversation aside; it comes back then, or when the customer writes.
    ///
    /// # Errors
    /// When the moment is none, has passed or is more than a year away, or there is no such conversation; a conflict when
    /// it is over.
    pub async fn snooze(
        &self,
        principal: &Principal,
        conversation: ConversationId,
        form: &SnoozeForm,
    ) -> Result<(), EngineError> {
        let (tenant, _) = person(principal)?;
        let door = self.door(principal, tenant).await?;
        let config = door.config().await?.ok_or(EngineError::NotFound)?;
        let until = until(form, zone::of(&config.timezone), self.now())?;
        door.snooze(&Actor::from(principal), conversation, until).await.map_err(found)?;
        self.publish_hands(tenant, conversation).await;
        Ok(())
    }

    /// Ends a conversation; does nothing to one that is over.
    ///
    /// # Errors
    /// When there is no such conversation.
    pub async fn close_conversation(
        &self,
        principal: &Principal,
        conversation: ConversationId,
    ) -> Result<(), EngineError> {
        let (tenant, _) = person(principal)?;
        let door = self.door(principal, tenant).await?;
        let closed = door.close(&Actor::from(principal), conversation).await.map_err(found)?;
        if let Some(withdrawn) = closed {
            self.publish_messages(withdrawn);
            self.publish_hands(tenant, conversation).await;
        }
        Ok(())
    }

    /// Takes up a conversation that was put aside, or goes on with one that is over.
    ///
    /// # Errors
    /// When there is no such conversation; a conflict when the customer has begun another one since it ended.
    pub async fn reopen_conversation(
        &self,
        principal: &Principal,
        conversation: ConversationId,
    ) -> Result<(), EngineError> {
        let (tenant, _) = person(principal)?;
        let door = self.door(principal, tenant).await?;
        if door.reopen(&Actor::from(principal), conversation).await.map_err(found)? {
            self.publish_hands(tenant, conversation).await;
        }
        Ok(())
    }
}

/// Until when something is put aside.
fn until(form: &SnoozeForm, zone: Tz, now: Instant) -> Result<Instant, EngineError> {
    let refused = |problem| Err(EngineError::field("at", problem));
    let local = zone::local(zone, now);
    let at = match form.until {
        SnoozeUntil::Hour => now + TimeDelta::hours(1),
        SnoozeUntil::Tonight => moment(zone, local, 0, TONIGHT),
        SnoozeUntil::Tomorrow => moment(zone, local, 1, MORNING),
        SnoozeUntil::Monday => {
            let days = (7 - local.weekday().days_since(Weekday::Mon)) % 7;
            moment(zone, local, if days == 0 { 7 } else { days }, MORNING)
        }
        SnoozeUntil::At => {
            let Ok(at) = NaiveDateTime::parse_from_str(form.at.trim(), "%Y-%m-%dT%H:%M") else {
                return refused(Problem::Form { wanted: "2026-02-26T15:30".to_owned() });
            };
            zone::instant(zone, at)
        }
    };
    // This evening has come: "tonight" is tomorrow's.
    let at =
        if form.until == SnoozeUntil::Tonight && at <= now { at + TimeDelta::days(1) } else { at };
    if at <= now || at - now > SNOOZE_MAX {
        return refused(Problem::Past);
    }
    Ok(at)
}

/// An hour of the day that is so many days away.
fn moment(zone: Tz, local: NaiveDateTime, days: u32, hour: u32) -> Instant {
    let day = local.date().checked_add_days(Days::new(u64::from(days))).unwrap_or(local.date());
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    zone::instant(zone, day.and_time(time))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Africa::Dar_es_Salaam;
    use chrono_tz::Europe::Berlin;

    use super::*;

    fn put_aside(zone: Tz, now: &str, wish: SnoozeUntil, at: &str) -> Option<String> {
        let now = zone::instant(zone, now.parse().unwrap());
        let form = SnoozeForm { until: wish, at: at.to_owned() };
        let until = until(&form, zone, now).ok()?;
        Some(zone::local(zone, until).format("%a %Y-%m-%d %H:%M").to_string())
    }

    #[test]
    fn what_is_put_aside_comes_back_when_people_expect_it() {
        let table = [
            (SnoozeUntil::Hour, "2026-02-28T23:30:00", "Sun 2026-03-01 00:30"),
            (SnoozeUntil::Tonight, "2026-02-27T09:00:00", "Fri 2026-02-27 18:00"),
            (SnoozeUntil::Tonight, "2026-02-27T18:00:00", "Sat 2026-02-28 18:00"),
            (SnoozeUntil::Tomorrow, "2026-02-28T23:59:00", "Sun 2026-03-01 08:00"),
            (SnoozeUntil::Monday, "2026-02-28T12:00:00", "Mon 2026-03-02 08:00"),
            (SnoozeUntil::Monday, "2026-03-02T07:00:00", "Mon 2026-03-09 08:00"),
        ];
        for (wish, now, wanted) in table {
            let got = put_aside(Dar_es_Salaam, now, wish, "");
            assert_eq!(got.as_deref(), Some(wanted), "{wish} {now}");
        }
        // The clocks change in the night.
        let got = put_aside(Berlin, "2026-03-28T20:00:00", SnoozeUntil::Tomorrow, "");
        assert_eq!(got.as_deref(), Some("Sun 2026-03-29 08:00"));
    }

    #[test]
    fn a_named_moment_is_local_to_come_and_not_years_away() {
        let at =
            |text: &str| put_aside(Dar_es_Salaam, "2026-02-27T09:00:00", SnoozeUntil::At, text);
        assert_eq!(at(" 2026-02-27T15:30 ").as_deref(), Some("Fri 2026-02-27 15:30"));
        for text in ["", "kesho", "2026-02-27T09:00", "2025-01-01T09:00", "2027-06-01T09:00"] {
            assert_eq!(at(text), None, "{text}");
        }
    }
}
