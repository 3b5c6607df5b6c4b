//! Where a conversation stands between the assistant and the people of a business.

use serde::{Deserialize, Serialize};

use crate::{Instant, UserId};

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Whether it goes on.
    pub course: Course,
    /// Who answers.
    pub hands: Hands,
    /// Whom it is meant for; while a person answers, that person, and nobody where it is done on the business's phone.
    pub assigned: Option<UserId>,
}

/// Whether a conversation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Course {
    /// It goes on.
    Open,
    /// It is put aside; what the customer writes brings it back.
    Snoozed {
        /// When it comes back by itself.
        until: Instant,
    },
    /// It is over: what the customer writes next begins another one.
    Closed {
        /// Since when.
        at: Instant,
    },
}

/// Who answers a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hands {
    /// The assistant.
    Assistant,
    /// Nobody yet: the customer waits for a person.
    Waiting,
    /// A person of the business.
    Taken {
        /// Since when.
        since: Instant,
    },
}

/// What happens to a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// The customer asked for a person, or the assistant gave up.
    AskedForPerson,
    /// A person takes it over, from whoever has it.
    TakenOver(UserId),
    /// The business wrote on its own phone.
    TakenOnPhone,
    /// It is given to somebody, or to nobody.
    Assigned(Option<UserId>),
    /// It goes back to the assistant.
    HandedBack,
    /// It is put aside until then.
    Snoozed(Instant),
    /// It is taken up again.
    Woken,
    /// The customer wrote.
    CustomerWrote,
    /// It is over.
    Closed,
    /// Somebody works for the business no more.
    Left(UserId),
}

/// A conversation stands where this cannot happen to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not possible as the conversation stands")]
pub struct HandRefused {
    /// Where it stands.
    pub standing: Standing,
}

impl Standing {
    /// How a conversation begins.
    pub const NEW: Self = Self { course: Course::Open, hands: Hands::Assistant, assigned: None };

    /// Where the conversation stands after this.
    ///
    /// # Errors
    /// When this cannot happen to it: nothing happens to what is over but that somebody leaves, only what a person has
    /// or waits for one goes back to the assistant, and nothing is put aside until a moment that has passed.
    pub fn apply(self, hand: Hand, now: Instant) -> Result<Self, HandRefused> {
        let refused = Err(HandRefused { standing: self });
        if matches!(self.course, Course::Closed { .. }) && !matches!(hand, Hand::Left(_)) {
            return refused;
        }
        let open = Self { course: Course::Open, ..self };
        let taken = Hands::Taken { since: now };
        Ok(match (hand, self.hands) {
            (Hand::AskedForPerson, Hands::Assistant) => Self { hands: Hands::Waiting, ..open },
            (Hand::TakenOver(by), Hands::Taken { .. }) if self.assigned == Some(by) => open,
            (Hand::TakenOver(by), _) => Self { hands: taken, assigned: Some(by), ..open },
            (Hand::TakenOnPhone, Hands::Taken { .. }) | (Hand::CustomerWrote, _) => open,
            (Hand::TakenOnPhone, _) => Self { hands: taken, assigned: None, ..open },
            (Hand::Assigned(to), Hands::Taken { .. }) if to == self.assigned => self,
            (Hand::Assigned(None), Hands::Taken { .. }) => {
                Self { hands: Hands::Waiting, assigned: None, ..self }
            }
            (Hand::Assigned(to), Hands::Taken { .. }) => {
                Self { hands: taken, assigned: to, ..self }
            }
            (Hand::Assigned(to), _) => Self { assigned: to, ..self },
            (Hand::HandedBack, Hands::Waiting | Hands::Taken { .. }) => {
                Self { hands: Hands::Assistant, assigned: None, ..open }
            }
            (Hand::Snoozed(until), _) if until > now => {
                Self { course: Course::Snoozed { until }, ..self }
            }
            (Hand::Woken, _) if matches!(self.course, Course::Snoozed { .. }) => open,
            (Hand::Closed, _) => Self { course: Course::Closed { at: now }, ..self },
            (Hand::Left(who), _) if self.assigned != Some(who) => self,
            (Hand::Left(_), Hands::Taken { .. }) => {
                Self { hands: Hands::Waiting, assigned: None, ..self }
            }
            (Hand::Left(_), _) => Self { assigned: None, ..self },
            _ => return refused,
        })
    }

