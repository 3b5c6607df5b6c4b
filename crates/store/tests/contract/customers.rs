//! Customers as the people of a business find, describe and forget them.

use std::time::Duration;

use domain::ContactId;
use domain::consent::ConsentEvent;
use domain::customer::{ContactStatus, CustomerAddress, CustomerFilter};
use domain::message::{AddressKind, MessageShow, MessageStatus};
use domain::standing::Hands;
use domain::{Decision, Gate};
use sea_orm::{ConnectionTrait, Database, TransactionTrait};
use store::{
    CustomerChange, CustomerFacts, CustomerInput, ImportedCustomer, InboundMessage, MessageFilter,
    Reply, Settlement, TenantStore, WorkerStore,
};

use crate::rows;
use crate::support::{OneByOne, Owner, World, on_each, receive, received};

const NUMBER: &str = "+255700987654";
const NAME: &str = "Siriyangu";
const SAID: &str = "maneno ya siri";

struct Shop {
    owner: Owner,
    worker: WorkerStore,
    tenant: TenantStore,
}

impl Shop {
    async fn new(world: &World) -> Self {
        let (owner, lease) = world.working("Duka").await;
        let (worker, tenant) = (world.worker(&lease), world.store.tenant(owner.tenant));
        Self { owner, worker, tenant }
    }

    /// Somebody writes.
    async fn hears(&self, world: &World, id: &str, from: &str, name: &str) -> InboundMessage {
        let message = received(id, from, world.now());
        let (name, text) = (Some(name.to_owned()), SAID.to_owned());
        receive(&self.worker, store::Received { name, text, ..message }).await
    }

    async fn names(&self, filter: CustomerFilter) -> Vec<String> {
        let page = self.tenant.customers(filter, 9, None).await.unwrap();
        page.items.iter().map(|row| row.called().to_owned()).collect()
    }

    async fn change(&self, id: ContactId, input: CustomerInput) {
        self.tenant.change_customer(&self.owner.actor(), id, input).await.unwrap().unwrap();
    }

    /// The assistant has something ready for who wrote this.
    async fn answers(&self, heard: &InboundMessage) {
        let reply = Reply {
            text: format!("Habari {NAME}"),
            decision: Decision::Notice { gate: Gate::RateLimit },
        };
        let settlement = Settlement {
            replies: vec![reply],
            ..Settlement::of(heard.id, Decision::NotAnswered { gate: Gate::RateLimit })
        };
        self.worker.settle(settlement).await.unwrap();
    }
}

fn newest() -> MessageFilter {
    MessageFilter { conversation: None, show: MessageShow::All, limit: 9, before: None }
}

fn find(find: &str) -> CustomerFilter {
    CustomerFilter { find: find.to_owned(), ..CustomerFilter::default() }
}

#[tokio::test]
async fn customers_are_found_by_what_is_known_of_them() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let first = shop.hears(world, "1", NUMBER, "Élodie").await.contact_id;
        world.advance_s(1);
        let second = shop.hears(world, "2", "+255711000002", "Neema").await.contact_id;
        let tags = vec!["jumla".to_owned(), "VIP".to_owned()];
        let input = CustomerInput {
            name: Some("Élodie".to_owned()),
            status: Some(ContactStatus::Confirmed),
            tags: tags.clone(),
            note: Some("Analipa kwa wakati".to_owned()),
        };
        shop.change(first, input).await;
        assert_eq!(shop.names(CustomerFilter::default()).await, ["Neema", "Élodie"]);
        assert_eq!(shop.names(find("élo")).await, ["Élodie"]);
        assert_eq!(shop.names(find("0700 987")).await, ["Élodie"]);
        assert_eq!(shop.names(find("%")).await, [""; 0]);
        let confirmed = Some(ContactStatus::Confirmed);
        let filter = CustomerFilter { status: confirmed, ..CustomerFilter::default() };
        assert_eq!(shop.names(filter).await, ["Élodie"]);
        let filter = CustomerFilter { tag: "jumla".to_owned(), ..CustomerFilter::default() };
        assert_eq!(shop.names(filter).await, ["Élodie"]);
        let view = shop.tenant.customer(first).await.unwrap().unwrap();
        assert_eq!(view.row.tags, tags);
        assert_eq!(view.note.as_deref(), Some("Analipa kwa wakati"));
        assert_eq!(shop.tenant.customer_tags().await.unwrap().len(), 2);

        assert_eq!(
            shop.tenant.opt_out_customer(&shop.owner.actor(), second).await.unwrap(),
            Some(true)
        );
        let filter = CustomerFilter { opted_out: true, ..CustomerFilter::default() };
        assert_eq!(shop.names(filter).await, ["Neema"]);
    })
    .await;
}

