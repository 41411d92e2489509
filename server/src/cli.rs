//! The commands.

use std::{
    error::Error,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use domain::{
    ids::{MemberId, SessionId},
    permissions::Actor,
};
use service::{Config, Context, MailRoute, PostRules, clock::Clock};
use store::{Job, Store};

use crate::{
    config::{Data, Portal},
    export,
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
    /// Make the demo vendor, or a large reproducible amount of orders, cases and postings for measuring.
    Demo {
        /// Further orders.
        #[arg(long, default_value_t = 0)]
        orders: u64,
        /// Cases, in as many accounts of their own.
        #[arg(long, default_value_t = 0)]
        cases: u64,
        /// Postings, in as many accounts of their own.
        #[arg(long, default_value_t = 0)]
        postings: u64,
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
    /// Write all data of an account to a new file, as its owner would download it.
    Export {
        /// The customer's number.
        #[arg(long, value_name = "NUMBER")]
        account: String,
        /// A ZIP.
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
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
    /// Invoices and credit notes that another program has issued, as CSV (see demo/README.md for the columns).
    Invoices { file: PathBuf },
    /// What the bank says came in and went out: CAMT.053, MT940 or CSV, as at /desk/bank.
    Bank {
        file: PathBuf,
        /// Who loads it: the address of somebody of the vendor who may post money.
        #[arg(long, value_name = "EMAIL")]
        by: String,
    },
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
        Action::Check | Action::Backup { .. } | Action::Export { .. } => {
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
        Action::Demo { orders, cases, postings, accounts, seed } => {
            demo(&command.data, service::demo::Amount { orders, cases, postings, accounts, seed }).await?;
        }
        Action::Import { what } => return import(&command.data, what).await,
        Action::Check => return check(&serve::open_store(&command.data).await?).await,
        Action::Backup { file } => {
            let store = serve::open_store(&command.data).await?;
            back_up(&store, &file).await?;
            println!("copied to {}", file.display());
        }
        Action::Export { account, output } => {
            export::to_file(&context(&command.data).await?, &account, &output).await?;
            println!("written to {}", output.display());
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
        payments: None,
    };
    Context::new(store, Clock::System, config).await.map_err(failure)
}

/// What the operator is told of a use case that failed.
pub(crate) fn failure(error: service::Error) -> Failure {
    match error {
        service::Error::Refused(refusal) => {
            let detail = refusal.detail.map(|detail| format!(", {detail}")).unwrap_or_default();
            format!("refused: {:?}{detail}", refusal.code).into()
        }
        service::Error::Busy => "the database is busy".into(),
        service::Error::Fault(source) => source,
    }
}

async fn demo(data: &Data, amount: service::demo::Amount) -> Result<(), Failure> {
    let context = context(data).await?;
    if service::demo::create(&context).await.map_err(failure)? {
        println!("made the demo vendor");
        let folder = write_bank_files(data, &context).await?;
        println!("its bank files of the last month, to be loaded at /desk/bank, are in {}", folder.display());
    }
    let service::demo::Amount { orders, cases, postings, accounts, .. } = amount;
    if orders + cases + postings > 0 {
        let start = std::time::Instant::now();
        let style = indicatif::ProgressStyle::with_template(
            "{bar:40} {human_pos} of {human_len} orders, cases and postings, {per_sec}, {eta} left",
        )?;
        let bar = indicatif::ProgressBar::new(orders + cases + postings).with_style(style);
        service::demo::bulk(&context, &amount, &mut |done| bar.set_position(done)).await.map_err(failure)?;
        bar.finish();
        println!(
            "made {orders} orders, {cases} cases and {postings} postings of {accounts} accounts each in {:.1} s",
            start.elapsed().as_secs_f64()
        );
    }
    Ok(())
}

/// Writes what the demo vendor's bank says of the last month beside the data; gives the folder.
pub(crate) async fn write_bank_files(data: &Data, context: &Context) -> Result<PathBuf, Failure> {
    let folder = data.data.join("demo-bank");
    fs::create_dir_all(&folder)?;
    for file in service::demo::bank_files(context).await.map_err(failure)? {
        fs::write(folder.join(&file.name), &file.content)?;
    }
    Ok(folder)
}

async fn import(data: &Data, what: Import) -> Result<ExitCode, Failure> {
    let report = match what {
        Import::Catalogue { file, counted } => {
            let (context, text) = opened(data, &file).await?;
            if counted {
                service::import::counted(&context, &text).await
            } else {
                service::import::catalogue(&context, None, &text).await
            }
        }
        Import::Categories { file } => {
            let (context, text) = opened(data, &file).await?;
            service::import::categories(&context, &text).await
        }
        Import::Knowledge { file } => {
            let (context, text) = opened(data, &file).await?;
            service::knowledge::take_in(&context, &text).await
        }
        Import::Invoices { file } => {
            let (context, text) = opened(data, &file).await?;
            service::import::invoices(&context, &text).await
        }
        Import::Bank { file, by } => return import_bank(data, &file, &by).await,
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

/// The services, and a file of text for them.
async fn opened(data: &Data, file: &Path) -> Result<(Context, String), Failure> {
    let bytes = fs::read(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        format!("{} cannot be read: line {line} is not UTF-8", file.display())
    })?;
    Ok((context(data).await?, text))
}

/// Loads a file of the bank, as the person would at the desk.
async fn import_bank(data: &Data, file: &Path, by: &str) -> Result<ExitCode, Failure> {
    let bytes = fs::read(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let context = context(data).await?;
    let person =
        store::accounts::member_by_email(context.store(), Job::of("bank import"), &by.trim().to_lowercase()).await?;
    let person = person.filter(|person| !person.disabled && person.staff().is_some());
    let person = person.ok_or_else(|| format!("{by} is nobody of the vendor"))?;
    let actor = Actor {
        member: MemberId(person.id),
        session: SessionId::NIL,
        language: person.language(),
        time_zone: person.time_zone.clone(),
        acting: None,
        staff: person.staff(),
    };
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let loaded = service::bank::load(&context, &actor, &name, &bytes).await.map_err(failure)?;
    println!(
        "{} movements, {} of them new: {} posted, {} proposed, {} unknown, {} put aside",
        loaded.movements, loaded.fresh, loaded.posted, loaded.proposed, loaded.unknown, loaded.aside
    );
    Ok(ExitCode::SUCCESS)
}

async fn check(store: &Store) -> Result<ExitCode, Failure> {
    let sound = prove(store).await?;
    if sound {
        // Customers read beside their balance when the sums were last proved.
        let tx = store.begin().await?;
        store::ledger::note_verified(&tx, Job::of("check"), Clock::System.now()).await?;
        tx.commit().await?;
    }
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
