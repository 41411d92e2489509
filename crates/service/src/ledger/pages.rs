//! What an account owes and has paid, and what each number is made of.

use domain::{
    ids::PostingId,
    ledger::{
        Part, PostingKind,
        wire::{MoneyPage, OPEN_SHOWN, OpenItems, PostingPage},
    },
    money::Currency,
    permissions::{Actor, AnnouncePayments, ReadMoney},
    refusal::{Code, Refusal},
    time::Date,
};
use store::{
    accounts::Account,
    ledger::{Posting, Scope},
};

use super::{
    PAGE, announced_line, is_awaited,
    parts::{allocation_line, open_line, posting_line, standings},
    payments::payments,
};
use crate::{Context, Error};

/// So many of the newest postings the first page shows.
const NEWEST: u16 = 10;

/// What I owe, what I paid.
///
/// # Errors
/// `NotAllowed` for members whose role does not read it.
pub async fn page(context: &Context, actor: &Actor) -> Result<MoneyPage, Error> {
    let granted = actor.grant::<ReadMoney>()?;
    let scope = Scope::Own(&granted);
    let account = store::accounts::in_scope(context.store(), &scope).await?;
    money_page(context, actor, &scope, &account).await
}

pub(super) async fn money_page(
    context: &Context,
    actor: &Actor,
    scope: &Scope<'_>,
    account: &Account,
) -> Result<MoneyPage, Error> {
    let today = context.vendor_today();
    let wall = |instant| context.wall(instant, &actor.time_zone);
    let snapshot = context.store().snapshot().await?;
    let store = &snapshot;
    let (days, limit) = store::ledger::terms(store, scope).await?;
    let standings = standings(store, scope, account, limit, today).await?;
    let announced = store::ledger::announced(store, scope).await?;
    let (mut open, mut more_open): (Vec<Posting>, Vec<Currency>) = (Vec::new(), Vec::new());
    for standing in &standings {
        let owed = store::ledger::owed(store, scope, standing.currency, OPEN_SHOWN + 1).await?;
        if owed.len() > usize::from(OPEN_SHOWN) {
            more_open.push(standing.currency);
        }
        // Each by itself: what is owed of one currency takes no place from another.
        open.extend(owed.into_iter().take(usize::from(OPEN_SHOWN)));
    }
    open.sort_by_key(|posting| (posting.due.is_none(), posting.due, posting.seq));
    let newest = store::ledger::newest(store, scope, NEWEST).await?;
    let payments = payments(context, actor, store, scope, &announced).await?;
    Ok(MoneyPage {
        account_number: account.number.clone(),
        account_name: account.name.clone(),
        standings,
        open: open.iter().map(|posting| open_line(posting, &announced, today)).collect(),
        more_open,
        postings: newest.iter().map(|posting| (posting.currency, posting_line(posting))).collect(),
        announced: announced
            .iter()
            .filter(|one| is_awaited(one, today))
            .map(|one| announced_line(context, actor, one))
            .collect(),
        payments,
        payment_days: days.unwrap_or(context.settings().billing.payment_days),
        verified: store::ledger::verified(store).await?.map(wall),
        may_pay: actor.grant::<AnnouncePayments>().is_ok(),
        today,
        now: wall(context.now()),
    })
}

/// One part of the ageing, all that is `overdue`, or all that is open where `bucket` is empty: the items that the number is
/// made of. `after` is where the page before ended.
///
/// # Errors
/// `NotAllowed`, `Malformed` for a currency or a part that there is not.
pub async fn open_items(
    context: &Context,
    actor: &Actor,
    currency: &str,
    bucket: &str,
    after: &str,
) -> Result<OpenItems, Error> {
    let granted = actor.grant::<ReadMoney>()?;
    items(context, &Scope::Own(&granted), currency, bucket, after).await
}

