//! Taking in a file of the bank's, and looking at what it brought.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use domain::{
    format,
    i18n::I18n,
    ids::{MemberId, MovementId},
    language::Language,
    ledger::wire::{Loaded, MovementState},
    money::Currency,
    permissions::{Actor, PostMoney, StaffGranted},
    references,
    refusal::{Code, Refusal},
    time::Date,
};
use store::{
    Tx,
    bank::{Brought, NewMovement, Seen},
};
use tokio::sync::watch;

use super::{JOB, sort};
use crate::{Context, Error, secret};

/// So many movements are looked at in one transaction: their accounts are held for that long.
const AT_ONCE: usize = 500;
/// How often a transaction is tried that stands in another one's way.
const TRIES: u32 = 5;
/// What a load has left behind is looked at within this.
const ROUND: Duration = Duration::from_secs(60);
/// The longest texts that are kept of a movement, in characters.
const LONGEST_NAME: usize = 140;
const LONGEST_ACCOUNT: usize = 60;
const LONGEST_TEXT: usize = 500;
const LONGEST_FILE_NAME: usize = 120;
const LONGEST_BANK_ACCOUNTS: usize = 200;
/// The shortest national number of an account that is looked for at the end of an IBAN, in characters.
const SHORTEST_ACCOUNT: usize = 7;
/// So many days are named, and the last one.
const NAMED_DAYS: usize = 5;

/// Takes in a file of the bank's and looks at what is new in it. Movements that another file has brought are left alone.
///
/// # Errors
/// `NotAllowed`; `File`, with the line and the reason, for a file that cannot be read whole; `AlreadyLoaded`;
/// `OtherFormat`, with the days; each of them with the field `file`.
pub async fn load(context: &Context, actor: &Actor, name: &str, bytes: &[u8]) -> Result<Loaded, Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    let known = || Error::from(Refusal::field(Code::AlreadyLoaded, "file"));
    let hash = secret::plain_hash(bytes);
    if store::bank::known_file(context.store(), &granted, &hash).await? {
        return Err(known());
    }
    let statements = read(context, actor.language, bytes).await?;
    let format = statements.first().map_or(::bank::Format::Csv, |statement| statement.format);
    let mut accounts: Vec<&str> = statements.iter().map(|statement| statement.account.as_str()).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let accounts = cut(&accounts.join(", "), LONGEST_BANK_ACCOUNTS);
    let movements: Vec<NewMovement> = statements
        .iter()
        .flat_map(|statement| statement.movements.iter().map(|movement| new_movement(&statement.account, movement)))
        .collect();

    let (now, by) = (context.now(), Some(actor.member));
    let count = i32::try_from(movements.len()).unwrap_or(i32::MAX);
    let movements = without_known(context, &granted, format, &statements, movements).await?;
    let tx = context.store().begin().await?;
    let inserted =
        store::bank::insert_file(&tx, by, &file_name(name), &hash, format.code(), &accounts, count, now).await;
    let file = match inserted {
        // Somebody else loads it at this moment.
        Err(store::Error::Taken) => return Err(known()),
        other => other?,
    };
    let fresh = store::bank::insert_fresh(&tx, file, &movements, now).await?;
    let fresh: Vec<&NewMovement> =
        movements.iter().zip(fresh).filter(|(_, is_fresh)| *is_fresh).map(|(movement, _)| movement).collect();
    refuse_other_format(&tx, &granted, actor.language, format, &fresh).await?;
    tx.commit().await?;

    let fresh: Vec<MovementId> = fresh.into_iter().map(|movement| movement.id).collect();
    for some in fresh.chunks(AT_ONCE) {
        match look_at(context, some, by).await {
            // It is taken in; what is left is looked at within a minute.
            Err(Error::Busy) => tracing::warn!("a bank file is loaded, and its movements are looked at later"),
            other => other?,
        }
    }
    let counts = store::bank::counts_of(context.store(), JOB, file).await?;
    let of = |wanted: MovementState| counts.iter().find(|(state, _)| *state == wanted).map_or(0, |(_, count)| *count);
    metrics::counter!("loket_bank_files_total").increment(1);
    Ok(Loaded {
        movements: i64::from(count),
        fresh: i64::try_from(fresh.len()).unwrap_or(i64::MAX),
        posted: of(MovementState::Posted),
        proposed: of(MovementState::Proposed),
        unknown: of(MovementState::Unknown),
        aside: of(MovementState::Aside),
    })
}

/// Reads a file, beside the requests of others: a large one takes a second.
async fn read(context: &Context, language: Language, bytes: &[u8]) -> Result<Vec<::bank::Statement>, Error> {
    let settings = context.settings();
    // What a table leaves out.
    let currency = settings.public_prices.currency;
    let mut rules = ::bank::CsvRules::default().with_currency(currency);
    if let Some(iban) = &settings.billing.seller_in(currency).iban {
        rules = rules.with_account(iban);
    }
    let bytes = bytes.to_vec();
    let read = tokio::task::spawn_blocking(move || ::bank::read(&bytes, &rules)).await;
    let read = read.map_err(|error| Error::Fault(Box::new(error)))?;
    read.map_err(|error| Refusal::field(Code::File, "file").with(told(I18n::of(language), &error)).into())
}

