//! The people of a business: who invites whom, joining, and being kept out.

use std::time::Duration;

use domain::team::{AcceptForm, InviteForm, MemberView};
use domain::{Conflict, Permission, Principal, Problem, Role, TenantId};
use engine::{EngineError, Feed, SignedIn};

use crate::world::{PASSWORD, World, address, from, is_throttled, problem, token};

pub fn form(name: &str, role: Role) -> InviteForm {
    let (role, language) = (role.as_str().to_owned(), "EN".to_owned());
    InviteForm { email: address(name), role, language }
}

fn accept(name: &str) -> AcceptForm {
    AcceptForm { name: name.to_owned(), password: PASSWORD.to_owned() }
}

fn tenant_of(person: &SignedIn) -> TenantId {
    person.principal.tenant_id.unwrap()
}

/// Invites somebody and gives what the mailed link carries.
async fn invited(world: &World, by: &Principal, name: &str, role: Role) -> String {
    world.engine.invite(by, by.tenant_id.unwrap(), &form(name, role)).await.unwrap();
    token(&world.mail(&address(name), "invites you", 1).await)
}

/// Somebody who was invited and joined.
pub async fn joined(world: &World, by: &Principal, name: &str, role: Role) -> SignedIn {
    let link = invited(world, by, name, role).await;
    world.engine.accept_invitation(&link, &accept(name), &from("10.0.0.3")).await.unwrap()
}

async fn member(world: &World, owner: &SignedIn, of: &SignedIn) -> MemberView {
    let team = world.engine.team(&owner.principal, tenant_of(owner)).await.unwrap();
    let id = of.principal.user_id.unwrap();
    team.members.into_iter().find(|member| member.id == id).unwrap()
}

fn is_spent<T>(answer: &Result<T, EngineError>) -> bool {
    matches!(answer, Err(EngineError::Conflict(Conflict::InvitationSpent)))
}

fn is_forbidden<T>(answer: &Result<T, EngineError>) -> bool {
    matches!(answer, Err(EngineError::Forbidden))
}

#[tokio::test]
async fn somebody_invited_joins_by_the_mailed_link_and_signs_in() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let link = invited(&world, &owner.principal, "neema", Role::Agent).await;
    let shown = world.engine.invitation(&link).await.unwrap();
    assert_eq!((shown.business.as_str(), shown.role), ("asha Biashara", Role::Agent));
    assert_eq!((shown.inviter.as_str(), shown.email), ("Asha Mrema", address("neema")));

    let neema = world.engine.accept_invitation(&link, &accept(" Neema "), &from("10.0.0.3")).await;
    let neema = neema.unwrap();
    assert_eq!(neema.principal.tenant_id, owner.principal.tenant_id);
    assert_eq!((neema.principal.role, neema.principal.name.as_str()), (Role::Agent, "Neema"));
    assert!(world.is_in(&neema.token).await);
    assert!(world.engine.account(&neema.principal, None).await.unwrap().email_verified);
    world.sign_in("neema", PASSWORD).await.unwrap();

    let team = world.engine.team(&owner.principal, tenant_of(&owner)).await.unwrap();
    let names: Vec<_> = team.members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["Asha Mrema", "Neema"]);
    assert_eq!(team.invitations, []);
    let log = world.events(&owner.principal).await;
    assert_eq!(log[..2], ["team.joined", "team.invited"]);
}

#[tokio::test]
async fn every_link_that_is_not_good_gets_one_answer() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let (engine, tenant) = (&world.engine, tenant_of(&owner));
    let used = invited(&world, &owner.principal, "neema", Role::Agent).await;
    engine.accept_invitation(&used, &accept("Neema"), &from("10.0.0.3")).await.unwrap();
    let revoked = invited(&world, &owner.principal, "juma", Role::Agent).await;
    let id = engine.team(&owner.principal, tenant).await.unwrap().invitations[0].id;
    engine.revoke_invitation(&owner.principal, tenant, id).await.unwrap();
    let again = engine.revoke_invitation(&owner.principal, tenant, id).await;
    assert!(matches!(again, Err(EngineError::NotFound)));
    let old = invited(&world, &owner.principal, "zuhura", Role::Agent).await;
    world.advance(Duration::from_hours(7 * 24));
    // Another kind of link, which is good.
    engine.ask_reset(&address("asha"), &from("10.0.0.1")).await.unwrap();
    let foreign = token(&world.mail(&address("asha"), "Choose a new password", 1).await);
    for link in [&used, &revoked, &old, &foreign, "x", ""] {
        assert!(is_spent(&engine.invitation(link).await), "{link}");
        let accepted = engine.accept_invitation(link, &accept("X"), &from("10.0.0.3")).await;
        assert!(is_spent(&accepted), "{link}");
    }
}

#[tokio::test]
async fn a_newer_invitation_takes_the_older_ones_place() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let (engine, tenant) = (&world.engine, tenant_of(&owner));
    let first = invited(&world, &owner.principal, "neema", Role::Agent).await;
    engine.invite(&owner.principal, tenant, &form("neema", Role::Manager)).await.unwrap();
    let second = token(&world.mail(&address("neema"), "invites you", 2).await);
    assert!(is_spent(&engine.invitation(&first).await));
    assert_eq!(engine.invitation(&second).await.unwrap().role, Role::Manager);
}

