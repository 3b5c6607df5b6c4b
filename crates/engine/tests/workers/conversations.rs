//! What a customer's conversation does beyond answering: bookings, languages, consent, turns in pieces.

use std::time::Duration;

use chrono::TimeDelta;
use domain::appointment::AppointmentStatus;
use domain::booking::AppointmentView;
use domain::booking_form::{BookingAct, MoveForm};
use domain::customer::CustomerFilter;
use domain::draft::BusinessForm;
use domain::live::LiveEvent;
use domain::{Clock, Decision, Gate, Instant, ResourceId, ServiceId};
use engine::{EngineConfig, Feed, SystemClock};
use store::{Actor, Booker, BookingChange, NewBooking, ResourceInput, ServiceInput, TenantStore};

use crate::world::{Shop, World, inbound, outbound, quick, wait_for};

const NEEMA: &str = "+255754000001";
const JUMA: &str = "+255754000002";

/// A shop that can be booked at every hour of every day.
struct Salon {
    shop: Shop,
    store: TenantStore,
    service: ServiceId,
    resource: ResourceId,
}

impl Salon {
    async fn new(world: &World) -> Self {
        let shop = world.linked("Mama Salon").await;
        let store = world.store.tenant(shop.tenant);
        let by = Actor::system();
        let service = ServiceInput {
            name_sw: "Kusuka".to_owned(),
            name_en: "Braiding".to_owned(),
            minutes: 60,
            buffer_minutes: 0,
            price_minor: Some(1_500_000),
            active: true,
        };
        let service = store.save_service(&by, None, service).await.unwrap().unwrap();
        let resource = ResourceInput {
            name: "Asha".to_owned(),
            capacity: 1,
            hours: None,
            services: Vec::new(),
        };
        let resource = store.save_resource(&by, None, resource).await.unwrap().unwrap();
        Self { shop, store, service, resource }
    }

    async fn bookings(&self) -> Vec<AppointmentView> {
        let now = SystemClock.now();
        let of = self.store.bookings(now - TimeDelta::days(30), now + TimeDelta::days(300)).await;
        of.unwrap()
    }

    /// As the owner does it at the desk.
    async fn book(&self, starts_at: Instant, booker: Booker) -> AppointmentView {
        let new = NewBooking {
            service: self.service,
            resource: self.resource,
            starts_at,
            service_name: "Kusuka".to_owned(),
            customer_name: None,
            note: None,
        };
        self.store.book(&Actor::system(), booker, new).await.unwrap()
    }

    /// Says something and waits for the next answer.
    async fn say(&self, world: &World, from: &str, text: &str) -> String {
        let before = world.heard(&self.shop, from).await.len();
        world.say(&self.shop, from, text).await;
        self.next(world, from, before).await
    }

    async fn next(&self, world: &World, from: &str, before: usize) -> String {
        wait_for("an answer", async || {
            let heard = world.heard(&self.shop, from).await;
            (heard.len() > before).then(|| heard[before..].join("\n"))
        })
        .await
    }
}

#[tokio::test]
async fn a_customer_books_and_the_calendar_has_it() {
    let world = World::new().await;
    let salon = Salon::new(&world).await;
    let offered = salon.say(&world, NEEMA, "weka miadi").await;
    assert!(offered.contains("Kusuka: ungependa kuja lini?"), "{offered}");
    let name = salon.say(&world, NEEMA, "1").await;
    assert!(name.contains("Jina lako ni nani?"), "{name}");
    let last = salon.say(&world, NEEMA, "Neema Juma").await;
    assert!(last.contains("1) Ndiyo, weka miadi"), "{last}");
    assert_eq!(salon.bookings().await, [], "nothing is booked before the yes");
    let done = salon.say(&world, NEEMA, "ndiyo").await;
    assert!(done.contains("miadi yako imewekwa"), "{done}");
    let booked = salon.bookings().await;
    assert_eq!(booked.len(), 1);
    assert_eq!(booked[0].customer.as_deref(), Some("Neema Juma"));
    assert_eq!(
        (booked[0].service.as_str(), booked[0].status),
        ("Kusuka", AppointmentStatus::Booked)
    );
    assert!(booked[0].contact_id.is_some() && booked[0].starts_at > SystemClock.now());

    let asked = salon.say(&world, NEEMA, "futa miadi yangu").await;
    assert!(asked.contains("1) Ndiyo, futa"), "{asked}");
    salon.say(&world, NEEMA, "1").await;
    assert_eq!(salon.bookings().await[0].status, AppointmentStatus::Cancelled);
}

