//! How to pay: the amount, the account, the reference, and the code for a bank's app.

use domain::{
    ledger::wire::{Party, PayCode, PayFilter, PayPage},
    money::Money,
    paying::{self, Transfer},
    permissions::{Actor, AnnouncePayments, ReadMoney},
    references,
    refusal::Code,
};
use store::ledger::{Posting, Scope};

use super::{check_named, check_payable, figure_of, open_invoices, parts::open_line, too_much};
use crate::{Context, Error};

/// So many invoices are paid at once where none is named.
const AT_ONCE: u16 = 50;
/// What a transfer has room for (ISO 20022, unstructured remittance information).
const LONGEST_TEXT: usize = 140;
/// So long the Hungarian code is good, days.
const CODE_DAYS: i64 = 30;

/// How to pay these invoices, or what is due first in the account's currency where none is named; in part, where an amount
/// was typed. What is disputed is not asked for, but of invoices that are named it may be paid, too.
///
/// # Errors
/// `NotAllowed`; `NotFound` for an invoice that is not open or not the account's, `Malformed` for invoices of two
/// currencies; `Missing`, `Malformed`… for the amount, `TooMuch` with the most it may be; `State` where nothing is owed, or
/// the vendor has neither said where to pay to nor a payment provider.
pub async fn pay(context: &Context, actor: &Actor, filter: &PayFilter) -> Result<PayPage, Error> {
    actor.grant::<AnnouncePayments>()?;
    let granted = actor.grant::<ReadMoney>()?;
    let scope = Scope::Own(&granted);
    let (store, today, settings) = (context.store(), context.vendor_today(), context.settings());
    check_named("invoices", &filter.invoices)?;
    let mut postings = open_invoices(store, &scope, "invoices", &filter.invoices, None).await?;
    let is_named = !postings.is_empty();
    let mut more = false;
    if !is_named {
        let account = store::accounts::in_scope(store, &scope).await?;
        postings = store::ledger::owed(store, &scope, account.currency, AT_ONCE + 1).await?;
        more = postings.len() > usize::from(AT_ONCE);
        postings.truncate(usize::from(AT_ONCE));
        postings.retain(|posting| posting.open > posting.disputed);
    }
    let currency = postings.first().map(|posting| posting.currency).ok_or(Code::State)?;
    let sum = |part: fn(&Posting) -> i64| {
        Money::sum(postings.iter().map(|posting| Money { minor: part(posting), currency }), currency)
    };
    let asked = sum(|posting| posting.open - posting.disputed)?;
    let most = if is_named { sum(|posting| posting.open)? } else { asked };
    let amount = match filter.amount.trim() {
        // Who names nothing but what they dispute means to pay it all the same.
        "" if asked.minor == 0 => most,
        "" => asked,
        typed => {
            let minor = figure_of(context, actor, "amount", typed, currency)?;
            check_payable(context, "amount", minor, currency, &[asked.minor, most.minor])?;
            Money { minor, currency }
        }
    };
    if amount.minor > most.minor {
        return Err(too_much(context, actor, "amount", most).into());
    }
    let seller = settings.billing.seller_in(currency);
    let online = context.provider().is_some();
    let iban = seller.iban.clone().unwrap_or_default();
    if iban.is_empty() && !online {
        return Err(Code::State.into());
    }
    let announced = store::ledger::announced(store, &scope).await?;
    let mut reference = reference_of(&postings);
    if reference.is_empty() {
        // A charge of before charges had numbers: the account's own says at least whose money it is.
        reference = store::accounts::in_scope(store, &scope).await?.number;
    }
    Ok(PayPage {
        amount,
        invoices: postings.iter().map(|posting| open_line(posting, &announced, today)).collect(),
        more,
        holder: seller.name.clone(),
        iban,
        bic: seller.bic.clone().unwrap_or_default(),
        bank: seller.bank.clone().unwrap_or_default(),
        code: pay_code(context, &seller, amount, &reference),
        reference,
        online,
        today,
    })
}

/// What to write on the transfer: an invoice's own reference, or for several of them their numbers.
fn reference_of(postings: &[Posting]) -> String {
    if let [only] = postings {
        let own = only.reference.clone().filter(|reference| references::is_structured(reference));
        return own.unwrap_or_else(|| only.document.clone().unwrap_or_default());
    }
    let mut text = String::new();
    for number in postings.iter().filter_map(|posting| posting.document.as_deref()) {
        if text.len() + number.len() + 1 > LONGEST_TEXT {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(number);
    }
    text
}

/// What a bank's app reads, for a currency that has such a code.
pub(crate) fn pay_code(context: &Context, seller: &Party, amount: Money, reference: &str) -> Option<PayCode> {
    let until = context.wall(context.now().plus_days(CODE_DAYS), &context.settings().vendor.time_zone);
    let transfer = Transfer {
        holder: &seller.name,
        iban: seller.iban.as_deref()?,
        bic: seller.bic.as_deref().unwrap_or_default(),
        amount,
        reference,
        until,
    };
    let (scheme, text) = paying::text(&transfer)?;
    let code = paper::qr::qr(&text).ok()?;
    Some(PayCode { scheme, size: i32::try_from(code.size).ok()?, path: code.svg_path() })
}
