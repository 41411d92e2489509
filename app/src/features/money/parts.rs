//! What the pages of money share: the names of postings and of the parts of the ageing, addresses, and days in words.

use domain::{
    format,
    i18n::I18n,
    ids::PostingId,
    ledger::{
        Ageing, Bucket, Part, PostingKind,
        wire::{AllocationLine, Standing},
    },
    money::Currency,
    time::Date,
};
use leptos::prelude::*;

use super::side::Side;
use crate::{
    features::shop::links::encode,
    reader::{use_i18n, use_language},
    ui::{Tone, amount, chip},
};

#[must_use]
pub fn bucket_name(i18n: I18n, bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::NotDue => i18n.bucket_not_due(),
        Bucket::To30 => i18n.bucket_to_30(),
        Bucket::To60 => i18n.bucket_to_60(),
        Bucket::To90 => i18n.bucket_to_90(),
        Bucket::Over90 => i18n.bucket_over_90(),
        Bucket::Disputed => i18n.bucket_disputed(),
        Bucket::Unapplied => i18n.bucket_unapplied(),
    }
}

#[must_use]
pub fn kind_name(i18n: I18n, kind: PostingKind) -> &'static str {
    match kind {
        PostingKind::Invoice => i18n.posting_invoice(),
        PostingKind::Payment => i18n.posting_payment(),
        PostingKind::CreditNote => i18n.posting_credit_note(),
        PostingKind::Adjustment => i18n.posting_adjustment(),
        PostingKind::Reversal => i18n.posting_reversal(),
    }
}

/// What a posting is called: "Invoice 2026-00012", "Payment".
#[must_use]
pub fn posting_name(kind: PostingKind, document: Option<&str>) -> String {
    let i18n = use_i18n();
    match (kind, document) {
        (PostingKind::Invoice, Some(number)) => i18n.invoice_title(number),
        (PostingKind::CreditNote, Some(number)) => i18n.invoice_credit_title(number),
        (_, Some(number)) => format!("{} {number}", kind_name(i18n, kind)),
        (_, None) => kind_name(i18n, kind).to_owned(),
    }
}

#[must_use]
pub fn invoice_href(number: &str) -> String {
    format!("/invoices/{}", encode(number))
}

#[must_use]
pub fn posting_href(id: PostingId) -> String {
    Side::Own.posting(id)
}

/// Where more of a posting is: its document, where it has one.
#[must_use]
pub fn document_href(kind: PostingKind, document: Option<&str>, id: PostingId) -> String {
    Side::Own.document(kind, document, id)
}

/// The postings that a number is made of: one part of what is open, or all of it.
#[must_use]
pub fn open_href(currency: Currency, part: Option<Part>) -> String {
    Side::Own.open(currency, part, "")
}

/// The way to pay these invoices.
#[must_use]
pub fn pay_href<'a>(numbers: impl IntoIterator<Item = &'a str>) -> String {
    let query: Vec<String> = numbers.into_iter().map(|number| format!("invoices={}", encode(number))).collect();
    format!("/money/pay?{}", query.join("&"))
}

/// A day of the vendor's as people say it: today, tomorrow, Thu 26 Nov.
#[must_use]
pub fn day_text(today: Date, date: Date) -> String {
    format::day_phrase(use_language(), today, date)
}

/// A day in a document: with its year, as it is said on paper.
#[must_use]
pub fn long_day(date: Date) -> AnyView {
    view! { <time datetime=date.iso()>{format::date_long(use_language(), date)}</time> }.into_any()
}

/// When something is to be paid, or for how long it should have been.
#[must_use]
pub fn due_chip(due: Option<Date>, today: Date) -> AnyView {
    let i18n = use_i18n();
    match due {
        None => chip(Tone::Plain, i18n.money_due_none().to_owned()),
        Some(due) if due < today => {
            chip(Tone::Late, i18n.money_overdue_by(i64::from(today.days()) - i64::from(due.days())))
        }
        Some(due) => chip(Tone::Plain, i18n.money_due(&day_text(today, due))),
    }
}

/// The parts of an ageing that hold something, in their order.
#[must_use]
pub fn filled(ageing: &Ageing) -> Vec<(Bucket, i64)> {
    Bucket::ALL.into_iter().map(|bucket| (bucket, ageing.get(bucket))).filter(|(_, value)| *value != 0).collect()
}

/// What an account stands at in few sums: what is overdue and what is not due, what else holds something, what is left of
/// the limit. Beside each the part of what is open that it is made of.
#[must_use]
pub fn summary(side: &Side, i18n: I18n, standing: &Standing) -> Vec<(Option<Part>, &'static str, i64)> {
    let always = [Part::Overdue, Part::Bucket(Bucket::NotDue)];
    let else_held = [Part::Bucket(Bucket::Disputed), Part::Bucket(Bucket::Unapplied)];
    let sum = |part: Part| part.sum(&standing.ageing);
    let mut rows: Vec<_> = always
        .into_iter()
        .chain(else_held.into_iter().filter(|part| sum(*part) != 0))
        .map(|part| (Some(part), side.part(i18n, part), sum(part)))
        .collect();
    rows.extend(standing.credit.map(|credit| (None, i18n.money_limit_left(), credit.left)));
    rows
}

/// What a payment, a credit or an invoice was put against, as rows; `none` is said where there is nothing.
#[must_use]
pub fn allocations(
    side: &Side,
    title: &'static str,
    none: Option<&'static str>,
    currency: Currency,
    parts: &[AllocationLine],
) -> AnyView {
    if parts.is_empty() && none.is_none() {
        return ().into_any();
    }
    let rows = parts.iter().map(|part| allocation_row(side, currency, part)).collect_view();
    let none = none.filter(|_| parts.is_empty()).map(|none| view! { <li class="row soft">{none}</li> });
    view! {
        <section class="sheet" aria-labelledby="allocations">
            <header class="sheet-head"><h2 id="allocations">{title}</h2></header>
            <ul class="rows">{rows}{none}</ul>
        </section>
    }
    .into_any()
}

fn allocation_row(side: &Side, currency: Currency, part: &AllocationLine) -> AnyView {
    let document = part.document.as_deref();
    let back = (part.amount < 0).then(|| chip(Tone::Wait, use_i18n().posting_part_back().to_owned()));
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                <a class="row-link" href=side.document(part.kind, document, part.posting)>
                    {posting_name(part.kind, document)}
                </a>
                <small>{long_day(part.on)} {said(&part.text)}</small>
                {back.map(|back| view! { <span class="chips">{back}</span> })}
            </div>
            <span class="row-side">{amount(currency, part.amount)}</span>
        </li>
    }
    .into_any()
}

/// What a posting is for, after something else; nothing where there are no words.
#[must_use]
pub fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| format!(" · {text}"))
}
