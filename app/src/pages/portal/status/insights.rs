//! What became of messages in the last days; it comes after the page's first part, which does not wait for it.

use domain::insight::Totals;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::insights::{Insights, read_insights};
use crate::components::{Any, Data, Tab, chart, chart_patterns, empty, figure_table, tabs, tile};
use crate::text::{self, Locale, say, use_locale};

/// The last seven days, or thirty where the address asks for them.
pub(super) fn insights() -> AnyView {
    let query = use_query_map();
    let asked = move || query.with(|query| query.get("days").unwrap_or_default());
    let data = Data::new(asked, move || read_insights(untrack(asked)));
    data.shown(|found: Option<Option<Insights>>| match found.flatten() {
        Some(found) => view(found),
        None => ().into_any(),
    })
}

fn view(found: Insights) -> AnyView {
    let l = use_locale();
    let month = found.days > 7;
    let periods = tabs(
        say!(l, insight.period),
        vec![
            Tab::new("/app#insights", say!(l, insight.week), !month),
            Tab::new("/app?days=30#insights", say!(l, insight.month), month),
        ],
    );
    let body = match found.quiet {
        true => empty(
            say!(l, insight.none),
            say!(l, insight.none_saying),
            say!(l, insight.none_meaning),
        ),
        false => drawn(l, found),
    };
    view! {
        <section class="insights stack" id="insights" aria-labelledby="insights-title" data-testid="insights">
            <div>
                <h2 id="insights-title" class="card-title">{say!(l, insight.title)}</h2>
                <p class="quiet">{say!(l, insight.lead)}</p>
            </div>
            {periods}
            {body}
        </section>
    }
    .any()
}

fn drawn(l: Locale, found: Insights) -> AnyView {
    let share = found.totals.percent_by_bot().map(|percent| {
        let percent = percent.to_string();
        let words = text::fill(say!(l, insight.share), &[("percent", &percent)]);
        view! { <p data-testid="insight-share">{words}</p> }.any()
    });
    let charts = found.charts.into_iter().map(chart).collect_view();
    view! {
        {tiles(l, &found.totals, found.questions)}
        <div class="card">
            {share}
            {chart_patterns()}
            <div class="charts">{charts}</div>
            {figure_table(say!(l, insight.table), found.table)}
        </div>
    }
    .any()
}

fn tiles(l: Locale, totals: &Totals, questions: u32) -> AnyView {
    let count = |figure: u32| text::count(figure.into()).into_any();
    let leads = |figure: u32, href: &str| (figure > 0).then(|| href.to_owned());
    let median = match totals.median_seconds {
        Some(0) => say!(l, today.instant).to_owned(),
        Some(seconds) => text::span(l, seconds.into()),
        None => say!(l, today.none).to_owned(),
    };
    let (unanswered, made, orders) = (totals.unanswered, totals.bookings, totals.orders);
    let unheard = leads(unanswered, "/app/messages?show=not-answered");
    let asked = leads(questions, "/app/answers");
    let booked = leads(made, "/app/appointments");
    let ordered = leads(orders, "/app/orders");
    view! {
        <dl class="figures">
            {tile(say!(l, insight.incoming), count(totals.incoming), "insight-incoming", None, None)}
            {tile(say!(l, insight.by_bot), count(totals.by_bot), "insight-bot", None, None)}
            {tile(say!(l, insight.by_person), count(totals.by_person), "insight-person", None, None)}
            {tile(say!(l, insight.unanswered), count(unanswered), "insight-unanswered", unheard, None)}
            {tile(say!(l, insight.median), median.into_any(), "insight-median", None, None)}
            {tile(say!(l, insight.questions), count(questions), "insight-questions", asked, None)}
            {tile(say!(l, insight.bookings), count(made), "insight-bookings", booked, None)}
            {tile(say!(l, insight.orders), count(orders), "insight-orders", ordered, None)}
        </dl>
    }
    .any()
}
