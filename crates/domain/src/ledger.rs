//! The ledger of an account: postings that are only ever added, what is open of them, and what an account stands at.
//!
//! Above zero is what the account owes, below zero what it has paid or is owed. A balance is the sum of the postings of
//! one currency; currencies are never added up. What was posted wrongly is taken back by a posting of the other sign.

pub mod desk;
pub mod matching;
mod numbers;
pub mod remind;
#[cfg(test)]
mod tests;
pub mod wire;

pub use numbers::{charge_number, document_number, is_charge_number, is_number_pattern, serial_of};
use serde::{Deserialize, Serialize};

use crate::{
    ids::PostingId,
    money::MoneyError,
    refusal::{Code, Refusal},
    time::Date,
};

/// What a posting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostingKind {
    Invoice,
    Payment,
    CreditNote,
    Adjustment,
    /// Takes back another posting.
    Reversal,
}

impl PostingKind {
    pub const ALL: [Self; 5] = [Self::Invoice, Self::Payment, Self::CreditNote, Self::Adjustment, Self::Reversal];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Payment => "payment",
            Self::CreditNote => "credit_note",
            Self::Adjustment => "adjustment",
            Self::Reversal => "reversal",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == text)
    }

    /// Whether a posting of this kind may have this amount: an invoice is owed, a payment and a credit note are not.
    #[must_use]
    pub const fn may_be(self, amount: i64) -> bool {
        match self {
            Self::Invoice => amount > 0,
            Self::Payment | Self::CreditNote => amount < 0,
            Self::Adjustment | Self::Reversal => amount != 0,
        }
    }
}

/// One of the two sums between the beginning and the end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// What was added.
    Debits,
    /// What was taken off.
    Credits,
}

impl Way {
    pub const ALL: [Self; 2] = [Self::Debits, Self::Credits];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Debits => "debits",
            Self::Credits => "credits",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == text)
    }
}

/// What somebody has entered that another person has to confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    Payment,
    CreditNote,
    Adjustment,
    Reversal,
    /// How the account pays and how much it may owe: nothing is posted.
    Terms,
    /// What was left of a payment or a credit is put against an invoice: nothing is posted.
    Allocation,
}

impl RequestKind {
    pub const ALL: [Self; 6] =
        [Self::Payment, Self::CreditNote, Self::Adjustment, Self::Reversal, Self::Terms, Self::Allocation];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::CreditNote => "credit_note",
            Self::Adjustment => "adjustment",
            Self::Reversal => "reversal",
            Self::Terms => "terms",
            Self::Allocation => "allocation",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == text)
    }
}

/// Whether an account may owe more by other terms than it could, and more than one person alone may allow: above what
/// `alone` says, in minor units. No limit is above every limit.
#[must_use]
pub const fn allows_more(old: Option<i64>, new: Option<i64>, alone: i64) -> bool {
    match (old, new) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(old), Some(new)) => new > old && new > alone,
    }
}

/// What is open of a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenItem {
    pub posting: PostingId,
    /// Minor units, with the posting's sign.
    pub open: i64,
    /// Of it, what the customer disputes: never below zero, never more than is open.
    pub disputed: i64,
    /// When it is to be paid; nothing that was paid has one.
    pub due: Option<Date>,
}

/// In which part of the ageing an amount stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    NotDue,
    /// Overdue by 1 to 30 days.
    To30,
    To60,
    To90,
    Over90,
    /// The customer does not agree with it: nobody reminds of it until that is settled.
    Disputed,
    /// Paid or credited, and put against nothing yet: below zero.
    Unapplied,
}

impl Bucket {
    /// As they are shown.
    pub const ALL: [Self; 7] =
        [Self::NotDue, Self::To30, Self::To60, Self::To90, Self::Over90, Self::Disputed, Self::Unapplied];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::To30 => "to_30",
            Self::To60 => "to_60",
            Self::To90 => "to_90",
            Self::Over90 => "over_90",
            Self::Disputed => "disputed",
            Self::Unapplied => "unapplied",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bucket| bucket.code() == text)
    }

    /// Whether what stands there is overdue.
    #[must_use]
    pub const fn is_overdue(self) -> bool {
        matches!(self, Self::To30 | Self::To60 | Self::To90 | Self::Over90)
    }

    /// Where what is owed stands on a day: on its due date it is not overdue yet.
    #[must_use]
    pub const fn of(due: Option<Date>, today: Date) -> Self {
        let Some(due) = due else { return Self::NotDue };
        match today.days() - due.days() {
            ..=0 => Self::NotDue,
            1..=30 => Self::To30,
            31..=60 => Self::To60,
            61..=90 => Self::To90,
            _ => Self::Over90,
        }
    }

    /// The parts of an open item, by where they stand.
    #[must_use]
    pub const fn parts(item: &OpenItem, today: Date) -> [(Self, i64); 2] {
        if item.open < 0 {
            return [(Self::Unapplied, item.open), (Self::Disputed, 0)];
        }
        [(Self::of(item.due, today), item.open - item.disputed), (Self::Disputed, item.disputed)]
    }
}

/// What is asked for of what is open: one part of the ageing, or all that is overdue, for however long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Bucket(Bucket),
    Overdue,
}

impl Part {
    /// As it stands in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bucket(bucket) => bucket.code(),
            Self::Overdue => "overdue",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == Self::Overdue.code() { Some(Self::Overdue) } else { Bucket::parse(text).map(Self::Bucket) }
    }

    /// What it comes to.
    #[must_use]
    pub const fn sum(self, ageing: &Ageing) -> i64 {
        match self {
            Self::Bucket(bucket) => ageing.get(bucket),
            Self::Overdue => ageing.overdue(),
        }
    }
}