/// The line and the reason.
fn told(i18n: I18n, error: &::bank::BankError) -> String {
    use ::bank::Reason;
    let reason = match error.reason {
        Reason::Encoding => i18n.bank_wrong_encoding(),
        Reason::NotABankFile => i18n.bank_wrong_kind(),
        Reason::UnknownVersion => i18n.bank_wrong_version(),
        Reason::Malformed => i18n.bank_wrong_form(),
        Reason::CutOff => i18n.bank_wrong_cut(),
        Reason::Amount => i18n.bank_wrong_amount(),
        Reason::Currency => i18n.bank_wrong_currency(),
        Reason::Date => i18n.bank_wrong_date(),
        Reason::MissingField => i18n.bank_wrong_missing(),
        Reason::UnknownField => i18n.bank_wrong_field(),
        Reason::Columns => i18n.bank_wrong_columns(),
        Reason::Balance => i18n.bank_wrong_balance(),
        Reason::Repeats => i18n.bank_wrong_repeats(),
        Reason::TooLarge => i18n.bank_wrong_size(),
    };
    let line = error.line.to_string();
    if error.found.is_empty() {
        i18n.bank_wrong_at(&line, reason)
    } else {
        i18n.bank_wrong_at_found(&error.found, &line, reason)
    }
}

/// Without those that a table has brought when the account that was assumed of it was part of their fingerprints.
async fn without_known(
    context: &Context,
    granted: &StaffGranted<PostMoney>,
    format: ::bank::Format,
    statements: &[::bank::Statement],
    movements: Vec<NewMovement>,
) -> Result<Vec<NewMovement>, Error> {
    if format != ::bank::Format::Csv {
        return Ok(movements);
    }
    let mut fresh = vec![true; movements.len()];
    for account in store::bank::accounts_of_tables(context.store(), granted, format.code()).await? {
        let all = statements.iter().flat_map(|statement| &statement.movements).enumerate();
        let before: Vec<(usize, Vec<u8>)> = all
            .filter_map(|(place, movement)| {
                let fingerprint = movement.fingerprint_with(&account)?;
                Some((place, secret::plain_hash(fingerprint.as_bytes())))
            })
            .collect();
        let hashes: Vec<Vec<u8>> = before.iter().map(|(_, hash)| hash.clone()).collect();
        let known = store::bank::known_fingerprints(context.store(), granted, &hashes).await?;
        for (place, hash) in &before {
            if known.contains(hash)
                && let Some(is_fresh) = fresh.get_mut(*place)
            {
                *is_fresh = false;
            }
        }
    }
    Ok(movements.into_iter().zip(fresh).filter(|(_, is_fresh)| *is_fresh).map(|(movement, _)| movement).collect())
}

/// Refuses days of an account that have come in a file of another format: each format names a movement in its own way, so
/// that it would count twice.
async fn refuse_other_format(
    tx: &Tx,
    granted: &StaffGranted<PostMoney>,
    language: Language,
    format: ::bank::Format,
    fresh: &[&NewMovement],
) -> Result<(), Error> {
    let now: BTreeSet<Brought> = fresh
        .iter()
        .map(|movement| Brought {
            day: movement.booked,
            account: movement.bank_account.clone(),
            currency: movement.currency,
        })
        .collect();
    let (Some(first), Some(last)) = (now.first(), now.last()) else { return Ok(()) };
    let before = store::bank::in_other_formats(tx, granted, format.code(), (first.day, last.day)).await?;
    let is_there = |one: &&Brought| {
        before.iter().any(|other| {
            let mut accounts = other.account.split(',');
            other.day == one.day
                && other.currency == one.currency
                && accounts.any(|account| is_same_account(&own_account(account), &one.account))
        })
    };
    let mut twice: Vec<Date> = now.iter().filter(is_there).map(|one| one.day).collect();
    let seen = store::bank::amounts_in_other_formats(tx, granted, format.code(), (first.day, last.day)).await?;
    twice.extend(without_account(fresh, &seen));
    twice.sort_unstable();
    twice.dedup();
    if twice.is_empty() {
        return Ok(());
    }
    let named = |day: &Date| format::date_long(language, *day);
    let mut days: Vec<String> = twice.iter().take(NAMED_DAYS).map(named).collect();
    days.extend(twice.get(NAMED_DAYS..).and_then(<[Date]>::last).map(|day| format!("… {}", named(day))));
    Err(Refusal::field(Code::OtherFormat, "file").with(days.join(", ")).into())
}

