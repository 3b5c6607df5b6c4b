//! Who works for a business, who is asked to, and who looked at it from outside.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;
use crate::{Instant, InvitationId, Role, UserId};

/// How long an invitation is good, in days.
pub const INVITATION_DAYS: u32 = 7;
/// Most invitations that a business may have open.
pub const INVITATIONS_MAX: u32 = 20;
/// Most invitations that a business may send in a day.
pub const INVITATIONS_A_DAY: u32 = 20;
/// How long somebody of Flow HQ sees a business as its auditor does, in minutes.
pub const VIEW_MINUTES: u32 = 30;
/// Shortest reason for looking at a business, in characters.
pub const VIEW_REASON_MIN: u32 = 5;
/// Longest reason for looking at a business, in characters (the column's length).
pub const VIEW_REASON_MAX: u32 = 200;
/// How many looks from outside a business is shown, the newest.
pub const VIEWS_SHOWN: u32 = 20;

impl Role {
    /// The parts that somebody with this part may give, and whose people this part may keep out. Nobody makes another
    /// owner.
    pub const fn manages(self) -> &'static [Self] {
        match self {
            Self::Admin | Self::Owner => &[Self::Manager, Self::Agent, Self::Auditor],
            Self::Manager => &[Self::Agent],
            Self::Agent | Self::Auditor => &[],
        }
    }

    /// Whether somebody with this part may give people other parts than they have.
    pub const fn changes_roles(self) -> bool {
        matches!(self, Self::Admin | Self::Owner)
    }
}

/// After how many minutes without an answer of a person the customer may be given back to the assistant; 0 is never.
pub const TAKE_BACK_MINUTES: [u16; 5] = [0, 15, 30, 60, 240];

text_enum! {
    /// Which conversations those see who answer customers. The others see all of them.
    AgentsSee {
        /// All of them.
        All => "ALL",
        /// Those that are theirs.
        Assigned => "ASSIGNED",
    }
}

/// How the people of a business work together. What is not said is as usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TeamSettings {
    /// Which conversations agents see.
    pub agents_see: AgentsSee,
    /// One of [`TAKE_BACK_MINUTES`].
    pub take_back_minutes: u16,
}

impl Default for TeamSettings {
    fn default() -> Self {
        Self { agents_see: AgentsSee::All, take_back_minutes: 30 }
    }
}

/// The same, as it is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamSettingsForm {
    /// Which conversations agents see, as it is stored.
    #[serde(default)]
    pub agents_see: String,
    /// One of [`TAKE_BACK_MINUTES`].
    #[serde(default)]
    pub take_back_minutes: String,
}

/// Somebody who works for a business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// The person's id.
    pub id: UserId,
    /// The person's name.
    pub name: String,
    /// The address that the person signs in with.
    pub email: String,
    /// The person's part.
    pub role: Role,
    /// Whether the person may sign in.
    pub active: bool,
    /// When the person last signed in; nothing before the first time.
    pub last_login_at: Option<Instant>,
    /// Whether a second factor is asked for.
    pub second_factor: bool,
    /// How many conversations that go on are this person's.
    pub conversations: u64,
}

/// An invitation that was neither accepted nor withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// Its id.
    pub id: InvitationId,
    /// Who is asked.
    pub email: String,
    /// What part the person is to have.
    pub role: Role,
    /// Who asks, by name.
    pub inviter: String,
    /// When it was sent.
    pub created_at: Instant,
    /// Until when it is good.
    pub expires_at: Instant,
}

/// A look from outside: somebody of Flow HQ saw the business as its auditor does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookView {
    /// Who looked, by name.
    pub by: String,
    /// What for.
    pub reason: String,
    /// Since when.
    pub began_at: Instant,
    /// Until when; later than now while it lasts.
    pub ended_at: Instant,
}

/// The people of a business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamView {
    /// Who works for it: the owner first, then by part and name; who may not sign in last.
    pub members: Vec<MemberView>,
    /// Who is asked to, the newest first.
    pub invitations: Vec<InvitationView>,
    /// Who looked from outside, the newest first.
    pub looks: Vec<LookView>,
}

/// Somebody to be invited, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteForm {
    /// The person's e-mail address.
    #[serde(default)]
    pub email: String,
    /// What part the person is to have, as it is stored.
    #[serde(default)]
    pub role: String,
    /// The language of the mail, as it is stored.
    #[serde(default)]
    pub language: String,
}

/// Somebody who accepts an invitation.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptForm {
    /// The person's name.
    pub name: String,
    /// The password, at least [`PASSWORD_MIN`](crate::forms::PASSWORD_MIN) characters.
    pub password: String,
}

/// An invitation, for whoever comes with its link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedView {
    /// The business.
    pub business: String,
    /// Who asks, by name.
    pub inviter: String,
    /// What part the person is to have.
    pub role: Role,
    /// The address that the person will sign in with.
    pub email: String,
}

/// What somebody of Flow HQ sees at present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewingView {
    /// The business.
    pub business: String,
    /// Until when.
    pub until: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_nobody_chose_are_as_usual() {
        let usual = TeamSettings::default();
        assert!(TAKE_BACK_MINUTES.contains(&usual.take_back_minutes));
        assert_eq!(serde_json::from_str::<TeamSettings>("{}").unwrap(), usual);
        let some: TeamSettings = serde_json::from_str(r#"{"agents_see":"ASSIGNED"}"#).unwrap();
        assert_eq!(some, TeamSettings { agents_see: AgentsSee::Assigned, ..usual });
    }

    #[test]
    fn each_part_manages_those_below_it_and_never_the_owner() {
        for role in Role::ALL {
            assert!(!role.manages().contains(role), "{role}");
            assert!(!role.manages().contains(&Role::Owner), "{role}");
            assert!(!role.manages().contains(&Role::Admin), "{role}");
        }
        assert_eq!(Role::Owner.manages(), [Role::Manager, Role::Agent, Role::Auditor]);
        assert_eq!(Role::Manager.manages(), [Role::Agent]);
    }

    #[test]
    fn whoever_manages_nobody_may_not_manage_the_team() {
        for role in Role::ALL {
            let may = role.may(crate::Permission::ManageTeam);
            assert_eq!(may, !role.manages().is_empty(), "{role}");
        }
    }
}
