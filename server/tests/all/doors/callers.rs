//! The kinds of callers, and what becomes of their calls.

use domain::lead::LeadForm;
use domain::message::Direction;
use http::Method;
use server::doors::DoorKind;

use super::table::{May, Row};
use crate::world::{Answer, Ask, ORIGIN, Person, World};

/// Two owners with a tenant each, and an admin; what a row names belongs to the first owner.
pub struct Callers {
    owner: Person,
    other: Person,
    admin: Person,
    names: Vec<(&'static str, String)>,
}

impl Callers {
    pub async fn new(world: &World, row: &Row<'_>) -> Self {
        let names = |name: &str| row.to.contains(name) || row.fields.contains(name);
        let number = uuid::Uuid::from_u128(rand::random()).simple().to_string();
        let owner = world.owner(&format!("Salon {number}")).await;
        let other = world.owner(&format!("Shop {number}")).await;
        let admin = world.admin_named(&format!("admin.{number}@example.com")).await;
        let mut found = vec![
            ("{tenant}", owner.tenant().to_string()),
            ("{unknown}", uuid::Uuid::from_u128(rand::random()).to_string()),
        ];
        if names("{request}") {
            found.push(("{request}", world.submit(&owner).await.id.to_string()));
        }
        if names("{lead}") {
            found.push(("{lead}", lead(world, &admin).await));
        }
        if names("{conversation}") {
            let [first, second] = conversations(world, &owner).await;
            found.extend([("{conversation}", first), ("{another_conversation}", second)]);
        }
        Self { owner, other, admin, names: found }
    }

    /// What becomes of everybody's call: who is refused goes first, so that nothing has changed by then.
    pub async fn try_all(&self, world: &World, row: &Row<'_>) -> [May; 4] {
        let visitor = self.call(world, row, None).await;
        let other = self.call(world, row, Some(&self.other)).await;
        let owner = self.call(world, row, Some(&self.owner)).await;
        // Handed back by the owner, the first conversation is with the assistant again.
        let fields = row.fields.replace("{conversation}", "{another_conversation}");
        let admin = self.call(world, &Row { fields: &fields, ..*row }, Some(&self.admin)).await;
        [visitor, owner, other, admin]
    }

    /// What becomes of the call of an admin who sees the first owner's business as its auditor does.
    pub async fn try_looking(&self, world: &World, row: &Row<'_>) -> May {
        let (by, token) = (&self.admin.principal, &self.admin.token);
        world.engine.begin_view(by, token, self.owner.tenant(), "to help").await.unwrap();
        self.call(world, row, Some(&self.admin)).await
    }

    /// What stands in the business's log as done by whoever looked.
    pub async fn what_looking_did(&self, world: &World) -> Vec<String> {
        let log = world.engine.tenant_events(&self.owner.principal, self.owner.tenant(), 50, None);
        let log = log.await.unwrap().items.into_iter();
        log.filter(|event| event.actor.contains("(Flow HQ)"))
            .map(|event| event.event_type)
            .collect()
    }

    async fn call(&self, world: &World, row: &Row<'_>, person: Option<&Person>) -> May {
        let fill = |text: &str| {
            let filled = self
                .names
                .iter()
                .fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
            // An address of one's own for everybody who calls.
            filled.replace("{new}", &uuid::Uuid::from_u128(rand::random()).simple().to_string())
        };
        let method: Method = row.method.parse().unwrap();
        let ask = Ask::new(method, fill(row.to)).header("origin", ORIGIN);
        let ask = match row.kind {
            DoorKind::Page => ask.header("accept", "text/html"),
            DoorKind::ServerFunction | DoorKind::Json => ask.header("accept", "application/json"),
            DoorKind::Service => ask.header("accept", "*/*"),
        };
        let fields = fill(row.fields);
        let ask = match row.kind {
            _ if row.method == Method::GET => ask,
            DoorKind::Json => ask.raw("application/json", &fields),
            _ => ask.raw("application/x-www-form-urlencoded", &fields),
        };
        let ask = match person {
            Some(person) if row.path.starts_with("/portal/") => ask.portal(&person.principal.email),
            Some(person) => ask.cookie(person),
            None => ask,
        };
        let answer = world.ask(ask).await;
        became(row, &answer)
    }
}

/// Who may call is all that counts here: that it was refused for what it said is a yes.
fn became(row: &Row<'_>, answer: &Answer) -> May {
    let (status, body) = (answer.status.as_u16(), answer.body.as_str());
    let to_the_door = answer.header("location").starts_with("/signin");
    match status {
        429 | 500.. => May::Odd(status),
        _ if body == "\"Malformed\"" => May::Odd(status),
        302 if row.method == Method::GET && to_the_door => May::SignIn,
        // A form of a page, which a browser sends by itself.
        303 if row.kind == DoorKind::Page && to_the_door => May::SignIn,
        401 if body == "\"BadCredentials\"" => May::Yes,
        401 => May::SignIn,
        403 => May::No,
        404 => May::NotHere,
        _ => May::Yes,
    }
}

async fn lead(world: &World, admin: &Person) -> String {
    let form = LeadForm {
        name: "Neema".into(),
        reach: "neema@example.co.tz".into(),
        message: "What does it cost?".into(),
        ..LeadForm::default()
    };
    world.engine.leave_lead(&form, domain::Language::En).await.unwrap();
    let leads = world.engine.leads(&admin.principal, 10, None).await.unwrap();
    leads.items[0].id.to_string()
}

/// Two conversations that wait for a person; it takes a running worker to have them.
async fn conversations(world: &World, owner: &Person) -> [String; 2] {
    world.engine.run();
    world.connect_phone(owner).await;
    let mut found = Vec::new();
    for number in ["+255754111222", "+255754111333"] {
        world.say(owner, number, "nataka kuongea na mtu").await;
        found.push(handed_over(world, owner, &found).await);
    }
    found.try_into().unwrap()
}

/// The conversation in which the assistant has told the customer that a person comes.
async fn handed_over(world: &World, owner: &Person, known: &[String]) -> String {
    for _ in 0..400 {
        let page = world.engine.messages(&owner.principal, owner.tenant(), None, 50, None).await;
        let mut replies = page.unwrap().items.into_iter().filter(|message| {
            message.direction == Direction::Out
                && !known.contains(&message.conversation_id.to_string())
        });
        if let Some(reply) = replies.next() {
            return reply.conversation_id.to_string();
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("no customer was handed over");
}
