//! The demo vendor: "Van Dael & Co", a building-materials merchant in Gent, with customers, two years of orders, and a year of
//! invoices and payments.
//!
//! Everything is made from the files in `demo/` and from a fixed seed, and dated relative to the moment it is made,
//! so that something is always on its way, late, or waiting for approval.

mod bank_files;
mod bills;
mod cases;
mod customers;
mod desk;
mod dice;
mod history;
mod ledger;
mod life;
mod load;
mod load_cases;
mod load_ledger;
mod past_cases;
mod past_files;
mod scenes;
mod statements;
mod story;
mod vendor;
mod words;
mod world;

use domain::{
    demo::{DemoPerson, DemoPlace, KeptMail, OutboxState},
    permissions::{Role, StaffRole},
    refusal::Code,
    time::Instant,
};
use store::Job;

use crate::{Context, Error, import, knowledge, measures};

pub use bank_files::{BankFile, bank_files};
pub(crate) use vendor::settings;

/// How much to make for measuring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    pub orders: u64,
    /// Cases, in as many accounts of their own.
    pub cases: u64,
    /// Postings, in as many accounts of their own.
    pub postings: u64,
    pub accounts: u64,
    /// The same seed makes the same of all of them.
    pub seed: u64,
}

const JOB: Job = Job::of("demo");
const CATEGORIES: &str = include_str!("../../../demo/categories.csv");
const CATALOGUE: &str = include_str!("../../../demo/catalogue.csv");
const KNOWLEDGE: &str = include_str!("../../../demo/knowledge.md");
/// How far back the orders go.
const DAYS: i64 = 730;

/// Makes the demo vendor; `false` when there is a vendor already. It is one transaction: whoever is cut short has made
/// nothing, and of two who begin together the second finds it made. Only the few cases come after it, by the same ways as
/// anybody's.
///
/// # Errors
/// When the database fails, or holds a part of a load for measuring.
pub async fn create(context: &Context) -> Result<bool, Error> {
    let store = context.store();
    if store::settings::is_loading(store).await? {
        return Err(loaded_in_part());
    }
    if store::settings::find(store).await?.is_some() {
        return Ok(false);
    }
    let now = context.now();
    let today = crate::clock::wall(now, vendor::TIME_ZONE).date();
    let settings = settings(today);
    let opened = now.plus_days(-DAYS - 5);

    let tx = store.begin().await?;
    if !store::settings::mark_demo(&tx, JOB, now).await? {
        context.reload_settings().await?;
        return Ok(false);
    }
    store::settings::save(&tx, JOB, &settings, now).await?;
    let report = import::take_catalogue(&tx, &settings, today, Some(CATEGORIES), CATALOGUE).await?;
    if let Some(line) = report.refused.first() {
        return Err(Error::Fault(format!("the demo catalogue is wrong: {line}").into()));
    }
    let report = knowledge::write(&tx, KNOWLEDGE, now).await?;
    if let Some(line) = report.refused.first() {
        return Err(Error::Fault(format!("the demo's articles of knowledge are wrong: {line}").into()));
    }
    let customers = customers::create(&tx, &settings, opened).await?;
    let movers = customers::create_staff(&tx, &settings, opened).await?;
    history::write(&tx, &settings, now, &customers, movers, opened).await?;
    tx.commit().await?;

    context.reload_settings().await?;
    cases::write(context, now).await?;
    measures::pass(context).await?;
    store.analyze().await?;
    Ok(true)
}

/// Adds accounts and orders for measuring to the demo vendor, which is made when there is none. The first account gets
/// 50,000 orders when there are 100,000 in all, else 5 % of them; the others share the rest evenly. Cases come in the same
/// way, to accounts of their own, and so do postings, of which the first account gets 100,000 when there are a million, else
/// a tenth. `progress` is told how many orders, cases and postings are written.
///
/// # Errors
/// `NotFound` when this is not a demo; when the database fails, or holds a part of an earlier load.
pub async fn bulk(context: &Context, amount: &Amount, progress: &mut (dyn FnMut(u64) + Send)) -> Result<(), Error> {
    create(context).await?;
    if !store::settings::is_demo(context.store()).await? {
        return Err(Code::NotFound.into());
    }
    let tx = context.store().begin().await?;
    if !store::settings::begin_loading(&tx, JOB, context.now()).await? {
        return Err(loaded_in_part());
    }
    tx.commit().await?;
    load::write(context, amount, progress).await?;
    context.store().analyze().await?;
    Ok(())
}

/// The mails that were kept instead of sent, newest first.
///
/// # Errors
/// `NotFound` when this is not a demo.
pub async fn mail(context: &Context) -> Result<Vec<KeptMail>, Error> {
    demo_only(context).await?;
    let settings = context.settings();
    let rows = store::outbox::whole(context.store(), JOB, OutboxState::Kept).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let at = context.wall(Instant::from_millis(row.created_at), &settings.vendor.time_zone);
            row.mail().map(|mail| KeptMail { to: mail.to, subject: mail.subject, text: mail.text, html: mail.html, at })
        })
        .collect())
}

/// The people to sign in as.
///
/// # Errors
/// `NotFound` when this is not a demo.
pub async fn people(context: &Context) -> Result<Vec<DemoPerson>, Error> {
    demo_only(context).await?;
    let people = store::accounts::people(context.store(), JOB).await?;
    Ok(people
        .into_iter()
        .filter_map(|(name, email, account, role)| {
            let place = if account.is_empty() {
                DemoPlace::Staff { role: StaffRole::parse(&role)? }
            } else {
                DemoPlace::Member { account, role: Role::parse(&role)? }
            };
            Some(DemoPerson { name, email, place })
        })
        .collect())
}

async fn demo_only(context: &Context) -> Result<(), Error> {
    if context.config().demo && store::settings::is_demo(context.store()).await? {
        Ok(())
    } else {
        Err(Code::NotFound.into())
    }
}

fn loaded_in_part() -> Error {
    let said = "orders for measuring are being made, or their making was cut short: the database holds a part of them. \
                When nobody is at it, make a new database";
    Error::Fault(said.into())
}

/// Something the files of the demo should have had.
fn missing(what: &str) -> Error {
    Error::Fault(format!("the demo has no {what}").into())
}