pub(super) async fn items(
    context: &Context,
    scope: &Scope<'_>,
    currency: &str,
    bucket: &str,
    after: &str,
) -> Result<OpenItems, Error> {
    let today = context.vendor_today();
    let snapshot = context.store().snapshot().await?;
    let store = &snapshot;
    let account = store::accounts::in_scope(store, scope).await?;
    let currency = currency_of(currency, &account)?;
    let part = match bucket {
        "" => None,
        code => Some(Part::parse(code).ok_or_else(|| Refusal::field(Code::Malformed, "bucket"))?),
    };
    let after = match after {
        "" => None,
        place => Some(place_of(place).ok_or_else(|| Refusal::field(Code::Malformed, "after"))?),
    };
    let (_, limit) = store::ledger::terms(store, scope).await?;
    let standing = standings(store, scope, &account, limit, today)
        .await?
        .into_iter()
        .find(|standing| standing.currency == currency)
        .ok_or(Code::NotFound)?;
    let announced = store::ledger::announced(store, scope).await?;
    let (mut found, total) = store::ledger::in_bucket(store, scope, currency, part, today, after, PAGE + 1).await?;
    let more = found.len() > usize::from(PAGE);
    found.truncate(usize::from(PAGE));
    Ok(OpenItems {
        standing,
        part,
        items: found.iter().map(|posting| open_line(posting, &announced, today)).collect(),
        total,
        next: found.last().filter(|_| more).map(place),
        today,
    })
}

/// The currency that was asked for; the account's own when nothing was.
pub(super) fn currency_of(typed: &str, account: &Account) -> Result<Currency, Refusal> {
    match typed.trim() {
        "" => Ok(account.currency),
        code => Currency::parse(code).ok_or_else(|| Refusal::field(Code::Malformed, "currency")),
    }
}

/// Where a page of open items ends: the due day and the number of the last one.
fn place(posting: &Posting) -> String {
    let due = posting.due.map(Date::iso).unwrap_or_default();
    format!("{due}.{}", posting.seq)
}

fn place_of(text: &str) -> Option<(Option<Date>, i64)> {
    let (due, seq) = text.split_once('.')?;
    let due = if due.is_empty() { None } else { Some(Date::parse_iso(due)?) };
    Some((due, seq.parse().ok()?))
}

/// One posting and what it was put against.
///
/// # Errors
/// `NotAllowed`, `NotFound`, for foreign ones too.
pub async fn posting(context: &Context, actor: &Actor, id: PostingId) -> Result<PostingPage, Error> {
    let granted = actor.grant::<ReadMoney>()?;
    posting_page(context, actor, &Scope::Own(&granted), id).await
}

pub(super) async fn posting_page(
    context: &Context,
    actor: &Actor,
    scope: &Scope<'_>,
    id: PostingId,
) -> Result<PostingPage, Error> {
    let store = context.store();
    let found = store::ledger::one(store, scope, id).await?.ok_or(Code::NotFound)?;
    let reversal = match found.reverses.or(found.reversed_by) {
        Some(other) => {
            let other = store::ledger::one(store, scope, other).await?.ok_or(Code::NotFound)?;
            Some((other.id, other.text))
        }
        None => None,
    };
    let payer = match found.kind {
        PostingKind::Payment | PostingKind::Reversal => store::bank::payer_of(store, scope, id).await?,
        _ => None,
    };
    let allocations = store::ledger::allocations(store, scope, id).await?;
    Ok(PostingPage {
        currency: found.currency,
        posting: posting_line(&found),
        at: context.wall(found.at, &actor.time_zone),
        by: who(context, scope, &found).await?,
        allocations: allocations.into_iter().map(allocation_line).collect(),
        reversal,
        payer,
        account_number: match scope {
            Scope::Own(_) => None,
            Scope::Staff(..) | Scope::Job(..) => Some(store::accounts::in_scope(store, scope).await?.number),
        },
        debits: Vec::new(),
    })
}

/// Who posted it: for customers the vendor's people by first name; nobody, where it was the portal itself.
async fn who(context: &Context, scope: &Scope<'_>, posting: &Posting) -> Result<String, Error> {
    let Some(by) = posting.by else { return Ok(String::new()) };
    let name = store::ledger::name_of(context.store(), scope, by).await?.unwrap_or_default();
    // Only the vendor's people post.
    Ok(match scope {
        Scope::Own(_) => name.split(' ').next().unwrap_or("").to_owned(),
        Scope::Staff(..) | Scope::Job(..) => name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let day = Date::parse_iso("2026-11-24");
        assert_eq!(place_of("2026-11-24.17"), Some((day, 17)));
        assert_eq!(place_of(".17"), Some((None, 17)));
        for wrong in ["", "17", "2026-11-24", "2026-13-01.1", "2026-11-24.x"] {
            assert_eq!(place_of(wrong), None, "{wrong}");
        }
    }
}
