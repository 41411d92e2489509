//! The commands.

use std::{
    error::Error,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use service::{Config, Context, MailRoute, PostRules, clock::Clock};
use store::{Job, Store};

use crate::{
    config::{Data, Portal},
    hold::{self, Hold},
    private, restore, serve, telemetry, transcript,
};

/// Loket: a customer portal that a vendor runs.
#[derive(Debug, Parser)]
#[command(name = "loket", version)]
pub struct Command {
    #[command(flatten)]
    data: Data,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Serve the portal and carry out its mail.
    Serve(Box<Portal>),
    /// Bring the database's schema up to date.
    Migrate,
    /// Make the demo vendor, or a large reproducible amount of orders and cases for measuring.
    Demo {
        /// Further orders.
        #[arg(long, default_value_t = 0)]
        orders: u64,
        /// Cases, in as many accounts of their own.
        #[arg(long, default_value_t = 0)]
        cases: u64,
        /// Further accounts to spread them over.
        #[arg(long, default_value_t = 100)]
        accounts: u64,
        /// The same seed makes the same data.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Take in a file; nothing is taken when a line is refused.
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// Prove that the data is consistent, on a live database.
    Check,
    /// Copy the live embedded database to a new file.
    Backup { file: PathBuf },
    /// Put a backup in the place of the embedded database. The portal must not be running.
    Restore {
        file: PathBuf,
        /// Replace a database that is there.
        #[arg(long)]
        replace: bool,
    },
    /// Prove that a transcript of a case is as it was made, or say where it was altered.
    VerifyTranscript { file: PathBuf },
    /// The sizes of the site's files as they are served, as JSON.
    #[command(hide = true)]
    SiteSizes {
        #[arg(long, env = "LOKET_SITE")]
        site: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum Import {
    /// Articles with prices and stock, as CSV (see demo/README.md for the columns).
    Catalogue {
        file: PathBuf,
        /// The stock was counted just now: the shelf holds what the file says, also where it says what it said before.
        #[arg(long)]
        counted: bool,
    },
    /// Categories, as CSV.
    Categories { file: PathBuf },
    /// Articles of knowledge for everybody, as Markdown (see demo/README.md).
    Knowledge { file: PathBuf },
}

/// A sentence for the operator.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Carries out a command.
///
/// # Errors
/// With a sentence for the operator.
pub async fn run(command: Command) -> Result<ExitCode, Failure> {
    telemetry::start();
    // Until the command ends: who replaces the database sees that somebody has it open.
    let _open = match &command.action {
        Action::Restore { .. } | Action::SiteSizes { .. } | Action::VerifyTranscript { .. } => None,
        Action::Check | Action::Backup { .. } => {
            must_exist(&command.data)?;
            open(&command.data)?
        }
        _ => open(&command.data)?,
    };
    match command.action {
        Action::Serve(portal) => serve::run(&command.data, &portal).await?,
        Action::Migrate => {
            let store = serve::open_store(&command.data).await?;
            store.migrate().await?;
            println!("the schema is up to date");
        }
        Action::Demo { orders, cases, accounts, seed } => {
            demo(&command.data, service::demo::Amount { orders, cases, accounts, seed }).await?;
        }
        Action::Import { what } => return import(&command.data, what).await,
        Action::Check => return check(&serve::open_store(&command.data).await?).await,
        Action::Backup { file } => {
            let store = serve::open_store(&command.data).await?;
            back_up(&store, &file).await?;
            println!("copied to {}", file.display());
        }
        Action::Restore { file, replace } => restore::run(&command.data, &file, replace).await?,
        Action::VerifyTranscript { file } => {
            return Ok(if transcript::verify(&file)? { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Action::SiteSizes { site } => {
            println!("{}", serde_json::to_string(&crate::site::Site::load(site.as_deref())?.sizes())?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn open(data: &Data) -> Result<Option<Hold>, Failure> {
    let Some(file) = data.file() else { return Ok(None) };
    let hold = hold::shared(&file).map_err(|error| format!("{} cannot be used: {error}", data.data.display()))?;
    match hold {
        Some(hold) => Ok(Some(hold)),
        None => Err(format!("{} is being restored; try again when that has ended", file.display()).into()),
    }
}

/// Looking must not make an empty database.
fn must_exist(data: &Data) -> Result<(), Failure> {
    match data.file() {
        Some(file) if !file.exists() => Err(format!("there is no database {}", file.display()).into()),
        _ => Ok(()),
    }
}

/// Copies the database into a new file, which holds all that the database holds: nobody else reads it either.
async fn back_up(store: &Store, file: &Path) -> Result<(), Failure> {
    private::create(file).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => format!("{} exists; a backup is a new file", file.display()),
        _ => format!("{} cannot be written: {error}", file.display()),
    })?;
    let copied = store.copy_to(file).await;
    if copied.is_err() {
        // What was made for it is of no use. When it cannot be removed, why there is no copy is the news.
        _ = fs::remove_file(file);
    }
    Ok(copied?)
}

async fn context(data: &Data) -> Result<Context, Failure> {
    let store = serve::open_store(data).await?;
    store.migrate().await?;
    let config = Config {
        public_url: "http://localhost:3000".to_owned(),
        demo: false,
        mail: MailRoute::Keep,
        network_limit: 40,
        post: PostRules::default(),
    };
    Context::new(store, Clock::System, config).await.map_err(failure)
}

/// What the operator is told of a use case that failed.
pub(crate) fn failure(error: service::Error) -> Failure {
    match error {
        service::Error::Refused(refusal) => format!("refused: {:?}", refusal.code).into(),
        service::Error::Busy => "the database is busy".into(),
        service::Error::Fault(source) => source,
    }
}

async fn demo(data: &Data, amount: service::demo::Amount) -> Result<(), Failure> {
    let context = context(data).await?;
    if service::demo::create(&context).await.map_err(failure)? {
        println!("made the demo vendor");
    }
    let service::demo::Amount { orders, cases, accounts, .. } = amount;
    if orders + cases > 0 {
        let start = std::time::Instant::now();
        let style = indicatif::ProgressStyle::with_template(
            "{bar:40} {human_pos} of {human_len} orders and cases, {per_sec}, {eta} left",
        )?;
        let bar = indicatif::ProgressBar::new(orders + cases).with_style(style);
        service::demo::bulk(&context, &amount, &mut |done| bar.set_position(done)).await.map_err(failure)?;
        bar.finish();
        println!(
            "made {orders} orders and {cases} cases of {accounts} accounts each in {:.1} s",
            start.elapsed().as_secs_f64()
        );
    }
    Ok(())
}

async fn import(data: &Data, what: Import) -> Result<ExitCode, Failure> {
    let (Import::Catalogue { file, .. } | Import::Categories { file } | Import::Knowledge { file }) = &what;
    let text = fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let context = context(data).await?;
    let report = match what {
        Import::Catalogue { counted: true, .. } => service::import::counted(&context, &text).await,
        Import::Catalogue { counted: false, .. } => service::import::catalogue(&context, None, &text).await,
        Import::Categories { .. } => service::import::categories(&context, &text).await,
        Import::Knowledge { .. } => service::knowledge::take_in(&context, &text).await,
    }
    .map_err(failure)?;
    for line in &report.refused {
        eprintln!("{line}");
    }
    if report.refused.is_empty() {
        println!("{} created, {} changed, {} as they were", report.created, report.changed, report.same);
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{} lines refused; nothing was taken in", report.refused.len());
    Ok(ExitCode::FAILURE)
}

async fn check(store: &Store) -> Result<ExitCode, Failure> {
    let sound = prove(store).await?;
    for (name, count) in store::check::counts(store, Job::of("check")).await? {
        println!("{count:>12} {name}");
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Proves the invariants, says what was found, and whether all of them hold.
pub(crate) async fn prove(store: &Store) -> Result<bool, Failure> {
    let mut sound = true;
    for finding in store::check::all(store, Job::of("check")).await? {
        let mark = if finding.broken == 0 { "ok    " } else { "BROKEN" };
        println!(
            "{mark} {} {}",
            finding.invariant,
            if finding.broken == 0 { String::new() } else { format!("({})", finding.broken) }
        );
        sound &= finding.broken == 0;
    }
    Ok(sound)
}
