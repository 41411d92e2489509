//! How soon the portal serves, and how much memory it holds.

use std::time::{Duration, Instant};

use crate::{
    Backend, Bench, Result,
    load::{self, Call, median, milliseconds},
    members,
    portal::{Installation, Portal},
    report::Section,
};

const STARTS: usize = 7;
const CONNECTIONS: usize = 32;
/// How long nothing is asked of it before it counts as idle.
const IDLE: Duration = Duration::from_secs(3);

/// Measures on SQLite.
pub async fn measure(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("start", "Start and memory");
    section.note("Data: the demo vendor and 2,000 orders of 400 accounts on SQLite.");
    let installation = Installation::filled(bench, Backend::Sqlite, (2_000, 0), 400).await?;
    let mut times = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let begin = Instant::now();
        let portal = installation.serve().await?;
        times.push(begin.elapsed().as_secs_f64());
        portal.stop().await?;
    }
    section.row(
        "from the start of the process to `/readyz` = 200",
        "≤ 300 ms",
        &milliseconds(Duration::from_secs_f64(median(times))),
        "",
        &format!("existing database, median of {STARTS}"),
    );
    let portal = installation.serve().await?;
    memory(bench, &portal, &mut section).await?;
    portal.stop().await?;
    installation.remove().await?;
    Ok(section)
}

async fn memory(bench: &Bench, portal: &Portal, section: &mut Section) -> Result<()> {
    tokio::time::sleep(IDLE).await;
    section.row("resident, idle", "≤ 60 MB", &megabytes(portal.resident()?), "", "VmRSS 3 s after the start");

    let emails: Vec<String> = (1..=8).map(members::bulk).collect();
    let members = members::sign_in(portal.address, &emails).await?;
    let calls: Vec<Call> = members
        .iter()
        .flat_map(|member| ["/", "/orders", "/shop?q=cement"].map(|path| Call::get(path).with_cookie(&member.cookie)))
        .collect();
    let load = load::run(portal.address, CONNECTIONS, bench.time, &calls);
    tokio::pin!(load);
    let mut tick = tokio::time::interval(Duration::from_millis(100));
    let mut most = 0;
    let figures = loop {
        tokio::select! {
            figures = &mut load => break figures?,
            _ = tick.tick() => most = most.max(portal.resident()?),
        }
    };
    let how = format!(
        "largest VmRSS, {CONNECTIONS} connections for {} s, {:.0} pages/s",
        bench.time.as_secs(),
        figures.rate()
    );
    section.row("resident, under load", "", &megabytes(most), "", &how);
    Ok(())
}

fn megabytes(kibibytes: u64) -> String {
    format!("{:.1} MB", kibibytes as f64 * 1.024 / 1000.0)
}
