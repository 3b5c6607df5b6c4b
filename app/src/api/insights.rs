//! What became of messages in the last days, as charts that are drawn already.

use domain::insight::Totals;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;
use crate::api::Doc;

/// Some days as they are shown: the server has placed and worded everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Insights {
    /// How many days.
    pub(crate) days: u32,
    /// Whether nothing happened on any of them.
    pub(crate) quiet: bool,
    /// What they came to.
    pub(crate) totals: Totals,
    /// Questions that wait for an answer of the business.
    pub(crate) questions: u32,
    /// Pictures of the figures that are worth one.
    pub(crate) charts: Vec<Chart>,
    /// All figures, day by day.
    pub(crate) table: FigureTable,
}

/// Bars beside each other, one for each day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chart {
    /// What it shows.
    pub(crate) title: String,
    /// What it shows, for who hears it.
    pub(crate) spoken: String,
    /// The figure that the highest bar stands for.
    pub(crate) top: String,
    /// The first day.
    pub(crate) first: String,
    /// The last day.
    pub(crate) last: String,
    /// What the parts of the bars are, from below; one part needs no name.
    pub(crate) parts: Vec<String>,
    /// The bars.
    pub(crate) bars: Vec<Bar>,
}

/// One day of a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bar {
    /// The day and its figures.
    pub(crate) words: String,
    /// Its parts from below: how high each is, in hundredths of the chart.
    pub(crate) heights: Vec<u32>,
}

/// Figures as a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FigureTable {
    /// What the columns are; the first one is the day.
    pub(crate) heads: Vec<String>,
    /// The rows, the newest day first: each begins with its day.
    pub(crate) rows: Vec<Vec<String>>,
}

/// The last `7` or `30` days of the person's own business; nothing before there was anything to answer.
#[server(endpoint = "read_insights")]
pub(crate) async fn read_insights(
    #[server(default)] days: String,
) -> Result<Doc<Option<Insights>>, AppError> {
    crate::ssr::serve(|cx| async move {
        crate::ssr::doc(&crate::ssr::insights::insights(&cx, &days).await?)
    })
    .await
}
