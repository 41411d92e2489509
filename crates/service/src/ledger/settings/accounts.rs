//! Where to pay to in currencies that have an account of their own.

use domain::{
    input,
    ledger::desk::AccountRow,
    refusal::{Code, Refusal},
    settings::BankAccount,
};

use super::{LONGEST_LINE, MOST_LIMITS, bic_of, iban_of, new_currency};

/// The accounts, each of another currency. A row without a number is left out.
///
/// # Errors
/// `TooMuch`; `Malformed` or `TooLong` on `accounts[…][…]`.
pub(super) fn of(rows: &[AccountRow]) -> Result<Vec<BankAccount>, Refusal> {
    if rows.len() > MOST_LIMITS {
        return Err(Refusal::of(Code::TooMuch).with(MOST_LIMITS));
    }
    let mut accounts: Vec<BankAccount> = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        let field = |name: &str| format!("accounts[{place}][{name}]");
        let Some(iban) = iban_of(&field("iban"), &row.iban)? else { continue };
        let currency = new_currency(&row.currency, accounts.iter().map(|other| other.currency))
            .ok_or_else(|| Refusal::field(Code::Malformed, &field("currency")))?;
        let bic = bic_of(&field("bic"), &row.bic)?;
        let bank = input::line(&field("bank"), &row.bank, LONGEST_LINE)?;
        accounts.push(BankAccount { currency, iban, bic, bank });
    }
    Ok(accounts)
}

#[cfg(test)]
mod tests {
    use domain::money::Currency;

    use super::*;

    fn row(currency: &str, iban: &str, bic: &str) -> AccountRow {
        AccountRow { currency: currency.to_owned(), iban: iban.to_owned(), bic: bic.to_owned(), bank: String::new() }
    }

    #[test]
    fn each_currency_has_one_account() {
        let hungarian = "HU42 1177 3016 1111 1018 0000 0000";
        let taken = of(&[row("", "", ""), row("huf", hungarian, ""), row("GBP", " ", "GKCC")]);
        let taken = taken.map(|accounts| accounts.into_iter().map(|one| (one.currency, one.iban)).collect::<Vec<_>>());
        assert_eq!(taken, Ok(vec![(Currency::HUF, "HU42117730161111101800000000".to_owned())]));
        for (rows, field) in [
            (vec![row("HUF", hungarian, ""), row("HUF", hungarian, "")], "accounts[1][currency]"),
            (vec![row("forint", hungarian, "")], "accounts[0][currency]"),
            (vec![row("HUF", "HU42 1177", "")], "accounts[0][iban]"),
            (vec![row("HUF", hungarian, "X")], "accounts[0][bic]"),
        ] {
            let refused = of(&rows).map_err(|refusal| (refusal.code, refusal.field));
            assert_eq!(refused, Err((Code::Malformed, Some(field.to_owned()))));
        }
    }
}
