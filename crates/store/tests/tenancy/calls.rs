//! Every method of the tenants' doors, called by a stranger with the victim's ids.

use std::pin::Pin;

use domain::message::{ConversationMode, DeliveryEvent};
use domain::session::SessionEffect;
use domain::{Decision, Gate, Instant, ProductId, ResourceId, ServiceId, SessionState};
use serde_json::json;
use store::{Lease, MessageFilter, Reception, Reply, Settlement, StoreError};

use crate::support::{STALE, World, received, setup};
use crate::victim::{CUSTOMER, SECRET, Victim};

/// Makes the calls one after the other, looks at the victim after each, and gives their names.
macro_rules! calls {
    ($world:expr, $victim:expr, { $($method:ident => $call:expr),+ $(,)? }) => {{
        let mut called = Vec::new();
        $(
            let answer = format!("{:?}", boxed(|| $call).await);
            boxed(|| $victim.is_unharmed_by($world, stringify!($method), &answer)).await;
            called.push(stringify!($method).to_owned());
        )+
        called
    }};
}

/// A call that is made beside the stack, where hundreds of them would not have room.
fn boxed<'a, F: Future + 'a>(
    call: impl FnOnce() -> F,
) -> Pin<Box<dyn Future<Output = F::Output> + 'a>> {
    Box::pin(call())
}

fn settlement(victim: &Victim) -> Settlement {
    Settlement {
        message_id: victim.pending,
        decision: Decision::Answered { flow: "X".into(), step: "y".into(), delayed_by: None },
        flow_state: Some(None),
        mode: Some(ConversationMode::Bot),
        replies: vec![reply()],
        picture: None,
        deeds: Vec::new(),
        customer: store::CustomerChange::default(),
        unanswered: None,
        follow_ups: None,
        seen: None,
    }
}

fn words(victim: &Victim) -> store::Words {
    store::Words {
        conversation: victim.conversation,
        id: victim.pending,
        text: SECRET.to_owned(),
        turn: 0,
        seen: None,
        anyway: true,
    }
}

fn looking() -> store::InboxSearch {
    store::InboxSearch { find: SECRET.to_owned(), before: None, looks: 200 }
}

fn canned(world: &World) -> domain::inbox::CannedReply {
    domain::inbox::CannedReply {
        id: world.store.mint(),
        shortcut: "salamu".to_owned(),
        sw: "Karibu".to_owned(),
        en: String::new(),
    }
}

fn back() -> store::HandBack {
    store::HandBack { turn: 0, flow_state: None, replies: vec![reply()] }
}

fn business() -> store::BusinessInput {
    let store::SetupInput { business_name, business_type, language, hours, .. } = setup();
    let timezone = "Africa/Nairobi".to_owned();
    let late = domain::late::LateAnswers::Never;
    let currency = domain::money::Currency::Kes;
    store::BusinessInput {
        business_name,
        business_type,
        language,
        hours,
        timezone,
        late,
        currency,
        after_hours: domain::hours::AfterHours::Wait,
    }
}

/// A service that names the victim where it is the victim's.
pub fn service() -> store::ServiceInput {
    store::ServiceInput {
        name_sw: SECRET.to_owned(),
        name_en: String::new(),
        minutes: 30,
        buffer_minutes: 0,
        price_minor: Some(100),
        active: true,
    }
}

pub fn resource(services: &[ServiceId]) -> store::ResourceInput {
    store::ResourceInput {
        name: SECRET.to_owned(),
        capacity: 1,
        hours: None,
        services: services.to_vec(),
    }
}

pub fn booking(service: ServiceId, resource: ResourceId, starts_at: Instant) -> store::NewBooking {
    store::NewBooking {
        service,
        resource,
        starts_at,
        service_name: SECRET.to_owned(),
        customer_name: Some(SECRET.to_owned()),
        note: Some(SECRET.to_owned()),
    }
}

/// A product that names the victim where it is the victim's.
pub fn product() -> store::ProductInput {
    store::ProductInput {
        code: Some(SECRET.to_owned()),
        name_sw: SECRET.to_owned(),
        name_en: String::new(),
        description: None,
        price_minor: 100,
        stock: Some(9),
        active: true,
    }
}