#[tokio::test]
async fn pages_of_customers_follow_each_other() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        for n in 0..5 {
            // Two at a time, so that the id has to tell them apart.
            world.advance_s(n % 2);
            let number = format!("+25571100000{n}");
            shop.hears(world, &n.to_string(), &number, &n.to_string()).await;
        }
        let (mut names, mut before) = (Vec::new(), None);
        loop {
            let filter = CustomerFilter::default();
            let page = shop.tenant.customers(filter, 2, before.as_deref()).await.unwrap();
            names.extend(page.items.into_iter().filter_map(|row| row.name));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(names, ["4", "3", "2", "1", "0"]);
        let file = shop.tenant.customers_in_full(200, None).await.unwrap().items;
        assert_eq!(file.len(), 5);
        assert_eq!((file[0].bookings, file[0].orders), (0, 0));
        assert_eq!(file[0].addresses[0].value, "+255711000004");
    })
    .await;
}

#[tokio::test]
async fn who_is_opted_out_by_hand_gets_nothing_that_waits_and_the_proof_says_by_whom() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let heard = shop.hears(world, "1", NUMBER, NAME).await;
        shop.answers(&heard).await;
        let id = heard.contact_id;
        let by = shop.owner.actor();
        world.advance_s(1);
        assert_eq!(shop.tenant.opt_out_customer(&by, id).await.unwrap(), Some(true));
        assert_eq!(shop.tenant.opt_out_customer(&by, id).await.unwrap(), Some(false));
        assert_eq!(shop.worker.claim_outbox().await.unwrap(), None);
        let log = shop.tenant.messages(newest()).await.unwrap().items;
        assert_eq!(log[0].status, MessageStatus::Failed);
        let view = shop.tenant.customer(id).await.unwrap().unwrap();
        let [said] = view.consent.as_slice() else { panic!("{view:?}") };
        assert_eq!((said.event, said.text.as_str()), (ConsentEvent::OptedOut, "(Asha)"));
    })
    .await;
}

