//! The statement line: field 61 of MT940.

use domain::money::Currency;
use domain::time::Date;

use super::comma;
use super::fields::Field;
use crate::amount::is_digits;
use crate::dates;
use crate::error::{BankError, Reason};
use crate::references::given;

/// Marks of direction, their sign, and whether they take something back. A reversed credit goes out.
const MARKS: [(&str, i64, bool); 4] = [("RC", -1, true), ("RD", 1, true), ("C", 1, false), ("D", -1, false)];

/// What a statement line says.
pub(super) struct Line {
    pub(super) line: usize,
    pub(super) value: Date,
    pub(super) booked: Date,
    /// With its sign, in minor units.
    pub(super) amount: i64,
    pub(super) reversal: bool,
    pub(super) bank_reference: Option<String>,
}

impl Line {
    /// `6!n[4!n]2a[1!a]15d1!a3!c16x[//16x]`: value date, entry date, mark, third letter of the currency, amount, type,
    /// the customer's reference and the bank's.
    pub(super) fn read(field: &Field<'_>, currency: Currency) -> Result<Self, BankError> {
        let error = |reason, found: &str| BankError::new(field.line, reason, found);
        let text = field.first();
        let (day, rest) = text.split_at_checked(6).ok_or_else(|| error(Reason::UnknownField, text))?;
        let value = dates::short(day).ok_or_else(|| error(Reason::Date, day))?;
        let (booked, rest) = match rest.split_at_checked(4).filter(|(digits, _)| is_digits(digits)) {
            Some((day, rest)) => (dates::entry(day, value).ok_or_else(|| error(Reason::Date, day))?, rest),
            None => (value, rest),
        };
        let (mark, sign, reversal) = MARKS
            .into_iter()
            .find(|(mark, _, _)| rest.starts_with(*mark))
            .ok_or_else(|| error(Reason::UnknownField, rest))?;
        let rest = rest.strip_prefix(mark).unwrap_or(rest);
        let rest = rest.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(rest);
        let length = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (amount, rest) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let minor = comma(amount, currency).ok_or_else(|| error(Reason::Amount, amount))?;
        let (_, names) = rest.split_at_checked(4).ok_or_else(|| error(Reason::UnknownField, rest))?;
        let bank_reference = names.split_once("//").and_then(|(_, bank)| given(bank));
        Ok(Self { line: field.line, value, booked, amount: sign * minor, reversal, bank_reference })
    }
}