#[tokio::test]
async fn what_joins_keeps_the_rules_of_names_and_passwords() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let link = invited(&world, &owner.principal, "neema", Role::Agent).await;
    let tried = async |name: &str, password: &str| {
        let form = AcceptForm { name: name.to_owned(), password: password.to_owned() };
        problem(world.engine.accept_invitation(&link, &form, &from("10.0.0.3")).await)
    };
    assert_eq!(tried(" ", PASSWORD).await, ("name".to_owned(), Problem::Required));
    for (bad, wrong) in [
        ("siri", Problem::TooShort { min: 10 }),
        ("asha biashara", Problem::PersonalPassword),
        ("password12", Problem::CommonPassword),
    ] {
        assert_eq!(tried("Neema", bad).await, ("password".to_owned(), wrong));
    }
    // Whoever signed up with the address in the meantime has an account of their own.
    world.owner("neema").await;
    assert_eq!(tried("Neema", PASSWORD).await, ("email".to_owned(), Problem::EmailTaken));
}

#[tokio::test]
async fn whose_address_it_is_stays_untold() {
    let world = World::new().await;
    let (owner, _) = (world.owner("asha").await, world.owner("jirani").await);
    joined(&world, &owner.principal, "neema", Role::Manager).await;
    let (engine, tenant) = (&world.engine, tenant_of(&owner));
    let tried = async |form: InviteForm| {
        let (field, found) = problem(engine.invite(&owner.principal, tenant, &form).await);
        assert!(["email", "role", "language"].contains(&field.as_str()));
        found
    };
    assert_eq!(tried(form("neema", Role::Agent)).await, Problem::InTeam);
    assert_eq!(tried(form("jirani", Role::Agent)).await, Problem::NotInvitable);
    let none = InviteForm { email: "neema".into(), ..form("x", Role::Agent) };
    assert_eq!(tried(none).await, Problem::Email);
    for role in [Role::Owner, Role::Admin] {
        assert!(matches!(tried(form("juma", role)).await, Problem::Choice { .. }));
    }
    let unknown = InviteForm { language: "FR".into(), ..form("juma", Role::Agent) };
    assert!(matches!(tried(unknown).await, Problem::Choice { .. }));
    assert_eq!(world.mails_to(&address("juma")), 0);
}

#[tokio::test]
async fn managers_have_to_do_with_agents_alone() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let tenant = tenant_of(&owner);
    let manager = joined(&world, &owner.principal, "meneja", Role::Manager).await;
    let agent = joined(&world, &manager.principal, "neema", Role::Agent).await;
    let auditor = joined(&world, &owner.principal, "kagua", Role::Auditor).await;
    let (engine, by) = (&world.engine, &manager.principal);
    for role in [Role::Manager, Role::Auditor, Role::Owner] {
        let refused = problem(engine.invite(by, tenant, &form("juma", role)).await);
        let allowed = "AGENT".to_owned();
        assert_eq!(refused, ("role".to_owned(), Problem::Choice { allowed }), "{role}");
    }
    // What the owner offers is none of a manager's business.
    engine.invite(&owner.principal, tenant, &form("juma", Role::Auditor)).await.unwrap();
    let replaced = engine.invite(by, tenant, &form("juma", Role::Agent)).await;
    assert_eq!(problem(replaced), ("email".to_owned(), Problem::NotInvitable));
    let open = engine.team(by, tenant).await.unwrap().invitations[0].id;
    assert!(is_forbidden(&engine.revoke_invitation(by, tenant, open).await));
    for whom in [&owner, &manager, &auditor] {
        let whom = whom.principal.user_id.unwrap();
        assert!(is_forbidden(&engine.deactivate(by, tenant, whom).await));
        assert!(is_forbidden(&engine.activate(by, tenant, whom).await));
        assert!(is_forbidden(&engine.set_role(by, tenant, whom, "AGENT").await));
    }
    let neema = agent.principal.user_id.unwrap();
    assert!(is_forbidden(&engine.set_role(by, tenant, neema, "AUDITOR").await));
    engine.deactivate(by, tenant, neema).await.unwrap();
    engine.activate(by, tenant, neema).await.unwrap();
    assert!(member(&world, &owner, &auditor).await.active);
}

