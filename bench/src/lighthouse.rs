//! Lighthouse on a phone profile, as `end2end/lighthouse.mjs` found it.

use std::{fs, path::Path};

use serde_json::Value;
use tokio::process::Command;

use crate::{Bench, Result, report::Section};

/// Runs it against the binary and reads what it wrote.
pub async fn measure(bench: &Bench) -> Result<Section> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let status = Command::new("node")
        .arg("end2end/lighthouse.mjs")
        .current_dir(&root)
        .env("LOKET_BINARY", &bench.loket)
        .status()
        .await?;
    if !status.success() {
        return Err(format!("end2end/lighthouse.mjs failed: {status}").into());
    }
    let mut section = Section::new("lighthouse", "Lighthouse, phone profile, signed in");
    section.note(
        "Performance, accessibility and best practices, of 100; simulated slow 4G and a processor four times slower.",
    );
    for line in fs::read_to_string(root.join("target/lighthouse.json"))?.lines() {
        let page: Value = serde_json::from_str(line)?;
        let figure = |name: &str| page[name].as_f64().unwrap_or_default();
        let scores = ["performance", "accessibility", "best_practices"].map(|name| format!("{:.0}", figure(name)));
        let how = format!(
            "LCP {:.1} s, FCP {:.1} s, CLS {}, blocked {:.0} ms; {:.0} kB downloaded in all, pictures and page included",
            figure("lcp_ms") / 1000.0,
            figure("fcp_ms") / 1000.0,
            figure("cls"),
            figure("tbt_ms"),
            figure("bytes") / 1000.0
        );
        section.row(page["path"].as_str().unwrap_or_default(), "≥ 95 / 100 / 100", &scores.join(" / "), "", &how);
    }
    Ok(section)
}
