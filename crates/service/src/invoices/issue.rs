//! Issuing an invoice: what was shipped of an order and is on no invoice yet.

use std::collections::BTreeMap;

use domain::{
    event::Event,
    i18n::I18n,
    ids::{AccountId, CommandKey, MemberId},
    language::{Language, Texts},
    ledger::{
        self, PostingKind,
        wire::{DocumentKind, Party},
    },
    money::{Currency, Money, Quantity},
    permissions::{Actor, PostMoney, ReadEveryOrder},
    references,
    refusal::{Code, Refusal},
    settings::Settings,
    split::Amounts,
    tax::RateSum,
    time::{Date, Instant},
};
use store::{
    Job, Tx,
    accounts::{Account, Address},
    invoices::{LineKind, NewInvoice, NewInvoiceLine, Uninvoiced},
    keys,
    ledger::{Held, NewPosting},
};

use super::{
    Sums,
    shares::{Before, Share, shared},
};
use crate::{
    Context, Error, clock,
    ledger::{payment_days, tell, teller},
    mails::{Document, MoneyNews},
    once,
};

const JOB: Job = Job::of("invoices");
const BATCH: u16 = 100;
/// What was shipped longer ago is for a person to invoice: a vendor who begins with the portal has invoiced it elsewhere.
const LOOKED_BACK: i64 = 31;

/// Issues an invoice for what was shipped of an order and is on none yet. The same key issues one. Gives the numbers of all
/// invoices of the order.
///
/// # Errors
/// `NotFound`, `State` where nothing is to be invoiced, `Missing` for `seller` while the vendor has not said who they are,
/// `KeyReused`.
pub async fn issue_for_order(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    order: i64,
) -> Result<Vec<String>, Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    let reader = actor.grant_staff::<ReadEveryOrder>()?;
    let now = context.now();
    let head = store::orders::head_of_any(context.store(), &reader, order).await?.ok_or(Code::NotFound)?;
    let tx = context.store().begin().await?;
    let held = store::ledger::lock_by_staff(&tx, &granted, &head.account_number).await?.ok_or(Code::NotFound)?;
    let asked = once::asked("invoices/issue", actor.member, &[order.to_le_bytes().as_slice()]);
    let claim = keys::claim_posting(&tx, &granted, held.account(), key, &asked, head.id.0, now).await?;
    if once::made(claim)?.is_none() {
        issue(context, &tx, &held, order, Some(actor.member), now).await?.ok_or(Code::State)?;
    }
    let numbers = store::invoices::of_order(&tx, &held.scope(), order).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(numbers.into_iter().filter(|(_, kind, _)| *kind == DocumentKind::Invoice).map(|(number, ..)| number).collect())
}

/// Invoices by itself what was shipped, where the vendor wants that: each order in a transaction of its own, so that one
/// that cannot be invoiced keeps no other waiting. Says how many invoices were issued.
///
/// # Errors
/// When the database fails.
pub async fn issue_due(context: &Context) -> Result<usize, Error> {
    let settings = context.settings();
    if !settings.billing.by_itself || settings.billing.seller.name.is_empty() {
        return Ok(0);
    }
    let since = context.now().plus_days(-LOOKED_BACK);
    let (mut issued, mut after) = (0, None);
    loop {
        let batch = store::invoices::orders_to_invoice(context.store(), JOB, since, after, BATCH).await?;
        for (account, order) in &batch {
            match issue_one(context, *account, *order).await {
                Ok(true) => issued += 1,
                // Its articles cost nothing, or somebody was faster.
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(order_number = order, "an order could not be invoiced");
                    let _ = error.into_refusal();
                }
            }
        }
        match batch.last() {
            Some((_, last)) if batch.len() == usize::from(BATCH) => after = Some(*last),
            _ => return Ok(issued),
        }
    }
}

async fn issue_one(context: &Context, account: AccountId, order: i64) -> Result<bool, Error> {
    let tx = context.store().begin().await?;
    let Some(held) = store::ledger::lock_by_job(&tx, JOB, account).await? else { return Ok(false) };
    if issue(context, &tx, &held, order, None, context.now()).await?.is_none() {
        return Ok(false);
    }
    tx.commit().await?;
    context.wake_outbox();
    Ok(true)
}