pub fn picture() -> store::StoredPicture {
    store::StoredPicture { mime: "image/png".to_owned(), bytes: SECRET.as_bytes().to_vec() }
}

/// One piece of a product, to be fetched.
pub fn order(product: ProductId) -> store::NewOrder {
    let name = SECRET.to_owned();
    store::NewOrder {
        lines: vec![store::NewOrderLine { product, name, quantity: 1, price_minor: 100 }],
        fulfilment: domain::order::Fulfilment::Pickup,
        currency: domain::money::Currency::Tzs,
        fee_minor: 0,
        address: Some(SECRET.to_owned()),
        customer_name: Some(SECRET.to_owned()),
    }
}

/// A document with one passage, in which "neno" stands.
pub fn document(text: &str) -> store::DocumentInput {
    let passage = store::PassageInput {
        title: None,
        text: text.to_owned(),
        words: vec!["neno".to_owned(), text.to_owned()],
    };
    store::DocumentInput {
        kind: domain::knowledge::DocumentKind::Text,
        title: text.to_owned(),
        file_name: None,
        size_bytes: 1,
        source: text.to_owned(),
        rules: 1,
        passages: vec![passage],
    }
}

/// Asks somebody to work for the victim.
pub fn invitation(world: &World) -> store::NewInvitation {
    store::NewInvitation {
        email: format!("{SECRET}@example.com"),
        role: domain::Role::Agent,
        token_hash: SECRET.to_owned(),
        language: domain::Language::Sw,
        expires_at: world.now(),
        mail: Vec::new(),
    }
}

/// The beginning of a draft.
pub fn flow_draft(text: &str) -> store::DraftInput {
    store::DraftInput {
        base_number: None,
        template: domain::TemplateType::Salon,
        definition: text.to_owned(),
        over: None,
    }
}

/// That draft, published.
pub fn publication(text: &str) -> store::Publication {
    store::Publication {
        definition: text.to_owned(),
        note: Some(text.to_owned()),
        again: None,
        revision: Some(1),
        onward: domain::editor::Onward::Renew,
    }
}

fn reply() -> Reply {
    Reply { text: "x".to_owned(), decision: Decision::Notice { gate: Gate::RateLimit } }
}

/// A kind of item that the victim's device has.
pub const KIND: &str = "session";
/// Its key.
pub const ITEM: &str = "siri";

/// Shows what is masked in an answer.
fn keys(items: Result<Vec<store::DeviceItem>, StoreError>) -> Vec<String> {
    items.unwrap().into_iter().map(|item| item.key).collect()
}

fn device_changes() -> Vec<store::DeviceChange> {
    let item = store::DeviceItem { key: ITEM.to_owned(), value: b"x".to_vec(), stamp: 1 };
    vec![
        store::DeviceChange::DropAll(KIND, String::new()),
        store::DeviceChange::Drop(KIND, ITEM.to_owned()),
        store::DeviceChange::Put(KIND, item),
    ]
}

const WAITING: Decision = Decision::NotAnswered { gate: Gate::Paused };

/// Later than anything here.
fn far() -> Instant {
    Instant::UNIX_EPOCH + chrono::Duration::days(100_000)
}

/// One day that holds everything here.
fn all_time() -> store::DaySpan {
    store::DaySpan { day: chrono::NaiveDate::MIN, begin: Instant::UNIX_EPOCH, end: far() }
}

