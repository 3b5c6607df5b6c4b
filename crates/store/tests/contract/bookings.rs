//! Bookings: no place is given twice, and what becomes of them.

use chrono::Duration;
use domain::appointment::{AppointmentStatus, ReminderKind};
use domain::booking::AppointmentView;
use domain::booking_form::{BOOKING_NAME_MAX, BOOKING_NOTE_MAX};
use domain::customer::ContactStatus;
use domain::{Conflict, ContactId, Instant, ResourceId, ServiceId};
use store::{
    Booker, BookingChange, DueKind, NewBooking, ResourceInput, ServiceInput, StoreError,
    TenantStore, WorkerStore,
};

use crate::support::{Owner, World, on_each, receive, received};

fn service(minutes: u32, buffer_minutes: u32) -> ServiceInput {
    ServiceInput {
        name_sw: "Kusuka".to_owned(),
        name_en: "Braiding".to_owned(),
        minutes,
        buffer_minutes,
        price_minor: Some(1_500_000),
        active: true,
    }
}

fn person(capacity: u32) -> ResourceInput {
    ResourceInput { name: "Asha".to_owned(), capacity, hours: None, services: Vec::new() }
}

/// A business that can be booked.
struct Salon {
    owner: Owner,
    store: TenantStore,
    service: ServiceId,
    resource: ResourceId,
    /// A moment to come, on a grain.
    nine: Instant,
}

impl Salon {
    async fn new(world: &World, minutes: u32, buffer: u32, capacity: u32) -> Self {
        let owner = world.owner("Mama Salon").await;
        let store = world.store.tenant(owner.tenant);
        let by = owner.actor();
        let service =
            store.save_service(&by, None, service(minutes, buffer)).await.unwrap().unwrap();
        let resource = store.save_resource(&by, None, person(capacity)).await.unwrap().unwrap();
        let day = world.now().timestamp().div_euclid(86_400) + 3;
        let nine = Instant::from_timestamp(day * 86_400 + 9 * 3_600, 0).unwrap();
        Self { owner, store, service, resource, nine }
    }

    fn at(&self, minutes: i64) -> NewBooking {
        let starts_at = self.nine + Duration::minutes(minutes);
        new_booking(self.service, self.resource, starts_at, "Kusuka")
    }

    async fn book(&self, minutes: i64) -> Result<AppointmentView, StoreError> {
        self.store.book(&self.owner.actor(), Booker::default(), self.at(minutes)).await
    }
}

/// A barber with a customer who has written.
struct Kinyozi {
    owner: Owner,
    store: TenantStore,
    worker: WorkerStore,
    contact: ContactId,
    service: ServiceId,
    resource: ResourceId,
}

impl Kinyozi {
    async fn new(world: &World) -> Self {
        let (owner, lease) = world.working("Kinyozi").await;
        let worker = world.worker(&lease);
        let message = receive(&worker, received("1", "+255700000001", world.now())).await;
        let store = world.store.tenant(owner.tenant);
        let by = owner.actor();
        let service = store.save_service(&by, None, service(30, 0)).await.unwrap().unwrap();
        let resource = store.save_resource(&by, None, person(1)).await.unwrap().unwrap();
        Self { owner, store, worker, contact: message.contact_id, service, resource }
    }

    async fn book(&self, starts_at: Instant) -> AppointmentView {
        let booker = Booker { contact: Some(self.contact), conversation: None };
        let new = new_booking(self.service, self.resource, starts_at, "Kunyoa");
        self.store.book(&self.owner.actor(), booker, new).await.unwrap()
    }
}

fn new_booking(
    service: ServiceId,
    resource: ResourceId,
    starts_at: Instant,
    name: &str,
) -> NewBooking {
    NewBooking {
        service,
        resource,
        starts_at,
        service_name: name.to_owned(),
        customer_name: None,
        note: None,
    }
}

fn is_taken<T>(answer: &Result<T, StoreError>) -> bool {
    matches!(answer, Err(StoreError::Conflict(Conflict::SlotTaken)))
}

#[tokio::test]
async fn how_far_a_customer_is_follows_what_they_book() {
    on_each(async |world| {
        let kinyozi = Kinyozi::new(world).await;
        let (by, store) = (kinyozi.owner.actor(), &kinyozi.store);
        let status = async || store.customer(kinyozi.contact).await.unwrap().unwrap().row.status;
        let change = async |booking: &AppointmentView, change| {
            store.change_booking(&by, booking.id, change).await.unwrap().unwrap();
        };
        assert_eq!(status().await, ContactStatus::New);
        let day = world.now().timestamp().div_euclid(86_400) + 3;
        let nine = Instant::from_timestamp(day * 86_400 + 9 * 3_600, 0).unwrap();
        let first = kinyozi.book(nine).await;
        assert_eq!(status().await, ContactStatus::Pending);
        change(&first, BookingChange::Confirm).await;
        assert_eq!(status().await, ContactStatus::Confirmed);
        let second = kinyozi.book(nine + Duration::hours(1)).await;
        assert_eq!(status().await, ContactStatus::Pending);
        change(&second, BookingChange::Cancel).await;
        assert_eq!(status().await, ContactStatus::Pending, "the first is still to come");
        change(&first, BookingChange::Cancel).await;
        assert_eq!(status().await, ContactStatus::Cancelled);
        let third = kinyozi.book(nine).await;
        change(&third, BookingChange::Complete).await;
        assert_eq!(status().await, ContactStatus::Completed);
    })
    .await;
}

