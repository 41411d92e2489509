//! Logs as JSON lines; what is never in them: mail addresses, codes, tokens, the bodies of requests and mails.

use tracing_subscriber::EnvFilter;

/// Starts logging; `RUST_LOG` says how much.
pub(crate) fn start() {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(format!("info,{}", store::LOG_DIRECTIVES)));
    // A second start, in tests, finds the first one there.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // It would be said where nobody reads any more, and end whoever says it.
        .log_internal_errors(false)
        .try_init();
}
