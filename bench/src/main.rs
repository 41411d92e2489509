//! Measures the portal against what it should reach and against a limit in the same run, and writes `RESULTS.md`.
//!
//! Everything happens on the loopback, against processes and databases that are started, stopped and removed here.
//! Each measurement is bounded in time and in connections. One measurement alone leaves the figures of the others.

mod bare_postgres;
mod bare_sqlite;
mod lighthouse;
mod lists;
mod load;
mod members;
mod money;
mod orders;
mod pages;
mod portal;
mod post;
mod proof;
mod report;
mod sizes;
mod start;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::{Parser, Subcommand};

type Failure = Box<dyn Error + Send + Sync>;
type Result<T> = std::result::Result<T, Failure>;

/// Measures Loket and writes the results.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Options {
    #[command(subcommand)]
    what: Option<What>,
    /// How long one measurement lasts.
    #[arg(long, global = true, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// The release binary; without it target/loket of this checkout.
    #[arg(long, global = true, env = "LOKET_BINARY")]
    loket: Option<PathBuf>,
    /// A folder for databases, on a real disk; without it target/bench of this checkout.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// Where the results are written; without it RESULTS.md beside this program's sources.
    #[arg(long, global = true)]
    results: Option<PathBuf>,
    /// A PostgreSQL that may be filled: databases are made and dropped there. Without it only SQLite is measured.
    #[arg(long, global = true, env = "LOKET_TEST_POSTGRES", hide_env_values = true)]
    postgres: Option<String>,
    /// Orders in the database of `lists`.
    #[arg(long, global = true, default_value_t = 1_000_000)]
    orders: u64,
    /// Cases in the database of `lists`.
    #[arg(long, global = true, default_value_t = 1_000_000)]
    cases: u64,
    /// Postings in the database of `money`.
    #[arg(long, global = true, default_value_t = 5_000_000, value_parser = clap::value_parser!(u64).range(1_000..))]
    postings: u64,
    /// Accounts in the databases of `lists` and `money`.
    #[arg(long, global = true, default_value_t = 10_000)]
    accounts: u64,
    /// How often `crash` runs the last piece and the storm of one key.
    #[arg(long, global = true, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    runs: u32,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum What {
    /// Submitting orders, beside a bare database that commits the same rows.
    Orders,
    /// The order list as a page, beside a bare answer of the same bytes.
    Pages,
    /// Lists, searches and single pages in a large database.
    Lists,
    /// Ledgers, statements, invoices on paper and the bank in a large database.
    Money,
    /// Mail that comes in: taken in, filed, shown.
    Post,
    /// Time to serve and memory.
    Start,
    /// What the browser downloads.
    Sizes,
    /// Lighthouse on a phone profile.
    Lighthouse,
    /// The crash loop, the last piece and the storm of one key, in their long form.
    Crash,
    /// All of them.
    All,
}

/// What all measurements share.
#[derive(Clone, Debug)]
struct Bench {
    loket: PathBuf,
    folder: PathBuf,
    results: PathBuf,
    postgres: Option<String>,
    time: Duration,
    orders: u64,
    cases: u64,
    postings: u64,
    accounts: u64,
    runs: u32,
}

/// Which database the portal runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

impl Bench {
    fn of(options: &Options) -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let target = here.join("../target");
        let loket = options.loket.clone().unwrap_or_else(|| target.join("loket"));
        let loket = loket
            .canonicalize()
            .map_err(|error| format!("{}: {error}; build it with script/build", loket.display()))?;
        let folder = options.data.clone().unwrap_or_else(|| target.join("bench"));
        fs::create_dir_all(&folder)?;
        Ok(Self {
            loket,
            folder: folder.canonicalize()?,
            results: options.results.clone().unwrap_or_else(|| here.join("RESULTS.md")),
            postgres: options.postgres.clone(),
            time: Duration::from_secs(options.seconds),
            orders: options.orders,
            cases: options.cases,
            postings: options.postings,
            accounts: options.accounts,
            runs: options.runs,
        })
    }

    fn backends(&self) -> Vec<Backend> {
        let second = self.postgres.is_some().then_some(Backend::Postgres);
        std::iter::once(Backend::Sqlite).chain(second).collect()
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<()> {
    let bench = Bench::of(options)?;
    let all = [
        What::Orders,
        What::Pages,
        What::Lists,
        What::Money,
        What::Post,
        What::Start,
        What::Sizes,
        What::Lighthouse,
        What::Crash,
    ];
    let wanted = match options.what {
        None | Some(What::All) => all.to_vec(),
        Some(one) => vec![one],
    };
    let mut failures = Vec::new();
    for what in wanted {
        println!("\n== {what:?}");
        let section = match what {
            What::Orders => orders::measure(&bench).await?,
            What::Pages => pages::measure(&bench).await?,
            What::Lists => lists::measure(&bench).await?,
            What::Money => money::measure(&bench).await?,
            What::Post => post::measure(&bench).await?,
            What::Start => start::measure(&bench).await?,
            What::Sizes => sizes::measure(&bench).await?,
            What::Lighthouse => lighthouse::measure(&bench).await?,
            What::Crash => proof::run(&bench).await?,
            What::All => continue,
        };
        // At once: what is measured is kept when a later measurement fails.
        report::write(&bench, &section).await?;
        failures.extend_from_slice(section.failures());
    }
    println!("\nwritten to {}", bench.results.display());
    if failures.is_empty() { Ok(()) } else { Err(format!("not proved: {}", failures.join("; ")).into()) }
}
