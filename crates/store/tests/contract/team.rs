//! The people of a business: inviting, joining, other parts, keeping out, and looks from outside.

use chrono::Duration;
use domain::message::ConversationMode;
use domain::team::MemberView;
use domain::{Conflict, Decision, Language, RecordId, Role, UserId};
use sea_orm::{ConnectionTrait, Database, Statement};
use store::{
    Actor, NewAuthSession, NewInvitation, NewMember, NewView, Settlement, StoreError, TenantStore,
};

use crate::support::{OneByOne, Owner, World, on_each, receive, received};

fn invitation(world: &World, email: &str, role: Role, token_hash: &str) -> NewInvitation {
    NewInvitation {
        email: email.to_owned(),
        role,
        token_hash: token_hash.to_owned(),
        language: Language::Sw,
        expires_at: world.now() + Duration::days(7),
        mail: b"a mail".to_vec(),
    }
}

fn new_member(name: &str) -> NewMember {
    NewMember { name: name.to_owned(), password_hash: "hash".to_owned() }
}

/// An agent of the business who accepted an invitation.
async fn agent(world: &World, owner: &Owner, name: &str) -> MemberView {
    let tenant = world.store.tenant(owner.tenant);
    let email = format!("{}@example.co.tz", name.to_lowercase());
    let new = invitation(world, &email, Role::Agent, name);
    tenant.invite(&owner.actor(), new).await.unwrap();
    let joined = world.store.accounts().accept_invitation(name, new_member(name)).await;
    let joined = joined.unwrap().unwrap();
    member(&tenant, joined.id).await
}

async fn member(tenant: &TenantStore, id: UserId) -> MemberView {
    let people = tenant.people().await.unwrap();
    people.into_iter().find(|member| member.id == id).unwrap()
}

async fn sign_in(world: &World, user: UserId, token: &str) -> domain::AuthSessionId {
    let new = NewAuthSession {
        user_id: user,
        token_hash: token.to_owned(),
        idle_expires_at: world.now() + Duration::hours(1),
        absolute_expires_at: world.now() + Duration::hours(3),
        ip: None,
        user_agent: None,
    };
    world.store.accounts().open_session(new).await.unwrap()
}

/// What the event log says happened, the last first.
async fn told(tenant: &TenantStore) -> Vec<String> {
    let page = tenant.events(store::EventFilter::newest(50), None).await.unwrap();
    page.items.into_iter().map(|event| event.event_type).collect()
}

#[tokio::test]
async fn whoever_accepts_an_invitation_belongs_to_the_business() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let tenant = world.store.tenant(owner.tenant);
        let new = invitation(world, "neema@example.co.tz", Role::Agent, "hash");
        let sent = tenant.invite(&owner.actor(), new).await.unwrap();
        assert_eq!(tenant.invitations().await.unwrap(), [sent]);

        let accounts = world.store.accounts();
        let found = accounts.invitation("hash").await.unwrap().unwrap();
        assert_eq!((found.business.as_str(), found.inviter.as_str()), ("Duka", "Asha"));
        assert_eq!((found.role, found.email.as_str()), (Role::Agent, "neema@example.co.tz"));
        let joined = accounts.accept_invitation("hash", new_member("Neema")).await;
        let joined = joined.unwrap().unwrap();
        assert_eq!((joined.tenant_id, joined.role), (Some(owner.tenant), Role::Agent));
        let account = accounts.account(joined.id).await.unwrap().unwrap();
        assert_eq!(account.email_verified_at, Some(world.now()));
        assert_eq!(tenant.invitations().await.unwrap(), []);
        let names: Vec<_> =
            tenant.people().await.unwrap().into_iter().map(|member| member.name).collect();
        assert_eq!(names, ["Asha", "Neema"]);
        assert_eq!(told(&tenant).await, ["team.joined", "team.invited", "tenant.signed_up"]);
    })
    .await;
}

