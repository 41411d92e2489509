//! What the demo vendor's bank says of the last month, in files that nobody has loaded yet: made of the invoices that are
//! open, so that their references are right, and dated so that they end yesterday.

use std::fmt::Write;

use domain::{money::Currency, references, refusal::Code, time::Date};
use store::bank::ToCome;

use super::{JOB, dice::Dice, statements};
use crate::{Context, Error};

/// Any number would do; this one stays.
const SEED: u64 = 20_011_130;
/// So many days the files go back.
const DAYS: i32 = 30;
/// More invoices than a demo has.
const MOST: u16 = 5_000;
/// The first account of the file, which pays as it is asked to.
const FIRST: &str = "K-10017";
/// An account of which the bank takes back a payment.
const RETURNED: (&str, &str) = ("BE", "K-10081");

/// A file to be loaded at `/desk/bank`.
#[derive(Clone, Debug)]
pub struct BankFile {
    pub name: String,
    pub content: String,
}

/// A line of a statement.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub day: Date,
    /// Minor units, above zero what came in.
    pub amount: i64,
    pub name: String,
    pub account: String,
    pub reference: Option<String>,
    pub text: String,
    pub returned: bool,
}

/// The files: CAMT.053 for euro, MT940 for forint, CSV for pounds.
///
/// # Errors
/// `NotFound` when this is not a demo.
pub async fn bank_files(context: &Context) -> Result<Vec<BankFile>, Error> {
    if !store::settings::is_demo(context.store()).await? {
        return Err(Code::NotFound.into());
    }
    let today = context.vendor_today();
    let open = store::bank::to_come(context.store(), JOB, MOST).await?;
    let lines = |currency: Currency| lines(&open, currency, today);
    let mut euro = lines(Currency::EUR);
    euro.extend(beside(today));
    let last = store::bank::last_paid(context.store(), JOB, &bank_account(RETURNED.0, RETURNED.1)).await?;
    euro.extend(last.map(|paid| Line {
        day: today.plus_days(-4),
        amount: -paid.amount,
        name: paid.payer_name,
        account: paid.payer_account,
        reference: paid.reference,
        text: "Account closed".to_owned(),
        returned: true,
    }));
    let (mut forint, mut pounds) = (lines(Currency::HUF), lines(Currency::GBP));
    forint.push(costs(today, 125_000, "Számlavezetési díj"));
    pounds.push(costs(today, 800, "Account fee"));
    for all in [&mut euro, &mut forint, &mut pounds] {
        all.sort_by_key(|line| line.day);
    }
    let month = today.plus_days(-1).iso();
    let file = |name: &str, content: String| BankFile { name: format!("{month}-{name}"), content };
    Ok(vec![
        file("eur.xml", statements::camt(&euro, Currency::EUR, opens(today), today)),
        file("huf.sta", statements::mt940(&forint, Currency::HUF, opens(today), today)),
        file("gbp.csv", statements::csv(&pounds, Currency::GBP)),
    ])
}

/// The first day of the files.
pub(super) const fn opens(today: Date) -> Date {
    today.plus_days(-DAYS)
}

/// When an invoice is paid, if ever: most before it is due, some after, a few much later or not at all. The number decides,
/// so that the past and the files agree.
pub(super) fn fate(number: &str, issued: Date, due: Date) -> Option<Date> {
    let seed = number
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mut dice = Dice::new(SEED ^ seed);
    let days = |dice: &mut Dice, low, high| i32::from(dice.small(low, high));
    let day = match dice.between(1, 100) {
        1..=72 => due.plus_days(-days(&mut dice, 0, 12)),
        73..=90 => due.plus_days(days(&mut dice, 2, 24)),
        91..=95 => due.plus_days(days(&mut dice, 35, 80)),
        _ => return None,
    };
    let day = day.max(issued.plus_days(1));
    // Banks book on working days.
    Some(match day.weekday() {
        5 => day.plus_days(2),
        6 => day.plus_days(1),
        _ => day,
    })
}

/// What is paid of the open invoices in this month: mostly with the reference, but people are people.
fn lines(open: &[ToCome], currency: Currency, today: Date) -> Vec<Line> {
    let window = opens(today)..today;
    let day_of = |invoice: &ToCome| {
        let (issued, due) = (Date::from_days(invoice.issued_on), Date::from_days(invoice.due_on));
        fate(&invoice.number, issued, due).filter(|day| window.contains(day))
    };
    // The one that is announced (`super::ledger`): it comes, whatever its number would say.
    let of_first = open.iter().filter(|invoice| invoice.account_number == FIRST);
    let announced = of_first.max_by_key(|invoice| (day_of(invoice), invoice.number.as_str()));
    let announced = announced.map(|invoice| invoice.number.as_str());
    let mut lines = Vec::new();
    for invoice in open.iter().filter(|invoice| invoice.currency == currency.code()) {
        let is_announced = announced == Some(invoice.number.as_str());
        let day = day_of(invoice).or_else(|| is_announced.then(|| today.plus_days(-1)));
        let Some(day) = day else { continue };
        let by_number = format!("Invoice {}", invoice.number);
        let is_small = invoice.open <= alone(currency);
        let (reference, text, amount) = match lines.len() % 7 {
            _ if invoice.account_number == FIRST => (Some(invoice.reference.clone()), String::new(), invoice.open),
            2 => (None, by_number, invoice.open),
            // A part of it: somebody is to look at it.
            4 if is_small => (None, by_number, half(invoice.open)),
            // From where they have paid before, without a word.
            6 if is_small => (None, "Payment".to_owned(), invoice.open),
            _ => (Some(invoice.reference.clone()), String::new(), invoice.open),
        };
        lines.push(Line {
            day,
            amount,
            name: invoice.account_name.clone(),
            account: bank_account(&invoice.country, &invoice.account_number),
            reference,
            text,
            returned: false,
        });
    }
    lines
}