#[tokio::test]
async fn each_role_may_what_the_table_of_permissions_says() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let foreign = world.owner("jirani").await;
    let neema = joined(&world, &owner.principal, "neema", Role::Agent).await;
    let (engine, tenant) = (&world.engine, tenant_of(&owner));
    let user = neema.principal.user_id.unwrap();
    for role in Role::ALL {
        let by = Principal { role: *role, user_id: None, ..owner.principal.clone() };
        let reads = role.may(Permission::ReadTeam);
        assert_eq!(is_forbidden(&engine.team(&by, tenant).await), !reads, "{role}");
        let manages = role.may(Permission::ManageTeam);
        let made = engine.invite(&by, tenant, &form("juma", Role::Agent)).await;
        assert_eq!(is_forbidden(&made), !manages, "{role}");
        let open = engine.team(&owner.principal, tenant).await.unwrap().invitations;
        if let Some(open) = open.first() {
            let revoked = engine.revoke_invitation(&by, tenant, open.id).await;
            assert_eq!(is_forbidden(&revoked), !manages, "{role}");
        }
        let out = engine.deactivate(&by, tenant, user).await;
        assert_eq!(is_forbidden(&out), !manages, "{role}");
        let back = engine.activate(&by, tenant, user).await;
        assert_eq!(is_forbidden(&back), !manages, "{role}");
        let other = engine.set_role(&by, tenant, user, "AGENT").await;
        assert_eq!(is_forbidden(&other), !role.changes_roles(), "{role}");
    }
    let by = &foreign.principal;
    let missing = |found: bool| assert!(found);
    missing(matches!(engine.team(by, tenant).await, Err(EngineError::NotFound)));
    let made = engine.invite(by, tenant, &form("juma", Role::Agent)).await;
    missing(matches!(made, Err(EngineError::NotFound)));
    missing(matches!(engine.deactivate(by, tenant, user).await, Err(EngineError::NotFound)));
    // As the owner of another business, somebody of this one is nobody.
    let own = tenant_of(&foreign);
    missing(matches!(engine.deactivate(by, own, user).await, Err(EngineError::NotFound)));
    missing(matches!(engine.set_role(by, own, user, "AGENT").await, Err(EngineError::NotFound)));
}

#[tokio::test]
async fn a_business_sends_twenty_invitations_a_day() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let (engine, tenant) = (&world.engine, tenant_of(&owner));
    for _ in 0..20 {
        engine.invite(&owner.principal, tenant, &form("neema", Role::Agent)).await.unwrap();
    }
    let more = engine.invite(&owner.principal, tenant, &form("neema", Role::Agent)).await;
    assert!(is_throttled(&more));
    world.advance(Duration::from_hours(24));
    engine.invite(&owner.principal, tenant, &form("neema", Role::Agent)).await.unwrap();
}

#[tokio::test]
async fn whoever_is_kept_out_is_out_at_once_and_told_no_more_than_a_stranger() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let tenant = tenant_of(&owner);
    let neema = joined(&world, &owner.principal, "neema", Role::Agent).await;
    let (engine, user) = (&world.engine, neema.principal.user_id.unwrap());
    let mut feed = engine.live(&neema.principal, Some(&neema.token));
    assert!(is_forbidden(&engine.deactivate(&neema.principal, tenant, user).await));
    engine.deactivate(&owner.principal, tenant, user).await.unwrap();
    assert!(!world.is_in(&neema.token).await);
    assert_eq!(feed.next().await, Feed::SignedOut);
    for password in [PASSWORD, "another one altogether"] {
        let answer = world.sign_in("neema", password).await;
        assert!(matches!(answer, Err(EngineError::BadCredentials)));
    }
    assert!(!member(&world, &owner, &neema).await.active);
    // A link to a new password is no way back in.
    engine.ask_reset(&address("neema"), &from("10.0.0.1")).await.unwrap();
    engine.ask_reset(&address("asha"), &from("10.0.0.1")).await.unwrap();
    world.mail(&address("asha"), "new password", 1).await;
    assert_eq!(world.mails_to(&address("neema")), 1, "the invitation alone");

    engine.activate(&owner.principal, tenant, user).await.unwrap();
    assert!(!world.is_in(&neema.token).await);
    world.sign_in("neema", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn nobody_keeps_the_owner_or_themselves_out() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let (engine, tenant) = (&world.engine, tenant_of(&owner));
    let user = owner.principal.user_id.unwrap();
    assert!(is_forbidden(&engine.deactivate(&owner.principal, tenant, user).await));
    assert!(is_forbidden(&engine.set_role(&owner.principal, tenant, user, "AGENT").await));
    assert!(world.is_in(&owner.token).await);
}

#[tokio::test]
async fn another_part_counts_from_the_next_request_on() {
    let world = World::new().await;
    let owner = world.owner("asha").await;
    let neema = joined(&world, &owner.principal, "neema", Role::Agent).await;
    let (engine, tenant) = (&world.engine, tenant_of(&owner));
    let user = neema.principal.user_id.unwrap();
    engine.set_role(&owner.principal, tenant, user, "AUDITOR").await.unwrap();
    let now = engine.principal_of(&neema.token).await.unwrap().unwrap();
    assert_eq!(now.role, Role::Auditor);
    // A live connection compares the two and ends.
    assert_ne!(now, neema.principal);
    let none = engine.set_role(&owner.principal, tenant, user, "OWNER").await;
    assert!(matches!(problem(none), (field, Problem::Choice { .. }) if field == "role"));
    assert_eq!(world.events(&owner.principal).await[0], "team.role_changed");
}
