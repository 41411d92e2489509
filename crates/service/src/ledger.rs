//! What an account owes and has paid: read by its people and by the vendor's, and what the vendor enters by hand.

mod adjust;
mod announce;
mod beside;
mod commands;
mod desk;
mod entries;
mod hold;
mod pages;
mod parts;
mod pay;
mod payments;
mod prove;
mod receive;
mod remind;
mod settings;
mod statement;
mod tell;
mod waiting;

pub use announce::announce;
pub use beside::find_accounts;
pub(crate) use beside::{balances, standings_of};
pub use commands::{adjust, allocate, decide, pay_back, post_payment, reverse, set_terms};
pub use desk::{desk_account, desk_open_items, desk_posting, desk_statement, desk_statement_file};
pub(crate) use entries::{Entry, enter, takes_two};
pub use hold::hold_reminders;
pub use pages::{open_items, page, posting};
pub(crate) use parts::{allocation_line, announced_line, bucket_of, is_awaited};
pub use pay::pay;
pub(crate) use pay::pay_code;
pub use prove::prove;
pub(crate) use receive::{Payment, put_against, receive, receive_unapplied, take_back};
pub use remind::remind_due;
pub use settings::{billing_settings, set_billing};
pub use statement::{statement, statement_file, whole_statement};
pub(crate) use tell::{tell, teller};
pub use waiting::waiting;
pub(crate) use waiting::waiting_count;

use domain::{
    ids::PostingId,
    input,
    money::{Currency, Money},
    permissions::Actor,
    refusal::{Code, Refusal},
    time::Date,
};
use store::{
    Db,
    ledger::{Posting, Scope},
};

use crate::{Context, Error};

pub(crate) const LONGEST_REASON: usize = 500;
const PAGE: u16 = 50;

/// An amount above zero as this person has typed it into `field`, which can be paid.
pub(crate) fn amount_of(
    context: &Context,
    actor: &Actor,
    field: &str,
    typed: &str,
    currency: Currency,
) -> Result<i64, Refusal> {
    let amount = figure_of(context, actor, field, typed, currency)?;
    check_payable(context, field, amount, currency, &[])?;
    Ok(amount)
}

/// The same where it may be all of something that another program has said, see [`check_payable`].
pub(crate) fn figure_of(
    context: &Context,
    actor: &Actor,
    field: &str,
    typed: &str,
    currency: Currency,
) -> Result<i64, Refusal> {
    match signed_amount_of(context, actor, field, typed, currency)? {
        amount if amount > 0 => Ok(amount),
        _ => Err(Refusal::field(Code::Malformed, field)),
    }
}

/// An amount that may be below zero, but is none.
fn signed_amount_of(
    context: &Context,
    actor: &Actor,
    field: &str,
    typed: &str,
    currency: Currency,
) -> Result<i64, Refusal> {
    let rules = context.settings().currency(currency);
    match domain::money::parse_amount_in(typed, &rules, actor.language) {
        Ok(0) => Err(Refusal::field(Code::Malformed, field)),
        Ok(amount) => Ok(amount),
        Err(error) => Err(Refusal::field(error.into(), field)),
    }
}

/// What nobody can pay has more decimals than count: a bank transfers no parts of a forint. What is asked for `whole` can be
/// given whole all the same, as another program has asked for it so.
pub(crate) fn check_payable(
    context: &Context,
    field: &str,
    amount: i64,
    currency: Currency,
    whole: &[i64],
) -> Result<(), Refusal> {
    if is_payable(context, amount, currency) || whole.contains(&amount) {
        return Ok(());
    }
    Err(Refusal::field(Code::NumberDecimals, field))
}

/// Whether it is made of whole steps to which this currency is rounded. Those of cash are larger, and for cash only.
fn is_payable(context: &Context, amount: i64, currency: Currency) -> bool {
    amount % context.settings().currency(currency).rounding_step.max(1) == 0
}

/// A day that has come, as it was typed into `field`.
fn past_day(today: Date, field: &str, typed: &str) -> Result<Date, Refusal> {
    let day = Date::parse_iso(typed.trim()).ok_or_else(|| Refusal::field(Code::Malformed, field))?;
    if day > today { Err(Refusal::field(Code::FutureDay, field)) } else { Ok(day) }
}

/// Why something is done by hand.
pub(crate) fn reason_of(text: &str) -> Result<String, Refusal> {
    input::line("reason", text, LONGEST_REASON)?.ok_or_else(|| Refusal::field(Code::Reason, "reason"))
}

/// "At most this": the refusal of an amount.
pub(crate) fn too_much(context: &Context, actor: &Actor, field: &str, most: Money) -> Refusal {
    let said = domain::format::money(actor.language, most, &context.settings().currency(most.currency));
    Refusal::field(Code::TooMuch, field).with(said)
}

/// The open invoices and charges with these numbers, all of one currency, each once.
pub(crate) async fn open_invoices(
    db: &impl Db,
    scope: &Scope<'_>,
    field: &str,
    numbers: &[String],
    currency: Option<Currency>,
) -> Result<Vec<Posting>, Error> {
    let mut currency = currency;
    let mut found: Vec<Posting> = Vec::with_capacity(numbers.len());
    for number in numbers.iter().map(|number| number.trim()).filter(|number| !number.is_empty()) {
        let posting = named(db, scope, number)
            .await?
            .filter(|posting| posting.open > 0)
            .ok_or_else(|| Refusal::field(Code::NotFound, field))?;
        // One currency at a time.
        if *currency.get_or_insert(posting.currency) != posting.currency {
            return Err(Refusal::field(Code::Malformed, field).into());
        }
        if found.iter().all(|other| other.id != posting.id) {
            found.push(posting);
        }
    }
    Ok(found)
}

/// The posting with this number; a charge of before charges had numbers is named by its id.
pub(crate) async fn named(db: &impl Db, scope: &Scope<'_>, number: &str) -> Result<Option<Posting>, Error> {
    let found = store::ledger::by_document(db, scope, number).await?;
    match (found, number.parse::<PostingId>()) {
        (None, Ok(id)) => Ok(store::ledger::one(db, scope, id).await?),
        (found, _) => Ok(found),
    }
}

/// Nothing more is named at once than this.
const MOST_NAMED: usize = 200;

pub(crate) fn check_named(field: &str, numbers: &[String]) -> Result<(), Refusal> {
    if numbers.len() > MOST_NAMED { Err(Refusal::field(Code::TooMuch, field).with(MOST_NAMED)) } else { Ok(()) }
}

/// Days from an invoice of this account to its due date.
pub(crate) async fn payment_days(context: &Context, db: &impl Db, scope: &Scope<'_>) -> Result<u16, Error> {
    let (days, _) = store::ledger::terms(db, scope).await?;
    Ok(days.unwrap_or(context.settings().billing.payment_days))
}

/// The document of a posting that is put against another.
async fn document_of(db: &impl Db, scope: &Scope<'_>, id: PostingId) -> Result<Option<String>, Error> {
    Ok(store::ledger::one(db, scope, id).await?.and_then(|posting| posting.document))
}
