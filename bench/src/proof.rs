//! The long form of the tests that prove a promise under force: each has its own verdict, and it stands here.

use std::{process::Stdio, time::Instant};

use tokio::process::Command;

use crate::{Bench, Result, report::Section};

/// A promise, and the tests that prove it.
#[derive(Clone, Copy, Debug)]
struct Proof {
    promise: &'static str,
    package: &'static str,
    binary: &'static str,
    tests: &'static str,
    /// It is long by itself; the others are run again and again, each time on a database of their own.
    once: bool,
}

/// How often the crash loop kills, as its promise says.
const CRASHES: &str = "40";

const PROOFS: [Proof; 3] = [
    Proof {
        promise: "killed 40 times while eight customers order: every acknowledged key once, no other twice",
        package: "server",
        binary: "portal",
        tests: "crash::",
        once: true,
    },
    Proof {
        promise: "200 buyers at once for one piece: one order",
        package: "service",
        binary: "service",
        tests: "two_hundred_buyers",
        once: false,
    },
    Proof {
        promise: "one key sent by many at once: one order, one list",
        package: "service",
        binary: "service",
        tests: "storm_of_one_key",
        once: false,
    },
];

/// Runs them on every database there is. What is not proved is a failure of the section.
pub async fn run(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("crash", "Crash loop, last piece, one key");
    let databases = if bench.postgres.is_some() { "SQLite and on PostgreSQL" } else { "SQLite" };
    section.note(&format!(
        "The short form runs with all tests. Each row is the verdict of its tests, on {databases}, with commits that \
         reach the disk."
    ));
    for proof in PROOFS {
        let begin = Instant::now();
        let runs = if proof.once { 1 } else { bench.runs };
        let mut verdict = format!("{runs} of {runs} runs passed");
        for run in 1..=runs {
            if let Some(failure) = failure_of(bench, &proof).await? {
                verdict = format!("run {run} of {runs} FAILED: {failure}");
                section.fail(proof.promise);
                break;
            }
        }
        let how = format!("{:.0} s", begin.elapsed().as_secs_f64());
        section.row(proof.promise, "all pass", &verdict, "", &how);
    }
    Ok(section)
}

/// Runs the tests once; nothing when there were some and all of them passed.
async fn failure_of(bench: &Bench, proof: &Proof) -> Result<Option<String>> {
    let mut command = Command::new("cargo");
    command
        .args(["test", "--quiet", "-p", proof.package, "--test", proof.binary, proof.tests])
        .env("LOKET_CRASH_ROUNDS", CRASHES)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    match &bench.postgres {
        Some(server) => command.env("LOKET_TEST_POSTGRES", server),
        None => command.args(["--", "--skip", "postgres"]),
    };
    let output = command.output().await?;
    let said = String::from_utf8_lossy(&output.stdout);
    let verdict = said.lines().rfind(|line| line.starts_with("test result:")).unwrap_or("it did not run");
    if output.status.success() && passed(verdict) > 0 {
        return Ok(None);
    }
    eprintln!("{said}{}", String::from_utf8_lossy(&output.stderr));
    Ok(Some(verdict.trim_start_matches("test result: ").to_owned()))
}

/// How many tests passed. A name that fits no test any more would prove nothing, and fail nothing either.
fn passed(verdict: &str) -> u32 {
    verdict
        .split_once(" passed")
        .and_then(|(before, _)| before.rsplit(' ').next())
        .and_then(|count| count.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_without_tests_proves_nothing() {
        let end = "0 failed; 0 ignored; 0 measured; 240 filtered out; finished in 9.31s";
        assert_eq!(passed(&format!("test result: ok. 12 passed; {end}")), 12);
        assert_eq!(passed(&format!("test result: ok. 0 passed; {end}")), 0);
        assert_eq!(passed("it did not run"), 0);
    }
}
