//! The operator's own address: metrics for Prometheus.

use std::time::Duration;

use axum::{Router, routing::get};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use service::Context;
use store::Job;
use tokio::{net::TcpListener, sync::watch};

/// Installs the recorder of metrics; `None` when one is there already, as in tests.
#[must_use]
pub fn recorder() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}

/// Serves `/metrics` until `stop`.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    context: Context,
    listener: TcpListener,
    handle: PrometheusHandle,
    mut stop: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let gauges = context.clone();
    let tidy = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            tidy.run_upkeep();
            if let Ok((waiting, oldest)) = store::outbox::waiting(gauges.store(), Job::of("metrics")).await {
                let age = oldest.map_or(0, |oldest| (gauges.now().millis() - oldest) / 1000);
                #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
                {
                    metrics::gauge!("loket_outbox_waiting").set(waiting as f64);
                    metrics::gauge!("loket_outbox_oldest_seconds").set(age as f64);
                }
            }
        }
    });
    let router = Router::new().route("/metrics", get(move || async move { handle.render() }));
    axum::serve(listener, router).with_graceful_shutdown(async move { _ = stop.changed().await }).await
}