/// As the stranger's own, honest door; gives the names of the methods that were called.
pub async fn tenant_store(world: &World, lease: &Lease, victim: &Victim) -> Vec<String> {
    let own = world.store.tenant(lease.tenant_id);
    let theirs = world.store.tenant(victim.tenant);
    assert!(victim.is_told_by(&format!("{:?}", theirs.message(victim.pending).await)));
    assert!(victim.tables().len() >= 10, "{:?}", victim.tables());
    let by = store::Actor::system();
    let of_theirs =
        MessageFilter { conversation: Some(victim.conversation), limit: 200, ..Default::default() };
    calls!(world, victim, {
        detail => own.detail(STALE),
        detail_and_session => own.detail_and_session(STALE),
        session_state => own.session_state(),
        config => own.config(),
        messages => own.messages(of_theirs),
        message => own.message(victim.pending),
        messages_with => own.messages_with(vec![victim.pending]),
        file => own.file(victim.pending),
        waiting_conversations => own.waiting_conversations(),
        unwanted_conversations => own.unwanted_conversations(),
        inbox => own.inbox(store::InboxQuery { limit: 200, ..store::InboxQuery::default() }),
        find_in_inbox => own.find_in_inbox(looking()),
        inbox_row => own.inbox_row(victim.conversation),
        inbox_counts => own.inbox_counts(None),
        going_on_with => own.going_on_with(victim.member.id),
        mark_seen => own.mark_seen(victim.conversation),
        conversation => own.conversation(victim.conversation),
        conversation_talk => own.conversation_talk(victim.conversation),
        take_over => own.take_over(&by, world.store.mint(), victim.conversation, true),
        say => own.say(&by, world.store.mint(), words(victim)),
        hand_back => own.hand_back(&by, victim.conversation, back()),
        notes => own.notes(victim.conversation),
        add_note => own.add_note(&by, victim.conversation, world.store.mint(), SECRET.to_owned()),
        assign => own.assign(&by, victim.conversation, None),
        snooze => own.snooze(&by, victim.conversation, far()),
        close => own.close(&by, victim.conversation),
        reopen => own.reopen(&by, victim.conversation),
        who_is_there => own.who_is_there(vec![victim.conversation]),
        attend => own.attend(victim.member.id, victim.conversation, true),
        heard_by => own.heard_by(victim.member.id, victim.conversation),
        leave => own.leave(victim.member.id, victim.conversation),
        canned_replies => own.canned_replies(),
        save_canned => own.save_canned(&by, canned(world)),
        remove_canned => own.remove_canned(&by, world.store.mint()),
        events => own.events(store::EventFilter::newest(200), None),
        phone_state => own.phone_state(),
        save_phone_state => own.save_phone_state(false, json!([])),
        log => own.log(&by, "x", json!({})),
        pause => own.pause(&by),
        resume => own.resume(&by),
        today => own.today(Instant::UNIX_EPOCH),
        days => own.days("UTC", vec![all_time()]),
        draft => own.draft(),
        save_draft => own.save_draft(domain::draft::SetupStep::Number, domain::forms::SetupForm::default()),
        change_business => own.change_business(&by, business()),
        flow_draft => own.flow_draft(),
        save_flow_draft => own.save_flow_draft(&by, flow_draft("x")),
        drop_flow_draft => own.drop_flow_draft(&by),
        flow_standing => own.flow_standing(),
        flow_versions => own.flow_versions(None),
        flow_version => own.flow_version(1),
        flow_of => own.flow_of(victim.flow),
        publish_flow => async {
            own.save_flow_draft(&by, flow_draft("x")).await.unwrap();
            own.publish_flow(&by, publication("x")).await
        },
        use_built_in_flow => own.use_built_in_flow(&by, domain::editor::Onward::Renew),
        documents => own.documents(),
        document => own.document(victim.document),
        save_document => own.save_document(&by, Some(victim.document), document("x"), Some(victim.question)),
        stale_documents => own.stale_documents(2),
        renew_document => own.renew_document(victim.document, world.now(), 2, Vec::new()),
        remove_document => own.remove_document(&by, victim.document),
        word_counts => own.word_counts(vec!["neno".to_owned()]),
        vocabulary => own.vocabulary(),
        find_passages => own.find_passages(vec![store::Wanted { word: "neno".to_owned(), weight: 1 }], 9),
        open_questions => own.open_questions(9),
        open_question => own.open_question(victim.question),
        dismiss_question => own.dismiss_question(&by, victim.question),
        submit_setup => own.submit_setup(&by, setup()),
        people => own.people(),
        set_role => own.set_role(&by, &victim.member, domain::Role::Agent),
        deactivate => own.deactivate(&by, &victim.member),
        activate => own.activate(&by, &victim.member),
        invitations => own.invitations(),
        revoke_invitation => own.revoke_invitation(&by, victim.invitation),
        invite => async {
            let mine = store::NewInvitation { token_hash: "x".into(), ..invitation(world) };
            own.invite(&by, mine).await.map(|made| made.role)
        },
        looks => own.looks(9),
        team_settings => own.team_settings(),
        save_team_settings => own.save_team_settings(&by, domain::team::TeamSettings::default()),
        alert_prefs => own.alert_prefs(victim.member.id),
        set_alert_prefs => own.set_alert_prefs(&by, victim.member.id, domain::alert::AlertPrefs::default()),
        alert_round => async {
            let open = world.store.upkeep().alerts_after(Instant::UNIX_EPOCH).await?;
            assert!(!open.is_empty(), "the victim has something to see to");
            own.alert_round(open.into_iter().map(|alert| alert.id).collect()).await
        },
        tell_alerts => own.tell_alerts(|round| {
            assert!(round.alerts.is_empty() && round.people.is_empty());
            store::Verdict::default()
        }),
        services => own.services(),
        resources => own.resources(),
        closures => own.closures(Instant::UNIX_EPOCH),
        calendar => own.calendar(Instant::UNIX_EPOCH, far()),
        bookings => own.bookings(Instant::UNIX_EPOCH, far()),
        booking => own.booking(victim.booking),
        bookings_of => own.bookings_of(victim.contact, Instant::UNIX_EPOCH),
        feed_since => own.feed_since(),
        end_feed => own.end_feed(&by),
        renew_feed => own.renew_feed(&by, "x".to_owned()),
        save_service => own.save_service(&by, Some(victim.service), service()),
        remove_service => own.remove_service(&by, victim.service),
        save_resource => async {
            let foreign = own.save_resource(&by, None, resource(&[victim.service])).await;
            assert!(matches!(foreign, Err(StoreError::Missing("service"))), "{foreign:?}");
            own.save_resource(&by, Some(victim.resource), resource(&[])).await
        },
        remove_resource => own.remove_resource(&by, victim.resource),
        add_closure => own.add_closure(&by, world.now(), world.now(), None),
        remove_closure => own.remove_closure(&by, victim.closure),
        book => async {
            let mine = own.save_service(&by, None, service()).await.unwrap().unwrap();
            let booker = store::Booker::default();
            let foreign = booking(mine, victim.resource, world.now());
            let foreign = own.book(&by, booker, foreign).await;
            assert!(matches!(foreign, Err(StoreError::Missing(_))), "{foreign:?}");
            own.book(&by, booker, booking(victim.service, victim.resource, world.now())).await
        },
        customers => own.customers(domain::customer::CustomerFilter::default(), 9, None),
        customer => own.customer(victim.contact),
        customer_history => own.customer_history(victim.contact),
        customer_tags => own.customer_tags(),
        customers_in_full => own.customers_in_full(9, None),
        change_customer => own.change_customer(&by, victim.contact, store::CustomerInput::default()),
        opt_out_customer => own.opt_out_customer(&by, victim.contact),
        erase_customer => own.erase_customer(&by, victim.contact),
        reached_customers => async {
            let kind = domain::message::AddressKind::Phone;
            let value = "+255700000001".to_owned();
            own.reached_customers(vec![domain::customer::CustomerAddress { kind, value }]).await
        },
        import_customers => async {
            let facts = store::CustomerFacts::default();
            let known = Some((victim.contact, facts.clone()));
            let addresses = Vec::new();
            own.import_customers(&by, vec![store::ImportedCustomer { known, facts, addresses }]).await
        },
        last_customer_import => own.last_customer_import(Instant::UNIX_EPOCH),
        undo_customer_import => own.undo_customer_import(
            &by,
            victim.import,
            Instant::UNIX_EPOCH,
        ),
        merge_customers => own.merge_customers(&by, (victim.contact, victim.contact), None),
        products => own.products(),
        product => own.product(victim.product),
        save_product => own.save_product(&by, Some(victim.product), product()),
        correct_product => own.correct_product(&by, victim.product, None, product()),
        product_picture => own.product_picture(victim.product),
        save_product_picture => own.save_product_picture(&by, victim.product, picture()),
        remove_product_picture => own.remove_product_picture(&by, victim.product),
        remove_product => own.remove_product(&by, victim.product),
        import_products => async {
            let known = Some((victim.product, product()));
            let changed = store::ProductInput { price_minor: 1, ..product() };
            let imported = store::ImportedProduct { known, input: changed };
            let view = own.import_products(&by, vec![imported]).await.unwrap();
            assert_eq!((view.added, view.changed), (0, 0));
        },
        last_import => own.last_import(Instant::UNIX_EPOCH),
        undo_import => own.undo_import(&by, victim.import, Instant::UNIX_EPOCH),
        delivery => own.delivery(),
        save_delivery => own.save_delivery(&by, domain::shop::DeliveryView::default()),
        orders => own.orders(domain::shop::OrderFilter::All, 9, None),
        order => own.order(victim.order),
        orders_of => own.orders_of(victim.contact),
        name_told_by => own.name_told_by(victim.contact),
        open_orders => async { assert_eq!(own.open_orders().await.unwrap(), 0) },
        change_order => own.change_order(&by, victim.order, domain::order::OrderAct::Cancel),
        note_order => own.note_order(&by, victim.order, None),
        change_booking => own.change_booking(&by, victim.booking, store::BookingChange::Cancel),
    })
}

