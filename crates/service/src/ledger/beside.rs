//! Finding an account, what it owes beside something else, and what its page at the desk has beyond the customer's.

use domain::{
    ids::AccountId,
    ledger::{
        Bucket, Part,
        desk::{AccountFound, AccountsFound},
        wire::{BalanceLine, MoneyPage, OpenLine, PostingLine, Standing},
    },
    money::Currency,
    permissions::{Actor, ReadLedgers, ReadMoney},
};
use store::ledger::Scope;

use super::parts::{open_line, posting_line, standings};
use crate::{Context, Error};

/// So many accounts are shown at once.
const SHOWN: u16 = 50;
/// More signs are in no name.
const LONGEST_WORDS: usize = 100;

/// The first accounts with what is sought in their number or name, or in a member's address; of all of
/// them where nothing is sought.
///
/// # Errors
/// `NotFound` for customers.
pub async fn find_accounts(context: &Context, actor: &Actor, words: &str) -> Result<AccountsFound, Error> {
    let granted = actor.grant_staff::<ReadLedgers>()?;
    let words: String = words.trim().chars().take(LONGEST_WORDS).collect();
    let mut found = if words.is_empty() {
        store::accounts::first(context.store(), &granted, SHOWN + 1).await?
    } else {
        store::accounts::search(context.store(), &granted, &words, SHOWN + 1).await?
    };
    let more = found.len() > usize::from(SHOWN);
    found.truncate(usize::from(SHOWN));
    let accounts = found.into_iter().map(|found| AccountFound { number: found.number, name: found.name }).collect();
    Ok(AccountsFound { accounts, more })
}

/// What an account stands at, for a person of the vendor who may read it; nothing for others.
pub(crate) async fn standings_of(context: &Context, actor: &Actor, account: AccountId) -> Result<Vec<Standing>, Error> {
    let Ok(granted) = actor.grant_staff::<ReadLedgers>() else { return Ok(Vec::new()) };
    let scope = Scope::Staff(&granted, account);
    let snapshot = context.store().snapshot().await?;
    let account = store::accounts::in_scope(&snapshot, &scope).await?;
    let (_, limit) = store::ledger::terms(&snapshot, &scope).await?;
    standings(&snapshot, &scope, &account, limit, context.vendor_today()).await
}

/// What the account that a member acts for stands at in short, its own currency first; nothing for who may not read it. Of the
/// last posting and of what is open, so that the first page may ask.
pub(crate) async fn balances(context: &Context, actor: &Actor) -> Result<Vec<BalanceLine>, Error> {
    let Ok(granted) = actor.grant::<ReadMoney>() else { return Ok(Vec::new()) };
    let scope = Scope::Own(&granted);
    let snapshot = context.store().snapshot().await?;
    let account = store::accounts::in_scope(&snapshot, &scope).await?;
    let standings = standings(&snapshot, &scope, &account, None, context.vendor_today()).await?;
    let line = |standing: Standing| BalanceLine {
        currency: standing.currency,
        balance: standing.balance,
        asked: standing.asked(),
        overdue: standing.ageing.overdue(),
    };
    Ok(standings.into_iter().map(line).collect())
}

/// The newest postings of an account, more than its own people see at once, and whether there are still more.
pub(super) async fn newest(
    context: &Context,
    scope: &Scope<'_>,
) -> Result<(Vec<(Currency, PostingLine)>, bool), Error> {
    let postings = store::ledger::newest(context.store(), scope, SHOWN + 1).await?;
    let more = postings.len() > usize::from(SHOWN);
    let shown = postings.iter().take(usize::from(SHOWN));
    Ok((shown.map(|posting| (posting.currency, posting_line(posting))).collect(), more))
}

/// Payments and credits of an account that are put against nothing yet, and the currencies of which there are still more.
pub(super) async fn unapplied(
    context: &Context,
    scope: &Scope<'_>,
    money: &MoneyPage,
) -> Result<(Vec<OpenLine>, Vec<Currency>), Error> {
    let (store, part) = (context.store(), Some(Part::Bucket(Bucket::Unapplied)));
    let (mut found, mut more) = (Vec::new(), Vec::new());
    for standing in money.standings.iter().filter(|standing| standing.ageing.unapplied != 0) {
        let (currency, today) = (standing.currency, money.today);
        let (postings, _) = store::ledger::in_bucket(store, scope, currency, part, today, None, SHOWN + 1).await?;
        if postings.len() > usize::from(SHOWN) {
            more.push(currency);
        }
        found.extend(postings.iter().take(usize::from(SHOWN)).map(|posting| open_line(posting, &[], today)));
    }
    Ok((found, more))
}

/// What a credit of an account can be put against, what is due first.
pub(super) async fn debits(context: &Context, scope: &Scope<'_>, currency: Currency) -> Result<Vec<OpenLine>, Error> {
    let owed = store::ledger::owed(context.store(), scope, currency, SHOWN).await?;
    let today = context.vendor_today();
    Ok(owed.iter().map(|posting| open_line(posting, &[], today)).collect())
}
