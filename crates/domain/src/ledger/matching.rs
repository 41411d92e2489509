//! Whose money is it? A movement of the bank is compared with what is owed.
//!
//! What is certain is posted by itself, what is likely is proposed to the staff with the reason, the rest stays visible.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, PostingId},
    money::Currency,
    references,
    time::Date,
};

/// What came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// Minor units, above zero.
    pub amount: i64,
    pub currency: Currency,
    /// As the payer wrote it in the field for it.
    pub reference: Option<String>,
    pub text: String,
    /// Accounts that have paid from this bank account before.
    pub payers: Vec<AccountId>,
}

/// Something that is owed: an open invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    pub account: AccountId,
    pub posting: PostingId,
    pub number: String,
    pub reference: String,
    pub currency: Currency,
    pub open: i64,
    pub due: Option<Date>,
}

/// Why a movement is taken for a payment of somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The invoice's own reference was given.
    Reference,
    /// The invoice's number was written, and the amount is right.
    Number,
    /// The number was written, the amount is another.
    NumberOtherAmount,
    /// They have paid from there before, and the amount is right.
    PayerAndAmount,
    /// They have paid from there before; the amount fits nothing.
    Payer,
    /// One invoice alone is of this amount.
    Amount,
}

impl Why {
    /// Whether the payer has said whose it is, or pays from where that account alone has paid before: then the account may be
    /// told that it has come. An amount alone may be anybody's.
    #[must_use]
    pub const fn names_the_account(self) -> bool {
        !matches!(self, Self::Amount)
    }
}

/// What became of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// It is posted for this account, in these parts; what is left over stays unapplied.
    Certain(Found),
    /// Somebody is asked.
    Likely(Found),
    /// Nobody knows.
    Unknown,
}

/// Whose it is and what it pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub account: AccountId,
    pub parts: Vec<(PostingId, i64)>,
    pub why: Why,
}

/// Compares what came in with what is owed. `owed` may hold other currencies, which never match.
#[must_use]
pub fn find(incoming: &Incoming, owed: &[Owed]) -> Match {
    let owed: Vec<&Owed> = owed.iter().filter(|item| item.currency == incoming.currency && item.open > 0).collect();
    if let Some(found) = by_reference(incoming, &owed) {
        return Match::Certain(found);
    }
    let named: Vec<&Owed> = owed
        .iter()
        .copied()
        .filter(|item| {
            references::names(&incoming.text, &item.number)
                || incoming.reference.as_deref().is_some_and(|text| references::names(text, &item.number))
        })
        .collect();
    if let Some(first) = named.first() {
        if named.iter().any(|item| item.account != first.account) {
            return Match::Unknown;
        }
        let sum: i64 = named.iter().map(|item| item.open).sum();
        let exact = sum == incoming.amount;
        let found = Found {
            account: first.account,
            parts: spread(&named, incoming.amount),
            why: if exact { Why::Number } else { Why::NumberOtherAmount },
        };
        return if exact { Match::Certain(found) } else { Match::Likely(found) };
    }
    by_payer(incoming, &owed).or_else(|| by_amount(incoming, &owed)).map_or(Match::Unknown, Match::Likely)
}

fn by_reference(incoming: &Incoming, owed: &[&Owed]) -> Option<Found> {
    let given: Vec<String> = incoming
        .reference
        .iter()
        .map(|reference| references::bare(reference))
        .chain(references::found_in(&incoming.text))
        .collect();
    let fits: Vec<&Owed> = owed
        .iter()
        .copied()
        .filter(|item| {
            let own = references::bare(&item.reference);
            !own.is_empty() && given.contains(&own)
        })
        .collect();
    let first = fits.first()?;
    if fits.iter().any(|item| item.account != first.account) {
        return None;
    }
    Some(Found { account: first.account, parts: spread(&fits, incoming.amount), why: Why::Reference })
}

fn by_payer(incoming: &Incoming, owed: &[&Owed]) -> Option<Found> {
    let [account] = *incoming.payers.as_slice() else { return None };
    let theirs: Vec<&Owed> = owed.iter().copied().filter(|item| item.account == account).collect();
    let all: i64 = theirs.iter().map(|item| item.open).sum();
    let one: Vec<&Owed> = theirs.iter().copied().filter(|item| item.open == incoming.amount).collect();
    let (parts, why) = match one.as_slice() {
        [item] => (vec![(item.posting, incoming.amount)], Why::PayerAndAmount),
        _ if all == incoming.amount => (spread(&theirs, incoming.amount), Why::PayerAndAmount),
        _ => (spread(&theirs, incoming.amount), Why::Payer),
    };
    Some(Found { account, parts, why })
}

fn by_amount(incoming: &Incoming, owed: &[&Owed]) -> Option<Found> {
    let mut fits = owed.iter().filter(|item| item.open == incoming.amount);
    let one = fits.next()?;
    fits.next().is_none().then(|| Found {
        account: one.account,
        parts: vec![(one.posting, incoming.amount)],
        why: Why::Amount,
    })
}

/// The amount over these, what is due first getting it first.
fn spread(owed: &[&Owed], amount: i64) -> Vec<(PostingId, i64)> {
    let mut owed = owed.to_vec();
    owed.sort_by_key(|item| (item.due, item.posting));
    let mut left = amount;
    let mut parts = Vec::new();
    for item in owed {
        let part = item.open.min(left);
        if part > 0 {
            parts.push((item.posting, part));
            left -= part;
        }
    }
    parts
}
