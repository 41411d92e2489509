//! The statement: what was owed, what came, what is owed.

use domain::{
    access::{Channel, Kind},
    ids::AccountId,
    ledger::{
        Way,
        wire::{Standing, Statement, StatementFilter},
    },
    permissions::{Actor, ReadMoney},
    refusal::{Code, Refusal},
    time::Date,
};
use store::{
    Tx,
    ledger::{Posting, Scope, Totals},
};

use super::{
    pages::currency_of,
    parts::{posting_line, standings},
};
use crate::{Context, Error, access};

/// So many postings a page shows.
const SHOWN: u32 = 100;
/// So many are read at once where all are wanted, and so many one file holds at most.
const STEP: u32 = 5_000;
const MOST: usize = 200_000;
/// A paper is set in memory, page by page: more than this nobody reads on it.
const MOST_ON_PAPER: usize = 5_000;

/// A page of the statement of a period.
///
/// # Errors
/// `NotAllowed`, `Malformed` for a currency or a day that is none, or a period that ends before it begins.
pub async fn statement(context: &Context, actor: &Actor, filter: &StatementFilter) -> Result<Statement, Error> {
    let granted = actor.grant::<ReadMoney>()?;
    let statement = page(context, actor, &Scope::Own(&granted), filter).await?;
    note(context, actor, granted.account(), Kind::Statement, &statement).await?;
    Ok(statement)
}

/// All of it, for whoever puts it into files.
///
/// # Errors
/// As [`statement`], and `TooMuch` where a period has more postings than one file holds.
pub async fn whole_statement(context: &Context, actor: &Actor, filter: &StatementFilter) -> Result<Statement, Error> {
    let granted = actor.grant::<ReadMoney>()?;
    whole(context, actor, &Scope::Own(&granted), filter, Kind::StatementCsv).await
}

/// All of it, to be taken away as a file of this kind.
///
/// # Errors
/// As [`whole_statement`], and `StatementLong` for a paper where only a table holds all of it.
pub async fn statement_file(
    context: &Context,
    actor: &Actor,
    filter: &StatementFilter,
    kind: Kind,
) -> Result<Statement, Error> {
    let granted = actor.grant::<ReadMoney>()?;
    let statement = whole(context, actor, &Scope::Own(&granted), filter, kind).await?;
    note(context, actor, granted.account(), kind, &statement).await?;
    Ok(statement)
}

/// Notes in the account's log of who opened what that this statement is read, or taken away as a file of this kind. Reading
/// on in a period is reading it once.
pub(super) async fn note(
    context: &Context,
    actor: &Actor,
    account: AccountId,
    kind: Kind,
    statement: &Statement,
) -> Result<(), Error> {
    let Statement { currency, from, until, .. } = statement;
    let period = format!("{} {} {}", currency.code(), from.iso(), until.iso());
    let channel = if kind == Kind::Statement { Channel::Page } else { Channel::File };
    access::opened(context, actor, account, kind, &period, channel).await
}

pub(super) async fn page(
    context: &Context,
    actor: &Actor,
    scope: &Scope<'_>,
    filter: &StatementFilter,
) -> Result<Statement, Error> {
    let after = match filter.after.trim() {
        "" => None,
        seq => Some(seq.parse().map_err(|_| Refusal::field(Code::Malformed, "after"))?),
    };
    let way = match filter.way.as_str() {
        "" => None,
        code => Some(Way::parse(code).ok_or_else(|| Refusal::field(Code::Malformed, "way"))?),
    };
    let frame = Statement { way, ..frame(context, actor, scope, filter).await? };
    let currency = frame.currency;
    let snapshot = context.store().snapshot().await?;
    let store = &snapshot;
    let totals = store::ledger::totals(store, scope, currency, Some(frame.from), frame.until).await?;
    let mut found =
        store::ledger::period(store, scope, currency, Some(frame.from), frame.until, way, after, SHOWN + 1).await?;
    let more = found.len() > SHOWN as usize;
    found.truncate(SHOWN as usize);
    let next = found.last().filter(|_| more).map(|last| last.seq.to_string());
    let standing = standing(context, store, scope, &frame).await?;
    Ok(Statement { next, standing, ..with(frame, totals, &found) })
}