#[tokio::test]
async fn an_invitation_is_good_once_and_for_a_while() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let (tenant, accounts) = (world.store.tenant(owner.tenant), world.store.accounts());
        let by = owner.actor();
        let ask = async |email: &str, hash: &str| {
            tenant.invite(&by, invitation(world, email, Role::Agent, hash)).await.unwrap()
        };
        let is_spent = async |hash: &str| {
            let accepted = accounts.accept_invitation(hash, new_member("Juma")).await.unwrap();
            accounts.invitation(hash).await.unwrap().is_none() && accepted.is_none()
        };
        assert!(is_spent("unknown").await);

        ask("a@example.co.tz", "used").await;
        accounts.accept_invitation("used", new_member("A")).await.unwrap().unwrap();
        assert!(is_spent("used").await);

        let sent = ask("b@example.co.tz", "revoked").await;
        let foreign = world.store.tenant(world.owner("Jirani").await.tenant);
        assert_eq!(foreign.revoke_invitation(&by, sent.id).await.unwrap(), None);
        assert_eq!(tenant.revoke_invitation(&by, sent.id).await.unwrap(), Some(sent.clone()));
        assert_eq!(tenant.revoke_invitation(&by, sent.id).await.unwrap(), None);
        assert!(is_spent("revoked").await);

        ask("c@example.co.tz", "replaced").await;
        ask("c@example.co.tz", "newer").await;
        assert!(is_spent("replaced").await);
        assert_eq!(tenant.invitations().await.unwrap().len(), 1);

        world.clock.advance(Duration::days(7));
        assert!(is_spent("newer").await);
        assert_eq!(tenant.invitations().await.unwrap().len(), 1, "it is still shown");
    })
    .await;
}

#[tokio::test]
async fn of_two_who_accept_at_once_one_gets_it() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let (tenant, accounts) = (world.store.tenant(owner.tenant), world.store.accounts());
        let new = invitation(world, "neema@example.co.tz", Role::Agent, "hash");
        tenant.invite(&owner.actor(), new).await.unwrap();
        let accept = |name: &str| accounts.accept_invitation("hash", new_member(name));
        let (one, other) = tokio::join!(accept("Neema"), accept("Juma"));
        let got = [one, other].map(|answer| matches!(answer, Ok(Some(_))));
        assert_eq!(got.iter().filter(|got| **got).count(), 1);
        assert_eq!(tenant.people().await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_an_account_by_now_cannot_accept_and_the_invitation_stays() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let (tenant, accounts) = (world.store.tenant(owner.tenant), world.store.accounts());
        let new = invitation(world, "jirani@example.co.tz", Role::Agent, "hash");
        tenant.invite(&owner.actor(), new).await.unwrap();
        world.owner("Jirani").await;
        let taken = accounts.accept_invitation("hash", new_member("Neema")).await;
        assert!(matches!(taken, Err(StoreError::EmailTaken)), "{taken:?}");
        assert_eq!(tenant.invitations().await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn there_are_so_many_open_invitations_and_no_more() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let tenant = world.store.tenant(owner.tenant);
        let by = owner.actor();
        let send = async |number: u32, hash: &str| {
            let email = format!("{number}@example.co.tz");
            tenant.invite(&by, invitation(world, &email, Role::Agent, hash)).await
        };
        for number in 0..20 {
            send(number, &number.to_string()).await.unwrap();
        }
        let one_more = send(20, "more").await;
        let full = Conflict::InvitationsFull { max: 20 };
        assert!(matches!(one_more, Err(StoreError::Conflict(found)) if found == full));
        send(7, "again").await.unwrap();
        assert_eq!(tenant.invitations().await.unwrap().len(), 20);
    })
    .await;
}

/// Has a person answer the customer's conversation, which this one has.
async fn give(world: &World, conversation: domain::ConversationId, to: UserId) {
    let database = Database::connect(world.database.url()).await.unwrap();
    let statement = Statement::from_sql_and_values(
        database.get_database_backend(),
        "UPDATE conversations SET assigned_user_id = $1, taken_at = updated_at WHERE id = $2",
        [to.uuid().into(), conversation.uuid().into()],
    );
    assert_eq!(database.execute_raw(statement).await.unwrap().rows_affected(), 1);
    database.close().await.unwrap();
}

