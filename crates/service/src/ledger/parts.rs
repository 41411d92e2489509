//! Postings and what is open of them, as they cross the wire.

use domain::{
    ledger::{
        Ageing, Bucket,
        matching::WAITED_FOR,
        wire::{AllocationLine, AnnouncedLine, Credit, OpenLine, PostingLine, Standing},
    },
    money::{Currency, Money},
    permissions::Actor,
    time::Date,
};
use store::{
    Tx,
    accounts::Account,
    ledger::{Allocated, Announced, Posting, Scope},
};

use crate::{Context, Error};

pub(super) fn posting_line(posting: &Posting) -> PostingLine {
    PostingLine {
        id: posting.id,
        seq: posting.seq,
        kind: posting.kind,
        posted: posting.posted,
        dated: posting.dated,
        due: posting.due,
        document: posting.document.clone(),
        reference: posting.reference.clone(),
        text: posting.text.clone(),
        amount: posting.amount,
        balance: posting.balance,
        open: posting.open,
        reversed: posting.reversed_by.is_some(),
    }
}

/// Where most of what is open of it stands; nothing where nothing is open.
pub(crate) fn bucket_of(posting: &Posting, today: Date) -> Option<Bucket> {
    match posting.open {
        0 => None,
        ..0 => Some(Bucket::Unapplied),
        open if posting.disputed >= open => Some(Bucket::Disputed),
        _ => Some(Bucket::of(posting.due, today)),
    }
}

pub(super) fn open_line(posting: &Posting, announced: &[Announced], today: Date) -> OpenLine {
    let paid = |number: &String| {
        let waited_for = announced.iter().filter(|one| is_awaited(one, today) && one.documents.contains(number));
        waited_for.map(|one| one.paid).max()
    };
    OpenLine {
        posting: posting.id,
        kind: posting.kind,
        document: posting.document.clone(),
        text: posting.text.clone(),
        dated: posting.dated,
        due: posting.due,
        bucket: bucket_of(posting, today).unwrap_or(Bucket::NotDue),
        amount: Money { minor: posting.amount, currency: posting.currency },
        open: posting.open,
        disputed: posting.disputed,
        announced: posting.document.as_ref().filter(|_| posting.open > 0).and_then(paid),
        reminded: None,
    }
}

/// Whether money that was announced may still come: while it may, nobody is reminded.
pub(crate) const fn is_awaited(announced: &Announced, today: Date) -> bool {
    today.days() <= announced.paid.days().saturating_add(WAITED_FOR)
}

pub(crate) fn announced_line(context: &Context, actor: &Actor, announced: &Announced) -> AnnouncedLine {
    AnnouncedLine {
        amount: Money { minor: announced.amount, currency: announced.currency },
        paid: announced.paid,
        documents: announced.documents.clone(),
        at: context.wall(announced.at, &actor.time_zone),
        by: announced.by_name.clone(),
    }
}

pub(crate) fn allocation_line(allocated: Allocated) -> AllocationLine {
    AllocationLine {
        posting: allocated.other,
        kind: allocated.kind,
        document: allocated.document,
        text: allocated.text,
        on: allocated.on,
        amount: allocated.amount,
    }
}

/// What the account stands at in each currency, its own first. Read in one snapshot, each ageing adds up to its balance.
pub(super) async fn standings(
    snapshot: &Tx,
    scope: &Scope<'_>,
    account: &Account,
    limit: Option<i64>,
    today: Date,
) -> Result<Vec<Standing>, Error> {
    let balances = store::ledger::balances(snapshot, scope).await?;
    let ageings = store::ledger::ageing(snapshot, scope, today).await?;
    let ageing_of = |currency: Currency| {
        ageings.iter().find(|(other, _)| *other == currency).map_or_else(Ageing::default, |(_, ageing)| *ageing)
    };
    let mut standings: Vec<Standing> = balances
        .into_iter()
        .map(|(currency, balance)| Standing { currency, balance, ageing: ageing_of(currency), credit: None })
        .collect();
    if standings.iter().all(|standing| standing.currency != account.currency) {
        let ageing = Ageing::default();
        standings.push(Standing { currency: account.currency, balance: 0, ageing, credit: None });
    }
    standings.sort_by_key(|standing| (standing.currency != account.currency, standing.currency));
    for standing in standings.iter_mut().filter(|standing| standing.currency == account.currency) {
        standing.credit = limit.map(|limit| Credit { limit, left: limit.saturating_sub(standing.balance) });
    }
    Ok(standings)
}
