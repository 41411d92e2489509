//! Whose money is it? A movement of the bank is compared with what is owed.
//!
//! What is certain is posted by itself, what is likely is proposed to the staff with the reason, the rest stays visible.

use serde::{Deserialize, Serialize};

use super::add_part;
use crate::{
    ids::{AccountId, PostingId},
    money::Currency,
    references,
    time::Date,
};

/// For so many days after the day of payment an announcement is waited for: a transfer within Europe takes one or two.
pub const WAITED_FOR: i32 = 14;

/// What came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// When the bank booked it.
    pub booked: Date,
    /// Minor units, above zero.
    pub amount: i64,
    pub currency: Currency,
    /// As the payer wrote it in the field for it.
    pub reference: Option<String>,
    pub text: String,
    /// Accounts that have paid from this bank account before.
    pub payers: Vec<AccountId>,
}

/// Something that is owed: an open invoice, or one that is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    pub account: AccountId,
    pub posting: PostingId,
    pub number: String,
    pub reference: String,
    pub currency: Currency,
    /// Minor units; nothing where it is paid.
    pub open: i64,
    /// Of it, what the customer disputes, and is not asked for.
    pub disputed: i64,
    pub due: Option<Date>,
}

/// A payment that somebody of an account has announced, and that has not come yet: "I have paid".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub account: AccountId,
    /// When it was paid, as they say.
    pub paid: Date,
    /// Minor units, above zero.
    pub amount: i64,
    pub currency: Currency,
    /// Numbers of the invoices that it is for, as far as they were said.
    pub documents: Vec<String>,
}

impl Said {
    /// Whether it may have been announced of this money: the amount is the same, and so are the days, but for those that
    /// money takes and slips of who has said when they paid.
    #[must_use]
    pub fn fits(&self, incoming: &Incoming) -> bool {
        let (paid, booked) = (self.paid.days(), incoming.booked.days());
        self.amount == incoming.amount
            && self.currency == incoming.currency
            && booked <= paid.saturating_add(WAITED_FOR)
            && paid <= booked.saturating_add(WAITED_FOR)
    }
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
    /// What was named is paid already: it is theirs, and pays nothing yet.
    Paid,
    /// They have paid from there before; the amount fits nothing.
    Payer,
    /// One announced payment alone is of this amount.
    Announced,
    /// One invoice alone is of this amount.
    Amount,
}

impl Why {
    /// Whether the payer has said whose it is, or pays what is owed from where that account alone has paid before: then the
    /// account may be told that it has come. An amount alone may be anybody's, also where somebody has announced one, and so
    /// may what comes from a known bank account and fits nothing.
    #[must_use]
    pub const fn names_the_account(self) -> bool {
        !matches!(self, Self::Announced | Self::Amount | Self::Payer)
    }

