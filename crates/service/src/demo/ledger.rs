//! A year of invoices and payments of the demo's customers: what was shipped is invoiced, most of it is paid on time, some
//! late, some in part, too much, or not at all. What was paid in the last month is in files of the bank that nobody has
//! loaded yet ([`super::bank_files`]).

use std::collections::HashMap;

use domain::{
    event::Event,
    i18n::I18n,
    ids::{AccountId, MemberId, PostingId},
    ledger::{PostingKind, wire::DocumentKind},
    money::Money,
    references,
    time::{Date, Instant},
};
use store::{
    Tx,
    accounts::{Account, Address},
    bulk::{HistoricEvent, HistoricOrder},
    invoices::NewInvoice,
    ledger::{Held, NewPosting, Posting},
};

use super::{
    JOB,
    bank_files::{bank_account, fate, opens},
    bills::{Bill, Terms, bills},
    missing,
    past_files::{Paid, write_files},
    world::{Customer, World},
};
use crate::{
    Error,
    invoices::{Sums, buyer_of},
};

/// The first account of the file, in whose ledger there is something of everything.
const FIRST: usize = 0;
/// The account that has paid something in advance, for no invoice.
const IN_ADVANCE: usize = 8;
const ADVANCE: i64 = 25_000;
const TOO_MUCH: i64 = 2_500;
/// By place in the file: days to pay, and the most that may be owed, in minor units.
const TERMS: [(usize, Option<u16>, Option<i64>); 3] =
    [(0, None, Some(2_500_000)), (1, None, Some(1_200_000_000)), (2, Some(14), None)];

/// An account whose ledger is written.
struct Desk<'a> {
    customer: &'a Customer,
    held: Held,
    account: Account,
    address: Option<Address>,
    days: u16,
    place: usize,
}

/// Something that is posted on its day; bills by their place.
enum Deed {
    Issue(usize),
    Pay(usize, i64),
    /// The bank takes the payment back.
    Return(usize),
    Advance(AccountId),
}

struct Ledgers<'a> {
    tx: &'a Tx,
    world: &'a World,
    desks: HashMap<AccountId, Desk<'a>>,
    mover: MemberId,
    events: Vec<HistoricEvent>,
    /// The postings of invoices, and of the last payment of each, by the places of their bills.
    debits: HashMap<usize, Posting>,
    credits: HashMap<usize, (AccountId, Posting)>,
    paid: Vec<Paid>,
}

/// Writes invoices and payments; gives what happened, for the log.
pub(super) async fn write(
    tx: &Tx,
    world: &World,
    customers: &[Customer],
    orders: &[HistoricOrder],
    movers: &[MemberId],
) -> Result<Vec<HistoricEvent>, Error> {
    let mover = movers.first().copied().ok_or_else(|| missing("people at the vendor's"))?;
    let desks = desks(tx, world, customers).await?;
    let terms = desks.iter().map(|(id, desk)| (*id, Terms { days: desk.days, place: desk.place })).collect();
    let bills = bills(tx, world, &terms, orders).await?;
    let mut deeds = payments(world, &bills);
    if let Some(customer) = customers.get(IN_ADVANCE) {
        let day = world.before(opens(world.today), 20);
        deeds.push((world.at(day, 580), Deed::Advance(customer.id)));
    }
    deeds.extend(bills.iter().enumerate().map(|(place, bill)| (bill.at, Deed::Issue(place))));
    deeds.sort_by_key(|(at, _)| *at);
    let mut ledgers = Ledgers {
        tx,
        world,
        desks,
        mover,
        events: Vec::new(),
        debits: HashMap::new(),
        credits: HashMap::new(),
        paid: Vec::new(),
    };
    for (at, deed) in deeds {
        match deed {
            Deed::Issue(place) => ledgers.issue(&bills, place).await?,
            Deed::Pay(place, amount) => ledgers.pay(at, &bills, place, amount).await?,
            Deed::Return(place) => ledgers.take_back(at, place).await?,
            Deed::Advance(account) => ledgers.pay_in_advance(at, account).await?,
        }
    }
    ledgers.announce(&bills).await?;
    write_files(tx, &ledgers.paid, world).await?;
    Ok(ledgers.events)
}

/// Holds the accounts and says how they pay.
async fn desks<'a>(tx: &Tx, world: &World, customers: &'a [Customer]) -> Result<HashMap<AccountId, Desk<'a>>, Error> {
    let mut desks = HashMap::with_capacity(customers.len());
    for (place, customer) in customers.iter().enumerate() {
        let held = store::ledger::lock_by_job(tx, JOB, customer.id).await?.ok_or_else(|| missing("account"))?;
        let account = store::accounts::in_scope(tx, &held.scope()).await?;
        let address = store::accounts::addresses_in(tx, &held.scope()).await?.into_iter().next();
        let mut days = world.settings.billing.payment_days;
        if let Some((_, of_account, limit)) = TERMS.iter().find(|(of, ..)| *of == place) {
            store::ledger::set_terms(tx, &held, *of_account, *limit).await?;
            days = of_account.unwrap_or(days);
        }
        desks.insert(customer.id, Desk { customer, held, account, address, days, place });
    }
    Ok(desks)
}

