//! An invoice or credit note as it was issued, and what became of it: the same for page, paper and data.

use domain::{
    ledger::wire::{DocumentKind, InvoiceLine, InvoicePage},
    money::Money,
    permissions::{Actor, AnnouncePayments, ReadLedgers, ReadMoney, WriteCases},
    refusal::Code,
    shop::ArticleKind,
};
use store::{
    invoices::{Credited, Line, LineKind},
    ledger::Scope,
};

use crate::{
    Context, Error,
    ledger::{allocation_line, announced_line, bucket_of, is_awaited, pay_code},
};

/// A document of the account.
///
/// # Errors
/// `NotAllowed` for members whose role does not read it; `NotFound`, for foreign ones too.
pub async fn page(context: &Context, actor: &Actor, number: &str) -> Result<InvoicePage, Error> {
    let granted = actor.grant::<ReadMoney>()?;
    invoice_page(context, actor, &Scope::Own(&granted), number).await
}

/// A document of any account.
///
/// # Errors
/// `NotFound`, for customers too.
pub async fn desk_page(context: &Context, actor: &Actor, number: &str) -> Result<InvoicePage, Error> {
    let granted = actor.grant_staff::<ReadLedgers>()?;
    let account = store::invoices::account_of(context.store(), &granted, number).await?.ok_or(Code::NotFound)?;
    invoice_page(context, actor, &Scope::Staff(&granted, account), number).await
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
    let left = Money { minor: posting.open, currency: invoice.currency };
    let is_own = matches!(scope, Scope::Own(_));
    Ok(InvoicePage {
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
        lines: lines.into_iter().map(|line| line_of(context, actor, line, &credited)).collect(),
        net: invoice.net,
        tax: invoice.tax,
        gross: invoice.gross,
        by_rate: invoice.by_rate,
        posting: invoice.posting,
        open: posting.open,
        disputed: posting.disputed,
        bucket: bucket_of(&posting, today),
        allocations: allocations.into_iter().map(allocation_line).collect(),
        announced: announced
            .iter()
            .filter(|one| posting.open > 0 && is_awaited(one, today) && one.documents.contains(&invoice.number))
            .max_by_key(|one| one.paid)
            .map(|one| announced_line(context, actor, one)),
        may_pay: is_own && posting.open > 0 && actor.grant::<AnnouncePayments>().is_ok(),
        may_dispute: is_own && is_invoice && actor.grant::<WriteCases>().is_ok(),
        account: match scope {
            Scope::Own(_) => None,
            Scope::Staff(..) | Scope::Job(..) => {
                let account = store::accounts::in_scope(store, scope).await?;
                Some((account.number, account.name))
            }
        },
        number: invoice.number,
        today,
    })
}

fn line_of(context: &Context, actor: &Actor, line: Line, credited: &[Credited]) -> InvoiceLine {
    let vendor = context.settings().vendor.language;
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
        disputed: line.disputed,
        // Bringing goods goes with them.
        goods: line.kind != LineKind::Article(ArticleKind::Service),
        credited: credited.iter().find(|done| done.position == line.position).map_or(0, |done| done.quantity.millis()),
    }
}