#[tokio::test]
async fn whoever_is_kept_out_is_signed_out_and_has_no_conversations() {
    on_each(async |world| {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        let accounts = world.store.accounts();
        let (neema, juma) =
            (agent(world, &owner, "Neema").await, agent(world, &owner, "Juma").await);
        let mut conversations = Vec::new();
        for (number, whose) in [neema.id, neema.id, juma.id].into_iter().enumerate() {
            let from = format!("+25570000000{number}");
            let heard = receive(&worker, received(&number.to_string(), &from, world.now())).await;
            // The first one asked for a person; the others are the assistant's, and meant for somebody.
            if number == 0 {
                let asked = Decision::HandedOver { flow: "BOOKING".into(), step: "x".into() };
                let mode = Some(ConversationMode::Human);
                worker
                    .settle(Settlement { mode, ..Settlement::of(heard.id, asked) })
                    .await
                    .unwrap();
            }
            give(world, heard.conversation_id, whose).await;
            conversations.push(heard.conversation_id);
        }
        assert_eq!(member(&tenant, neema.id).await.conversations, 2);
        let by = Actor { user_id: Some(neema.id), name: "Neema".to_owned() };
        let friend = invitation(world, "rafiki@example.co.tz", Role::Agent, "friend");
        tenant.invite(&by, friend).await.unwrap();
        sign_in(world, neema.id, "phone").await;
        sign_in(world, neema.id, "laptop").await;
        sign_in(world, juma.id, "other").await;

        let gone = tenant.deactivate(&owner.actor(), &neema).await.unwrap().unwrap();
        let mut browsers = gone.browsers;
        browsers.sort();
        assert_eq!(browsers, ["laptop", "phone"]);
        assert_eq!(gone.conversations, conversations[..2]);
        for token in ["phone", "laptop"] {
            assert_eq!(accounts.session(token).await.unwrap(), None);
        }
        assert!(accounts.session("other").await.unwrap().is_some());
        assert_eq!(accounts.invitation("friend").await.unwrap(), None, "whom she invited");
        assert!(!accounts.credentials(&neema.email).await.unwrap().unwrap().is_active);

        let row = tenant.inbox_row(conversations[0]).await.unwrap().unwrap();
        assert_eq!(row.standing.hands, domain::standing::Hands::Waiting);
        assert_eq!(row.standing.assigned, None);
        let row = tenant.inbox_row(conversations[1]).await.unwrap().unwrap();
        assert_eq!(row.standing.hands, domain::standing::Hands::Assistant);
        assert_eq!(row.standing.assigned, None);
        let left = (member(&tenant, neema.id).await, member(&tenant, juma.id).await);
        assert_eq!((left.0.active, left.0.conversations), (false, 0));
        assert_eq!((left.1.active, left.1.conversations), (true, 1));

        assert!(tenant.activate(&owner.actor(), &neema).await.unwrap());
        let back = member(&tenant, neema.id).await;
        assert_eq!((back.active, back.conversations), (true, 0));
        assert_eq!(accounts.session("phone").await.unwrap(), None);
        // Who does not answer customers any more has no conversations either.
        give(world, conversations[0], neema.id).await;
        let left = tenant.set_role(&owner.actor(), &back, Role::Auditor).await.unwrap();
        assert_eq!(left, Some(vec![conversations[0]]));
        let row = tenant.inbox_row(conversations[0]).await.unwrap().unwrap();
        assert_eq!(row.standing.assigned, None);
        assert_eq!(row.standing.hands, domain::standing::Hands::Waiting);
        assert_eq!(told(&tenant).await[..2], ["team.role_changed", "team.activated"]);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_another_part_by_now_is_not_found_with_the_former_one() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let (tenant, by) = (world.store.tenant(owner.tenant), owner.actor());
        let neema = agent(world, &owner, "Neema").await;
        assert_eq!(tenant.set_role(&by, &neema, Role::Manager).await.unwrap(), Some(Vec::new()));
        assert_eq!(member(&tenant, neema.id).await.role, Role::Manager);
        assert_eq!(tenant.set_role(&by, &neema, Role::Auditor).await.unwrap(), None);
        assert_eq!(tenant.deactivate(&by, &neema).await.unwrap(), None);
        assert!(!tenant.activate(&by, &neema).await.unwrap());
        let foreign = world.store.tenant(world.owner("Jirani").await.tenant);
        let manager = member(&tenant, neema.id).await;
        assert_eq!(foreign.set_role(&by, &manager, Role::Agent).await.unwrap(), None);
        assert_eq!(foreign.deactivate(&by, &manager).await.unwrap(), None);
        assert!(member(&tenant, neema.id).await.active);
    })
    .await;
}

/// Somebody of Flow HQ who is signed in under this token.
async fn admin(world: &World, token: &str) -> (Actor, domain::AuthSessionId) {
    let new = store::NewAdmin {
        name: "Rehema".to_owned(),
        email: format!("{token}@flowhq.example"),
        password_hash: "hash".to_owned(),
    };
    let admin = world.store.accounts().create_admin(new).await.unwrap();
    let session = sign_in(world, admin.id, token).await;
    (Actor { user_id: Some(admin.id), name: admin.name }, session)
}

