//! Tables, figures, steps, and what stands where there is nothing.

use domain::{SetupStatus, TenantStatus};
use leptos::prelude::*;

use super::{Half, id, section};
use crate::components::{
    Any, Badge, Icon, Moment, Sorted, Tab, Tone, bulk, card, empty, empty_next, fact, go, icon,
    notice, pager_of, pindo, progress, skeleton, sort_head, stepper, steps, submit, tabs, tile,
    timeline,
};
use crate::text::use_locale;

pub(super) fn tabs_and_filters(half: Half) -> AnyView {
    let parts = vec![
        Tab::new("#main", "Waiting", true).count(3),
        Tab::new("#main", "Approved", false).count(12),
        Tab::new("#main", "Rejected", false),
    ];
    let (search, status) = (id!(half, "search"), id!(half, "status"));
    section(
        "Tabs, filters",
        view! {
            {tabs(half.pick("Requests, light", "Requests, dark"), parts)}
            <form class="filters" method="get" role="search" aria-label=half.pick("Light", "Dark")>
                <label class="unseen" for=search>"Search"</label>
                <input id=search type="search" placeholder="Name, number or e-mail"/>
                <label class="unseen" for=status>"Status"</label>
                <select id=status><option>"Any status"</option></select>
                <button class="btn btn-quiet">{icon(Icon::Filter)} "Filter"</button>
            </form>
        }
        .any(),
    )
}

pub(super) fn table(half: Half) -> AnyView {
    let l = use_locale();
    let rows = [
        ("Mama Neema Salon", TenantStatus::Active, "1,204", true),
        ("Kariakoo Phones", TenantStatus::Pending, "0", false),
        ("Maji Safi", TenantStatus::Error, "87", false),
    ];
    let rows = rows.map(|(name, status, messages, chosen)| {
        view! {
            <tr>
                <td class="pick"><label><input type="checkbox" name="ids" value=name checked=chosen aria-label=name/></label></td>
                <th scope="row"><a href="#main">{name}</a> <span class="quiet">"Bookings"</span></th>
                <td data-label="Status">{Badge::tenant(l, status).view("sample")}</td>
                <td class="number" data-label="Messages">{messages}</td>
            </tr>
        }
        .any()
    });
    let actions = view! {
        {submit("btn btn-quiet", Some(Icon::Pause), "Pause", "sample", Signal::stored(false))}
        {submit("btn btn-danger", Some(Icon::Trash), "Delete", "sample", Signal::stored(false))}
    };
    section(
        "Table, chosen rows, pages",
        view! {
            <table class="ledger">
                <caption class="unseen">{half.pick("Businesses, light", "Businesses, dark")}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="pick"><span class="unseen">"Chosen"</span></th>
                        {sort_head("Business", "#main".into(), Sorted::Up)}
                        {sort_head("Status", "#main".into(), Sorted::Not)}
                        {sort_head("Messages", "#main".into(), Sorted::Not)}
                    </tr>
                </thead>
                <tbody>{rows.into_iter().collect_view()}</tbody>
            </table>
            {bulk("1 business is chosen".into_any(), actions.any())}
            {pager_of(half.pick("Pages, light", "Pages, dark"), Some("#first".into()), Some("#next".into()))}
        }
        .any(),
    )
}