/// As the stranger's own, honest worker; gives the names of the methods that were called.
pub async fn worker_store(world: &World, lease: &Lease, victim: &Victim) -> Vec<String> {
    let own = world.worker(lease);
    let connected = SessionState::Connected { phone: None, since: world.now() };
    // The very message and customer that the victim has: they are the stranger's too, but apart.
    let same = received("siri-2", CUSTOMER, world.now());
    let same = store::Received { text: "x".to_owned(), ..same };
    let called = calls!(world, victim, {
        config => own.config(),
        tenant => own.tenant(),
        pending => own.pending(),
        standing => own.standing(vec![victim.conversation]),
        recent_replies => own.recent_replies(Instant::UNIX_EPOCH, Instant::UNIX_EPOCH),
        claim_up_to => own.claim_up_to(9),
        sent_and_claim => own.sent_and_claim(vec![(victim.outbox, "x".to_owned())], 9),
        next_outbox_at => own.next_outbox_at(),
        interrupted => own.interrupted(),
        settle_all => async {
            let foreign = [
                store::OrderDeed::Place(order(victim.product)),
                store::OrderDeed::Cancel(victim.order),
            ];
            for (n, deed) in foreign.into_iter().enumerate() {
                let heard = received(&format!("order-{n}"), CUSTOMER, world.now());
                let heard = crate::support::receive(&own, heard).await;
                let decision = Decision::Joined {};
                let deeds = vec![store::Deed::Order(deed)];
                let taken = Settlement { deeds, ..Settlement::of(heard.id, decision) };
                let taken = own.settle_all(vec![taken]).await;
                assert!(taken.is_err(), "{taken:?}");
            }
            own.settle_all(vec![settlement(victim)]).await
        },
        alert => own.alert(domain::alert::AlertKind::Emergency, victim.conversation),
        defer => own.defer(victim.pending, WAITING, world.now(), Some(reply())),
        put_back => own.put_back(victim.outbox, world.now(), 0, "x"),
        refused => own.refused(victim.outbox, "x"),
        lost => own.lost(victim.outbox, "x"),
        drop_picture => own.drop_picture(victim.sending),
        receipts => own.receipts(vec![(victim.sending, DeliveryEvent::Read)]),
        heartbeat => own.heartbeat(STALE),
        started => own.started(),
        save_session => own.save_session(&connected, &[SessionEffect::TenantConnected]),
        wish_settled => own.wish_settled(domain::session::SessionWish::Unlink),
        hold_sending => own.hold_sending(domain::views::HoldView {
            reason: domain::session::HoldReason::TooMany,
            until: world.now(),
        }),
        count_unreadable => own.count_unreadable(),
        files_to_fetch => own.files_to_fetch(9),
        next_file_at => own.next_file_at(),
        fetch_later => own.fetch_later(victim.pending, world.now()),
        keep_file => own.keep_file(victim.pending, b"x".to_vec(), 9),
        give_file_up => own.give_file_up(victim.pending, domain::content::FileState::Lost),
        restarted => own.restarted("x"),
        due_messages => own.due_messages(9),
        idle_conversations => own.idle_conversations(),
        wake_conversations => own.wake_conversations(),
        offer => own.offer(victim.conversation, reply()),
        say_due => async {
            let due = victim.due.clone();
            own.say_due(&due, Some(reply())).await
        },
        postpone_due => own.postpone_due(&victim.due, far()),
        receive_all => async {
            let receptions = own.receive_all(vec![same.clone()]).await;
            if let Ok([Reception::New(message)]) = receptions.as_deref() {
                assert_ne!(message.contact_id, victim.contact);
            }
            // The id is the message's on the channel; only the rest may not be the victim's.
            format!("{receptions:?}").replace("siri-2", "")
        },
        has_received => async { own.has_received("siri-1").await.map(|is| format!("{is}")) },
        device => own.device(),
        device_items => async { keys(own.device_items(KIND, &[ITEM.to_owned()]).await) },
        device_items_like => async { keys(own.device_items_like(KIND, "").await) },
        save_device => own.save_device(b"x"),
        change_device_items => own.change_device_items(device_changes()),
        forget_device_items => own.forget_device_items(KIND, i64::MAX),
        wipe_device => own.wipe_device(),
        stopped => own.stopped(),
        failed => own.failed("x"),
    });
    assert!(own.next_outbox_at().await.unwrap().is_none());
    called
}