pub(super) async fn whole(
    context: &Context,
    actor: &Actor,
    scope: &Scope<'_>,
    filter: &StatementFilter,
    kind: Kind,
) -> Result<Statement, Error> {
    let frame = frame(context, actor, scope, filter).await?;
    let currency = frame.currency;
    let snapshot = context.store().snapshot().await?;
    let store = &snapshot;
    let totals = store::ledger::totals(store, scope, currency, Some(frame.from), frame.until).await?;
    let mut all: Vec<Posting> = Vec::new();
    loop {
        let after = all.last().map(|last| last.seq);
        let some =
            store::ledger::period(store, scope, currency, Some(frame.from), frame.until, None, after, STEP).await?;
        let is_last = some.len() < STEP as usize;
        all.extend(some);
        if kind == Kind::StatementPdf && all.len() > MOST_ON_PAPER {
            return Err(Refusal::field(Code::StatementLong, "from").with(MOST_ON_PAPER).into());
        }
        if all.len() > MOST {
            return Err(Refusal::field(Code::TooMuch, "from").with(MOST).into());
        }
        if is_last {
            let standing = standing(context, store, scope, &frame).await?;
            return Ok(Statement { standing, ..with(frame, totals, &all) });
        }
    }
}

fn with(frame: Statement, totals: Totals, postings: &[Posting]) -> Statement {
    Statement {
        opening: totals.opening,
        debits: totals.debits,
        credits: totals.credits,
        closing: totals.closing,
        postings: postings.iter().map(posting_line).collect(),
        ..frame
    }
}

/// What the account stands at in the statement's currency; nothing for a period that was over before today.
async fn standing(
    context: &Context,
    snapshot: &Tx,
    scope: &Scope<'_>,
    frame: &Statement,
) -> Result<Option<Standing>, Error> {
    let today = context.vendor_today();
    if frame.until < today {
        return Ok(None);
    }
    let account = store::accounts::in_scope(snapshot, scope).await?;
    let (_, limit) = store::ledger::terms(snapshot, scope).await?;
    let all = standings(snapshot, scope, &account, limit, today).await?;
    Ok(all.into_iter().find(|standing| standing.currency == frame.currency))
}

/// What stands around the postings.
async fn frame(
    context: &Context,
    actor: &Actor,
    scope: &Scope<'_>,
    filter: &StatementFilter,
) -> Result<Statement, Error> {
    let (store, today) = (context.store(), context.vendor_today());
    let account = store::accounts::in_scope(store, scope).await?;
    let currency = currency_of(&filter.currency, &account)?;
    let mut currencies: Vec<_> =
        store::ledger::balances(store, scope).await?.into_iter().map(|(currency, _)| currency).collect();
    if !currencies.contains(&account.currency) {
        currencies.insert(0, account.currency);
    }
    let until = day(&filter.until, "until")?.unwrap_or(today);
    let from = match day(&filter.from, "from")? {
        Some(from) => from,
        None => store::ledger::first_day(store, scope, currency).await?.unwrap_or(until).min(until),
    };
    if from > until {
        return Err(Refusal::field(Code::Malformed, "until").into());
    }
    let wall = |instant| context.wall(instant, &actor.time_zone);
    Ok(Statement {
        account_number: account.number,
        account_name: account.name,
        currency,
        currencies,
        from,
        until,
        way: None,
        opening: 0,
        debits: 0,
        credits: 0,
        closing: 0,
        postings: Vec::new(),
        next: None,
        standing: None,
        verified: store::ledger::verified(store).await?.map(wall),
        now: wall(context.now()),
    })
}

fn day(typed: &str, field: &str) -> Result<Option<Date>, Refusal> {
    match typed.trim() {
        "" => Ok(None),
        typed => Date::parse_iso(typed).map(Some).ok_or_else(|| Refusal::field(Code::Malformed, field)),
    }
}
