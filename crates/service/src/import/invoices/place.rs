//! Documents against what is there: accounts, documents with the same number, orders.

use std::collections::{BTreeMap, HashMap};

use domain::{
    ids::{AccountId, OrderLineId},
    ledger::{
        self,
        wire::{DocumentKind, Party},
    },
    money::{Currency, CurrencyRules},
    references,
    settings::Settings,
    split::split,
    tax::PriceMode,
    time::Date,
};
use store::{
    Tx,
    accounts::{Account, Address},
    invoices::{Invoice, Line, NewInvoice, Uninvoiced, UninvoicedLine},
    ledger::Held,
};

use super::{
    Document, DocumentLine, JOB,
    lines::{Said, new_line, order_line, reason_of},
    read::plain,
    write::write,
};
use crate::{
    Context, Error,
    import::{RefusedLine, Report},
    invoices::{Sums, buyer_of},
    ledger::payment_days,
};

/// Years ahead in which a number of the vendor's own row is kept for it.
const YEARS: i32 = 10;
const OWN_NUMBER: &str = "number: the portal's own documents come to this one yet; first change how they are numbered, at \
                          /desk/settings/billing";

/// An account of the file.
pub(super) struct Place {
    pub(super) held: Held,
    pub(super) account: Account,
    address: Option<Address>,
    payment_days: u16,
    /// The orders that the file names, as far as there are such.
    orders: HashMap<i64, Option<Uninvoiced>>,
}

/// Writes the documents; where one does not fit what is there, the report says so and the transaction is not to be kept.
///
/// # Errors
/// When the database fails; `Busy` when somebody else takes one of the numbers meanwhile.
pub(super) async fn place(context: &Context, tx: &Tx, documents: Vec<Document>) -> Result<Report, Error> {
    let mut refused = Vec::new();
    let mut places = places(context, tx, &documents, &mut refused).await?;
    if !refused.is_empty() {
        return Ok(Report::refusing(refused));
    }
    let settings = context.settings();
    let mut report = Report::default();
    let mut new: Vec<(AccountId, NewInvoice)> = Vec::with_capacity(documents.len());
    let mut tally = Tally::default();
    // Wherever they stand in the file: what is credited was invoiced before.
    let of_kind = |kind: DocumentKind| documents.iter().filter(move |document: &&Document| document.kind == kind);
    for document in of_kind(DocumentKind::Invoice).chain(of_kind(DocumentKind::CreditNote)) {
        let Some((id, place)) = places
            .iter_mut()
            .find(|(_, place)| place.account.number == document.account)
            .map(|(id, place)| (*id, place))
        else {
            continue;
        };
        let mut reasons = Vec::new();
        match there(tx, place, document).await? {
            There::Same => {
                report.same += 1;
                continue;
            }
            There::Other => {
                reasons.push((document.line, "there is a document with this number and other content".to_owned()))
            }
            There::Nothing => {
                if is_to_come(tx, &settings, document, context.vendor_today()).await? {
                    reasons.push((document.line, OWN_NUMBER.to_owned()));
                }
            }
        }
        if let Some(invoice) = judge(tx, &settings, place, document, &mut tally, &mut reasons).await? {
            if document.kind == DocumentKind::Invoice {
                let too_much = tally.invoice(tx, &settings, place, document).await?;
                reasons.extend(too_much.into_iter().map(|reason| (document.line, reason)));
            } else {
                let too_much = tally.credit(tx, &settings, place, &documents, document).await?;
                reasons.extend(too_much.into_iter().map(|reason| (document.line, reason)));
            }
            new.push((id, invoice));
        }
        refused.extend(reasons.into_iter().map(|(line, reason)| RefusedLine {
            line,
            number: document.number.clone(),
            reason,
        }));
    }
    if !refused.is_empty() {
        refused.sort_by_key(|refused| refused.line);
        return Ok(Report::refusing(refused));
    }
    // A ledger reads best in the order of the days; but what takes back comes after what it takes back.
    new.sort_by_key(|(_, invoice)| (invoice.corrects.is_some(), invoice.issued));
    for (account, invoice) in &new {
        if let Some(place) = places.get(account) {
            write(context, tx, place, invoice).await?;
            report.created += 1;
        }
    }
    Ok(report)
}