/// The days that have come in another format as far as can be seen where nobody knows an account: of their amounts in a
/// currency one of both files has all that the other one has.
fn without_account(fresh: &[&NewMovement], seen: &[Seen]) -> Vec<Date> {
    type Amounts = BTreeMap<(Date, Currency), BTreeSet<i64>>;
    // Those of known accounts, and those of unknown ones.
    let (mut now, mut before): ([Amounts; 2], [Amounts; 2]) = Default::default();
    let add = |[known, unknown]: &mut [Amounts; 2], has_account: bool, of: (Date, Currency), amount: i64| {
        let amounts = if has_account { known } else { unknown };
        amounts.entry(of).or_default().insert(amount);
    };
    for one in fresh {
        add(&mut now, !one.bank_account.is_empty(), (one.booked, one.currency), one.amount);
    }
    for one in seen {
        add(&mut before, one.has_account, (one.day, one.currency), one.amount);
    }
    let pairs = [(&now[1], &before[0]), (&now[1], &before[1]), (&now[0], &before[1])];
    let same = |(one, other): (&Amounts, &Amounts)| -> Vec<Date> {
        let days = one.iter().filter_map(|(of, amounts)| other.get(of).map(|others| (of.0, amounts, others)));
        let twice = days.filter(|(_, amounts, others)| amounts.is_subset(others) || others.is_subset(amounts));
        twice.map(|(day, _, _)| day).collect()
    };
    pairs.into_iter().flat_map(same).collect()
}

/// Whether both name one account: where one format has the IBAN, another may have the national number at its end.
fn is_same_account(one: &str, other: &str) -> bool {
    one.len().min(other.len()) >= SHORTEST_ACCOUNT && (one.ends_with(other) || other.ends_with(one))
}

/// The vendor's account without what people put in between. German statements write bank code and number apart, and leave
/// out the zeros with which the number begins in the IBAN.
fn own_account(account: &str) -> String {
    match account.split_once('/') {
        Some((bank, number)) => format!("{}{:0>10}", references::bare(bank), references::bare(number)),
        None => references::bare(account),
    }
}

fn new_movement(account: &str, movement: &::bank::Movement) -> NewMovement {
    // Many write into one field what belongs in the other.
    let reference = movement.reference.as_ref().or(movement.end_to_end.as_ref());
    NewMovement {
        id: MovementId(store::new_id()),
        fingerprint: secret::plain_hash(movement.fingerprint.as_bytes()),
        bank_account: cut(&own_account(account), LONGEST_ACCOUNT),
        line: i32::try_from(movement.line).unwrap_or(i32::MAX),
        booked: movement.booked,
        valued: movement.value,
        amount: movement.amount,
        currency: movement.currency,
        payer_name: cut(&movement.payer_name, LONGEST_NAME),
        payer_account: cut(&references::bare(&movement.payer_account), LONGEST_ACCOUNT),
        reference: reference.map(|reference| cut(reference, LONGEST_NAME)),
        text: cut(&movement.text, LONGEST_TEXT),
        returned: movement.reversal,
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// The name without what leads to it: some browsers send it.
fn file_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name: String = name.chars().filter(|c| !c.is_control()).take(LONGEST_FILE_NAME).collect();
    name.trim().to_owned()
}

/// Looks at movements that nobody has looked at yet; another try where somebody stands in the way.
async fn look_at(context: &Context, movements: &[MovementId], by: Option<MemberId>) -> Result<(), Error> {
    let mut attempt = 1;
    loop {
        match sort::look_at(context, movements, by).await {
            Err(Error::Busy) if attempt < TRIES => {
                tokio::time::sleep(Duration::from_millis(u64::from(20 * attempt * attempt))).await;
                attempt += 1;
            }
            result => return result,
        }
    }
}

/// Looks again and again for movements that a load has left behind, until `stop`.
pub async fn work(context: Context, mut stop: watch::Receiver<bool>) {
    while crate::goes_on(&stop) {
        if let Err(error) = match_waiting(&context).await {
            // Logged there; the next round tries again.
            let _ = error.into_refusal();
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Looks at all movements that nobody has looked at yet. Says how many there were.
///
/// # Errors
/// When the database fails or is busy.
pub async fn match_waiting(context: &Context) -> Result<usize, Error> {
    let mut all = 0;
    let mut before: Vec<MovementId> = Vec::new();
    loop {
        let limit = u16::try_from(AT_ONCE).unwrap_or(u16::MAX);
        let waiting = store::bank::waiting(context.store(), JOB, limit).await?;
        // What was looked at waits no more; should it, it would do so for ever.
        if waiting.is_empty() || waiting == before {
            return Ok(all);
        }
        look_at(context, &waiting, None).await?;
        all += waiting.len();
        before = waiting;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_known_by_whatever_name_a_format_has_for_it() {
        for (one, other, same) in [
            ("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300", true),
            ("DE02370400440532013000", "37040044/532013000", true),
            ("NL91ABNA0417164300", "0417164300", true),
            ("NL91ABNA0417164300", "NL91ABNA0417164301", false),
            ("NL91ABNA0417164300", "300", false),
            ("", "", false),
        ] {
            assert_eq!(is_same_account(&own_account(one), &own_account(other)), same, "{one} {other}");
        }
    }
}