#[tokio::test]
async fn who_is_slower_is_offered_other_times_and_nothing_is_booked_twice() {
    let world = World::new().await;
    let salon = Salon::new(&world).await;
    for customer in [NEEMA, JUMA] {
        salon.say(&world, customer, "weka miadi").await;
        salon.say(&world, customer, "1").await;
        let last = salon.say(&world, customer, "Mteja Mmoja").await;
        assert!(last.contains("1) Ndiyo, weka miadi"), "{last}");
    }
    let first = salon.say(&world, NEEMA, "1").await;
    assert!(first.contains("miadi yako imewekwa"), "{first}");
    let second = salon.say(&world, JUMA, "1").await;
    assert!(second.contains("muda huo hauna nafasi"), "{second}");
    assert_eq!(salon.bookings().await.len(), 1);
    salon.say(&world, JUMA, "1").await;
    let done = salon.say(&world, JUMA, "1").await;
    assert!(done.contains("miadi yako imewekwa"), "{done}");
    let booked = salon.bookings().await;
    assert_eq!(booked.len(), 2);
    assert_ne!(booked[0].starts_at, booked[1].starts_at);
}

#[tokio::test]
async fn a_customer_is_reminded_once_and_not_after_stop() {
    let world = World::new().await;
    let salon = Salon::new(&world).await;
    for customer in [NEEMA, JUMA] {
        salon.say(&world, customer, "habari").await;
    }
    let stopped = salon.say(&world, JUMA, "ACHA").await;
    assert!(stopped.contains("hutapokea ujumbe"), "{stopped}");
    let log = world.log(&salon.shop).await;
    let contact = |customer: &str| {
        let of = inbound(&log).into_iter().find(|message| message.from == customer);
        of.unwrap().contact_id
    };
    for (customer, hours) in [(NEEMA, 2), (JUMA, 4)] {
        let booker = Booker { contact: contact(customer), conversation: None };
        let booking = salon.book(on_grain(-hours), booker).await;
        let change = BookingChange::Miss;
        salon.store.change_booking(&Actor::system(), booking.id, change).await.unwrap();
    }
    let told = salon.next(&world, NEEMA, 1).await;
    assert!(told.contains("hatukukuona kwenye miadi yako ya Kusuka"), "{told}");
    // Some heartbeats later.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(world.heard(&salon.shop, NEEMA).await.len(), 2, "once");
    assert_eq!(world.heard(&salon.shop, JUMA).await.len(), 2, "the menu and the last word");
}

#[tokio::test]
async fn a_customer_is_told_when_the_business_moves_or_cancels_a_booking() {
    // Far longer than anybody waits here.
    let heartbeat = Duration::from_mins(10);
    let world = World::with(EngineConfig { heartbeat, ..quick() }).await;
    let salon = Salon::new(&world).await;
    salon.say(&world, NEEMA, "habari").await;
    let log = world.log(&salon.shop).await;
    let booker = Booker { contact: inbound(&log)[0].contact_id, conversation: None };
    let booking = salon.book(on_grain(48), booker).await;
    let (owner, tenant) = (&salon.shop.owner, salon.shop.tenant);
    let day = (SystemClock.now() + TimeDelta::days(3)).format("%Y-%m-%d").to_string();
    let other = MoveForm { date: day, time: "10:00".to_owned(), resource: String::new() };
    world.engine.move_booking(owner, tenant, booking.id, &other).await.unwrap();
    let told = salon.next(&world, NEEMA, 1).await;
    assert!(told.contains("Miadi yako ya Kusuka imehamishwa") && told.contains("saa 4"), "{told}");
    let sure = salon.say(&world, NEEMA, "nitakuja").await;
    assert!(sure.contains("thibitish"), "{sure}");
    world.engine.change_booking(owner, tenant, booking.id, BookingAct::Cancel).await.unwrap();
    let told = salon.next(&world, NEEMA, 3).await;
    assert!(told.contains("miadi yako imefutwa"), "{told}");
    // What a customer does is answered, not told again.
    salon.book(on_grain(72), booker).await;
    salon.say(&world, NEEMA, "futa miadi").await;
    let done = salon.say(&world, NEEMA, "ndiyo").await;
    assert!(done.contains("imefutwa"), "{done}");
    let statuses: Vec<_> = salon.bookings().await.iter().map(|booking| booking.status).collect();
    assert_eq!(statuses, [AppointmentStatus::Cancelled; 2]);
    assert_eq!(world.heard(&salon.shop, NEEMA).await.len(), 6);
}