    /// Whether it is no more than a guess: one person's word for it is as if they had said themselves whose it is.
    #[must_use]
    pub const fn is_guess(self) -> bool {
        !matches!(self, Self::Reference | Self::Number | Self::PayerAndAmount)
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

/// Compares what came in with what is owed and with what was announced. Both may hold other currencies, which never match.
/// What is owed may hold what is paid, of which nothing is open any more: whoever names it has said whose the money is.
#[must_use]
pub fn find(incoming: &Incoming, owed: &[Owed], said: &[Said]) -> Match {
    let of_currency = owed.iter().filter(|item| item.currency == incoming.currency);
    let (owed, paid): (Vec<&Owed>, Vec<&Owed>) = of_currency.partition(|item| item.open > 0);
    if let Some(found) = by_reference(incoming, &owed) {
        return Match::Certain(found);
    }
    let named: Vec<&Owed> = owed.iter().copied().filter(|item| is_named(incoming, item)).collect();
    if let Some(first) = named.first() {
        if named.iter().any(|item| item.account != first.account) {
            return Match::Unknown;
        }
        let sum: i64 = named.iter().map(|item| item.open).sum();
        let asked: i64 = named.iter().map(|item| item.open - item.disputed).sum();
        let exact = sum == incoming.amount || asked == incoming.amount;
        let found = Found {
            account: first.account,
            parts: spread(&named, incoming.amount),
            why: if exact { Why::Number } else { Why::NumberOtherAmount },
        };
        return if exact { Match::Certain(found) } else { Match::Likely(found) };
    }
    let given = given(incoming);
    let mut named = paid.iter().filter(|item| is_given(&given, item) || is_named(incoming, item));
    if let Some(first) = named.next() {
        // It is paid twice, or too late: whoever else owes this amount has nothing to do with it.
        return if named.all(|item| item.account == first.account) {
            Match::Likely(Found { account: first.account, parts: Vec::new(), why: Why::Paid })
        } else {
            Match::Unknown
        };
    }
    let said: Vec<&Said> = said.iter().filter(|one| one.fits(incoming)).collect();
    if let Some(found) = announced_by_payer(incoming, &owed, &said) {
        return Match::Certain(found);
    }
    by_payer(incoming, &owed)
        .or_else(|| match announced(incoming, &owed, &said) {
            // What a stranger to this bank account announces displaces nobody whose invoice has the amount.
            Some(one) if !incoming.payers.contains(&one.account) && is_only_others(&one, incoming, &owed) => None,
            Some(one) => Some(one),
            None => by_amount(incoming, &owed),
        })
        .map_or(Match::Unknown, Match::Likely)
}

/// The references that the payer gives, in whichever field, bare.
fn given(incoming: &Incoming) -> Vec<String> {
    let own = incoming.reference.iter().map(|reference| references::bare(reference));
    own.chain(references::found_in(&incoming.text)).collect()
}

fn is_given(given: &[String], item: &Owed) -> bool {
    let own = references::bare(&item.reference);
    !own.is_empty() && given.contains(&own)
}

fn is_named(incoming: &Incoming, item: &Owed) -> bool {
    references::names(&incoming.text, &item.number)
        || incoming.reference.as_deref().is_some_and(|text| references::names(text, &item.number))
}

fn by_reference(incoming: &Incoming, owed: &[&Owed]) -> Option<Found> {
    let given = given(incoming);
    let fits: Vec<&Owed> = owed.iter().copied().filter(|item| is_given(&given, item)).collect();
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

/// They have announced it, say which invoices it is for, and it comes from where they alone have paid before.
fn announced_by_payer(incoming: &Incoming, owed: &[&Owed], said: &[&Said]) -> Option<Found> {
    let [account] = *incoming.payers.as_slice() else { return None };
    let theirs: Vec<&Said> = said.iter().copied().filter(|one| one.account == account).collect();
    let [one] = *theirs.as_slice() else { return None };
    if one.documents.is_empty() {
        return None;
    }
    let parts = spread(&named_by(one, owed), incoming.amount);
    // Where the invoices are paid otherwise meanwhile, somebody has to look.
    let sum: i64 = parts.iter().map(|(_, part)| *part).sum();
    (sum == incoming.amount).then_some(Found { account, parts, why: Why::Announced })
}

/// One announcement alone is of this amount: of those who have paid from there before, or else of all.
fn announced(incoming: &Incoming, owed: &[&Owed], said: &[&Said]) -> Option<Found> {
    let known: Vec<&Said> = said.iter().copied().filter(|one| incoming.payers.contains(&one.account)).collect();
    let one = match (known.as_slice(), said) {
        ([one], _) | ([], [one]) => *one,
        _ => return None,
    };
    let parts = spread(&named_by(one, owed), incoming.amount);
    Some(Found { account: one.account, parts, why: Why::Announced })
}

/// What an announcement is for; all that its account owes, where it does not say.
fn named_by<'a>(said: &Said, owed: &[&'a Owed]) -> Vec<&'a Owed> {
    let is_meant = |item: &&Owed| {
        item.account == said.account && (said.documents.is_empty() || said.documents.contains(&item.number))
    };
    owed.iter().copied().filter(is_meant).collect()
}

/// Whether invoices of others have the amount, and none of this account's.
fn is_only_others(found: &Found, incoming: &Incoming, owed: &[&Owed]) -> bool {
    let mut fits = owed.iter().filter(|item| item.open == incoming.amount).peekable();
    fits.peek().is_some() && fits.all(|item| item.account != found.account)
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

/// The amount over these, what is due first getting it first; what is disputed gets what the rest of all of them leaves.
fn spread(owed: &[&Owed], amount: i64) -> Vec<(PostingId, i64)> {
    let mut owed = owed.to_vec();
    owed.sort_by_key(|item| (item.due, item.posting));
    let mut left = amount;
    let mut parts = Vec::new();
    // Of what is open no more can be disputed than all of it.
    let disputed = |item: &Owed| item.disputed.min(item.open);
    let asked = owed.iter().map(|item| (item.posting, item.open - disputed(item)));
    for (posting, most) in asked.chain(owed.iter().map(|item| (item.posting, disputed(item)))) {
        let part = most.min(left);
        add_part(&mut parts, posting, part);
        left -= part;
    }
    parts
}