    /// Whether the assistant may answer.
    pub const fn is_assistants(self) -> bool {
        matches!(self.hands, Hands::Assistant)
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use uuid::Uuid;

    use super::*;
    use crate::RecordId;

    fn at(minutes: i64) -> Instant {
        Instant::from_timestamp(1_800_000_000, 0).unwrap() + Duration::minutes(minutes)
    }

    fn who(number: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(number))
    }

    /// In few letters: `A` assistant, `W` waiting, `T` taken and since which minute; for whom; `~` put aside, `x` over.
    fn shown(standing: Standing) -> String {
        let hands = match standing.hands {
            Hands::Assistant => "A".to_owned(),
            Hands::Waiting => "W".to_owned(),
            Hands::Taken { since } => format!("T{}", (since - at(0)).num_minutes()),
        };
        let assigned = standing.assigned.map_or_else(String::new, |user| {
            format!(" {}", if user == who(1) { "asha" } else { "juma" })
        });
        let course = match standing.course {
            Course::Open => String::new(),
            Course::Snoozed { until } => format!(" ~{}", (until - at(0)).num_minutes()),
            Course::Closed { at: over } => format!(" x{}", (over - at(0)).num_minutes()),
        };
        hands + &assigned + &course
    }

    fn standing(text: &str) -> Standing {
        let mut read = Standing::NEW;
        for word in text.split(' ') {
            let minute = |word: &str| at(word[1..].parse().unwrap());
            match word {
                "A" => read.hands = Hands::Assistant,
                "W" => read.hands = Hands::Waiting,
                "asha" => read.assigned = Some(who(1)),
                "juma" => read.assigned = Some(who(2)),
                word if word.starts_with('T') => read.hands = Hands::Taken { since: minute(word) },
                word if word.starts_with('~') => {
                    read.course = Course::Snoozed { until: minute(word) };
                }
                word => read.course = Course::Closed { at: minute(word) },
            }
        }
        assert_eq!(shown(read), text);
        read
    }

    #[test]
    fn every_edge_is_as_it_should_be() {
        let (asha, juma) = (who(1), who(2));
        let hands = [
            Hand::AskedForPerson,
            Hand::TakenOver(asha),
            Hand::TakenOnPhone,
            Hand::Assigned(Some(juma)),
            Hand::Assigned(None),
            Hand::HandedBack,
            Hand::Snoozed(at(60)),
            Hand::Woken,
            Hand::CustomerWrote,
            Hand::Closed,
            Hand::Left(asha),
        ];
        // What comes of each of them at minute 9; `-` is refused.
        #[rustfmt::skip]
        let table = [
            ("A", ["W", "T9 asha", "T9", "A juma", "A", "-", "A ~60", "-", "A", "A x9", "A"]),
            ("A asha", ["W asha", "T9 asha", "T9", "A juma", "A", "-", "A asha ~60", "-", "A asha", "A asha x9", "A"]),
            ("W", ["-", "T9 asha", "T9", "W juma", "W", "A", "W ~60", "-", "W", "W x9", "W"]),
            ("T1 asha", ["-", "T1 asha", "T1 asha", "T9 juma", "W", "A", "T1 asha ~60", "-", "T1 asha", "T1 asha x9", "W"]),
            ("T1 juma", ["-", "T9 asha", "T1 juma", "T1 juma", "W", "A", "T1 juma ~60", "-", "T1 juma", "T1 juma x9", "T1 juma"]),
            ("T1", ["-", "T9 asha", "T1", "T9 juma", "T1", "A", "T1 ~60", "-", "T1", "T1 x9", "T1"]),
            ("A ~30", ["W", "T9 asha", "T9", "A juma ~30", "A ~30", "-", "A ~60", "A", "A", "A x9", "A ~30"]),
            ("T1 asha ~30", ["-", "T1 asha", "T1 asha", "T9 juma ~30", "W ~30", "A", "T1 asha ~60", "T1 asha", "T1 asha", "T1 asha x9", "W ~30"]),
            ("W asha x5", ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "W x5"]),
        ];
        for (before, wanted) in table {
            for (hand, wanted) in hands.into_iter().zip(wanted) {
                let after = standing(before).apply(hand, at(9));
                let after = after.map_or_else(|_| "-".to_owned(), shown);
                assert_eq!(after, wanted, "{before} {hand:?}");
            }
        }
    }

    #[test]
    fn nothing_is_put_aside_until_a_moment_that_has_passed() {
        for minute in [8, 9] {
            assert!(Standing::NEW.apply(Hand::Snoozed(at(minute)), at(9)).is_err());
        }
    }
}
