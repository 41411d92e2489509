//! How the vendor asks for money: who stands on an invoice, how documents are numbered, what takes two people. Each change is
//! kept with before and after; documents stay as they were issued.

mod accounts;
mod reminders;

use domain::{
    input,
    ledger::{
        desk::{BillingForm, BillingSettings, LimitRow, SellerForm},
        is_number_pattern,
        wire::Party,
    },
    money::{Currency, parse_amount_in},
    permissions::{Actor, ChangeSettings},
    references,
    refusal::{Code, Refusal},
    settings::{Billing, ReferenceForm, Settings},
    time::Instant,
};

use crate::{Context, Error, cases::difference::differences};

/// The longest time that an account is given to pay, days.
const MOST_DAYS: u16 = 365;
const SHOWN_CHANGES: u16 = 10;
/// As much as a line of an invoice holds (EN 16931 sets no limit).
const LONGEST_LINE: usize = 200;
const LONGEST_ADDRESS: usize = 500;
const MOST_LINES: usize = 3;
/// More than there are currencies.
const MOST_LIMITS: usize = 50;
/// Nobody has to keep an invoice for longer.
const MOST_YEARS: u16 = 30;

/// How the vendor asks for money, and who changed it last.
///
/// # Errors
/// `NotFound` for customers, `NotAllowed`.
pub async fn billing_settings(context: &Context, actor: &Actor) -> Result<BillingSettings, Error> {
    let granted = actor.grant_staff::<ChangeSettings>()?;
    let wall = |at| context.wall(at, &actor.time_zone);
    let section = store::settings::BILLING;
    let changes = store::settings::changes_of(context.store(), &granted, section, SHOWN_CHANGES).await?;
    Ok(BillingSettings {
        billing: context.settings().billing.clone(),
        changes: changes
            .into_iter()
            .map(|change| domain::cases::SettingChange {
                differences: differences(&change.old_value, &change.new_value),
                section: change.section,
                by: change.by_name,
                at: wall(Instant::from_millis(change.at)),
            })
            .collect(),
        now: wall(context.now()),
    })
}

/// Sets all of it.
///
/// # Errors
/// `NotAllowed`, `Stale`; `Missing`, `Malformed`, `TooLong`, `TooMuch`, `Email` or what an amount can be refused for, on
/// `seller[…]`, `pattern`, `payment_days`, `retention_years`, `reference`, `limits[…][…]`, `accounts[…][…]` or `reminders[…]`.
pub async fn set_billing(context: &Context, actor: &Actor, typed: &BillingForm) -> Result<(), Error> {
    let granted = actor.grant_staff::<ChangeSettings>()?;
    let seller = seller_of(&typed.seller)?;
    let by_itself = !typed.by_itself.is_empty();
    // Nobody would see why nothing is invoiced.
    if by_itself && seller.name.is_empty() {
        return Err(Refusal::field(Code::Missing, "seller[name]").into());
    }
    let pattern = typed.pattern.trim();
    if !is_number_pattern(pattern) {
        return Err(Refusal::field(Code::Malformed, "pattern").into());
    }
    let days = typed.payment_days.trim().parse::<u16>().ok().filter(|days| *days <= MOST_DAYS);
    let years = typed.retention_years.trim().parse::<u16>().ok().filter(|years| (1..=MOST_YEARS).contains(years));
    let billing = Billing {
        seller,
        pattern: pattern.to_owned(),
        payment_days: days.ok_or_else(|| Refusal::field(Code::Malformed, "payment_days"))?,
        by_itself,
        retention_years: years.ok_or_else(|| Refusal::field(Code::Malformed, "retention_years"))?,
        four_eyes_above: limits_of(context, actor, "limits", &typed.limits)?,
        reference: match typed.reference.trim() {
            "" => ReferenceForm::default(),
            code => ReferenceForm::parse(code).ok_or_else(|| Refusal::field(Code::Malformed, "reference"))?,
        },
        accounts: accounts::of(&typed.accounts)?,
        reminders: reminders::of(context, actor, &typed.reminders)?,
        version: typed.version.saturating_add(1),
    };
    let tx = context.store().begin().await?;
    let old = store::settings::lock(&tx, &granted).await?.ok_or(Code::NotFound)?;
    if old.billing.version != typed.version {
        return Err(Code::Stale.into());
    }
    let new = Settings { billing, ..old.clone() };
    store::settings::change(&tx, &granted, store::settings::BILLING, (&old, &new), context.now()).await?;
    tx.commit().await?;
    context.reload_settings().await
}

