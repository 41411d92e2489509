//! An invoice or credit note as it was issued, and what became of it: the same for page, paper and data.

use domain::{
    access::{Channel, Kind},
    i18n::I18n,
    ledger::wire::{DocumentKind, InvoiceLine, InvoicePage},
    money::Money,
    permissions::{Actor, AnnouncePayments, ManageData, ReadLedgers, ReadMoney, WriteCases},
    refusal::Code,
    shop::ArticleKind,
};
use store::{
    invoices::{Credited, Line, LineKind},
    ledger::Scope,
};

use super::{data::is_complete, dispute::dispute_line};
use crate::{
    Context, Error, access,
    ledger::{allocation_line, announced_line, bucket_of, is_awaited, pay_code},
};

/// A document of the account.
///
/// # Errors
/// `NotAllowed` for members whose role does not read it; `NotFound`, for foreign ones too.
pub async fn page(context: &Context, actor: &Actor, number: &str) -> Result<InvoicePage, Error> {
    let granted = actor.grant::<ReadMoney>()?;
    opened(context, actor, &Scope::Own(&granted), number, (Kind::Invoice, Channel::Page)).await
}

/// A document of any account.
///
/// # Errors
/// `NotFound`, for customers too.
pub async fn desk_page(context: &Context, actor: &Actor, number: &str) -> Result<InvoicePage, Error> {
    let granted = actor.grant_staff::<ReadLedgers>()?;
    let account = store::invoices::account_of(context.store(), &granted, number).await?.ok_or(Code::NotFound)?;
    opened(context, actor, &Scope::Staff(&granted, account), number, (Kind::Invoice, Channel::Page)).await
}

/// A document to be taken away as a file of this kind, by a member whose account it is of or by a person of the vendor.
///
/// # Errors
/// As [`page`].
pub async fn file(context: &Context, actor: &Actor, number: &str, kind: Kind) -> Result<InvoicePage, Error> {
    let way = (kind, Channel::File);
    if actor.acting.is_none() && actor.staff.is_some() {
        let granted = actor.grant_staff::<ReadLedgers>()?;
        let account = store::invoices::account_of(context.store(), &granted, number).await?.ok_or(Code::NotFound)?;
        return opened(context, actor, &Scope::Staff(&granted, account), number, way).await;
    }
    let granted = actor.grant::<ReadMoney>()?;
    opened(context, actor, &Scope::Own(&granted), number, way).await
}

/// A document among all data of the account: that this was taken away is in the log, so each of them is not noted again.
///
/// # Errors
/// `NotAllowed` for all but owners; `NotFound`, for foreign ones too.
pub async fn exported(context: &Context, actor: &Actor, number: &str) -> Result<InvoicePage, Error> {
    actor.grant::<ManageData>()?;
    let granted = actor.grant::<ReadMoney>()?;
    invoice_page(context, actor, &Scope::Own(&granted), number).await
}

/// The document, and that it was opened.
async fn opened(
    context: &Context,
    actor: &Actor,
    scope: &Scope<'_>,
    number: &str,
    (kind, channel): (Kind, Channel),
) -> Result<InvoicePage, Error> {
    let page = invoice_page(context, actor, scope, number).await?;
    access::opened(context, actor, scope.account(), kind, &page.number, channel).await?;
    Ok(page)
}

