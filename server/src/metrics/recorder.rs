//! The one recorder of the process, which the floors below reach through the facade `metrics`.

use std::sync::LazyLock;
use std::time::Duration;

use metrics::Unit;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;

use super::names::{BUILD_INFO, Kind, METRICS};

/// How often what was measured is put into its buckets, so that a node that nobody asks stays small.
const KEEP_EVERY: Duration = Duration::from_secs(5);

static HANDLE: LazyLock<PrometheusHandle> = LazyLock::new(|| {
    let mut builder = PrometheusBuilder::new();
    for metric in METRICS {
        if let Kind::Histogram(bounds) = metric.kind {
            let name = Matcher::Full(metric.name.to_owned());
            builder =
                builder.set_buckets_for_metric(name, bounds).expect("no list of bounds is empty");
        }
    }
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::error!("figures are recorded by somebody else in this process");
    }
    for metric in METRICS {
        let unit = if metric.name.ends_with("_seconds") { Unit::Seconds } else { Unit::Count };
        match metric.kind {
            Kind::Counter => metrics::describe_counter!(metric.name, unit, metric.help),
            Kind::Rare(labels) => {
                metrics::describe_counter!(metric.name, unit, metric.help);
                metrics::counter!(metric.name, labels).increment(0);
            }
            Kind::Gauge => metrics::describe_gauge!(metric.name, unit, metric.help),
            Kind::Histogram(_) => metrics::describe_histogram!(metric.name, unit, metric.help),
        }
    }
    metrics::gauge!(BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    handle
});

/// Begins recording, if that has not happened yet.
pub fn begin() {
    LazyLock::force(&HANDLE);
}

/// Reads what was recorded.
pub(super) fn handle() -> &'static PrometheusHandle {
    &HANDLE
}

/// Keeps what is recorded small until `stop` is cancelled.
pub async fn keep(stop: CancellationToken) {
    let handle = handle();
    while stop.run_until_cancelled(tokio::time::sleep(KEEP_EVERY)).await.is_some() {
        handle.run_upkeep();
    }
}