pub(super) fn figures(half: Half) -> AnyView {
    let facts = view! {
        <dl class="facts">
            {fact("Business", "Mama Neema Salon")}
            {fact("Number", "+255 712 345 678")}
            {fact("Assistant", "Bookings")}
        </dl>
    };
    let l = use_locale();
    section(
        "Figures, cards, facts, rows",
        view! {
            <div class="stack">
                <dl class="figures">
                    {tile("Businesses", "248".into_any(), "sample", Some("#main".into()), None)}
                    {tile("Requests waiting", "3".into_any(), "sample", Some("#main".into()), Some(Tone::Now))}
                    {tile("Errors", "1".into_any(), "sample", Some("#main".into()), Some(Tone::Bad))}
                    {tile("Messages, 24 h", "18,402".into_any(), "sample", None, None)}
                </dl>
                {card("A card with facts", facts.any())}
                <section class="card card-woven">
                    {pindo(id!(half, "pindo"))}
                    <h2 class="card-title">"The most important card"</h2>
                    <p>"The woven strip marks it; there is one on a page."</p>
                </section>
                <section class="card card-now">
                    <h2 class="card-title">{icon(Icon::Alert)} <span>"Waiting for you"</span></h2>
                    <ul class="rows">
                        <li class="row"><div><p class="row-name">"Amina J."</p><p class="quiet">"+255 754 000 002 · 4 minutes ago"</p></div> {go("btn btn-quiet", "#main", None, "Answer", "sample")}</li>
                        <li class="row"><div><p class="row-name">"Kariakoo Phones"</p><p class="quiet">"Juma Otieno · 25 minutes ago"</p></div> {Badge::request(l, SetupStatus::Submitted).view("sample")}</li>
                    </ul>
                </section>
            </div>
        }
        .any(),
    )
}

pub(super) fn steps_and_time(_: Half) -> AnyView {
    let names = ["Business", "Hours", "Try it"];
    let requests = SetupStatus::ALL.iter().map(|status| {
        // The stepper wants a whole request, as the server would send it.
        let id = "00000000-0000-0000-0000-000000000000";
        let at = "2026-11-21T09:30:00Z";
        let request = format!(
            r#"{{"id":"{id}","tenant_id":"{id}","tenant_name":"Kariakoo Phones","user_id":"{id}","user_name":"Juma","user_email":"juma@example.com","template":"BOOKING","whatsapp_number":"+255712345678","status":"{}","notes":"Please add your opening hours.","created_at":"{at}","updated_at":"{at}"}}"#,
            status.as_str()
        );
        match serde_json::from_str(&request) {
            Ok(request) => stepper(request),
            Err(error) => notice(Tone::Bad, Icon::Alert, error.to_string()),
        }
    });
    let moments = vec![
        Moment::new(
            Tone::Good,
            Icon::Link,
            "WhatsApp was connected".into_any(),
            "today, 14:20 · Neema".into_any(),
        ),
        Moment::new(
            Tone::Bad,
            Icon::Unlink,
            "WhatsApp was disconnected on the phone".into_any(),
            "today, 14:05".into_any(),
        ),
        Moment::new(
            Tone::Now,
            Icon::Inbox,
            "The setup was submitted".into_any(),
            "yesterday, 09:12".into_any(),
        )
        .body(view! { <p class="note">"Bookings, Kiswahili"</p> }.any()),
        Moment::new(
            Tone::Calm,
            Icon::Spark,
            "Mama Neema Salon joined".into_any(),
            "yesterday, 09:00".into_any(),
        ),
    ];
    section(
        "Steps, progress, timeline",
        view! {
            <div class="stack">
                {(0..4).map(|now| steps("Setup", &names, now)).collect_view()}
                {progress("Messages of this month", 640, 1000)}
                {requests.collect_view()}
                {timeline(moments)}
            </div>
        }
        .any(),
    )
}

pub(super) fn nothing(_: Half) -> AnyView {
    let next = go("btn btn-primary", "#main", Some(Icon::Qr), "Connect WhatsApp", "sample");
    section(
        "Loading, nothing there",
        view! {
            <div class="stack">
                {skeleton(2)}
                <section class="card">
                    {empty("No messages yet.", "Haba na haba hujaza kibaba.", "Little by little fills the measure.")}
                </section>
                <section class="card">
                    {empty_next("Nobody can write to the assistant yet.", "Mwanzo mgumu.", "Every beginning is hard.", next)}
                </section>
            </div>
        }
        .any(),
    )
}
