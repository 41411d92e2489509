//! The long form of the tests that prove a promise under force: each has its own verdict, and it stands here.

use std::{process::Stdio, time::Instant};

use tokio::process::Command;

use crate::{Bench, Result, report::Section};

/// What is run: the promise, and its package, test binary and tests.
const PROOFS: [(&str, &str, &str, &str); 3] = [
    (
        "killed 40 times while eight customers order: every acknowledged key once, no other twice",
        "server",
        "portal",
        "crash",
    ),
    ("200 buyers at once for one piece: one order", "service", "service", "two_hundred_buyers"),
    ("one key sent by many at once: one order", "service", "service", "storm_of_one_key"),
];

/// Runs them on every database there is.
pub async fn run(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("crash", "Crash loop, last piece, one key");
    section.note("The short form runs with all tests. Each row is the verdict of its tests, on SQLite and on PostgreSQL, with commits that reach the disk.");
    for (promise, package, binary, tests) in PROOFS {
        let begin = Instant::now();
        let mut command = Command::new("cargo");
        command
            .args(["test", "--quiet", "-p", package, "--test", binary, tests])
            .env("LOKET_CRASH_ROUNDS", "40")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        if let Some(server) = &bench.postgres {
            command.env("LOKET_TEST_POSTGRES", server);
        }
        let output = command.output().await?;
        let said = String::from_utf8_lossy(&output.stdout);
        let verdict = said.lines().rfind(|line| line.starts_with("test result:")).unwrap_or("it did not run");
        let how = format!("{:.0} s", begin.elapsed().as_secs_f64());
        section.row(promise, "all pass", verdict.trim_start_matches("test result: "), "", &how);
    }
    Ok(section)
}
