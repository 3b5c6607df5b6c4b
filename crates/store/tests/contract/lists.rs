//! Lists that are searched, filtered and sorted, and read page by page in both directions.

use chrono::Duration;
use domain::lists::{ListPage, NodeSort, Order, RequestSort, StuckMails, TenantSort, WorkerSort};
use domain::session::{DisconnectReason, SessionState, SessionStateName};
use domain::views::TenantRow;
use domain::worker::WorkerCommand;
use domain::{SetupStatus, TemplateType, TenantId, TenantStatus, WorkerStatus};
use store::{
    Actor, NodeQuery, Paging, RequestQuery, RequestState, StoreError, TenantQuery, WorkerQuery,
};

use crate::support::{OneByOne, STALE, World, new_owner, on_each, received, setup};

const NAMES: [&str; 7] = ["beta", "Alpha", "alpha", "Gamma", "ALPHA", "delta", "Beta"];

fn tenants(sort: TenantSort, order: Order, limit: u32) -> TenantQuery {
    TenantQuery {
        search: None,
        status: None,
        session: None,
        template: None,
        stale: false,
        deleted: false,
        paging: Paging { sort, order, limit, page: None },
    }
}

fn searched(text: &str) -> TenantQuery {
    let query = tenants(TenantSort::Name, Order::Ascending, 50);
    TenantQuery { search: Some(text.to_owned()), ..query }
}

async fn page(world: &World, query: &TenantQuery, at: Option<&String>) -> ListPage<TenantRow> {
    let paging = Paging { page: at.cloned(), ..query.paging.clone() };
    let query = TenantQuery { paging, ..query.clone() };
    world.store.platform().find_tenants(query, STALE).await.unwrap()
}

async fn names(world: &World, query: &TenantQuery) -> Vec<String> {
    page(world, query, None).await.items.into_iter().map(|row| row.tenant.name).collect()
}

/// All pages one after the other, and then all of them backwards, each in the list's order.
async fn both_ways(world: &World, query: &TenantQuery) -> [Vec<TenantId>; 2] {
    let ids =
        |page: &ListPage<TenantRow>| page.items.iter().map(|row| row.tenant.id).collect::<Vec<_>>();
    let mut forwards = Vec::new();
    let mut at = None;
    let last = loop {
        let page = page(world, query, at.as_ref()).await;
        forwards.extend(ids(&page));
        if page.next.is_none() {
            break page;
        }
        at = page.next;
    };
    let mut backwards = ids(&last);
    let mut at = last.previous;
    while at.is_some() {
        let page = page(world, query, at.as_ref()).await;
        let mut whole = ids(&page);
        // Of a first page that is shown whole some rows were there already.
        whole.retain(|id| !backwards.contains(id));
        backwards.splice(0..0, whole);
        at = page.previous;
    }
    [forwards, backwards]
}

/// Tenants of many names, ages and states; some share a name, an age or a state.
async fn populate(world: &World) -> Vec<TenantId> {
    let mut all = Vec::new();
    for (number, name) in NAMES.into_iter().enumerate() {
        if number % 2 == 0 {
            world.advance_s(60);
        }
        let owner = new_owner(name, &format!("{number}@example.co.tz"));
        let user = world.store.accounts().create_owner(owner).await.unwrap();
        all.push(user.tenant_id.unwrap());
    }
    let by = Actor::system();
    for (number, id) in all.iter().enumerate() {
        if number % 3 == 0 {
            world.store.platform().command(&by, *id, WorkerCommand::Start).await.unwrap();
        }
    }
    let term = Duration::hours(1);
    let claimed = world.store.leases().claim(world.node().await, term, 2).await.unwrap();
    for (number, held) in claimed.into_iter().enumerate() {
        let worker = world.worker(&held.lease);
        worker.started().await.unwrap();
        world.advance_s(1);
        worker.heartbeat(STALE).await.unwrap();
        let from = format!("+25570000000{number}");
        worker.receive(received(&number.to_string(), &from, world.now())).await.unwrap();
    }
    all
}

