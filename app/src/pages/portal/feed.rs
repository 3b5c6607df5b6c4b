//! The secret link under which calendar programs read the bookings: made, shown once, switched off.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::feed::{EndCalendarFeed, FeedPage, MakeCalendarFeed, read_calendar_feed};
use crate::components::{
    Any, Data, Icon, Post, Tone, ask, card, copyable, go, notice, page_head, refusal, submit,
};
use crate::text::{say, use_locale};
use crate::time::{ago, ticking_in};

/// The page of the link.
#[component]
pub(crate) fn CalendarFeed() -> impl IntoView {
    let again = RwSignal::new(0_u32);
    let data = Data::new(move || again.get().to_string(), read_calendar_feed);
    data.page(move |page| {
        let (make, end) = (Post::to::<MakeCalendarFeed>(), Post::to::<EndCalendarFeed>());
        for post in [make, end] {
            post.after(move || again.update(|again| *again += 1));
        }
        view(page, make, end)
    })
}

fn view(page: FeedPage, make: Post, end: Post) -> AnyView {
    let l = use_locale();
    let now = ticking_in(page.zone, page.now);
    let shown = page.link.map(|link| {
        let body = view! {
            <p>{say!(l, feed.once)}</p>
            {copyable(say!(l, feed.link), link, "feed-link")}
            <p class="quiet">{say!(l, feed.how)}</p>
        };
        card(say!(l, feed.link), body.any())
    });
    let state = match page.since {
        Some(since) => {
            view! { <p data-testid="feed-on">{say!(l, feed.since)} " " {ago(since, now)}</p> }.any()
        }
        None => view! { <p class="quiet" data-testid="feed-off">{say!(l, feed.none)}</p> }.any(),
    };
    let acts = match page.since {
        None => {
            let word = say!(l, feed.make);
            let button =
                submit("btn btn-primary", Some(Icon::Plus), word, "make-feed", make.pending());
            make.form("", None, button)
        }
        Some(_) => {
            let word = say!(l, feed.renew);
            let button =
                submit("btn btn-primary", Some(Icon::Plus), word, "renew-feed", make.pending());
            let renew = view! { <p>{say!(l, feed.renew_sure)}</p> {make.form("", None, button)} };
            let word = say!(l, feed.end);
            let button = submit("btn btn-danger", Some(Icon::Ban), word, "end-feed", end.pending());
            let off = view! { <p>{say!(l, feed.end_sure)}</p> {end.form("", None, button)} };
            view! {
                <div class="row-acts">
                    {ask("btn btn-quiet", None, say!(l, feed.renew), "ask-renew-feed", renew.any())}
                    {ask("btn btn-link", None, say!(l, feed.end), "ask-end-feed", off.any())}
                </div>
            }
            .any()
        }
    };
    let body = view! {
        {notice(Tone::Calm, Icon::Info, say!(l, feed.warning).to_owned())}
        {state}
        {acts}
    };
    view! {
        <Title text=say!(l, feed.title)/>
        {page_head(say!(l, feed.title).into_any(), Some(say!(l, feed.lead).into_any()), None)}
        {refusal(make.error())}
        {refusal(end.error())}
        <div class="stack" data-testid="calendar-feed">
            {shown}
            {card(say!(l, feed.title), body.any())}
            <p>{go("btn btn-quiet", "/app/appointments", Some(Icon::Left), say!(l, feed.back), "to-calendar")}</p>
        </div>
    }
    .any()
}
