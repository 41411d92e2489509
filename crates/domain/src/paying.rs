//! What a bank's app reads from a code beside an invoice.

use crate::{
    ledger::wire::PayScheme,
    money::{Currency, Money},
    references,
    time::WallTime,
};

/// What a transfer needs.
#[derive(Clone, Copy, Debug)]
pub struct Transfer<'a> {
    pub holder: &'a str,
    pub iban: &'a str,
    pub bic: &'a str,
    pub amount: Money,
    /// A creditor reference, or in its place what is to be written as text.
    pub reference: &'a str,
    /// Until when the Hungarian code is good.
    pub until: WallTime,
}

/// The text of the code for a currency that has one; nothing where the amount or the account does not fit.
#[must_use]
pub fn text(transfer: &Transfer<'_>) -> Option<(PayScheme, String)> {
    let iban: String = transfer.iban.chars().filter(char::is_ascii_alphanumeric).collect();
    if iban.len() < 15 || transfer.holder.is_empty() || transfer.amount.minor <= 0 {
        return None;
    }
    match transfer.amount.currency {
        Currency::EUR => Some((PayScheme::Epc, epc(transfer, &iban)?)),
        Currency::HUF => Some((PayScheme::Hungarian, hungarian(transfer, &iban)?)),
        _ => None,
    }
}

/// EPC069-12, version 2, in UTF-8: twelve lines, of which the last ones may be left out.
fn epc(transfer: &Transfer<'_>, iban: &str) -> Option<String> {
    // 0.01 to 999999999.99.
    if transfer.amount.minor > 99_999_999_999 {
        return None;
    }
    let holder = cut(transfer.holder, 70);
    let amount = format!("EUR{}.{:02}", transfer.amount.minor / 100, transfer.amount.minor % 100);
    // One of the two lines at most: a reference has check digits, everything else is text.
    let said = if references::is_creditor_reference(transfer.reference) {
        transfer.reference.to_owned()
    } else {
        format!("\n{}", cut(transfer.reference, 140))
    };
    Some(format!("BCD\n002\n1\nSCT\n{}\n{holder}\n{iban}\n{amount}\n\n{said}", transfer.bic))
}

/// The Hungarian National Bank's guide to the QR code of instant payment, version 1: seventeen fields, a line each, of which
/// the first nine are used.
fn hungarian(transfer: &Transfer<'_>, iban: &str) -> Option<String> {
    // The forint is kept in hundredths, and paid in whole ones.
    if transfer.amount.minor % 100 != 0 || transfer.amount.minor / 100 > 999_999_999_999 {
        return None;
    }
    let bic = if transfer.bic.len() == 8 { format!("{}XXX", transfer.bic) } else { transfer.bic.to_owned() };
    if bic.len() != 11 {
        return None;
    }
    let (year, month, day) = transfer.until.date().ymd();
    let (hour, minute) = transfer.until.hour_minute();
    // Whole hours from Greenwich, as the guide has it: `+1`, `+2`.
    let zone = transfer.until.offset_minutes / 60;
    let until = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}00{zone:+}");
    let holder = cut(transfer.holder, 70);
    let mut lines = vec![
        "HCT".to_owned(),
        "001".to_owned(),
        "1".to_owned(),
        bic,
        holder.to_owned(),
        iban.to_owned(),
        format!("HUF{}", transfer.amount.minor / 100),
        until,
        String::new(),
        cut(transfer.reference, 70).to_owned(),
    ];
    lines.resize(17, String::new());
    Some(lines.join("\n") + "\n")
}

fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}