/// Every write under a lease on the victim's worker that its holder does not have.
pub async fn forged_writes(world: &World, forged: &Lease, victim: &Victim) {
    let worker = world.worker(forged);
    let lost = |answer: Result<(), StoreError>| {
        assert!(matches!(answer, Err(StoreError::LeaseLost)), "{answer:?}");
        answer
    };
    let gone = SessionState::NEW;
    calls!(world, victim, {
        started => async { lost(worker.started().await.map(drop)) },
        stopped => async { lost(worker.stopped().await.map(drop)) },
        failed => async { lost(worker.failed("x").await.map(drop)) },
        restarted => async { lost(worker.restarted("x").await.map(drop)) },
        heartbeat => async { lost(worker.heartbeat(STALE).await.map(drop)) },
        save_session => async { lost(worker.save_session(&gone, &[]).await.map(drop)) },
        receive_all => async {
            let received = received("9", CUSTOMER, world.now());
            lost(worker.receive_all(vec![received]).await.map(drop))
        },
        settle_all => async {
            lost(worker.settle_all(vec![settlement(victim)]).await.map(drop))
        },
        alert => async {
            let kind = domain::alert::AlertKind::Emergency;
            lost(worker.alert(kind, victim.conversation).await.map(drop))
        },
        defer => async {
            lost(worker.defer(victim.pending, WAITING, world.now(), None).await.map(drop))
        },
        offer => async { lost(worker.offer(victim.conversation, reply()).await.map(drop)) },
        say_due => async { lost(worker.say_due(&victim.due, Some(reply())).await.map(drop)) },
        postpone_due => async { lost(worker.postpone_due(&victim.due, far()).await) },
        claim_up_to => async { lost(worker.claim_up_to(9).await.map(drop)) },
        sent_and_claim => async {
            let sent = vec![(victim.outbox, "x".to_owned())];
            lost(worker.sent_and_claim(sent, 9).await.map(drop))
        },
        sent_and_claim => async { lost(worker.sent_and_claim(Vec::new(), 9).await.map(drop)) },
        put_back => async { lost(worker.put_back(victim.outbox, world.now(), 0, "x").await.map(drop)) },
        refused => async { lost(worker.refused(victim.outbox, "x").await.map(drop)) },
        lost => async { lost(worker.lost(victim.outbox, "x").await.map(drop)) },
        drop_picture => async { lost(worker.drop_picture(victim.sending).await.map(drop)) },
        receipts => async {
            let receipts = vec![(victim.sending, DeliveryEvent::Read)];
            lost(worker.receipts(receipts).await.map(drop))
        },
        save_device => async { lost(worker.save_device(b"x").await) },
        change_device_items => async { lost(worker.change_device_items(device_changes()).await) },
        forget_device_items => async {
            lost(worker.forget_device_items(KIND, i64::MAX).await.map(drop))
        },
        wipe_device => async { lost(worker.wipe_device().await) },
    });
}
