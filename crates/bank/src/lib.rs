//! What a bank says came in and went out: account statements as files.
//!
//! Three kinds are read: CAMT.053 of ISO 20022, MT940 of SWIFT, and tables that online banking exports. A file is
//! read whole or refused whole, with the line and the reason: half a statement would be taken for a complete one.
//! A statement of CAMT.053 or MT940 that has a movement twice, with the same reference of the bank, day, amount, other
//! side and text, is refused, too: it is counted twice. Where anything differs, or the bank gives no reference, two
//! movements are two; what comes again in another statement or file is known by its fingerprint.
//! Nothing here knows invoices or customers. Bytes go in, [`Statement`]s come out.

mod amount;
mod camt;
mod collect;
mod csv;
mod currencies;
mod dates;
mod error;
mod mt940;
mod references;
mod text;

use domain::money::Currency;
use domain::time::Date;

pub use csv::CsvRules;
pub use error::{BankError, Reason};

/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The most movements that one file may have.
pub const MOST_MOVEMENTS: usize = 1_000_000;

/// Which kind of file a statement was in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// ISO 20022 "bank to customer statement".
    Camt053,
    /// SWIFT "customer statement message".
    Mt940,
    /// A table with a line per movement.
    Csv,
}

impl Format {
    /// The name that is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Camt053 => "camt053",
            Self::Mt940 => "mt940",
            Self::Csv => "csv",
        }
    }
}

/// The movements of one account, as one file has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub format: Format,
    /// What follows `camt.053.001.` in the name space, such as `08`; empty for the others, which have no versions.
    pub version: String,
    /// The vendor's own account: IBAN or number as written, without spaces. Empty for a table that does not say.
    pub account: String,
    pub currency: Currency,
    /// In the order of the file.
    pub movements: Vec<Movement>,
    /// The booked balance before the first movement, in minor units of `currency`; negative when overdrawn.
    pub opening: Option<i64>,
    /// The booked balance after the last movement, likewise.
    pub closing: Option<i64>,
}

/// Money that came in or went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The line of the file where it begins, from 1.
    pub line: usize,
    /// The day on which the bank booked it.
    pub booked: Date,
    /// The day from which it bears interest.
    pub value: Date,
    /// Minor units of `currency`: positive came in, negative went out.
    pub amount: i64,
    pub currency: Currency,
    /// The bank's own name for it.
    pub bank_reference: Option<String>,
    /// What the payer's side called it (SEPA end-to-end identification).
    pub end_to_end: Option<String>,
    /// Whose money it was, or who got it; empty when the bank does not say.
    pub payer_name: String,
    /// Their IBAN or account number, without spaces; empty when the bank does not say.
    pub payer_account: String,
    /// The structured reference as written: `RF…` of ISO 11649, or a Belgian one of twelve digits.
    pub reference: Option<String>,
    /// What the payer wrote, in one line.
    pub text: String,
    /// Whether it takes back an earlier one.
    pub reversal: bool,
    /// The same for the same movement in each file that has it, and for no other: fields joined by `|`.
    ///
    /// It begins with `id` where the bank has named the movement, else with `as`, and then it is what can be seen of
    /// it, with its number among those that look the same on that day.
    ///
    /// The account in it is what the file says: nothing for a table that does not, whatever [`CsvRules`] assume.
    pub fingerprint: String,
}

impl Movement {
    /// The fingerprint that it would have if its file said that this is the vendor's account; nothing where it says one.
    /// What was assumed of a table was part of it once.
    #[must_use]
    pub fn fingerprint_with(&self, account: &str) -> Option<String> {
        collect::with_account(&self.fingerprint, account)
    }
}

/// Reads a file of whatever kind it is.
///
/// UTF-8 and Windows-1252 (with it Latin-1) are read, and of XML what its declaration says.
///
/// # Errors
///
/// The first thing that is wrong. Nothing of such a file should be used.
pub fn read(bytes: &[u8], csv: &CsvRules) -> Result<Vec<Statement>, BankError> {
    if bytes.len() > MOST_BYTES {
        return Err(BankError::new(1, Reason::TooLarge, &format!("{} bytes", bytes.len())));
    }
    let text = text::decoded(bytes)?;
    if text.trim_start().starts_with('<') {
        return camt::read(&text);
    }
    if mt940::is_one(&text) {
        return mt940::read(&text);
    }
    csv::read(&text, csv)
}