async fn invoice_page(context: &Context, actor: &Actor, scope: &Scope<'_>, number: &str) -> Result<InvoicePage, Error> {
    let (store, today) = (context.store(), context.vendor_today());
    let invoice = store::invoices::find(store, scope, number).await?.ok_or(Code::NotFound)?;
    let is_invoice = invoice.kind == DocumentKind::Invoice;
    let posting = store::ledger::one(store, scope, invoice.posting).await?.ok_or(Code::NotFound)?;
    let lines = store::invoices::lines(store, scope, invoice.id).await?;
    let allocations = store::ledger::allocations(store, scope, invoice.posting).await?;
    let announced = store::ledger::announced(store, scope).await?;
    let corrected = match &invoice.corrects {
        Some(number) => store::invoices::find(store, scope, number).await?,
        None => None,
    };
    let (credited, credit_notes) = if is_invoice {
        (
            store::invoices::credited(store, scope, number).await?,
            store::invoices::credit_notes(store, scope, number).await?,
        )
    } else {
        (Vec::new(), Vec::new())
    };
    let reminders = store::ledger::reminders::of_posting(store, scope, invoice.posting).await?;
    // Nobody asks for what is disputed.
    let left = Money { minor: posting.open - posting.disputed, currency: invoice.currency };
    let is_own = matches!(scope, Scope::Own(_));
    let may_dispute = is_own && is_invoice && actor.grant::<WriteCases>().is_ok();
    let disputes = store::invoices::disputes(store, scope, invoice.id).await?;
    let disputed_of = |position: i32| -> i64 {
        let open = disputes.iter().filter(|one| one.position == position && one.ended.is_none());
        open.map(|one| one.amount).sum()
    };
    let lines = lines
        .into_iter()
        .map(|line| {
            let disputed = if may_dispute { disputed_of(line.position) } else { line.gross };
            line_of(context, actor, line, &credited, disputed)
        })
        .collect();
    let mut page = InvoicePage {
        kind: invoice.kind,
        order: invoice.order,
        order_id: invoice.order_id,
        corrects_issued: corrected.map(|corrected| corrected.issued),
        corrects: invoice.corrects,
        credit_notes,
        currency: invoice.currency,
        mode: invoice.mode,
        issued: invoice.issued,
        due: invoice.due,
        delivered: invoice.delivered,
        code: pay_code(context, &invoice.seller, left, &invoice.reference).filter(|_| is_invoice),
        seller: invoice.seller,
        buyer: invoice.buyer,
        buyer_reference: invoice.buyer_reference,
        note: invoice.note,
        reference: invoice.reference,
        lines,
        net: invoice.net,
        tax: invoice.tax,
        gross: invoice.gross,
        by_rate: invoice.by_rate,
        posting: invoice.posting,
        open: posting.open,
        disputed: posting.disputed,
        disputes: disputes.into_iter().map(|dispute| dispute_line(context, actor, dispute)).collect(),
        bucket: bucket_of(&posting, today),
        allocations: allocations.into_iter().map(allocation_line).collect(),
        announced: announced
            .iter()
            .filter(|one| posting.open > 0 && is_awaited(one, today) && one.documents.contains(&invoice.number))
            .max_by_key(|one| one.paid)
            .map(|one| announced_line(context, actor, one)),
        reminders,
        may_pay: is_own && posting.open > 0 && actor.grant::<AnnouncePayments>().is_ok(),
        may_dispute,
        account: match scope {
            Scope::Own(_) => None,
            Scope::Staff(..) | Scope::Job(..) => {
                let account = store::accounts::in_scope(store, scope).await?;
                Some((account.number, account.name))
            }
        },
        number: invoice.number,
        has_data: false,
        today,
    };
    page.has_data = is_complete(I18n::of(actor.language), &page);
    Ok(page)
}

/// `disputed` is what cannot be disputed of it because it is already.
fn line_of(context: &Context, actor: &Actor, line: Line, credited: &[Credited], disputed: i64) -> InvoiceLine {
    let vendor = context.settings().vendor.language;
    let credited = credited.iter().find(|done| done.position == line.position);
    let taken_back = match credited {
        // Rounding may leave a unit of what is taken back whole: nobody owes it.
        Some(done) if done.quantity >= line.quantity => line.gross,
        Some(done) => done.amounts.gross,
        None => 0,
    };
    InvoiceLine {
        position: line.position,
        article_number: line.article_number,
        name: line.names.pick(actor.language, vendor).0.to_owned(),
        unit: line.unit,
        quantity: line.quantity,
        unit_price: line.unit_price,
        discount: line.discount,
        amount: line.amount,
        net: line.net,
        tax: line.tax,
        gross: line.gross,
        rate: line.rate,
        // Bringing goods goes with them.
        goods: line.kind != LineKind::Article(ArticleKind::Service),
        credited: credited.map_or(0, |done| done.quantity.millis()),
        disputable: (line.gross - taken_back - disputed).max(0),
    }
}