/// What is open, by how long: all of it adds up to the balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ageing {
    pub not_due: i64,
    pub to_30: i64,
    pub to_60: i64,
    pub to_90: i64,
    pub over_90: i64,
    pub disputed: i64,
    /// Zero or below.
    pub unapplied: i64,
}

impl Ageing {
    /// The ageing of these items on a day of the vendor's.
    ///
    /// # Errors
    /// `Overflow` when a sum does not fit.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a OpenItem>, today: Date) -> Result<Self, MoneyError> {
        let mut ageing = Self::default();
        for item in items {
            for (bucket, amount) in Bucket::parts(item, today) {
                ageing.add(bucket, amount)?;
            }
        }
        Ok(ageing)
    }

    /// Adds to one part.
    ///
    /// # Errors
    /// `Overflow` when the sum does not fit.
    pub fn add(&mut self, bucket: Bucket, amount: i64) -> Result<(), MoneyError> {
        let part = match bucket {
            Bucket::NotDue => &mut self.not_due,
            Bucket::To30 => &mut self.to_30,
            Bucket::To60 => &mut self.to_60,
            Bucket::To90 => &mut self.to_90,
            Bucket::Over90 => &mut self.over_90,
            Bucket::Disputed => &mut self.disputed,
            Bucket::Unapplied => &mut self.unapplied,
        };
        *part = part.checked_add(amount).ok_or(MoneyError::Overflow)?;
        Ok(())
    }

    #[must_use]
    pub const fn get(&self, bucket: Bucket) -> i64 {
        match bucket {
            Bucket::NotDue => self.not_due,
            Bucket::To30 => self.to_30,
            Bucket::To60 => self.to_60,
            Bucket::To90 => self.to_90,
            Bucket::Over90 => self.over_90,
            Bucket::Disputed => self.disputed,
            Bucket::Unapplied => self.unapplied,
        }
    }

    /// What should have been paid by now.
    #[must_use]
    pub const fn overdue(&self) -> i64 {
        self.to_30.saturating_add(self.to_60).saturating_add(self.to_90).saturating_add(self.over_90)
    }

    /// The balance that it explains.
    #[must_use]
    pub const fn total(&self) -> i64 {
        self.not_due.saturating_add(self.overdue()).saturating_add(self.disputed).saturating_add(self.unapplied)
    }
}

/// Puts `amount` (above zero) of a payment or credit against what is owed: first what the payer named, in their order,
/// then, if they named nothing, what is due first. What is left stays unapplied. Nothing named gets more than is open of it,
/// and disputed parts are paid only where the payer names them, with what the rest of what they named leaves.
///
/// `owed` is in the order of due dates, the earliest first.
///
/// # Errors
/// `NotFound` for a named posting that is not among `owed`, `TooMuch` where the named parts come to more than the amount
/// or one to more than is open of it, `Malformed` for a part that is not above zero.
pub fn allocate(
    owed: &[OpenItem],
    amount: i64,
    named: &[(PostingId, Option<i64>)],
) -> Result<Vec<(PostingId, i64)>, Refusal> {
    let mut left = amount;
    let mut parts = Vec::new();
    if named.is_empty() {
        for item in owed.iter().filter(|item| item.open > item.disputed) {
            let part = (item.open - item.disputed).min(left);
            if part <= 0 {
                break;
            }
            parts.push((item.posting, part));
            left -= part;
        }
        return Ok(parts);
    }
    // What is asked for of all that was named comes first: who pays what they were asked for is to owe nothing of it.
    for of_disputed in [false, true] {
        for (posting, wished) in named {
            let item = owed
                .iter()
                .find(|item| item.posting == *posting && item.open > 0)
                .ok_or(Refusal::of(Code::NotFound))?;
            let already: i64 = parts.iter().filter(|(id, _)| id == posting).map(|(_, part)| *part).sum();
            let open = item.open - already;
            let part = match wished {
                Some(_) if of_disputed => continue,
                Some(part) if *part <= 0 => return Err(Code::Malformed.into()),
                Some(part) if *part > open || *part > left => return Err(Code::TooMuch.into()),
                Some(part) => *part,
                None if of_disputed => open.min(left),
                None => (open - item.disputed).max(0).min(left),
            };
            add_part(&mut parts, *posting, part);
            left -= part;
        }
    }
    Ok(parts)
}

/// Puts a part beside the others; what has one already gets more.
fn add_part(parts: &mut Vec<(PostingId, i64)>, posting: PostingId, part: i64) {
    if part <= 0 {
        return;
    }
    match parts.iter_mut().find(|(id, _)| *id == posting) {
        Some((_, sum)) => *sum += part,
        None => parts.push((posting, part)),
    }
}

/// When an invoice is to be paid.
#[must_use]
pub const fn due(issued: Date, payment_days: u16) -> Date {
    issued.plus_days(payment_days as i32)
}

/// So many days there are at least to pay what was disputed until now.
const DAYS_TO_PAY: i32 = 7;

/// By when what was disputed and is put back is asked for: by the day that the invoice says, and no earlier than a week
/// from now.
#[must_use]
pub fn pay_by(due: Option<Date>, today: Date) -> Date {
    let soonest = today.plus_days(DAYS_TO_PAY);
    due.map_or(soonest, |due| due.max(soonest))
}