#[tokio::test]
async fn of_fifty_who_want_one_slot_one_gets_it() {
    on_each(async |world| {
        let salon = Salon::new(world, 60, 15, 1).await;
        let takers = (0..50).map(|n| {
            // Some want just a part of the same hour.
            salon.book((n % 5) * 10)
        });
        let answers = futures::future::join_all(takers).await;
        let won = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(won, 1, "{answers:?}");
        assert!(answers.iter().all(|answer| answer.is_ok() || is_taken(answer)), "{answers:?}");
        let calendar = salon.store.calendar(world.now(), salon.nine + Duration::days(1)).await;
        assert_eq!(calendar.unwrap().taken.len(), 1);
        let all = salon.store.bookings(world.now(), salon.nine + Duration::days(1)).await.unwrap();
        assert_eq!(all.len(), 1, "who lost left nothing behind");
    })
    .await;
}

#[tokio::test]
async fn a_class_takes_so_many_and_no_more() {
    on_each(async |world| {
        let salon = Salon::new(world, 60, 0, 3).await;
        let answers = futures::future::join_all((0..20).map(|_| salon.book(0))).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
        assert!(answers.iter().all(|answer| answer.is_ok() || is_taken(answer)));
        assert!(salon.book(60).await.is_ok(), "the hour after it is another one");
    })
    .await;
}