#[tokio::test]
async fn of_who_is_erased_no_word_is_left_and_that_they_were_is() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let heard = shop.hears(world, "1", NUMBER, NAME).await;
        shop.answers(&heard).await;
        let id = heard.contact_id;
        let input = CustomerInput {
            name: Some(NAME.to_owned()),
            tags: vec!["lebo ya siri".to_owned()],
            note: Some("dokezo la siri".to_owned()),
            ..CustomerInput::default()
        };
        shop.change(id, input).await;
        let other = received("2", "+255711000002", world.now());
        let other = store::Received { name: Some("Neema".to_owned()), ..other };
        receive(&shop.worker, other).await;
        let secrets = [NAME, "700987654", SAID, "lebo ya siri", "dokezo la siri"];
        let before = format!("{:?}", rows::of(world, shop.owner.tenant).await);
        assert!(secrets.iter().all(|secret| before.contains(secret)), "{before}");

        let by = shop.owner.actor();
        assert!(shop.tenant.erase_customer(&by, id).await.unwrap());
        assert!(!shop.tenant.erase_customer(&by, id).await.unwrap());
        let after = rows::of(world, shop.owner.tenant).await;
        assert_eq!(after["message_logs"].len(), 3, "that something was said stays");
        let after = format!("{after:?}");
        for secret in secrets {
            assert!(!after.contains(secret), "{secret}: {after}");
        }
        assert!(after.contains("customer.erased") && after.contains("erasures"));
        assert_eq!(shop.names(CustomerFilter::default()).await, ["Neema"]);
        assert_eq!(shop.worker.claim_outbox().await.unwrap(), None);
        assert_eq!(shop.worker.pending().await.unwrap().len(), 1, "only what Neema wrote");

        // Whoever writes again is somebody new.
        let again = shop.hears(world, "3", NUMBER, NAME).await;
        assert_ne!(again.contact_id, id);
        assert_ne!(again.conversation_id, heard.conversation_id);
    })
    .await;
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "it stands in the way of the store's own work")]
async fn who_writes_while_they_are_erased_is_somebody_new_and_nothing_of_it_is_the_erased_ones() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let heard = shop.hears(world, "1", NUMBER, NAME).await;
        // On PostgreSQL the erasing waits for this in its midst, and the message comes then. SQLite has one writer.
        let held = match world.database.kind() {
            "SQLite" => None,
            _ => {
                let other = Database::connect(world.database.url()).await.unwrap();
                let tx = other.begin().await.unwrap();
                tx.execute_unprepared("SELECT id FROM contact_addresses FOR UPDATE").await.unwrap();
                Some(tx)
            }
        };
        let by = shop.owner.actor();
        let erasing = shop.tenant.erase_customer(&by, heard.contact_id);
        let writing = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            shop.hears(world, "2", NUMBER, NAME).await
        };
        let letting_go = async {
            tokio::time::sleep(Duration::from_millis(600)).await;
            if let Some(tx) = held {
                tx.commit().await.unwrap();
            }
        };
        let (erased, again, ()) = tokio::join!(erasing, writing, letting_go);
        assert!(erased.unwrap());
        assert_ne!(again.contact_id, heard.contact_id);
        assert_ne!(again.conversation_id, heard.conversation_id);
        assert_eq!(shop.worker.pending().await.unwrap().len(), 1);
        let by_whom = |row: &str| row.contains(&heard.contact_id.to_string()) && row.contains(SAID);
        let rows = rows::of(world, shop.owner.tenant).await;
        let left: Vec<_> = rows["message_logs"].iter().map(|row| format!("{row:?}")).collect();
        assert!(!left.iter().any(|row| by_whom(row)), "{left:?}");
    })
    .await;
}

#[tokio::test]
async fn who_was_erased_and_writes_again_begins_as_they_had_said() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let by = shop.owner.actor();
        let opted_out = async |id| {
            let view = shop.tenant.customer(id).await.unwrap().unwrap();
            assert_eq!(view.row.opted_out, view.opted_out_at.is_some());
            view.opted_out_at.map(|_| view.consent)
        };
        let first = shop.hears(world, "1", NUMBER, NAME).await.contact_id;
        shop.tenant.opt_out_customer(&by, first).await.unwrap();
        assert!(shop.tenant.erase_customer(&by, first).await.unwrap());
        world.advance_s(1);
        let kept = format!("{:?}", rows::of(world, shop.owner.tenant).await);
        assert!(!kept.contains("700987654"), "{kept}");

        let second = shop.hears(world, "2", NUMBER, NAME).await.contact_id;
        let said = opted_out(second).await.expect("it is known that they want none");
        let [said] = said.as_slice() else { panic!("{said:?}") };
        assert_eq!((said.event, said.text.as_str()), (ConsentEvent::OptedOut, "(erased)"));
        let neema = shop.hears(world, "3", "+255711000002", "Neema").await.contact_id;
        assert_eq!(opted_out(neema).await, None);

        // Who said since that they want messages, and is erased then, begins as anybody.
        let heard = shop.hears(world, "4", NUMBER, NAME).await;
        let settlement = Settlement::of(heard.id, Decision::NotAnswered { gate: Gate::RateLimit });
        let customer =
            CustomerChange { consent: Some(ConsentEvent::OptedIn), ..CustomerChange::default() };
        shop.worker.settle(Settlement { customer, ..settlement }).await.unwrap();
        assert_eq!(opted_out(second).await, None);
        assert!(shop.tenant.erase_customer(&by, second).await.unwrap());
        world.advance_s(1);
        let third = shop.hears(world, "5", NUMBER, NAME).await.contact_id;
        assert_ne!(third, second);
        assert_eq!(opted_out(third).await, None);
    })
    .await;
}