#[tokio::test]
async fn who_says_stop_is_answered_no_more_until_start() {
    let world = World::new().await;
    let salon = Salon::new(&world).await;
    salon.say(&world, NEEMA, "habari").await;
    let stopped = salon.say(&world, NEEMA, "Stop").await;
    assert!(stopped.contains("ANZA"), "{stopped}");
    world.say(&salon.shop, NEEMA, "bei?").await;
    let log = world
        .until_log(&salon.shop, "a decision", |log| {
            inbound(log)
                .last()
                .is_some_and(|message| message.text == "bei?" && message.decision.is_some())
        })
        .await;
    let decision = inbound(&log).last().unwrap().decision.clone();
    assert_eq!(decision, Some(Decision::NotAnswered { gate: Gate::OptedOut }));
    assert_eq!(outbound(&log).len(), 2);
    let back = salon.say(&world, NEEMA, "anza").await;
    assert!(back.contains("Karibu tena"), "{back}");
    let menu = salon.say(&world, NEEMA, "habari").await;
    assert!(menu.contains("1) Booking"), "{menu}");
}

#[tokio::test]
async fn acha_leaves_what_is_asked_and_says_stop_where_nothing_is() {
    let world = World::new().await;
    let salon = Salon::new(&world).await;
    for text in ["weka miadi", "1", "Neema Juma", "ndiyo"] {
        salon.say(&world, NEEMA, text).await;
    }
    let asked = salon.say(&world, NEEMA, "futa miadi yangu").await;
    assert!(asked.contains("1) Ndiyo, futa"), "{asked}");
    let kept = salon.say(&world, NEEMA, "Acha").await;
    assert!(kept.contains("miadi yako inabaki"), "{kept}");
    assert_eq!(salon.bookings().await[0].status, AppointmentStatus::Booked);

    salon.say(&world, NEEMA, "futa miadi yangu").await;
    let stopped = salon.say(&world, NEEMA, "sitaki ujumbe").await;
    assert!(stopped.contains("hutapokea ujumbe"), "nothing else it can mean: {stopped}");
    assert_eq!(salon.bookings().await[0].status, AppointmentStatus::Booked);

    salon.say(&world, JUMA, "habari").await;
    let stopped = salon.say(&world, JUMA, "Acha").await;
    assert!(stopped.contains("hutapokea ujumbe"), "{stopped}");
}

#[tokio::test]
async fn a_customer_is_answered_in_the_language_they_write() {
    let world = World::new().await;
    let salon = Salon::new(&world).await;
    let menu = salon.say(&world, NEEMA, "Hello, how are you?").await;
    assert!(menu.contains("Reply with: 1) Booking"), "{menu}");
    let prices = salon.say(&world, NEEMA, "3").await;
    assert!(prices.contains("Braiding · TSh 15,000 · 1 h"), "{prices}");
    let swahili = salon.say(&world, NEEMA, "Kiswahili").await;
    assert!(swahili.contains("tuendelee kwa Kiswahili"), "{swahili}");
    let still = salon.say(&world, NEEMA, "can you tell me your opening hours please").await;
    assert!(still.contains("Mawasiliano") || still.contains("Saa za kazi"), "{still}");
    let other = salon.say(&world, JUMA, "mambo").await;
    assert!(other.contains("Andika: 1) Booking"), "{other}");
}

#[tokio::test]
async fn what_is_written_in_pieces_is_answered_as_one() {
    let world = World::with(EngineConfig { fragments: Duration::from_secs(1), ..quick() }).await;
    let salon = Salon::new(&world).await;
    for piece in ["nataka", "kujua", "bei"] {
        world.say(&salon.shop, NEEMA, piece).await;
    }
    let answer = salon.next(&world, NEEMA, 0).await;
    assert!(answer.contains("Kusuka · TSh 15,000"), "{answer}");
    let log = world.log(&salon.shop).await;
    let decisions: Vec<_> = inbound(&log).iter().map(|m| m.decision.clone().unwrap()).collect();
    assert_eq!(decisions[..2], [Decision::Joined {}, Decision::Joined {}]);
    assert!(matches!(decisions[2], Decision::Answered { .. }), "{decisions:?}");
    assert_eq!(outbound(&log).len(), 1);
    // A number is complete by itself, and nobody waits for it.
    let began = std::time::Instant::now();
    salon.say(&world, NEEMA, "0").await;
    assert!(began.elapsed() < Duration::from_millis(900));
}