/// The accounts that the file names, held in one order for everybody.
async fn places(
    context: &Context,
    tx: &Tx,
    documents: &[Document],
    refused: &mut Vec<RefusedLine>,
) -> Result<BTreeMap<AccountId, Place>, Error> {
    let mut known: BTreeMap<&str, Option<AccountId>> = BTreeMap::new();
    for document in documents {
        let number = document.account.as_str();
        if !known.contains_key(number) {
            known.insert(number, store::accounts::by_number(tx, JOB, number).await?);
        }
        if known.get(number).copied().flatten().is_none() {
            refused.push(RefusedLine {
                line: document.line,
                number: document.number.clone(),
                reason: format!("account “{number}” is not known"),
            });
        }
    }
    let mut ids: Vec<AccountId> = known.into_values().flatten().collect();
    ids.sort_unstable();
    let mut places = BTreeMap::new();
    for id in ids {
        let Some(held) = store::ledger::lock_by_job(tx, JOB, id).await? else { continue };
        let scope = held.scope();
        let account = store::accounts::in_scope(tx, &scope).await?;
        let address = store::accounts::addresses_in(tx, &scope).await?.into_iter().next();
        let payment_days = payment_days(context, tx, &scope).await?;
        places.insert(id, Place { held, account, address, payment_days, orders: HashMap::new() });
    }
    Ok(places)
}

/// What is there under a document's number.
enum There {
    Nothing,
    Same,
    Other,
}

async fn there(tx: &Tx, place: &Place, document: &Document) -> Result<There, Error> {
    let Some(owner) = store::invoices::owner_of(tx, JOB, &document.number).await? else { return Ok(There::Nothing) };
    if owner != place.held.account() {
        return Ok(There::Other);
    }
    let scope = place.held.scope();
    let Some(invoice) = store::invoices::find(tx, &scope, &document.number).await? else { return Ok(There::Other) };
    let lines = store::invoices::lines(tx, &scope, invoice.id).await?;
    Ok(if is_same(document, &invoice, &lines) { There::Same } else { There::Other })
}

