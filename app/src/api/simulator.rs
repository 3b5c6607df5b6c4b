//! Trying an assistant before anything is live.

use domain::simulation::{Simulation, SimulationForm};
use leptos::prelude::*;

use crate::AppError;
use crate::api::Doc;

/// A conversation from its beginning; anybody may ask, and nothing is kept of it.
#[server(endpoint = "simulate")]
pub(crate) async fn simulate(sim: SimulationForm) -> Result<Doc<Simulation>, AppError> {
    use crate::ssr;
    use domain::hours::WeekHours;
    let told =
        ssr::serve_visitor(|engine, _| async move { engine.simulate(&sim, &WeekHours::USUAL) });
    ssr::doc(&told.await?)
}