#[tokio::test]
async fn who_becomes_one_with_another_while_their_words_wait_is_answered_in_the_others_conversation()
 {
    let world = World::with(EngineConfig { fragments: Duration::from_secs(1), ..quick() }).await;
    let salon = Salon::new(&world).await;
    salon.say(&world, JUMA, "0").await;
    salon.say(&world, NEEMA, "0").await;
    let tenant = &salon.store;
    let found = tenant.customers(CustomerFilter::default(), 9, None).await.unwrap().items;
    let of = |number: &str| found.iter().find(|one| one.address == number).unwrap().id;
    let both = (of(JUMA), of(NEEMA));
    let before = world.log(&salon.shop).await.len();
    world.say(&salon.shop, NEEMA, "nataka kujua bei").await;
    world.until_log(&salon.shop, "it to wait", |log| log.len() > before).await;
    let (owner, id) = (&salon.shop.owner, salon.shop.tenant);
    world.engine.merge_customers(owner, id, both, false).await.unwrap();
    let answer = salon.next(&world, NEEMA, 1).await;
    assert!(answer.contains("Kusuka · TSh 15,000"), "{answer}");
    let log = world.log(&salon.shop).await;
    let asked = log.iter().find(|message| message.text == "nataka kujua bei").unwrap();
    let said = log.iter().find(|message| message.text == answer).unwrap();
    assert_eq!(asked.conversation_id, said.conversation_id);
    let row = tenant.inbox_row(asked.conversation_id).await.unwrap().unwrap();
    assert_eq!(row.contact_id, both.0);
}

#[tokio::test]
async fn who_writes_on_a_holiday_is_told_when_the_business_opens_after_it() {
    let world = World::new().await;
    let salon = Salon::new(&world).await;
    let form = BusinessForm {
        business_name: "Mama Salon".to_owned(),
        language: "SW".to_owned(),
        timezone: "Africa/Dar_es_Salaam".to_owned(),
        late: "15".to_owned(),
        currency: "TZS".to_owned(),
        after_hours: "WAIT".to_owned(),
        ..BusinessForm::default()
    };
    let (owner, tenant) = (&salon.shop.owner, salon.shop.tenant);
    world.engine.change_business(owner, tenant, &form).await.unwrap();
    let answer = salon.say(&world, NEEMA, "habari").await;
    assert!(answer.contains("Karibu"), "it told no hours, so it is open: {answer}");
    let now = SystemClock.now();
    let (begins, ends) = (now - TimeDelta::hours(1), now + TimeDelta::days(3));
    salon.store.add_closure(&Actor::system(), begins, ends, None).await.unwrap();
    let closed = salon.say(&world, NEEMA, "bei").await;
    assert!(closed.contains("Kwa sasa tumefunga"), "{closed}");
    let log = world.log(&salon.shop).await;
    let decision = inbound(&log).last().unwrap().decision.clone();
    let Some(Decision::Waiting { gate: Gate::Closed, until }) = decision else {
        panic!("{decision:?}")
    };
    assert!(until >= ends && until < ends + TimeDelta::days(3), "{until}");
}

#[tokio::test]
async fn a_program_at_the_other_end_is_given_to_a_person() {
    let world = World::new().await;
    let salon = Salon::new(&world).await;
    for _ in 0..8 {
        world.say(&salon.shop, NEEMA, "Habari! Hili ni jibu la kompyuta.").await;
    }
    let log = world
        .until_log(&salon.shop, "all to be decided", |log| {
            inbound(log).len() == 8 && inbound(log).iter().all(|message| message.decision.is_some())
        })
        .await;
    let last = inbound(&log).last().unwrap().decision.clone();
    assert_eq!(last, Some(Decision::NotAnswered { gate: Gate::Loop }));
    let detail = world.detail(&salon.shop).await;
    assert_eq!(detail.waiting.len(), 1, "a person is to look at it");
}

/// So many hours from now, on a whole five minutes.
fn on_grain(hours: i64) -> Instant {
    let at = SystemClock.now() + TimeDelta::hours(hours);
    Instant::from_timestamp(at.timestamp().div_euclid(300) * 300, 0).unwrap()
}

#[tokio::test]
async fn pages_are_told_when_a_customer_wants_no_messages_and_wants_them_again() {
    let world = World::new().await;
    let shop = world.linked("Mama Salon").await;
    let mut pages = world.engine.live(&shop.owner, None);
    let mut is_told = async || {
        let told = async {
            let about = LiveEvent::Consent { tenant_id: shop.tenant };
            while pages.next().await != Feed::Event(about.clone()) {}
        };
        tokio::time::timeout(Duration::from_secs(20), told).await.is_ok()
    };
    for (text, unwanted) in [("STOP", 1), ("START", 0)] {
        world.say(&shop, NEEMA, text).await;
        assert!(is_told().await, "{text}");
        let listed = world.engine.unwanted(&shop.owner, shop.tenant).await.unwrap();
        assert_eq!(listed.len(), unwanted, "{text}");
    }
}