/// Whether a number is one that the vendor's own row comes to yet: nothing could be invoiced from there on.
async fn is_to_come(tx: &Tx, settings: &Settings, document: &Document, today: Date) -> Result<bool, Error> {
    let (this, _, _) = today.ymd();
    for year in this..this + YEARS {
        if let Some(serial) = ledger::serial_of(&settings.billing.pattern, year, &document.number)
            && serial > store::invoices::last_serial(tx, year).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_same(document: &Document, invoice: &Invoice, lines: &[Line]) -> bool {
    let is_line = |said: &DocumentLine, there: &Line| {
        said.article == there.article_number
            && said.quantity == there.quantity
            && said.net == there.net
            && said.tax == there.tax
            && said.rate == there.rate.basis_points
    };
    // Those of a credit note stand where the lines stand that they take back.
    let mut left: Vec<&Line> = lines.iter().collect();
    let is_there = |said: &DocumentLine| {
        let place = left.iter().position(|there| is_line(said, there));
        place.map(|place| left.remove(place)).is_some()
    };
    document.kind == invoice.kind
        && document.currency == invoice.currency
        && document.issued == invoice.issued
        && document.due.is_none_or(|due| Some(due) == invoice.due)
        && document.total == invoice.gross
        && document.order == invoice.order
        && document.corrects == invoice.corrects
        && document.lines.len() == lines.len()
        && document.lines.iter().all(is_there)
}

/// What the documents of the file add to what is there, as far as they have been judged.
#[derive(Default)]
struct Tally {
    lines: HashMap<OrderLineId, Said>,
    /// By the number of an order, in minor units with tax: what is invoiced of it less what is credited.
    orders: HashMap<i64, i64>,
    /// By the number of an order, in minor units with tax: what is invoiced of it.
    invoiced: HashMap<i64, i64>,
    /// By the number of an invoice, in minor units with tax: what is credited of it.
    credited: HashMap<String, i64>,
}

impl Tally {
    /// An invoice against what was ordered and not cancelled: why it is more than that. Each line may be rounded to the
    /// other side.
    async fn invoice(
        &mut self,
        tx: &Tx,
        settings: &Settings,
        place: &Place,
        document: &Document,
    ) -> Result<Option<String>, Error> {
        let order = document.order.and_then(|number| place.orders.get(&number)).and_then(Option::as_ref);
        let Some(order) = order else { return Ok(None) };
        let rules = settings.currency(document.currency);
        let there = store::invoices::of_order(tx, &place.held.scope(), order.number).await?;
        let invoices = there.iter().filter(|(_, kind, _)| *kind == DocumentKind::Invoice);
        let of_file = self.invoiced.entry(order.number).or_insert(0);
        let invoiced = invoices.map(|(.., gross)| *gross).sum::<i64>().saturating_add(*of_file);
        *of_file = of_file.saturating_add(document.total);
        let left = ordered(order, &rules).saturating_sub(invoiced);
        let lines = i64::try_from(order.lines.len() + document.lines.len()).unwrap_or(i64::MAX);
        if document.total <= left.saturating_add(rules.rounding_step.max(1).saturating_mul(lines)) {
            return Ok(None);
        }
        let [said, left] = [document.total, left.max(0)].map(|sum| plain(sum, &rules));
        Ok(Some(format!("total {said}: of order {} only {left} is left to invoice", order.number)))
    }

    /// A credit note against what was invoiced: why it is more than that.
    async fn credit(
        &mut self,
        tx: &Tx,
        settings: &Settings,
        place: &Place,
        documents: &[Document],
        document: &Document,
    ) -> Result<Vec<String>, Error> {
        let mut reasons = Vec::new();
        let rules = settings.currency(document.currency);
        let said = plain(document.total, &rules);
        if let Some(number) = &document.corrects {
            match corrected(tx, place, documents, number).await? {
                None => reasons.push(format!("corrects “{number}”: the account has no such invoice")),
                Some((currency, _)) if currency != document.currency => {
                    reasons.push(format!("currency “{}”: invoice {number} is in {currency}", document.currency));
                }
                Some((_, left)) => {
                    let credited = self.credited.entry(number.clone()).or_insert(0);
                    let left = left.saturating_sub(*credited);
                    if document.total > left {
                        let left = plain(left.max(0), &rules);
                        reasons.push(format!("total {said}: of invoice {number} only {left} can be credited"));
                    }
                    *credited = credited.saturating_add(document.total);
                }
            }
        }
        if let Some(number) = document.order {
            let there = store::invoices::of_order(tx, &place.held.scope(), number).await?;
            let sum = |wanted: DocumentKind| -> i64 {
                there.iter().filter(|(_, kind, _)| *kind == wanted).map(|(.., gross)| *gross).sum()
            };
            let (invoiced, credited) = (sum(DocumentKind::Invoice), sum(DocumentKind::CreditNote));
            let of_file = self.orders.entry(number).or_insert(0);
            let left = (invoiced - credited).saturating_add(*of_file);
            if document.total > left {
                let left = plain(left.max(0), &rules);
                reasons.push(format!("total {said}: of order {number} only {left} can be credited"));
            }
            *of_file = of_file.saturating_sub(document.total);
        }
        Ok(reasons)
    }
}

/// What an order comes to without what was cancelled, delivery included: minor units with tax.
fn ordered(order: &Uninvoiced, rules: &CurrencyRules) -> i64 {
    let kept = |line: &UninvoicedLine| split(&line.amounts, order.mode, rules, line.cancelled, line.ordered).1.gross;
    let lines = order.lines.iter().map(kept);
    lines.chain(order.delivery.iter().map(|sum| sum.gross)).sum()
}

/// The invoice of the account with this number, in the portal or in the file: its currency, and what of it no credit
/// note in the portal has taken back, in minor units with tax.
async fn corrected(
    tx: &Tx,
    place: &Place,
    documents: &[Document],
    number: &str,
) -> Result<Option<(Currency, i64)>, Error> {
    let scope = place.held.scope();
    if let Some(invoice) = store::invoices::find(tx, &scope, number).await? {
        if invoice.kind != DocumentKind::Invoice {
            return Ok(None);
        }
        let credited = store::invoices::credited_total(tx, &scope, number).await?;
        return Ok(Some((invoice.currency, invoice.gross - credited)));
    }
    let in_file = documents.iter().find(|document| {
        document.number == number && document.kind == DocumentKind::Invoice && document.account == place.account.number
    });
    Ok(in_file.map(|document| (document.currency, document.total)))
}

/// The document as it is written; what contradicts the account or the order goes to `reasons`.
async fn judge(
    tx: &Tx,
    settings: &Settings,
    place: &mut Place,
    document: &Document,
    tally: &mut Tally,
    reasons: &mut Vec<(u64, String)>,
) -> Result<Option<NewInvoice>, Error> {
    let mut buyer_reference = document.buyer_reference.clone();
    if let Some(number) = document.order
        && !place.orders.contains_key(&number)
    {
        let order = store::invoices::uninvoiced(tx, &place.held, number).await?;
        place.orders.insert(number, order);
    }
    let order = match document.order {
        None => None,
        Some(number) => match place.orders.get(&number).and_then(Option::as_ref) {
            None => {
                reasons.push((document.line, format!("order “{number}”: the account has no such order")));
                None
            }
            Some(order) => {
                buyer_reference = buyer_reference.or_else(|| order.reference.clone());
                let (said, ordered) = (document.currency, order.currency);
                if said == ordered {
                    Some(order)
                } else {
                    reasons.push((document.line, format!("currency “{said}”: order {number} is in {ordered}")));
                    None
                }
            }
        },
    };
    if let Some(order) = order.filter(|_| document.kind == DocumentKind::Invoice) {
        let of_order = tally.orders.entry(order.number).or_insert(0);
        *of_order = of_order.saturating_add(document.total);
    }
    let rules = settings.currency(document.currency);
    let mut lines = Vec::with_capacity(document.lines.len());
    for line in &document.lines {
        let of_order = order.and_then(|order| match order_line(order, document.kind, line, &rules, &mut tally.lines) {
            Ok(found) => found,
            Err(reason) => {
                reasons.push((line.line, reason));
                None
            }
        });
        match reason_of(place.account.tax_profile, line) {
            Ok(reason) => lines.push(new_line(place.account.language, line, of_order, reason)),
            Err(reason) => reasons.push((line.line, reason)),
        }
    }
    if !reasons.is_empty() {
        return Ok(None);
    }
    let sums = Sums::of(&lines)?;
    let is_invoice = document.kind == DocumentKind::Invoice;
    let due = document.due.or_else(|| Some(ledger::due(document.issued, place.payment_days)));
    Ok(Some(NewInvoice {
        number: document.number.clone(),
        kind: document.kind,
        serial: None,
        order: document.order,
        corrects: document.corrects.clone(),
        currency: document.currency,
        mode: PriceMode::Net,
        issued: document.issued,
        due: due.filter(|_| is_invoice),
        delivered: document.delivered,
        net: sums.net,
        tax: sums.tax,
        gross: sums.gross,
        by_rate: sums.by_rate,
        seller: seller(settings, document.currency),
        buyer: buyer_of(&place.account, place.address.as_ref()),
        reference: references::creditor_reference(&document.number),
        buyer_reference,
        note: document.note.clone(),
        lines,
    }))
}

/// Who stands on it: what the settings say of invoices, or of the vendor; with the account for its currency.
fn seller(settings: &Settings, currency: Currency) -> Party {
    let (seller, vendor) = (settings.billing.seller_in(currency), &settings.vendor);
    if !seller.name.is_empty() {
        return seller;
    }
    Party {
        name: vendor.name.clone(),
        lines: vec![vendor.address.clone()],
        vat_number: Some(vendor.vat_number.clone()).filter(|number| !number.is_empty()),
        ..seller
    }
}
