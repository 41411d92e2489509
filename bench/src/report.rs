//! The results as a page: a section for each measurement, with what is needed to read its figures.

use std::{fs, path::Path};

use tokio::process::Command;

use crate::{Bench, Result, bare_postgres};

/// The sections in their order.
const ORDER: [&str; 10] =
    ["orders", "pages", "lists", "money", "post", "start", "sizes", "lighthouse", "crash", "missed"];

const HEAD: &str = "# Results

Written by `bench`, one section for each measurement; a run of one measurement leaves the other sections as they were.
On a noisy machine the ratio to the limit of the same run says more than the figure itself.

";

/// One measurement.
#[derive(Debug)]
pub struct Section {
    name: &'static str,
    title: &'static str,
    rows: Vec<[String; 5]>,
    notes: Vec<String>,
    failures: Vec<String>,
}

impl Section {
    pub fn new(name: &'static str, title: &'static str) -> Self {
        Self { name, title, rows: Vec::new(), notes: Vec::new(), failures: Vec::new() }
    }

    /// Adds a figure, and shows it at once.
    pub fn row(&mut self, what: &str, reach: &str, got: &str, ratio: &str, how: &str) {
        println!("{what}: {got} {ratio}");
        self.rows.push([what, reach, got, ratio, how].map(|cell| cell.replace('|', "\\|").replace('\n', " ")));
    }

    /// Adds a sentence about how to read the figures.
    pub fn note(&mut self, text: &str) {
        self.notes.push(text.to_owned());
    }

    /// Notes that something was to be proved and was not: it is written like the rest, and then the run has failed.
    pub fn fail(&mut self, what: &str) {
        self.failures.push(what.to_owned());
    }

    /// What was to be proved and was not.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }

    fn text(&self, circumstances: &str) -> String {
        let mut text = format!("## {}\n\n", self.title);
        for note in &self.notes {
            text.push_str(note);
            text.push('\n');
        }
        if !self.rows.is_empty() {
            text.push_str("\n| what | to reach | got | of the limit | how |\n|---|---|---|---|---|\n");
            for row in &self.rows {
                text.push_str(&format!("| {} |\n", row.join(" | ")));
            }
            text.push_str(&format!("\n{circumstances}\n"));
        }
        text
    }
}

/// Writes the section into the results; the other sections stay.
pub async fn write(bench: &Bench, section: &Section) -> Result<()> {
    let old = match fs::read_to_string(&bench.results) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        old => old?,
    };
    fs::write(&bench.results, with(&old, section.name, &section.text(&circumstances(bench).await?)))?;
    Ok(())
}

/// The page with one section anew.
fn with(old: &str, name: &str, text: &str) -> String {
    let mut page = HEAD.to_owned();
    for section in ORDER {
        let (begin, end) = (format!("<!-- {section} -->\n"), format!("<!-- /{section} -->\n"));
        let kept = || Some(old.split_once(&begin)?.1.split_once(&end)?.0);
        let Some(text) = (if section == name { Some(text) } else { kept() }) else { continue };
        page.push_str(&format!("{begin}{text}{end}\n"));
    }
    // One empty line between sections, none at the end.
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// When, of what and on what it was measured.
async fn circumstances(bench: &Bench) -> Result<String> {
    let here = env!("CARGO_MANIFEST_DIR");
    let commit = said("git", &["-C", here, "rev-parse", "--short=10", "HEAD"]).await;
    // The results themselves are written while measuring.
    let changed = said("git", &["-C", here, "status", "--porcelain", "--", "..", ":!RESULTS.md"]).await;
    let changes = if changed.is_empty() { "" } else { " with changes that are not committed" };
    let mut versions = vec![
        said(&bench.loket.to_string_lossy(), &["--version"]).await,
        format!("SQLite {}", rusqlite::version()),
        said("rustc", &["--version"]).await,
    ];
    if let Some(server) = &bench.postgres {
        versions.push(format!("PostgreSQL {}", bare_postgres::version(server).await?));
    }
    Ok(format!(
        "Measured on {}, commit {commit}{changes}.\nMachine: {}; data on {}.\nVersions: {}.",
        chrono::Utc::now().format("%Y-%m-%d %H:%M UTC"),
        machine(),
        file_system(&bench.folder),
        versions.join(", ")
    ))
}

/// What a command prints; nothing when it is not there.
async fn said(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(command).args(arguments).output().await;
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}

fn machine() -> String {
    let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
    let after = |text: &str, name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.split_once(':').map(|(_, value)| value.trim().to_owned()))
            .unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let processor = after(&read("/proc/cpuinfo"), "model name");
    let memory = after(&read("/proc/meminfo"), "MemTotal");
    let kibibytes: u64 = memory.trim_end_matches("kB").trim().parse().unwrap_or(0);
    let kernel = read("/proc/sys/kernel/osrelease");
    format!(
        "{cores} cores ({processor}), {:.1} GiB of memory, Linux {}",
        kibibytes as f64 / 1024.0 / 1024.0,
        kernel.trim()
    )
}

/// The kind of file system that a folder is on.
fn file_system(folder: &Path) -> String {
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    mounts
        .lines()
        .filter_map(|line| {
            let mut parts = line.split(' ');
            Some((parts.nth(1)?, parts.next()?))
        })
        .filter(|(place, _)| folder.starts_with(place))
        // The last of the longest: what is mounted over another hides it.
        .max_by_key(|(place, _)| place.len())
        .map_or_else(String::new, |(_, kind)| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_run_keeps_the_other_sections() {
        let one = with("", "pages", "## Pages\n\n1\n");
        let two = with(&one, "orders", "## Orders\n\n2\n");
        let three = with(&two, "pages", "## Pages\n\n3\n");
        let tail = three.strip_prefix(HEAD);
        assert_eq!(
            tail,
            Some(
                "<!-- orders -->\n## Orders\n\n2\n<!-- /orders -->\n\n<!-- pages -->\n## Pages\n\n3\n<!-- /pages -->\n"
            )
        );
    }

    #[test]
    fn a_cell_cannot_break_the_table() {
        let mut section = Section::new("start", "Start");
        section.row("a|b", "", "one\ntwo", "", "");
        assert!(section.text("Measured.").contains("| a\\|b |  | one two |  |  |\n\nMeasured.\n"));
    }
}
