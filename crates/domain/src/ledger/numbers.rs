//! What postings are called: the numbers of documents by the vendor's pattern, and those of charges.

/// The number of a charge, by which it is paid as an invoice is: made of its account's number and its own, so that no other
/// posting has it. No sign in it parts numbers that stand in one field.
#[must_use]
pub fn charge_number(account: &str, seq: i64) -> String {
    let account: String = account.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | ';')).collect();
    format!("{CHARGE}{account}-{seq:05}")
}

/// Whether a number is that of a charge, which has no paper of its own.
#[must_use]
pub fn is_charge_number(number: &str) -> bool {
    number.starts_with(CHARGE)
}

/// Vendors do not number their invoices so.
const CHARGE: &str = "CHG-";

/// A document's number by the vendor's pattern: `{year}`, and `{serial}` or `{serial:5}` with that many digits at least.
#[must_use]
pub fn document_number(pattern: &str, year: i32, serial: i64) -> String {
    let with_year = pattern.replace("{year}", &year.to_string());
    let Some((before, rest)) = with_year.split_once("{serial") else { return format!("{with_year}{serial}") };
    let Some((width, after)) = rest.split_once('}') else { return format!("{with_year}{serial}") };
    let width: usize = width.trim_start_matches(':').parse().unwrap_or(1).min(12);
    format!("{before}{serial:0width$}{after}")
}

/// Which serial of a year a number is by the vendor's pattern, if it is one of theirs.
#[must_use]
pub fn serial_of(pattern: &str, year: i32, number: &str) -> Option<i64> {
    let with_year = pattern.replace("{year}", &year.to_string());
    let (before, rest) = with_year.split_once("{serial")?;
    let (_, after) = rest.split_once('}')?;
    let serial: i64 = number.strip_prefix(before)?.strip_suffix(after)?.parse().ok()?;
    (serial > 0 && document_number(pattern, year, serial) == number).then_some(serial)
}

/// Whether a pattern names every document otherwise: it has year and serial, each once, and only letters, digits and `-/.`
/// around them.
#[must_use]
pub fn is_number_pattern(pattern: &str) -> bool {
    let first = document_number(pattern, 2001, 1);
    let plain = |number: &str| {
        number.len() <= 30 && number.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.'))
    };
    pattern.matches("{year}").count() == 1
        && pattern.matches("{serial").count() == 1
        && plain(&first)
        && first != document_number(pattern, 2001, 2)
        && first != document_number(pattern, 2002, 1)
}