/// Issues one invoice; nothing where nothing is to be invoiced, or it comes to nothing. Gives its number.
async fn issue(
    context: &Context,
    tx: &Tx,
    held: &Held,
    order: i64,
    by: Option<MemberId>,
    now: Instant,
) -> Result<Option<String>, Error> {
    let settings = context.settings();
    let found = store::invoices::uninvoiced(tx, held, order).await?.ok_or(Code::NotFound)?;
    let seller = seller_of(&settings, found.currency)?;
    let lines = lines_of(&settings, &found);
    let sums = Sums::of(&lines)?;
    if lines.is_empty() || sums.gross <= 0 {
        return Ok(None);
    }
    let scope = held.scope();
    let account = store::accounts::in_scope(tx, &scope).await?;
    let addresses = store::accounts::addresses_in(tx, &scope).await?;
    let issued = context.vendor_today();
    let due = ledger::due(issued, payment_days(context, tx, &scope).await?);
    let Numbered { number, serial } = next_number(tx, &settings, issued).await?;
    let reference = references::of_document(settings.billing.reference, &number, serial);
    let delivered = found.shipped.map(|at| clock::wall(at, &settings.vendor.time_zone).date());
    let text = I18n::of(account.language).ledger_text_order(&order.to_string());
    let posting = NewPosting {
        kind: PostingKind::Invoice,
        currency: found.currency,
        amount: sums.gross,
        dated: issued,
        due: Some(due),
        document: Some(number.clone()),
        reference: Some(reference.clone()),
        text,
        reverses: None,
        by,
    };
    let posting = store::ledger::post(tx, held, &posting, issued, now).await?;
    let total = Money { minor: sums.gross, currency: found.currency };
    let invoice = NewInvoice {
        number: number.clone(),
        kind: DocumentKind::Invoice,
        serial: Some(serial),
        order: Some(order),
        corrects: None,
        currency: found.currency,
        mode: found.mode,
        issued,
        due: Some(due),
        delivered,
        net: sums.net,
        tax: sums.tax,
        gross: sums.gross,
        by_rate: sums.by_rate,
        seller: seller.clone(),
        buyer: buyer_of(&account, addresses.first()),
        reference: reference.clone(),
        buyer_reference: found.reference,
        note: None,
        lines,
    };
    store::invoices::insert(tx, held, &invoice, posting.id, now).await.map_err(|error| taken(error, &number))?;
    let event = Event::Issued {
        document: number.clone(),
        credit: false,
        total: total.minor,
        currency: total.currency,
        due: Some(due),
        order: Some(order),
    };
    let document = Document {
        number: &number,
        credit: false,
        total,
        due: Some(due),
        iban: seller.iban.as_deref(),
        reference: &reference,
    };
    let by = teller(tx, held, by).await?;
    tell(context, tx, held, by, &event, Some(MoneyNews::Issued(document)), now).await?;
    metrics::counter!("loket_invoices_total").increment(1);
    Ok(Some(number))
}

/// Who issues it, with the account for its currency.
pub(super) fn seller_of(settings: &Settings, currency: Currency) -> Result<Party, Refusal> {
    let seller = settings.billing.seller_in(currency);
    if seller.name.trim().is_empty() { Err(Refusal::field(Code::Missing, "seller")) } else { Ok(seller) }
}

/// A number of the vendor's own row.
pub(crate) struct Numbered {
    pub number: String,
    /// Year and place in it.
    pub serial: (i32, i64),
}

/// Takes the next number of the year: whoever comes meanwhile waits, so that there is no gap.
pub(crate) async fn next_number(tx: &Tx, settings: &Settings, issued: Date) -> Result<Numbered, Error> {
    let pattern = &settings.billing.pattern;
    if !ledger::is_number_pattern(pattern) {
        return Err(Refusal::field(Code::Malformed, "pattern").into());
    }
    let (year, _, _) = issued.ymd();
    let serial = store::invoices::next_serial(tx, year).await?;
    Ok(Numbered { number: ledger::document_number(pattern, year, serial), serial: (year, serial) })
}