#[tokio::test]
async fn two_who_are_one_person_are_made_one_either_way_around() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let by = shop.owner.actor();
        for (n, older_stays) in [(0, true), (1, false)] {
            let numbers = [format!("+25571100000{n}"), format!("+25572200000{n}")];
            let first = shop.hears(world, &format!("a{n}"), &numbers[0], "Neema").await;
            let older = first.contact_id;
            world.advance_s(1);
            let heard = shop.hears(world, &format!("b{n}"), &numbers[1], "Neema M.").await;
            let newer = heard.contact_id;
            shop.answers(&heard).await;
            for (id, tag) in [(older, "vip"), (newer, "jumla")] {
                let tags = vec![tag.to_owned()];
                shop.change(id, CustomerInput { tags, ..CustomerInput::default() }).await;
            }
            shop.tenant.opt_out_customer(&by, older).await.unwrap();
            let (stays, gone) = if older_stays { (older, newer) } else { (newer, older) };
            let tenant = &shop.tenant;
            assert!(!tenant.merge_customers(&by, (stays, stays), None).await.unwrap());
            // Somebody has the conversation of the one who goes.
            let talks = [first.conversation_id, heard.conversation_id];
            let [kept, emptied] = if older_stays { talks } else { [talks[1], talks[0]] };
            tenant.take_over(&by, shop.owner.user.id, emptied, false).await.unwrap();
            let name = Some("Mama Neema".to_owned());
            assert!(tenant.merge_customers(&by, (stays, gone), name.clone()).await.unwrap());
            assert!(!tenant.merge_customers(&by, (stays, gone), name.clone()).await.unwrap());
            assert_eq!(tenant.customer(gone).await.unwrap(), None);
            let view = tenant.customer(stays).await.unwrap().unwrap();
            assert_eq!((view.row.name, view.row.opted_out), (name, true));
            assert_eq!(view.row.tags, ["jumla", "vip"]);
            let mut reached: Vec<_> = view.addresses.into_iter().map(|it| it.value).collect();
            reached.sort();
            assert_eq!(reached, numbers);
            let row = tenant.inbox_row(kept).await.unwrap().unwrap();
            assert!(matches!(row.standing.hands, Hands::Taken { .. }), "{row:?}");
            assert_eq!((row.standing.assigned, row.unread), (Some(shop.owner.user.id), 2));
            let history = tenant.customer_history(stays).await.unwrap();
            assert_eq!(history.conversations.len(), 2);
            // What was ready for the one goes to neither: the other wants none.
            assert_eq!(shop.worker.claim_outbox().await.unwrap(), None);
        }
    })
    .await;
}

fn phone(value: &str) -> CustomerAddress {
    CustomerAddress { kind: AddressKind::Phone, value: value.to_owned() }
}

/// Somebody whom nobody knows yet.
fn new(name: &str, number: &str) -> ImportedCustomer {
    let facts = CustomerFacts {
        name: Some(name.to_owned()),
        tags: vec!["jumla".to_owned()],
        ..CustomerFacts::default()
    };
    ImportedCustomer { known: None, facts, addresses: vec![phone(number)] }
}

