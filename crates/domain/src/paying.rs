//! What a bank's app reads from a code beside an invoice, and payments through a provider.

pub mod online;

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
///
/// The line for a structured reference has room for 35 signs, in which a creditor reference of ISO 11649 "may be used". A
/// Belgian message stands there as its twelve digits, which is how it travels electronically (Febelfin): as text, the apps of
/// Belgian banks would take it for words of the payer, and the payee's bank would not check its digits.
fn epc(transfer: &Transfer<'_>, iban: &str) -> Option<String> {
    // 0.01 to 999999999.99.
    if transfer.amount.minor > 99_999_999_999 {
        return None;
    }
    let holder = cut(transfer.holder, 70);
    let amount = format!("EUR{}.{:02}", transfer.amount.minor / 100, transfer.amount.minor % 100);
    // One of the two lines at most: a reference has check digits, everything else is text.
    let said = if references::is_structured(transfer.reference) {
        references::bare(transfer.reference)
    } else {
        format!("\n{}", cut(transfer.reference, 140))
    };
    Some(format!("BCD\n002\n1\nSCT\n{}\n{holder}\n{iban}\n{amount}\n\n{said}", transfer.bic))
}

/// The Hungarian National Bank's guide to the QR code of instant payment, version 1: seventeen fields, a line each, of which
/// the first nine are used. It is for accounts in Hungary, whose number is 28 signs long (ISO 13616): no other is paid so.
fn hungarian(transfer: &Transfer<'_>, iban: &str) -> Option<String> {
    if !iban.starts_with("HU") || iban.len() != 28 {
        return None;
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Instant;

    fn transfer<'a>(iban: &'a str, currency: Currency, reference: &'a str) -> Transfer<'a> {
        Transfer {
            holder: "Van Dael",
            iban,
            bic: "GKCCBEBB",
            amount: Money { minor: 12_300, currency },
            reference,
            until: WallTime { instant: Instant::from_millis(1_795_000_000_000), offset_minutes: 60 },
        }
    }

    /// The lines from the purpose on: structured reference and text.
    fn said(reference: &str) -> Option<Vec<String>> {
        let (scheme, text) = text(&transfer("BE68 5390 0754 7034", Currency::EUR, reference))?;
        assert_eq!(scheme, PayScheme::Epc);
        Some(text.lines().skip(9).map(str::to_owned).collect())
    }

    #[test]
    fn a_reference_with_check_digits_is_no_text() {
        assert_eq!(said("RF18 5390 0754 7034"), Some(vec!["RF18539007547034".to_owned()]));
        assert_eq!(said("+++090/9337/55493+++"), Some(vec!["090933755493".to_owned()]));
        let text = |text: &str| Some(vec![String::new(), text.to_owned()]);
        assert_eq!(said("2026-00017 2026-00018"), text("2026-00017 2026-00018"));
        assert_eq!(said("+++090/9337/55494+++"), text("+++090/9337/55494+++"), "its check digits are wrong");
    }

    #[test]
    fn forints_are_paid_by_code_to_an_account_in_hungary_only() {
        let hungarian = text(&transfer("HU42 1177 3016 1111 1018 0000 0000", Currency::HUF, "2026-00017"));
        assert!(hungarian.is_some_and(|(scheme, text)| scheme == PayScheme::Hungarian && text.contains("HUF123\n")));
        assert_eq!(text(&transfer("BE68 5390 0754 7034", Currency::HUF, "2026-00017")), None);
        assert_eq!(text(&transfer("BE68 5390 0754 7034", Currency::GBP, "2026-00017")), None);
    }
}
