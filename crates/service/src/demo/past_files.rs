//! The bank's files of the months before, as if somebody had loaded each: the payments that are on the ledgers came in them.

use std::collections::BTreeMap;

use domain::{
    ids::{AccountId, MovementId, PostingId},
    money::Currency,
    references,
    time::{Date, Instant},
};
use store::{Tx, bank::NewMovement};

use super::{JOB, bank_files::own_account, world::World};
use crate::{Error, bank, secret};

/// A payment that is posted.
pub(super) struct Paid {
    pub account: AccountId,
    /// Who paid, and from which bank account.
    pub name: String,
    pub from: String,
    pub posting: PostingId,
    /// Minor units, above zero.
    pub amount: i64,
    pub currency: Currency,
    pub day: Date,
    pub reference: Option<String>,
    pub text: String,
    /// What it was put against: posting, number, amount.
    pub parts: Vec<(PostingId, String, i64)>,
}

/// Writes a file for each month and currency, with its movements, and where the accounts pay from.
pub(super) async fn write_files(tx: &Tx, paid: &[Paid], world: &World) -> Result<(), Error> {
    let mut months: BTreeMap<(i32, u8, Currency), Vec<&Paid>> = BTreeMap::new();
    for one in paid {
        let (year, month, _) = one.day.ymd();
        months.entry((year, month, one.currency)).or_default().push(one);
    }
    for ((year, month, currency), mut of_month) in months {
        of_month.sort_by_key(|one| one.day);
        let name = format!("{}-{year}-{month:02}.xml", currency.code());
        let at = loaded_at(world, year, month);
        write_file(tx, &name, currency, &of_month, at).await?;
    }
    let payers: Vec<(String, AccountId)> = paid.iter().map(|one| (one.from.clone(), one.account)).collect();
    store::bank::learn_payers(tx, JOB, &payers, world.now).await?;
    Ok(())
}

/// In the morning of the first day of the next month, or today.
fn loaded_at(world: &World, year: i32, month: u8) -> Instant {
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    let day = Date::from_ymd(year, month, 1).unwrap_or(world.today);
    world.at(day, 510).min(world.now)
}

async fn write_file(tx: &Tx, name: &str, currency: Currency, paid: &[&Paid], at: Instant) -> Result<(), Error> {
    let own = own_account(currency);
    let movements: Vec<NewMovement> = (1_i32..)
        .zip(paid)
        .map(|(line, one)| NewMovement {
            id: MovementId(store::new_id()),
            fingerprint: secret::plain_hash(format!("demo|{name}|{line}").as_bytes()),
            bank_account: references::bare(&own),
            line,
            booked: one.day,
            valued: one.day,
            amount: one.amount,
            currency,
            payer_name: one.name.clone(),
            payer_account: one.from.clone(),
            reference: one.reference.clone(),
            text: one.text.clone(),
            returned: false,
        })
        .collect();
    let count = i32::try_from(movements.len()).unwrap_or(i32::MAX);
    let hash = secret::plain_hash(format!("demo|{name}").as_bytes());
    let file = store::bank::insert_file(tx, None, name, &hash, "camt053", &own, count, at).await?;
    store::bank::insert_fresh(tx, file, &movements, at).await?;
    let changes = movements
        .iter()
        .zip(paid)
        .map(|(movement, one)| bank::paid_by_reference(movement.id, one.account, one.posting, &one.parts))
        .collect::<Result<Vec<_>, _>>()?;
    store::bank::set_states(tx, &changes, None, at).await?;
    Ok(())
}
