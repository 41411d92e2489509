//! Why a file is refused.

use std::{error, fmt};

/// The most characters of the file that an error repeats.
const MOST_FOUND: usize = 60;

/// Where a file is wrong, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankError {
    /// The line, from 1.
    pub line: usize,
    pub reason: Reason,
    /// What was there, or the name of what was not: short, and in one line.
    pub found: String,
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The bytes are not text in an encoding that is read.
    Encoding,
    /// It is none of the kinds that are read.
    NotABankFile,
    /// CAMT.053 of a version that is not known.
    UnknownVersion,
    /// XML that is not well-formed, or has a document type or entities of its own.
    Malformed,
    /// The end is missing.
    CutOff,
    /// An amount is not written as its kind of file demands, or does not fit.
    Amount,
    /// A currency is not known, or is another than before.
    Currency,
    /// There is no such day.
    Date,
    /// Something that must be there is not.
    MissingField,
    /// Something is there, but says nothing that its standard knows.
    UnknownField,
    /// A line of a table has more cells than its head.
    Columns,
    /// The opening balance and the movements do not make the closing balance.
    Balance,
    /// A movement comes twice in one statement, with the same reference of the bank and nothing that differs.
    Repeats,
    /// More than is read.
    TooLarge,
}

impl Reason {
    /// The name that is stored and that texts are found by.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::NotABankFile => "not_a_bank_file",
            Self::UnknownVersion => "unknown_version",
            Self::Malformed => "malformed",
            Self::CutOff => "cut_off",
            Self::Amount => "amount",
            Self::Currency => "currency",
            Self::Date => "date",
            Self::MissingField => "missing_field",
            Self::UnknownField => "unknown_field",
            Self::Columns => "columns",
            Self::Balance => "balance",
            Self::Repeats => "repeats",
            Self::TooLarge => "too_large",
        }
    }
}

impl BankError {
    pub(crate) fn new(line: usize, reason: Reason, found: &str) -> Self {
        let found = found.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST_FOUND).collect();
        Self { line, reason, found }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "not text in a known encoding",
            Self::NotABankFile => "not a bank file",
            Self::UnknownVersion => "an unknown version",
            Self::Malformed => "not well-formed",
            Self::CutOff => "cut off",
            Self::Amount => "not an amount",
            Self::Currency => "not the currency",
            Self::Date => "not a date",
            Self::MissingField => "something is missing",
            Self::UnknownField => "not understood",
            Self::Columns => "more cells than the head has",
            Self::Balance => "the balances do not add up",
            Self::Repeats => "the same movement again",
            Self::TooLarge => "too large",
        })
    }
}

impl fmt::Display for BankError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {:?}", self.line, self.reason, self.found)
    }
}

impl error::Error for BankError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_short_line() {
        let error = BankError::new(7, Reason::Amount, &format!(" 1\n2{}", "x".repeat(100)));
        assert_eq!(error.found.chars().count(), MOST_FOUND);
        assert_eq!(BankError::new(7, Reason::Amount, "1\n2").to_string(), "line 7: not an amount: \"1 2\"");
    }
}