/// The most that one person alone says yes to when it is guessed whose it is (`super::vendor`).
fn alone(currency: Currency) -> i64 {
    if currency == Currency::HUF { 200_000_000 } else { 450_000 }
}

/// In whole units.
const fn half(amount: i64) -> i64 {
    let half = amount / 200 * 100;
    if half > 0 { half } else { amount }
}

/// What is on every statement besides: costs, a supplier, and somebody whom nobody knows.
fn beside(today: Date) -> Vec<Line> {
    let line = |ago: i32, amount: i64, name: &str, account: String, text: &str| Line {
        day: today.plus_days(-ago),
        amount,
        name: name.to_owned(),
        account,
        reference: None,
        text: text.to_owned(),
        returned: false,
    };
    vec![
        costs(today, 1_250, "Account fee"),
        line(9, -184_000, "Steenbakkerij Hemiksem NV", bank_account("BE", "S-20001"), "Order 7731"),
        line(6, 31_740, "P. Novak", bank_account("DE", "S-20002"), "Thank you for the quick help"),
        line(2, 9_900, "Fam. Peeters", bank_account("BE", "S-20003"), ""),
    ]
}

fn costs(today: Date, amount: i64, text: &str) -> Line {
    Line {
        day: today.plus_days(-12),
        amount: -amount,
        name: String::new(),
        account: String::new(),
        reference: None,
        text: text.to_owned(),
        returned: false,
    }
}

/// The vendor's own accounts; the euro one is what stands on the invoices.
pub(super) fn own_account(currency: Currency) -> String {
    match currency {
        Currency::HUF => bank_account("HU", "V-1"),
        Currency::GBP => bank_account("GB", "V-1"),
        _ => super::vendor::IBAN.to_owned(),
    }
}

/// From where a customer pays: an IBAN of their country with right check digits, of a bank that there is not.
pub(super) fn bank_account(country: &str, number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let own: u64 = digits.parse().unwrap_or(0);
    let body = match country {
        "DE" => format!("99999900{own:010}"),
        "ES" => format!("9999000100{own:010}"),
        "GB" => format!("ZZZZ999999{own:08}"),
        "HU" => format!("9999999{own:017}"),
        "NL" => format!("ZZZZ{own:010}"),
        _ => {
            let ten = 9_990_000_000 + own;
            let check = match ten % 97 {
                0 => 97,
                rest => rest,
            };
            format!("{ten}{check:02}")
        }
    };
    let country = if body.len() == 12 { "BE" } else { country };
    let rest = references::bare(&format!("{body}{country}00"))
        .chars()
        .filter_map(|c| c.to_digit(36))
        .fold(0_u32, |rest, value| (rest * if value < 10 { 10 } else { 100 } + value) % 97);
    let mut iban = country.to_owned();
    // Writing to a text does not fail.
    _ = write!(iban, "{:02}{body}", 98 - rest);
    iban
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_have_right_check_digits() {
        for (country, length) in [("BE", 16), ("DE", 22), ("ES", 24), ("GB", 22), ("HU", 28), ("NL", 18), ("FR", 16)] {
            let iban = bank_account(country, "K-10017");
            assert_eq!(iban.len(), length, "{iban}");
            let (head, body) = iban.split_at(4);
            let rest = format!("{body}{head}")
                .chars()
                .filter_map(|c| c.to_digit(36))
                .fold(0_u32, |rest, value| (rest * if value < 10 { 10 } else { 100 } + value) % 97);
            assert_eq!(rest, 1, "{iban}");
        }
    }

    #[test]
    fn an_invoice_is_paid_after_it_was_issued() {
        let issued = Date::from_days(20_000);
        let mut paid = 0;
        for number in 1..=500 {
            let day = fate(&format!("2026-{number:05}"), issued, issued.plus_days(30));
            paid += i32::from(day.is_some());
            assert!(day.is_none_or(|day| day > issued && day.weekday() < 5), "{day:?}");
        }
        assert!((460..500).contains(&paid), "{paid}");
    }
}