/// What was paid until a month ago. The first account has once paid too much, once a part, and once the bank has taken it
/// back.
fn payments(world: &World, bills: &[Bill<'_>]) -> Vec<(Instant, Deed)> {
    let begins = opens(world.today);
    let mut deeds = Vec::new();
    let mut of_first = 0;
    for (place, bill) in bills.iter().enumerate() {
        let Some(day) = fate(&bill.number, bill.issued, bill.due).filter(|day| *day < begins) else { continue };
        of_first += i32::from(bill.place == FIRST);
        let scene = if bill.place == FIRST { of_first } else { 0 };
        let amount = match scene {
            2 => bill.gross + TOO_MUCH,
            4 => bill.gross / 2,
            _ => bill.gross,
        };
        deeds.push((world.at(day, 555), Deed::Pay(place, amount)));
        if scene == 6 {
            deeds.push((world.at(world.after(day, 3), 540), Deed::Return(place)));
            let again = world.after(day, 9);
            if again < begins {
                deeds.push((world.at(again, 600), Deed::Pay(place, amount)));
            }
        }
    }
    deeds
}

impl Ledgers<'_> {
    fn note(&mut self, account: AccountId, by: MemberId, event: Event, at: Instant) {
        self.events.push(HistoricEvent { account, by, event, at });
    }

    async fn issue(&mut self, bills: &[Bill<'_>], place: usize) -> Result<(), Error> {
        let bill = bills.get(place).ok_or_else(|| missing("such a bill"))?;
        let order = &bill.order.order;
        let desk = self.desks.get(&bill.order.account).ok_or_else(|| missing("account"))?;
        let reference = references::creditor_reference(&bill.number);
        let sums = Sums::of(&bill.lines)?;
        let posting = NewPosting {
            due: Some(bill.due),
            document: Some(bill.number.clone()),
            reference: Some(reference.clone()),
            text: I18n::of(desk.account.language).ledger_text_order(&order.number.to_string()),
            ..posting(PostingKind::Invoice, Money { minor: sums.gross, currency: order.currency }, bill.issued)
        };
        let posting = store::ledger::post(self.tx, &desk.held, &posting, bill.issued, bill.at).await?;
        let invoice = NewInvoice {
            number: bill.number.clone(),
            kind: DocumentKind::Invoice,
            serial: Some(bill.serial),
            order: Some(order.number),
            corrects: None,
            currency: order.currency,
            mode: order.mode,
            issued: bill.issued,
            due: Some(bill.due),
            delivered: Some(self.world.date(bill.shipment.shipped)),
            net: sums.net,
            tax: sums.tax,
            gross: sums.gross,
            by_rate: sums.by_rate,
            seller: self.world.settings.billing.seller_in(order.currency),
            buyer: buyer_of(&desk.account, desk.address.as_ref()),
            reference,
            buyer_reference: order.reference.clone(),
            note: None,
            lines: bill.lines.clone(),
        };
        store::invoices::insert(self.tx, &desk.held, &invoice, posting.id, bill.at).await?;
        let event = Event::Issued {
            document: bill.number.clone(),
            credit: false,
            total: sums.gross,
            currency: order.currency,
            due: Some(bill.due),
            order: Some(order.number),
        };
        self.debits.insert(place, posting);
        self.note(bill.order.account, self.mover, event, bill.at);
        Ok(())
    }

    /// The posting of an invoice that was issued.
    fn debit(&self, place: usize) -> Result<Posting, Error> {
        self.debits.get(&place).cloned().ok_or_else(|| missing("such an invoice"))
    }

    async fn pay(&mut self, at: Instant, bills: &[Bill<'_>], place: usize, amount: i64) -> Result<(), Error> {
        let bill = bills.get(place).ok_or_else(|| missing("such a bill"))?;
        let debit = self.debit(place)?;
        let (day, tx) = (self.world.date(at), self.tx);
        let desk = self.desks.get(&bill.order.account).ok_or_else(|| missing("account"))?;
        let (account, currency) = (bill.order.account, debit.currency);
        let credit = NewPosting {
            reference: debit.reference.clone(),
            text: bill.number.clone(),
            ..posting(PostingKind::Payment, Money { minor: -amount, currency }, day)
        };
        let credit = store::ledger::post(tx, &desk.held, &credit, day, at).await?;
        let part = amount.min(bill.gross);
        allocate(tx, &desk.held, (credit.id, debit.id), part, day, at).await?;
        self.paid.push(Paid {
            account,
            name: desk.account.name.clone(),
            from: bank_account(&desk.account.country, &desk.account.number),
            posting: credit.id,
            amount,
            currency,
            day,
            reference: debit.reference.clone(),
            text: bill.number.clone(),
            parts: vec![(debit.id, bill.number.clone(), part)],
        });
        let documents = vec![bill.number.clone()];
        let posting = Some(credit.id);
        self.note(account, self.mover, Event::PaymentPosted { amount, currency, dated: day, documents, posting }, at);
        self.credits.insert(place, (account, credit));
        Ok(())
    }

    /// The bank takes the payment of an invoice back.
    async fn take_back(&mut self, at: Instant, place: usize) -> Result<(), Error> {
        let (account, credit) = self.credits.remove(&place).ok_or_else(|| missing("such a payment"))?;
        let (day, tx) = (self.world.date(at), self.tx);
        let desk = self.desks.get(&account).ok_or_else(|| missing("account"))?;
        store::ledger::unallocate(tx, &desk.held, credit.id, day, None, at).await?;
        let reason = I18n::of(desk.account.language).bank_returned_by_bank().to_owned();
        let (amount, currency) = (credit.amount.saturating_neg(), credit.currency);
        let reversal = NewPosting {
            reverses: Some(credit.id),
            reference: credit.reference.clone(),
            text: reason.clone(),
            ..posting(PostingKind::Reversal, Money { minor: amount, currency }, day)
        };
        let reversal = store::ledger::post(tx, &desk.held, &reversal, day, at).await?;
        allocate(tx, &desk.held, (credit.id, reversal.id), amount, day, at).await?;
        let posting = Some(reversal.id);
        self.note(account, self.mover, Event::PaymentReturned { amount, currency, reason, posting }, at);
        Ok(())
    }

    /// Money that is for no invoice yet.
    async fn pay_in_advance(&mut self, at: Instant, account: AccountId) -> Result<(), Error> {
        let day = self.world.date(at);
        let desk = self.desks.get(&account).ok_or_else(|| missing("account"))?;
        let currency = desk.account.currency;
        let text = "Voorschot".to_owned();
        let credit = NewPosting {
            text: text.clone(),
            ..posting(PostingKind::Payment, Money { minor: -ADVANCE, currency }, day)
        };
        let credit = store::ledger::post(self.tx, &desk.held, &credit, day, at).await?;
        self.paid.push(Paid {
            account,
            name: desk.account.name.clone(),
            from: bank_account(&desk.account.country, &desk.account.number),
            posting: credit.id,
            amount: ADVANCE,
            currency,
            day,
            reference: None,
            text,
            parts: Vec::new(),
        });
        let posting = Some(credit.id);
        let event = Event::PaymentPosted { amount: ADVANCE, currency, dated: day, documents: Vec::new(), posting };
        self.note(account, self.mover, event, at);
        Ok(())
    }

    /// Somebody of the first account has said that an invoice is paid; the bank's file of this month says so, too.
    async fn announce(&mut self, bills: &[Bill<'_>]) -> Result<(), Error> {
        let (begins, today) = (opens(self.world.today), self.world.today);
        let paid_on =
            |bill: &Bill<'_>| fate(&bill.number, bill.issued, bill.due).filter(|day| (begins..today).contains(day));
        let open =
            bills.iter().enumerate().filter(|(place, bill)| bill.place == FIRST && !self.credits.contains_key(place));
        let last = open.max_by_key(|(_, bill)| (paid_on(bill), bill.serial));
        let Some((place, bill)) = last else { return Ok(()) };
        let paid = paid_on(bill).unwrap_or(today).max(today.plus_days(-5)).max(bill.issued);
        let debit = self.debit(place)?;
        let desk = self.desks.get(&bill.order.account).ok_or_else(|| missing("account"))?;
        let Some((member, _)) = desk.customer.members.first() else { return Ok(()) };
        let (member, at) = (*member, self.world.at(paid, 1_090).min(self.world.now).max(bill.at));
        let (amount, currency) = (debit.amount, debit.currency);
        let documents = [bill.number.clone()];
        store::ledger::announce(self.tx, &desk.held, member, currency, amount, paid, &documents, at).await?;
        self.note(bill.order.account, member, Event::PaymentAnnounced { amount, currency, paid }, at);
        Ok(())
    }
}

fn posting(kind: PostingKind, Money { minor, currency }: Money, dated: Date) -> NewPosting {
    NewPosting {
        kind,
        currency,
        amount: minor,
        dated,
        due: None,
        document: None,
        reference: None,
        text: String::new(),
        reverses: None,
        by: None,
    }
}

async fn allocate(
    tx: &Tx,
    held: &Held,
    (credit, debit): (PostingId, PostingId),
    amount: i64,
    day: Date,
    at: Instant,
) -> Result<(), Error> {
    if store::ledger::allocate(tx, held, credit, debit, amount, day, None, at).await? {
        return Ok(());
    }
    Err(missing("open invoice to pay"))
}