fn look(world: &World, owner: &Owner, session: domain::AuthSessionId, reason: &str) -> NewView {
    NewView {
        session,
        tenant: owner.tenant,
        until: world.now() + Duration::minutes(30),
        reason: reason.to_owned(),
        mail: Some(b"a mail".to_vec()),
    }
}

#[tokio::test]
async fn a_look_from_outside_stands_in_the_log_with_its_end() {
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let (tenant, accounts) = (world.store.tenant(owner.tenant), world.store.accounts());
        let (by, session) = admin(world, "a").await;
        let began_at = world.now();
        assert!(accounts.begin_view(&by, look(world, &owner, session, "help")).await.unwrap());
        let seen = accounts.session("a").await.unwrap().unwrap().viewing.unwrap();
        assert_eq!(seen.tenant, owner.tenant);
        let shown = accounts.viewing(seen).await.unwrap().unwrap();
        assert_eq!((shown.business.as_str(), shown.until), ("Duka", seen.until));
        let looks = tenant.looks(20).await.unwrap();
        assert_eq!((looks[0].by.as_str(), looks[0].reason.as_str()), ("Rehema", "help"));
        assert_eq!((looks[0].began_at, looks[0].ended_at), (began_at, seen.until));

        world.advance_s(60);
        assert_eq!(accounts.end_view("a").await.unwrap(), Some(owner.tenant));
        assert_eq!(accounts.end_view("a").await.unwrap(), None);
        assert_eq!(accounts.session("a").await.unwrap().unwrap().viewing, None);
        assert_eq!(tenant.looks(20).await.unwrap()[0].ended_at, world.now());

        world.advance_s(60);
        assert!(accounts.begin_view(&by, look(world, &owner, session, "again")).await.unwrap());
        assert!(accounts.close_session("a").await.unwrap());
        let looks = tenant.looks(1).await.unwrap();
        assert_eq!((looks.len(), looks[0].reason.as_str()), (1, "again"));
        assert_eq!(looks[0].ended_at, world.now());
        let entries = ["tenant.view_ended", "tenant.viewed", "tenant.view_ended", "tenant.viewed"];
        assert_eq!(told(&tenant).await[..4], entries);
    })
    .await;
}

#[tokio::test]
async fn a_look_is_over_with_its_time_and_with_the_business() {
    on_each(async |world| {
        let (owner, gone) = (world.owner("Duka").await, world.owner("Saluni").await);
        let accounts = world.store.accounts();
        let (by, session) = admin(world, "a").await;
        assert!(accounts.begin_view(&by, look(world, &owner, session, "help")).await.unwrap());
        world.clock.advance(Duration::minutes(30));
        assert_eq!(accounts.session("a").await.unwrap().unwrap().viewing, None);
        assert_eq!(accounts.end_view("a").await.unwrap(), None);

        assert!(accounts.begin_view(&by, look(world, &gone, session, "help")).await.unwrap());
        world.store.platform().delete_tenant(&by, gone.tenant).await.unwrap();
        assert_eq!(accounts.session("a").await.unwrap().unwrap().viewing, None);
        assert!(!accounts.begin_view(&by, look(world, &gone, session, "help")).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn how_people_work_together_is_kept_and_logged_once() {
    use domain::team::{AgentsSee, TeamSettings};
    on_each(async |world| {
        let owner = world.owner("Duka").await;
        let tenant = world.store.tenant(owner.tenant);
        assert_eq!(tenant.team_settings().await.unwrap(), TeamSettings::default());
        let by = owner.actor();
        assert!(!tenant.save_team_settings(&by, TeamSettings::default()).await.unwrap());
        let changed = TeamSettings { agents_see: AgentsSee::Assigned, take_back_minutes: 60 };
        assert!(tenant.save_team_settings(&by, changed).await.unwrap());
        assert!(!tenant.save_team_settings(&by, changed).await.unwrap());
        assert_eq!(tenant.team_settings().await.unwrap(), changed);
        assert_eq!(told(&tenant).await, ["team.settings_changed", "tenant.signed_up"]);

        let other = world.owner("Saluni").await;
        let other = world.store.tenant(other.tenant);
        assert_eq!(other.team_settings().await.unwrap(), TeamSettings::default());
    })
    .await;
}