fn seller_of(typed: &SellerForm) -> Result<Party, Refusal> {
    let line = |name: &str, text: &str| input::line(&format!("seller[{name}]"), text, LONGEST_LINE);
    let address = input::paragraph("seller[lines]", &typed.lines, LONGEST_ADDRESS)?.unwrap_or_default();
    let lines: Vec<String> =
        address.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if lines.len() > MOST_LINES {
        return Err(Refusal::field(Code::TooMuch, "seller[lines]").with(MOST_LINES));
    }
    let email = match typed.email.trim() {
        "" => None,
        typed => Some(input::email(typed).map_err(|refusal| Refusal::field(refusal.code, "seller[email]"))?),
    };
    Ok(Party {
        name: line("name", &typed.name)?.unwrap_or_default(),
        lines,
        postcode: line("postcode", &typed.postcode)?.unwrap_or_default(),
        city: line("city", &typed.city)?.unwrap_or_default(),
        country: country_of(&typed.country)?,
        vat_number: line("vat_number", &typed.vat_number)?,
        email,
        phone: line("phone", &typed.phone)?,
        iban: iban_of("seller[iban]", &typed.iban)?,
        bic: bic_of("seller[bic]", &typed.bic)?,
        bank: line("bank", &typed.bank)?,
    })
}

/// Two letters (ISO 3166-1).
fn country_of(typed: &str) -> Result<String, Refusal> {
    let code = typed.trim().to_ascii_uppercase();
    let is_code = code.is_empty() || (code.len() == 2 && code.bytes().all(|sign| sign.is_ascii_uppercase()));
    if is_code { Ok(code) } else { Err(Refusal::field(Code::Malformed, "seller[country]")) }
}

/// An account's number with its check digits (ISO 13616): a wrong one would send all customers' money elsewhere.
fn iban_of(field: &str, typed: &str) -> Result<Option<String>, Refusal> {
    let iban = references::bare(typed);
    if iban.is_empty() {
        return Ok(None);
    }
    let is_shaped = (15..=34).contains(&iban.len())
        && iban.bytes().take(2).all(|sign| sign.is_ascii_uppercase())
        && iban.bytes().skip(2).take(2).all(|sign| sign.is_ascii_digit());
    if is_shaped && remainder(&iban) == Some(1) { Ok(Some(iban)) } else { Err(Refusal::field(Code::Malformed, field)) }
}

/// What is left by division by 97 of the number that an IBAN is (ISO 7064); `None` for signs that have no place in it.
fn remainder(iban: &str) -> Option<u32> {
    let (head, rest) = iban.split_at_checked(4)?;
    rest.chars().chain(head.chars()).try_fold(0, |left: u32, sign| {
        let value = sign.to_digit(36)?;
        Some(if value < 10 { (left * 10 + value) % 97 } else { (left * 100 + value) % 97 })
    })
}

/// Eight or eleven signs (ISO 9362).
fn bic_of(field: &str, typed: &str) -> Result<Option<String>, Refusal> {
    let bic = references::bare(typed);
    match bic.len() {
        0 => Ok(None),
        8 | 11 if bic.bytes().all(|sign| sign.is_ascii_alphanumeric()) => Ok(Some(bic)),
        _ => Err(Refusal::field(Code::Malformed, field)),
    }
}

/// Amounts by currency, typed into the rows of `list`. A row without an amount is left out.
fn limits_of(context: &Context, actor: &Actor, list: &str, rows: &[LimitRow]) -> Result<Vec<(Currency, i64)>, Refusal> {
    if rows.len() > MOST_LIMITS {
        return Err(Refusal::of(Code::TooMuch).with(MOST_LIMITS));
    }
    let settings = context.settings();
    let mut limits: Vec<(Currency, i64)> = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| !row.amount.trim().is_empty()) {
        let wrong = |code: Code, name: &str| Refusal::field(code, &format!("{list}[{place}][{name}]"));
        let currency = new_currency(&row.currency, limits.iter().map(|(other, _)| *other))
            .ok_or_else(|| wrong(Code::Malformed, "currency"))?;
        let amount = parse_amount_in(&row.amount, &settings.currency(currency), actor.language)
            .map_err(|error| wrong(error.into(), "amount"))?;
        if amount < 0 {
            return Err(wrong(Code::Malformed, "amount"));
        }
        limits.push((currency, amount));
    }
    Ok(limits)
}

/// A currency that is not among those before it; `None` for what is none.
fn new_currency(typed: &str, mut before: impl Iterator<Item = Currency>) -> Option<Currency> {
    let currency = Currency::parse(&typed.trim().to_ascii_uppercase())?;
    before.all(|other| other != currency).then_some(currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_an_account_has_its_check_digits() {
        let taken = |typed: &str| iban_of("iban", typed).map_err(|refusal| refusal.code);
        assert_eq!(taken("be68 5390 0754 7034"), Ok(Some("BE68539007547034".to_owned())));
        assert_eq!(taken("GB82 WEST 1234 5698 7654 32"), Ok(Some("GB82WEST12345698765432".to_owned())));
        assert_eq!(taken(" "), Ok(None));
        for wrong in ["BE68 5390 0754 7035", "BE68", "6853 9007 5470 34BE", "BE6853900754703é"] {
            assert_eq!(taken(wrong), Err(Code::Malformed), "{wrong}");
        }
    }

    #[test]
    fn a_bank_has_eight_signs_or_eleven() {
        let taken = |typed: &str| bic_of("bic", typed).map_err(|refusal| refusal.code);
        assert_eq!(taken("gkccbebb"), Ok(Some("GKCCBEBB".to_owned())));
        assert_eq!(taken(""), Ok(None));
        assert_eq!(taken("GKCC"), Err(Code::Malformed));
    }
}