/// The vendor's next number is that of a document which came from elsewhere.
pub(super) fn taken(error: store::Error, number: &str) -> Error {
    match error {
        store::Error::Taken => Refusal::field(Code::State, "number").with(number).into(),
        other => other.into(),
    }
}

/// Who is to pay, as the account is now.
pub(crate) fn buyer_of(account: &Account, address: Option<&Address>) -> Party {
    let mut buyer = Party {
        name: account.name.clone(),
        country: account.country.clone(),
        vat_number: account.vat_number.clone(),
        ..Party::default()
    };
    if let Some(address) = address {
        if address.name != account.name && !address.name.is_empty() {
            buyer.lines.push(address.name.clone());
        }
        buyer.lines.push(address.line1.clone());
        buyer.postcode = address.postcode.clone();
        buyer.city = address.city.clone();
        buyer.country = address.country.clone();
    }
    buyer
}

/// What was shipped and is on no invoice yet; the first invoice of an order has its delivery, too.
fn lines_of(settings: &Settings, found: &Uninvoiced) -> Vec<NewInvoiceLine> {
    let rules = settings.currency(found.currency);
    let goods = found.lines.iter().map(|line| Share {
        amounts: line.amounts,
        rate: line.rate,
        whole: line.ordered,
        cancelled: line.cancelled,
        before: Before { quantity: line.invoiced, amounts: line.invoiced_amounts },
        now: line.to_invoice(),
        is_fixed: false,
    });
    let shares: Vec<Share> = goods.chain(found.delivery.iter().map(|sum| delivery_share(found, sum))).collect();
    let parts = shared(&shares, found.mode, &rules);
    let mut lines: Vec<NewInvoiceLine> = Vec::new();
    for (line, part) in found.lines.iter().zip(&parts).filter(|(line, _)| line.to_invoice().millis() > 0) {
        lines.push(NewInvoiceLine {
            order_line: Some(line.id),
            article_number: line.article_number.clone(),
            names: line.names.clone(),
            unit: line.unit.clone(),
            kind: LineKind::Article(line.kind),
            quantity: line.to_invoice(),
            unit_price: line.unit_price,
            discount: part.discount,
            amount: part.amount,
            net: part.net,
            tax: part.tax,
            gross: part.gross,
            rate: line.rate,
        });
    }
    if lines.is_empty() || found.delivery_invoiced {
        return lines;
    }
    // One rate, as an order has one way of delivery; its price stands with the first.
    let mut price = found.delivery_amount;
    for sum in &found.delivery {
        lines.push(NewInvoiceLine {
            order_line: None,
            article_number: String::new(),
            names: delivery_names(),
            unit: "piece".to_owned(),
            kind: LineKind::Delivery,
            quantity: Quantity::from_units(1),
            unit_price: price,
            discount: 0,
            amount: price,
            net: sum.net,
            tax: sum.tax,
            gross: sum.gross,
            rate: sum.rate,
        });
        price = 0;
    }
    lines
}

/// What delivery costs at a rate: all of it is on the first invoice.
fn delivery_share(found: &Uninvoiced, sum: &RateSum) -> Share {
    let one = Quantity::from_units(1);
    let amounts = Amounts { discount: 0, amount: 0, net: sum.net, tax: sum.tax, gross: sum.gross };
    let nothing = Before { quantity: Quantity::default(), amounts: Amounts::NOTHING };
    let (before, now) =
        if found.delivery_invoiced { (Before { quantity: one, amounts }, Quantity::default()) } else { (nothing, one) };
    Share { amounts, rate: sum.rate, whole: one, cancelled: Quantity::default(), before, now, is_fixed: true }
}

pub(crate) fn delivery_names() -> Texts {
    let name = |language| (language, I18n::of(language).orders_delivery().to_owned());
    Texts(BTreeMap::from_iter(Language::ALL.into_iter().map(name)))
}