#[tokio::test]
async fn where_there_is_room_at_every_moment_there_is_room() {
    on_each(async |world| {
        let salon = Salon::new(world, 60, 0, 2).await;
        let by = salon.owner.actor();
        // The first chair until ten and the second from ten on, after somebody called off.
        let first = salon.book(0).await.unwrap();
        salon.book(0).await.unwrap();
        salon.book(60).await.unwrap();
        let last = salon.book(60).await.unwrap();
        for over in [first, last] {
            salon.store.change_booking(&by, over.id, BookingChange::Cancel).await.unwrap();
        }
        let across = salon.book(30).await;
        assert!(across.is_ok(), "{across:?}");
        assert!(is_taken(&salon.book(30).await), "and no more than that");
        salon.book(-60).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_confirms_is_not_reminded_more_often() {
    on_each(async |world| {
        let kinyozi = Kinyozi::new(world).await;
        let (store, worker, by) = (&kinyozi.store, &kinyozi.worker, kinyozi.owner.actor());
        let booking = kinyozi.book(world.now() + Duration::hours(48)).await;
        let due = async || {
            let due = worker.due_messages(9).await.unwrap();
            for it in &due {
                worker.say_due(it, None).await.unwrap();
            }
            due.into_iter().map(|it| it.kind).collect::<Vec<_>>()
        };
        world.advance_s(24 * 3_600);
        assert_eq!(due().await, [DueKind::Reminder(ReminderKind::DayBefore)]);
        world.advance_s(22 * 3_600);
        assert_eq!(due().await, [DueKind::Reminder(ReminderKind::HoursBefore)]);
        store.change_booking(&by, booking.id, BookingChange::Confirm).await.unwrap();
        world.advance_s(3_600);
        assert_eq!(due().await, []);
        // And whoever puts an old calendar in order writes to nobody.
        world.advance_s(3 * 24 * 3_600);
        store.change_booking(&by, booking.id, BookingChange::Miss).await.unwrap();
        world.advance_s(3_600);
        assert_eq!(due().await, []);
    })
    .await;
}

#[tokio::test]
async fn a_booking_is_followed_by_its_buffer() {
    on_each(async |world| {
        let salon = Salon::new(world, 30, 15, 1).await;
        salon.book(0).await.unwrap();
        assert!(is_taken(&salon.book(30).await));
        assert!(is_taken(&salon.book(-40).await), "its own buffer would reach into it");
        salon.book(45).await.unwrap();
        salon.book(-45).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_booking_is_moved_and_its_old_time_is_free() {
    on_each(async |world| {
        let salon = Salon::new(world, 60, 0, 1).await;
        let by = salon.owner.actor();
        let booking = salon.book(0).await.unwrap();
        let other = salon.book(120).await.unwrap();
        let to = |minutes| BookingChange::Move {
            resource: salon.resource,
            starts_at: salon.nine + Duration::minutes(minutes),
        };
        // By less than it takes: it does not stand in its own way.
        let moved = salon.store.change_booking(&by, booking.id, to(30)).await.unwrap().unwrap();
        assert_eq!(moved.starts_at, salon.nine + Duration::minutes(30));
        assert_eq!(moved.ends_at, salon.nine + Duration::minutes(90));
        let refused = salon.store.change_booking(&by, booking.id, to(90)).await;
        assert!(is_taken(&refused), "{refused:?}");
        let still = salon.store.booking(booking.id).await.unwrap().unwrap();
        assert_eq!(still.starts_at, moved.starts_at, "it keeps what it had");
        assert!(is_taken(&salon.book(30).await), "and nobody else gets it");
        salon.store.change_booking(&by, other.id, BookingChange::Cancel).await.unwrap();
        salon.store.change_booking(&by, booking.id, to(120)).await.unwrap();
        salon.book(0).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_is_called_off_frees_its_time_and_stays_so() {
    on_each(async |world| {
        let salon = Salon::new(world, 60, 0, 1).await;
        let by = salon.owner.actor();
        let booking = salon.book(0).await.unwrap();
        let change = async |change| salon.store.change_booking(&by, booking.id, change).await;
        let confirmed = change(BookingChange::Confirm).await.unwrap().unwrap();
        assert_eq!(confirmed.status, AppointmentStatus::Confirmed);
        let cancelled = change(BookingChange::Cancel).await.unwrap().unwrap();
        assert_eq!(cancelled.status, AppointmentStatus::Cancelled);
        for again in [BookingChange::Confirm, BookingChange::Complete, BookingChange::Cancel] {
            let refused = change(again).await;
            let state = Conflict::AppointmentState { status: AppointmentStatus::Cancelled };
            assert!(matches!(refused, Err(StoreError::Conflict(found)) if found == state));
        }
        salon.book(0).await.unwrap();
        let log = salon.store.events(store::EventFilter::newest(2), None).await.unwrap().items;
        let types: Vec<_> = log.iter().map(|event| event.event_type.as_str()).collect();
        assert_eq!(types, ["booking.made", "booking.cancelled"]);
    })
    .await;
}

#[tokio::test]
async fn what_a_conversation_notes_at_length_is_cut_and_booked_all_the_same() {
    on_each(async |world| {
        let salon = Salon::new(world, 30, 0, 1).await;
        let long = NewBooking {
            service_name: "k".repeat(300),
            customer_name: Some("ä".repeat(300)),
            note: Some("ombi ".repeat(300)),
            ..salon.at(0)
        };
        let by = salon.owner.actor();
        let booking = salon.store.book(&by, Booker::default(), long).await.unwrap();
        let kept = [Some(booking.service), booking.customer, booking.note];
        let kept = kept.map(|text| text.unwrap().chars().count());
        let most = [BOOKING_NAME_MAX, BOOKING_NAME_MAX, BOOKING_NOTE_MAX];
        assert_eq!(kept, most.map(|most| most as usize));
    })
    .await;
}

#[tokio::test]
async fn a_customers_bookings_are_those_to_come() {
    on_each(async |world| {
        let kinyozi = Kinyozi::new(world).await;
        let (store, contact, by) = (&kinyozi.store, kinyozi.contact, kinyozi.owner.actor());
        let mut ids = Vec::new();
        for hours in [48, 24, 72] {
            ids.push(kinyozi.book(world.now() + Duration::hours(hours)).await.id);
        }
        store.change_booking(&by, ids[2], BookingChange::Cancel).await.unwrap();
        let of = store.bookings_of(contact, world.now()).await.unwrap();
        assert_eq!(of.iter().map(|booking| booking.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
        assert_eq!(of[0].customer.as_deref(), Some("Juma"));
        assert_eq!((of[0].resource.as_str(), of[0].service.as_str()), ("Asha", "Kunyoa"));
        let later = store.bookings_of(contact, world.now() + Duration::hours(30)).await;
        assert_eq!(later.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_off_the_list_is_offered_no_more_and_what_was_booked_stays() {
    on_each(async |world| {
        let salon = Salon::new(world, 60, 0, 1).await;
        let by = salon.owner.actor();
        let booking = salon.book(0).await.unwrap();
        assert!(salon.store.remove_service(&by, salon.service).await.unwrap());
        assert!(!salon.store.remove_service(&by, salon.service).await.unwrap());
        assert_eq!(salon.store.services().await.unwrap(), []);
        assert!(matches!(salon.book(120).await, Err(StoreError::Missing("service"))));
        assert!(salon.store.remove_resource(&by, salon.resource).await.unwrap());
        assert_eq!(salon.store.resources().await.unwrap(), []);
        let still = salon.store.booking(booking.id).await.unwrap().unwrap();
        assert_eq!((still.service.as_str(), still.resource.as_str()), ("Kusuka", "Asha"));
        let cancelled = salon.store.change_booking(&by, booking.id, BookingChange::Cancel).await;
        assert_eq!(cancelled.unwrap().unwrap().status, AppointmentStatus::Cancelled);
    })
    .await;
}
