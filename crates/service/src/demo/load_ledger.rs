//! Postings for measuring: years of invoices, each paid after a while, but for the newest, which are open.

use std::collections::{BTreeMap, VecDeque};

use domain::{
    ids::{AccountId, PostingId},
    language::Texts,
    ledger::{
        PostingKind,
        wire::{DocumentKind, Party},
    },
    money::{Currency, Quantity},
    references,
    shop::ArticleKind,
    tax::{PriceMode, Rate, RateReason},
    time::{Date, Instant},
};
use store::{
    bulk::{HistoricAllocation, HistoricInvoice},
    invoices::{LineKind, NewInvoice, NewInvoiceLine},
    ledger::Posting,
};

use super::{JOB, dice::Dice, load::moment, world::Customer};
use crate::{Context, Error, invoices::Sums};

const CURRENCY: Currency = Currency::EUR;
/// One transaction each: large enough that its end costs nothing, small enough for memory.
const AT_ONCE: usize = 20_000;
/// The first account gets so many where there are ten times as many, else a part of them.
const LARGE: u64 = 100_000;
const PART: u64 = 10;
/// So many of its invoices stay open, and of each other account's.
const OPEN_OF_LARGE: u64 = 400;
const OPEN: u64 = 2;
const DUE_DAYS: i32 = 30;
/// Net of one piece, in cents, and its tax: whole cents at 21 percent.
const EACH: i64 = 100;
const TAX: i64 = 21;

/// Writes so many postings to accounts that have none yet, of which the first one has this number; `progress` is told how
/// many there are so far.
pub(super) async fn write(
    context: &Context,
    dice: &mut Dice,
    (customers, first): (&[Customer], i64),
    count: u64,
    time: (Instant, Instant),
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<(), Error> {
    let others = u64::try_from(customers.len()).unwrap_or(1).saturating_sub(1);
    let large = if others == 0 { count } else { LARGE.min(count / PART) };
    let seller = context.settings().billing.seller.clone();
    let mut batch = Batch::default();
    let mut written = 0;
    for ((place, number), customer) in (0..).zip(first..).zip(customers) {
        let (mine, open) = match place {
            0 => (large, OPEN_OF_LARGE),
            // Evenly, and the first ones have what is left over.
            _ => ((count - large) / others + u64::from(place <= (count - large) % others), OPEN),
        };
        let mut book = Book::of(customer, number, mine, open);
        while let Some(at) = book.when(time) {
            book.post(dice, at, &seller, &mut batch)?;
            if batch.postings.len() >= AT_ONCE {
                written += batch.write(context).await?;
                progress(written);
            }
        }
    }
    written += batch.write(context).await?;
    progress(written);
    Ok(())
}

/// What the next transaction writes.
#[derive(Default)]
struct Batch {
    postings: Vec<(AccountId, Posting)>,
    allocations: Vec<HistoricAllocation>,
    /// Those that are open: what was paid is on the ledger alone, as it is with what a vendor brings along.
    invoices: Vec<HistoricInvoice>,
}

impl Batch {
    /// Writes it, empties it and says how many postings were in it.
    async fn write(&mut self, context: &Context) -> Result<u64, Error> {
        let tx = context.store().begin().await?;
        store::bulk::write_ledger(&tx, JOB, &self.postings, &self.allocations).await?;
        store::bulk::write_invoices(&tx, JOB, &self.invoices).await?;
        tx.commit().await?;
        let count = u64::try_from(self.postings.len()).unwrap_or(0);
        self.postings.clear();
        self.allocations.clear();
        self.invoices.clear();
        Ok(count)
    }
}

/// An account's ledger while it is written.
struct Book<'a> {
    customer: &'a Customer,
    /// Of the account.
    number: i64,
    /// So many postings it gets, so many of them payments; the invoices beyond these stay open.
    count: u64,
    paid: u64,
    posted: u64,
    invoices: u64,
    payments: u64,
    balance: i64,
    /// Invoices that are not paid yet, the oldest first.
    waiting: VecDeque<Debit>,
}

struct Debit {
    id: PostingId,
    amount: i64,
    document: String,
}

impl<'a> Book<'a> {
    fn of(customer: &'a Customer, number: i64, count: u64, open: u64) -> Self {
        Self {
            customer,
            number,
            count,
            paid: count.saturating_sub(open) / 2,
            posted: 0,
            invoices: 0,
            payments: 0,
            balance: 0,
            waiting: VecDeque::new(),
        }
    }

    /// When the next one is posted; nothing once all are.
    fn when(&self, (opened, now): (Instant, Instant)) -> Option<Instant> {
        (self.posted < self.count).then(|| moment(opened, now, self.posted, self.count))
    }

