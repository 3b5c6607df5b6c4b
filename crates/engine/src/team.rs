//! The people of a business: who they are, inviting them, what they may do, and keeping them out.

use domain::live::LiveEvent;
use domain::team::{
    AgentsSee, INVITATION_DAYS, InvitationView, InviteForm, MemberView, TAKE_BACK_MINUTES,
    TeamSettings, TeamSettingsForm, TeamView, VIEWS_SHOWN,
};
use domain::{FieldProblem, InvitationId, Language, Permission, Principal, Problem, Role};
use domain::{TenantId, UserId};
use store::{Actor, NewInvitation, TenantStore};

use crate::accounts::{Tries, check_email, fresh_token, token_hash};
use crate::mail::{Letter, MailKind};
use crate::{Engine, EngineError, access};

impl Engine {
    /// Who works for a business, who is asked to, and who looked at it from outside.
    pub async fn team(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<TeamView, EngineError> {
        access::tenant(principal, tenant, Permission::ReadTeam)?;
        let door = self.store().tenant(tenant);
        let mut members = door.people().await?;
        members.sort_by_key(|member| (!member.active, member.role));
        let invitations = door.invitations().await?;
        Ok(TeamView { members, invitations, looks: door.looks(VIEWS_SHOWN).await? })
    }

    /// How the people of a business work together.
    pub async fn team_settings(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<TeamSettings, EngineError> {
        access::tenant(principal, tenant, Permission::ReadTeam)?;
        Ok(self.store().tenant(tenant).team_settings().await?)
    }

    /// Keeps how they work together; it counts at once, in open browsers too.
    ///
    /// # Errors
    /// Names every wrong field at once.
    pub async fn save_team_settings(
        &self,
        principal: &Principal,
        tenant: TenantId,
        form: &TeamSettingsForm,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeBusiness)?;
        let settings = judge_settings(form)?;
        let door = self.store().tenant(tenant);
        if door.save_team_settings(&Actor::from(principal), settings).await? {
            self.bus().sees_anew(tenant);
            self.publish_deed(tenant).await;
        }
        Ok(())
    }

    /// Invites somebody by mail; an invitation that the address has already is good no more.
    ///
    /// # Errors
    /// When the person may not give this part, the address is nobody's to invite, there are too many open invitations, or
    /// too many were sent today.
    pub async fn invite(
        &self,
        principal: &Principal,
        tenant: TenantId,
        form: &InviteForm,
    ) -> Result<InvitationView, EngineError> {
        access::tenant(principal, tenant, Permission::ManageTeam)?;
        let (email, role, language) = judge(principal, form)?;
        let door = self.store().tenant(tenant);
        self.check_invitable(principal, &door, &email).await?;
        let business = self.detail(tenant).await?.tenant.name;
        let token = fresh_token();
        let token_hash = token_hash(&token);
        let inviter = principal.name.clone();
        let kind = MailKind::Invited { inviter, business, role, token };
        let mail = Letter::new(&email, language, kind).to_bytes();
        let days = chrono::TimeDelta::days(i64::from(INVITATION_DAYS));
        let expires_at = self.now() + days;
        let new = NewInvitation { email, role, token_hash, language, expires_at, mail };
        let made = door.invite(&Actor::from(principal), new).await?;
        self.wake_mail();
        self.publish_deed(tenant).await;
        Ok(made)
    }

    /// Whether an address may be invited; what is known of it elsewhere stays untold.
    async fn check_invitable(
        &self,
        principal: &Principal,
        door: &TenantStore,
        email: &str,
    ) -> Result<(), EngineError> {
        if door.people().await?.iter().any(|member| member.email == email) {
            return Err(EngineError::field("email", Problem::InTeam));
        }
        let open = door.invitations().await?;
        let replaced = open.iter().find(|invitation| invitation.email == email);
        if replaced.is_some_and(|found| !principal.role.manages().contains(&found.role)) {
            return Err(EngineError::field("email", Problem::NotInvitable));
        }
        // Counted before the answer: that an address cannot be invited tells who has an account.
        self.count(&[Tries::Invitation(door.id())]).await?;
        if self.store().accounts().user_by_email(email).await?.is_some() {
            return Err(EngineError::field("email", Problem::NotInvitable));
        }
        Ok(())
    }

    /// Withdraws an invitation.
    ///
    /// # Errors
    /// When there is none such that is open, or the person may not give its part.
    pub async fn revoke_invitation(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: InvitationId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ManageTeam)?;
        let door = self.store().tenant(tenant);
        let open = door.invitations().await?;
        let found = open.iter().find(|invitation| invitation.id == id);
        let role = found.ok_or(EngineError::NotFound)?.role;
        if !principal.role.manages().contains(&role) {
            return Err(EngineError::Forbidden);
        }
        let revoked = door.revoke_invitation(&Actor::from(principal), id).await?;
        revoked.ok_or(EngineError::NotFound)?;
        self.publish_deed(tenant).await;
        Ok(())
    }

