//! Charts of bars, drawn by the server and readable without their colours.

use leptos::prelude::*;

use super::erased::Any;
use crate::api::insights::{Bar, Chart, FigureTable};

/// How wide a bar and the room to the next one are, in hundredths of the chart's height.
const BAR: u32 = 7;
const STEP: u32 = 10;
const HEIGHT: u32 = 100;

/// Bars with what they stand for.
pub(crate) fn chart(chart: Chart) -> AnyView {
    let width = u32::try_from(chart.bars.len()).unwrap_or(1) * STEP;
    let bars = chart.bars.into_iter().zip(0..).map(|(bar, place)| drawn(bar, place)).collect_view();
    let parts = (!chart.parts.is_empty()).then(|| {
        let part = |(name, place): (String, u32)| {
            view! {
                <li>
                    <svg class="chart-sign" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
                        <rect class=class(place) fill=stripes(place) width="16" height="16" rx="2"></rect>
                    </svg>
                    <span>{name}</span>
                </li>
            }
            .any()
        };
        let parts = chart.parts.into_iter().zip(0..).map(part).collect_view();
        view! { <ul class="chart-parts">{parts}</ul> }.any()
    });
    view! {
        <figure class="chart">
            <figcaption>
                <h3>{chart.title}</h3>
                {parts}
            </figcaption>
            <p class="chart-top number" aria-hidden="true">{chart.top}</p>
            <svg
                class="chart-bars"
                role="img"
                aria-label=chart.spoken
                viewBox=format!("0 0 {width} {HEIGHT}")
                preserveAspectRatio="none"
            >
                {bars}
            </svg>
            <p class="chart-days" aria-hidden="true">
                <span>{chart.first}</span>
                <span>{chart.last}</span>
            </p>
        </figure>
    }
    .any()
}

/// Where the stripes of the second parts are drawn; a page with charts has it once.
pub(crate) fn chart_patterns() -> AnyView {
    view! {
        <svg class="chart-patterns" aria-hidden="true" focusable="false">
            <defs>
                <pattern id="chart-stripes" width="6" height="6" patternUnits="userSpaceOnUse">
                    <rect class="chart-stripe-ground" width="6" height="6"></rect>
                    <rect class="chart-stripe" width="6" height="3"></rect>
                </pattern>
            </defs>
        </svg>
    }
    .any()
}

fn drawn(bar: Bar, place: u32) -> AnyView {
    let mut below = 0;
    let parts = bar
        .heights
        .into_iter()
        .zip(0..)
        .map(|(height, part)| {
            below = (below + height).min(HEIGHT);
            view! {
                <rect
                    class=class(part)
                    fill=stripes(part)
                    x=place * STEP + (STEP - BAR) / 2
                    y=HEIGHT - below
                    width=BAR
                    height=height
                ></rect>
            }
            .any()
        })
        .collect_view();
    view! {
        <g>
            <title>{bar.words}</title>
            // A day without a bar can be pointed at as well.
            <rect class="chart-room" x=place * STEP width=STEP height=HEIGHT></rect>
            {parts}
        </g>
    }
    .any()
}

fn class(part: u32) -> &'static str {
    if part == 0 { "chart-first" } else { "chart-other" }
}

/// The stripes of a second part.
fn stripes(part: u32) -> Option<&'static str> {
    (part > 0).then_some("url(#chart-stripes)")
}

/// The figures of the charts as a table, within words that open it.
pub(crate) fn figure_table(title: &'static str, table: FigureTable) -> AnyView {
    let heads = table
        .heads
        .into_iter()
        .map(|head| view! { <th scope="col">{head}</th> }.any())
        .collect_view();
    let row = |cells: Vec<String>| {
        let mut cells = cells.into_iter();
        let day = cells.next();
        let figures = cells.map(|cell| view! { <td class="number">{cell}</td> }.any());
        view! { <tr><th scope="row">{day}</th> {figures.collect_view()}</tr> }.any()
    };
    let rows = table.rows.into_iter().map(row).collect_view();
    view! {
        <details class="chart-table">
            <summary>{title}</summary>
            <div class="chart-frame" role="region" aria-label=title tabindex="0">
                <table data-testid="insight-table">
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .any()
}