#[tokio::test]
async fn the_pages_of_every_order_are_the_whole_list_both_ways() {
    on_each(async |world| {
        let mut all = populate(world).await;
        all.sort_unstable_by_key(ToString::to_string);
        for sort in TenantSort::ALL {
            for order in Order::ALL {
                let whole = page(world, &tenants(*sort, *order, 50), None).await;
                assert_eq!((whole.total, &whole.next, &whole.previous), (7, &None, &None));
                let whole: Vec<_> = whole.items.iter().map(|row| row.tenant.id).collect();
                for limit in [1, 2, 3] {
                    let [forwards, backwards] =
                        both_ways(world, &tenants(*sort, *order, limit)).await;
                    assert_eq!(forwards, whole, "{sort} {order} by {limit}");
                    assert_eq!(backwards, whole, "{sort} {order} by {limit}, backwards");
                }
                let mut sorted = whole;
                sorted.sort_unstable_by_key(ToString::to_string);
                assert_eq!(sorted, all, "{sort} {order}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_order_is_what_it_says() {
    on_each(async |world| {
        populate(world).await;
        let rows = async |sort, order| page(world, &tenants(sort, order, 50), None).await.items;
        let by_name = rows(TenantSort::Name, Order::Ascending).await;
        let lower: Vec<_> = by_name.iter().map(|row| row.tenant.name.to_lowercase()).collect();
        assert_eq!(lower, ["alpha", "alpha", "alpha", "beta", "beta", "delta", "gamma"]);
        let by_age = rows(TenantSort::Created, Order::Descending).await;
        assert!(by_age.is_sorted_by_key(|row| std::cmp::Reverse(row.tenant.created_at)));
        let by_heartbeat = rows(TenantSort::Heartbeat, Order::Descending).await;
        assert!(by_heartbeat.is_sorted_by_key(|row| std::cmp::Reverse(row.worker.heartbeat_at)));
        assert!(by_heartbeat[0].worker.heartbeat_at.is_some());
        let by_message = rows(TenantSort::LastMessage, Order::Descending).await;
        let messages: Vec<_> = by_message.iter().map(|row| row.messages_today).collect();
        assert_eq!(messages, [1, 1, 0, 0, 0, 0, 0]);
        let by_status = rows(TenantSort::Status, Order::Ascending).await;
        let statuses: Vec<_> = by_status.iter().map(|row| row.tenant.status).collect();
        let (code, new, approved) =
            (TenantStatus::QrPending, TenantStatus::New, TenantStatus::Approved);
        assert_eq!(statuses, [code, code, new, new, new, new, approved]);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_shown_twice_while_rows_are_inserted() {
    on_each(async |world| {
        let first = populate(world).await;
        for sort in TenantSort::ALL {
            for order in Order::ALL {
                let mut seen: Vec<TenantId> = Vec::new();
                let mut at = None;
                loop {
                    let page = page(world, &tenants(*sort, *order, 3), at.as_ref()).await;
                    seen.extend(page.items.iter().map(|row| row.tenant.id));
                    // Before, behind and beside what was read.
                    for name in ["Aaa", "beta", "zzz"].into_iter().take(usize::from(seen.len() < 7))
                    {
                        world.owner(&format!("{name} {sort} {order} {}", seen.len())).await;
                    }
                    at = page.next;
                    if at.is_none() {
                        break;
                    }
                }
                let count = seen.len();
                let mut once = seen.clone();
                once.sort_unstable_by_key(ToString::to_string);
                once.dedup();
                assert_eq!(once.len(), count, "{sort} {order}");
                assert!(first.iter().all(|id| seen.contains(id)), "{sort} {order}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused() {
    on_each(async |world| {
        populate(world).await;
        let by_name = page(world, &tenants(TenantSort::Name, Order::Ascending, 2), None).await;
        for query in [
            tenants(TenantSort::Name, Order::Descending, 2),
            tenants(TenantSort::Created, Order::Ascending, 2),
            tenants(TenantSort::Status, Order::Ascending, 2),
        ] {
            let paging = Paging { page: by_name.next.clone(), ..query.paging.clone() };
            let query = TenantQuery { paging, ..query };
            let refused = world.store.platform().find_tenants(query, STALE).await;
            assert!(matches!(refused, Err(StoreError::Cursor)), "{refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn tenants_are_found_by_name_number_and_address_in_any_letters() {
    on_each(async |world| {
        let owner = new_owner("Élan Spa", "Asha.K@example.co.tz");
        world.store.accounts().create_owner(owner).await.unwrap();
        let owner = world.owner("Kiosk_1").await;
        world.store.tenant(owner.tenant).submit_setup(&owner.actor(), setup()).await.unwrap();
        assert_eq!(names(world, &searched("élan")).await, ["Élan Spa"]);
        assert_eq!(names(world, &searched("ÉLAN")).await, ["Élan Spa"]);
        assert_eq!(names(world, &searched("asha.k@EXAMPLE")).await, ["Élan Spa"]);
        assert_eq!(names(world, &searched("0712 345")).await, ["Kiosk_1"]);
        assert_eq!(names(world, &searched("k_1")).await, ["Kiosk_1"]);
        assert_eq!(names(world, &searched("k%1")).await, [""; 0]);
        assert_eq!(names(world, &searched("\0")).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn tenants_are_filtered_by_all_that_is_known_of_them() {
    on_each(async |world| {
        populate(world).await;
        let all = || tenants(TenantSort::Created, Order::Ascending, 50);
        let count = async |query| page(world, &query, None).await.total;
        let status = Some(TenantStatus::QrPending);
        assert_eq!(count(TenantQuery { status, ..all() }).await, 2);
        let session = Some(SessionStateName::Disconnected);
        assert_eq!(count(TenantQuery { session, ..all() }).await, 7);
        let session = Some(SessionStateName::Connected);
        assert_eq!(count(TenantQuery { session, ..all() }).await, 0);
        let template = Some(TemplateType::Booking);
        assert_eq!(count(TenantQuery { template, ..all() }).await, 7);
        let template = Some(TemplateType::Support);
        assert_eq!(count(TenantQuery { template, ..all() }).await, 0);
        assert_eq!(count(TenantQuery { stale: true, ..all() }).await, 0);
        world.advance_s(600);
        assert_eq!(count(TenantQuery { stale: true, ..all() }).await, 3);
        assert_eq!(count(TenantQuery { deleted: true, ..all() }).await, 0);
    })
    .await;
}

#[tokio::test]
async fn requests_are_searched_filtered_and_sorted() {
    on_each(async |world| {
        let platform = world.store.platform();
        for name in ["Baraka", "asali", "Chai"] {
            let owner = world.owner(name).await;
            world.store.tenant(owner.tenant).submit_setup(&owner.actor(), setup()).await.unwrap();
            world.advance_s(60);
        }
        let query = |sort, order, limit| RequestQuery {
            search: None,
            state: None,
            template: None,
            tenant: None,
            paging: Paging { sort, order, limit, page: None },
        };
        let names = async |query: RequestQuery| -> Vec<String> {
            let page = platform.find_requests(query).await.unwrap();
            page.items.into_iter().map(|request| request.tenant_name).collect()
        };
        let all = || query(RequestSort::Name, Order::Ascending, 50);
        assert_eq!(names(all()).await, ["asali", "Baraka", "Chai"]);
        let created = query(RequestSort::Created, Order::Descending, 50);
        assert_eq!(names(created).await, ["Chai", "asali", "Baraka"]);
        let first = platform.find_requests(query(RequestSort::Name, Order::Ascending, 2)).await;
        let first = first.unwrap();
        assert_eq!((first.total, first.items.len()), (3, 2));
        let id = first.items[0].id;
        platform.reject_request(&Actor::system(), id, "no".to_owned()).await.unwrap();
        let by_status = query(RequestSort::Status, Order::Ascending, 50);
        assert_eq!(names(by_status).await.last().map(String::as_str), Some("asali"));
        let open = RequestQuery { state: Some(RequestState::Open), ..all() };
        assert_eq!(names(open).await, ["Baraka", "Chai"]);
        let state = Some(RequestState::In(SetupStatus::Rejected));
        assert_eq!(names(RequestQuery { state, ..all() }).await, ["asali"]);
        let search = |text: &str| RequestQuery { search: Some(text.to_owned()), ..all() };
        assert_eq!(names(search("BARA")).await, ["Baraka"]);
        assert_eq!(names(search("0712345")).await.len(), 3);
        assert_eq!(names(search("nobody@")).await, [""; 0]);
        let tenant = Some(first.items[1].tenant_id);
        assert_eq!(names(RequestQuery { tenant, ..all() }).await, ["Baraka"]);
    })
    .await;
}

#[tokio::test]
async fn workers_and_nodes_are_listed_in_every_order() {
    on_each(async |world| {
        populate(world).await;
        let platform = world.store.platform();
        let workers = |sort, order, limit, page| WorkerQuery {
            search: None,
            status: None,
            stale: false,
            node: None,
            paging: Paging { sort, order, limit, page },
        };
        for sort in WorkerSort::ALL {
            for order in Order::ALL {
                let whole = workers(*sort, *order, 50, None);
                let whole = platform.find_workers(whole, STALE).await.unwrap();
                assert_eq!(whole.total, 7);
                let mut read = Vec::new();
                let mut at = None;
                loop {
                    let part = workers(*sort, *order, 2, at);
                    let part = platform.find_workers(part, STALE).await.unwrap();
                    read.extend(part.items);
                    at = part.next;
                    if at.is_none() {
                        break;
                    }
                }
                assert_eq!(read, whole.items, "{sort} {order}");
            }
        }
        let all = || workers(WorkerSort::Name, Order::Ascending, 50, None);
        let status = Some(WorkerStatus::Running);
        let running = platform.find_workers(WorkerQuery { status, ..all() }, STALE).await.unwrap();
        assert_eq!(running.total, 2);
        let node = running.items[0].worker.node;
        let held = platform.find_workers(WorkerQuery { node, ..all() }, STALE).await.unwrap();
        assert_eq!(held.total, 2);
        for sort in NodeSort::ALL {
            let paging = Paging { sort: *sort, order: Order::Ascending, limit: 9, page: None };
            let query = NodeQuery { search: Some("TES".to_owned()), draining: Some(false), paging };
            let nodes = platform.find_nodes(query).await.unwrap();
            assert_eq!((nodes.total, nodes.items[0].workers), (1, 2), "{sort}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_needs_a_person_is_named() {
    on_each(async |world| {
        populate(world).await;
        let platform = world.store.platform();
        let owner = world.owner("Duka").await;
        world.store.tenant(owner.tenant).submit_setup(&owner.actor(), setup()).await.unwrap();
        let attention = platform.attention(STALE).await.unwrap();
        assert_eq!(attention.requests.len(), 1);
        assert_eq!(attention.troubled, []);
        let health = platform.health().await.unwrap();
        assert_eq!((health.running, health.starting, health.stopped), (2, 1, 5));
        world.advance_s(600);
        let attention = platform.attention(STALE).await.unwrap();
        assert_eq!(attention.troubled.len(), 3);
        assert!(attention.troubled.iter().all(|row| row.worker.stale));
    })
    .await;
}

#[tokio::test]
async fn a_code_waits_since_the_worker_was_wanted_or_the_phone_was_lost() {
    on_each(async |world| {
        let platform = world.store.platform();
        let wanted = world.now();
        let (owner, lease) = world.working("Duka").await;
        let worker = world.worker(&lease);
        let save = async |state: SessionState| worker.save_session(&state, &[]).await.unwrap();
        let code = |code: &str| SessionState::offering(code.to_owned(), world.now());
        let since = async || {
            let waiting = platform.attention(STALE).await.unwrap().qr_waiting;
            waiting.into_iter().map(|row| (row.tenant_id, row.since)).collect::<Vec<_>>()
        };

        world.advance_s(3);
        save(code("first")).await;
        world.advance_s(3);
        save(code("second")).await;
        assert_eq!(since().await, [(owner.tenant, wanted)], "another code is no new wait");

        save(SessionState::Connected { phone: None, since: world.now() }).await;
        assert_eq!(since().await, []);
        world.advance_s(3);
        let lost = world.now();
        save(SessionState::lost(DisconnectReason::LoggedOut)).await;
        world.advance_s(3);
        save(code("third")).await;
        assert_eq!(since().await, [(owner.tenant, lost)]);
    })
    .await;
}

#[tokio::test]
async fn a_mail_is_stuck_once_it_was_tried_twice_and_until_it_is_gone() {
    on_each(async |world| {
        let (platform, mails) = (world.store.platform(), world.store.mails());
        let stuck = async || platform.attention(STALE).await.unwrap().mails;
        let take = async || mails.claim(Duration::minutes(2), 3).await.unwrap();
        let written = world.now();
        mails.queue(b"one".to_vec()).await.unwrap();
        assert_eq!(take().await.len(), 1);
        assert_eq!(stuck().await, None, "it is on its way");
        world.advance_s(180);
        mails.queue(b"two".to_vec()).await.unwrap();
        let ids: Vec<_> = take().await.into_iter().map(|mail| mail.id).collect();
        assert_eq!(stuck().await, Some(StuckMails { count: 1, since: written }));
        for id in ids {
            mails.done(id).await.unwrap();
        }
        assert_eq!(stuck().await, None);
    })
    .await;
}