#[tokio::test]
async fn a_file_of_customers_is_taken_in_once_and_undone_but_for_who_wrote_since() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let (by, tenant) = (shop.owner.actor(), &shop.tenant);
        let known = shop.hears(world, "1", NUMBER, NAME).await.contact_id;
        let reached = tenant.reached_customers(vec![phone(NUMBER), phone("+1")]).await.unwrap();
        assert_eq!(reached.at, [(phone(NUMBER), known)].into());
        let before = reached.known[&known].clone();
        assert_eq!(before.name.as_deref(), Some(NAME));
        let email = CustomerAddress { kind: AddressKind::Email, value: "n@siri.tz".to_owned() };
        let facts = CustomerFacts { status: ContactStatus::Completed, ..before.clone() };
        let changed =
            ImportedCustomer { known: Some((known, before)), facts, addresses: vec![email] };
        let file = vec![changed, new("Neema", "+255711000002"), new("Juma", "+255711000003")];
        world.advance_s(1);
        let view = tenant.import_customers(&by, file.clone()).await.unwrap();
        assert_eq!((view.added, view.changed), (2, 1));
        assert_eq!(shop.names(CustomerFilter::default()).await.len(), 3);
        let described = tenant.customer(known).await.unwrap().unwrap();
        assert_eq!(described.row.status, ContactStatus::Completed);
        assert_eq!(described.addresses.len(), 2);

        // Pressed twice, nobody is there twice.
        let again = tenant.import_customers(&by, file[1..].to_vec()).await.unwrap();
        assert_eq!((again.added, again.changed), (0, 0));
        let last = tenant.last_customer_import(view.created_at).await.unwrap();
        assert_eq!(last, None, "it is not after itself");
        let long_ago = domain::Instant::UNIX_EPOCH;
        assert_eq!(tenant.last_customer_import(long_ago).await.unwrap(), Some(view.clone()));

        shop.hears(world, "2", "+255711000003", "Juma").await;
        // Who wants no messages since then stays, with that.
        let at = tenant.reached_customers(vec![phone("+255711000002")]).await.unwrap().at;
        tenant.opt_out_customer(&by, at[&phone("+255711000002")]).await.unwrap();
        assert!(tenant.undo_customer_import(&by, view.id, long_ago).await.unwrap());
        assert!(!tenant.undo_customer_import(&by, view.id, long_ago).await.unwrap());
        let mut left = shop.names(CustomerFilter::default()).await;
        left.sort();
        let mut expected = ["Juma", "Neema", NAME];
        expected.sort_unstable();
        assert_eq!(left, expected);
        let described = tenant.customer(known).await.unwrap().unwrap();
        assert_eq!(described.row.status, ContactStatus::New);
        assert_eq!(described.addresses.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_long_file_is_taken_in_and_undone_as_a_whole_but_for_what_others_have() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let (by, tenant) = (shop.owner.actor(), &shop.tenant);
        shop.hears(world, "1", NUMBER, NAME).await;
        // More than are written at once.
        let mut file: Vec<_> =
            (0..1_203).map(|n| new(&format!("Mteja {n}"), &format!("+25572{n:07}"))).collect();
        file[7].addresses = vec![phone(NUMBER)];
        file[700].addresses.push(phone("+255720000003"));
        world.advance_s(1);
        let view = tenant.import_customers(&by, file).await.unwrap();
        assert_eq!((view.added, view.changed), (1_202, 0), "one has been known");
        let at = |n: &str| vec![phone(n)];
        let reached = tenant.reached_customers(at("+255720000700")).await.unwrap();
        let (id, facts) = reached.known.into_iter().next().unwrap();
        assert_eq!(
            (facts.name.as_deref(), facts.tags),
            (Some("Mteja 700"), vec!["jumla".to_owned()])
        );
        let described = tenant.customer(id).await.unwrap().unwrap();
        assert_eq!(described.addresses, at("+255720000700"), "the other is the third one's");

        let touched = tenant.reached_customers(at("+255720001100")).await.unwrap().at;
        let note = Some("Hulipa taslimu".to_owned());
        let (name, tags) = (Some("Mteja 1100".to_owned()), vec!["jumla".to_owned()]);
        let input = CustomerInput { name, tags, note, ..CustomerInput::default() };
        shop.change(touched[&phone("+255720001100")], input).await;
        assert!(
            tenant.undo_customer_import(&by, view.id, domain::Instant::UNIX_EPOCH).await.unwrap()
        );
        assert_eq!(shop.names(CustomerFilter::default()).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn who_is_erased_is_forgotten_by_the_file_and_begins_as_they_had_said_when_taken_in_again() {
    on_each(async |world| {
        let shop = Shop::new(world).await;
        let (by, tenant) = (shop.owner.actor(), &shop.tenant);
        tenant.import_customers(&by, vec![new(NAME, NUMBER)]).await.unwrap();
        let at = tenant.reached_customers(vec![phone(NUMBER)]).await.unwrap().at;
        let first = at[&phone(NUMBER)];
        tenant.opt_out_customer(&by, first).await.unwrap();
        assert!(tenant.erase_customer(&by, first).await.unwrap());
        let kept = format!("{:?}", rows::of(world, shop.owner.tenant).await);
        assert!(!kept.contains("700987654") && !kept.contains(NAME), "{kept}");
        let reached = tenant.reached_customers(vec![phone(NUMBER)]).await.unwrap();
        assert_eq!((reached.at.len(), reached.erased), (0, vec![phone(NUMBER)]));
        tenant.import_customers(&by, vec![new(NAME, NUMBER)]).await.unwrap();
        let out = CustomerFilter { opted_out: true, ..CustomerFilter::default() };
        assert_eq!(shop.names(out).await, [NAME]);
    })
    .await;
}
