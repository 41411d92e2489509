//! An entry of a statement: one movement, or those of a batch.

use domain::money::Currency;
use domain::time::Date;

use super::details::Details;
use super::xml::Node;
use super::{day, money, sign, signed};
use crate::Movement;
use crate::collect::Draft;
use crate::error::{BankError, Reason};
use crate::references;

/// The movements of an entry; none when it is not booked.
///
/// A batch is split when each of its parts has an amount in the currency of the entry, and together they are the
/// entry's. Else nobody knows what each one was, and the entry stays whole.
pub(super) fn drafts(entry: &Node, own: &str) -> Result<Vec<Draft>, BankError> {
    if !is_booked(entry)? {
        return Ok(Vec::new());
    }
    let (total, currency) = signed(entry)?;
    let (booked, value) = days(entry)?;
    let common = Common { entry, booked, value, currency, own };
    let all: Vec<&Node> = entry.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
    let Some(amounts) = split(&all, sign(entry)?, total, currency)? else {
        return Ok(vec![Draft { movement: common.movement(entry.line, total, &all), part: None }]);
    };
    let parts = all.iter().zip(amounts).zip(1..);
    Ok(parts
        .map(|((details, amount), part)| Draft {
            movement: common.movement(details.line, amount, &[*details]),
            part: Some(part),
        })
        .collect())
}

/// Pending ones and those for information come again when they are booked.
fn is_booked(entry: &Node) -> Result<bool, BankError> {
    // In later versions the code is an element of its own; before, the status was the code.
    let status = entry.text_at(&["Sts", "Cd"]).or_else(|| entry.text_at(&["Sts"]));
    let status = status.ok_or_else(|| BankError::new(entry.line, Reason::MissingField, "Sts"))?;
    Ok(status == "BOOK")
}

/// The days of booking and of value; the one stands for the other where it is left out.
fn days(entry: &Node) -> Result<(Date, Date), BankError> {
    let booked = day(entry, "BookgDt")?;
    let value = day(entry, "ValDt")?;
    let missing = || BankError::new(entry.line, Reason::MissingField, "BookgDt");
    Ok((booked.or(value).ok_or_else(missing)?, value.or(booked).ok_or_else(missing)?))
}

/// The amounts of the parts of a batch with their signs, when they make the entry's.
fn split(parts: &[&Node], direction: i64, total: i64, currency: Currency) -> Result<Option<Vec<i64>>, BankError> {
    if parts.len() < 2 {
        return Ok(None);
    }
    let mut amounts = Vec::with_capacity(parts.len());
    for part in parts {
        // In later versions it is an element of its own; before, it was among the details of the amount.
        let Some(amount) = part.at(&["Amt"]).or_else(|| part.at(&["AmtDtls", "TxAmt", "Amt"])) else {
            return Ok(None);
        };
        let (minor, of) = money(amount)?;
        if of != currency {
            return Ok(None);
        }
        let direction = if part.at(&["CdtDbtInd"]).is_some() { sign(part)? } else { direction };
        amounts.push(direction * minor);
    }
    let sum: i128 = amounts.iter().copied().map(i128::from).sum();
    Ok((sum == i128::from(total)).then_some(amounts))
}

/// What the movements of an entry have in common.
struct Common<'a> {
    entry: &'a Node,
    booked: Date,
    value: Date,
    currency: Currency,
    own: &'a str,
}

impl Common<'_> {
    fn movement(&self, line: usize, amount: i64, details: &[&Node]) -> Movement {
        let is_reversal = matches!(self.entry.text_at(&["RvslInd"]), Some("true" | "1"));
        let details = Details::of(self.entry, details, amount >= 0, self.own);
        Movement {
            line,
            booked: self.booked,
            value: self.value,
            amount,
            currency: self.currency,
            bank_reference: details.bank_reference,
            end_to_end: details.end_to_end,
            payer_name: details.payer_name,
            payer_account: details.payer_account,
            reference: details.reference.or_else(|| references::within(&details.text)),
            text: details.text,
            reversal: is_reversal || details.is_returned,
            fingerprint: String::new(),
        }
    }
}