    /// Gives somebody another part.
    ///
    /// # Errors
    /// When there is no such person, it is the owner or the one who asks, or the part is none that can be given.
    pub async fn set_role(
        &self,
        principal: &Principal,
        tenant: TenantId,
        user: UserId,
        role: &str,
    ) -> Result<(), EngineError> {
        let (door, member) = self.managed(principal, tenant, user).await?;
        if !principal.role.changes_roles() {
            return Err(EngineError::Forbidden);
        }
        let role =
            given_role(principal, role).map_err(|found| EngineError::Invalid(vec![found]))?;
        if role == member.role {
            return Ok(());
        }
        let left = door.set_role(&Actor::from(principal), &member, role).await?;
        if !left.ok_or(EngineError::NotFound)?.is_empty() {
            self.bus().publish(LiveEvent::Handoff { tenant_id: tenant });
        }
        self.publish_deed(tenant).await;
        Ok(())
    }

    /// Keeps somebody out: every browser is signed out at once, and the person's conversations are nobody's.
    ///
    /// # Errors
    /// When there is no such person, or it is the owner or the one who asks.
    pub async fn deactivate(
        &self,
        principal: &Principal,
        tenant: TenantId,
        user: UserId,
    ) -> Result<(), EngineError> {
        let (door, member) = self.managed(principal, tenant, user).await?;
        let left = door.deactivate(&Actor::from(principal), &member).await?;
        let left = left.ok_or(EngineError::NotFound)?;
        for hash in &left.browsers {
            self.bus().signed_out(hash);
        }
        if !left.conversations.is_empty() {
            self.bus().publish(LiveEvent::Handoff { tenant_id: tenant });
        }
        self.publish_deed(tenant).await;
        Ok(())
    }

    /// Lets somebody in again.
    ///
    /// # Errors
    /// When there is no such person, or it is the owner or the one who asks.
    pub async fn activate(
        &self,
        principal: &Principal,
        tenant: TenantId,
        user: UserId,
    ) -> Result<(), EngineError> {
        let (door, member) = self.managed(principal, tenant, user).await?;
        if !door.activate(&Actor::from(principal), &member).await? {
            return Err(EngineError::NotFound);
        }
        self.publish_deed(tenant).await;
        Ok(())
    }

    /// Somebody of the team whom this person may keep out.
    async fn managed(
        &self,
        principal: &Principal,
        tenant: TenantId,
        user: UserId,
    ) -> Result<(TenantStore, MemberView), EngineError> {
        access::tenant(principal, tenant, Permission::ManageTeam)?;
        let door = self.store().tenant(tenant);
        let people = door.people().await?;
        let member = people.into_iter().find(|member| member.id == user);
        let member = member.ok_or(EngineError::NotFound)?;
        let own = principal.user_id == Some(user);
        if own || !principal.role.manages().contains(&member.role) {
            return Err(EngineError::Forbidden);
        }
        Ok((door, member))
    }
}

fn judge_settings(form: &TeamSettingsForm) -> Result<TeamSettings, EngineError> {
    let agents_see = form.agents_see.parse::<AgentsSee>().map_err(|_| {
        FieldProblem::new("agents_see", choice(AgentsSee::ALL.iter().map(|see| see.as_str())))
    });
    let known = TAKE_BACK_MINUTES.map(|minutes| minutes.to_string());
    let minutes = form.take_back_minutes.parse().ok();
    let take_back =
        minutes.filter(|minutes| TAKE_BACK_MINUTES.contains(minutes)).ok_or_else(|| {
            FieldProblem::new("take_back_minutes", choice(known.iter().map(String::as_str)))
        });
    match (agents_see, take_back) {
        (Ok(agents_see), Ok(take_back_minutes)) => {
            Ok(TeamSettings { agents_see, take_back_minutes })
        }
        (see, back) => {
            Err(EngineError::Invalid([see.err(), back.err()].into_iter().flatten().collect()))
        }
    }
}

/// An invitation as it was typed.
fn judge(
    principal: &Principal,
    form: &InviteForm,
) -> Result<(String, Role, Language), EngineError> {
    let email = form.email.trim().to_lowercase();
    let mut problems = Vec::new();
    check_email(&email, &mut problems);
    let role = given_role(principal, &form.role);
    let language = form.language.parse::<Language>().map_err(|_| {
        let allowed = Language::ALL.iter().map(|language| language.as_str());
        FieldProblem::new("language", choice(allowed))
    });
    match (role, language) {
        (Ok(role), Ok(language)) if problems.is_empty() => Ok((email, role, language)),
        (role, language) => {
            problems.extend([role.err(), language.err()].into_iter().flatten());
            Err(EngineError::Invalid(problems))
        }
    }
}

/// A part that this person may give.
fn given_role(principal: &Principal, text: &str) -> Result<Role, FieldProblem> {
    let may = principal.role.manages();
    let role = Role::from_input(text).filter(|role| may.contains(role));
    role.ok_or_else(|| FieldProblem::new("role", choice(may.iter().map(|role| role.as_str()))))
}

fn choice<'a>(allowed: impl Iterator<Item = &'a str>) -> Problem {
    Problem::Choice { allowed: allowed.collect::<Vec<_>>().join(", ") }
}