    /// Invoices and payments in turn, once so many invoices wait as stay open in the end.
    fn post(&mut self, dice: &mut Dice, at: Instant, seller: &Party, batch: &mut Batch) -> Result<(), Error> {
        let is_payment = self.payments < self.paid && self.invoices - self.payments > self.open();
        let on = day(at);
        let id = PostingId(dice.id(at));
        let account = self.customer.id;
        let seq = i64::try_from(self.posted).unwrap_or(i64::MAX).saturating_add(1);
        let posting = Posting {
            id,
            seq,
            kind: PostingKind::Payment,
            currency: CURRENCY,
            amount: 0,
            balance: 0,
            posted: on,
            dated: on,
            due: None,
            document: None,
            reference: None,
            text: String::new(),
            reverses: None,
            reversed_by: None,
            open: 0,
            disputed: 0,
            by: None,
            at,
        };
        self.posted += 1;
        let paid = if is_payment { self.waiting.pop_front() } else { None };
        if let Some(debit) = paid {
            self.payments += 1;
            self.balance -= debit.amount;
            batch.allocations.push(HistoricAllocation {
                account,
                seq: i64::try_from(self.payments).unwrap_or(i64::MAX),
                credit: id,
                debit: debit.id,
                amount: debit.amount,
                on,
                at,
            });
            let reference = Some(references::creditor_reference(&debit.document));
            let (amount, balance) = (-debit.amount, self.balance);
            batch.postings.push((account, Posting { amount, balance, reference, text: debit.document, ..posting }));
            return Ok(());
        }
        let pieces = dice.between(1, 2_000);
        let amount = pieces * (EACH + TAX);
        self.balance += amount;
        let document = format!("L{:06}-{:06}", self.number, self.invoices);
        let reference = references::creditor_reference(&document);
        let is_open = self.invoices >= self.paid;
        self.invoices += 1;
        if is_open {
            let invoice = self.invoice((document.as_str(), reference.as_str()), on, pieces, seller)?;
            batch.invoices.push(HistoricInvoice { account, posting: id, invoice, at });
        }
        self.waiting.push_back(Debit { id, amount, document: document.clone() });
        let posting = Posting {
            kind: PostingKind::Invoice,
            amount,
            balance: self.balance,
            due: Some(on.plus_days(DUE_DAYS)),
            text: format!("Order {}", self.invoices),
            document: Some(document),
            reference: Some(reference),
            open: if is_open { amount } else { 0 },
            ..posting
        };
        batch.postings.push((account, posting));
        Ok(())
    }

    /// So many invoices are open in the end.
    const fn open(&self) -> u64 {
        self.count - 2 * self.paid
    }

    fn invoice(
        &self,
        (number, reference): (&str, &str),
        issued: Date,
        pieces: i64,
        seller: &Party,
    ) -> Result<NewInvoice, Error> {
        let (net, tax) = (pieces * EACH, pieces * TAX);
        let lines = vec![NewInvoiceLine {
            order_line: None,
            article_number: "RT-1042".to_owned(),
            names: Texts(BTreeMap::from([(self.customer.language, "Roof tile".to_owned())])),
            unit: "piece".to_owned(),
            kind: LineKind::Article(ArticleKind::Goods),
            quantity: Quantity::from_units(pieces),
            unit_price: EACH,
            discount: 0,
            amount: net,
            net,
            tax,
            gross: net + tax,
            rate: Rate { basis_points: 2_100, reason: RateReason::Domestic },
        }];
        let sums = Sums::of(&lines)?;
        let address = self.customer.addresses.first().cloned().unwrap_or_default();
        let buyer = Party {
            name: address.first().cloned().unwrap_or_default(),
            lines: address.into_iter().skip(1).take(1).collect(),
            postcode: "9040".to_owned(),
            city: "Gent".to_owned(),
            country: self.customer.country.clone(),
            ..Party::default()
        };
        Ok(NewInvoice {
            number: number.to_owned(),
            kind: DocumentKind::Invoice,
            serial: None,
            order: None,
            corrects: None,
            currency: CURRENCY,
            mode: PriceMode::Net,
            issued,
            due: Some(issued.plus_days(DUE_DAYS)),
            delivered: Some(issued),
            net: sums.net,
            tax: sums.tax,
            gross: sums.gross,
            by_rate: sums.by_rate,
            seller: seller.clone(),
            buyer,
            reference: reference.to_owned(),
            buyer_reference: None,
            note: None,
            lines,
        })
    }
}

/// The day in UTC, which is near enough for a load.
fn day(at: Instant) -> Date {
    Date::from_days(i32::try_from(at.millis().div_euclid(86_400_000)).unwrap_or_default())
}
